"""What stands behind a report: its evidence, its method, the system's record, and how to run it again."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.evidence.model import Evidence
from publicvalue.framework.model import Term
from publicvalue.reports.addresses import web_address
from publicvalue.reports.document.blocks import (
    Block,
    Columns,
    Definitions,
    Download,
    Entry,
    Inline,
    Paragraph,
    Section,
    Span,
    said,
)
from publicvalue.reports.precision import HEADING, describe_precision
from publicvalue.reports.system.method import describe_method
from publicvalue.reports.system.tables import evidence_table
from publicvalue.reports.wording import capitalise
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text


def evidence_section(outcome: AssessmentResult) -> Section:
    """Return the evidence, item by item."""
    items = outcome.assessment.evidence.values()
    text = Text(
        "Evidence is never edited, only superseded. Whoever holds a file with the same SHA-256 holds the same bytes."
    )
    blocks: tuple[Block, ...] = said(Text("No evidence was brought yet."))
    if items:
        blocks = (
            Paragraph((text, Download(evidence_table(outcome)))),
            *(
                Section(f"evidence-{item.id}", item.title, (Definitions(tuple(_item(outcome, item))),), "evidence")
                for item in items
            ),
        )
    return Section("evidence", Text("Evidence"), blocks, contents=Text("Evidence"))


def _item(outcome: AssessmentResult, item: Evidence) -> Iterator[Entry]:
    if item.made_up:
        yes = Text("Yes: these are no answers of people and no counts of cases.")
        yield Entry(Text("Made up"), (Span(yes, "strong"),))
    yield Entry(Text("Kind"), (capitalise(Text("{kind:word}", kind=item.kind)),))
    yield Entry(Text("File"), (item.file,))
    yield Entry(Text("Source"), (item.source, *address(item.url)))
    if item.licence:
        yield Entry(Text("Licence"), (item.licence,))
    if item.collected or item.collected_by:
        told = tuple(text for text in (item.collected, item.collected_by) if text)
        yield Entry(Text("Collected"), (Text("{told:list}", told=told),))
    if mark := outcome.fingerprints.get(item.id):
        size = () if mark.keyed else (Span(Text("({size:number} bytes)", size=mark.size), "code"),)
        yield Entry(Text("{method}", method=mark.method), (Span(mark.sha256, "code"), *size))
    if not item.may_publish:
        yield Entry(Text("Published"), (Text("No: the bundle carries its hash alone."),))
    if item.note:
        yield Entry(Text("Note"), (item.note,))


def address(text: str) -> tuple[Inline, ...]:
    """Return an address as a link where it is one of the web, else as it is; nothing where there is none."""
    if not text:
        return ()
    return (Span(text, to=text),) if web_address(text) else (text,)


def method_section(outcome: AssessmentResult) -> Section:
    """Return the method in plain words, and what the levels of evidence and of the verdict mean."""
    framework = outcome.framework
    pages = (*describe_method(framework), (HEADING, describe_precision(outcome)))
    columns = tuple(
        (Section(f"method-{place}", heading, said(text), "part"),) for place, (heading, text) in enumerate(pages, 1)
    )
    strengths = (_terms(framework.strengths),)
    rules = framework.verdict
    blocks = (
        Columns(columns),
        Section("strengths", Text("Strength of evidence"), strengths, "part"),
        Section("levels", Text("Directions"), (_terms(rules.directions),), "part"),
        Section("claims", Text("Kinds of claim"), (_terms(rules.claims),), "part"),
        Section("certainties", Text("Certainty"), (_terms(rules.certainties),), "part"),
    )
    return Section("method", Text("Method"), blocks, contents=Text("Method"))


def _terms(terms: tuple[Term, ...]) -> Definitions:
    return Definitions(tuple(Entry(Text(term.title), (Text(term.text),)) for term in terms))


def record_section(outcome: AssessmentResult) -> Section:
    """Return what a register would say of the system."""
    system = outcome.assessment.system
    fields = {
        "name": system.name,
        "description": system.description,
        "organisation": system.organisation,
        "country": system.country,
        "phase": Text("{phase:word}", phase=system.phase),
        **system.other,
    }
    entries = tuple(
        Entry(capitalise(Text("{field:word}", field=name.replace("_", " "))), address(text))
        for name, text in fields.items()
        if text
    )
    heading = Text("About the system")
    return Section("record", heading, (Definitions(entries),), contents=heading)


def rerun_section(outcome: AssessmentResult) -> Section:
    """Return what it takes to get the same numbers again."""
    assessment, framework = outcome.assessment, outcome.framework
    text = Text(
        "The same evidence, framework, seed and number of draws give the same numbers. The bundle that goes with this "
        "report holds them all, with every file of evidence that may be published."
    )
    name: str = framework.name
    if framework.extends:
        name = Text("{framework}, which extends {base}", framework=framework.name, base=framework.extends)
    entries = (
        Entry(Text("Assessment"), (assessment.id,)),
        Entry(Text("Framework"), (name,)),
        Entry(Text("Seed"), (str(assessment.settings.seed),)),
        Entry(Text("Draws"), (Text("{draws:count}", draws=assessment.settings.draws),)),
        Entry(Text("Software"), (f"publicvalue {outcome.version}",)),
    )
    return Section("rerun", Text("Re-run it"), (*said(text), Definitions(entries)), contents=Text("Re-run"))
