"""Brings the example of a business case as it went: each gate decided on its day, by the workbook of that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from publicvalue.actions.before_go_live.business_cases import WORKBOOK
from publicvalue.actions.before_go_live.gate_records import BASELINE
from publicvalue.actions.before_go_live.plans import PAST
from publicvalue.errors import InputError
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.business_case import actions
from publicvalue.web.business_case.models import BusinessCase
from publicvalue.web.business_case.work import Asked, laid_out, make_report
from publicvalue.web.demonstration.records import CASE, RECORDS
from publicvalue.web.register.actions import Why, publish_system, register_system
from publicvalue.web.spaces.models import Agency
from publicvalue.words.language import ENGLISH

GATES = (
    ("idea", dt.date(2023, 9, 4), "1-idea.xlsx", ()),
    ("pilot", dt.date(2024, 1, 15), "2-pilot.xlsx", (BASELINE, PAST)),
    ("go_live", dt.date(2024, 7, 1), "3-go-live.xlsx", ()),
    ("yearly", dt.date(2025, 7, 14), "4-first-year.xlsx", ()),
    ("yearly", dt.date(2026, 7, 13), WORKBOOK, ()),
)
"""Gates on record: which, the day on which it was decided, its workbook, and files that came with it."""
TRIED = "yearly"
"""The gate that is tried today."""


def bring_case(author: User, approver: User, agency: Agency, folder: Path) -> BusinessCase:
    """Bring the case as its author would, and let somebody else put its gates on record.

    The plan to know takes a simulation of some length: it is asked for, and a worker makes it.
    """
    record, problems = read_record(RECORDS[CASE], timezone.localdate())
    if problems:
        raise InputError(problems)
    system = register_system(agency, record, Why(author))
    publish_system(system, Why(approver))
    case = actions.begin(author, system, ENGLISH)
    for gate, day, workbook, others in GATES:
        actions.bring(author, case, WORKBOOK, [(folder / workbook).read_bytes()])
        for name in others:
            actions.bring(author, case, name, [(folder / name).read_bytes()])
        _report(case, actions.GATE, approver, Asking(day, gate, record=True))
    today = timezone.localdate()
    _report(case, actions.CASE, author, Asking(today))
    _report(case, actions.DELIVERY, author, Asking(today))
    _report(case, actions.GATE, author, Asking(today, TRIED, standing=True))
    actions.report(author, case, actions.PLAN, ENGLISH.code)
    return case


@dataclass(frozen=True)
class Asking:
    """The day of a report, the gate that it decides and puts on record, and whether it finds how far each gate is."""

    day: dt.date
    gate: str = ""
    record: bool = False
    standing: bool = False


def _report(case: BusinessCase, kind: str, by: User, what: Asking) -> None:
    case.refresh_from_db(fields=("record",))
    with laid_out(case) as folder:
        asked = Asked(folder, what.day, what.gate, what.record, standing=what.standing)
        actions.write_report(by, case, *make_report(kind, asked, actions.snapshot_of(case)))
