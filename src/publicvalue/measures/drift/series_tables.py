"""A series by period as tables and a picture: each period with its interval, and where the level changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.drift.change_points import ChangePoint, level_by_period, stretches_of
from publicvalue.measures.drift.periods import level_of, shown_periods
from publicvalue.measures.effect.cells import Cells, period_label
from publicvalue.measures.kernels.proportions import Numbers
from publicvalue.measures.picture import Series
from publicvalue.measures.result import Detail
from publicvalue.words.text import Text

NORMAL = 1.96


def period_table(cells: Cells, points: tuple[ChangePoint, ...], compared: tuple[int, int]) -> Detail:
    """Return each period with its cases, its level with the 95 % interval, and the stretch that it lies in."""
    shown = _shown(cells, points, compared)
    rows: list[tuple[str | float | int | None, ...]] = []
    for place, day in enumerate(cells.periods):
        stretch = 1 + sum(point.first <= place for point in points)
        if not shown[place]:
            rows.append((period_label(day, cells.size), None, None, None, None, stretch))
            continue
        level = level_of(cells, slice(place, place + 1))
        rows.append((period_label(day, cells.size), level.cases, level.estimate, *level.interval(), stretch))
    columns = (
        Text("period"),
        Text("cases"),
        Text("share in percent") if cells.shares else Text("mean"),
        Text("low"),
        Text("high"),
        Text("stretch"),
    )
    return Detail(Text("Level by period (stretches lie between change points)"), columns, tuple(rows))


def change_table(cells: Cells, points: tuple[ChangePoint, ...]) -> tuple[Detail, ...]:
    """Return the change points with their p-values; none when none was flagged."""
    if not points:
        return ()
    rows = tuple(
        (period_label(cells.periods[point.first], cells.size), Text("rose") if step > 0 else Text("fell"), point.chance)
        for point, step in zip(points, _steps(cells, points), strict=True)
    )
    title = Text("Change points (no size is given: at a place that was picked it would look too large)")
    return (Detail(title, (Text("first period after the change"), Text("the level"), Text("p-value")), rows),)


def _steps(cells: Cells, points: tuple[ChangePoint, ...]) -> list[float]:
    levels = level_by_period(cells.mean[0], cells.cases[0], points)
    return [float(levels[point.first] - levels[point.first - 1]) for point in points]


def series_picture(cells: Cells, points: tuple[ChangePoint, ...], compared: tuple[int, int], unit: str) -> Series:
    """Set each period beside the level of its stretch, with the band that chance among its cases alone would fill."""
    factor = 100.0 if cells.shares else 1.0
    cases, values = cells.cases[0], factor * cells.mean[0]
    levels = level_by_period(values, cases, points)
    reach = NORMAL * factor * np.sqrt(_case_variances(cells, points) / cases)
    low, high = levels - reach, levels + reach
    if cells.shares:
        low, high = np.clip(low, 0, 100), np.clip(high, 0, 100)
    shown = _shown(cells, points, compared)
    observed, lowest, highest = (_where(shown, line) for line in (values, low, high))
    return Series(
        title=Text("Level by period, and the band in which chance among the cases would keep it"),
        unit="percent" if cells.shares else unit,
        times=tuple(period_label(day, cells.size) for day in cells.periods),
        observed=observed,
        expected=tuple(map(float, levels)),
        low=lowest,
        high=highest,
        adoption=points[0].first if points else None,
        names=(Text("Observed"), Text("Level between change points")),
        mark=Text("first change point"),
    )


def _where(shown: NDArray[np.bool_], line: Numbers) -> tuple[float | None, ...]:
    return tuple(float(value) if is_shown else None for value, is_shown in zip(line, shown, strict=True))


def _case_variances(cells: Cells, points: tuple[ChangePoint, ...]) -> Numbers:
    """Return the variance among the cases of each period's stretch; shape (periods,)."""
    variances = np.empty(len(cells.periods))
    for stretch in stretches_of(points, len(cells.periods)):
        whole = level_of(cells, stretch).moments
        within, freedom = float(cells.squares[0, stretch].sum()), whole.n - (stretch.stop - stretch.start)
        # One case a period says nothing of the variance among cases: then that between periods stands in.
        variances[stretch] = within / freedom if freedom > 0 else whole.squares / max(whole.n - 1, 1)
    return variances


def _shown(cells: Cells, points: tuple[ChangePoint, ...], compared: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which periods may be shown: the totals of the periods compared, of stretches and of all are known."""
    first, latest = compared
    count = len(cells.periods)
    known = (slice(0, first), slice(count - latest, count), *stretches_of(points, count), slice(0, count))
    return shown_periods(cells.cases[0], known)
