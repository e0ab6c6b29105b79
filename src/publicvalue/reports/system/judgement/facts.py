"""Three to five facts in natural units: what was found, said so that it can be read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publicvalue.evidence.model import EvidenceKind
from publicvalue.framework.model import Indicator
from publicvalue.measures.result import Number
from publicvalue.reports.system.judgement.informative import tell_uninformative
from publicvalue.reports.system.judgement.money import speaks_of_money, tell_money
from publicvalue.reports.wording import NOTHING
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.words.text import Text, interval, joined, quantity

MOST = 5
"""Facts on the first page."""

COUNTED: tuple[EvidenceKind, ...] = ("records", "survey", "appraisal")
"""Kinds of evidence whose percentages are so many of so many."""

SHARES = (
    "share",
    "survey_share",
    "closed_within",
    "classification_rate",
    "completeness",
    "over_reliance",
    "under_reliance",
    "appropriate_reliance",
)
"""Measures whose percentages are parts of a whole; other percentages are changes."""

EFFECTS = (
    "adoption_effect",
    "staggered_adoption",
    "before_after",
    "synthetic_control",
    "interrupted_series",
    "randomised_difference",
    "threshold_discontinuity",
)
"""Measures whose percentages say how much more or less there is than without the system."""

CLOSE = 2
"""Percentage points from which on an interval is written without decimals: they would say more than is known."""

OUTCOMES = ("outcomes", "effects")

MEASURED = 3
"""Strength from which a number is given with its interval; below it, a range."""

CLAIMED = 1
"""Strength up to which nobody measured anything."""

WHOLE = 1e-6
"""How far so many of so many may lie from a whole number, by rounding."""

Rank = tuple[int, int, bool, int]


@dataclass(frozen=True)
class NaturalFact:
    """One finding in natural units.

    Parameters
    ----------
    indicator
        Whose number it is.
    text
        A sentence.
    """

    indicator: str
    text: Text


def find_facts(outcome: AssessmentResult, most: int = MOST) -> tuple[NaturalFact, ...]:
    """Return the facts that tell most: contradicting money, outcomes of the people served, money, then what is counted.

    Each component speaks once. Harm that is said elsewhere is not said again.
    """
    harms = {harm.indicator for harm in outcome.verdict.harms}
    told = {id for id in harms if not speaks_of_money(outcome.framework.indicator(id))}
    ranked = sorted((rank, id) for id, rank in _ranks(outcome) if id not in told)
    facts: dict[str, NaturalFact] = {}
    for _, id in ranked:
        indicator = outcome.framework.indicator(id)
        if indicator.component not in facts and (text := tell_fact(outcome, indicator)):
            facts[indicator.component] = NaturalFact(id, text)
    return tuple(facts.values())[:most]


def _ranks(outcome: AssessmentResult) -> Iterator[tuple[str, Rank]]:
    """Yield how early each number is told: by what it speaks of, its strength, and its place in the framework.

    What changed because of the system is told before how things stand.
    """
    harms = {harm.indicator for harm in outcome.verdict.harms}
    for place, indicator in enumerate(outcome.framework.indicators):
        found = outcome.answered.get(indicator.id)
        if found and isinstance(found.result, Number):
            group = 0 if indicator.id in harms else _group(outcome, indicator, found)
            yield indicator.id, (group, -found.result.strength, indicator.measure not in EFFECTS, place)


def _group(outcome: AssessmentResult, indicator: Indicator, found: Answered) -> int:
    if isinstance(found.result, Number) and found.result.strength <= CLAIMED:
        return 6
    if _grade(indicator, found):
        return 4
    if _kind(outcome, found) in ("checklist", "ratings"):
        return 5
    if outcome.framework.stage_of(indicator) in OUTCOMES and indicator.shows == "people":
        return 1
    return 2 if speaks_of_money(indicator) else 3


def _kind(outcome: AssessmentResult, found: Answered) -> EvidenceKind:
    return outcome.assessment.evidence[found.answer.evidence].kind


def tell_fact(outcome: AssessmentResult, indicator: Indicator) -> Text:
    """Say what was found of an indicator in natural units; empty where it has no number."""
    found = outcome.answered.get(indicator.id)
    if found is None or not isinstance(found.result, Number):
        return NOTHING
    if speaks_of_money(indicator):
        return tell_money(indicator, found, found.result)
    title, number = _title(indicator, found), found.result
    if untold := tell_uninformative(indicator, number):
        return Text("{title}: {untold:lower}", title=title, untold=untold)
    if grade := _grade(indicator, found):
        return Text("{title}: {grade:sentence}", title=title, grade=grade)
    if items := [item for item in found.result.items if item.state != "not_applicable"]:
        kept = sum(item.state == "yes" and not item.claimed for item in items)
        return Text(
            "{title}: {kept:count} of {all:count} controls are in place with a document.",
            title=title,
            kept=kept,
            all=len(items),
        )
    said = Text("{title}: {value}", title=title, value=_value(outcome, indicator, found, number))
    if _kind(outcome, found) == "forecast":
        return Text("{said}; a forecast, which nobody has measured.", said=said)
    if number.strength <= CLAIMED:
        return Text("{said}; claimed, without a document.", said=said)
    return Text("{said}.", said=said)


def _title(indicator: Indicator, found: Answered) -> Text:
    """Name the indicator, with the words of a published figure where the indicator leaves open what changed."""
    title, figure = Text(indicator.title), found.answer.options.get("figure")
    if indicator.measure in EFFECTS and isinstance(figure, str):
        return Text("{title} ({figure})", title=title, figure=figure)
    return title


def _grade(indicator: Indicator, found: Answered) -> Text:
    """Return the words of the grade that was chosen; empty where the answer is no grade."""
    if indicator.core is None or found.measure != "core_answer" or not isinstance(found.result, Number):
        return NOTHING
    middle = found.result.estimate
    grades = (one for one in indicator.core.grades if abs((one.low + one.high) / 2 - middle) <= WHOLE)
    grade = next(grades, None)
    return Text(grade.text) if grade else NOTHING


def _value(outcome: AssessmentResult, indicator: Indicator, found: Answered, number: Number) -> Text:
    if number.unit == "percent" and indicator.measure in EFFECTS:
        return _with_range(_change(number.estimate), number, _changes(number))
    if number.unit != "percent" or not _is_share(indicator):
        return _with_range(_rounded(number), number)
    events = number.estimate * number.n / 100
    if _kind(outcome, found) in COUNTED and number.n >= 1 and abs(events - round(events)) <= WHOLE * max(1.0, events):
        counted = Text("{events:count} of {n:count}", events=round(events), n=int(number.n))
        if indicator.core and indicator.core.counted and found.measure == "core_answer":
            counted = Text("{counted} {what}", counted=counted, what=Text(indicator.core.counted))
        return _with_range(counted, number)
    if 5 <= number.estimate <= 95:
        tenths = Text("about {tenths} in 10", tenths=min(9, max(1, round(number.estimate / 10))))
        return _with_range(joined(tenths, Text("({value})", value=_rounded(number))), number)
    return _with_range(_rounded(number), number)


def _rounded(number: Number) -> Text:
    """Write a number; percentages without decimals that its interval does not bear."""
    if _is_wide(number) and abs(number.estimate) >= 1:
        return Text("{value:fixed0} %", value=number.estimate)
    return quantity(number.estimate, number.unit)


def _is_wide(number: Number) -> bool:
    return number.unit == "percent" and number.high - number.low >= CLOSE


def _change(value: float) -> Text:
    """Say how much more or less there is."""
    size = Text("{value:fixed0} %", value=abs(value)) if abs(value) >= 1 else quantity(abs(value), "percent")
    return Text("{size} more", size=size) if value >= 0 else Text("{size} less", size=size)


def _changes(number: Number) -> Text:
    """Say between what changes the truth lies."""
    low, high = number.low, number.high
    if low < 0 < high:
        return Text("from {low} to {high}", low=_change(low), high=_change(high))
    nearer, further = sorted((abs(low), abs(high)))
    ends = interval(nearer, further, "percent")
    if further - nearer >= CLOSE:
        ends = Text("{low:fixed0} to {high:fixed0} %", low=nearer, high=further)
    return Text("{size} less", size=ends) if low < 0 else Text("{size} more", size=ends)


def _is_share(indicator: Indicator) -> bool:
    """Return whether an indicator asks for a part of a whole."""
    return indicator.measure in SHARES or (indicator.core is not None and indicator.core.form == "count")


def _with_range(said: Text, number: Number, changes: Text = NOTHING) -> Text:
    """Add how far the truth may lie from it: an interval where it was measured, a range where it was judged."""
    if number.low == number.high:
        return said
    ends = changes or _ends(number)
    if number.strength >= MEASURED:
        return Text("{said}, 95 % interval {interval}", said=said, interval=ends)
    return Text("{said}; it may be {interval}", said=said, interval=ends)


def _ends(number: Number) -> Text:
    if _is_wide(number):
        return Text("{low:fixed0} to {high:fixed0} %", low=number.low, high=number.high)
    return interval(number.low, number.high, number.unit)
