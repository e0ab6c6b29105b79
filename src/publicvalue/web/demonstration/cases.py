"""Brings the example of a business case: filled in, valued, with a gate on record and the next one tried."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from publicvalue.errors import InputError
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.business_case import actions
from publicvalue.web.business_case.models import BusinessCase
from publicvalue.web.business_case.work import Asked, laid_out, make_report
from publicvalue.web.register.actions import Why, publish_system, register_system
from publicvalue.web.spaces.models import Agency
from publicvalue.words.language import ENGLISH

EXAMPLE = "complaints-case"
RECORD = {
    "name": "Sorting of complaints (made up)",
    "summary": "Sorts complaints by how urgent they are, so that clerks answer the most urgent first. Everything about "
    "this system is made up.",
    "topic": "general",
    "phase": "use",
    "used_from": "2024-07",
    "used_from_is": "actual",
    "owner": "Director of complaints",
    "contact": "complaints@demonstration.invalid",
    "built_by": "both",
    "purpose": "Complaints that cannot wait are answered within 30 days.",
    "people": "Everybody who complains: some 48,000 complaints a year.",
    "role": "proposes",
    "technique": "A statistical model that reads the text of a complaint.",
    "personal_data": "yes",
    "oversight": "A clerk reads each complaint and may take another one first. Who answers for it looks at a hundred "
    "sorted complaints each month.",
    "appeal": "Whoever waits longer than 30 days writes to the director, who answers within a week.",
}
RECORDED, TRIED = "go_live", "yearly"
"""The gate that is put on record, and the one that is tried."""


def bring_case(author: User, approver: User, agency: Agency, folder: Path) -> BusinessCase:
    """Bring the case as its author would, and let somebody else put a gate of it on record."""
    record, problems = read_record(RECORD, timezone.localdate())
    if problems:
        raise InputError(problems)
    system = register_system(agency, record, Why(author))
    publish_system(system, Why(approver))
    case = actions.begin(author, system, ENGLISH)
    for name in actions.FILES:
        actions.bring(author, case, name, [(folder / name).read_bytes()])
    for kind, by, gate in (
        (actions.GATE, approver, RECORDED),
        (actions.GATE, author, TRIED),
        (actions.CASE, author, ""),
        (actions.DELIVERY, author, ""),
    ):
        _report(case, kind, by, gate)
    return case


def _report(case: BusinessCase, kind: str, by: User, gate: str) -> None:
    case.refresh_from_db(fields=("record",))
    with laid_out(case) as folder:
        asked = Asked(folder, timezone.localdate(), gate, gate == RECORDED)
        actions.write_report(by, case, *make_report(kind, asked, actions.snapshot_of(case)))
