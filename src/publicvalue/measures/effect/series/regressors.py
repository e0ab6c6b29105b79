"""From unit x period cells to one series with its regressors: trend, seasons, control series, change at adoption."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.effect.cells import TRUNCATE, Cells, roll_up
from publicvalue.measures.effect.panel_roles import AdoptionDayOptions, PeriodOptions
from publicvalue.measures.effect.series.interrupted import Interrupted, Regressor, SeriesSettings
from publicvalue.measures.effect.staggered.adoption import Adoption, read_adoption, start_of
from publicvalue.measures.result import Diagnostic, NotApplicable
from publicvalue.words.text import Text, counted, joined

Numbers = NDArray[np.float64]

Places = NDArray[np.int64]

LEAST_BEFORE = 8
"""Periods before adoption that are needed at least, and periods beyond the coefficients."""
YEARS_BEFORE = 2
"""Returns of the seasons that must be seen before adoption."""
MOST_PERIODS = 1_500
MOST_RARE = 0.1
"""Share of the periods that may fall into seasons which were not seen twice before adoption."""
ALIKE = 1e-8
"""Part of a regressor, in units of its size, below which what the others do not say of it is rounding."""


@dataclass(frozen=True)
class Track:
    """One series by period, rolled up.

    Parameters
    ----------
    cells
        What it was rolled up from.
    outcome, control
        Shape (periods,); NaN where there is none. Control is empty where there is no such series.
    first
        Place of the first period with the system.
    cases
        Cases behind the outcome.
    adopters
        Units that the outcome is made of; 1 where the rows name none.
    notes
        What a reader must know of it.
    """

    cells: Cells
    outcome: Numbers
    control: Numbers
    first: int
    cases: float
    adopters: int
    notes: tuple[Diagnostic, ...]


def read_track(evidence: EvidenceTable, context: Context) -> Track | NotApplicable:
    """Roll the rows up to one series and, where there is one, a control series.

    Parameters
    ----------
    evidence
        With `period` and an outcome; with `adopter`, the units that never adopt give the control series.
    context
        For the options `adoption` and `period_size`.

    Raises
    ------
    MethodError
        When units and periods make too many cells.
    """
    day = context.given(AdoptionDayOptions).adoption_day
    if day is not None:
        evidence = _without(evidence, ("adopter", "adopted", "with_system"))
    cells = roll_up(evidence, context)
    if reason := _unusable(cells):
        return NotApplicable(reason)
    if day is not None:
        cells = replace(cells, adopted=np.array([day], "datetime64[D]"))
    adoption = read_adoption(cells)
    first = first_with_system(adoption)
    if isinstance(first, NotApplicable):
        return first
    adopters = adoption.panel.adopted < len(cells.periods)
    outcome, cases = _pooled(adoption.panel.outcome, adoption.cases, adopters)
    split = _adopted_within(cells)
    outcome[split] = np.nan
    control = _control(evidence, context, cells)
    if not len(control) and not adopters.all():
        control, _ = _pooled(adoption.panel.outcome, adoption.cases, ~adopters)
    place = first + int(first in split)
    if place >= len(cells.periods):
        return NotApplicable(Text("The system was adopted within the last period, so that no whole period is with it."))
    return Track(cells, outcome, control, place, float(cases.sum()), int(adopters.sum()), adoption.left_out)


def _unusable(cells: Cells) -> Text | None:
    if not cells.units:
        return Text("No row has an outcome and a period.")
    if len(cells.periods) > MOST_PERIODS:
        return Text(
            "{periods:count} periods; at most {most_periods:count} can be followed: take longer ones.",
            periods=len(cells.periods),
            most_periods=MOST_PERIODS,
        )
    return None


def first_with_system(adoption: Adoption) -> int | NotApplicable:
    """Return the place of the one period in which the units that adopt did so, or why there is none."""
    adopted = adoption.panel.adopted
    first = np.unique(adopted[adopted < adoption.panel.periods])
    if not len(first):
        return NotApplicable(
            joined(
                Text("No adoption lies between the first and the last period, after one without it."),
                *(note.text for note in adoption.left_out),
            )
        )
    if len(first) > 1:
        return NotApplicable(
            Text(
                "The units adopted at {first} different times, so that no one series is interrupted: use"
                " staggered adoption, or filter for units that adopted together.",
                first=len(first),
            )
        )
    return int(first[0])


def _without(evidence: EvidenceTable, roles: Iterable[str]) -> EvidenceTable:
    kept = {role: names for role, names in evidence.roles.items() if role not in set(roles)}
    return EvidenceTable(evidence.rows, kept, evidence.rows_read, evidence.notes)


def _adopted_within(cells: Cells) -> NDArray[np.int64]:
    """Return the places of the periods of which a part lies before the day of adoption."""
    days = cells.adopted[~np.isnat(cells.adopted)]
    starts = start_of(days, TRUNCATE[cells.size])
    return np.flatnonzero(np.isin(cells.periods, starts[starts < days]))


def _pooled(outcome: Numbers, cases: Numbers, which: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Return the mean over the cases of some units by period, NaN where there are none, and the cases."""
    counts = cases[which].sum(axis=0)
    total = np.where(cases[which] > 0, outcome[which] * cases[which], 0.0).sum(axis=0)
    return np.where(counts > 0, total / np.maximum(counts, 1e-300), np.nan), counts


