"""Columns of answers that say the same: one that was turned round, coded anew or copied under another name.

Of two columns one follows from the other where all rows with the same cell in the first have the same cell in the
second, but for one to four of them, and where that is no chance: rows have equal cells often enough, and the second
column varies. Numbers of both are then numbers of one question. A column whose cells hardly repeat tells this of none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.privacy.same_people import Ids, Source
from publicvalue.measures.privacy.suppression import LEAST_CASES

CHANCE = 0.01
"""Probability below which it is no chance that one column follows from another."""

Question = tuple[str, ...]


def as_one_question(sources: Iterable[Source], questions: Iterable[Question]) -> dict[Question, Question]:
    """Return for each question the first of those that say the same, itself where none does.

    Parameters
    ----------
    sources
        The files.
    questions
        The columns of each question.
    """
    ordered = sorted(set(questions))
    first = {question: question for question in ordered}
    for one, other in _same(list(sources), ordered):
        kept, gone = sorted((first[one], first[other]))
        first = {question: kept if now == gone else now for question, now in first.items()}
    return first


def _same(sources: list[Source], questions: list[Question]) -> Iterator[tuple[Question, Question]]:
    for source in sources:
        own = {one: _codes(source.keys(one)) for one in questions if set(one) <= set(source.columns)}
        for one, other in combinations(own, 2):
            # Of several columns together each follows by itself, and is another question all the same.
            apart = not set(one) & set(other)
            if apart and (follows(own[one], own[other]) or follows(own[other], own[one])):
                yield one, other


def _codes(keys: Ids) -> NDArray[np.int64]:
    return np.unique(keys, return_inverse=True)[1].ravel().astype(np.int64)


def follows(first: NDArray[np.int64], second: NDArray[np.int64]) -> bool:
    """Return whether the second column follows from the first.

    Parameters
    ----------
    first, second
        Number of the cell of each row, from 0; shape (rows,).
    """
    rows = len(first)
    if not rows:
        return False
    others = int(second.max()) + 1
    pairs, times = np.unique(first * others + second, return_counts=True)
    most = np.zeros(int(first.max()) + 1, dtype=np.int64)
    np.maximum.at(most, pairs // others, times)
    apart = rows - int(most.sum())
    if apart >= LEAST_CASES:
        return False
    # In each cell one row says what follows; the others agree with it by chance as two rows drawn at random do.
    looks = rows - len(np.unique(first))
    agree = float(((np.bincount(second) / rows) ** 2).sum())
    return sum(math.comb(looks, one) * (1 - agree) ** one * agree ** (looks - one) for one in range(apart + 1)) < CHANCE
