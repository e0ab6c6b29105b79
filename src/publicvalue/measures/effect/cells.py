"""Aggregate first, then estimate: records rolled up in the engine to one cell for each unit and period.

Estimators work on the cells alone. A cell holds how many cases it stands for, their mean, and their squared deviations
from it, so that a file of a hundred million rows costs the engine one grouping and the estimator nothing more than a
file of a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable, fetch, fetch_coded
from publicvalue.measures.definition import Context
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.effect.panel_roles import PeriodOptions, PeriodSize
from publicvalue.measures.privacy.suppression import hide_in_lines
from publicvalue.measures.result import Diagnostic
from publicvalue.words.text import Text, counted

Numbers = NDArray[np.float64]
Days = NDArray[np.datetime64]

MOST_CELLS = 20_000_000
MOST_NAMED = 200
"""Letters of the names of units that a message shows."""
"""Cells that are held in memory at most: units times periods."""

FARTHEST = 1e100
"""Means whose squares and products can be held."""

TRUNCATE = {"year": "Y", "quarter": "Q", "month": "M", "week": "W", "day": "D"}


@dataclass(frozen=True)
class Cells:
    """Outcomes by unit and period; arrays of shape (units, periods).

    Parameters
    ----------
    units
        Names of the units, sorted.
    periods
        First day of each period, in order, without the periods in which there is no row; shape (periods,).
    size
        Length of a period: year, quarter, month, week or day.
    cases
        Cases behind each cell; 0 where there is none.
    mean
        Mean outcome; NaN where there are no cases.
    squares
        Sum over the cell's cases of the squared deviation from its mean; empty unless it was asked for.
    shares
        Whether the outcome is a share of 0 to 1.
    exposed
        Share of the cell's cases with the system, 0 to 1; NaN where not known. Empty when no column says it.
    adopted
        Day of adoption of each unit, NaT for never; empty when no column says it. Shape (units,).
    diagnostics
        How the rows were read, and which were left out.
    clusters
        What each unit belongs to; empty unless it was asked for. Shape (units,).
    before
        Mean of each covariate by unit and period; NaN where none is known. Shape (units, periods, covariates), empty
        unless it was asked for.
    """

    units: tuple[str, ...]
    periods: Days
    size: PeriodSize
    cases: Numbers
    mean: Numbers
    squares: Numbers
    shares: bool
    exposed: Numbers
    adopted: Days
    diagnostics: tuple[Diagnostic, ...] = ()
    clusters: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, np.str_))
    before: Numbers = field(default_factory=lambda: np.zeros((0, 0, 0)))


def shown_periods(cells: Cells) -> NDArray[np.bool_]:
    """Return which periods may be shown with their outcome: not those of a few cases; shape (periods,).

    Where no unit has more than one row in a period, rows are figures of the period already, and no cases.
    """
    if not cells.shares and cells.cases.max(initial=0.0) <= 1:
        return np.ones(len(cells.periods), dtype=bool)
    everything = np.ones(len(cells.periods), dtype=bool)
    return np.asarray(~hide_in_lines(cells.cases.sum(axis=0), [everything]))


def outcome_name(evidence: EvidenceTable) -> str:
    """Return the role that holds the outcome: `value`, or `event` where it happened or did not."""
    return "value" if evidence.has("value") else "event"


def roll_up(evidence: EvidenceTable, context: Context, squares: bool = False, beside: bool = False) -> Cells:
    """Group the rows by unit and period in the engine.

    Parameters
    ----------
    evidence
        Rows with `value` or `event`, `period`, and where there are several units `adopter`; with `adopted` or
        `with_system` where a column says which rows are with the system.
    context
        For the option `period_size`.
    squares
        Whether the squared deviations are needed: they cost a second pass.
    beside
        Whether `cluster` and `before` are read, where there are such columns.

    Raises
    ------
    MethodError
        When there are more cells than can be held, or a unit has two days of adoption or two clusters.
    """
    outcome = outcome_name(evidence)
    named = ("adopter", "with_system", *(("cluster",) if beside else ()))
    needed = [outcome, "period", *(name for name in named if evidence.has(name))]
    usable = usable_rows(evidence, needed)
    size = period_size(usable.rows, context)
    rows = _prepared(usable.rows, evidence, size, _beside(usable.rows, evidence) if beside else {})
    # One more than may be: then the number of units and of periods is asked for the message.
    units, places, sums = fetch_coded(_grouped(rows, squares).limit(MOST_CELLS + 1), "unit")
    if len(places) > MOST_CELLS:
        _check_size(rows)
    if not len(places):
        return _no_cells(size, outcome == "event", usable.diagnostics)
    _check_reach(sums["mean"])
    grid = _lay_out(units, places, sums)
    if len(grid.units) * len(grid.periods) > MOST_CELLS:
        _check_size(rows)
    adopted = _adoption_days(grid, sums) if "filled" in sums else np.array([], "datetime64[D]")
    cells = _fill(grid, sums, adopted, (size, outcome == "event", usable.diagnostics))
    return replace(cells, clusters=_clusters(grid, sums), before=_before(grid, sums)) if beside else cells


def _check_reach(means: NDArray[np.generic]) -> None:
    """Refuse numbers whose squares no computer holds."""
    numbers = means.astype(float, copy=False)
    # One that is no number makes both so, and is refused.
    largest = max(-float(numbers.min(initial=0.0)), float(numbers.max(initial=0.0)))
    if not largest < FARTHEST:
        raise method_error(
            Text("The outcome reaches {largest:.3g}", largest=largest),
            Text("numbers below {farthest:.0g}", farthest=FARTHEST),
            Text("check the column: is it an amount?"),
        )


@dataclass(frozen=True)
class _Grid:
    """Units and periods, and the place of each group of rows among them."""

    units: tuple[str, ...]
    periods: Days
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    def place(self, sums: Mapping[str, NDArray[np.generic]], name: str, empty: float) -> Numbers:
        if name not in sums:
            return np.zeros((0, 0))
        table = np.full((len(self.units), len(self.periods)), empty)
        table[self.rows, self.columns] = sums[name].astype(float, copy=False)
        return table


def _lay_out(units: list[str], places: NDArray[np.intp], sums: Mapping[str, NDArray[np.generic]]) -> _Grid:
    days = sums["period"].astype("datetime64[D]")
    periods = np.unique(days)
    return _Grid(tuple(units), periods, places, np.searchsorted(periods, days))


def period_size(rows: ir.Table, context: Context) -> PeriodSize:
    """Return the length of a period: as the option says, years where every date is a first of January, else months."""
    stated = context.given(PeriodOptions).period_size
    if stated is not None:
        return stated
    within = (rows["period"] != rows["period"].truncate("Y")).sum().fill_null(0)
    return "month" if int(fetch(rows.aggregate(within=within))["within"][0]) else "year"


def _beside(rows: ir.Table, evidence: EvidenceTable) -> dict[str, ir.Value]:
    columns: dict[str, ir.Value] = {"cluster": rows["cluster"].cast("string")} if evidence.has("cluster") else {}
    names = [f"before_{place + 1}" for place in range(len(evidence.roles.get("before", ())))]
    return columns | {name: rows[name].cast("float64") for name in names}


def _prepared(rows: ir.Table, evidence: EvidenceTable, size: str, beside: Mapping[str, ir.Value]) -> ir.Table:
    columns: dict[str, ir.Value] = {
        "unit": rows["adopter"].cast("string") if evidence.has("adopter") else ibis.literal("all"),
        "period": rows["period"].truncate(TRUNCATE[size]).cast("date"),
        "outcome": rows[outcome_name(evidence)].cast("float64"),
        CASES: rows[CASES],
        **beside,
    }
    if evidence.has("adopted"):
        columns["adopted"] = rows["adopted"]
    if evidence.has("with_system"):
        columns["with_system"] = rows["with_system"].cast("float64")
    return rows.filter(rows[CASES] > 0).select(**columns)


def _check_size(rows: ir.Table) -> None:
    """Refuse a grid that is too large to hold, before it is fetched."""
    counts = fetch(rows.aggregate(units=rows["unit"].nunique(), periods=rows["period"].nunique()))
    units, periods = int(counts["units"][0]), int(counts["periods"][0])
    if units * periods > MOST_CELLS:
        raise method_error(
            Text(
                "{units:count} units in {periods:count} periods make {cells:count} cells",
                units=units,
                periods=periods,
                cells=units * periods,
            ),
            Text("at most {most_cells:count}", most_cells=MOST_CELLS),
            Text("name as adopter what adopts the system, such as the office and not the case, or take longer periods"),
        )


def _grouped(rows: ir.Table, squares: bool) -> ir.Table:
    weight = rows[CASES]
    sums: dict[str, ir.Value] = {"cases": weight.sum(), "mean": (rows["outcome"] * weight).sum() / weight.sum()}
    if "with_system" in rows.columns:
        sums["exposed"] = (rows["with_system"] * weight).sum() / weight.sum()
    if "adopted" in rows.columns:
        days = rows["adopted"]
        sums |= {"first": days.min(), "last": days.max(), "filled": days.count(), "rows": rows.count()}
    if "cluster" in rows.columns:
        sums |= {"cluster": rows["cluster"].min(), "other_cluster": rows["cluster"].max()}
    for name in rows.columns:
        if name.startswith("before_"):
            known = rows[name].notnull() & ~rows[name].isnan()
            sums[name] = (rows[name] * weight).sum(where=known) / weight.sum(where=known)
    means = rows.group_by("unit", "period").aggregate(**sums)
    if not squares:
        return means
    # Squares around the cell's own mean, in a second pass, so that no digits are lost.
    away = rows.join(means.select("unit", "period", "mean"), ["unit", "period"])
    deviation = away["outcome"] - away["mean"]
    found = away.group_by("unit", "period").aggregate(squares=(deviation * deviation * away[CASES]).sum())
    return means.join(found, ["unit", "period"]).select(*means.columns, "squares")


def _adoption_days(grid: _Grid, sums: Mapping[str, NDArray[np.generic]]) -> Days:
    """Return each unit's day of adoption; a unit with two, or with one in some rows only, is refused."""
    filled, total = (np.bincount(grid.rows, sums[name].astype(float)) for name in ("filled", "rows"))
    known = sums["filled"].astype(float) > 0
    days = [sums[name][known].astype("datetime64[D]").astype(np.int64) for name in ("first", "last")]
    never = np.iinfo(np.int64).max
    first, last = np.full(len(grid.units), never), np.full(len(grid.units), -never)
    np.minimum.at(first, grid.rows[known], days[0])
    np.maximum.at(last, grid.rows[known], days[1])
    adopts = filled > 0
    wrong = adopts & ((first != last) | (filled < total))
    if wrong.any():
        names = ", ".join(unit for unit, is_wrong in zip(grid.units, wrong, strict=True) if is_wrong)
        raise method_error(
            counted(
                int(wrong.sum()),
                "1 unit has more than one day of adoption, or none in some of the rows: {names}",
                "{number:count} units have more than one day of adoption, or none in some of the rows: {names}",
                names=names[:MOST_NAMED],
            ),
            Text("one and the same day of adoption in all rows of a unit, or none"),
            Text("write the first day of use; where use was given up again, bring a column with_system instead"),
        )
    found = np.full(len(grid.units), np.datetime64("NaT", "D"))
    found[adopts] = first[adopts].astype("datetime64[D]")
    return found


