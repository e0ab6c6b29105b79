"""What a reader of a portfolio's ranks must know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.portfolio.member import Member
from publicvalue.words.text import Text

SHOWN = 5


def warn(members: Sequence[Member], ranked: Sequence[Member], nodes: Sequence[str]) -> Iterator[Text]:
    """Say what a reader of the ranks must know: frameworks that differ, and systems that rest on different evidence."""
    names = sorted({member.framework.name for member in members})
    if PUBLIC_VALUE not in nodes:
        yield (
            Text(
                "The systems were assessed under frameworks that differ ({names:list}). Public value does not"
                " compare between them, so there are no ranks. Only what means the same under all of them is"
                " shown.",
                names=tuple(names),
            )
        )
    elif len(ranked) < 2:
        yield Text("Fewer than two systems have evidence, so there are no ranks.")
    if made_up := [member.title for member in members if member.made_up]:
        yield Text(
            "MADE-UP DATA in {made_up} of {all} systems ({systems:list}): what they add says nothing real.",
            made_up=len(made_up),
            all=len(members),
            systems=tuple(made_up) if len(made_up) <= SHOWN else (*made_up[:SHOWN], "..."),
        )
    known = [member.known.keys() for member in ranked]
    common = set(known[0]).intersection(*known) if known else set()
    some = set().union(*known)
    if common != some:
        yield (
            Text(
                "The ranked systems rest on different indicators: {some} have evidence in at least one system,"
                " {common} in all. A rank compares what is known of each system, and not the same thing. Read it"
                " with the coverage.",
                some=len(some),
                common=len(common),
            )
        )
