"""A calendar that was drawn by lot stays as it was drawn: who starts when is not chosen until it suits.

Where the roll-out has to change for a reason, somebody answers for a new lot. It is frozen with the next gate that is
put on record, and the former calendar stays there beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from publicvalue.business_case.gates.record import MISSING, GateRecord, Lot
from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text


def with_refused_lot(record: GateRecord, found: Lot | None, today: dt.date) -> GateRecord:
    """Return the record with a changed calendar on it; the same where it is unchanged, agreed on, or refused before.

    Parameters
    ----------
    record
        What is on record.
    found
        The calendar that the workbook draws now; None where it draws none.
    today
        The day on which that was seen.
    """
    if record.is_same(found) or record.is_agreed(found):
        return record
    tried = Lot(found.seed if found else None, found.sha256 if found else MISSING, today)
    if any((one.seed, one.sha256) == (tried.seed, tried.sha256) for one in record.refused_lots):
        return record
    return replace(record, refused_lots=(*record.refused_lots, tried))


def check_lot(record: GateRecord, found: Lot | None, file: str) -> None:
    """Refuse a calendar that is not what was drawn, and that nobody answers for.

    Parameters
    ----------
    record, found
        What is on record, and the calendar that the workbook draws now.
    file
        Name of the workbook.

    Raises
    ------
    InputError
        When another calendar is drawn, or none.
    """
    frozen = record.lot
    if frozen is None or record.is_same(found) or record.is_agreed(found):
        return
    what = Text("the calendar was drawn by lot, frozen on {day}, and changed since", day=frozen.day)
    expected = Text("the number {seed}, and units and groups as they were then", seed=str(frozen.seed))
    do = Text(
        "put the sheet of the roll-out back; or have a new lot agreed on: write there why, and who answers for it, and "
        "put a gate on record. That the calendar was changed is on record, and a reason counts once"
    )
    raise InputError([Problem(Place(file), what, expected, do)])
