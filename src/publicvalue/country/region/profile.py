"""A region: all its countries side by side, what is known of each, and what they could do together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publicvalue.country.advice import CountryAdvice, find_country_advice
from publicvalue.country.checklists import ChecklistResult, find_checklists
from publicvalue.country.facts import Fact, status_of
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.profile import country_case, region_case
from publicvalue.country.reference import Reference
from publicvalue.country.region.alike import Alike, StateSystem, find_alike
from publicvalue.country.region.specialists import Pool, pool_specialists
from publicvalue.country.series import IndexSeries, find_series
from publicvalue.country.services import DigitalLevel, find_level
from publicvalue.country.staff.model import PlannedSystem
from publicvalue.country.standing import Standing, find_standings
from publicvalue.words.text import Text, counted

SMALL_SECTOR = 30.0
"""Score of the technology sector below which it is taken as small: judgement."""


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
    strategies, levels
        Country -> its reviewed strategy and the level of its services; of those alone that brought a folder.
    systems, alike, pool
        AI systems of its states, those of several states that look alike, and their specialists together.
    facts, advice
        What the region's rules were held against, and which fired.
    """

    framework: ReadinessFramework
    reference: Reference = field(repr=False)
    standings: tuple[Standing, ...]
    series: Mapping[str, tuple[IndexSeries, ...]] = field(repr=False)
    strategies: Mapping[str, ChecklistResult] = field(repr=False)
    levels: Mapping[str, DigitalLevel]
    systems: tuple[StateSystem, ...] = field(repr=False)
    alike: tuple[Alike, ...]
    pool: Pool | None
    facts: Mapping[str, Fact] = field(repr=False)
    advice: tuple[CountryAdvice, ...]


def find_region(
    framework: ReadinessFramework,
    reference: Reference,
    own: Sequence[CountryCase] = (),
    systems: Sequence[StateSystem] = (),
) -> RegionProfile:
    """Find everything that can be said of a region, with what its countries brought and further systems of them."""
    codes = [one.code for one in reference.members]
    standings = find_standings(framework, region_case(reference, country_case(framework, reference, codes[0])))
    series = {code: tuple(find_series(one, reference.figures, code) for one in framework.indices) for code in codes}
    strategies = {one.country: find_checklists(framework, one)[0] for one in own}
    levels = {one.country: find_level(framework, one) for one in own}
    every = (*systems, *(state_system(case.country, one) for case in own for one in case.staff.systems))
    alike = find_alike(every)
    pool = pool_specialists(framework.staff, own) if framework.staff else None
    facts = {one.id: one for one in (*_facts(reference, standings, series, levels), *_shared(every, alike, pool))}
    advice = find_country_advice(framework.region_rules, facts, {})
    found = (standings, series, strategies, levels, every, alike, pool, facts, advice)
    return RegionProfile(framework, reference, *found)


def state_system(country: str, one: PlannedSystem) -> StateSystem:
    """Return a system of a country's own folder as it is compared with those of other states."""
    return StateSystem(country, one.title, one.agency, one.phase, one.purpose, one.topic, one.data)


def _shared(systems: Sequence[StateSystem], alike: Sequence[Alike], pool: Pool | None) -> Iterator[Fact]:
    if systems:
        told = counted(
            len(alike),
            "one pair of systems of two states looks alike",
            "{number} pairs of systems of two states look alike",
        )
        yield Fact("region.alike", float(len(alike)), told)
    if pool:
        told = Text("sharing specialists leaves {n} fewer missing", n=pool.saved)
        yield Fact("region.pool_saves", float(pool.saved), told)


def _facts(
    reference: Reference,
    standings: Sequence[Standing],
    series: Mapping[str, tuple[IndexSeries, ...]],
    levels: Mapping[str, DigitalLevel],
) -> list[Fact]:
    codes, count = list(series), len(series)
    status = {code: status_of(reference.steps_of(code)) for code in codes}
    adopted = sum(one == "adopted" for one in status.values())
    uncovered = sum(not any(one.covered for one in found) for found in series.values())
    known = sum(one.known > 0 for one in levels.values())
    found = [
        Fact(
            "region.adopted",
            float(adopted),
            Text("{n} of {all} countries are known to have adopted a strategy", n=adopted, all=count),
        ),
        Fact(
            "region.without_strategy",
            float(count - adopted),
            Text("no adopted strategy is known of {n} of {all} countries", n=count - adopted, all=count),
        ),
        Fact(
            "region.not_covered",
            float(uncovered),
            Text("no index covers {n} of {all} countries", n=uncovered, all=count),
        ),
        Fact(
            "region.services_known",
            100 * known / count,
            Text("the level of services is known of {n} of {all} countries", n=known, all=count),
        ),
    ]
    sector = _small_sector(reference, standings)
    return [*found, *([sector] if sector else [])]


def _small_sector(reference: Reference, standings: Sequence[Standing]) -> Fact | None:
    """Return in how many of the covered countries the technology sector is small; None where no edition prints it."""
    years = {one.index.id: one.year for one in standings}
    values = [
        one.figure.value
        for one in reference.figures
        if (one.figure.index, one.figure.part) == ("ai-readiness", "technology_sector")
        and one.figure.year == years.get("ai-readiness")
    ]
    if not values:
        return None
    small = sum(value < SMALL_SECTOR for value in values)
    told = Text("the technology sector is below 30 of 100 in {n} of {all} countries", n=small, all=len(values))
    return Fact("region.small_sector", 100 * small / len(values), told)
