"""What drives the uncertainty, and the next evidence worth collecting: in sentences, a picture and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publicvalue.findings.advice.next_evidence import NextEvidence
from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.document.blocks import (
    Block,
    DataTable,
    Download,
    Figure,
    Paragraph,
    Section,
    findings,
)
from publicvalue.reports.factors import factor_name
from publicvalue.reports.pictures.model import DriverBar, DriverPanel, DriversPicture
from publicvalue.reports.system.evidence.unknown import listed_plainly
from publicvalue.reports.system.next_evidence.driver_sentences import driver_sentences
from publicvalue.reports.system.tables import drivers_table, next_evidence_table
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import capitalise, write_percent
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver
from publicvalue.words.text import Text, joined

SHOWN = 8
"""Inputs that the picture shows at most; the table has them all."""

SMALL = 0.005
"""Share of the variance below which the picture leaves an input out, unless it is the largest."""

TOP = 10
"""Indicators that the report lists; the CSV and `publicvalue next` have them all."""

SCOPES = {
    "all": Text("Public value with everything unknown drawn from worst to best"),
    "evidenced": Text("Public value over what is evidenced"),
}


def drivers_section(outcome: AssessmentResult) -> Section:
    """Return what drives the uncertainty of public value."""
    heading = Text("What drives the uncertainty")
    return Section("drivers", heading, tuple(_drivers(outcome)), contents=heading)


def _drivers(outcome: AssessmentResult) -> Iterator[Block]:
    panels = tuple(_panels(outcome))
    if not panels:
        text = Text("Nothing is evidenced, so there is no interval yet that anything could drive.")
        if outcome.scores[PUBLIC_VALUE].value is not None:
            text = Text("Nothing that is evidenced varies, and nothing is unknown: there is no uncertainty to drive.")
        yield from findings((text,))
        return
    yield from findings(tuple(joined(*driver_sentences(outcome, drivers)) for _, drivers in _scopes(outcome)))
    yield Paragraph(
        (
            Text(
                "Each bar is one input; the longer it is, the more it matters. Variance measures how far the score "
                "may lie from its middle. The length of a bar is the share of the variance that would stay if "
                "everything else were known (total order), with its 95 % interval as a line. The filled part is the "
                "share that would go if this input alone became known (first order). The table gives the same for "
                "each dimension, and the proof that each input was varied: how far the score moves when it varies "
                "alone, and in what share of the runs exchanging it changed the score."
            ),
        )
    )
    picture = DriversPicture(Text("Shares of the variance of public value"), panels)
    yield Figure("drivers", picture, drivers_table(outcome), on_paper=False)


def next_section(outcome: AssessmentResult) -> Section:
    """Return the next evidence worth collecting."""
    heading, contents = Text("The next evidence worth collecting"), Text("The next evidence")
    return Section("next-evidence", heading, tuple(_next(outcome)), contents=contents)


def _next(outcome: AssessmentResult) -> Iterator[Block]:
    yield from findings(tuple(next_sentences(outcome)))
    if not outcome.next_evidence:
        return
    top = next_table(outcome)
    text = Text(
        "Five answers were tried for each open question, as probable as each other. Narrowing is the number of points "
        "that the 95 % interval of public value, with everything unknown drawn, is expected to lose. The order is by "
        "what an answer is expected to bring for its effort, which is rough and goes by the kind of evidence. The "
        "first {shown} of {all}:",
        shown=len(top.rows),
        all=len(outcome.next_evidence),
    )
    yield Paragraph((text, Download(next_evidence_table(outcome), Text("all as CSV"))))
    yield DataTable(top)


def next_table(outcome: AssessmentResult) -> Table:
    """Return the first of the next evidence, as readers need it."""
    table = next_evidence_table(outcome)
    columns = (
        Text("rank"),
        Text("question"),
        Text("kind"),
        Text("who can answer"),
        Text("narrowing, in points"),
        Text("chance that the verdict changes"),
        Text("chance that it points elsewhere"),
        Text("effort"),
    )
    rows = tuple(_readable(outcome, rank, one) for rank, one in enumerate(outcome.next_evidence[:TOP], 1))
    return replace(table, rows=rows, columns=columns)


def _readable(outcome: AssessmentResult, rank: int, one: NextEvidence) -> tuple[Cell, ...]:
    indicator = one.indicator
    component = node_name(outcome.framework, indicator.component)
    return (
        rank,
        Text("{title} – {component}", title=Text(indicator.title), component=component),
        Text("{kind:word}", kind=indicator.kind),
        listed_plainly(indicator.answered_by),
        Text("{points:fixed1}", points=max(one.narrowing, 0.0)),
        write_percent(one.verdict_change),
        write_percent(one.leaning_change),
        Text("{effort:word}", effort=one.effort),
    )


def _scopes(outcome: AssessmentResult) -> Iterator[tuple[Text, tuple[Driver, ...]]]:
    for over, title in SCOPES.items():
        drivers = tuple(d for d in outcome.drivers if d.node == PUBLIC_VALUE and d.over == over)
        if drivers:
            yield title, drivers


def _panels(outcome: AssessmentResult) -> Iterator[DriverPanel]:
    for title, drivers in _scopes(outcome):
        shown = [d for place, d in enumerate(drivers[:SHOWN]) if place == 0 or d.total >= SMALL]
        yield DriverPanel(title, tuple(_bar(outcome, driver) for driver in shown))


def _bar(outcome: AssessmentResult, driver: Driver) -> DriverBar:
    name = capitalise(factor_name(outcome.framework, driver.factor))
    return DriverBar(name, driver.first, driver.total, driver.total_half)


def next_sentences(outcome: AssessmentResult) -> Iterator[Text]:
    """Say whether single answers could change the verdict, or what the evidence so far points to."""
    listed = outcome.next_evidence
    if not listed:
        yield Text("Every indicator is known well enough that no single answer is expected to narrow the result.")
        return
    able = sum(one.verdict_change > 0 for one in listed)
    if not able:
        why = Text("No single answer would change the verdict: {why}.", why=_why_not(outcome))
    else:
        why = Text("{able} of {all} answers could change the verdict on their own.", able=able, all=len(listed))
    yield joined(why, _leaning(listed))


def _why_not(outcome: AssessmentResult) -> Text:
    """Say how much evidence a verdict needs, where the one that stands asks for more."""
    wanted, more = outcome.framework.verdict.core.some, outcome.answers_needed
    known = Text("{share:percent} of the core is answered", share=outcome.verdict.core_share)
    if not more:
        return known
    return Text(
        "{known}, and a verdict needs {wanted:percent}, which takes at least {more} more answers",
        known=known,
        wanted=wanted,
        more=more,
    )


def _leaning(listed: tuple[NextEvidence, ...]) -> Text:
    able = sum(one.leaning_change > 0 for one in listed)
    if not able:
        return Text("None would change what the evidence so far points to.")
    return Text("{able} of {all} could change what the evidence so far points to.", able=able, all=len(listed))
