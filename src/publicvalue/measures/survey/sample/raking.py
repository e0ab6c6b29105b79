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
from typing import Annotated

import numpy as np
from pydantic import Field

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Role
from publicvalue.measures.options import OR_EVIDENCE, ColumnsOf, Options
from publicvalue.measures.privacy.suppression import HIDDEN, hide_cells
from publicvalue.measures.result import Detail, Diagnostic
from publicvalue.measures.survey.sample.answers import (
    Answers,
    SurveySample,
    plain_sample,
    rake,
    raked_sample,
    read_wish,
)
from publicvalue.measures.survey.sample.design import Groups, Wish
from publicvalue.measures.survey.sample.linearisation import Numbers
from publicvalue.schema.values import Named, Number, said
from publicvalue.words.text import Text, phrase

ROLE = "margins"
MARGINS_ROLE = Role(
    ROLE,
    "category",
    Text("what is known of the population too, such as sex and age group"),
    required=False,
    repeated=True,
)


@dataclass(frozen=True, kw_only=True)
class MarginsOptions(Options):
    """What is known of the population."""

    margins: Annotated[
        Named[Named[Annotated[Number, Field(gt=0)]]] | None,
        OR_EVIDENCE,
        ColumnsOf(ROLE),
        said(
            phrase(
                "column -> category -> people or share, or `evidence: id` of a table of these; with `margins` columns"
            )
        ),
    ] = None


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


def is_raked(evidence: EvidenceTable, margins: Margins | None) -> bool:
    """Whether raking is asked for, by the option or by columns."""
    return margins is not None or evidence.has(ROLE)


def counts_people(margins: Margins | None) -> bool:
    """Whether margins say how many people there are, and not only their shares."""
    numbers = next(iter((margins or {}).values()), {})
    return sum(numbers.values()) > MOST_PERCENT


def rake_answers(
    evidence: EvidenceTable, questions: Sequence[str], groups: Sequence[str], option: Margins | None, *, each: str = ""
) -> Raked:
    """Return answers with their weights raked to known margins; as `rake_wish` does, without blanks.

    Raises
    ------
    EvidenceError
        With every margin that does not fit the answers.
    MethodError
        When raking does not reach the margins.
    """
    wish = Wish(tuple(questions), tuple(groups), (*questions, *groups))
    return rake_wish(evidence, wish, option, each=each)


def rake_wish(evidence: EvidenceTable, wish: Wish, option: Margins | None, *, each: str = "") -> Raked:
    """Return answers with their weights raked to known margins.

    All of the sample is raked, and not only the part that the number is about: margins are those of the population. Of
    a survey in waves each wave that is asked for is raked by itself, to its share of the margins.

    Parameters
    ----------
    evidence
        With the role `margins`.
    wish
        What is read.
    option
        Value of the option `margins`.
    each
        One of its groups whose categories, such as waves, are samples of the same population: each is raked by itself.

    Raises
    ------
    EvidenceError
        When margins and columns do not fit, with every category that is missing.
    MethodError
        When no weights reach the margins.
    """
    columns = evidence.roles.get(ROLE, ())
    places = [f"{ROLE}_{n}" for n in range(1, len(columns) + 1)]
    known = _known(option, columns)
    answers = read_wish(evidence, replace(wish, groups=(*wish.groups, *places)))
    before, margins = _weighable(answers.sample, [answers.groups[place] for place in places], known, columns)
    if problems := list(_problems(columns, margins, known, before)):
        raise EvidenceError(problems)
    margins = tuple(_only(one, known[column]) for column, one in zip(columns, margins, strict=True))
    size = sum(known[columns[0]].values())
    # Shares say nothing of how many people there are: the sample's weights do.
    size = float(before.weights @ before.counts) if size <= MOST_PERCENT else size
    totals = [{name: n * size / sum(known[column].values()) for name, n in known[column].items()} for column in columns]
    apart, heads = answers.groups[each] if each else answers.wave, list(columns)
    if apart is not None and len(_held(apart, before)) > 1:
        parts = dict.fromkeys(range(len(apart.names)), 1.0) if each else _shares(apart, before)
        margins, totals = _within((apart, parts), margins, totals, (columns, before))
        heads = [Text("{column} in each {part}", column=column, part=each or Text("wave")) for column in columns]
    weights = rake(before, margins, totals)
    table = _table(heads, margins, totals, before)
    check = _check(before, weights, few=any(row[2] == HIDDEN for row in table.rows))
    return Raked(replace(answers, sample=raked_sample(before, weights, margins)), table, check)


