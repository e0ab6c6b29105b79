"""What a folder holds for a gate: the gate, the record, the case, and all that its workbook says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publicvalue.actions.before_go_live.business_cases import WORKBOOK, language_in
from publicvalue.actions.before_go_live.gate_records import checked_record
from publicvalue.actions.before_go_live.plans import read_planned
from publicvalue.actions.before_go_live.shipped_gates import load_gates
from publicvalue.business_case.delivered import promised_in
from publicvalue.business_case.delivery import MeasuredAmount
from publicvalue.business_case.gates.decision import Given
from publicvalue.business_case.gates.model import Gate, Gates
from publicvalue.business_case.gates.record import GateRecord
from publicvalue.business_case.model import Case
from publicvalue.business_case.planning.planned import Planned
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.answers.appraisal_book import read_appraisal_book
from publicvalue.files.untrusted.guards import Limits
from publicvalue.instruments.business_case.gate_sheets import read_answers, read_impacts, read_results
from publicvalue.instruments.business_case.read_case import read_case
from publicvalue.instruments.business_case.rows import WorkbookRows
from publicvalue.instruments.business_case.sheets import BUSINESS_CASE
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text


@dataclass(frozen=True)
class GateFolder:
    """What is known at a gate before anything is decided: as it stands in the workbook and on record."""

    gates: Gates
    gate: Gate
    record: GateRecord
    case: Case
    answers: Mapping[str, Given]
    impacts: Mapping[str, int]
    results: Mapping[str, tuple[MeasuredAmount, ...]]
    planned: Planned


def find_gate(gates: Gates, id: str) -> Gate:
    """Return a gate by its id; raises InputError where there is none such."""
    found = gates.gate(id.replace("-", "_"))
    if found is None:
        known = [one.id for one in gates.gates]
        what = Text("there is no gate {name:quoted}", name=id)
        raise InputError([Problem(Place(), what, one_of(known), nearest(id, known))])
    return found


def read_gate_folder(folder: Path, id: str, limits: Limits, today: dt.date) -> GateFolder:
    """Read what a folder holds for a gate.

    Raises
    ------
    InputError
        When there is no such gate, the workbook cannot be used, or the baseline was changed after it was frozen, which
        is put on record.
    EvidenceError
        When there is no workbook, or it cannot be read within the limits.
    """
    gates = load_gates()
    gate = find_gate(gates, id)
    record = checked_record(folder, today)
    book, _ = read_appraisal_book(folder / WORKBOOK, limits, BUSINESS_CASE)
    rows = WorkbookRows(WORKBOOK, language_in(book))
    answers, impacts = read_answers(book, gates, rows), read_impacts(book, gates, rows)
    case = read_case(book, WORKBOOK, rows.language)
    results = read_results(book, rows, [one.title for one in promised_in(record, case)], today)
    planned = read_planned(folder, book, case, rows)
    if rows.problems:
        raise InputError(rows.problems)
    return GateFolder(gates, gate, record, case, answers, impacts, results, planned)
