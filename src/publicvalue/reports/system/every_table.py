"""Every table of an outcome: those of its scores, of what is unknown, and of what people say."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.reports.system.advice.response import plan_table
from publicvalue.reports.system.evidence.lacking import find_lacking, lacking_table
from publicvalue.reports.system.evidence.unknown import open_questions_table
from publicvalue.reports.system.people.tables import people_tables
from publicvalue.reports.system.tables import outcome_tables
from publicvalue.reports.table import Table
from publicvalue.results.model import AssessmentResult


def every_table(outcome: AssessmentResult) -> Mapping[str, Table]:
    """Return all tables of an outcome by their names in files."""
    plan = (plan_table(outcome),) if outcome.assessment.action_plan else ()
    lacking = (lacking_table(outcome),) if find_lacking(outcome) else ()
    more = (open_questions_table(outcome), *lacking, *plan, *people_tables(outcome))
    return {**outcome_tables(outcome), **{table.name: table for table in more}}