def _control(evidence: EvidenceTable, context: Context, cells: Cells) -> Numbers:
    """Return the control column by period, empty where there is none."""
    if not evidence.has("control"):
        return np.zeros(0)
    rows = evidence.rows.mutate(value=evidence.rows["control"].cast("float64"))
    roles = {"value": evidence.roles["control"], "period": evidence.roles["period"]}
    if evidence.has("count"):
        roles["count"] = evidence.roles["count"]
    options = replace(context.given(PeriodOptions), period_size=cells.size)
    found = roll_up(EvidenceTable(rows, roles, evidence.rows_read), replace(context, options=options))
    control = np.full(len(cells.periods), np.nan)
    if found.units:
        shared, ours, theirs = np.intersect1d(cells.periods, found.periods, return_indices=True)
        control[ours] = found.mean[0, theirs]
        del shared
    return control


def build_series(track: Track, settings: SeriesSettings) -> Interrupted | NotApplicable:
    """Build the regressors of a series.

    Returns
    -------
    Interrupted or NotApplicable
        No series when there are too few periods; the reason says how many are needed.
    """
    unit = TRUNCATE[track.cells.size]
    time = _period_numbers(track.cells.periods, unit)
    known = np.isfinite(track.outcome)
    if len(track.control):
        known &= np.isfinite(track.control)
    start = int(time[track.first])
    seasons, known, check = _seasons(settings.season, time, known, start)
    before, after = int((known & (time < start)).sum()), int((known & (time >= start)).sum())
    if reason := _too_few(before, after, len(seasons), settings):
        return NotApplicable(reason)
    columns = _columns(track, settings, time[known], (known, start, seasons))
    design = np.column_stack(list(columns.values()))
    values = track.outcome[known]
    with_system = time[known] >= start
    contrast = np.zeros(design.shape[1])
    changes = [one.is_change for one in columns]
    contrast[changes] = design[with_system][:, changes].mean(axis=0)
    if not tells_apart(design):
        return NotApplicable(_why_not_apart(columns))
    return Interrupted(
        time=time[known],
        places=np.flatnonzero(known),
        values=np.log(values) if settings.logarithm else values,
        design=design,
        regressors=tuple(columns),
        contrast=contrast,
        start=start,
        season=settings.season if len(seasons) > 1 else 1,
        logarithm=settings.logarithm,
        shares=track.cells.shares,
        mean_with=float(values[with_system].mean()),
        checks=check,
    )


def _period_numbers(periods: NDArray[np.datetime64], unit: str) -> NDArray[np.int64]:
    match unit:
        case "Q":
            numbers = periods.astype("datetime64[M]").astype(np.int64) // 3
        case "W":
            numbers = periods.astype("datetime64[D]").astype(np.int64) // 7
        case _:
            numbers = periods.astype(f"datetime64[{unit}]").astype(np.int64)
    return np.asarray(numbers - numbers[0])


