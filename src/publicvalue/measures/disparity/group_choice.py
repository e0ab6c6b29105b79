"""Choosing the groups that are compared, and what a comparison tells of them whatever it compares.

A group is compared when it has cases enough; the reference is the largest one unless it is named. Of several
comparisons the one that differs most is reported: the reader is told that it was picked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from publicvalue.measures.options import OF_INDICATOR, CellsOf, Options
from publicvalue.measures.privacy.suppression import LEAST_CASES, count_behind, few_groups, hide_groups, is_few
from publicvalue.measures.result import Diagnostic, NotApplicable
from publicvalue.schema.values import CHOICE, Cell, Number, OneOrMore, said
from publicvalue.words.text import Text, joined, phrase

MINIMUM_GROUP = 30

NAMED_GROUPS = 50

MOST_COMPARED = 1_000
"""Groups that are compared at most: of more, the one that differs most tells of chance, and nobody reads the table."""


@dataclass(frozen=True, kw_only=True)
class GroupOptions(Options):
    """Which groups are compared with which."""

    reference: Annotated[
        Cell | None, CellsOf("group"), said(phrase("group to compare with; the largest group when left out"))
    ] = None
    groups: Annotated[
        OneOrMore[Cell], CellsOf("group"), said(phrase("groups to compare; all when left out"), min_length=1)
    ] = ()
    minimum_group: Annotated[
        Number, said(phrase("cases below which a group is not compared; at least 5"), ge=LEAST_CASES)
    ] = MINIMUM_GROUP


@dataclass(frozen=True, kw_only=True)
class RateGroupOptions(GroupOptions):
    """Which groups are compared with which, and how their rates are."""

    statistic: Annotated[
        Literal["difference", "ratio"], CHOICE, OF_INDICATOR, said(phrase("difference or ratio of the rates"))
    ] = "difference"


@dataclass(frozen=True)
class ComparedGroups:
    """Which groups are compared with which.

    Parameters
    ----------
    reference
        Name of the reference group.
    compared
        Names of the groups compared with it, at least one, in order of name.
    small
        Names of the groups left out because they are too small.
    minimum
        Cases below which a group was left out.
    few
        Groups left out that are not even named: they have fewer than five cases.
    """

    reference: str
    compared: tuple[str, ...]
    small: tuple[str, ...]
    minimum: float
    few: int = 0


class Sized(Protocol):
    """What is known of a group: at least its number of cases."""

    @property
    def n(self) -> float:
        """Cases that count."""


def choose_groups(
    shares: Mapping[str, Sized], options: GroupOptions, what: Text = Text("rate")
) -> ComparedGroups | NotApplicable:
    """Choose the reference and the groups compared with it, by the options and the groups' sizes.

    Parameters
    ----------
    shares
        Group -> its share, or what else is compared.
    options
        Which groups are named, and how large they must be.
    what
        What is compared, for messages: "rate".
    """
    # Nobody is told by a number, even where options were made without being read.
    minimum, stated = max(options.minimum_group, LEAST_CASES), options.reference is not None
    names = sorted(set(options.groups)) if options.groups else sorted(shares)
    largest = max(sorted(shares), key=lambda name: shares[name].n, default="")
    reference = largest if options.reference is None else options.reference
    missing = [name for name in (*names, reference) if name not in shares or shares[name].n <= 0]
    if not options.groups:
        missing = [name for name in missing if name == reference]
    if not shares or missing:
        named = sorted(name for name in shares if shares[name].n >= LEAST_CASES)
        return NotApplicable(_missing_reason(missing, named, what))
    if shares[reference].n < minimum:
        return NotApplicable(_small_reason(shares, reference, minimum, stated))
    others = [name for name in names if name != reference]
    compared = tuple(name for name in others if shares[name].n >= minimum)
    if not compared:
        return NotApplicable(
            Text(
                "No group besides {reference} has {minimum:count} cases or more: add cases or merge groups.",
                reference=reference,
                minimum=minimum,
            )
        )
    if len(compared) > MOST_COMPARED:
        return NotApplicable(_many_reason(len(compared) + 1, minimum))
    small = tuple(name for name in others if LEAST_CASES <= shares[name].n < minimum)
    return ComparedGroups(reference, compared, small, minimum, sum(is_few(shares[name].n) for name in others))


def _many_reason(number: int, minimum: float) -> Text:
    return Text(
        "{compared:count} groups have {minimum:count} cases or more, and at most {most_compared:count} can be compared "
        "with one: name a column with fewer groups, merge groups, or list those to compare under the option groups.",
        compared=number,
        minimum=minimum,
        most_compared=MOST_COMPARED,
    )


def _small_reason(shares: Mapping[str, Sized], reference: str, minimum: float, stated: bool) -> Text:
    """Say that the reference is too small; where it was not chosen, it is the largest, and all are too small."""
    if stated:
        return Text(
            "The reference group {reference} has fewer than {minimum:count} cases: choose a larger one, or add cases.",
            reference=reference,
            minimum=minimum,
        )
    if is_few(shares[reference].n):
        return Text(
            "None of the {shares:count} groups has {least_cases} cases or more: name a column with fewer and larger "
            "groups, or merge groups.",
            shares=len(shares),
            least_cases=LEAST_CASES,
        )
    return Text(
        "None of the {shares:count} groups has {minimum:count} cases or more; the largest, {reference}, has "
        "{size:count}: name a column with fewer and larger groups, or merge groups.",
        shares=len(shares),
        minimum=minimum,
        reference=reference,
        size=shares[reference].n,
    )


def _missing_reason(missing: Sequence[str], present: Sequence[str], what: Text) -> Text:
    if not present:
        return Text("No case has a group and a known {what}: fill the columns.", what=what)
    return Text(
        "No case counts towards the {what} in group {missing:list}; the groups are: {shown:list}.",
        what=what,
        missing=tuple(dict.fromkeys(missing)),
        shown=(*present[:10], *(("...",) if len(present) > 10 else ())),
    )


def hidden_groups(groups: Mapping[str, Sized], chosen: ComparedGroups, worst: str) -> dict[str, bool]:
    """Return for each group that a table lists whether its numbers must not be shown; the reference first.

    Of more than a thousand groups that are too small, the first fifty are listed.

    Parameters
    ----------
    groups
        All groups, those that are not compared among them.
    chosen
        Which are compared with which.
    worst
        The group whose difference from the reference is the number.
    """
    hidden = hide_groups({name: group.n for name, group in groups.items()}, (chosen.reference, worst))
    small = chosen.small if len(chosen.small) <= MOST_COMPARED else chosen.small[:NAMED_GROUPS]
    return {name: hidden[name] for name in (chosen.reference, *chosen.compared, *small)}


def cases_behind(groups: Mapping[str, Sized], chosen: ComparedGroups) -> float:
    """Return the cases of the groups compared; of all groups, where the others are so few as to be told."""
    compared = sum(groups[name].n for name in (chosen.reference, *chosen.compared))
    return count_behind(compared, sum(group.n for group in groups.values()) - compared)


def worst_diagnostic(worst: str, chosen: ComparedGroups, numbers: Text) -> Diagnostic:
    """Say which group differs most, with its and the reference's numbers if they are shown, and that it was picked."""
    names = {"worst": worst, "reference": chosen.reference}
    text = (
        Text("{worst} differs most from {reference}: {numbers}.", **names, numbers=numbers)
        if numbers
        else Text("{worst} differs most from {reference}.", **names)
    )
    return Diagnostic(Text("Group that differs most"), None, joined(text, picked_text(len(chosen.compared))))


