"""What an assessment found of one system, as far as its government is advised by it: words and counts, no numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from publicvalue.evidence.model import Assessment
from publicvalue.findings.judgement.claim import DOCUMENTED
from publicvalue.findings.judgement.model import HarmFinding, RedLineFinding, Verdict
from publicvalue.framework.judgement.advice import BEFORE_USE
from publicvalue.framework.terms import Phase
from publicvalue.words.text import Text

Harm = Literal["none", "claimed", "shown"]
"""Shown is measured or documented; claimed is what is to be looked into first."""


@dataclass(frozen=True)
class OpenLine:
    """A red line that is not kept, or of which that is not proved.

    Parameters
    ----------
    id, title
        The line.
    broken
        Whether it is crossed, or kept in part: nobody answered it, or nobody proved the answer, where it is not.
    due
        Day by which it is mended, as far as one was promised that can be read.
    """

    id: str
    title: Text
    broken: bool
    due: dt.date | None = None


@dataclass(frozen=True)
class SystemFound:
    """What is known of a system.

    Parameters
    ----------
    id, title, agency, country, phase
        Which it is, who runs it, and where it is in its life.
    lines
        Its red lines that are open.
    harm
        How far harm is known.
    direction, claim, certainty
        The words of its judgement, as ids.
    answered, asked
        Core questions that are answered, and that apply.
    """

    id: str
    title: Text | str
    agency: str
    country: str
    phase: Phase
    lines: tuple[OpenLine, ...]
    harm: Harm
    direction: str
    claim: str
    certainty: str
    answered: int
    asked: int

    @property
    def retired(self) -> bool:
        """Whether it is no longer in use."""
        return self.phase == "retired"

    @property
    def serves(self) -> bool:
        """Whether people are decided about with it today."""
        return not self.retired and self.phase not in BEFORE_USE

    @property
    def broken(self) -> tuple[OpenLine, ...]:
        """The red lines that it crosses, or keeps in part."""
        return tuple(one for one in self.lines if one.broken)


def found_of(assessment: Assessment, verdict: Verdict) -> SystemFound:
    """Return what is kept of an assessed system: no number of people, so that nobody can be told from it."""
    system, title = assessment.system, assessment.title
    made_up = any(one.made_up for one in assessment.evidence.values())
    return SystemFound(
        id=assessment.id,
        title=Text("{title} (made-up data)", title=title) if made_up else title,
        agency=system.organisation,
        country=system.country,
        phase=system.phase,
        lines=tuple(_lines(verdict)),
        harm=_harm(verdict.harms),
        direction=verdict.overall.direction.id,
        claim=verdict.overall.claim.id,
        certainty=verdict.overall.certainty.level.id,
        answered=verdict.core_answered,
        asked=verdict.core_asked,
    )


def _lines(verdict: Verdict) -> Iterator[OpenLine]:
    for one in verdict.lines("broken", "partly", "claimed", "unanswered"):
        yield OpenLine(one.line, one.title, one.state in ("broken", "partly"), _due(one))


def _due(line: RedLineFinding) -> dt.date | None:
    try:
        return dt.date.fromisoformat(line.mend_by)
    except ValueError:
        return None


def _harm(harms: tuple[HarmFinding, ...]) -> Harm:
    if any(one.effect == "harm" and one.strength >= DOCUMENTED for one in harms):
        return "shown"
    return "claimed" if any(one.effect in ("harm", "examine") for one in harms) else "none"
