"""What matters most and least: shares from best-worst choices (MaxDiff), by a conditional logit.

In each task a person picks the best and the worst of several things. The pair is taken as chosen among all ordered
pairs with a probability in proportion to exp(value of the best - value of the worst). Values are found by maximum
likelihood from counts of pairs, for the sample and all resamples at once. A share is the probability that a thing is
picked as the best of all. Half an answer, spread evenly over the pairs of each task, keeps values finite where nobody
ever picked a thing.

Source
    A. A. J. Marley and J. J. Louviere (2005), Journal of Mathematical Psychology 49, 464-480.
    J. J. Louviere, T. N. Flynn and A. A. J. Marley (2015), Best-Worst Scaling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem, method_error
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.words.text import Text

PRIOR = 0.5
"""Answers that are added to each task, spread evenly over its pairs."""
ROUNDS = 50
TOLERANCE = 1e-10


@dataclass(frozen=True)
class Tasks:
    """The sets from which the best and the worst were picked.

    Parameters
    ----------
    things
        Names of all things.
    sets
        Names of the things in each task, three or more.

    Raises
    ------
    MethodError
        When a task names an unknown thing, names one twice, or a thing stands in no task.
    """

    things: tuple[str, ...]
    sets: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Refuse tasks from which not every thing can be weighed."""
        named = {thing for one in self.sets for thing in one}
        if odd := sorted(named ^ set(self.things)):
            what = Text("tasks and things differ in {odd:list}", odd=tuple(odd))
            raise method_error(what, Text("every thing in one task or more, and no other"))
        if any(len(set(one)) < len(one) or len(one) < 3 for one in self.sets):
            raise method_error(
                Text("a task names a thing twice, or has fewer than three"), Text("three different things or more")
            )

    @cached_property
    def pairs(self) -> tuple[tuple[int, int, int], ...]:
        """Every (task, best, worst) that can be answered, things by their place."""
        places = [[self.things.index(thing) for thing in one] for one in self.sets]
        return tuple((task, b, w) for task, own in enumerate(places) for b in own for w in own if b != w)

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """Task, best and worst of each pair, shape (3, pairs)."""
        return np.array(self.pairs, dtype=np.intp).T

    @cached_property
    def signs(self) -> Floats:
        """1 for the best and -1 for the worst of each pair, shape (pairs, things)."""
        found = np.zeros((len(self.pairs), len(self.things)))
        for row, (_, best, worst) in enumerate(self.pairs):
            found[row, best], found[row, worst] = 1, -1
        return found

    @cached_property
    def owners(self) -> Floats:
        """Whether a pair belongs to a task, shape (pairs, tasks)."""
        return np.asarray([[float(task == own) for task in range(len(self.sets))] for own, _, _ in self.pairs])


