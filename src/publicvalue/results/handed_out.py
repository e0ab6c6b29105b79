"""The ledger of an assessment as it is kept: whom the numbers of its runs rest on, and which runs were handed out.

It is kept by the agency beside its evidence and is in nothing that is published. It holds no cell of the evidence: each
is hashed under a secret key of this ledger. Who has the ledger has the key too and can try what a cell may have held:
the ledger is kept as the evidence is.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.privacy.ledger import PRIME, UNKNOWN_BEFORE, Earlier, LedgerEntry
from publicvalue.measures.privacy.same_people import MOST_CELLS, Ids, Source
from publicvalue.words.stored import to_data, words_from

FORMAT = 1
MOST_DRAFTS = 10
"""Runs that are kept and were not handed out; the oldest goes first."""
KEY_BYTES = 32
MOST_BYTES = 8 * 2 * MOST_CELLS
"""Of one file's cells, or of those behind one number, unpacked: twice as many as are ever written."""


@dataclass(frozen=True)
class Run:
    """What one run told.

    Parameters
    ----------
    results
        SHA-256 of its `results.json`, by which a report is known.
    day
        When it was run, as people read it.
    entries
        Which people each of its numbers rests on.
    is_handed_out
        Whether somebody outside has it.
    """

    results: str
    day: str
    entries: tuple[LedgerEntry, ...] = field(repr=False)
    is_handed_out: bool = False


@dataclass(frozen=True)
class Ledger:
    """The runs of an assessment, the oldest first, and the secret key of the hashes in them.

    Parameters
    ----------
    key, runs
        As said.
    is_late
        Whether results were written before the ledger begins: whom those tell of, nobody knows.
    """

    key: bytes = field(repr=False)
    runs: tuple[Run, ...] = ()
    is_late: bool = False

    @property
    def handed_out(self) -> tuple[Run, ...]:
        """Return the runs that somebody outside has."""
        return tuple(one for one in self.runs if one.is_handed_out)

    @property
    def drafts(self) -> tuple[Run, ...]:
        """Return the runs that nobody outside has, as far as was said."""
        return tuple(one for one in self.runs if not one.is_handed_out)

    def earlier(self) -> Earlier:
        """Return what a new run is held against."""
        unknown = frozenset({UNKNOWN_BEFORE}) if self.is_late else frozenset[str]()
        return Earlier(entries_of(self.handed_out), self.key, unknown)

    def with_run(self, run: Run) -> Ledger:
        """Return the ledger with one more run; what was handed out stays so, and of drafts the last few are kept."""
        handed_out = any(one.is_handed_out for one in self.runs if one.results == run.results)
        others = [one for one in self.runs if one.results != run.results]
        runs = (*others, replace(run, is_handed_out=run.is_handed_out or handed_out))
        kept = [id(one) for one in runs if not one.is_handed_out][-MOST_DRAFTS:]
        return replace(self, runs=tuple(one for one in runs if one.is_handed_out or id(one) in kept))

    def marked(self, results: str, *, is_handed_out: bool) -> Ledger:
        """Return the ledger with a run that was handed out, or was not."""
        runs = (replace(one, is_handed_out=is_handed_out) if one.results == results else one for one in self.runs)
        return replace(self, runs=tuple(runs))


def entries_of(runs: Sequence[Run]) -> tuple[LedgerEntry, ...]:
    """Return what several runs tell together, each number once."""
    found = {}
    for entry in chain.from_iterable(run.entries for run in runs):
        told = tuple(one.tobytes() for one in (*entry.sets, *entry.amounts))
        found[entry.question, entry.source.name, told] = entry
    return tuple(found.values())


def ledger_data(ledger: Ledger) -> dict[str, Any]:
    """Return a ledger as it is written, each file's people once."""
    places: dict[tuple[object, ...], int] = {}
    sources: list[Source] = []
    runs = []
    for run in ledger.runs:
        entries = []
        for entry in run.entries:
            own = (entry.source.columns, entry.source.cells.tobytes())
            if own not in places:
                places[own] = len(sources)
                sources.append(entry.source)
            entries.append(_entry_data(entry, places[own]))
        runs.append({"results": run.results, "day": run.day, "handed_out": run.is_handed_out, "numbers": entries})
    return {
        "format": FORMAT,
        "key": ledger.key.hex(),
        "files": [{"columns": list(one.columns), "cells": _packed(one.cells.astype("<u8"))} for one in sources],
        "runs": runs,
        **({"late": True} if ledger.is_late else {}),
    }


