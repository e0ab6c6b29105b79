"""The report of a plan to know: how each benefit is measured, which design can show it, and who starts when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from publicvalue import __version__
from publicvalue.business_case.planning.designs import ALPHA, POWER, Able, Design
from publicvalue.business_case.planning.model import Frequency, Measuring
from publicvalue.business_case.planning.planned import Planned
from publicvalue.business_case.staggered import Simulated
from publicvalue.reports.business_case.shown import shown
from publicvalue.reports.document.blocks import (
    Block,
    Document,
    Item,
    Items,
    Paragraph,
    Section,
    findings,
    said,
)
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import write_chance
from publicvalue.words.text import Text, counted

DESIGNS: Mapping[Design, Text] = MappingProxyType(
    {
        "lots": Text("a lot among cases"),
        "staggered": Text("a roll-out in groups, drawn by lot"),
        "threshold": Text("a score that decides"),
        "series": Text("a series that is interrupted"),
    }
)
FREQUENCIES: Mapping[Frequency, Text] = MappingProxyType(
    {
        "weekly": Text("every week"),
        "monthly": Text("every month"),
        "quarterly": Text("every quarter"),
        "yearly": Text("every year"),
        "once": Text("once"),
    }
)
STEPS = (0.5, 0.75, 1.0, 1.25, 1.5)
"""Effects of which the power is shown, over the smallest that is shown in 8 of 10."""


def plan_document(planned: Planned) -> Document:
    """Return the report of a plan to know."""
    tables = plan_tables(planned)
    return Document(
        id="plan",
        title=planned.case.title,
        name=Text("{title}: plan to know", title=planned.case.title),
        kicker=Text("Plan to know"),
        notices=(),
        opening=(_answer(planned),),
        sections=tuple(_sections(planned, tables)),
        foot=said(Text("Made with publicvalue {version}.", version=__version__)),
        form="brief",
    )


def plan_tables(planned: Planned) -> Mapping[str, Table]:
    """Return every table of a plan, by name."""
    made = [_measured(planned), _designs(planned)]
    made += [_power(planned, planned.simulated)] if planned.simulated else []
    made += [_calendar(planned)] if planned.calendar else []
    return MappingProxyType({table.name: table for table in made})


def plan_texts(planned: Planned) -> Iterator[Text]:
    """Yield what a reader must know of a plan: which design can show what is promised, and what is missing."""
    yield design_text(planned)
    if planned.simulated is not None:
        yield _simulated_text(planned, planned.simulated)
    open_ones = tuple(one.title for one in planned.measured if not one.is_complete)
    if open_ones:
        yield Text("Not said yet how it is measured, wholly: {titles:list}.", titles=open_ones)
    if planned.roll_out and not planned.calendar:
        yield Text("No lot is drawn: the number with which it is drawn is not named.")


def design_text(planned: Planned) -> Text:
    """Say which design can show what is promised, or why none is known to."""
    found, proposed = planned.guide, planned.guide.proposed
    if proposed is not None and found.effect is not None:
        return Text(
            "{design:capital} can show what is promised: changes from {smallest:number} on in 8 of 10 cases, and "
            "{effect:number} is promised.",
            design=DESIGNS[proposed.design],
            smallest=_short(proposed.smallest),
            effect=abs(found.effect),
        )
    if proposed is not None:
        return Text(
            "{design:capital} can show changes from {smallest:number} on in 8 of 10 cases; what is promised in a unit "
            "and month is not stated.",
            design=DESIGNS[proposed.design],
            smallest=_short(proposed.smallest),
        )
    nearest = found.nearest
    if nearest is None or found.effect is None:
        return Text(
            "Whether any design can show an effect is not known: the sheet of the roll-out lacks what it takes."
        )
    return Text(
        "No design can show what is promised, {effect:number}: the nearest is {design}, from {smallest:number} on. It "
        "would take about {times:number} times the units or cases.",
        effect=abs(found.effect),
        design=DESIGNS[nearest.design],
        smallest=_short(nearest.smallest),
        times=_short(((nearest.smallest or 0.0) / abs(found.effect)) ** 2 if found.effect else None),
    )


def _simulated_text(planned: Planned, found: Simulated) -> Text:
    how = (
        Text("the units' own past months, replayed")
        if planned.replays
        else Text("months like the past ones, drawn anew")
        if planned.past
        else Text("months that were drawn as they were stated")
    )
    return Text(
        "In {runs:count} simulated roll-outs ({how}) changes from {smallest:number} on are shown in 8 of 10. A t test "
        "by itself would tell a change where there is none in {false} of them; where that is above 5 %, more is asked.",
        runs=planned.runs,
        how=how,
        smallest=_short(found.minimum_effect(POWER, ALPHA)),
        false=write_chance(found.false_alarms(ALPHA)),
    )


def _answer(planned: Planned) -> Section:
    first, *more = plan_texts(planned)
    blocks: tuple[Block, ...] = (Paragraph((first,), "answer"), *said(*more))
    able = planned.guide.proposed is not None
    return Section("answer", Text("Will we know?"), blocks, "answer", tone="good" if able else "bad")


def _sections(planned: Planned, tables: Mapping[str, Table]) -> Iterator[Section]:
    hours = [one.hours_a_year for one in planned.measured if one.hours_a_year is not None]
    told = findings((_hours_text(sum(hours)),)) if hours else ()
    heading = Text("How each benefit is measured")
    yield Section("measured", heading, (*told, shown(tables["measured"])))
    blocks: list[Block] = [shown(tables["designs"])]
    blocks += [shown(tables["power"])] if "power" in tables else []
    yield Section("designs", Text("Which design can show it"), tuple(blocks))
    if "calendar" in tables:
        yield Section("calendar", Text("Who starts when"), (shown(tables["calendar"]),))
    yield _method(planned)


def _hours_text(hours: float) -> Text:
    return counted(
        hours,
        "Measuring takes {number:number} staff hour a year.",
        "Measuring takes {number:number} staff hours a year.",
    )


def _method(planned: Planned) -> Section:
    field = planned.plan.field
    items = [
        Text(
            "A change counts as shown when it is told from none at a false alarm in 20; the smallest one is that which "
            "is shown in 8 of 10 cases."
        ),
        Text("Designs stand in the order of what they prove; the first that can show what is promised is proposed."),
    ]
    if planned.guide.wander is not None:
        wander = planned.guide.wander
        items.append(
            Text(
                "Months of a unit have a standard deviation of {deviation:number} around its level and that of all, "
                "and a correlation of {carry:number} with the next.",
                deviation=_short(wander.deviation),
                carry=_short(wander.carry),
            )
        )
    if planned.calendar:
        text = Text(
            "The lot was drawn with the number {seed}: whoever draws it again gets the same calendar.",
            seed=str(field.seed),
        )
        items.append(text)
    return Section("method", Text("How it was computed"), (Items(tuple(Item((one,)) for one in items)),))


def _measured(planned: Planned) -> Table:
    columns = (
        Text("Promise"),
        Text("What is counted"),
        Text("In which records"),
        Text("How often"),
        Text("Who"),
        Text("Hours each time"),
        Text("Stopped at"),
        Text("With a probability of"),
        Text("When off track"),
    )
    return Table("measured", Text("Plan of measuring"), columns, tuple(map(_measuring, planned.measured)))


def _measuring(one: Measuring) -> tuple[Cell, ...]:
    often = FREQUENCIES[one.frequency] if one.frequency else None
    chance = None if one.chance is None else write_chance(one.chance)
    said_ = (one.indicator or None, one.source or None, often, one.who or None, one.hours)
    return (one.title, *said_, one.stop, chance, one.action or None)


def _designs(planned: Planned) -> Table:
    rows = tuple(_able(one, planned) for one in planned.guide.designs)
    columns = (
        Text("Design"),
        Text("Smallest change, by formula"),
        Text("By simulation"),
        Text("Enough for what is promised"),
        Text("Why not"),
    )
    return Table("designs", Text("What each design can show with the units at hand"), columns, rows)


def _able(one: Able, planned: Planned) -> tuple[Cell, ...]:
    effect = planned.guide.effect
    enough = None
    if one.smallest is not None and effect is not None:
        enough = Text("yes") if one.smallest <= abs(effect) else Text("no")
    by_runs = _by_simulation(planned, one.design)
    return (DESIGNS[one.design], _short(one.smallest), _short(by_runs), enough, one.reason or None)


def _power(planned: Planned, found: Simulated) -> Table:
    smallest = found.minimum_effect(POWER, ALPHA)
    effects = sorted({0.0, *(smallest * step for step in STEPS), abs(planned.guide.effect or 0.0)})
    rows = tuple((_short(one), write_chance(found.power(one, ALPHA))) for one in effects)
    columns = (Text("Change in a unit and month"), Text("Shown in so many of the simulated roll-outs"))
    return Table("power", Text("Power of the roll-out, by simulation"), columns, rows)


def _calendar(planned: Planned) -> Table:
    rows = tuple(
        (
            one.unit,
            Text("waits to the end") if one.month is None else Text("month {month}", month=str(one.month)),
            None if one.day is None else one.day.isoformat(),
        )
        for one in planned.calendar
    )
    return Table("calendar", Text("Calendar, drawn by lot"), (Text("Unit"), Text("Starts in"), Text("Day")), rows)


def _by_simulation(planned: Planned, design: Design) -> float | None:
    found = planned.simulated_of(design)
    return found.minimum_effect(POWER, ALPHA) if found else None


def _short(value: float | None) -> float | None:
    """Return a number with three significant digits: more would promise what nobody knows."""
    return None if value is None else float(f"{value:.3g}")


def plan_data(planned: Planned) -> dict[str, object]:
    """Return a plan as dictionaries, lists, texts and numbers."""
    found = planned.simulated
    return {
        "format": "1",
        "version": __version__,
        "title": planned.case.title,
        "measured": [dict(vars(one)) for one in planned.measured],
        "designs": [
            {
                "design": one.design,
                "smallest": one.smallest,
                "by_simulation": _by_simulation(planned, one.design),
                "reason": str(one.reason),
            }
            for one in planned.guide.designs
        ],
        "proposed": planned.guide.proposed.design if planned.guide.proposed else None,
        "promised_effect": planned.guide.effect,
        "deviation": planned.guide.wander.deviation if planned.guide.wander else None,
        "carry": planned.guide.wander.carry if planned.guide.wander else None,
        "runs": planned.runs,
        "smallest_by_simulation": found.minimum_effect(POWER, ALPHA) if found else None,
        "power_of_promised": found.power(abs(planned.guide.effect), ALPHA) if found and planned.guide.effect else None,
        "seed": planned.plan.field.seed,
        "calendar": [
            {"unit": one.unit, "month": one.month, "day": one.day.isoformat() if one.day else None}
            for one in planned.calendar
        ],
    }
