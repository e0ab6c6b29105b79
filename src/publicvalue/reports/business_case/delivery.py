"""Promise and delivery, for everybody to read: what was promised, what came, and what nobody measured.

A result stands beside its forecast and never in its place. What nobody measured is named, and is in no sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from publicvalue import __version__
from publicvalue.business_case.delivered import Delivered
from publicvalue.business_case.delivery import Calibration, ForecastOutcome, TrackRecord, find_record
from publicvalue.business_case.gates.record import went_live
from publicvalue.business_case.history import DatedAnswer, Said
from publicvalue.business_case.model import Case
from publicvalue.business_case.planning.stopping import Stopping
from publicvalue.business_case.result import CaseResult
from publicvalue.reports.business_case.forecasts import forecast_section
from publicvalue.reports.business_case.shown import shown
from publicvalue.reports.business_case.tables import write_money, write_spread
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

SAID: Mapping[Said, Text] = MappingProxyType(
    {
        "forecast": Text("forecast"),
        "gate": Text("promised at a gate"),
        "pilot": Text("measured in the pilot"),
        "use": Text("measured in use"),
    }
)
GATES: Mapping[str, Text] = MappingProxyType(
    {
        "idea": Text("Idea"),
        "pilot": Text("Pilot"),
        "go_live": Text("Go-live"),
        "yearly": Text("Each year"),
        "retirement": Text("Retirement"),
    }
)


def gate_sections(delivered: Delivered) -> tuple[Section, ...]:
    """Return what the report of a gate says of forecasts and of what came: nothing where there is nothing yet."""
    sections = [forecast_section(delivered.case)]
    if went_live(delivered.record) or any(one.result is not None for one in delivered.promises):
        blocks = _promise_blocks(delivered)
        sections.append(Section("delivery", Text("Promise and delivery"), blocks))
    elif any(one.said == "pilot" for one in delivered.history):
        heading = Text("What the pilot showed")
        sections.append(Section("pilot", heading, (shown(history_table(delivered.history)),)))
    return tuple(one for one in sections if one is not None)


def delivery_document(
    systems: Sequence[Delivered],
    calibration: Calibration,
    next_case: tuple[Case, CaseResult, CaseResult] | None = None,
) -> Document:
    """Return the page on what came of promises, of one system or of all of a ministry.

    Parameters
    ----------
    systems
        Each system's promises and results.
    calibration
        How well its forecasts did, over all of them.
    next_case
        The next case, what it comes to as it was forecast, and as it is corrected by that record.
    """
    title = systems[0].case.title if len(systems) == 1 else Text("Promises and what came of them")
    sections = [_system(one, number) for number, one in enumerate(systems, 1)]
    sections.append(_calibrated(calibration))
    sections += [_corrected(calibration, *next_case)] if next_case else []
    return Document(
        id="delivery",
        title=title,
        name=Text("{title}: promise and delivery", title=title),
        kicker=Text("Promise and delivery"),
        notices=(),
        opening=(_answer(systems),),
        sections=(*sections, _method()),
        foot=said(Text("Made with publicvalue {version}.", version=__version__)),
        form="brief",
    )


def answer_text(promises: Sequence[ForecastOutcome]) -> Text:
    """Say in one sentence how many promises that are due were kept, missed and never measured."""
    due = [one for one in promises if one.is_due]
    kept = sum(one.is_kept is True for one in due)
    missed = sum(one.is_kept is False for one in due)
    return Text(
        "Promises that are due: {promised}. As promised or better: {kept}. Not so: {missed}. Never measured, and so "
        "unknown: {unknown}.",
        promised=len(due),
        kept=kept,
        missed=missed,
        unknown=len(due) - kept - missed,
    )


def _answer(systems: Sequence[Delivered]) -> Section:
    promises = [promise for one in systems for promise in one.promises]
    stopped = tuple(stop.promise.title for one in systems for stop in one.stops if stop.holds)
    told = [Text("A stop rule holds: {titles:list}.", titles=stopped)] if stopped else []
    blocks: tuple[Block, ...] = (Paragraph((answer_text(promises),), "answer"), *findings(tuple(told)))
    return Section("answer", Text("Did it come as promised?"), blocks, "answer", tone="bad" if stopped else "")


def _system(delivered: Delivered, number: int) -> Section:
    blocks = list(_promise_blocks(delivered))
    if delivered.history:
        blocks.append(shown(history_table(delivered.history)))
    return Section(f"system-{number}", delivered.case.title, tuple(blocks))


def _promise_blocks(delivered: Delivered) -> tuple[Block, ...]:
    """Return promises beside what came, in words and as a table, and the stop rules."""
    told = tuple(delivery_texts(delivered))
    blocks: list[Block] = [*findings(told), shown(delivery_table(delivered.promises))]
    if delivered.stops:
        blocks += [Items(tuple(Item((stop_text(one),)) for one in delivered.stops))]
    return tuple(blocks)


def delivery_texts(delivered: Delivered) -> Iterator[Text]:
    """Yield what is to be known of a system's promises: how many held, what is missing, money and delays."""
    promises = delivered.promises
    record = find_record(promises)
    yield Text(
        "Of {promised} promises {measured} were measured; {held} of the results lie within nine in ten of what was "
        "forecast.",
        promised=record.promised,
        measured=record.measured,
        held=record.held,
    )
    if record.unmeasured:
        missing = tuple(one.title for one in promises if one.is_due and one.result is None)
        yield counted(
            record.unmeasured,
            "Never measured, and so unknown: {missing:list}.",
            "Never measured, and so unknown: {missing:list}.",
            missing=missing,
        )
    if later := tuple(one.title for one in promises if not one.is_due):
        yield Text("Not due yet: {titles:list}.", titles=later)
    yield from _money_texts(delivered)
    aside = sum(one.set_aside for one in promises if one.is_cost and one.result is not None)
    if aside:
        money = write_money(delivered.case, aside)
        yield Text("For optimism the case had set aside {money} on top of these costs.", money=money)
    for one in promises:
        if one.delay is not None and one.delay > 0:
            yield counted(
                one.delay,
                "{title} began {number} day later than promised.",
                "{title} began {number} days later than promised.",
                title=one.title,
            )


