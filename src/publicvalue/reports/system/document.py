"""The report, whatever form it is shown in: what it says, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publicvalue import __version__
from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.made_up import describe_made_up
from publicvalue.reports.precision import HEADING, describe_precision
from publicvalue.reports.system.every_table import every_table
from publicvalue.reports.system.explorer import ExplorerPart, describe_explorer
from publicvalue.reports.system.measured import MeasuredPart, RefusedPart, describe_measured, describe_refused
from publicvalue.reports.system.method import describe_method
from publicvalue.reports.system.next_section import DriversPart, NextPart, describe_drivers, describe_next
from publicvalue.reports.system.people_section import PeoplePart, describe_people
from publicvalue.reports.system.policies import PolicyPart, describe_policies
from publicvalue.reports.system.profile import ComponentRow, ProfileRow, describe_components, describe_profile
from publicvalue.reports.system.stages import ChainPart, describe_chain
from publicvalue.reports.system.summary import Summary, describe_summary, write_verdict
from publicvalue.reports.system.unknown import UnknownDimension, find_unknown
from publicvalue.reports.table import Table
from publicvalue.reports.wording import capitalise
from publicvalue.results.model import AssessmentResult


@dataclass(frozen=True)
class JudgementPart:
    """What the rules say of public value or of a dimension, and the conditions that held."""

    name: str
    verdict: str
    reasons: tuple[str, ...]
    leaning_reasons: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """Everything that a report says.

    Parameters
    ----------
    outcome
        What it reports.
    made_up
        What was made up, told before anything else; empty where nothing was.
    summary
        The first screen.
    judgements
        How the verdicts were reached.
    profile, components, chain
        Scores by category within dimension, by component, by stage.
    explorer
        Public value under other weights and means.
    measured, refused, unknown
        Indicators with a number, with evidence but no number, and without evidence.
    people
        What people say beyond single indicators.
    drivers, next_evidence
        What drives the uncertainty, and the evidence worth collecting next.
    policies
        The recommendations.
    method
        The method in plain words: heading and text.
    record
        The system's record: label and text.
    tables
        The named tables of the outcome.
    version
        Version of the software.
    """

    outcome: AssessmentResult
    made_up: str
    summary: Summary
    judgements: tuple[JudgementPart, ...]
    profile: tuple[ProfileRow, ...]
    components: tuple[ComponentRow, ...]
    chain: ChainPart
    explorer: ExplorerPart
    measured: tuple[MeasuredPart, ...]
    refused: tuple[RefusedPart, ...]
    people: tuple[PeoplePart, ...]
    unknown: tuple[UnknownDimension, ...]
    drivers: DriversPart
    next_evidence: NextPart
    policies: tuple[PolicyPart, ...]
    method: tuple[tuple[str, str], ...]
    record: tuple[tuple[str, str], ...]
    tables: Mapping[str, Table]
    version: str = __version__


def describe_outcome(outcome: AssessmentResult) -> Report:
    """Put an outcome into words, tables and pictures."""
    return Report(
        outcome=outcome,
        made_up=describe_made_up(outcome),
        summary=describe_summary(outcome),
        judgements=_judgements(outcome),
        profile=describe_profile(outcome),
        components=describe_components(outcome),
        chain=describe_chain(outcome),
        explorer=describe_explorer(outcome),
        measured=describe_measured(outcome),
        refused=describe_refused(outcome),
        people=describe_people(outcome),
        unknown=find_unknown(outcome),
        drivers=describe_drivers(outcome),
        next_evidence=describe_next(outcome),
        policies=describe_policies(outcome),
        method=(*describe_method(outcome.framework), (HEADING, describe_precision(outcome))),
        record=_record(outcome),
        tables=every_table(outcome),
    )


def _judgements(outcome: AssessmentResult) -> tuple[JudgementPart, ...]:
    judged = {PUBLIC_VALUE: outcome.verdict.overall, **outcome.verdict.dimensions}
    return tuple(
        JudgementPart(
            capitalise(node_name(outcome.framework, node)),
            write_verdict(judgement),
            tuple(capitalise(reason) for reason in judgement.reasons),
            tuple(capitalise(reason) for reason in judgement.leaning_reasons),
        )
        for node, judgement in judged.items()
    )


def _record(outcome: AssessmentResult) -> tuple[tuple[str, str], ...]:
    system = outcome.assessment.system
    fields = {
        "name": system.name,
        "description": system.description,
        "organisation": system.organisation,
        "country": system.country,
        "phase": system.phase,
        **system.other,
    }
    return tuple((capitalise(name.replace("_", " ")), text) for name, text in fields.items() if text)
