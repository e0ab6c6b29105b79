"""Reads the answers of a survey with its weights, strata, clusters and population, in a stated order of rows.

Without clusters each respondent is a cluster. The name of a cluster counts within its stratum, that of a cluster of the
second stage within the cluster of the first. Rows that say the same are added up, so that what is read does not hang on
the order of the file's rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Role
from publicvalue.measures.diagnostics import CASES, is_filled
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]

ANSWER = Role("value", "number", Text("the respondent's answer as a number"), measured=True)
WAVE = "wave"

DESIGN_ROLES = (
    Role("weight", "number", Text("the respondent's weight, more than 0"), required=False, above=0.0),
    Role("stratum", "category", Text("the stratum that the respondent was drawn from"), required=False),
    Role(
        "cluster",
        "category",
        Text(
            "the cluster (place, office, school) that the respondent was drawn in; of several stages one"
            " column for each, that of the first stage first"
        ),
        required=False,
        repeated=True,
    ),
    Role(
        "population",
        "number",
        Text(
            "how many respondents, or clusters where these are given, the stratum has in the population; of"
            " several stages one column for each: then how many each cluster has"
        ),
        required=False,
        repeated=True,
    ),
    Role(WAVE, "category", Text("the wave of the survey, where the file holds several"), required=False),
    COUNT,
)


@dataclass(frozen=True)
class Groups:
    """One category of each row.

    Parameters
    ----------
    codes
        Place in `names` of each row, shape (rows,).
    names
        The categories, sorted; a blank is None.
    """

    codes: Codes
    names: tuple[str | None, ...]

    def are(self, name: str) -> NDArray[np.bool_]:
        """Return which rows are of a category, shape (rows,)."""
        return self.codes == self.names.index(name) if name in self.names else np.zeros(len(self.codes), dtype=bool)


@dataclass(frozen=True)
class DesignRows:
    """Rows of a survey in a stated order, equal ones added up; arrays of shape (rows,) unless said.

    Parameters
    ----------
    answers
        Shape (rows, questions); NaN where one is missing.
    groups
        Column -> categories.
    weights
        More than 0; NaN where one is missing.
    stratum, clusters
        Where each was drawn; one entry of `clusters` for each stage that has some.
    population
        One array for each stage whose population is given.
    asked
        Whether the number is about the row; the others are of the same sample.
    cases
        Respondents that the row stands for.
    wave
        The wave of each row; None where the file does not say.
    """

    answers: Numbers
    groups: Mapping[str, Groups]
    weights: Numbers
    stratum: Groups
    clusters: tuple[Groups, ...]
    population: tuple[Numbers, ...]
    asked: NDArray[np.bool_]
    cases: Numbers
    wave: Groups | None = None


@dataclass(frozen=True)
class Wish:
    """What is read of a survey.

    Parameters
    ----------
    questions, groups
        Columns of answers and of categories.
    needed
        Columns without which a row is left out.
    blanks
        Whether a row without an answer stays, with the answer 0.
    """

    questions: tuple[str, ...]
    groups: tuple[str, ...]
    needed: tuple[str, ...]
    blanks: bool = False


def stage_columns(evidence: EvidenceTable, role: str) -> tuple[str, ...]:
    """Return the columns of a role that has one for each stage, that of the first stage first."""
    if not evidence.has(role):
        return ()
    columns = evidence.rows.columns
    return (role,) if role in columns else tuple(f"{role}_{n}" for n in range(1, len(evidence.roles[role]) + 1))


def as_number(column: ir.Column) -> ir.NumericValue:
    """Return a column of answers as numbers; yes is 1, no is 0."""
    number: ir.NumericValue = (
        column.cast("int8").cast("float64") if isinstance(column, ir.BooleanColumn) else column.cast("float64")
    )
    return number


def read_rows(evidence: EvidenceTable, wish: Wish) -> DesignRows:
    """Bring answers and design into memory.

    Raises
    ------
    EvidenceError
        When weights, strata, clusters or population are missing or impossible, with the number of rows.
    """
    clusters, populations = stage_columns(evidence, "cluster"), stage_columns(evidence, "population")
    _refuse_stages(clusters, populations)
    rows = _chosen(evidence.rows, evidence, wish, asked=True)
    refuse_blanks(rows.filter(rows.answered), evidence)
    if evidence.others is not None:
        rows = rows.union(_chosen(evidence.others, evidence, wish, asked=False))
    # A row without a place cannot be put into the design; all with an answer that is asked for have one.
    placed = [rows[name].notnull() for name in ("stratum", *clusters, *populations) if name in rows.columns]
    rows = rows.filter(*placed) if placed else rows
    keys = [name for name in rows.columns if name != CASES]
    table = rows.group_by(keys).aggregate(**{CASES: rows[CASES].sum()}).to_pyarrow()
    return _ordered(table, evidence, wish)


def _refuse_stages(clusters: Sequence[str], populations: Sequence[str]) -> None:
    if len(populations) > len(clusters) + 1:
        what = Text(
            "population has {populations} columns, cluster {clusters}",
            populations=len(populations),
            clusters=len(clusters),
        )
        expected = Text("one population for each stage: of the clusters of each stage, and last of the respondents")
        raise EvidenceError(
            [Problem(Place(field="population"), what, expected, Text("name the clusters of each stage"))]
        )


def _chosen(table: ir.Table, evidence: EvidenceTable, wish: Wish, *, asked: bool) -> ir.Table:
    """Give every row all columns that are read, and drop rows that stand for nobody or say nothing."""
    count = table["count"].cast("float64").fill_null(0.0) if evidence.has("count") else ibis.literal(1.0)
    filled = ibis.and_(ibis.literal(True), *(is_filled(table[name]) for name in wish.needed))
    columns: dict[str, ir.Value] = {}
    for n, name in enumerate(wish.questions):
        answer = ibis.ifelse(is_filled(table[name]), as_number(table[name]), ibis.null("float64"))
        columns[f"answer_{n}"] = answer.fill_null(0.0) if wish.blanks else answer
    columns |= {f"group_{n}": table[name].cast("string") for n, name in enumerate(wish.groups)}
    columns |= {name: table[name].cast("string") for name in _places(evidence)}
    columns |= {name: table[name].cast("float64") for name in _sizes(evidence)}
    rows = table.select(**columns, answered=filled, asked=ibis.literal(asked), **{CASES: count})
    return rows.filter(rows[CASES] > 0) if wish.blanks else rows.filter(rows[CASES] > 0, rows.answered)


def _places(evidence: EvidenceTable) -> tuple[str, ...]:
    own = tuple(role for role in ("stratum", WAVE) if evidence.has(role))
    return (*own, *stage_columns(evidence, "cluster"))


def _sizes(evidence: EvidenceTable) -> tuple[str, ...]:
    return (*(("weight",) if evidence.has("weight") else ()), *stage_columns(evidence, "population"))


def refuse_blanks(rows: ir.Table, evidence: EvidenceTable) -> None:
    """Refuse answers whose place in the design is not known.

    Raises
    ------
    EvidenceError
        When a weight, a stratum, a cluster or a size is blank, or a weight is 0 or less: with all of them.
    """
    names = {name: name.rstrip("_0123456789") for name in (*_sizes(evidence), *_places(evidence))}
    order = {role: place for place, role in enumerate(("weight", "stratum", "cluster", "population", WAVE))}
    blank = {name: rows[name].isnull().sum() for name in sorted(names, key=lambda name: (order[names[name]], name))}
    low = {"low": (rows.weight <= 0).sum().fill_null(0)} if "weight" in names else {}
    found = fetch(rows.aggregate(**blank, rows=rows.count(), **low))
    total = int(found["rows"][0])
    problems = [
        Problem(
            Place(field=names[name]),
            Text(
                "{blank:count} of {all:count} rows with an answer have no {role}",
                blank=int(found[name][0]),
                all=total,
                role=names[name],
            ),
            Text("a {role} in every row with an answer", role=names[name]),
            Text("fill it in, or leave the column out of the assessment"),
        )
        for name in blank
        if total and found[name][0]
    ]
    if low and total and found["low"][0]:
        what = Text(
            "{low:count} of {all:count} rows with an answer have a weight of 0 or less",
            low=int(found["low"][0]),
            all=total,
        )
        problems.append(
            Problem(Place(field="weight"), what, Text("weights more than 0"), Text("correct them, or delete the rows"))
        )
    if problems:
        raise EvidenceError(problems)


def _ordered(table: Any, evidence: EvidenceTable, wish: Wish) -> DesignRows:
    """Put the rows in the order of all that they say."""
    texts = [*_places(evidence), *(f"group_{n}" for n in range(len(wish.groups)))]
    numbers = [*_sizes(evidence), *(f"answer_{n}" for n in range(len(wish.questions))), CASES]
    coded = {name: _codes(table, name) for name in texts}
    read = {name: _numbers(table, name) for name in numbers}
    asked = np.asarray(table.column("asked").to_numpy(zero_copy_only=False), dtype=bool)
    order = np.lexsort([asked, *(read[name] for name in numbers), *(coded[name].codes for name in texts)])
    order = order[_of_same_waves(coded.get(WAVE), asked)[order]]
    if not evidence.has("count"):
        # A row for each respondent: only counts may stand for more than can be held one by one.
        order = np.repeat(order, read[CASES][order].astype(np.int64))
        read[CASES] = np.ones(len(asked))
    coded = {name: Groups(one.codes[order], one.names) for name, one in coded.items()}
    read = {name: one[order] for name, one in read.items()}
    size = len(order)
    return DesignRows(
        answers=np.column_stack([read[f"answer_{n}"] for n in range(len(wish.questions))]),
        groups={name: coded[f"group_{n}"] for n, name in enumerate(wish.groups)},
        weights=read.get("weight", np.ones(size)),
        stratum=coded.get("stratum", Groups(np.zeros(size, dtype=np.int64), ("",))),
        clusters=tuple(coded[name] for name in stage_columns(evidence, "cluster")),
        population=tuple(read[name] for name in stage_columns(evidence, "population")),
        asked=asked[order],
        cases=read[CASES],
        wave=coded.get(WAVE),
    )


def _of_same_waves(waves: Groups | None, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which rows are of a wave that is asked for: another wave is another sample."""
    if waves is None:
        return np.ones(len(asked), dtype=bool)
    return np.asarray(np.isin(waves.codes, waves.codes[asked]))


def _numbers(table: Any, name: str) -> Numbers:
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)


def _codes(table: Any, name: str) -> Groups:
    """Return a text column as codes into its sorted values."""
    found = table.column(name).combine_chunks().dictionary_encode(null_encoding="encode")
    names = found.dictionary.to_pylist()
    order = sorted(range(len(names)), key=lambda place: (names[place] is None, str(names[place])))
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    indices = found.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Groups(rank[indices], tuple(names[place] for place in order))
