"""Gates: decide with what a business case and its workbook say, and keep what was decided beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from publicvalue.actions.before_go_live.beside import results_beside
from publicvalue.actions.before_go_live.business_cases import WORKBOOK
from publicvalue.actions.before_go_live.gate_folders import read_gate_folder
from publicvalue.actions.before_go_live.gate_records import RECORD, checked_lot, found_baseline
from publicvalue.business_case.delivered import Delivered, deliver
from publicvalue.business_case.delivery import MeasuredAmount, in_use
from publicvalue.business_case.gates.decision import GateDecision, answer_tests, decide
from publicvalue.business_case.gates.model import Gates
from publicvalue.business_case.gates.record import (
    GateRecord,
    Lot,
    Passed,
    as_data,
    is_frozen_before_use,
    promises_of,
    record_gate,
)
from publicvalue.business_case.model import Case
from publicvalue.business_case.planning.known import plan_answers, stop_answer
from publicvalue.business_case.planning.planned import lot_of
from publicvalue.business_case.result import CaseResult
from publicvalue.business_case.valuation import value_case
from publicvalue.files.disk.changes import change_files
from publicvalue.files.untrusted.guards import Limits
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.results.codec import json_bytes
from publicvalue.results.model import AssessmentResult

YEAR = dt.timedelta(366)


@dataclass(frozen=True)
class Decided:
    """A gate that was decided, with all that it was decided by."""

    gates: Gates
    decision: GateDecision
    record: GateRecord
    case: Case
    result: CaseResult
    delivered: Delivered
    lot: Lot | None = None
    """The calendar that was drawn by lot; None where none was."""
    assessed: AssessmentResult | None = None
    """What the assessment in the same folder came to; None where there is none."""


def decide_gate(folder: Path, id: str, limits: Limits, today: dt.date) -> Decided:
    """Decide at a gate with what a folder holds.

    Raises
    ------
    InputError, EvidenceError
        When the folder cannot be used, as `read_gate_folder` says.
    """
    found = read_gate_folder(folder, id, limits, today)
    gates, gate, case, planned = found.gates, found.gate, found.case, found.planned
    lot = lot_of(planned, today)
    record = checked_lot(folder, found.record, lot, today)
    result = value_case(case)
    delivered = deliver(case, record, found.results, planned.plan.measured, today)
    # At a gate that asks for itself alone all results count; at the others those of the last year.
    since = dt.date.min if gate.alone else today - YEAR
    known = sum(
        _is_measured(in_use(found.results.get(one.title, ())), since if one.flows else dt.date.min)
        for one in delivered.promises
    )
    measured = known, sum(one.is_due for one in delivered.promises)
    frozen = is_frozen_before_use(record, found_baseline(folder, today), gate.id, [one.id for one in gates.gates])
    told = plan_answers(case.lines_of(case.proposed.id), planned.plan, planned.guide, WORKBOOK)
    tests = {**answer_tests(case, result, frozen, measured), **told, **stop_answer(delivered.stops, WORKBOOK)}
    given = {one.id: tests[one.test] for one in gates.requirements if one.test in tests and one.test is not None}
    decision = decide(gates, gate, {**found.answers, **given}, found.impacts)
    return Decided(gates, decision, record, case, result, delivered, lot, results_beside(folder))


def _is_measured(found: MeasuredAmount | None, since: dt.date) -> bool:
    """Tell whether something was measured since a day; what has no day was not, unless any day will do."""
    return found is not None and (found.day or dt.date.min) >= since


def record_decision(folder: Path, decided: Decided, today: dt.date) -> Decided:
    """Put a decision on record, with its forecasts; the baseline is frozen with it. Returns it with the record."""
    passed = Passed(
        gate=decided.decision.gate.id,
        day=today,
        decision=decided.decision.decision,
        tier=decided.decision.tier,
        framework=decided.gates.name,
        workbook=hash_file(folder / WORKBOOK),
        promised=promises_of(decided.case),
    )
    record = record_gate(decided.record, passed, found_baseline(folder, today), decided.lot)
    change_files(folder, {RECORD: json_bytes(as_data(record))})
    return replace(decided, record=record)
