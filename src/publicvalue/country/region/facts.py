"""What is known of a region, as facts that its rules are held against, and how many countries each concerns.

A country of which something is unknown is counted by itself: how many countries a fact holds for lies between those of
which it is known, and these with all of which it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from publicvalue.country.advice import Reach
from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.facts import Fact, status_of
from publicvalue.country.reference import Reference
from publicvalue.country.region.alike import Alike, StateSystem
from publicvalue.country.region.specialists import Pool
from publicvalue.country.series import IndexSeries
from publicvalue.country.services import DigitalLevel
from publicvalue.country.standing import Standing
from publicvalue.words.text import Text, counted

SMALL_SECTOR = 30.0
"""Score of the technology sector below which it is taken as small: judgement."""

UNKNOWN_STATUS = ("unknown", "nothing_found")
"""How far a strategy is where nobody can tell whether there is one."""

COUNTRIES = Text("countries")
FactReach = tuple[Fact, str, Reach | None]
"""A fact, under which name its reach is found, and the reach; None where it has none."""


@dataclass(frozen=True)
class RegionKnown:
    """What is known of a region's countries.

    Parameters
    ----------
    reference, standings, series
        What is published of them.
    levels, reviews
        Country -> the level of its services, and its review of public value; of those that brought a folder.
    systems, alike, pool
        Systems of its states, those that look alike, and their specialists together.
    """

    reference: Reference
    standings: Sequence[Standing]
    series: Mapping[str, tuple[IndexSeries, ...]]
    levels: Mapping[str, DigitalLevel]
    reviews: Mapping[str, ChecklistResult]
    systems: Sequence[StateSystem]
    alike: Sequence[Alike]
    pool: Pool | None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all countries."""
        return tuple(self.series)


def region_facts(known: RegionKnown) -> tuple[Mapping[str, Fact], Mapping[str, Reach]]:
    """Return facts by name, and by name how many countries each concerns."""
    parts: tuple[Iterable[FactReach], ...] = (_strategies(known), _covered(known), _brought(known), _shared(known))
    found = [one for part in parts for one in part]
    facts = {fact.id: fact for fact, _, _ in found}
    return facts, {name: reach for _, name, reach in found if reach}


def _concerned(known: RegionKnown, holds: Iterable[str], of: int | None = None) -> Reach:
    """Return how many countries something holds for, among those of which it is known: all where not told."""
    names = tuple(holds)
    every = len(known.codes)
    return Reach(len(names), every if of is None else of, every, COUNTRIES, names)


def _strategies(known: RegionKnown) -> Iterator[FactReach]:
    status = {code: status_of(known.reference.steps_of(code)) for code in known.codes}
    count = len(status)
    adopted = [code for code, one in status.items() if one == "adopted"]
    told = [code for code, one in status.items() if one not in UNKNOWN_STATUS]
    text = Text("{n} of {all} countries are known to have adopted a strategy", n=len(adopted), all=count)
    reach = _concerned(known, adopted, len(told))
    yield Fact("region.adopted", float(len(adopted)), text), "region.adopted", reach
    left = count - len(adopted)
    text = Text("no adopted strategy is known of {n} of {all} countries", n=left, all=count)
    reach = _concerned(known, [code for code in told if code not in adopted], len(told))
    yield Fact("region.without_strategy", float(left), text), "region.without_strategy", reach


def _covered(known: RegionKnown) -> Iterator[FactReach]:
    count = len(known.codes)
    uncovered = [code for code, found in known.series.items() if not any(one.covered for one in found)]
    text = Text("no index covers {n} of {all} countries", n=len(uncovered), all=count)
    yield Fact("region.not_covered", float(len(uncovered)), text), "region.not_covered", _concerned(known, uncovered)
    years = {one.index.id: one.year for one in known.standings}
    values = {
        one.figure.country: one.figure.value
        for one in known.reference.figures
        if (one.figure.index, one.figure.part) == ("ai-readiness", "technology_sector")
        and one.figure.year == years.get("ai-readiness")
    }
    if values:
        small = [code for code, value in values.items() if value < SMALL_SECTOR]
        told = {"n": len(small), "all": len(values)}
        text = Text("the technology sector is below 30 of 100 in {n} of {all} countries", **told)
        share = 100 * len(small) / len(values)
        reach = _concerned(known, small, len(values))
        yield Fact("region.small_sector", share, text), "region.small_sector", reach


def _brought(known: RegionKnown) -> Iterator[FactReach]:
    """Yield of how many countries services, systems and an institution are known."""
    levels = {code for code, one in known.levels.items() if one.known}
    reviews = {code for code, one in known.reviews.items() if len(one.unknown) < len(one.checklist.items)}
    systems = {one.country for one in known.systems}
    parts = (
        ("region.services_known", "region.services_unknown", levels, _SERVICES),
        ("region.reviewed_share", "region.unreviewed", reviews, _REVIEWS),
        ("region.listed_share", "region.unlisted", systems, _SYSTEMS),
    )
    count = len(known.codes)
    for id, name, have, said in parts:
        text = Text("{said} is known of {n} of {all} countries", said=said, n=len(have), all=count)
        missing = [code for code in known.codes if code not in have]
        yield Fact(id, 100 * len(have) / count, text), name, _concerned(known, missing)


_SERVICES = Text("the level of services")
_REVIEWS = Text("a review of an institution's public value")
_SYSTEMS = Text("a list of AI systems")


def _shared(known: RegionKnown) -> Iterator[FactReach]:
    if known.systems:
        states = {one.country for one in known.systems}
        pairs = {side.country for pair in known.alike for side in (pair.one, pair.other)}
        told = counted(
            len(known.alike),
            "one pair of systems of two states looks alike",
            "{number} pairs of systems of two states look alike",
        )
        reach = _concerned(known, sorted(pairs), len(states))
        yield Fact("region.alike", float(len(known.alike)), told), "region.alike", reach
    if known.pool:
        saved = known.pool.saved
        told = Text("sharing specialists leaves {n} fewer missing", n=saved)
        alone = known.pool.alone
        reach = Reach(saved, alone, alone, Text("missing specialists"), does=Text("spares"))
        yield Fact("region.pool_saves", float(saved), told), "region.pool", reach
