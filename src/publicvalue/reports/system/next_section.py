"""What drives the uncertainty, and the next evidence worth collecting: in sentences, a picture and tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publicvalue.findings.next_evidence import ANSWERS, NextEvidence
from publicvalue.findings.shares import write_percent
from publicvalue.findings.verdict import coverage_wanted
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.factors import factor_name
from publicvalue.reports.pictures.drivers import Bar, Panel, draw_drivers
from publicvalue.reports.pictures.figure import Figure
from publicvalue.reports.system.driver_sentences import driver_sentences
from publicvalue.reports.system.tables import drivers_table, next_evidence_table
from publicvalue.reports.table import Table
from publicvalue.reports.wording import capitalise
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver

SHOWN = 8
"""Inputs that the picture shows at most; the table has them all."""

SMALL = 0.005
"""Share of the variance below which the picture leaves an input out, unless it is the largest."""

TOP = 10
"""Indicators that the report lists; the CSV and `publicvalue next` have them all."""


@dataclass(frozen=True)
class DriversPart:
    """What drives the uncertainty of public value: sentences, and the picture with the table of all nodes."""

    sentences: tuple[str, ...]
    figure: Figure | None


@dataclass(frozen=True)
class NextPart:
    """The next evidence: sentences, the first rows, and how many there are in all."""

    sentences: tuple[str, ...]
    top: Table
    count: int


def describe_drivers(outcome: AssessmentResult) -> DriversPart:
    """Return what drives the uncertainty of public value."""
    panels = tuple(_panels(outcome))
    if not panels:
        text = "Nothing is evidenced, so there is no interval yet that anything could drive."
        if outcome.scores[PUBLIC_VALUE].value is not None:
            text = "Nothing that is evidenced varies, and nothing is unknown: there is no uncertainty to drive."
        return DriversPart((text,), None)
    svg = draw_drivers("drivers", "Shares of the variance of public value", panels)
    sentences = (" ".join(driver_sentences(outcome, drivers)) for _, drivers in _scopes(outcome))
    return DriversPart(tuple(sentences), Figure("drivers", svg, drivers_table(outcome)))


def describe_next(outcome: AssessmentResult) -> NextPart:
    """Return the next evidence worth collecting."""
    table = next_evidence_table(outcome)
    top = replace(table, rows=tuple(_readable(row) for row in table.rows[:TOP]), columns=_COLUMNS)
    return NextPart(tuple(_next_sentences(outcome)), top, len(table.rows))


_COLUMNS = (
    "rank",
    "question",
    "kind",
    "who can answer",
    "narrowing, in points",
    "chance that the verdict changes",
    "chance that it points elsewhere",
    "effort",
)


def _readable(row: tuple[str | float | int | None, ...]) -> tuple[str | float | int | None, ...]:
    rank, _, title, component, kind, who, _, narrowing, verdict, leaning, effort = row
    shares = (write_percent(float(share or 0)) for share in (verdict, leaning))
    return (rank, f"{title} – {component}", kind, who, f"{float(narrowing or 0):.1f}", *shares, effort)


def _scopes(outcome: AssessmentResult) -> Iterator[tuple[str, tuple[Driver, ...]]]:
    titles = {
        "all": "Public value with everything unknown drawn from worst to best",
        "evidenced": "Public value over what is evidenced",
    }
    for over, title in titles.items():
        drivers = tuple(d for d in outcome.drivers if d.node == PUBLIC_VALUE and d.over == over)
        if drivers:
            yield title, drivers


def _panels(outcome: AssessmentResult) -> Iterator[Panel]:
    for title, drivers in _scopes(outcome):
        shown = [d for place, d in enumerate(drivers[:SHOWN]) if place == 0 or d.total >= SMALL]
        yield Panel(title, tuple(_bar(outcome, driver) for driver in shown))


def _bar(outcome: AssessmentResult, driver: Driver) -> Bar:
    return Bar(capitalise(factor_name(outcome.framework, driver.factor)), driver.first, driver.total, driver.total_half)


def _next_sentences(outcome: AssessmentResult) -> Iterator[str]:
    listed = outcome.next_evidence
    if not listed:
        yield "Every indicator is known well enough that no single answer is expected to narrow the result."
        return
    if not any(one.verdict_change for one in listed):
        yield f"No single answer would change the verdict: {_why_not(outcome)}. {_leaning(listed)}"
        return
    able = sum(one.verdict_change > 0 for one in listed)
    yield f"{able} of {len(listed)} answers could change the verdict on their own. {_leaning(listed)}"


def _why_not(outcome: AssessmentResult) -> str:
    """Say how much evidence a verdict needs, where the one that stands asks for more."""
    known = f"{write_percent(outcome.scores[PUBLIC_VALUE].coverage)} of what matters is evidenced"
    wanted, more = coverage_wanted(outcome.framework, outcome.verdict.overall), outcome.answers_needed
    if not more:
        return known
    return f"{known}, and a verdict needs {write_percent(wanted)}, which takes at least {more} more answers"


def _leaning(listed: tuple[NextEvidence, ...]) -> str:
    able = sum(one.leaning_change > 0 for one in listed)
    if not able:
        return "None would change what the evidence so far points to."
    return f"{able} of {len(listed)} could change what the evidence so far points to."


def render_next(outcome: AssessmentResult, most: int | None = None, width: int = 80) -> str:
    """Write the list as plain text: for each indicator its numbers and title, its id, and who can answer how.

    Parameters
    ----------
    outcome
        Everything that the assessment found.
    most
        Indicators to list; all when None.
    width
        Longest line of the sentences, in characters.
    """
    listed = outcome.next_evidence[:most]
    left = len(outcome.next_evidence) - len(listed)
    more = [f"The first {len(listed)} of {len(listed) + left}: --all lists them all, --csv writes them as CSV."]
    texts = [*(more if left else ()), *explain_next()]
    entries = [line for rank, one in enumerate(listed, 1) for line in _entry(rank, one)]
    table = [_HEAD, *entries, ""] if entries else []
    return "\n".join([*_wrap(_next_sentences(outcome), width), "", *table, *_wrap(texts, width)]) + "\n"


_HEAD = "rank  narrowing  verdict  leaning  effort  indicator"


def _entry(rank: int, one: NextEvidence) -> Iterator[str]:
    verdict, leaning = write_percent(one.verdict_change), write_percent(one.leaning_change)
    numbers = f"{rank:>4}  {max(one.narrowing, 0.0):>9.1f}  {verdict:>7}  {leaning:>7}  {one.effort:<6}"
    yield f"{numbers}  {one.indicator.title}"
    yield f"      {one.indicator.id}"
    yield f"      {one.indicator.kind}: {', '.join(one.indicator.answered_by)}"


def _wrap(sentences: Iterable[str], width: int) -> Iterator[str]:
    for sentence in sentences:
        yield from textwrap.wrap(sentence, width)


def explain_next() -> tuple[str, ...]:
    """Say what the columns mean."""
    return (
        "Narrowing: points that the 95 % interval of public value, with everything unknown drawn, is expected to lose.",
        "Verdict, leaning: the chance that the verdict, or what the evidence so far points to, changes. "
        f"{len(ANSWERS)} answers, as probable as each other, were tried.",
        "Effort is rough and goes by the kind of evidence.",
    )
