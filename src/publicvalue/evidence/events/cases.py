"""From events to cases: one row a case, or one row a month. Expressions only, the same in every engine.

The events come as a lazy table with the columns

    case, activity   text, never null
    instant          timestamp in UTC, for lengths of time
    local            timestamp as clocks on the wall show it, for days, months and office hours; left out where it is
                     the instant itself
    position         whole number that orders events of the same instant
    start, start_local   timestamps at which work on the event began, never null; optional, start_local as local
    place, start_place   one number that orders events by instant (or start) and position; optional, for speed
    activity_bit     a power of two, another for each activity; optional, for speed
    resource, group, channel   text; optional
    deadline         date; optional
    since, since_local   timestamps at which the case was first heard of, where that may be before its first event;
                     optional, since_local as local
    suspended        whether work on the event was put aside for a time, so that its length is not known; optional
    horizon, horizon_local   the end of the time of which the file knows, the same in all rows; horizon_local as local
    keep_0, keep_1, ...        text; the columns that the mapping keeps

and the calendar as a table with the columns day, before, opens, closes (`calendars.py`), which covers all local days.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from publicvalue.evidence.events.mapping import OF_KNOWN, UNITS, CaseMapping

ARROW = " > "
MICROSECONDS = 1e6
PLACE = dt.Decimal(38, 0)
ORDER = ("instant", "position")
CLOCK_COLUMNS = frozenset({"working_duration", "working_followed", "outside_office_hours"})


def roll_up(events: ir.Table, calendar: ir.Table, mapping: CaseMapping, asked: Collection[str]) -> ir.Table:
    """Return the table that the mapping's `rows` names.

    Parameters
    ----------
    events, calendar
        As the module says.
    mapping
        How events become cases.
    asked
        Columns that will be used; the others are left out, as some cost a sort of all events.
    """
    if mapping.rows == "periods":
        cases = roll_up_cases(events, calendar, replace(mapping, rows="cases"), {"period", "period_ended"})
        return roll_up_periods(cases, calendar)
    return roll_up_cases(events, calendar, mapping, asked)


def roll_up_cases(events: ir.Table, calendar: ir.Table, mapping: CaseMapping, asked: Collection[str]) -> ir.Table:
    """Return one row a case, with those of its columns (`CASE_COLUMNS`, kept ones) that are asked for."""
    wanted = [name for name in mapping.row_columns if name in asked or name == "case"]
    ordered = _with_order(events, mapping, wanted)
    cases = ordered.group_by("case").aggregate(**_totals(ordered, mapping, wanted))
    cases = _with_lengths(cases, mapping, wanted)
    if CLOCK_COLUMNS & set(wanted) or (mapping.within_working and OF_KNOWN & set(wanted)):
        cases = _with_calendar(cases, calendar, mapping, wanted)
    if OF_KNOWN & set(wanted):
        cases = _with_limit(cases, mapping)
    return cases.select(*map(mapping.key_of, wanted))


def _with_order(events: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> ir.Table:
    """Add to each event what depends on the events before it."""
    steps = ibis.window(group_by="case", order_by=ORDER)
    columns: dict[str, ir.Value] = {"began": events["start" if "start" in events.columns else "instant"]}
    if "hand_overs" in wanted:
        columns["handed_over"] = events["resource"] != events["resource"].lag().over(steps)
    events = events.mutate(**columns)
    if {"service", "waiting"} & set(wanted):
        # The case waits from the latest end so far until the next event begins.
        earlier = ibis.window(group_by="case", order_by=("began", *ORDER), preceding=(None, 1))
        before = events["instant"].max().over(earlier)
        if "since" in events.columns:
            before = ibis.coalesce(before, events["since"])
        # In whole microseconds: their sums are exact, whichever event a thread comes to first.
        gap = events["began"].delta(before, unit="microsecond")
        closing = ibis.window(group_by="case")
        events = events.mutate(gap=ibis.greatest(gap, 0), over=_closing(events, mapping).over(closing))
    return events


def _closing(events: ir.Table, mapping: CaseMapping) -> ir.Value:
    """Return the instant of the last event that closes the case."""
    if not mapping.closed_by:
        return events["instant"].max()
    return events["instant"].max(where=events["activity"].isin(mapping.closed_by))


def _totals(events: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> dict[str, ir.Value]:
    """Return the aggregates of a case, by name."""
    totals = {**_ends(events, mapping, wanted), **_clocks(events, mapping)}
    if {"events", "rework", "reworked", "automated_share", "automated"} & set(wanted):
        totals["events"] = events.count()
    if {"rework", "reworked"} & set(wanted):
        totals["activities"] = _activities(events)
    if "hand_overs" in wanted:
        totals["hand_overs"] = events["handed_over"].fill_null(False).cast("int64").sum()
    if {"automated_share", "automated"} & set(wanted):
        totals["automated_events"] = _is_automated(events, mapping).cast("int64").sum()
    if {"service", "waiting"} & set(wanted):
        if "suspended" in events.columns:
            totals["suspended"] = events["suspended"].any()
        totals["gaps"] = events["gap"].sum(where=events["began"] <= events["over"]).fill_null(0)
    if {"variant", "variant_id"} & set(wanted):
        step = ibis.struct({**{name: events[name] for name in ORDER}, "activity": events["activity"]})
        totals["steps"] = step.collect()
    return totals | _firsts(events, mapping, wanted)


def _ends(events: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> dict[str, ir.Value]:
    """Return the instants at which a case began and closed, and up to which the file knows of it."""
    began = ibis.least(events["began"], events["since"]) if "since" in events.columns else events["began"]
    ends: dict[str, ir.Value] = {"began": began.min(), "closed": _closing(events, mapping)}
    if mapping.needs_horizon(wanted):
        local = "horizon_local" if "horizon_local" in events.columns else "horizon"
        ends |= {"horizon": events["horizon"].max(), "horizon_wall": events[local].max()}
    return ends


def _clocks(events: ir.Table, mapping: CaseMapping) -> dict[str, ir.Value]:
    """Return when a case started and ended on the wall, where those clocks are not the instants themselves."""
    if "local" not in events.columns:
        return {}
    closes = events["activity"].isin(mapping.closed_by) if mapping.closed_by else None
    begins = "start_local" if "start" in events.columns else "local"
    started = _first(events, begins, "start" if "start" in events.columns else "instant")
    return {
        "started": ibis.least(started, events["since_local"].min()) if "since" in events.columns else started,
        "ended": _last(events, "local", closes),
    }


@cache
def _at_place(name: str, kind: dt.DataType) -> Callable[..., ir.Value]:
    """Return the engine's own aggregate for the value at the least or greatest place; it leaves out blank values."""

    def at_place(value: object, place: object) -> None: ...

    chosen: Callable[..., ir.Value] = ibis.udf.agg.builtin(at_place, name=name, signature=((kind, PLACE), kind))
    return chosen


