"""Everything that is found of a country's public servants, and the facts that advice rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from publicvalue.country.facts import Fact
from publicvalue.country.staff.adoption import Expected, Opinion, find_expected, find_opinions
from publicvalue.country.staff.levels import Levels, domain_levels, find_levels
from publicvalue.country.staff.model import StaffAsked, StaffBrought
from publicvalue.country.staff.training import Loss, SystemNeed, TrainingLine, find_losses, find_needs, plan_training
from publicvalue.measures.survey.people.expectations import OPTIMISTIC, SCEPTICAL
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.words.text import Text


@dataclass(frozen=True)
class StaffFound:
    """What is found of public servants.

    Parameters
    ----------
    asked, brought
        What is asked, and what was brought.
    levels
        Levels by agency, role and competency.
    domains
        Domain -> role -> level: the second view.
    plan, needs, losses
        What to train, what coming systems need, and who of the specialists leaves.
    opinions, expected
        What staff think of working with AI, and what they expect of systems.
    """

    asked: StaffAsked = field(repr=False)
    brought: StaffBrought = field(repr=False)
    levels: Levels = field(repr=False)
    domains: Mapping[str, Mapping[str, Interval]] = field(repr=False)
    plan: tuple[TrainingLine, ...]
    needs: tuple[SystemNeed, ...]
    losses: tuple[Loss, ...]
    opinions: tuple[Opinion, ...]
    expected: tuple[Expected, ...]


def find_staff(asked: StaffAsked, brought: StaffBrought) -> StaffFound:
    """Find everything about a country's public servants."""
    levels = find_levels(asked, brought)
    return StaffFound(
        asked=asked,
        brought=brought,
        levels=levels,
        domains=domain_levels(asked, brought),
        plan=plan_training(levels, brought),
        needs=find_needs(asked, levels, brought),
        losses=find_losses(asked, brought),
        opinions=find_opinions(asked, brought),
        expected=find_expected(brought),
    )


def staff_facts(found: StaffFound) -> Iterator[Fact]:
    """Yield what is known of levels, coming systems, specialists and mindsets; what was not asked is no fact."""
    if found.levels.cells:
        short = sum(one.cell.state == "short" for one in found.plan)
        told = Text("levels lie below the target, beyond chance, in {n} of {all} cells", n=short, all=_cells(found))
        yield Fact("staff.gaps", float(short), told)
    if any(one.state != "unknown" for one in found.needs):
        titles = tuple(dict.fromkeys(one.system.title for one in found.needs if one.state == "short"))
        told = Text("{n} coming systems are short of people who are ready", n=len(titles))
        if titles:
            told = Text("short of people who are ready: {systems:list}", systems=titles)
        yield Fact("staff.short_systems", float(len(titles)), told)
    yield from _loss_facts(found)
    if found.opinions:
        weak = [one for one in found.opinions if one.state == "weak"]
        told = Text(
            "staff disagree with {n} of {all} statements on working with AI", n=len(weak), all=len(found.opinions)
        )
        yield Fact("mindset.weak", float(len(weak)), told)
    if measured := [one for one in found.expected if one.verdict]:
        more, less = (sum(one.verdict == verdict for one in measured) for verdict in (OPTIMISTIC, SCEPTICAL))
        told = Text("staff expect more of {n} of {all} systems than was measured", n=more, all=len(measured))
        yield Fact("mindset.optimistic", float(more), told)
        told = Text("staff expect less of {n} of {all} systems than was measured", n=less, all=len(measured))
        yield Fact("mindset.sceptical", float(less), told)


def _cells(found: StaffFound) -> int:
    single = any(one.agency for one in found.levels.cells)
    return sum(bool(one.agency) or not single for one in found.levels.cells)


def _loss_facts(found: StaffFound) -> Iterator[Fact]:
    for one in found.losses:
        if one.rate is not None and one.left is not None:
            told = Text(
                "{left} specialists left within a year, {people} are there ({low:fixed0} to {high:fixed0} of 100)",
                left=one.left,
                people=one.people,
                low=100 * one.rate.low,
                high=100 * one.rate.high,
            )
            yield Fact("staff.specialists_lost", 100 * one.rate.low, told)
        told = Text("one specialist alone in {n} agencies", n=len(one.lone))
        yield Fact("staff.lone_specialists", float(len(one.lone)), told)
