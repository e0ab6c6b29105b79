"""A survey's mean after raking: weights are moved until they add up to what is known of the population.

Where women are half of the people and a third of those who answered, each woman's answer counts for more. The error is
that of the residuals of a regression on the margins, which is smaller where the margins explain the answers.

Sources
    W. E. Deming and F. F. Stephan (1940), Annals of Mathematical Statistics 11, 427-444; J.-C. Deville and C.-E.
    Sarndal (1992), Journal of the American Statistical Association 87, 376-382.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Option, Role
from publicvalue.measures.linearisation import LinearisedMean, Numbers
from publicvalue.measures.result import Detail, Diagnostic
from publicvalue.measures.survey_sample import Groups, SurveySample, rake, read_answers, residuals

ROLE = "margins"
MARGINS_ROLE = Role(
    ROLE, "category", "what is known of the population too, such as sex and age group", required=False, repeated=True
)
MARGINS = Option(
    ROLE,
    "column -> category -> how many people, or what share, the population has; needs `margins` columns",
    "assessment",
)
APART = 0.005
"""Largest relative difference of the totals of two margins: they count the same people."""

WIDE = 5.0
"""Largest factor by which raking should move a weight; beyond it a few people speak for many. A rule of thumb."""

Margins = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class RakedMean:
    """A mean after raking, with the table of the margins and the check on the weights."""

    mean: LinearisedMean
    table: Detail
    check: Diagnostic


def rake_mean(evidence: EvidenceTable, answer: str, option: object, *, full: bool) -> RakedMean:
    """Return the mean of an answer after raking to known margins.

    Parameters
    ----------
    evidence
        With the role `margins`.
    answer
        Column of the answer.
    option
        Value of the option `margins`.
    full
        Whether the whole population answered, so that there is no sampling error.

    Raises
    ------
    EvidenceError
        When margins and columns do not fit, with every category that is missing.
    """
    columns = evidence.roles.get(ROLE, ())
    places = [f"{ROLE}_{n}" for n in range(1, len(columns) + 1)]
    known = _known(option, columns)
    answers = read_answers(evidence, [answer], places, needed=[answer])
    groups = [answers.groups[place] for place in places]
    if problems := list(_problems(columns, groups, known)):
        raise EvidenceError(problems)
    size = sum(known[columns[0]].values())
    totals = [{name: n * size / sum(known[column].values()) for name, n in known[column].items()} for column in columns]
    sample, values = answers.sample, answers.values[:, 0]
    weights = rake(sample, groups, totals)
    mean = float((weights * values).sum() / weights.sum())
    left = residuals(sample, groups, (values - mean) / weights.sum())
    error = 0.0 if full else sample.standard_error(weights * left)
    return RakedMean(
        LinearisedMean(mean, error, sample.freedom), _table(columns, groups, totals, sample), _check(sample, weights)
    )


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
    """Show for each category how many answered, its share before, and its share in the population."""
    rows = []
    for column, one, known in zip(columns, groups, totals, strict=True):
        before = np.bincount(one.codes, sample.weights, len(one.names)) / sample.weights.sum()
        counts = np.bincount(one.codes, minlength=len(one.names))
        for place, name in enumerate(one.names):
            share = known[str(name)] / sum(known.values())
            row = (column, str(name), int(counts[place]), 100 * float(before[place]), 100 * share)
            rows.append((*row, share / float(before[place])))
    heads = ("Known of the population", "Category", "Respondents", "Share before, %", "Share known, %", "Ratio")
    return Detail("Who answered, and who did not", heads, tuple(rows))


def _check(sample: SurveySample, weights: Numbers) -> Diagnostic:
    factor = weights / sample.weights * (sample.weights.sum() / weights.sum())
    text = f"Raking moved the weights by factors from {factor.min():.2f} to {factor.max():.2f}."
    return Diagnostic("Raking", bool(factor.max() <= WIDE and factor.min() >= 1 / WIDE), text)