def _money_texts(delivered: Delivered) -> Iterator[Text]:
    """Yield what the errors are worth over the whole case, costs and benefits apart, of what was measured."""
    costs = [one.loss for one in delivered.promises if one.is_cost and one.loss is not None]
    benefits = [-one.loss for one in delivered.promises if not one.is_cost and one.loss is not None]
    for side, errors in ((Text("costs"), costs), (Text("benefits"), benefits)):
        if errors:
            total = sum(errors)
            yield Text(
                "{side:capital} that were measured lie {money} {where} what was promised, as present value over the "
                "whole case, were it to go on so.",
                side=side,
                money=write_money(delivered.case, abs(total)),
                where=Text("above") if total > 0 else Text("below"),
            )


def stop_text(one: Stopping) -> Text:
    """Say of a stop rule whether it holds, and how likely; or why that is not known."""
    values: dict[str, str | float] = {
        "title": one.promise.title,
        "stop": one.rule.stop or 0.0,
        "chance": write_chance(one.rule.chance or 0.0),
    }
    if one.probability is None:
        why = Text("nobody measured it") if one.promise.result is None else Text("its error is not known")
        return Text("Stop rule of {title}, at {stop:number}: whether it holds is not known, {why}.", why=why, **values)
    values["probability"] = write_chance(one.probability)
    if one.holds:
        return Text(
            "Stop rule of {title}: it lies at {stop:number} or beyond with a probability of {probability}, and from "
            "{chance} on it is stopped. It is to be stopped.",
            **values,
        )
    return Text(
        "Stop rule of {title}: it lies at {stop:number} or beyond with a probability of {probability}, and from "
        "{chance} on it is stopped. It may go on.",
        **values,
    )


def delivery_table(promises: Sequence[ForecastOutcome]) -> Table:
    """Return each promise beside what came; blank where nobody measured."""
    columns = (
        Text("What"),
        Text("Forecast: lowest"),
        Text("Most likely"),
        Text("Highest"),
        Text("Result"),
        Text("Error"),
        Text("Error in money"),
        Text("Within nine in ten"),
    )
    return Table("delivery", Text("Forecast and result, a year or at once"), columns, tuple(map(_promise, promises)))


def _promise(one: ForecastOutcome) -> tuple[Cell, ...]:
    forecast = one.forecast
    held = None if one.is_held is None else Text("yes") if one.is_held else Text("no")
    ends = _short(forecast.low), _short(forecast.likely), _short(forecast.high)
    return (one.title, *ends, one.result, _short(one.error), _short(one.money), held)


def history_table(entries: Sequence[DatedAnswer]) -> Table:
    """Return every dated answer to what was promised."""
    columns = (
        Text("Line"),
        Text("Day"),
        Text("What it is"),
        Text("Who or where from"),
        Text("Lowest"),
        Text("Value"),
        Text("Highest"),
    )
    return Table("history", Text("History: all that was said, by day"), columns, tuple(map(_entry, entries)))