def _weighable(
    sample: SurveySample, margins: Sequence[Groups], known: Margins, columns: Sequence[str]
) -> tuple[SurveySample, tuple[Groups, ...]]:
    """Take no weight from rows beside those asked for that have no category: they cannot be weighed."""
    fit = np.ones(len(sample.weights), dtype=bool)
    for one, column in zip(margins, columns, strict=True):
        fit &= np.isin(one.codes, [place for place, name in enumerate(one.names) if name in known[column]])
    return plain_sample(sample, np.where(fit | sample.inside, sample.weights, 0.0)), tuple(margins)


def _held(groups: Groups, sample: SurveySample) -> list[int]:
    """Return the categories in which there is somebody with a weight."""
    return [int(code) for code in np.unique(groups.codes[sample.weights > 0])]


def _only(groups: Groups, known: Mapping[str, float]) -> Groups:
    """Return the categories that are known; rows of others, which have no weight, get the first."""
    names = tuple(name for name in groups.names if name in known)
    place = {name: code for code, name in enumerate(names)}
    return Groups(np.array([place.get(name, 0) for name in groups.names], dtype=np.int64)[groups.codes], names)


def _shares(groups: Groups, sample: SurveySample) -> dict[int, float]:
    """Return the share of the weights of each category, by its code."""
    sums = np.bincount(groups.codes, sample.weights * sample.counts, len(groups.names))
    return {code: float(one) for code, one in enumerate(sums / sums.sum())}


def _within(
    samples: tuple[Groups, Mapping[int, float]],
    margins: Sequence[Groups],
    totals: Sequence[Mapping[str, float]],
    told: tuple[Sequence[str], SurveySample],
) -> tuple[tuple[Groups, ...], list[dict[str, float]]]:
    """Return the margins of each sample of several, each with its part of the totals.

    Parameters
    ----------
    samples
        The sample of each row, and code -> part of the totals.
    margins, totals
        Of all samples together.
    told
        Names of the margins' columns, and the respondents before raking.
    """
    (groups, parts), (columns, before) = samples, told
    crossed, known, problems, own = [], [], [], _held(groups, before)
    for column, one, numbers in zip(columns, margins, totals, strict=True):
        cells = {(code, place): f"{groups.names[code]}: {name}" for code in own for place, name in enumerate(one.names)}
        weighed = before.weights > 0
        there = set(zip(groups.codes[weighed].tolist(), one.codes[weighed].tolist(), strict=True))
        for cell in sorted(cells.keys() - there):
            what = Text("nobody of '{name}' answered", name=cells[cell])
            problems.append(
                Problem(Place(field=column), what, Text("answers in every category"), Text("merge categories"))
            )
        row = np.searchsorted(own, groups.codes).clip(0, len(own) - 1)
        crossed.append(Groups(row * len(one.names) + one.codes, tuple(cells.values())))
        known.append({name: parts[code] * numbers[str(one.names[place])] for (code, place), name in cells.items()})
    if problems:
        raise EvidenceError(problems)
    return tuple(crossed), known


