"""A survey after raking: weights are moved until they add up to what is known of the population.

Where women are half of the people and a third of those who answered, each woman's answer counts for more. The error is
that of the residuals of a regression on the margins, which is smaller where the margins explain the answers.

Sources
    W. E. Deming and F. F. Stephan (1940), Annals of Mathematical Statistics 11, 427-444; J.-C. Deville and C.-E.
    Sarndal (1992), Journal of the American Statistical Association 87, 376-382.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable
from publicvalue.framework.field_types import Anything
from publicvalue.measures.definition import Option, Role
from publicvalue.measures.linearisation import Numbers
from publicvalue.measures.result import Detail, Diagnostic
from publicvalue.measures.suppression import HIDDEN, hide_cells
from publicvalue.measures.survey_sample import Answers, Groups, RakedSample, SurveySample, rake, read_answers

ROLE = "margins"
MARGINS_ROLE = Role(
    ROLE, "category", "what is known of the population too, such as sex and age group", required=False, repeated=True
)
MARGINS = Option(
    ROLE,
    "column -> category -> people or share, or `evidence: id` of a table of these; with `margins` columns",
    "assessment",
    kind=Anything(),
)
APART = 0.005
"""Largest relative difference of the totals of two margins: they count the same people."""

WIDE = 5.0
"""Largest factor by which raking should move a weight; beyond it a few people speak for many. A rule of thumb."""

Margins = Mapping[str, Mapping[str, float]]


MOST_PERCENT = 100.5
"""Margins that add up to no more than this are shares, not people."""


@dataclass(frozen=True)
class Raked:
    """Answers whose weights were raked, with the table of the margins and the check on the weights."""

    answers: Answers
    table: Detail
    check: Diagnostic


def is_raked(evidence: EvidenceTable, margins: object) -> bool:
    """Whether raking is asked for, by the option or by columns."""
    return margins is not None or evidence.has(ROLE)


def counts_people(margins: object) -> bool:
    """Whether margins say how many people there are, and not only their shares."""
    numbers = next(iter(margins.values()), None) if isinstance(margins, Mapping) else None
    return isinstance(numbers, Mapping) and sum(n for n in numbers.values() if _is_number(n)) > MOST_PERCENT


def read_weighted(
    evidence: EvidenceTable, questions: Sequence[str], groups: Sequence[str], margins: object, *, each: str = ""
) -> Answers:
    """Return answers and design, with raked weights where margins are known; as `read_answers` does otherwise."""
    if is_raked(evidence, margins):
        return rake_answers(evidence, questions, groups, margins, each=each).answers
    return read_answers(evidence, questions, groups)


def rake_answers(
    evidence: EvidenceTable, questions: Sequence[str], groups: Sequence[str], option: object, *, each: str = ""
) -> Raked:
    """Return answers with their weights raked to known margins.

    Parameters
    ----------
    evidence
        With the role `margins`.
    questions, groups
        Columns of answers and of categories, without which a row is left out.
    option
        Value of the option `margins`.
    each
        One of `groups` whose categories, such as waves, are samples of the same population: each is raked by itself.

    Raises
    ------
    EvidenceError
        When margins and columns do not fit, with every category that is missing.
    """
    columns = evidence.roles.get(ROLE, ())
    places = [f"{ROLE}_{n}" for n in range(1, len(columns) + 1)]
    known = _known(option, columns)
    answers = read_answers(evidence, questions, [*groups, *places], needed=[*questions, *groups])
    margins = tuple(answers.groups[place] for place in places)
    if problems := list(_problems(columns, margins, known)):
        raise EvidenceError(problems)
    before = answers.sample
    size = sum(known[columns[0]].values())
    # Shares say nothing of how many people there are: the sample's weights do.
    size = float(before.weights.sum()) if size <= MOST_PERCENT else size
    totals = [{name: n * size / sum(known[column].values()) for name, n in known[column].items()} for column in columns]
    if each:
        margins, totals = _within(answers.groups[each], columns, margins, totals)
    weights = rake(before, margins, totals)
    raked = RakedSample(weights, before.stratum, before.cluster, before.population, before.weights, margins)
    heads = [f"{column} in each {each}" for column in columns] if each else columns
    table = _table(heads, margins, totals, before)
    check = _check(before, weights, few=any(row[2] == HIDDEN for row in table.rows))
    return Raked(replace(answers, sample=raked), table, check)


def _within(
    samples: Groups, columns: Sequence[str], margins: Sequence[Groups], totals: Sequence[Mapping[str, float]]
) -> tuple[tuple[Groups, ...], list[dict[str, float]]]:
    """Return the margins of each sample of several, each with the same totals."""
    crossed, known, problems = [], [], []
    for column, one, numbers in zip(columns, margins, totals, strict=True):
        names = [f"{sample}: {name}" for sample in samples.names for name in one.names]
        codes = samples.codes * len(one.names) + one.codes
        for place in sorted(set(range(len(names))) - set(codes.tolist())):
            what = f"nobody of '{names[place]}' answered"
            problems.append(Problem(Place(field=column), what, "answers in every category", "merge categories"))
        crossed.append(Groups(codes, tuple(names)))
        known.append({f"{sample}: {name}": numbers[str(name)] for sample in samples.names for name in one.names})
    if problems:
        raise EvidenceError(problems)
    return tuple(crossed), known


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _known(option: object, columns: Sequence[str]) -> Margins:
    """Read the option: column -> category -> number."""
    known: dict[str, dict[str, float]] = {}
    problems = []
    expected = "column -> category -> how many people, or what share"
    for column, totals in option.items() if isinstance(option, Mapping) else ():
        numbers = totals.items() if isinstance(totals, Mapping) else ()
        if not numbers or not all(isinstance(n, int | float) and n > 0 for _, n in numbers):
            problems.append(
                Problem(
                    Place(field=ROLE), f"the margin '{column}' has no numbers above 0", expected, "write such numbers"
                )
            )
        known[str(column)] = {str(name): float(n) for name, n in numbers if isinstance(n, int | float)}
    if set(known) != set(columns) or not known:
        names, listed = ", ".join(known) or "nothing", ", ".join(columns) or "none"
        what = f"the option margins names {names}; the columns are {listed}"
        same = "the same columns under `columns: margins:` and in the option"
        problems.append(Problem(Place(field=ROLE), what, same, "name the same in both"))
    if problems:
        raise EvidenceError(problems)
    return known


def _problems(columns: Sequence[str], groups: Sequence[Groups], known: Margins) -> Iterator[Problem]:
    size = sum(known[columns[0]].values())
    for column, one in zip(columns, groups, strict=True):
        place, totals = Place(field=column), known[column]
        if None in one.names:
            blank = int((one.codes == one.names.index(None)).sum())
            yield Problem(
                place,
                f"{blank:,} rows with an answer have no {column}",
                "a category in every row",
                "fill the cells in, or leave these rows out with `where`",
            )
        for name in one.names:
            if name is not None and name not in totals:
                what = f"'{name}' has no known total"
                yield Problem(place, what, "one of: " + ", ".join(totals), "add it to the option margins")
        for name in totals:
            if name not in one.names:
                yield Problem(place, f"nobody of '{name}' answered", "answers in every category", "merge categories")
        if abs(sum(totals.values()) / size - 1) > APART:
            what = f"the margin adds up to {sum(totals.values()):,.6g}, '{columns[0]}' to {size:,.6g}"
            yield Problem(place, what, "margins of the same population", "check both margins against their source")


def _table(
    columns: Sequence[str], groups: Sequence[Groups], totals: Sequence[Mapping[str, float]], sample: SurveySample
) -> Detail:
    """Show for each category how many answered, its share before, and its share in the population; none of a few."""
    rows: list[tuple[str | float | int | None, ...]] = []
    for column, one, known in zip(columns, groups, totals, strict=True):
        before = np.bincount(one.codes, sample.weights, len(one.names)) / sample.weights.sum()
        counts = np.bincount(one.codes, minlength=len(one.names)).tolist()
        hidden = hide_cells([(str(name),) for name in one.names], counts)
        for place, name in enumerate(one.names):
            share = known[str(name)] / sum(known.values())
            if hidden[place]:
                rows.append((column, str(name), HIDDEN, None, 100 * share, None))
                continue
            row = (column, str(name), counts[place], 100 * float(before[place]), 100 * share)
            rows.append((*row, share / float(before[place])))
    heads = ("Known of the population", "Category", "Respondents", "Share before, %", "Share known, %", "Ratio")
    return Detail("Who answered, and who did not", heads, tuple(rows))


def _check(sample: SurveySample, weights: Numbers, *, few: bool) -> Diagnostic:
    """Say how far weights were moved; roughly where the factor would tell how few people a category has."""
    factor = weights / sample.weights * (sample.weights.sum() / weights.sum())
    passed = bool(factor.max() <= WIDE and factor.min() >= 1 / WIDE)
    text = f"Raking moved the weights by factors from {factor.min():.2f} to {factor.max():.2f}."
    if few:
        text = f"Raking moved {'no weight' if passed else 'some weights'} by more than a factor of {WIDE:g}."
    return Diagnostic("Raking", passed, text)
