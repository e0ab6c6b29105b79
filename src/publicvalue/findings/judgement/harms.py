"""Severe harm: measured values that the framework states first, whatever else is good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from publicvalue.findings.judgement.claim import DOCUMENTED
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import HarmFinding
from publicvalue.framework.judgement.harms import HarmRule
from publicvalue.framework.nodes import parts_of
from publicvalue.measures.result import Detail, Measured, Number
from publicvalue.words.language import ENGLISH
from publicvalue.words.text import Text, quantity


def find_harms(known: Known) -> tuple[HarmFinding, ...]:
    """Return the harm that holds with the probability that its rule asks, in the framework's order."""
    return tuple(found for rule in known.framework.harms for found in _find(known, rule))


def _find(known: Known, rule: HarmRule) -> Iterator[HarmFinding]:
    """Yield the strongest number that lies beyond the threshold: a better answer beside it does not hide it."""
    found = [(max(_beyond(rule, one.number)), one.number) for one in known.found(rule.indicator)]
    beyond = [one for one in found if one[0] >= rule.probability]
    if beyond:
        probability, number = max(beyond, key=lambda one: (one[1].strength, one[0]))
        claimed = number.strength < DOCUMENTED
        text = _with_age(known, rule, number)
        yield HarmFinding(
            rule=rule.id,
            effect="examine" if claimed and rule.effect == "harm" else rule.effect,
            indicator=rule.indicator,
            text=Text("it is claimed or expected, and not documented, that {text}", text=text) if claimed else text,
            probability=probability,
            dimension=parts_of(rule.indicator)[0],
            advice=rule.advice,
            strength=number.strength,
        )


def _with_age(known: Known, rule: HarmRule, number: Measured) -> Text:
    """Say the harm, and when its evidence ends where that lies years before what is assessed."""
    text, last = _text(rule, number), known.last_day_of(rule.indicator, number)
    first = dt.date.fromisoformat(known.assessment.period_from)
    if last is None or (first - last).days / 365.25 <= known.rules.certainty.years:
        return text
    return Text("{text}; the evidence ends {day}", text=text, day=last.isoformat())


def _beyond(rule: HarmRule, number: Measured) -> Iterator[float]:
    """Yield how probable it is that the value lies above the one threshold, and below the other."""
    if rule.above is not None:
        yield float(np.mean(number.draws > rule.above))
    if rule.below is not None:
        yield float(np.mean(number.draws < rule.below))


def _text(rule: HarmRule, number: Number) -> Text:
    pair = next((found for detail in number.details if (found := _pair(detail))), None)
    if pair is None:
        return _said(rule, number, number.estimate, (number.low, number.high))
    (high, most), (low, least) = pair
    size, ends = number.estimate, (number.low, number.high)
    if number.unit == "percentage points" and size < 0:
        # Which group has more is said behind: the size of a difference has no sign.
        size, ends = -size, (-number.high, -number.low)
    return Text(
        "{said}: {high:fixed1} % for {most}, {low:fixed1} % for {least}",
        said=_said(rule, number, size, ends),
        high=high,
        most=f"{most}",
        low=low,
        least=f"{least}",
    )


def _said(rule: HarmRule, number: Number, value: float, ends: tuple[float, float]) -> Text:
    low, high = ends
    return Text(rule.text, value=quantity(value, number.unit), low=_bare(low, number), high=_with_unit(high, number))


def _bare(end: float, number: Number) -> Text:
    """Write the lower end of an interval: its unit stands behind the upper end, where it is read once for both."""
    decimals = ENGLISH.common_decimals(number.low, number.high)
    if decimals is None:
        return Text("{value:number}", value=end)
    return Text("{value:fixed{decimals}}", value=end, decimals=decimals)


def _with_unit(end: float, number: Number) -> Text:
    return Text("{value}{unit:unit}", value=_bare(end, number), unit=number.unit)


def _pair(detail: Detail) -> tuple[tuple[float, object], tuple[float, object]] | None:
    """Return the highest and the lowest rate of a table of groups that are compared, each with its group."""
    labels, rates = detail.column("label"), detail.column("percent")
    compared = detail.column("difference") or detail.column("ratio")
    if labels is None or rates is None or compared is None:
        return None
    named = zip(rates, labels, strict=True)
    known = sorted((float(rate), str(label)) for rate, label in named if isinstance(rate, int | float))
    return (known[-1], known[0]) if len(known) > 1 else None
