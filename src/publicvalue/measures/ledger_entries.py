"""Which numbers of surveys are withheld: held against each other and against what was handed out before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from publicvalue.measures.breakdown import without_breakdown
from publicvalue.measures.people_behind import BESIDE_NUMBER, GROUPS, Entries, Sources, Told, entries_of
from publicvalue.measures.privacy.filtered_answers import FilteredNumber, find_filtered
from publicvalue.measures.privacy.ledger import (
    NOTHING_EARLIER,
    UNKNOWN_BEFORE,
    Earlier,
    LedgerEntry,
    Revealed,
    entries_under_key,
    find_revealing,
)
from publicvalue.measures.privacy.nested_answers import withhold_nested
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text, counted

THIN_STRATUM = Text(
    "Its interval could tell what people said in a stratum of fewer than five: merge that stratum with one like it, or"
    " write `census: true` where everybody was asked."
)
DOMINATED = Text(
    "Fewer than {least_cases} people hold nearly all of its weight, or one holds more than half, and could be told from"
    " it: look at the weights, or ask more people.",
    least_cases=LEAST_CASES,
)
DOMINATED_CELLS = Text("A few people hold nearly all of the weight of one of these, and could be told from it")
EARLIER = Text(
    "A few people could be told from it together with numbers of the same answers that were handed out before: hand out"
    " those again, or ask the same people, or at least five others."
)
UNKNOWN = Diagnostic(
    Text("Numbers handed out before"),
    None,
    Text(
        "Results were written before of which no ledger says whom they tell of: if somebody has them, a few people may"
        " be told from both together, and nobody could look."
    ),
    UNKNOWN_BEFORE,
)
"""Stands beside each number of people that could not be held against earlier ones."""


@dataclass(frozen=True)
class Withheld:
    """Numbers that are not given, or given without their table, by name.

    Parameters
    ----------
    results
        What stands in the place of the numbers.
    ledger
        What all numbers tell that are given.
    beside_earlier
        Names of what is not given because of numbers that were handed out before.
    """

    results: Mapping[str, Result]
    ledger: tuple[LedgerEntry, ...]
    beside_earlier: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FoundRevealing:
    """What must not be told, with the reason of each; and whether numbers that were handed out are why."""

    reasons: Mapping[str, Text]
    beside_earlier: frozenset[str]


def find_untold(
    told: Mapping[str, Sequence[LedgerEntry]], beside: Sequence[LedgerEntry], earlier: Earlier
) -> FoundRevealing:
    """Find what must not be told beside other numbers of this result, or beside numbers that were handed out before.

    What is withheld beside earlier numbers is withheld again from a result that is made again where these are unknown:
    its reason names nobody and no number for that.

    Parameters
    ----------
    told
        Name of each thing -> what it tells.
    beside
        What is told anyway by this result.
    earlier
        What was handed out before.
    """
    stated = earlier.withheld & told.keys()
    left = {name: entries for name, entries in told.items() if name not in stated}
    alone = find_revealing(left, beside)
    together = alone
    if earlier.given:
        *several, own = entries_under_key([*left.values(), beside], earlier.key)
        together = find_revealing(dict(zip(left, several, strict=True)), [*earlier.given, *own])
    if together.keys() == alone.keys():
        reasons = {name: _reason(name, one) for name, one in alone.items()}
        return FoundRevealing({**reasons, **_earlier(stated)}, stated)
    return FoundRevealing(_earlier({*together, *stated}), frozenset({*together, *stated}))


def _reason(name: str, revealed: Revealed) -> Text:
    return groups_reason(revealed) if name.endswith((GROUPS, *BESIDE_NUMBER)) else told_reason(revealed)


def _earlier(names: Iterable[str]) -> dict[str, Text]:
    return dict.fromkeys(names, EARLIER)


def withhold_revealing(told: Mapping[str, Told], sources: Sources, earlier: Earlier = NOTHING_EARLIER) -> Withheld:
    """Hold numbers of surveys against each other, and withhold those by which a few people could be told.

    Parameters
    ----------
    told
        Name of each number -> the number. Several of one indicator have a name each.
    sources
        Reads who the people are.
    earlier
        What was handed out before.
    """
    withheld: dict[str, Result] = dict(withhold_nested({name: one.asked() for name, one in told.items()}))
    entries = {name: entries_of(one, sources) for name, one in told.items() if name not in withheld}
    withheld |= {name: NotApplicable(DOMINATED) for name, one in entries.items() if "" in one.dominated}
    withheld |= {name: NotApplicable(THIN_STRATUM) for name, one in entries.items() if one.has_thin_stratum}
    withheld |= _beside_filtered(told, {name: one for name, one in entries.items() if name not in withheld})
    held = {name: one.number for name, one in entries.items() if name not in withheld}
    numbers = find_untold(held, (), earlier)
    withheld |= {name: NotApplicable(reason) for name, reason in numbers.reasons.items()}
    given = {name: one for name, one in entries.items() if name not in withheld}
    ledger = tuple(entry for one in given.values() for entry in one.number)
    cells = {f"{name}{part}": table for name, one in given.items() for part, table in one.told.items()}
    tables = find_untold(cells, ledger, earlier)
    for name, one in given.items():
        reasons = {part: tables.reasons.get(f"{name}{part}") for part in one.tables}
        if result := _without_tables(told[name].result, one, reasons):
            withheld[name] = result
    shown = (entry for name, table in cells.items() if name not in tables.reasons for entry in table)
    beside = numbers.beside_earlier | tables.beside_earlier
    if earlier.is_unknown and given:
        withheld |= {name: _unknown(withheld.get(name, told[name].result)) for name in given}
        beside |= {UNKNOWN_BEFORE}
    return Withheld(withheld, (*ledger, *shown), beside)


def _unknown(result: Result) -> Result:
    return replace(result, diagnostics=(*result.diagnostics, UNKNOWN)) if isinstance(result, Measured) else result


def told_reason(revealed: Revealed) -> Text:
    """Return why a number of a survey is not given."""
    return Text(
        "{people} could be told from it together with other numbers of the same answers, such as {title:quoted}: ask it"
        " of the same people, or leave out at least {least_cases}.",
        people=_people(revealed),
        title=revealed.beside,
        least_cases=LEAST_CASES,
    )


def filtered_reason(title: str) -> Text:
    """Return why a number of those who gave a certain answer is not given."""
    return Text(
        "It is about those who gave a certain answer, and from how many they are beside {title:quoted} a few people's"
        " answers could be told: use the same other filters, or filters that at least {least_cases} people differ by.",
        title=title,
        least_cases=LEAST_CASES,
    )


def groups_reason(revealed: Revealed) -> Text:
    """Return why the groups of a number are not given."""
    return Text(
        "{people} could be told from these groups together with {title:quoted}",
        people=_people(revealed),
        title=revealed.beside,
    )


def _people(revealed: Revealed) -> Text:
    return counted(revealed.people, "1 person", "{number:count} people")


def _beside_filtered(told: Mapping[str, Told], entries: Mapping[str, Entries]) -> dict[str, NotApplicable]:
    """Return the numbers of those who gave a certain answer that tell of a few beside another such number."""
    questions = {column for one in entries.values() for entry in one.number for column in entry.question}
    numbers = {
        name: FilteredNumber(
            entry.source.name, told[name].answer.where, np.unique(np.concatenate(entry.sets)), entry.title
        )
        for name, one in entries.items()
        for entry in one.number[:1]
    }
    return {name: NotApplicable(filtered_reason(title)) for name, title in find_filtered(numbers, questions).items()}


def _without_tables(result: Measured, entries: Entries, reasons: Mapping[str, Text | None]) -> Measured | None:
    """Return a number without those of its tables that must not be told; None where all may be."""
    now = result
    for part in entries.tables:
        reason = DOMINATED_CELLS if part in entries.dominated else reasons[part]
        if reason is not None:
            now = _without_table(now, part, reason)
    return now if now is not result else None


def _without_table(result: Measured, part: str, reason: Text) -> Measured:
    """Return a number without one of its tables, in which the reason stands."""
    if part == GROUPS:
        return without_breakdown(result, reason)
    title = BESIDE_NUMBER[part][0]
    hidden = [
        replace(one, rows=((reason, HIDDEN, *[None] * (len(one.columns) - 2)),)) if one.title == title else one
        for one in result.details
    ]
    return replace(result, details=tuple(hidden))
