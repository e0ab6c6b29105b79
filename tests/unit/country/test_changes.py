"""A country over time: what changed, what is noise, what was learned, what became of promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from publicvalue.actions.country.history import find_country_history
from publicvalue.actions.country.profiles import profile_country
from publicvalue.actions.country.readiness import load_readiness, start_country
from publicvalue.actions.country.references import load_reference
from publicvalue.country.comparison.changes import Changes, find_changes
from publicvalue.country.model import CountryCase, Figure, ItemAnswer, ServiceAnswer
from publicvalue.country.profile import Brought, find_profile
from publicvalue.country.staff.model import Person, StaffBrought
from publicvalue.errors import InputError
from publicvalue.files.stores.folder import COUNTRY, FolderStore
from publicvalue.reports.country.comparison.changes import changes_document
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.words.languages import language_of

VISION = "It says what people should gain from AI in public services, and what AI must not be used for."
FRAMEWORK = load_readiness("country-readiness/1.3")


def answers(**states: str) -> tuple[ItemAnswer, ...]:
    return tuple(
        ItemAnswer(id, said == "yes", "Plan", promised=said == "promised", page="3") for id, said in states.items()
    )


def staff(level: float) -> StaffBrought:
    return StaffBrought(asked=tuple(Person("Tax", "leader", {"new_ways": level + n % 2}) for n in range(20)))


def case(**parts: object) -> CountryCase:
    return CountryCase("gd", "Grenada", "GRD", (), 1, 200, **({"figures": (), "answers": {}} | parts))  # type: ignore[arg-type]


def total(index: str, year: int, value: float, half: float) -> Figure:
    return Figure(index, "GRD", year, "total", value, half, "source")


@pytest.fixture(scope="module")
def found() -> Changes:
    before = case(
        answers={
            "strategy": answers(adopted="promised", owner="promised", budget="promised", vision="promised", dates="yes")
        },
        services=(ServiceAnswer("birth", "Birth", 2), ServiceAnswer("death", "Death", None)),
        figures=(
            total("ai-readiness", 2023, 40.0, 0.005),
            total("egov-development", 2022, 0.5, 0.00005),
            total("govtech-maturity", 2022, 0.541, 0.0005),
        ),
        staff=staff(2),
    )
    after = case(
        answers={"strategy": answers(adopted="yes", owner="promised", budget="no", dates="no", review="yes")},
        services=(ServiceAnswer("birth", "Birth", 4), ServiceAnswer("death", "Death", 1)),
        figures=(
            total("ai-readiness", 2024, 42.0, 0.005),
            total("egov-development", 2024, 0.6, 0.00005),
            total("govtech-maturity", 2025, 0.5415, 0.0005),
        ),
        staff=staff(3),
    )
    return find_changes(FRAMEWORK, (before, after), ("2026", "2027"))


def test_promises_are_kept_open_withdrawn_or_forgotten(found: Changes) -> None:
    fates = {str(one.what): one.fate for one in found.promises}
    assert fates == {
        "The strategy is adopted by the government.": "kept",
        "One body is named that is accountable for carrying it out.": "open",
        "Money is set aside for it, by year.": "withdrawn",
        VISION: "forgotten",
    }
    assert {one.where for one in found.promises} == {"Plan, 3"}


def test_what_changed_is_kept_apart_from_what_was_learned(found: Changes) -> None:
    told = {str(one.what): one.verdict for one in found.changes}
    assert told["The strategy is adopted by the government."] == "better"
    assert told["Its objectives have dates."] == "worse"
    assert told["People can have a decision reviewed by a person."] == "learned"
    assert (told["Birth"], told["Death"]) == ("better", "learned")
    assert told[VISION] == "lost"


def test_indices_compare_within_a_series_and_beyond_rounding(found: Changes) -> None:
    told = {str(one.what): one for one in found.changes if one.kind == "index"}
    assert told["Government AI Readiness Index, total"].verdict == "better"
    assert told["E-Government Development Index, total"].verdict == "not_comparable"
    assert told["GovTech Maturity Index, total"].verdict == "noise"


def test_means_of_staff_change_only_beyond_chance(found: Changes) -> None:
    level = next(one for one in found.changes if one.kind == "level")
    assert level.difference is not None
    assert (level.verdict, level.difference.value) == ("better", 1.0)
    same = find_changes(FRAMEWORK, (case(staff=staff(2)), case(staff=staff(2.05))), ("a", "b"))
    assert [one.verdict for one in same.changes] == ["noise"]


def test_page_tells_it_in_both_languages(found: Changes) -> None:
    english, spanish = (
        render_markdown(changes_document("Grenada", (found,)), language_of(code)) for code in ("en", "es")
    )
    assert "From 2026 to 2027" in english
    assert "Birth: Information → Transaction" in english
    assert "From" not in spanish
    assert "Ya no se sabe" in spanish


def test_folders_of_two_countries_or_one_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one folder alone has no history"):
        find_country_history(())
    stores = [FolderStore(tmp_path / code, COUNTRY) for code in ("GRD", "JAM")]
    for store, code in zip(stores, ("GRD", "JAM"), strict=True):
        start_country(store, code, "")
    with pytest.raises(InputError, match="this is the folder of JAM"):
        find_country_history(stores)
    name, history = find_country_history([stores[0], stores[0]])
    assert (name, history[0].changes, history[0].promises) == ("Grenada", (), ())


def test_promises_that_were_dropped_are_advised_on_with_an_earlier_folder_alone() -> None:
    before = case(answers={"strategy": answers(owner="promised", budget="promised", vision="promised", dates="yes")})
    after = case(answers={"strategy": answers(owner="promised", budget="no", dates="no")})
    reference = load_reference()
    found = find_profile(FRAMEWORK, reference, "GRD", Brought(after, ("2026", before)))
    told = {one.rule.id: [str(text) for text in one.trace] for one in found.advice}
    assert told["answer_for_promises"] == ["2 of 3 promises of 2026 were withdrawn or are not spoken of any more"]
    assert "find_out_what_went_back" in told
    alone = {one.rule.id for one in find_profile(FRAMEWORK, reference, "GRD", Brought(after)).advice}
    assert not alone & {"answer_for_promises", "find_out_what_went_back"}
    with pytest.raises(InputError, match="an earlier folder alone shows no change"):
        profile_country("GRD", before=FolderStore(Path("gd"), COUNTRY))