def picked_text(comparisons: int) -> Text:
    """Return the sentence on what was picked from several comparisons; empty for one."""
    if comparisons == 1:
        return Text("")
    return Text("It was picked from {count} comparisons; the interval allows for that.", count=comparisons)


def small_groups_diagnostic(chosen: ComparedGroups) -> tuple[Diagnostic, ...]:
    """Return which groups were too small to be compared, the first fifty by name; nothing when none was."""
    if not chosen.small and not chosen.few:
        return ()
    more = len(chosen.small) - NAMED_GROUPS
    names: tuple[str, ...] = chosen.small[:NAMED_GROUPS]
    names += (Text("{more:count} more", more=more),) if more > 0 else ()
    names += (few_groups(chosen.few),) if chosen.few else ()
    text = Text(
        "Not compared, because they have fewer than {minimum:count} cases: {names:list}.",
        minimum=chosen.minimum,
        names=names,
    )
    return (Diagnostic(Text("Small groups left out"), None, text),)


Line = tuple[str | float | None, ...]


def group_lines(
    groups: Mapping[str, Sized], chosen: ComparedGroups, worst: str, line: Callable[[str, bool], Line]
) -> tuple[Line, ...]:
    """Return a line for each group, the reference first: its name alone where its numbers must not be shown.

    Parameters
    ----------
    groups, chosen, worst
        As `hidden_groups` takes them.
    line
        Gives a group's line; without its difference from the reference where this would give away a hidden reference.
    """
    hidden = hidden_groups(groups, chosen, worst)
    width, beside = len(line(chosen.reference, False)), not hidden[chosen.reference]
    # Those whose difference is the number are named beside it already.
    few = [name for name in hidden if is_few(groups[name].n) and name not in {chosen.reference, worst}]
    named = {name: hide for name, hide in hidden.items() if name not in few}
    lines = [(name, *(None,) * (width - 1)) if hide else line(name, beside) for name, hide in named.items()]
    unnamed = chosen.few + len(few)
    return (*lines, *([(few_groups(unnamed), *(None,) * (width - 1))] if unnamed else []))
