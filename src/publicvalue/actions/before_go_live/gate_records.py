"""What is on record of the gates of a business case: what was frozen is looked at before anything is decided by it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from publicvalue.actions.before_go_live.business_cases import WORKBOOK
from publicvalue.business_case.gates.frozen_lot import check_lot, with_refused_lot
from publicvalue.business_case.gates.record import Frozen, GateRecord, Lot, as_data, check_baseline, with_refusal
from publicvalue.files.disk.changes import change_files
from publicvalue.files.untrusted.guards import find_file
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.results.codec import json_bytes
from publicvalue.schema.reader import read

RECORD = "gates.json"
BASELINE = "baseline.csv"


def checked_record(folder: Path, today: dt.date) -> GateRecord:
    """Return what is on record; refuses a baseline that was changed, and writes down that it was tried.

    Raises
    ------
    InputError
        When the record cannot be read, or the baseline was changed after it was frozen.
    """
    path = folder / RECORD
    if not path.exists():
        return GateRecord()
    record = read(read_yaml(find_file(folder, RECORD), RECORD), GateRecord)
    found = found_baseline(folder, today, record.baseline.file if record.baseline else BASELINE)
    refused = with_refusal(record, found, today)
    if refused is not record:
        change_files(folder, {RECORD: json_bytes(as_data(refused))})
    check_baseline(record, found)
    return record


def found_baseline(folder: Path, today: dt.date, name: str = BASELINE) -> Frozen | None:
    """Return the file that now has the baseline's name; None where none has."""
    path = folder / name
    return Frozen(name, hash_file(path), today) if path.is_file() else None


def checked_lot(folder: Path, record: GateRecord, lot: Lot | None, today: dt.date) -> GateRecord:
    """Return what is on record; refuses a calendar that was drawn anew and that nobody answers for.

    That it was tried is written down.

    Raises
    ------
    InputError
        When another calendar is drawn than the one that was frozen, or none.
    """
    refused = with_refused_lot(record, lot, today)
    if refused is not record:
        change_files(folder, {RECORD: json_bytes(as_data(refused))})
    check_lot(record, lot, WORKBOOK)
    return record
