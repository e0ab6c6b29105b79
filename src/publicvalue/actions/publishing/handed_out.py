"""What was handed out of an assessment: marked by who hands it out, and said of each new run beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from publicvalue.actions.store import Store
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.stores.ledgers import FILE
from publicvalue.measures.privacy.ledger import UNKNOWN_BEFORE, LedgerEntry, entries_under_key, find_revealing
from publicvalue.results.handed_out import Ledger, Run, entries_of
from publicvalue.results.manifest import hash_bytes
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


def stand_beside(before: Ledger, run: Run, withheld: frozenset[str]) -> BesideEarlier:
    """Find how a run stands beside those before it."""
    drafts = [one for one in before.drafts if one.results != run.results and _tell(one, run)]
    return BesideEarlier(
        tells=True,
        held_against=len(before.handed_out),
        withheld=len(withheld - {UNKNOWN_BEFORE}),
        is_ledger_gone=UNKNOWN_BEFORE in withheld,
        drafts=tuple(dict.fromkeys(one.day or one.results[:8] for one in drafts)),
    )


def _tell(draft: Run, run: Run) -> bool:
    """Whether a few people could be told from a run together with another."""
    return bool(find_told_beside(run.entries, draft.entries))


def find_told_beside(entries: tuple[LedgerEntry, ...], given: tuple[LedgerEntry, ...]) -> tuple[str, ...]:
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
            " against these numbers, and the report says so. Bring `{file}` back, or state that nobody has them:"
            " `{command} {folder} --nothing-before`.",
            file=FILE,
            command=COMMAND,
            folder=folder,
        )
    if beside.held_against:
        yield counted(
            beside.held_against,
            "Its numbers of people were held against 1 report that was handed out before.",
            "Its numbers of people were held against {number:count} reports that were handed out before.",
        )
    elif not beside.is_ledger_gone:
        yield Text(
            "Nothing was handed out of it before, as far as this folder knows. Where the same people answered another"
            " assessment, last year's say, name its folder by `{command} {folder} --after OTHER`, and assess again.",
            command=COMMAND,
            folder=folder,
        )
    yield from _describe_withheld(beside, folder)
    yield Text(
        "When you hand this report out, say so by `{command} {folder}`: later reports are then held against it.",
        command=COMMAND,
        folder=folder,
    )


def _describe_withheld(beside: BesideEarlier, folder: str) -> Iterator[Text]:
    """Yield what is not given, and what must not come together."""
    if beside.withheld:
        yield counted(
            beside.withheld,
            "! 1 number or table is not given, as a few people could be told beside those.",
            "! {number:count} numbers or tables are not given, as a few people could be told beside those.",
        )
    if beside.drafts:
        yield Text(
            "! Beside the numbers of {days:list} a few people could be told from these: whoever has those must not get"
            " these. If somebody has them, mark them by `{command} {folder} --results FILE`, and assess again.",
            days=beside.drafts,
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


def hand_out(store: Store, entries: Sequence[LedgerEntry], what: str, day: str) -> None:
    """Keep that somebody outside has numbers of an assessment in another form than its report, a portfolio say.

    Parameters
    ----------
    store
        What keeps the assessment; InputError where it is a bundle, which stays as it was made.
    entries
        Which people each of the numbers rests on.
    what
        What they were handed out in, by which the run is known.
    day
        Today.
    """
    if not entries:
        return
    key = store.earlier().key
    (hidden,) = entries_under_key([entries], key)
    results = hash_bytes(f"{what}\n{day}".encode())
    store.keep_run(Run(results, day, tuple(hidden), is_handed_out=True), key)


def find_run(store: KeepsLedger, digits: str) -> str:
    """Return the hash of the run whose hash begins so; the digits themselves where there is no single one."""
    ledger = store.ledger()
    found = [one.results for one in ledger.runs if one.results.startswith(digits)] if ledger else []
    return found[0] if len(found) == 1 else digits


def forget_before(store: KeepsLedger) -> Ledger:
    """State that nobody has what was written before the ledger begins; returns the ledger as it is then.

    Raises
    ------
    InputError
        When there is no ledger yet.
    """
    ledger = store.ledger()
    if ledger is None:
        what, expected = Text("there is no ledger yet"), Text("a folder that was assessed")
        do = Text("run `publicvalue assess {folder}` first", folder=store.name)
        raise InputError([Problem(Place(store.name), what, expected, do)])
    known = replace(ledger, is_late=False)
    store.save_ledger(known, ledger.key)
    return known


def follow(store: KeepsLedger, before: KeepsLedger) -> Ledger:
    """Let an assessment go on after another, last year's say: it is held against what was handed out of that.

    Returns
    -------
    Ledger
        That of the assessment, as it is then.

    Raises
    ------
    InputError
        When there is no ledger to take, or the assessment has handed something out by a ledger of its own: their cells
        are hashed under two keys, and cannot be held against each other.
    """
    own, taken = store.ledger(), before.ledger()
    if taken is None:
        what, expected = Text("this folder has no ledger"), Text("the folder of an assessment that handed numbers out")
        do = Text("name the folder of the year before, or of the assessment that the same people answered")
        raise InputError([Problem(Place(before.name), what, expected, do)])
    if own is not None and own.key != taken.key and own.handed_out:
        what = Text("this folder has a ledger of its own, of which reports were handed out")
        expected = Text("a folder of which nothing was handed out yet")
        do = Text("name the folder before the first report of the new one is handed out")
        raise InputError([Problem(Place(store.name), what, expected, do)])
    runs = {one.results: one for one in taken.handed_out}
    if own is not None and own.key == taken.key:
        runs |= {one.results: one for one in own.runs}
    late = taken.is_late or (own is not None and own.is_late)
    found = Ledger(taken.key, tuple(runs.values()), is_late=late)
    store.save_ledger(found, found.key)
    return found


def find_told_already(ledger: Ledger, results: str) -> tuple[str, ...]:
    """Return the titles of numbers of a run by which a few people can be told beside others that were handed out."""
    runs = {one.results: one for one in ledger.handed_out}
    run = runs.pop(results, None)
    return find_conflicts(run, tuple(runs.values())) if run else ()


def find_conflicts(run: Run, given: tuple[Run, ...]) -> tuple[str, ...]:
    """Return the titles of a run's numbers by which a few people could be told beside runs that were handed out."""
    return find_told_beside(run.entries, entries_of(given))
