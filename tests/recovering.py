"""An attacker who reads what is published of surveys and solves for what single people, or a few, said.

The attacker has the results and the settings, and knows everything of everybody but the answers: who answered, in which
office, with which weight. Each published number is then a sum over people with known factors, and what sums give by
adding and subtracting is linear algebra. So is the interval of a weighted share, of squared weights. Nothing of the
product's own ledger is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.result import Measured, Number
from publicvalue.results.model import AssessmentResult

Numbers = NDArray[np.float64]
Key = tuple[str, float | None]
"""A question, and the point from which on an answer counts; None for the answer itself."""

TURNED = {"hard": "ease"}
"""Columns that hold another one turned round: 6 less the answer."""
EXACT, FEW = 1e-7, 5


@dataclass(frozen=True)
class Recovered:
    """What was found of few people: which question, who they are, and what they said on the whole."""

    key: Key
    people: tuple[int, ...]
    total: float


@dataclass
class Sums:
    """Published sums: how much of each person's answer each holds, and what it comes to."""

    rows: list[Numbers] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)

    def solved(self, wanted: Numbers) -> float | None:
        """Return what the sums say of a combination of answers; None where they leave it open."""
        matrix = np.array(self.rows)
        how = np.linalg.lstsq(matrix.T, wanted, rcond=1e-10)[0]
        return float(how @ np.array(self.totals)) if np.abs(matrix.T @ how - wanted).max() < EXACT else None

    def few(self) -> Iterator[tuple[tuple[int, ...], float]]:
        """Yield the fewer than five people who can be told, single ones and such as no sum tells apart."""
        _, which, sizes = np.unique(np.array(self.rows), axis=1, return_inverse=True, return_counts=True)
        small = np.flatnonzero(sizes < FEW)
        for number in (1, 2, 3, 4):
            for chosen in combinations(small.tolist(), number):
                members = np.isin(which.ravel(), chosen)
                if members.sum() < FEW and (total := self.solved(members.astype(float))) is not None:
                    yield tuple(np.flatnonzero(members).tolist()), total


def recover(
    result: AssessmentResult, asked: Sequence[Mapping[str, Any]], known: Mapping[str, Mapping[str, Sequence[Any]]]
) -> list[Recovered]:
    """Return what can be worked out of fewer than five people.

    Parameters
    ----------
    result
        What was published.
    asked
        The answers of `assessment.yaml`, one for each indicator.
    known
        Evidence id -> column -> cell of each row; `person` is the number of the person, the same in all files. Of
        columns of answers only whether a cell is blank is looked at.
    """
    people = 1 + max(int(one) for table in known.values() for one in table["person"])
    found: dict[Key, Sums] = {}
    for answer in asked:
        number = result.answered[answer["indicator"]].result
        if isinstance(number, Number | Measured):
            for key, factors, total in sums_of(answer, number, known[answer["evidence"]], people):
                sums = found.setdefault(key, Sums())
                sums.rows.append(factors)
                sums.totals.append(total)
    return [Recovered(key, *one) for key, sums in found.items() for one in sums.few()]


def sums_of(
    answer: Mapping[str, Any], number: Any, table: Mapping[str, Sequence[Any]], people: int
) -> Iterator[tuple[Key, Numbers, float]]:
    """Yield what a number and all beside it tell: the question, how much of each person's answer, and what it is."""
    columns, who = answer["columns"], np.array(table["person"], dtype=int)
    weights = np.ones(len(who))
    for role in columns.keys() & {"weight", "count"}:
        weights = weights * np.array(table[columns[role]], dtype=float)
    taken = _taken(answer, table)
    for cell, mean in _means(answer, number, table):
        rows = taken & cell
        factors = np.zeros(people)
        np.add.at(factors, who[rows], weights[rows] / weights[rows].sum())
        key, total = _meant(columns, mean)
        yield key, factors, total
    squares = weights**2 if "weight" in columns else weights
    for total in _of_squares(answer, number, weights[taken], squares[taken]):
        factors = np.zeros(people)
        np.add.at(factors, who[taken], squares[taken])
        yield _meant(columns, 0.0)[0], factors, total


def _of_squares(answer: Mapping[str, Any], number: Any, weights: Numbers, squares: Numbers) -> Iterator[float]:
    """Yield the sum of the answers by squared weights, which the error of a share of all people tells.

    Of n people the squared error is n/(n - 1) times the sum of w^2 (x - p)^2 over the squared sum of w. It stands in
    the results as a multiple of p (1 - p)/(n - 1).
    """
    effects = [one.text.values["effect"] for one in number.diagnostics if one.name == "Design effect"]
    p, plain = number.estimate / 100, not answer.get("where") and "stratum" not in answer["columns"]
    if "event" in answer["columns"] and effects and plain and abs(1 - 2 * p) > EXACT:
        spread = float(effects[0]) * p * (1 - p) / number.n * weights.sum() ** 2
        yield float(spread - p**2 * squares.sum()) / (1 - 2 * p)


def _taken(answer: Mapping[str, Any], table: Mapping[str, Sequence[Any]]) -> NDArray[np.bool_]:
    columns = answer["columns"]
    name = columns["event"]["column"] if "event" in columns else columns["value"]
    taken = np.array([cell != "" for cell in table[name]])
    for column, values in answer.get("where", {}).items():
        taken &= np.array([str(cell) in map(str, values) for cell in table[column]])
    return taken


def _meant(columns: Mapping[str, Any], mean: float) -> tuple[Key, float]:
    """Return the question that a number is about, and what it says; a column turned round says the same."""
    if "event" not in columns:
        name = columns["value"]
        return (TURNED.get(name, name), None), 6 - mean if name in TURNED else mean
    event = columns["event"]
    name = event["column"]
    return (TURNED.get(name, name), 6 - event["at_most"] if name in TURNED else event["at_least"]), mean


def _means(
    answer: Mapping[str, Any], number: Any, table: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """Yield each number that is shown, of all and of each cell of a table, with the rows of the cell."""
    percent = 100 if "event" in answer["columns"] else 1
    yield np.ones(len(table["person"]), dtype=bool), number.estimate / percent
    columns = {"Stratum": answer["columns"].get("stratum"), "": answer.get("by", {}).get("group", {}).get("column")}
    for detail in number.details:
        stratum = str(detail.columns[0]) == "Stratum"
        place, of = (-1, 1) if stratum else (1, percent)
        for row in detail.rows:
            if isinstance(row[place], int | float):
                cells = table[columns["Stratum" if stratum else ""]]
                yield np.array([str(cell) == str(row[0]) for cell in cells]), float(row[place]) / of


def said(recovered: Recovered, answers: Mapping[str, Sequence[Any]]) -> float:
    """Return what those people said on the whole, to hold what was recovered against."""
    name, least = recovered.key
    cells = {int(person): cell for person, cell in zip(answers["person"], answers[name], strict=True)}
    own = [float(cells[person]) for person in recovered.people]
    return sum(one if least is None else float(one >= least) for one in own)
