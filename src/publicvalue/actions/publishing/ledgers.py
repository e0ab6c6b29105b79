"""Hold the numbers of several assessments against each other: together they may tell of no few people either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from publicvalue.errors import InputError, Place, Problem
from publicvalue.measures.privacy.ledger import LedgerEntry, find_revealing
from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.words.text import Text, counted


def check_ledgers(ledgers: Mapping[str, Sequence[LedgerEntry]]) -> None:
    """Refuse assessments whose numbers tell of a few people together, though none does by itself.

    Parameters
    ----------
    ledgers
        What each assessment is called -> which people each of its numbers rests on.

    Raises
    ------
    InputError
        With every number that must not stand beside the others.
    """
    entries = {
        (name, place): [replace(entry, source=replace(entry.source, name=f"{name}/{entry.source.name}"))]
        for name, ledger in ledgers.items()
        for place, entry in enumerate(ledger)
    }
    problems = [
        Problem(
            Place(name),
            Text(
                "{people} could be told from {title:quoted} together with numbers of the same people in another"
                " assessment, such as {beside:quoted}",
                people=counted(revealed.people, "1 person", "{number:count} people"),
                title=entries[name, place][0].title,
                beside=revealed.beside,
            ),
            Text("numbers of the same people, or of people of whom at least {least} differ", least=LEAST_CASES),
            Text("ask the same people in both, or leave one of the two answers out"),
        )
        for (name, place), revealed in find_revealing(entries).items()
    ]
    if problems:
        raise InputError(dict.fromkeys(problems))
