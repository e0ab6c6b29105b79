"""The report of a gate that was decided: made of what it was decided by, and written."""

from __future__ import annotations

from publicvalue.actions.before_go_live.gates import Decided
from publicvalue.actions.store import Results
from publicvalue.reports.business_case.delivery import gate_sections
from publicvalue.reports.business_case.gates import gate_document, new_lot_section
from publicvalue.reports.business_case.knowing import knowing_beside, knowing_section
from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.forms import in_every_form
from publicvalue.words.language import ENGLISH, Language

REPORT = "gate report"
"""What the folder is called in its mark."""


def gate_report(decided: Decided) -> Document:
    """Return the report of a gate."""
    case, result, assessed = decided.case, decided.result, decided.assessed
    knowing = knowing_beside(case, result, assessed) if assessed else knowing_section(case, result)
    sections = (*gate_sections(decided.delivered), knowing, *new_lot_section(decided.record, decided.lot))
    return gate_document(decided.case.title, decided.gates, decided.decision, decided.record, sections)


def write_gate(decided: Decided, results: Results, language: Language = ENGLISH) -> None:
    """Write the report of a gate; a former one in the same place is replaced, and nothing else ever is."""
    results.write(REPORT, in_every_form("gate", gate_report(decided), language))