def _first(events: ir.Table, name: str, moment: str = "instant") -> ir.Value:
    """Return the first filled cell of a column, by a moment and the position; numbers take a third of a pair's time."""
    place = {"instant": "place", "start": "start_place"}[moment]
    if place in events.columns:
        return _at_place("arg_min", events[name].type())(events[name], events[place])
    return events[name].argmin(_pair(events, moment), where=events[name].notnull())


def _last(events: ir.Table, name: str, where: ir.BooleanValue | None) -> ir.Value:
    if "place" in events.columns:
        return _at_place("arg_max", events[name].type())(events[name], events["place"], where=where)
    return events[name].argmax(_pair(events, "instant"), where=where)


def _pair(events: ir.Table, moment: str) -> ir.Value:
    return ibis.struct({name: events[name] for name in (moment, "position")})


def _bits_set(bits: int) -> int: ...  # type: ignore[empty-body]


# Both engines have it under this name.
BIT_COUNT: Callable[..., ir.Value] = ibis.udf.scalar.builtin(_bits_set, name="bit_count")


def _activities(events: ir.Table) -> ir.Value:
    """Return the number of different activities; the bits take a tenth of the time of a distinct count."""
    if "activity_bit" in events.columns:
        return BIT_COUNT(events["activity_bit"].bit_or())
    return events["activity"].nunique()