def _entry(one: DatedAnswer) -> tuple[Cell, ...]:
    day = one.day.isoformat() if one.day else None
    who = GATES.get(one.who, one.who) if one.said == "gate" else one.who
    return (one.title, day, SAID[one.said], who or None, _short(one.low), _short(one.value), _short(one.high))


def _calibrated(calibration: Calibration) -> Section:
    told = [*_side_texts(Text("Costs"), calibration.costs), *_side_texts(Text("Benefits"), calibration.benefits)]
    rows = (_record(Text("costs"), calibration.costs), _record(Text("benefits"), calibration.benefits))
    columns = (
        Text("Side"),
        Text("Promised"),
        Text("Results known"),
        Text("Within nine in ten of the forecast"),
        Text("Result over forecast: median"),
        Text("80th percentile"),
        Text("Score of the forecasts (0 is perfect)"),
    )
    table = Table("calibration", Text("How well it was forecast"), columns, rows)
    return Section("calibration", Text("How good the forecasts were"), (*findings(tuple(told)), shown(table)))


def _side_texts(side: Text, record: TrackRecord) -> Iterator[Text]:
    if record.correction is None:
        yield Text("{side}: fewer than five results, from which no correction is read.", side=side)
    else:
        yield Text(
            "{side}: results were {correction:number} times the forecast in the median, {high:number} times at the "
            "80th percentile. Forecasts of the next case may be corrected so.",
            side=side,
            correction=_short(record.correction),
            high=_short(record.high),
        )


def _record(side: Text, record: TrackRecord) -> tuple[Cell, ...]:
    held = Text("{held} of {measured}", held=str(record.held), measured=str(record.measured))
    ratios = _short(record.correction), _short(record.high)
    return (side, record.promised, record.measured, held, *ratios, _short(record.score))


def _corrected(calibration: Calibration, case: Case, forecast: CaseResult, corrected: CaseResult) -> Section:
    told = [Text("As it is forecast: {spread}.", spread=write_spread(case, forecast.proposed.value))]
    if calibration.costs.correction is None and calibration.benefits.correction is None:
        told.append(Text("Nothing of it is corrected: too few results are known."))
    else:
        told.append(
            Text(
                "Corrected by what came of former systems: {spread}; worth more than nothing with a probability of "
                "{chance}.",
                spread=write_spread(case, corrected.proposed.value),
                chance=write_chance(corrected.proposed.value.positive),
            )
        )
    heading = Text("The next case, corrected: {title}", title=case.title)
    return Section("next", heading, findings(tuple(told)))


def _method() -> Section:
    items = (
        Text(
            "A promise is the forecast that was put on record at go-live; what was written afterwards does not change "
            "it."
        ),
        Text("What nobody measured is unknown: it counts neither as kept nor as missed, and is in no sum."),
        Text(
            "The score is the continuous ranked probability score over the most likely value: nobody can better it by "
            "saying other than what they expect. An honest forecast holds nine in ten results."
        ),
    )
    return Section("method", Text("How it was computed"), (Items(tuple(Item((one,)) for one in items)),))


def _short(value: float | None) -> float | None:
    """Return a number with three significant digits: more would promise what nobody knows."""
    return None if value is None else float(f"{value:.3g}")


def delivery_data(systems: Sequence[Delivered], calibration: Calibration) -> dict[str, object]:
    """Return what came of promises as dictionaries, lists, texts and numbers."""
    return {
        "format": "1",
        "version": __version__,
        "systems": [
            {
                "title": one.case.title,
                "currency": one.case.currency,
                "promises": [_promise_data(promise) for promise in one.promises],
                "stops": [
                    {"title": stop.promise.title, "stop": stop.rule.stop, "probability": stop.probability}
                    for stop in one.stops
                ],
            }
            for one in systems
        ],
        "calibration": {"costs": dict(vars(calibration.costs)), "benefits": dict(vars(calibration.benefits))},
    }


def _promise_data(one: ForecastOutcome) -> dict[str, object]:
    return {
        "title": one.title,
        "side": "cost" if one.is_cost else "benefit",
        "low": one.forecast.low,
        "likely": one.forecast.likely,
        "high": one.forecast.high,
        "result": one.result,
        "error": one.error,
        "error_in_money": one.money,
        "present_loss": one.loss,
        "within_nine_in_ten": one.is_held,
        "score": one.score,
        "days_late": one.delay,
    }
