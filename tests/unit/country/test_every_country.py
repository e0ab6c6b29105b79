"""The brief of every country of the region: nothing is needed but its code, and something useful is said of each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from publicvalue.actions.country.profiles import profile_country
from publicvalue.actions.country.references import load_reference
from publicvalue.actions.country.systems import SystemsBrought
from publicvalue.country.profile import CountryProfile
from publicvalue.findings.systems.found import OpenLine, SystemFound
from publicvalue.reports.country.brief import country_brief
from publicvalue.reports.country.outline import outline_document
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

CODES = tuple(one.code for one in load_reference().members)
SYSTEM = SystemFound("a", "Triage", "Tax", "JAM", "pilot", (), "none", "could_create", "promised", "very_low", 3, 23)
LINE = OpenLine("redress", Text("Redress"), broken=True)


@pytest.fixture(scope="module")
def profiles() -> Mapping[str, CountryProfile]:
    return {code: profile_country(code) for code in CODES}


def page(profile: CountryProfile, language: str = "en") -> str:
    return render_markdown(country_brief(profile), language_of(language))


def ids(profile: CountryProfile) -> tuple[str, ...]:
    return tuple(one.rule.id for one in profile.advice)


def with_systems(count: int) -> CountryProfile:
    systems = [replace(SYSTEM, id=f"{n}", title=f"System {n}", lines=(LINE,)) for n in range(count)]
    return profile_country("JAM", systems=SystemsBrought([(one.id, one) for one in systems], dt.date(2026, 12, 1)))


@pytest.mark.parametrize("code", CODES)
def test_each_brief_says_what_is_known_what_is_not_and_what_to_do(
    profiles: Mapping[str, CountryProfile], code: str
) -> None:
    profile = profiles[code]
    english, spanish = page(profile), page(profile, "es")
    assert 5 <= len(profile.advice) <= 20
    assert "Not known here: " in english
    assert "Aquí no se conoce: " in spanish
    assert f"{profile.advice[0].rule.title}" in english
    for step in profile.steps:
        assert step.date in english
        assert all(source in english.replace("\\", "") for source in step.sources)
    both = set(english.splitlines()) & set(spanish.splitlines())
    assert [line for line in both if len(re.findall(r"[a-z]{3,}", line)) > 2 and "://" not in line] == []


@pytest.mark.parametrize("code", CODES)
def test_no_office_is_named_of_which_nothing_is_known(profiles: Mapping[str, CountryProfile], code: str) -> None:
    outline = render_markdown(outline_document(profiles[code]), language_of("en"))
    assert "AI unit" not in page(profiles[code])
    assert "AI unit" not in outline
    assert "cabinet office, until an office for AI is named" in outline


def test_an_office_that_is_named_owns_its_chapters(profiles: Mapping[str, CountryProfile]) -> None:
    profile = profiles["JAM"]
    owner = next(one for one in profile.strategy.checklist.items if one.id == "owner")
    answer = next(iter(profile.strategy.unknown))
    strategy = replace(
        profile.strategy,
        has=((owner, answer),),  # type: ignore[arg-type]
        unknown=tuple(one for one in profile.strategy.unknown if one.id != "owner"),
    )
    outline = render_markdown(outline_document(replace(profile, strategy=strategy)), language_of("en"))
    assert "AI unit" in outline


def test_advice_differs_where_something_that_is_known_differs(profiles: Mapping[str, CountryProfile]) -> None:
    alike: dict[tuple[str, ...], list[str]] = {}
    for code, profile in profiles.items():
        alike.setdefault(ids(profile), []).append(code)
    for codes in (group for group in alike.values() if len(group) > 1):
        # Alike is the advice to associates alone, of which no index is known, and no strategy, or none that is adopted.
        assert not any(one.covered for code in codes for one in profiles[code].series)
    assert len(alike) == 18


def test_it_is_said_at_what_a_country_lies_furthest_behind(profiles: Mapping[str, CountryProfile]) -> None:
    told = "**Furthest behind:** Telecommunication infrastructure, 20.9 of 100; the middle of 16 countries is 71.2"
    assert told in page(profiles["HTI"])
    assert "Furthest behind:" not in page(profiles["TTO"])
    assert "Furthest behind:" not in page(profiles["ABW"])


# ---- without an index, without a system, with one, with five hundred


def test_without_any_index_the_way_to_be_seen_is_named(profiles: Mapping[str, CountryProfile]) -> None:
    text = page(profiles["MSR"])
    assert "No publisher covers the country" in text
    assert "Fill in the level of twenty services" in text


def test_without_a_system_it_is_said_that_none_is_known(profiles: Mapping[str, CountryProfile]) -> None:
    assert "which AI systems decide about people" in page(profiles["JAM"])
    assert "list_the_systems" in ids(profiles["JAM"])


def test_one_system_is_named_and_what_is_the_matter_with_it() -> None:
    text = page(with_systems(1))
    assert "which AI systems decide about people" not in text
    assert "in 1 of 1 systems (System 0)" in text
    assert not {"one_remedy_for_all", "share_evaluators"} & set(ids(with_systems(1)))


def test_five_hundred_systems_are_told_on_the_same_two_pages() -> None:
    profile = with_systems(500)
    text = page(profile)
    assert "in 500 of 500 systems (System 0, System 1, System 2 and 497 more)" in text
    assert {"one_remedy_for_all", "share_evaluators", "measure_before_buying"} <= set(ids(profile))
    assert len(profile.advice) == 15
    assert "One further piece of advice stands on the page of all advice" in text
    assert len(text.split()) < 1.3 * len(page(with_systems(1)).split())
