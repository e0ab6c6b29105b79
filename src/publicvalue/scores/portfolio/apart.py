"""Why a system of a portfolio stands apart and has no rank."""

from __future__ import annotations

from collections.abc import Sequence

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.portfolio.member import Member
from publicvalue.words.text import Text


def why_apart(member: Member, nodes: Sequence[str]) -> Text:
    """Return the reason, the gravest first.

    Parameters
    ----------
    member
        A system without a rank.
    nodes
        Nodes that compare in its portfolio.
    """
    standing = member.standing
    if member.stopped and standing:
        return Text("{direction}: {facts:parts}", direction=Text(standing.direction.title), facts=member.stopped)
    if not member.known:
        return Text("no indicators with evidence")
    if PUBLIC_VALUE not in nodes:
        return Text("its framework differs from that of others")
    if standing and not member.compares:
        return Text(
            "{share:percent} of its core questions are answered; it is ranked from {least:percent} on",
            share=standing.core_share,
            least=member.framework.verdict.core.some,
        )
    return Text("there is no other system to rank it with")
