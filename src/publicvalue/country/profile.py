"""Everything that can be said of a country: what is published of it, what it brought itself, and what to do next.

A profile needs nothing but the country's code: what nobody knows is unknown in it. What a country brings in its own
folder (figures, checklists, services) takes the place of the reference's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from publicvalue.country.advice import (
    NOTHING_TOLD,
    TELLS,
    CountryAdvice,
    Gain,
    Reach,
    Told,
    find_agency_advice,
    find_country_advice,
)
from publicvalue.country.checklists import ChecklistResult, find_checklists
from publicvalue.country.comparison.changes import find_changes
from publicvalue.country.comparison.ways import Places, common_ways, find_places, read_table
from publicvalue.country.facts import (
    Fact,
    checklist_facts,
    corner_facts,
    coverage_facts,
    history_facts,
    places_fact,
    service_facts,
    staff_facts,
    strategy_facts,
    systems_fact,
)
from publicvalue.country.middles import Middle, find_middles
from publicvalue.country.model import CountryCase, Figure, ReadinessFramework
from publicvalue.country.readiness import Readiness, find_readiness
from publicvalue.country.reference import Member, Reference, Step
from publicvalue.country.series import IndexSeries, find_series
from publicvalue.country.services import DigitalLevel, find_level
from publicvalue.country.staff.found import StaffFound, find_staff
from publicvalue.country.standing import Standing, find_standings
from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text

SEED, DRAWS, FEW_DRAWS = 1, 10_000, 200
"""Of the region, and of what rests on no draws."""


@dataclass(frozen=True)
class CountryProfile:
    """A country of the region.

    Parameters
    ----------
    framework, reference, member
        What is asked, what is published, and which country it is.
    case
        Figures, answers and services that it rests on.
    readiness
        Indices formed again, with the place among the region's countries.
    standings
        Each index with the place of every country of the region.
    series
        Each index over the years, as published.
    strategy, competence, public_value
        The checklists; None where the framework has no review of public value.
    staff
        Public servants and coming systems; None where the framework asks nothing of them.
    level
        Digital government, service by service.
    middles
        `index.pillar` -> the country beside the middle of the region.
    places
        Between which places it lies over the ways of forming readiness; None where it has none.
    facts, advice
        What rules were held against, and which fired.
    agencies
        Agency -> the advice to it, of those that brought people or systems.
    reaches
        Pillar or what is counted -> what advice that moves or covers it could gain.
    """

    framework: ReadinessFramework
    reference: Reference = field(repr=False)
    member: Member
    case: CountryCase = field(repr=False)
    readiness: Readiness
    standings: tuple[Standing, ...] = field(repr=False)
    series: tuple[IndexSeries, ...]
    strategy: ChecklistResult
    competence: ChecklistResult
    public_value: ChecklistResult | None
    staff: StaffFound | None
    level: DigitalLevel
    middles: Mapping[str, Middle]
    places: Places | None
    facts: Mapping[str, Fact] = field(repr=False)
    advice: tuple[CountryAdvice, ...]
    agencies: Mapping[str, tuple[CountryAdvice, ...]] = field(default_factory=dict)
    reaches: Mapping[str, Gain | Reach] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Its name, as the framework has it."""
        return self.framework.countries[self.member.code]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps towards a strategy, the latest first."""
        return self.reference.steps_of(self.member.code)


@dataclass(frozen=True)
class Brought:
    """What is known of a country beside what is published.

    Parameters
    ----------
    own
        What the country brought itself; None where it brought nothing.
    before
        Name and content of an earlier folder of the country; None without one.
    told
        What assessments tell of its AI systems.
    """

    own: CountryCase | None = None
    before: tuple[str, CountryCase] | None = None
    told: Told = NOTHING_TOLD


NOTHING = Brought()


def find_profile(
    framework: ReadinessFramework, reference: Reference, code: str, brought: Brought = NOTHING
) -> CountryProfile:
    """Find everything that can be said of a country.

    Parameters
    ----------
    framework, reference
        What is asked, and what is published of the region.
    code
        ISO 3166-1 alpha-3 code of a country of the region.
    brought
        What is known beside what is published.

    Raises
    ------
    InputError
        When the region has no such country.
    """
    member = check_member(reference, code)
    case = country_case(framework, reference, code, brought.own)
    # Places in the region come from the standings, which are the same for every country: few draws do for the rest.
    readiness = find_readiness(framework, replace(case, draws=FEW_DRAWS))
    lists = {one.checklist.id: one for one in find_checklists(framework, case)}
    strategy, competence, public_value = lists["strategy"], lists["competence"], lists.get("public_value")
    staff = find_staff(framework.staff, case.staff) if framework.staff else None
    level = find_level(framework, case)
    standings = find_standings(framework, region_case(reference, case))
    series = tuple(find_series(index, reference.figures, code) for index in framework.indices)
    middles = _middles(readiness, case)
    places = find_places(read_table(framework, case), common_ways(framework))
    facts = {
        one.id: one
        for one in (
            *strategy_facts(reference.steps_of(code), strategy),
            *checklist_facts("competence", competence),
            *(corner_facts(public_value) if public_value else ()),
            *(staff_facts(staff) if staff else ()),
            *coverage_facts(series),
            *service_facts(level, {one.id: one.title for one in framework.features}),
            *_pillar_facts(middles),
            *places_fact(places),
            *_history(framework, brought),
            systems_fact(None),
        )
    } | dict(brought.told.facts)
    gains: dict[str, Gain | Reach] = {name: middle.gain() for name, middle in middles.items()}
    gains |= {**dict(_reaches((strategy, competence, public_value), level)), **brought.told.reaches}
    advice = find_country_advice(framework.rules, facts, gains)
    agencies = (
        find_agency_advice(framework.agency_rules, framework.staff, case.staff, brought.told) if framework.staff else {}
    )
    own_parts = (case, readiness, standings, series, strategy, competence, public_value, staff, level, middles, places)
    return CountryProfile(framework, reference, member, *own_parts, facts, advice, agencies, gains)


def check_member(reference: Reference, code: str) -> Member:
    """Return a country of the region; InputError where it is none."""
    if member := reference.member(code):
        return member
    codes = [one.code for one in reference.members]
    same = next((one.code for one in reference.members if code.casefold() in map(str.casefold, one.names.values())), "")
    what = Text("{code:quoted} is no country of the region", code=code)
    do = Text("write {code}", code=same) if same else nearest(code.upper(), codes)
    raise InputError([Problem(Place(), what, Text("one of: {known:list}", known=tuple(codes)), do)])


def country_case(
    framework: ReadinessFramework, reference: Reference, code: str, own: CountryCase | None = None
) -> CountryCase:
    """Return what readiness is found from: the reference's figures that compare, and the country's own."""
    figures = usable_figures(framework, reference)
    peers = tuple(one.code for one in reference.members if one.code != code)
    if own is None:
        name = framework.countries[code]
        return CountryCase(code.lower(), name, code, peers, SEED, DRAWS, tuple(figures.values()), {})
    brought = {(one.index, one.country, one.year, one.part): one for one in own.figures}
    # Figures that a country brings for an edition take the place of all of the reference's for it.
    editions = {key[:3] for key in brought}
    kept = {key: one for key, one in figures.items() if key[:3] not in editions}
    return replace(own, peers=peers, figures=(*kept.values(), *brought.values()), framework=framework.name)


def region_case(reference: Reference, case: CountryCase) -> CountryCase:
    """Return a case as one of the whole region: the same countries, order, seed and draws for all of them."""
    first, *others = (one.code for one in reference.members)
    return replace(case, country=first, peers=tuple(others), seed=SEED, draws=DRAWS)


def usable_figures(framework: ReadinessFramework, reference: Reference) -> Mapping[tuple[str, str, int, str], Figure]:
    """Return the reference's figures of editions that compare, by index, country, year and part."""
    refused = {(index.id, one.year) for index in framework.indices for one in index.editions if one.refused}
    figures = (one.figure for one in reference.figures)
    return {
        (one.index, one.country, one.year, one.part): one for one in figures if (one.index, one.year) not in refused
    }


