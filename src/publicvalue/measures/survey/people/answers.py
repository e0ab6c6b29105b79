"""Answers to the framework's questions as numbers, and how their respondents were drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, PeopleOfRows, fetch
from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.measures.definition import Role
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.words.text import Text, counted

DESIGN = (
    Role("weight", "number", Text("the respondent's weight, more than 0"), required=False, above=0.0),
    Role("stratum", "category", Text("the stratum that the respondent was drawn from"), required=False),
    Role("cluster", "category", Text("the cluster that the respondent was drawn in"), required=False),
)


@dataclass(frozen=True)
class Reader:
    """Names the columns that are read for some questions; every one may be missing in a file.

    Parameters
    ----------
    id
        Name of the part of the assessment that reads them, for messages.
    role_sets
        One set: the questions' columns and those of the design.
    """

    id: str
    role_sets: tuple[tuple[Role, ...], ...]


def read_questions(
    part: str, instruments: Instruments, questions: Sequence[Question], more: Sequence[str] = ()
) -> Reader:
    """Return the reader of some questions' columns, and of more columns by their names."""
    columns = [*more, *(name for question in questions for name in question.columns(instruments.choice_lists))]
    roles = (
        Role(name, "category", Text("answers to the question '{name}'", name=name), required=False) for name in columns
    )
    return Reader(part, ((*roles, *DESIGN),))


@dataclass(frozen=True)
class PeopleAnswers:
    """A survey's cells and its sample.

    Parameters
    ----------
    cells
        Column -> texts, None where blank, each of shape (respondents,).
    sample
        How the respondents were drawn.
    """

    cells: dict[str, NDArray[np.object_]]
    sample: RespondentSample

    def has(self, question: Question, instruments: Instruments) -> bool:
        """Whether the file has every column of a question."""
        return all(name in self.cells for name in question.columns(instruments.choice_lists))


def fetch_people(people: PeopleOfRows) -> tuple[NDArray[np.uint64], PeopleAnswers]:
    """Return who the rows of a survey are, shape (respondents,), and their answers as if each were drawn by itself."""
    found = fetch(people.rows)
    persons = found.pop("person").astype(np.uint64)
    design = {role.name for role in DESIGN}
    cells = {name: np.array([_text(cell) for cell in column], dtype=object) for name, column in found.items()}
    cells = {name: column for name, column in cells.items() if name not in design}
    return persons, PeopleAnswers(cells, RespondentSample(np.ones(len(persons))))


def fetch_answers(table: EvidenceTable) -> PeopleAnswers:
    """Return a survey's answers; EvidenceError for weights, strata or clusters that are missing or impossible.

    Respondents are drawn again in the order of all that they say, so that resamples do not hang on that of the rows.
    """
    found = fetch(table.rows)
    design = {role.name: found.pop(role.name) for role in DESIGN if role.name in found}
    cells = {name: np.array([_text(cell) for cell in column], dtype=object) for name, column in found.items()}
    size = len(next(iter({**design, **cells}.values()))) if found or design else 0
    if problems := list(_design_problems(design)):
        raise EvidenceError(problems)
    said = [column.tolist() for _, column in sorted({**design, **cells}.items())]
    order = sorted(range(size), key=lambda n: [str(column[n]) for column in said])
    return PeopleAnswers(cells, _sample(design, _other_places(table, design), np.argsort(order)))


def _other_places(table: EvidenceTable, design: Mapping[str, object]) -> dict[str, NDArray[np.generic]]:
    """Return the strata and clusters of the rows that `where` leaves out: they were drawn too."""
    names = [name for name in ("stratum", "cluster") if name in design]
    if table.others is None or not names:
        return {}
    others = table.others.select(names)
    others = others.filter(*(others[name].notnull() for name in names))
    # Without clusters each row is one.
    return fetch((others.distinct() if "cluster" in names else others).order_by(names))