def count_pairs(tasks: Tasks, best: Sequence[Sequence[str]], worst: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Return which pairs each person picked.

    Parameters
    ----------
    tasks
        The tasks.
    best, worst
        Names that each person picked, (people, tasks); empty where a task was not answered.

    Returns
    -------
    array
        1 for a pair that was picked, shape (people, pairs).

    Raises
    ------
    EvidenceError
        When the best is the worst, only one was picked, or something that was not in the task, with the first row.
    """
    place = {(task, tasks.things[b], tasks.things[w]): row for row, (task, b, w) in enumerate(tasks.pairs)}
    found = np.zeros((len(best), len(tasks.pairs)))
    faults: dict[Text, list[tuple[int, Text]]] = {}
    for person, picks in enumerate(zip(best, worst, strict=True)):
        for task, (one, other) in enumerate(zip(*picks, strict=True)):
            if (row := place.get((task, one, other))) is not None:
                found[person, row] = 1
            elif one or other:
                kind, text = _fault(tasks.sets[task], one, other)
                faults.setdefault(kind, []).append(
                    (person + 1, Text("task {task}: {fault}", task=task + 1, fault=text))
                )
    if faults:
        raise EvidenceError(_problem(kind, rows) for kind, rows in faults.items())
    return found


def _fault(names: Sequence[str], best: str, worst: str) -> tuple[Text, Text]:
    if best == worst:
        return Text("the best is also the worst"), Text("'{best}' is both", best=best)
    if not best or not worst:
        return Text("only one of best and worst was picked"), Text(
            "best '{best}', worst '{worst}'", best=best, worst=worst
        )
    return Text("something was picked that was not in the task"), Text(
        "{odd:quoted}", odd=best if best not in names else worst
    )


def _problem(kind: Text, rows: list[tuple[int, Text]]) -> Problem:
    row, text = rows[0]
    what = Text(
        "{rows:count} best-worst answers cannot be used because {kind}, such as {example}",
        rows=len(rows),
        kind=kind,
        example=text,
    )
    return Problem(
        Place(row=row), what, Text("two different things of the task"), Text("correct the answer, or blank both parts")
    )


def best_worst_values(tasks: Tasks, counts: Floats) -> Floats:
    """Return the value of each thing in each resample, by maximum likelihood.

    Parameters
    ----------
    tasks
        The tasks.
    counts
        Weighted counts of the pairs picked, shape (resamples, pairs).

    Returns
    -------
    array
        Shape (resamples, things), each row adding up to 0.

    Raises
    ------
    MethodError
        When the values do not settle.
    """
    padded = counts + PRIOR * tasks.owners @ (1 / tasks.owners.sum(axis=0))
    centre, curve = _newton(tasks, padded.mean(axis=0))
    # Resamples lie near their centre, so that the curvature there serves them all.
    inverse = np.linalg.inv(curve)
    values = np.broadcast_to(centre, (len(counts), len(centre))).copy()
    asked = padded @ tasks.owners @ tasks.owners.T
    for _ in range(ROUNDS):
        step = ((padded - _chances(tasks, values) * asked) @ tasks.signs) @ inverse
        values += _shortened(step)
        if np.abs(step).max() < TOLERANCE:
            break
    far = np.flatnonzero(np.abs(step).max(axis=1) >= TOLERANCE)
    for row in far:
        values[row], _ = _newton(tasks, padded[row])
    return np.asarray(values - values.mean(axis=1, keepdims=True))


def _slope(tasks: Tasks, padded: Floats, values: Floats) -> Floats:
    """Return the slope of the likelihood, shape (resamples, things)."""
    return np.asarray((padded - _chances(tasks, values) * (padded @ tasks.owners @ tasks.owners.T)) @ tasks.signs)


def _chances(tasks: Tasks, values: Floats) -> Floats:
    """Return the probability of each pair in its task, shape (resamples, pairs)."""
    # One exponential a thing, not one a pair, of which there are many more.
    _, best, worst = tasks.places
    each = np.exp(np.clip(values - values.mean(axis=1, keepdims=True), -25, 25))
    odds = each[:, best] / each[:, worst]
    return np.asarray(odds / (odds @ tasks.owners @ tasks.owners.T))


def _newton(tasks: Tasks, padded: Floats) -> tuple[Floats, Floats]:
    """Return values and curvature at the maximum for one set of counts."""
    things = len(tasks.things)
    asked = padded @ tasks.owners
    values = np.zeros(things)
    for _ in range(ROUNDS):
        chances = _chances(tasks, values[None])[0]
        expected = chances * (tasks.owners @ asked)
        means = tasks.owners.T @ (chances[:, None] * tasks.signs)
        # Values are known up to a constant: the 1 / things makes the curvature invertible.
        curve = (
            (tasks.signs.T * expected) @ tasks.signs - (means.T * asked) @ means + np.ones((things, things)) / things
        )
        step = np.linalg.solve(curve, _slope(tasks, padded[None], values[None])[0])
        values = values + _shortened(step[None])[0]
        if np.abs(step).max() < TOLERANCE:
            return values - values.mean(), curve
    raise method_error(
        Text("the values of the best-worst choices do not settle"), Text("people who answer several tasks")
    )


def _shortened(step: Floats) -> Floats:
    """Return steps of at most 2, which keeps odds finite."""
    return np.asarray(step * np.minimum(1, 2 / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-300)))


def best_worst_shares(values: Floats) -> Floats:
    """Return the probability that each thing is picked as the best of all, from values of shape (resamples, things)."""
    odds = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def count_scores(tasks: Tasks, counts: Floats) -> Floats:
    """Return (times best - times worst) / times shown of each thing, -1 to 1: the check that needs no model.

    Parameters
    ----------
    tasks, counts
        As in `best_worst_values`.
    """
    shown = counts @ tasks.owners @ (tasks.owners.T @ np.abs(tasks.signs) > 0)
    return np.asarray(counts @ tasks.signs / np.maximum(shown, 1e-300))