def _reaches(lists: Iterable[ChecklistResult | None], level: DigitalLevel) -> Iterator[tuple[str, Reach]]:
    """Yield how much of what is asked is not known yet, lacking, and promised: name of what is counted -> reach."""
    for found in lists:
        if found is None:
            continue
        name, every = found.checklist.id, len(found.checklist.items)
        known = every - len(found.unknown)
        yield name, Reach(len(found.unknown), every, every, Text("items"), does=TELLS)
        yield f"{name}.lacking", Reach(len(found.lacks), known, every, Text("items that are lacking"))
        yield f"{name}.promised", Reach(len(found.promises), known, every, Text("items that are promised"))
    unknown = level.asked - level.known
    yield "services", Reach(unknown, level.asked, level.asked, Text("services"), does=TELLS)


def _history(framework: ReadinessFramework, brought: Brought) -> Iterator[Fact]:
    """Yield what changed since an earlier folder; nothing without one."""
    if brought.own and brought.before:
        name, before = brought.before
        yield from history_facts(find_changes(framework, (before, brought.own), (name, brought.own.id)))


def _middles(readiness: Readiness, case: CountryCase) -> Mapping[str, Middle]:
    """Return each pillar of each index beside the middle of the region, as `index.pillar`."""
    middles: dict[str, Middle] = {}
    for index in readiness.indices:
        found = find_middles(index.definition, case.figures, case.country, index.year)
        middles |= {f"{index.definition.id}.{pillar}": one for pillar, one in found.items()}
    return middles


def _pillar_facts(middles: Mapping[str, Middle]) -> list[Fact]:
    found = []
    for name, one in middles.items():
        titles = {pillar.id: pillar.title for pillar in one.index.pillars}
        told = {"pillar": Text(titles[one.pillar]), "index": Text(one.index.title), "year": str(one.year)}
        own = Text("{pillar} {own:fixed1} of 100 ({index} {year})", own=one.own, **told)
        found.append(Fact(f"index.{name}", one.own, own))
        beside = Text(
            "{pillar} {own:fixed1} of 100, middle of {count} countries {median:fixed1} ({index} {year})",
            own=one.own,
            median=one.median,
            count=one.countries,
            **told,
        )
        found.append(Fact(f"behind.{name}", one.behind, beside))
    return found
