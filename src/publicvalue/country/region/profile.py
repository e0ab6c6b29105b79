"""A region: all its countries side by side, what is known of each, and what they could do together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from publicvalue.country.advice import NOTHING_TOLD, CountryAdvice, Reach, Told, find_country_advice
from publicvalue.country.checklists import ChecklistResult, find_checklists
from publicvalue.country.facts import Fact
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.profile import country_case, region_case
from publicvalue.country.reference import Reference
from publicvalue.country.region.alike import Alike, StateSystem, find_alike
from publicvalue.country.region.facts import RegionKnown, region_facts
from publicvalue.country.region.specialists import Pool, pool_specialists
from publicvalue.country.series import IndexSeries, find_series
from publicvalue.country.services import DigitalLevel, find_level
from publicvalue.country.staff.model import PlannedSystem
from publicvalue.country.standing import Standing, find_standings


@dataclass(frozen=True)
class RegionProfile:
    """A region.

    Parameters
    ----------
    framework, reference
        What is asked, and what is published of its countries.
    standings
        Each index with the place of every country that it covers.
    series
        Country -> each index over the years.
    strategies, reviews, levels
        Country -> its reviewed strategy, an institution's review of public value, and the level of its services; of
        those alone that brought a folder.
    systems, alike, pool
        AI systems of its states, those of several states that look alike, and their specialists together.
    facts, advice
        What the region's rules were held against, and which fired.
    reaches
        What is counted -> how many countries it concerns.
    """

    framework: ReadinessFramework
    reference: Reference = field(repr=False)
    standings: tuple[Standing, ...]
    series: Mapping[str, tuple[IndexSeries, ...]] = field(repr=False)
    strategies: Mapping[str, ChecklistResult] = field(repr=False)
    reviews: Mapping[str, ChecklistResult] = field(repr=False)
    levels: Mapping[str, DigitalLevel]
    systems: tuple[StateSystem, ...] = field(repr=False)
    alike: tuple[Alike, ...]
    pool: Pool | None
    facts: Mapping[str, Fact] = field(repr=False)
    advice: tuple[CountryAdvice, ...]
    reaches: Mapping[str, Reach] = field(default_factory=dict, repr=False)


def find_region(
    framework: ReadinessFramework,
    reference: Reference,
    own: Sequence[CountryCase] = (),
    systems: Sequence[StateSystem] = (),
    told: Told = NOTHING_TOLD,
) -> RegionProfile:
    """Find everything that can be said of a region.

    Parameters
    ----------
    framework, reference
        What is asked, and what is published of its countries.
    own
        What its countries brought.
    systems
        Further systems of its states.
    told
        What assessments tell of systems of its states.
    """
    codes = [one.code for one in reference.members]
    standings = find_standings(framework, region_case(reference, country_case(framework, reference, codes[0])))
    series = {code: tuple(find_series(one, reference.figures, code) for one in framework.indices) for code in codes}
    lists = {case.country: {one.checklist.id: one for one in find_checklists(framework, case)} for case in own}
    strategies, reviews = (
        {code: found[name] for code, found in lists.items() if name in found} for name in ("strategy", "public_value")
    )
    levels = {one.country: find_level(framework, one) for one in own}
    every = (*systems, *(state_system(case.country, one) for case in own for one in case.staff.systems))
    alike = find_alike(every)
    pool = pool_specialists(framework.staff, own) if framework.staff else None
    facts, reaches = region_facts(RegionKnown(reference, standings, series, levels, reviews, every, alike, pool))
    facts = {**facts, **told.facts}
    reaches = {**reaches, **told.reaches}
    advice = find_country_advice(framework.region_rules, facts, reaches)
    found = (standings, series, strategies, reviews, levels, every, alike, pool, facts, advice, reaches)
    return RegionProfile(framework, reference, *found)


def state_system(country: str, one: PlannedSystem) -> StateSystem:
    """Return a system of a country's own folder as it is compared with those of other states."""
    return StateSystem(country, one.title, one.agency, one.phase, one.purpose, one.topic, one.data)