def _sample(
    design: Mapping[str, NDArray[np.generic]], others: Mapping[str, NDArray[np.generic]], rank: NDArray[np.intp]
) -> RespondentSample:
    """Return how respondents were drawn, with others who were drawn too and are not counted."""
    size, more = len(rank), len(next(iter(others.values()))) if others else 0
    weights = np.asarray(design["weight"], dtype=np.float64) if "weight" in design else np.ones(size)
    both = {n: np.concatenate([design[n], others[n]]) if more else design[n] for n in design if n != "weight"}
    stratum = _numbers([both["stratum"]]) if "stratum" in both else None
    cluster = _numbers([both[name] for name in ("stratum", "cluster") if name in both]) if "cluster" in both else None
    rank = np.concatenate([rank, np.arange(size, size + more)])
    drawn = RespondentSample(np.concatenate([weights, np.ones(more)]), stratum, cluster, rank=rank)
    return drawn.keep(np.arange(size + more) < size) if more else drawn


def _text(cell: object) -> str | None:
    text = "" if cell is None else str(cell).strip()
    # A column of whole numbers may come as 3.0 from a workbook.
    return (text.removesuffix(".0") if text.endswith(".0") else text) or None


def _numbers(columns: Sequence[NDArray[np.generic]]) -> NDArray[np.intp]:
    """Number each different combination of columns in their order: a cluster's name counts within its stratum."""
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    places = {row: place for place, row in enumerate(sorted(set(rows), key=lambda row: [str(cell) for cell in row]))}
    return np.array([places[row] for row in rows], dtype=np.intp)


def _design_problems(design: dict[str, NDArray[np.generic]]) -> Iterator[Problem]:
    for name, column in design.items():
        blank = sum(cell is None or str(cell) == "nan" for cell in column.tolist())
        if blank:
            what = Text(
                "{blank:count} of {all:count} respondents have no {name}", blank=blank, all=len(column), name=name
            )
            yield Problem(
                Place(field=name),
                what,
                Text("a {name} for every respondent", name=name),
                Text("fill it in, or leave it out"),
            )
    if "weight" in design and (low := int((np.asarray(design["weight"], dtype=np.float64) <= 0).sum())):
        what = Text("{low:count} respondents have a weight of 0 or less", low=low)
        yield Problem(
            Place(field="weight"), what, Text("weights more than 0"), Text("correct them, or delete the rows")
        )


def read_scale(answers: PeopleAnswers, instruments: Instruments, question: Question) -> Floats:
    """Return the answers to a question that is answered by a number, more meaning more; NaN where there is none.

    Parameters
    ----------
    answers
        The survey's cells, which hold the question's column.
    instruments
        For its choice list.
    question
        A scale or a number; a reversed one is turned.

    Raises
    ------
    EvidenceError
        When a cell is neither an answer nor a code for a missing one, with the most frequent such cell.
    """
    low, high = scale_ends(instruments, question)
    missing = {*question.missing, *(instruments.choice_lists[question.choices].missing if question.choices else ())}
    allowed = instruments.choice_lists[question.choices].answers if question.choices else ()
    values = np.full(len(answers.cells[question.id]), np.nan)
    odd: Counter[str] = Counter()
    for place, cell in enumerate(answers.cells[question.id]):
        if cell is None or cell in missing:
            continue
        number = _number(cell)
        fits = cell in allowed if allowed else number is not None and low <= number <= high
        if fits and number is not None:
            values[place] = low + high - number if question.reversed else number
        else:
            odd[cell] += 1
    if odd:
        raise EvidenceError([_odd_problem(question, odd, allowed, (low, high))])
    return values


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _odd_problem(question: Question, odd: Counter[str], allowed: tuple[str, ...], ends: tuple[float, float]) -> Problem:
    cell, times = odd.most_common(1)[0]
    what = counted(
        odd.total(),
        "{number:count} cell is no answer to the question, such as '{cell}' ({times:count} times)",
        "{number:count} cells are no answer to the question, such as '{cell}' ({times:count} times)",
        cell=cell,
        times=times,
    )
    expected = (
        Text("one of: {allowed:list}", allowed=tuple(allowed))
        if allowed
        else Text("a number from {low:g} to {high:g}", low=ends[0], high=ends[1])
    )
    return Problem(
        Place(field=question.id), what, expected, Text("correct the cells, or blank those without an answer")
    )


def scale_ends(instruments: Instruments, question: Question) -> tuple[float, float]:
    """Return the lowest and highest answer of a question; infinite where none is stated."""
    if question.choices:
        return instruments.choice_lists[question.choices].ends()
    low = -np.inf if question.low is None else question.low
    return low, np.inf if question.high is None else question.high