def _clusters(grid: _Grid, sums: Mapping[str, NDArray[np.generic]]) -> NDArray[np.str_]:
    """Return what each unit belongs to; a unit that belongs to two is refused."""
    if "cluster" not in sums:
        return np.zeros(0, np.str_)
    lowest, highest = (sums[name].astype(str) for name in ("cluster", "other_cluster"))
    found = np.empty(len(grid.units), dtype=lowest.dtype)
    found[grid.rows] = lowest
    wrong = np.unique(grid.rows[(lowest != highest) | (lowest != found[grid.rows])])
    if len(wrong):
        names = ", ".join(grid.units[place] for place in wrong)
        raise method_error(
            counted(
                len(wrong),
                "1 unit belongs to more than one cluster: {names}",
                "{number:count} units belong to more than one cluster: {names}",
                names=names[:MOST_NAMED],
            ),
            Text("one and the same cluster in all rows of a unit"),
            Text("name as cluster what holds whole units, such as the region of the office"),
        )
    return found


def _before(grid: _Grid, sums: Mapping[str, NDArray[np.generic]]) -> Numbers:
    """Return each unit's covariates in each period, shape (units, periods, covariates)."""
    names = sorted((name for name in sums if name.startswith("before_")), key=lambda name: int(name[7:]))
    if not names:
        return np.zeros((0, 0, 0))
    found = np.empty((len(grid.units), len(grid.periods), len(names)))
    for place, name in enumerate(names):
        found[:, :, place] = grid.place(sums, name, np.nan)
    return found


