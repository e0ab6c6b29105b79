"""Evidence of outcomes: whose lot it speaks of, whether it is good, and how certain each piece of it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import Step
from publicvalue.framework.judgement.verdict import CERTAINTIES
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Measured
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text, counted, quantity

TOP = len(CERTAINTIES) - 1
"""Grade of evidence that nothing lowers."""

COUNTED = ("records", "survey", "appraisal")
"""Kinds of evidence whose number of cases is one of people or files."""

RESTS = (
    Text("rests on nothing"),
    Text("is only claimed"),
    Text("is shown by documents or ratings, not measured"),
    Text("is measured, but not compared in a way that passed its checks"),
    Text("is compared, but not by lot"),
    Text("is compared by lot"),
)
"""What a number rests on, by the strength of its evidence."""

SERVES_PUBLIC = "serves_public"
"""The fact whose no makes the staff the people served."""


@dataclass(frozen=True)
class Outcome:
    """One number that speaks of an outcome.

    Parameters
    ----------
    indicator
        Whose number it is.
    strength
        Strength of its evidence, 0 to 5.
    first_hand
        Whether it comes from records of, or a survey among, the people served.
    steps
        What lowers its certainty.
    """

    indicator: str
    strength: int
    first_hand: bool
    steps: tuple[Step, ...]

    @property
    def grade(self) -> int:
        """Its certainty: place among the framework's levels, 0 for the lowest."""
        return max(0, TOP - sum(step.down for step in self.steps))


def is_internal(known: Known) -> bool:
    """Return whether the stated facts say that the system serves the administration alone."""
    return known.facts.get(SERVES_PUBLIC) is False


def shows_outcome(known: Known, id: str, node: str) -> bool:
    """Return whether an indicator speaks of an outcome of the people served; below a dimension, of anybody's.

    A framework that says of no indicator whose lot it speaks of is read as speaking of the people served.
    """
    rules, stage = known.rules.outcomes, known.stage(id)
    shows = known.indicator(id).shows
    if not _tells_whose(known):
        return stage in rules.stages or (node != PUBLIC_VALUE and stage == rules.trust)
    if shows == "nobody":
        return False
    if is_internal(known) and shows == "staff":
        # What they get is produced in their own work: time saved is an output of it and an outcome to them.
        return stage in (*rules.stages, *rules.outputs)
    if node != PUBLIC_VALUE:
        return stage in rules.stages or stage == rules.trust
    return stage in rules.stages and shows in ("people", "public")


def _tells_whose(known: Known) -> bool:
    return any(one.shows != "nobody" for one in known.framework.indicators)


def find_outcomes(known: Known, node: str) -> tuple[Outcome, ...]:
    """Return the numbers below a node that speak of an outcome, in the framework's order."""
    ids = [one.id for component in known.components(node) for one in component.indicators]
    return tuple(_outcome(known, id) for id in ids if id in known.numbers and shows_outcome(known, id, node))


def _outcome(known: Known, id: str) -> Outcome:
    number = known.numbers[id]
    first_hand = known.kind(id) in known.rules.outcomes.first_hand and not _is_public(known, id)
    return Outcome(id, number.strength, first_hand, tuple(_steps(known, id, number)))


def outcome_name(known: Known, one: Outcome) -> Text:
    """Return the name of an outcome with its value, as it stands in a sentence."""
    number = known.numbers[one.indicator]
    value = quantity(number.estimate, number.unit)
    return Text("{title:lower}, {value}", title=Text(known.indicator(one.indicator).title), value=value)


def _is_public(known: Known, id: str) -> bool:
    return known.indicator(id).shows == "public"


def _steps(known: Known, id: str, number: Measured) -> Iterator[Step]:
    name = Text("“{title:lower}”", title=Text(known.indicator(id).title))
    if down := known.rules.certainty.strengths[number.strength]:
        yield Step(Text("{name} {rests}", name=name, rests=RESTS[number.strength]), down)
    yield from _imprecision(known, id, number, name)
    yield from _age(known, id, name)
    if number.strength >= known.rules.outcomes.creates and any(one.passed is False for one in number.diagnostics):
        yield Step(Text("a check of {name} failed", name=name), 1)
    if _is_public(known, id):
        yield Step(Text("{name} speaks of the public at large, not of the people served", name=name), 1)


def _imprecision(known: Known, id: str, number: Measured, name: Text) -> Iterator[Step]:
    """Yield the step for a wide interval or few cases, whichever is more: both tell how imprecise a number is."""
    rules, score = known.rules.certainty, known.sheet.scores[id]
    width = (score.high or 0.0) - (score.low or 0.0)
    wide = (width > rules.wide) + (width > rules.very_wide)
    cases = number.n if known.kind(id) in COUNTED and number.n > 1 else np.inf
    few = (cases < rules.few) + (cases < rules.very_few)
    if few and few >= wide:
        yield Step(
            counted(number.n, "{name} rests on {number:count} case", "{name} rests on {number:count} cases", name=name),
            int(few),
        )
    elif wide:
        yield Step(
            Text("the score of {name} may lie anywhere within {width:whole} points", name=name, width=width), int(wide)
        )


def _age(known: Known, id: str, name: Text) -> Iterator[Step]:
    last = known.last_day(id)
    first = dt.date.fromisoformat(known.assessment.period_from)
    if last is None:
        return
    years = (first - last).days / 365.25
    if years > known.rules.certainty.years:
        yield Step(
            Text("the evidence on {name} is {years:fixed1} years older than the period", name=name, years=years), 1
        )


def best_is_bad(known: Known, outcomes: Sequence[Outcome]) -> Outcome | None:
    """Return the outcome that is better evidenced than every other, where it is measured and surely bad."""
    ranked = sorted(outcomes, key=lambda one: -one.strength)
    rules, bands = known.rules.outcomes, known.rules.bands
    if not ranked or ranked[0].strength < rules.creates:
        return None
    best, rest = ranked[0], [one for one in ranked[1:] if one.strength == ranked[0].strength]
    bad = float(np.mean(known.draws(best.indicator) <= bands.bad)) >= bands.surely
    return best if bad and not rest else None


def pooled(known: Known, outcomes: Sequence[Outcome]) -> Floats | None:
    """Return draws of the mean score of outcomes, each component counted once; None where nothing is shown."""
    shown = [one for one in outcomes if one.strength >= known.rules.outcomes.shown]
    by_component: dict[str, list[Floats]] = defaultdict(list)
    for one in shown:
        by_component[known.indicator(one.indicator).component].append(known.draws(one.indicator))
    if not by_component:
        return None
    means: Floats = np.mean([np.mean(draws, axis=0) for draws in by_component.values()], axis=0)
    return means
