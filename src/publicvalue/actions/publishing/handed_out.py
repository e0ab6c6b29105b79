"""What was handed out of an assessment: marked by who hands it out, and said of each new run beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from publicvalue.errors import InputError, Place, Problem
from publicvalue.measures.privacy.ledger import Entry, find_revealing
from publicvalue.results.handed_out import Ledger, Run, entries_of
from publicvalue.words.text import Text, counted

COMMAND = "publicvalue published"


class KeepsLedger(Protocol):
    """What keeps the ledger of an assessment."""

    @property
    def name(self) -> str:
        """What people call it."""

    def ledger(self) -> Ledger | None:
        """Return the ledger; None where there is none."""

    def save_ledger(self, ledger: Ledger, key: bytes) -> None:
        """Write the ledger."""


@dataclass(frozen=True)
class BesideEarlier:
    """How the numbers of a run stand beside those of runs before it.

    Parameters
    ----------
    tells
        Whether the run has numbers of people at all.
    held_against
        How many runs that were handed out it was held against.
    withheld
        How many things are not given because of them.
    is_ledger_gone
        Whether results were written before and no ledger of them lies there.
    drafts
        Days of runs that were not marked as handed out, beside which a few people could be told: nothing is wrong where
        nobody has these.
    """

    tells: bool = False
    held_against: int = 0
    withheld: int = 0
    is_ledger_gone: bool = False
    drafts: tuple[str, ...] = ()


def stand_beside(before: Ledger, run: Run, withheld: frozenset[str], *, had_results: bool) -> BesideEarlier:
    """Find how a run stands beside those before it."""
    drafts = [one for one in before.drafts if one.results != run.results and _tell(one, run)]
    return BesideEarlier(
        tells=True,
        held_against=len(before.handed_out),
        withheld=len(withheld),
        is_ledger_gone=had_results and not before.runs,
        drafts=tuple(dict.fromkeys(one.day or one.results[:8] for one in drafts)),
    )


def _tell(draft: Run, run: Run) -> bool:
    """Whether a few people could be told from a run together with another."""
    return bool(find_told_beside(run.entries, draft.entries))


def find_told_beside(entries: tuple[Entry, ...], given: tuple[Entry, ...]) -> tuple[str, ...]:
    """Return the titles of numbers by which a few people could be told beside numbers that were given before."""
    named = dict(enumerate([one] for one in entries))
    return tuple(dict.fromkeys(named[place][0].title for place in find_revealing(named, given)))


def describe_beside(beside: BesideEarlier, folder: str) -> Iterator[Text]:
    """Yield what to say of it."""
    if not beside.tells:
        return
    if beside.is_ledger_gone:
        yield Text(
            "! Results were written here before, and no ledger says of whom: what was handed out then could not be held"
            " against these numbers."
        )
    if beside.held_against:
        told = counted(beside.held_against, "1 report", "{number:count} reports")
        yield Text("Its numbers of people were held against {reports} that were handed out before.", reports=told)
    if beside.withheld:
        things = counted(beside.withheld, "1 number or table is", "{number:count} numbers or tables are")
        yield Text("! {things} not given, as a few people could be told beside those.", things=things)
    if beside.drafts:
        yield Text(
            "! Beside the numbers of {days:list} a few people could be told from these: whoever has those must not get"
            " these. If somebody has them, mark them by `{command} {folder} --results FILE`, and assess again.",
            days=beside.drafts,
            command=COMMAND,
            folder=folder,
        )
    yield Text(
        "When you hand this report out, say so by `{command} {folder}`: later reports are then held against it.",
        command=COMMAND,
        folder=folder,
    )


def mark_handed_out(store: KeepsLedger, results: str, *, is_handed_out: bool = True) -> Ledger:
    """Mark the run with these results as handed out, or as one that nobody got; returns the ledger as it is then.

    Parameters
    ----------
    store
        What keeps the ledger.
    results
        SHA-256 of `results.json`.
    is_handed_out
        Whether somebody outside has it.

    Raises
    ------
    InputError
        When there is no ledger, or it does not know these results.
    """
    ledger = store.ledger()
    if ledger is None or all(one.results != results for one in ledger.runs):
        what = Text("the ledger knows of no run with these results that has numbers of people")
        expected = Text("results that `publicvalue assess` wrote from this folder, one of its last runs")
        raise InputError(
            [Problem(Place(store.name), what, expected, Text("assess again, and hand out what it writes"))]
        )
    marked = ledger.marked(results, is_handed_out=is_handed_out)
    store.save_ledger(marked, ledger.key)
    return marked


def find_told_already(ledger: Ledger, results: str) -> tuple[str, ...]:
    """Return the titles of numbers of a run by which a few people can be told beside others that were handed out."""
    runs = {one.results: one for one in ledger.handed_out}
    run = runs.pop(results, None)
    return find_conflicts(run, tuple(runs.values())) if run else ()


def find_conflicts(run: Run, given: tuple[Run, ...]) -> tuple[str, ...]:
    """Return the titles of a run's numbers by which a few people could be told beside runs that were handed out."""
    return find_told_beside(run.entries, entries_of(given))
