"""What each decision of a composite index's method does: the nominal method with one alternative taken instead.

What if all weights were equal, what if the mean were arithmetic: each alternative of each choice is tried alone, and
each unit's score and rank is set beside the nominal one.
Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7 (robustness, one factor at a time).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from publicvalue.errors import method_error
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Index
from publicvalue.scores.composite.uncertainty import CHOICES, Alternatives, run_uncertainty
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

CHANGED = 1e-9
"""Part of its size by which a score must differ to count as changed; less is rounding."""


@dataclass(frozen=True)
class ChoiceEffect:
    """The index with one decision taken otherwise.

    Parameters
    ----------
    choice
        One of CHOICES.
    alternative
        Place of the alternative that was taken, from 1; 0 is the nominal one.
    units, codes
        Names of the units, and of the groups that were scored.
    nominal, scores
        Scores by the nominal method and with this alternative, shape (units, codes); NaN where a unit has none.
    nominal_ranks, ranks
        Ranks likewise, 1 is best.
    """

    choice: str
    alternative: int
    units: tuple[str, ...] = field(repr=False)
    codes: tuple[str, ...]
    nominal: Floats = field(repr=False)
    scores: Floats = field(repr=False)
    nominal_ranks: Floats = field(repr=False)
    ranks: Floats = field(repr=False)

    @property
    def score_changes(self) -> Floats:
        """Scores less the nominal ones, shape (units, codes)."""
        return self.scores - self.nominal

    @property
    def rank_changes(self) -> Floats:
        """Ranks less the nominal ones, shape (units, codes); below 0 a unit moves up."""
        return self.ranks - self.nominal_ranks

    @property
    def changed(self) -> Floats:
        """Share of the units whose score the alternative changed, shape (codes,): the proof that it was applied.

        A score that appears or goes counts as changed; 0 everywhere says that it makes no difference to these data.
        """
        same = np.isclose(self.scores, self.nominal, rtol=CHANGED, atol=CHANGED, equal_nan=True)
        shares: Floats = 1.0 - same.mean(axis=0)
        return shares


def explore_choices(
    index: Index, data: Data, alternatives: Alternatives, codes: tuple[str, ...] = ()
) -> tuple[ChoiceEffect, ...]:
    """Try each alternative of each choice alone, beside the nominal method, which takes the first of each.

    Parameters
    ----------
    index, data, alternatives
        As for `run_uncertainty`; the data are taken as they are, without their errors.
    codes
        Groups that are scored; the index alone when empty.

    Returns
    -------
    tuple of ChoiceEffect
        One for each alternative beside the first, in the order of CHOICES.

    Raises
    ------
    MethodError, InputError
        As `run_uncertainty`; also when no choice has a second alternative.
    """
    tried = [(choice, taken) for choice, count in enumerate(alternatives.counts) for taken in range(1, count)]
    if not tried:
        raise method_error(
            Text("each choice has one alternative"), Text("a second one"), Text("give alternatives to try")
        )
    picks = np.zeros((1 + len(tried), len(CHOICES)), np.intp)
    for row, (choice, taken) in enumerate(tried, 1):
        picks[row, choice] = taken
    found = run_uncertainty(index, data, replace(alternatives, errors=None), picks, codes)
    scores, ranks = found.scores, found.ranks
    return tuple(
        ChoiceEffect(CHOICES[choice], taken, found.units, found.codes, scores[0], scores[row], ranks[0], ranks[row])
        for row, (choice, taken) in enumerate(tried, 1)
    )