def _seasons(
    season: int, time: NDArray[np.int64], known: NDArray[np.bool_], start: int
) -> tuple[Places, NDArray[np.bool_], tuple[Diagnostic, ...]]:
    """Return the seasons that were seen twice before adoption, and the periods that fall into one of them.

    All periods without seasons when too little of them was seen: the years, or most of the seasons.
    """
    if season <= 1:
        return np.zeros(1, np.int64), known, ()
    place, early = time % season, known & (time < start)
    seen = np.bincount(place[early], minlength=season)
    kept = np.flatnonzero(seen >= YEARS_BEFORE)
    rare = known & ~np.isin(place, kept)
    before, needed = int(early.sum()), YEARS_BEFORE * season
    name = Text("Seasons seen before adoption")
    if start - time[known].min(initial=start) < needed or rare.sum() > MOST_RARE * known.sum():
        text = Text(
            "{before} periods before adoption; {needed} would be needed to tell {season} seasons from the"
            " effect, so they were left out.",
            before=before,
            needed=needed,
            season=season,
        )
        return np.zeros(1, np.int64), known, (Diagnostic(name, False, text),)
    text = Text("{before} periods before adoption show {kept} seasons each twice.", before=before, kept=len(kept))
    if len(kept) < season:
        left_out = counted(
            season - len(kept),
            "One season was not seen twice before it and left out, with {periods} periods.",
            "{number} seasons were not seen twice before it and left out, with {periods} periods.",
            periods=int(rare.sum()),
        )
        text = joined(text, left_out)
    check = Diagnostic(name, True, text)
    return kept, known & ~rare, (check,)


def tells_apart(design: Numbers) -> bool:
    """Say whether no regressor is, but for rounding, a mix of the others.

    Parameters
    ----------
    design
        Shape (n, k).
    """
    size = np.sqrt((design**2).sum(axis=0))
    if len(design) < design.shape[1] or not (size > 0).all():
        return False
    return bool(np.linalg.svd(design / size, compute_uv=False).min() > ALIKE)


def _why_not_apart(columns: dict[Regressor, Numbers]) -> Text:
    rest = [column for one, column in columns.items() if one != Regressor("control")]
    if Regressor("control") in columns and tells_apart(np.column_stack(rest)):
        return Text("The control series is constant, or is the trend or the seasons in another guise.")
    return Text("The periods that were observed cannot tell the trend, the seasons and the change at adoption apart.")


def least_periods(season: int, settings: SeriesSettings) -> int:
    """Return how many periods before adoption are needed: 8, and 8 beyond the coefficients known before it."""
    return max(LEAST_BEFORE, season + int(settings.trend or settings.slope) + LEAST_BEFORE - 1)


def _too_few(before: int, after: int, season: int, settings: SeriesSettings) -> Text | None:
    needed, needed_after = least_periods(season, settings), 3 if settings.slope else 1
    if before >= needed and after >= needed_after:
        return None
    return Text(
        "The series has {before} periods before adoption and {after} with the system; at least {needed}"
        " and {needed_after} are needed. Bring earlier periods, or take shorter ones.",
        before=before,
        after=after,
        needed=needed,
        needed_after=needed_after,
    )


def _columns(
    track: Track, settings: SeriesSettings, time: NDArray[np.int64], at: tuple[NDArray[np.bool_], int, Places]
) -> dict[Regressor, Numbers]:
    known, start, seasons = at
    columns: dict[Regressor, Numbers] = {Regressor("constant"): np.ones(len(time))}
    if settings.trend or settings.slope:
        columns[Regressor("trend")] = (time - start).astype(float)
    for number in seasons[1:]:
        columns[Regressor("season", int(number))] = (time % settings.season == number).astype(float)
    if len(track.control):
        control = track.control[known]
        columns[Regressor("control")] = np.log(control) if settings.logarithm and (control > 0).all() else control
    columns[Regressor("level")] = (time >= start).astype(float)
    if settings.slope:
        columns[Regressor("slope")] = np.where(time >= start, time - start, 0).astype(float)
    return columns
