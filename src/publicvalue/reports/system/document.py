"""The report of a system as a document: its parts, in their order."""

from __future__ import annotations

from dataclasses import replace

from publicvalue.reports.country.context import CountryContext
from publicvalue.reports.document.blocks import Document, Item, Items, Notice, Paragraph, Section, said
from publicvalue.reports.made_up import describe_made_up
from publicvalue.reports.system.advice.policies import recommendations_section, steps_section
from publicvalue.reports.system.advice.response import response_section
from publicvalue.reports.system.background import evidence_section, method_section, record_section, rerun_section
from publicvalue.reports.system.chronology import chronology_section
from publicvalue.reports.system.evidence.lacking import lacking_section
from publicvalue.reports.system.evidence.measured import measured_section
from publicvalue.reports.system.evidence.unknown import unknown_section
from publicvalue.reports.system.judgement.headline import find_headline
from publicvalue.reports.system.judgement.opening import how_sure_section, opening_section
from publicvalue.reports.system.judgement.verdict import verdict_section
from publicvalue.reports.system.next_evidence.section import drivers_section, next_section
from publicvalue.reports.system.people.section import people_sections
from publicvalue.reports.system.scores.explorer import decisions_section
from publicvalue.reports.system.scores.profile import components_section, profile_section
from publicvalue.reports.system.scores.stages import chain_section
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, joined


def system_document(
    outcome: AssessmentResult, context: CountryContext | None = None, *, annexes_on_paper: bool = False
) -> Document:
    """Return the report of an outcome.

    Parameters
    ----------
    outcome
        Everything that the assessment found.
    context
        Readiness of the system's country, shown beside the scores; it moves none of them.
    annexes_on_paper
        Whether the annexes are printed; on a screen they open when asked for.
    """
    made_up = describe_made_up(outcome)
    return Document(
        id=outcome.assessment.id,
        title=outcome.assessment.title,
        name=_name(outcome),
        kicker=_kicker(outcome),
        notices=(Notice(made_up),) if made_up else (),
        opening=(opening_section(outcome),),
        sections=(
            profile_section(outcome),
            chain_section(outcome),
            *lacking_section(outcome),
            steps_section(outcome),
            response_section(outcome),
            chronology_section(outcome),
            *(replace(section, annex=True) for section in _annexes(outcome, context)),
        ),
        foot=_foot(outcome),
        annexes_on_paper=annexes_on_paper,
    )


def _annexes(outcome: AssessmentResult, context: CountryContext | None) -> tuple[Section, ...]:
    """Return what is looked up and not read: everything behind the answer."""
    return (
        how_sure_section(outcome),
        verdict_section(outcome),
        components_section(outcome),
        decisions_section(outcome),
        measured_section(outcome),
        *people_sections(outcome),
        unknown_section(outcome),
        drivers_section(outcome),
        next_section(outcome),
        recommendations_section(outcome),
        evidence_section(outcome),
        *((country_section(context),) if context else ()),
        method_section(outcome),
        record_section(outcome),
        rerun_section(outcome),
    )


def _name(outcome: AssessmentResult) -> Text:
    parts = {"title": outcome.assessment.title, "answer": find_headline(outcome).answer}
    if describe_made_up(outcome):
        return Text("Made-up data: {title}: {answer:ended} Public value assessment", **parts)
    return Text("{title}: {answer:ended} Public value assessment", **parts)


def _kicker(outcome: AssessmentResult) -> Text:
    assessment = outcome.assessment
    return Text(
        "Public value assessment · {organisation} · {first} to {last} · framework {framework}",
        organisation=assessment.system.run_by(),
        first=f"{assessment.period_from}",
        last=f"{assessment.period_to}",
        framework=outcome.framework.name,
    )


def country_section(context: CountryContext) -> Section:
    """Return a country's readiness as context."""
    text = joined(
        Text("{country}: {readiness}.", country=context.name, readiness=context.text),
        Text("This stands beside the scores of the system and moves none of them."),
    )
    indices = (
        Text("{index}: {score:number} of 100", index=title, score=score.value) for title, score in context.indices
    )
    lists = (
        Text(
            "{checklist}: {has} in place, {lacks} lacking, {unknown} unknown",
            checklist=title,
            has=has,
            lacks=lacks,
            unknown=unknown,
        )
        for title, has, lacks, unknown in context.checklists
    )
    items = Items(tuple(Item((one,)) for one in (*indices, *lists)))
    heading, contents = Text("The country as context"), Text("The country")
    return Section("country", heading, (*said(text), items), contents=contents)


def _foot(outcome: AssessmentResult) -> tuple[Paragraph, ...]:
    framework = outcome.framework
    named = Text(
        "{title}, version {version}. {citation}",
        title=Text(framework.title),
        version=framework.version,
        citation=framework.citation,
    )
    made = Text(
        "Made with publicvalue {version}. This page holds all its tables and asks nothing of any other computer.",
        version=outcome.version,
    )
    return said(named, made)