def _kept_columns(mapping: CaseMapping, asked: Collection[str]) -> list[str]:
    """Return the columns of events of which a case keeps the first filled cell."""
    firsts = {"channel": "channel", "group": "group", "deadline": "deadline", "deadline_met": "deadline"}
    kept = {title: f"keep_{i}" for i, title in enumerate(mapping.keep)}
    known = (*mapping.columns, *kept.values())
    return sorted({name for title, name in {**firsts, **kept}.items() if title in asked and name in known})


def _firsts(events: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> dict[str, ir.Value]:
    """Return the first filled cell of a case in each column that it keeps."""
    return {name: _first(events, name) for name in _kept_columns(mapping, wanted)}


def _is_automated(events: ir.Table, mapping: CaseMapping) -> ir.BooleanValue:
    by_activity = events["activity"].isin(mapping.automated_activities)
    if "resource" not in mapping.columns:
        return by_activity
    return by_activity | events["resource"].isin(mapping.automated_resources).fill_null(False)


def _with_lengths(cases: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> ir.Table:
    """Add what follows from a case's own totals."""
    unit = UNITS[mapping.unit]
    if "started" not in cases.columns:
        cases = cases.mutate(started=cases["began"], ended=cases["closed"])
    columns: dict[str, ir.Value] = {
        "duration": _seconds(cases["began"], cases["closed"]) / unit,
        "period": cases["started"].strftime("%Y-%m"),
        "period_ended": cases["ended"].strftime("%Y-%m"),
    }
    if "activities" in cases.columns:
        columns["rework"] = cases["events"] - cases["activities"]
        columns["reworked"] = columns["rework"] > 0
    if "automated_events" in cases.columns:
        columns["automated_share"] = cases["automated_events"].cast("float64") * 100 / cases["events"]
        columns["automated"] = cases["automated_events"] == cases["events"]
    if "gaps" in cases.columns:
        columns["waiting"] = _waiting(cases, unit)
        columns["service"] = columns["duration"] - columns["waiting"]
    if "steps" in cases.columns:
        steps = cases["steps"].sort().map(lambda step: step["activity"])
        columns["variant"] = ibis.literal(ARROW).join(steps)
        columns["variant_id"] = columns["variant"].hexdigest("sha256").substr(0, 12)
    if "deadline_met" in wanted:
        columns["deadline_met"] = cases["ended"].date() <= cases["deadline"]
        # Of an event log's open cases nobody knows, whichever other columns are asked for.
        if mapping.is_register and "horizon_wall" in cases.columns:
            overdue = cases["ended"].isnull() & (cases["deadline"] < cases["horizon_wall"].date())
            columns["deadline_met"] = overdue.fill_null(False).ifelse(False, columns["deadline_met"])
    return cases.mutate(**columns, **_followed(cases, columns["duration"], unit))


def _waiting(cases: ir.Table, unit: float) -> ir.Value:
    """Return the time in which nothing was worked on, where the case has ended and every length is known."""
    known = cases["closed"].notnull()
    if "suspended" in cases.columns:
        known &= ~cases["suspended"].fill_null(False)
    return known.ifelse(cases["gaps"].cast("float64") / MICROSECONDS / unit, ibis.null("float64"))


def _followed(cases: ir.Table, duration: ir.Value, unit: float) -> dict[str, ir.Value]:
    """Return whether a case is open, and how long the file knows of it."""
    followed: dict[str, ir.Value] = {"open": cases["closed"].isnull()}
    if "horizon" in cases.columns:
        followed["available"] = ibis.greatest(_seconds(cases["began"], cases["horizon"]), 0.0) / unit
        followed["followed"] = ibis.coalesce(duration, followed["available"])
    return followed


def _with_calendar(cases: ir.Table, calendar: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> ir.Table:
    """Place the start of each case on the working clock, and its end where that is needed."""
    cases = _on_day(cases, calendar, "started", "first")
    second = _second_of_day(cases["started"])
    inside = (second >= cases["first_opens"]) & (second < cases["first_closes"])
    cases = cases.mutate(outside_office_hours=~inside)
    if set(wanted) & CLOCK_COLUMNS == {"outside_office_hours"} and not mapping.within_working:
        return cases
    cases = _on_day(cases, calendar, "ended", "last")
    start, end = _clock(cases, "started", "first"), _clock(cases, "ended", "last")
    # In days, a working day counts as one, however many hours it has.
    unit = float(mapping.hours.seconds) if mapping.unit == "days" else UNITS[mapping.unit]
    cases = cases.mutate(working_duration=(end - start) / unit)
    if "horizon" not in cases.columns:
        return cases
    cases = _on_day(cases, calendar, "horizon_wall", "extract")
    upto = _clock(cases, "horizon_wall", "extract") - _clock(cases, "started", "first")
    cases = cases.mutate(working_available=ibis.greatest(upto, 0.0) / unit)
    return cases.mutate(working_followed=ibis.coalesce(cases["working_duration"], cases["working_available"]))


def _with_limit(cases: ir.Table, mapping: CaseMapping) -> ir.Table:
    """Say what became of each case within the mapping's time, where the file knows so much of it, however it ended."""
    work = "working_" if mapping.within_working else ""
    length, limit = cases[f"{work}duration"], float(mapping.within or 0)
    known = cases[f"{work}available"] >= limit
    inside = (length <= limit).fill_null(False)
    return cases.mutate(
        closed_within=known.ifelse(inside, ibis.null("boolean")),
        duration_within=known.ifelse(inside.ifelse(length, limit), ibis.null("float64")),
    )


def _on_day(cases: ir.Table, calendar: ir.Table, moment: str, prefix: str) -> ir.Table:
    """Add the calendar's row of the day of a moment."""
    days = calendar.rename({f"{prefix}_{name}": name for name in calendar.columns if name != "day"})
    dated = cases.mutate(**{f"{prefix}_day": cases[moment].date()})
    return dated.left_join(days, dated[f"{prefix}_day"] == days["day"]).drop("day")


def _clock(cases: ir.Table, moment: str, prefix: str) -> ir.FloatingValue:
    opens, closes = cases[f"{prefix}_opens"], cases[f"{prefix}_closes"]
    second = ibis.least(ibis.greatest(_second_of_day(cases[moment]), opens), closes)
    return cases[f"{prefix}_before"] + second - opens


def _second_of_day(moment: ir.TimestampValue) -> ir.FloatingValue:
    return _seconds(moment.truncate("D"), moment)


def _seconds(start: ir.TimestampValue, end: ir.TimestampValue) -> ir.FloatingValue:
    return end.delta(start, unit="microsecond").cast("float64") / MICROSECONDS


def roll_up_periods(cases: ir.Table, calendar: ir.Table) -> ir.Table:
    """Return one row a month: arrivals, completed and backlog (`PERIOD_COLUMNS`), months without events too."""
    months = calendar.select(period=calendar["day"].strftime("%Y-%m")).distinct()
    arrivals = cases.group_by("period").aggregate(arrivals=cases.count())
    ends = cases.filter(cases["period_ended"].notnull())
    completed = ends.group_by(ended_in=ends["period_ended"]).aggregate(completed=ends.count())
    joined = months.left_join(arrivals, "period").drop("period_right")
    joined = joined.left_join(completed, joined["period"] == completed["ended_in"]).drop("ended_in")
    counts = joined.mutate(arrivals=joined["arrivals"].fill_null(0), completed=joined["completed"].fill_null(0))
    upto = ibis.cumulative_window(order_by="period")
    backlog = (counts["arrivals"] - counts["completed"]).sum().over(upto)
    return counts.mutate(backlog=backlog.cast("int64")).order_by("period")
