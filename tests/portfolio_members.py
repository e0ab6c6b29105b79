"""Systems under the small framework, for portfolios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from made_up import number
from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.systems import keep_member
from publicvalue.scores.sheet import score_assessment
from small_framework import small_framework

FRAMEWORK = small_framework()
ALL = tuple(indicator.id for indicator in FRAMEWORK.indicators)


def member(
    id: str, shares: Mapping[str, float], labels: Sequence[str] = ("BRB", "Office", "pilot"), error: float = 5.0
) -> Member:
    """A system with numbers in percent, each with a standard error."""
    return under(FRAMEWORK, id, shares, labels, error)


def under(
    framework: Framework,
    id: str,
    shares: Mapping[str, float],
    labels: Sequence[str] = ("BRB", "Office", "pilot"),
    error: float = 5.0,
) -> Member:
    measured: dict[str, Measured] = {key: number(value, error, seed=ALL.index(key)) for key, value in shares.items()}
    sheet = score_assessment(framework, measured, 1, 4000)
    return keep_member(
        id, id.title(), {"country": labels[0], "organisation": labels[1], "phase": labels[2]}, framework, sheet
    )


def everywhere(share: float) -> dict[str, float]:
    """The same score at every indicator: harm.a falls from 100 to 0 over half the range."""
    return {id: (100 - share) / 2 if id.endswith("harm.a") else share for id in ALL}
