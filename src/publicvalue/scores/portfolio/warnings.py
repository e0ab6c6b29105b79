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
        yield Text("Fewer than two systems can be compared, so there are no ranks.")
    yield from _claims(ranked)
    yield from _not_applicable(members)
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


def _claims(ranked: Sequence[Member]) -> Iterator[Text]:
    """Say where ranks set what is shown beside what is not: a promise is no better for scoring higher."""
    standings = [member.standing for member in ranked if member.standing]
    shown = sum(one.claim.id == "shown" for one in standings)
    if 0 < shown < len(standings):
        yield Text(
            "Of {all} ranked systems {shown:number} have value that is shown; that of the others is promised or stands "
            "on paper. All are ranked by the same scores: a promise above what is shown is no better than it. Read "
            "each rank with its claim and certainty.",
            all=len(standings),
            shown=shown,
        )


def _not_applicable(members: Sequence[Member]) -> Iterator[Text]:
    """Name what applies to some systems and not to all: they are compared by what applies to each."""
    named = [set(member.standing.not_applicable) for member in members if member.standing]
    to_some = {id for one in named for id in one if any(id not in other for other in named)}
    if to_some:
        framework = members[0].framework
        titles = {one.id: one.title for one in framework.components}
        titles |= {one.id: one.title for one in framework.indicators}
        said = tuple(Text("{title:lower}", title=Text(title)) for id, title in titles.items() if id in to_some)
        yield Text(
            "The systems are of different kinds. Each is compared by what applies to it; not to all apply "
            "{titles:list}.",
            titles=said if len(said) <= SHOWN else (*said[:SHOWN], "..."),
        )
