"""What a judgement looks at, gathered once: what was asked, what was brought, what it gave, and the scores."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.model import Answer, Assessment
from publicvalue.findings.judgement.applicable import Inapplicable, stated_facts
from publicvalue.framework.judgement.verdict import VerdictRules
from publicvalue.framework.model import PUBLIC_VALUE, Component, Framework, Indicator
from publicvalue.measures.result import ChecklistItem, Measured, NotApplicable
from publicvalue.scores.sheet import ScoreSheet

_DAYS = re.compile(r"\b((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?\b")


@dataclass(frozen=True)
class Found:
    """What one answer to an indicator gave."""

    answer: Answer
    number: Measured


@dataclass(frozen=True)
class Known:
    """What a judgement looks at.

    Parameters
    ----------
    framework
        What is asked of this system: what does not apply is taken away.
    assessment
        What was brought and stated.
    answers
        Indicator id -> the answer that counts.
    results
        Indicator id -> what its evidence gave.
    sheet
        The scores.
    not_applicable
        What was taken away.
    disagreeing
        Indicators of which another way of answering says otherwise.
    items
        Indicator -> every item of a checklist that was answered for it, whichever way of answering counts.
    beside
        Indicator -> the numbers of its other answers, which are in no score.
    """

    framework: Framework
    assessment: Assessment
    answers: Mapping[str, Answer]
    results: Mapping[str, Measured | NotApplicable]
    sheet: ScoreSheet
    not_applicable: tuple[Inapplicable, ...] = ()
    disagreeing: frozenset[str] = field(default_factory=frozenset)
    items: Mapping[str, tuple[ChecklistItem, ...]] = field(default_factory=lambda: MappingProxyType({}))
    beside: Mapping[str, tuple[Found, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def rules(self) -> VerdictRules:
        """The rules of the judgement."""
        return self.framework.verdict

    @property
    def facts(self) -> Mapping[str, bool]:
        """What is stated of the system."""
        return stated_facts(self.assessment)

    @cached_property
    def numbers(self) -> Mapping[str, Measured]:
        """Indicator id -> its number, where there is one, in the framework's order."""
        found = {one.id: self.results.get(one.id) for one in self.framework.indicators}
        return MappingProxyType({id: number for id, number in found.items() if isinstance(number, Measured)})

    def found(self, id: str) -> tuple[Found, ...]:
        """Return the number that counts for an indicator, and those of its other answers."""
        if id not in self.numbers:
            return self.beside.get(id, ())
        return (Found(self.answers[id], self.numbers[id]), *self.beside.get(id, ()))

    def components(self, node: str) -> tuple[Component, ...]:
        """Return the components below public value or a dimension."""
        return tuple(one for one in self.framework.components if node in (PUBLIC_VALUE, one.dimension))

    def stage(self, id: str) -> str:
        """Return the stage of an indicator."""
        return self.framework.stage_of(self._indicators[id])

    def indicator(self, id: str) -> Indicator:
        """Return an indicator; KeyError when it is not asked."""
        return self._indicators[id]

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {one.id: one for one in self.framework.indicators}

    def kind(self, id: str) -> str:
        """Return the kind of evidence that answers an indicator."""
        answer = self.answers.get(id)
        item = self.assessment.evidence.get(answer.evidence) if answer else None
        return item.kind if item else ""

    def draws(self, id: str) -> NDArray[np.float64]:
        """Return the draws of an indicator's score, shape (draws,)."""
        simulation = self.sheet.simulation
        return simulation.indicators[:, simulation.tree.indicators.index(id)]

    def last_day(self, id: str) -> dt.date | None:
        """Return the last day that the evidence for an indicator speaks of; None where nothing tells."""
        return self.last_day_of(id, self.numbers[id])

    def last_day_of(self, id: str, number: Measured) -> dt.date | None:
        """Return the last day that one number for an indicator speaks of, whether it counts or stands beside."""
        if number.latest:
            return number.latest
        answer = next((one.answer for one in self.found(id) if one.number is number), None)
        item = self.assessment.evidence.get(answer.evidence) if answer else None
        return read_last_day(item.collected) if item else None


def read_last_day(written: str) -> dt.date | None:
    """Return the last day of a year, month or day as it is written, such as `2019`, `2019-03`, `2019-03-31`.

    Where several stand in it, such as `2019 to 2021`, the last counts.
    """
    ends = [_end(*found) for found in _DAYS.findall(written)]
    return max((day for day in ends if day), default=None)


def _end(year: str, month: str, day: str) -> dt.date | None:
    try:
        if day:
            return dt.date(int(year), int(month), int(day))
        first_after = dt.date(int(year) + (int(month or 12) == 12), int(month or 12) % 12 + 1, 1)
        return first_after - dt.timedelta(days=1)
    except ValueError:
        return None
