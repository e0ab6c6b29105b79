"""From events to cases: one row a case, or one row a month. Expressions only, the same in every engine.

The events come as a lazy table with the columns

    case, activity   text, never null
    instant          timestamp in UTC, for lengths of time
    local            timestamp as clocks on the wall show it, for days, months and office hours
    position         whole number that orders events of the same instant
    start, start_local   timestamps at which work on the event began, never null; optional
    resource, group, channel   text; optional
    deadline         date; optional
    keep_0, keep_1, ...        text; the columns that the mapping keeps

and the calendar as a table with the columns day, before, opens, closes (`calendars.py`), which covers all local days.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import ibis
import ibis.expr.types as ir

from publicvalue.evidence.case_mapping import UNITS, CaseMapping

ARROW = " > "
MICROSECONDS = 1e6
ORDER = ("instant", "position")


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
    if {"working_duration", "outside_office_hours"} & set(wanted):
        cases = _with_calendar(cases, calendar, mapping)
    return cases.select(*wanted)


def _with_order(events: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> ir.Table:
    """Add to each event what depends on the events before it."""
    before = ibis.window(group_by="case", order_by=ORDER)
    begins = ("start", "start_local") if "start" in mapping.columns else ("instant", "local")
    columns: dict[str, ir.Value] = {"began": events[begins[0]], "began_local": events[begins[1]]}
    if "hand_overs" in wanted:
        columns["handed_over"] = events["resource"] != events["resource"].lag().over(before)
    events = events.mutate(**columns)
    if {"service", "waiting"} & set(wanted):
        # The case waits from the latest end so far until the next event begins.
        earlier = ibis.window(group_by="case", order_by=("began", *ORDER), preceding=(None, 1))
        gap = _seconds(events["instant"].max().over(earlier), events["began"])
        closing = ibis.window(group_by="case")
        events = events.mutate(gap=ibis.greatest(gap, 0.0), over=_closing(events, mapping).over(closing))
    return events


def _closing(events: ir.Table, mapping: CaseMapping) -> ir.Value:
    """Return the instant of the last event that closes the case."""
    if not mapping.closed_by:
        return events["instant"].max()
    return events["instant"].max(where=events["activity"].isin(mapping.closed_by))


def _totals(events: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> dict[str, ir.Value]:
    """Return the aggregates of a case, by name."""
    closes = events["activity"].isin(mapping.closed_by) if mapping.closed_by else None
    place = ibis.struct({name: events[name] for name in ORDER})
    totals: dict[str, ir.Value] = {
        "began": events["began"].min(),
        "closed": _closing(events, mapping),
        "started": events["began_local"].argmin(ibis.struct({name: events[name] for name in ("began", "position")})),
        "ended": events["local"].argmax(place, where=closes),
    }
    if {"events", "rework", "reworked", "automated_share", "automated"} & set(wanted):
        totals["events"] = events.count()
    if {"rework", "reworked"} & set(wanted):
        totals["activities"] = events["activity"].nunique()
    if "hand_overs" in wanted:
        totals["hand_overs"] = events["handed_over"].fill_null(False).cast("int64").sum()
    if {"automated_share", "automated"} & set(wanted):
        totals["automated_events"] = _is_automated(events, mapping).cast("int64").sum()
    if {"service", "waiting"} & set(wanted):
        totals["gaps"] = events["gap"].sum(where=events["began"] <= events["over"]).fill_null(0.0)
    if {"variant", "variant_id"} & set(wanted):
        step = ibis.struct({**{name: events[name] for name in ORDER}, "activity": events["activity"]})
        totals["steps"] = step.collect()
    return totals | _firsts(events, mapping, wanted)


def _firsts(events: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> dict[str, ir.Value]:
    """Return the first filled cell of a case in each column that it keeps."""
    place = ibis.struct({name: events[name] for name in ORDER})
    firsts = {"channel": "channel", "group": "group", "deadline": "deadline", "deadline_met": "deadline"}
    kept = {title: f"keep_{i}" for i, title in enumerate(mapping.keep)}
    used = {name for title, name in {**firsts, **kept}.items() if title in wanted}
    return {name: events[name].argmin(place, where=events[name].notnull()) for name in sorted(used)}


def _is_automated(events: ir.Table, mapping: CaseMapping) -> ir.BooleanValue:
    by_activity = events["activity"].isin(mapping.automated_activities)
    if "resource" not in mapping.columns:
        return by_activity
    return by_activity | events["resource"].isin(mapping.automated_resources).fill_null(False)


def _with_lengths(cases: ir.Table, mapping: CaseMapping, wanted: Collection[str]) -> ir.Table:
    """Add what follows from a case's own totals."""
    unit = UNITS[mapping.unit]
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
        ended = cases["closed"].notnull()
        columns["waiting"] = ended.ifelse(cases["gaps"] / unit, ibis.null("float64"))
        columns["service"] = columns["duration"] - columns["waiting"]
    if "steps" in cases.columns:
        steps = cases["steps"].sort().map(lambda step: step["activity"])
        columns["variant"] = ibis.literal(ARROW).join(steps)
        columns["variant_id"] = columns["variant"].hexdigest("sha256").substr(0, 12)
    if "deadline_met" in wanted:
        columns["deadline_met"] = cases["ended"].date() <= cases["deadline"]
    columns |= {title: cases[f"keep_{i}"] for i, title in enumerate(mapping.keep) if title in wanted}
    return cases.mutate(**columns)


def _with_calendar(cases: ir.Table, calendar: ir.Table, mapping: CaseMapping) -> ir.Table:
    """Place the start and the end of each case on the working clock."""
    cases = cases.mutate(first_day=cases["started"].date(), last_day=cases["ended"].date())
    first = calendar.rename({f"first_{name}": name for name in calendar.columns if name != "day"})
    last = calendar.rename({f"last_{name}": name for name in calendar.columns if name != "day"})
    cases = cases.left_join(first, cases["first_day"] == first["day"]).drop("day")
    cases = cases.left_join(last, cases["last_day"] == last["day"]).drop("day")
    start, end = _clock(cases, "started", "first"), _clock(cases, "ended", "last")
    # In days, a working day counts as one, however many hours it has.
    unit = float(mapping.hours.seconds) if mapping.unit == "days" else UNITS[mapping.unit]
    second = _second_of_day(cases["started"])
    inside = (second >= cases["first_opens"]) & (second < cases["first_closes"])
    return cases.mutate(working_duration=(end - start) / unit, outside_office_hours=~inside)


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
