"""What is said of a country from its code alone, from its own folder, and of the region: rules, levels, breaks."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from commands import run
from publicvalue.actions.country.profiles import profile_country, profile_region
from publicvalue.actions.country.readiness import load_country, load_readiness
from publicvalue.actions.country.references import load_reference
from publicvalue.country.advice import find_country_advice
from publicvalue.country.checklists import find_checklists
from publicvalue.country.facts import Fact
from publicvalue.country.profile import CountryProfile
from publicvalue.country.region.parse import is_line
from publicvalue.country.region.profile import RegionProfile
from publicvalue.country.rules import CountryRule, FactCondition
from publicvalue.country.services import find_level
from publicvalue.errors import InputError
from publicvalue.files.stores.folder import COUNTRY, FolderStore
from publicvalue.reports.country.brief import country_brief
from publicvalue.reports.country.outline import outline_document
from publicvalue.reports.country.parts import part_document
from publicvalue.reports.country.region import region_document
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.words.language import ENGLISH
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

FRAMEWORK = load_readiness("country-readiness/1.3")
RULES = (*FRAMEWORK.rules, *FRAMEWORK.agency_rules, *FRAMEWORK.region_rules)


@pytest.fixture(scope="module")
def profiles() -> dict[str, CountryProfile]:
    return {code: profile_country(code) for code in ("JAM", "DMA", "ABW")}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> RegionProfile:
    return profile_region([FolderStore(own_folder(tmp_path_factory.mktemp("own")), COUNTRY)])


def own_folder(folder: Path, strategy: str = "", services: str = "") -> Path:
    assert run("country", "new", folder / "gd", "GRD").exit_code == 0
    path = folder / "gd"
    answers = strategy or (
        "adopted,yes,National AI Strategy,p. 2,,2026-01,binding\n"
        "vision,no,National AI Strategy,p. 1-40,,2026-01,\n"
        "budget,promised,National AI Strategy,p. 30,,2026-01,stated\n"
    )
    head = "item,in_place,document,page,passage,date,strength\n"
    (path / "strategy.csv").write_text(head + answers, encoding="utf-8")
    rows = services or (
        "birth,transaction,https://example.org/birth,no,yes,n/a,no,,\n"
        "passport,2,https://example.org/passport,no,no,no,yes,,\n"
        "customs,n/a,,,,,,,\n"
        "boat,3,https://example.org/boat,,,yes,,Register a boat,300\n"
    )
    columns = "service,level,source,once_only,identity,payment,offline,title,users\n"
    (path / "services.csv").write_text(columns + rows, encoding="utf-8")
    return path


def text_of(profile: CountryProfile, language: str = "en") -> str:
    return render_markdown(country_brief(profile), language_of(language))


# ---- what is published


def test_country_without_any_index_is_not_covered_and_never_low(profiles: dict[str, CountryProfile]) -> None:
    aruba, page = profiles["ABW"], text_of(profiles["ABW"])
    assert aruba.readiness.score.value is None
    assert [one.covered for one in aruba.series] == [False] * 3
    assert "None of the three indices covers the country, which says nothing of how ready it is." in page
    assert "be_covered" in [one.rule.id for one in aruba.advice]
    assert not [one for one in aruba.advice if one.rule.moves]


def test_no_associate_is_in_any_index_and_every_member_is_in_all() -> None:
    reference = load_reference()
    covered = {(one.figure.country, one.figure.index) for one in reference.figures}
    members = [one.code for one in reference.members if one.membership == "member"]
    assert {code for code, _ in covered} == set(members)
    assert len(covered) == 3 * len(members)


def test_line_is_broken_where_an_index_changed(profiles: dict[str, CountryProfile]) -> None:
    runs = {one.definition.id: [[e.year for e in run] for run in one.runs()] for one in profiles["JAM"].series}
    assert runs["ai-readiness"] == [[2019], [2020, 2021, 2022, 2023, 2024], [2025]]
    assert runs["egov-development"][-2:] == [[2014, 2016, 2018, 2020, 2022], [2024]]
    assert runs["govtech-maturity"] == [[2020], [2022, 2025]]
    assert "2014 to 2022: 0.439 → 0.591; 2024: 0.668" in text_of(profiles["JAM"])


def test_rank_by_totals_alone_pretends_no_interval(profiles: dict[str, CountryProfile]) -> None:
    # Dominica is not in the edition of 2024; of 2023 only totals are known.
    assert "2023: 12 of 16, by totals alone" in text_of(profiles["DMA"])
    assert "2024: 10 of 15 (95 %: 8 to 13)" in text_of(profiles["JAM"])


def test_brief_is_whole_in_spanish(profiles: dict[str, CountryProfile]) -> None:
    page = text_of(profiles["JAM"], "es")
    assert "Se está redactando una estrategia o una política." in page
    assert "el libro de cálculo de cada edición" in page
    english = {line for line in text_of(profiles["JAM"]).splitlines() if len(re.findall(r"[a-z]{3,}", line)) > 2}
    assert sorted(english & set(page.splitlines())) == []


# ---- rules of advice


def facts_for(conditions: tuple[FactCondition, ...]) -> dict[str, Fact]:
    facts = {}
    for one in conditions:
        value: float | str | None = one.one_of[0] if one.one_of else None
        if one.at_least is not None:
            value = one.at_least
        elif one.below is not None:
            value = one.below - 1
        facts[one.fact] = Fact(one.fact, value, Text("a fact"))
    return facts


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.id)
def test_rule_fires_on_its_conditions_and_is_silent_where_one_fails(rule: CountryRule) -> None:
    facts = facts_for(rule.when)
    assert [one.rule.id for one in find_country_advice([rule], facts, {})] == [rule.id]
    for condition in rule.when:
        other: float | str | None = None
        if condition.one_of:
            other = "something else"
        elif condition.unknown:
            other = 3.0
        broken = facts | {condition.fact: Fact(condition.fact, other, Text("a fact"))}
        assert find_country_advice([rule], broken, {}) == ()


def test_advice_comes_in_the_order_of_doing_and_contradictions_are_silenced() -> None:
    facts = {one.id: one for one in (
        Fact("strategy.status", "unknown", Text("nothing is known")),
        Fact("services.level", 1.0, Text("low")),
        Fact("services.known", 90.0, Text("most are known")),
        Fact("behind.egov-development.online_service", 20.0, Text("far behind")),
    )}  # fmt: skip
    found = [one.rule.id for one in find_country_advice(FRAMEWORK.rules, facts, {})]
    assert found.index("find_out_what_exists") < found.index("write_a_short_strategy")
    assert "raise_the_level_of_services" in found
    assert "bring_services_online" not in found


# ---- what a country brings itself


def test_strategy_review_tells_in_place_lacking_promised_unknown(tmp_path: Path) -> None:
    case = load_country(FolderStore(own_folder(tmp_path), COUNTRY)).case
    strategy = find_checklists(FRAMEWORK, case)[0]
    assert [strategy.state(one) for one in ("adopted", "vision", "budget", "owner")] == [
        "in_place",
        "lacking",
        "promised",
        "unknown",
    ]
    assert strategy.bounds == pytest.approx((100 / 31, 2900 / 31))
    profile = profile_country("GRD", FolderStore(tmp_path / "gd", COUNTRY))
    assert {"close_the_gaps_of_the_strategy", "keep_what_was_promised"} <= {one.rule.id for one in profile.advice}
    outline = render_markdown(outline_document(profile), ENGLISH)
    assert "Promised in: National AI Strategy, p. 30." in outline
    assert "The strategy is adopted by the government." not in outline


def test_of_several_documents_the_latest_counts(tmp_path: Path) -> None:
    answers = "vision,no,Draft,,,2024,\nvision,yes,Strategy,p. 3,,2026-05,dated\n"
    case = load_country(FolderStore(own_folder(tmp_path, answers), COUNTRY)).case
    strategy = find_checklists(FRAMEWORK, case)[0]
    assert strategy.state("vision") == "in_place"
    assert strategy.has[0][1].where == "Strategy, p. 3"


def test_level_of_services_is_the_mean_of_those_known_with_bounds_for_the_others(tmp_path: Path) -> None:
    level = find_level(FRAMEWORK, load_country(FolderStore(own_folder(tmp_path), COUNTRY)).case)
    # Twenty services, less customs, which the country does not have, and a boat of its own.
    assert (level.asked, level.known) == (20, 3)
    assert level.level == pytest.approx((4 + 2 + 3) / 3)
    assert level.bounds == pytest.approx((9 / 20, (9 + 5 * 17) / 20))
    assert level.spread == {2: 1, 3: 1, 4: 1}
    payment = level.features["payment"]
    assert (payment.has, payment.lacks, payment.unneeded, payment.unknown) == (1, 1, 1, 17)
    assert level.features["once_only"].share == 0.0


def test_whatever_is_wrong_with_services_and_answers_is_told_at_once(tmp_path: Path) -> None:
    services = (
        "birth,7,https://example.org,,,,,,\n"
        "passport,3,,maybe,,,,,\n"
        "passport,,,,,,,,\n"
        "ship,2,https://example.org,,,,,,many\n"
    )
    answers = "vision,yes,,,,,\nowner,promised,Plan,,,last year,firm\n"
    with pytest.raises(InputError) as caught:
        load_country(FolderStore(own_folder(tmp_path, answers, services), COUNTRY))
    assert [f"{one.place}: {one.what}" for one in caught.value.problems] == [
        "services.csv, row 2, level: '7' stands here",
        "services.csv, row 3, source: the level has no source",
        "services.csv, row 3, once_only: 'maybe' stands here",
        "services.csv, row 4, service: 'passport' stands in row 3 too",
        "services.csv, row 5, service: 'ship' is no service of the list, and has no title",
        "services.csv, row 5, users: 'many' is no number of users",
        "strategy.csv, row 2, document: 'vision' is answered without a document",
        "strategy.csv, row 3, date: 'last year' is no date",
        "strategy.csv, row 3, strength: 'firm' stands here",
    ]


# ---- the region


def test_region_shows_every_country_by_itself(region: RegionProfile) -> None:
    page = render_markdown(region_document(region), ENGLISH)
    names = [FRAMEWORK.countries[one.code] for one in region.reference.members]
    assert [name for name in names if f"| {name} |" not in page] == []
    assert page.count("not covered") == 3 * 13
    assert "2 of 29 countries are known to have adopted a strategy." in page
    assert "| Dominica | digital strategy only (2022-11) | not in this edition |" in page
    assert "| Budget | 1 promised, 1 unknown |" in page
    assert "encuesta de 2003" in render_markdown(region_document(region), language_of("es"))


def test_every_step_has_a_source_and_a_date() -> None:
    reference = load_reference()
    assert [one for one in reference.steps if not (one.date and all("://" in url for url in one.sources))] == []
    assert {one.country for one in reference.steps if one.status == "adopted"} == {"DOM", "CUB"}


def test_rank_intervals_agree_with_a_plain_simulation(region: RegionProfile) -> None:
    standing = region.standings[1]
    codes, pillars = list(standing.places), [one.id for one in standing.index.pillars]
    values = {(one.figure.country, one.figure.part): one.figure.value for one in region.reference.figures
              if (one.figure.index, one.figure.year) == ("egov-development", 2024)}  # fmt: skip
    points = np.array([[values[code, pillar] for pillar in pillars] for code in codes])
    rng = np.random.default_rng(11)
    ranks = []
    for draw in range(2000):
        weights = rng.uniform(0.75, 1.25, len(pillars))
        drawn = points + rng.uniform(-5e-5, 5e-5, points.shape)
        scores = drawn @ weights if draw % 2 else np.log(drawn) @ weights
        ranks.append([1 + int((scores > own).sum()) for own in scores])
    low, high = np.quantile(np.array(ranks), [0.025, 0.975], axis=0, method="inverted_cdf")
    found = np.array([(one.low, one.high) for one in standing.places.values()], dtype=float)
    assert np.abs(found - np.column_stack([low, high])).max() <= 1
    assert (found == np.column_stack([low, high])).mean() > 0.8


# ---- commands


def test_commands_write_brief_outline_and_region(tmp_path: Path) -> None:
    own = own_folder(tmp_path)
    brief = run("country", "report", "GRD", "--folder", own, "--out", tmp_path / "brief")
    assert brief.exit_code == 0
    assert f"publicvalue country assess {own}" in " ".join(brief.output.split())
    assert "Grenada" in (tmp_path / "brief" / "country.md").read_text(encoding="utf-8")
    assert run("country", "outline", "GRD", "--out", tmp_path / "outline").exit_code == 0
    assert "| Vision |" in (tmp_path / "outline" / "outline.md").read_text(encoding="utf-8")
    found = run("region", "report", "--country", own, "--out", tmp_path / "region")
    assert found.exit_code == 0
    rows = (tmp_path / "region" / "tables" / "countries.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + 29


def test_commands_refuse_other_countries_and_other_folders(tmp_path: Path) -> None:
    refused = run("country", "report", "Jamaica", "--out", tmp_path / "no")
    assert refused.exit_code == 2
    assert "do: write JAM" in refused.output
    own = own_folder(tmp_path)
    assert "this is the folder of GRD" in run("country", "report", "JAM", "--folder", own).output
    twice = run("region", "report", "--country", own, "--country", own, "--out", tmp_path / "no")
    assert "GRD has a second folder" in twice.output


def test_a_map_without_a_place_or_with_an_open_line_is_told() -> None:
    reference = load_reference()
    assert reference.outline is not None
    assert set(reference.outline.places) == {one.code for one in reference.members}
    assert all(map(is_line, reference.outline.coasts))
    closed = "0,0 1,0 1,1 0,0"
    assert is_line(closed)
    for wrong in ("", "0,0", "0,0 1,0 1,1", "0,0 1,0 1,1 0,1", "0,0 1,x 1,1 0,0", "0,0 200,0 1,1 0,0", "0 1 2 0"):
        assert not is_line(wrong)


def test_gain_has_an_interval_that_reaches_from_no_change_to_the_best_of_the_region(
    profiles: dict[str, CountryProfile],
) -> None:
    # The technology sector is one pillar of three; Jamaica is at the middle of the region already.
    figures = {
        one.figure.country: one.figure.value
        for one in load_reference().figures
        if (one.figure.index, one.figure.year, one.figure.part) == ("ai-readiness", 2024, "technology_sector")
    }
    best = (max(figures.values()) - figures["JAM"]) / 3
    middle = max(0.0, (float(np.median(list(figures.values()))) - figures["JAM"]) / 3)
    page = render_markdown(part_document(profiles["JAM"], "advice"), ENGLISH)
    assert f"| {middle:.1f} (0 to {best:.1f}), Government AI Readiness Index 2024 |" in page