def _known(option: Margins | None, columns: Sequence[str]) -> Margins:
    """Return the numbers of each column; refuses those of other columns, or none."""
    known = option or {}
    if set(known) != set(columns) or not known or not all(known.values()):
        what = Text(
            "the option margins names {names:list}; the columns are {columns:list}",
            names=tuple(name for name, numbers in known.items() if numbers) or (Text("nothing"),),
            columns=tuple(columns) or (Text("none"),),
        )
        same = Text("the same columns under `columns: margins:` and in the option")
        raise EvidenceError([Problem(Place(field=ROLE), what, same, Text("name the same in both"))])
    return known


def _problems(
    columns: Sequence[str], groups: Sequence[Groups], known: Margins, sample: SurveySample
) -> Iterator[Problem]:
    size = sum(known[columns[0]].values())
    for column, one in zip(columns, groups, strict=True):
        place, totals = Place(field=column), known[column]
        there = {one.names[code] for code in _held(one, sample)}
        if None in there:
            blank = int(sample.counts[(one.codes == one.names.index(None)) & (sample.weights > 0)].sum())
            yield Problem(
                place,
                Text("{blank:count} rows with an answer have no {column}", blank=blank, column=column),
                Text("a category in every row"),
                Text("fill the cells in, or leave these rows out with `where`"),
            )
        for name in one.names:
            if name in there and name is not None and name not in totals:
                what = Text("'{name}' has no known total", name=name)
                yield Problem(
                    place, what, Text("one of: {known:list}", known=tuple(totals)), Text("add it to the option margins")
                )
        for name in totals:
            if name not in there:
                yield Problem(
                    place,
                    Text("nobody of '{name}' answered", name=name),
                    Text("answers in every category"),
                    Text("merge categories"),
                )
        if abs(sum(totals.values()) / size - 1) > APART:
            what = Text(
                "the margin adds up to {sum:,.6g}, '{first}' to {size:,.6g}",
                sum=sum(totals.values()),
                first=columns[0],
                size=size,
            )
            yield Problem(
                place, what, Text("margins of the same population"), Text("check both margins against their source")
            )


def _table(
    columns: Sequence[str], groups: Sequence[Groups], totals: Sequence[Mapping[str, float]], sample: SurveySample
) -> Detail:
    """Show for each category how many answered, its share before, and its share in the population; none of a few."""
    rows: list[tuple[str | float | int | None, ...]] = []
    for column, one, known in zip(columns, groups, totals, strict=True):
        before = np.bincount(one.codes, sample.weights * sample.counts, len(one.names))
        before = before / before.sum()
        counts = np.bincount(one.codes, sample.counts * (sample.weights > 0), len(one.names)).tolist()
        hidden = hide_cells([(str(name),) for name in one.names], counts)
        for place, name in enumerate(one.names):
            share = known[str(name)] / sum(known.values())
            if hidden[place]:
                rows.append((column, str(name), HIDDEN, None, 100 * share, None))
                continue
            row = (column, str(name), counts[place], 100 * float(before[place]), 100 * share)
            rows.append((*row, share / float(before[place])))
    heads = (
        Text("Known of the population"),
        Text("Category"),
        Text("Respondents"),
        Text("Share before, %"),
        Text("Share known, %"),
        Text("Ratio"),
    )
    return Detail(Text("Who answered, and who did not"), heads, tuple(rows))


def _check(sample: SurveySample, weights: Numbers, *, few: bool) -> Diagnostic:
    """Say how far weights were moved; roughly where the factor would tell how few people a category has."""
    there = sample.weights > 0
    factor = weights[there] / sample.weights[there]
    factor = factor * float((sample.weights @ sample.counts) / (weights @ sample.counts))
    passed = bool(factor.max() <= WIDE and factor.min() >= 1 / WIDE)
    text = Text(
        "Raking moved the weights by factors from {low:.2f} to {high:.2f}.",
        low=float(factor.min()),
        high=float(factor.max()),
    )
    if few:
        text = (
            Text("Raking moved no weight by more than a factor of {wide:g}.", wide=WIDE)
            if passed
            else Text("Raking moved some weights by more than a factor of {wide:g}.", wide=WIDE)
        )
    return Diagnostic(Text("Raking"), passed, text)