def _entry_data(entry: LedgerEntry, source: int) -> dict[str, Any]:
    places = (np.searchsorted(entry.source.everybody, one).astype("<u4") for one in entry.sets)
    return {
        "question": list(entry.question),
        "file": source,
        "title": to_data(entry.title),
        "people": [_packed(one) for one in places],
        **({"amounts": [_packed(one.astype("<u4")) for one in entry.amounts]} if entry.amounts else {}),
    }


def read_ledger(data: object) -> Ledger:
    """Return the ledger that `ledger_data` wrote.

    Raises
    ------
    ValueError
        When it is none.
    """
    match data:
        case {"format": 1, "key": str(key), "files": [*files], "runs": [*runs]}:
            sources = [_source(one, f"earlier {place}") for place, one in enumerate(files, 1)]
            secret = bytes.fromhex(key)
            if len(secret) != KEY_BYTES:
                raise ValueError("This is no key")
            late = data.get("late", False) if isinstance(data, dict) else False
            return Ledger(secret, tuple(_run(one, sources) for one in runs), _is_true(late))
    raise ValueError("This is no ledger")


def _is_true(data: object) -> bool:
    if not isinstance(data, bool):
        raise ValueError("This is neither true nor false")
    return data


def _source(data: object, name: str) -> Source:
    match data:
        case {"columns": [*columns], "cells": str(cells)}:
            hashes: Ids = _unpacked(cells, "<u8").reshape(-1, len(columns)).astype(np.uint64)
            return Source(name, np.arange(len(hashes), dtype=np.uint64), tuple(map(str, columns)), hashes)
    raise ValueError("This is no file of people")


def _run(data: object, sources: Sequence[Source]) -> Run:
    match data:
        case {"results": str(results), "day": str(day), "handed_out": bool(handed_out), "numbers": [*numbers]}:
            return Run(results, day, tuple(_entry(one, sources) for one in numbers), handed_out)
    raise ValueError("This is no run")


def _entry(data: object, sources: Sequence[Source]) -> LedgerEntry:
    match data:
        case {"question": [*question], "file": int(file), "title": title, "people": [*people]} if (
            0 <= file < len(sources)
        ):
            sets = tuple(_unpacked(str(one), "<u4").astype(np.uint64) for one in people)
            if any(len(one) and int(one.max()) >= len(sources[file].everybody) for one in sets):
                raise ValueError("These are no people of the file")
            amounts = tuple(_amounts(one) for one in data.get("amounts", ())) if isinstance(data, dict) else ()
            if amounts and [len(one) for one in amounts] != [len(one) for one in sets]:
                raise ValueError("These are not the weights of its people")
            return LedgerEntry(tuple(map(str, question)), sources[file], sets, words_from(title), amounts)
    raise ValueError("This is no number")


def _amounts(data: object) -> NDArray[np.int64]:
    found = _unpacked(str(data), "<u4").astype(np.int64)
    if len(found) and int(found.max()) >= PRIME:
        raise ValueError("These are no weights")
    return found


def _packed(numbers: NDArray[Any]) -> str:
    return base64.b64encode(zlib.compress(numbers.tobytes())).decode()


def _unpacked(packed: str, form: str) -> NDArray[Any]:
    opened = zlib.decompressobj()
    try:
        content = opened.decompress(base64.b64decode(packed, validate=True), MOST_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not opened.eof:
        raise ValueError("There is more of it than a ledger holds, or less than was written")
    return np.frombuffer(content, dtype=form)


def beside_data(names: frozenset[str]) -> Mapping[str, list[str]]:
    """Return what a manifest says of what is not given beside numbers that were handed out before; mostly nothing."""
    return {BESIDE: sorted(names)} if names else {}


BESIDE = "withheld_beside_earlier"
"""Name of that in a manifest."""