def _fill(
    grid: _Grid,
    sums: dict[str, NDArray[np.generic]],
    adopted: Days,
    head: tuple[PeriodSize, bool, tuple[Diagnostic, ...]],
) -> Cells:
    size, shares, diagnostics = head
    return Cells(
        units=grid.units,
        periods=grid.periods,
        size=size,
        cases=grid.place(sums, "cases", 0.0),
        mean=grid.place(sums, "mean", np.nan),
        squares=grid.place(sums, "squares", 0.0),
        shares=shares,
        exposed=grid.place(sums, "exposed", np.nan),
        adopted=adopted,
        diagnostics=diagnostics,
    )


def _no_cells(size: PeriodSize, shares: bool, diagnostics: tuple[Diagnostic, ...]) -> Cells:
    empty, days = np.zeros((0, 0)), np.array([], "datetime64[D]")
    return Cells((), days, size, empty, empty, empty, shares, empty, days, diagnostics)


def period_label(day: np.datetime64, size: str) -> str:
    """Return how a period is named: 2019, 2019-Q2, 2019-05, or its first day."""
    text = str(day.astype("datetime64[D]"))
    match size:
        case "year":
            return text[:4]
        case "quarter":
            return f"{text[:4]}-Q{(int(text[5:7]) + 2) // 3}"
        case "month":
            return text[:7]
        case _:
            return text
