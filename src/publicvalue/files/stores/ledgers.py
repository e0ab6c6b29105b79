"""The ledger of an assessment in its folder: read, and written for its owner's eyes alone."""

from __future__ import annotations

from pathlib import Path

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.disk.write import write_bytes
from publicvalue.files.stores.hash_keys import new_key
from publicvalue.files.untrusted.guards import MEBIBYTE, check_outside
from publicvalue.files.untrusted.strict_json import UnclearJsonError, read_strict_json
from publicvalue.results.codec import json_bytes
from publicvalue.results.handed_out import Ledger, ledger_data, read_ledger
from publicvalue.words.text import Text

FILE = "handed-out.ledger"
"""Beside `assessment.yaml`; never in a bundle, a report or a table."""
OWNER_ALONE = 0o600
MOST_BYTES = 512 * MEBIBYTE
"""Of a ledger: far more than those of large surveys have."""


def load_ledger(folder: Path) -> Ledger | None:
    """Return the ledger of a folder; None where there is none.

    Raises
    ------
    InputError
        When it cannot be read as one, or is a link to another place.
    """
    try:
        path = check_outside(folder, FILE)
    except EvidenceError as error:
        raise InputError(error.problems) from None
    if not path.exists():
        return None
    return parse_ledger(path.read_bytes() if path.stat().st_size <= MOST_BYTES else b"", FILE)


def parse_ledger(content: bytes, name: str) -> Ledger:
    """Return the ledger that bytes hold; InputError where they hold none."""
    try:
        return read_ledger(read_strict_json(content))
    except (ValueError, UnclearJsonError):
        what = Text("this is no ledger of numbers that were handed out, or it was changed")
        expected = Text("the file as `publicvalue assess` wrote it")
        do = Text("bring it back from a copy; without it, nobody knows what new numbers tell beside earlier ones")
        raise InputError([Problem(Place(name), what, expected, do)]) from None


def written_ledger(ledger: Ledger) -> bytes:
    """Return a ledger as it is written."""
    return json_bytes(ledger_data(ledger))


def new_ledger() -> Ledger:
    """Return a ledger without runs, with a key of its own."""
    return Ledger(new_key())


def save_ledger(folder: Path, ledger: Ledger) -> None:
    """Write the ledger of a folder in place of the former one; InputError where it cannot be written."""
    try:
        write_bytes(folder / FILE, written_ledger(ledger), OWNER_ALONE)
    except OSError as error:
        what = Text("the ledger of numbers that were handed out cannot be written")
        do = Text("let the folder be written to, and run the command again")
        raise InputError([Problem(Place(FILE), what, Text("a folder that can be written to"), do)]) from error
