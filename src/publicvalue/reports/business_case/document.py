"""The report of a business case as a document: four printed pages, on which every number is called a forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publicvalue import __version__
from publicvalue.business_case.model import Case
from publicvalue.business_case.result import CaseResult
from publicvalue.reports.business_case.forecasts import forecast_section
from publicvalue.reports.business_case.knowing import knowing_section
from publicvalue.reports.business_case.tables import case_tables, write_money, write_rate, write_spread
from publicvalue.reports.document.blocks import (
    Block,
    DataTable,
    Document,
    Item,
    Items,
    Notice,
    Paragraph,
    Section,
    findings,
    said,
)
from publicvalue.reports.table import Table
from publicvalue.reports.wording import write_chance
from publicvalue.words.text import Text, counted, joined

FORECAST = Text(
    "Forecast. Everything on these pages is what is expected before the system is in use. Nothing of it is a result, "
    "and none of it enters a score."
)
FIRST_YEARS, EVERY = 5, 5
"""Years of the table that are shown one by one, and then one in so many."""


def case_document(case: Case, result: CaseResult, more: Sequence[Section] = ()) -> Document:
    """Return the report of a business case.

    Parameters
    ----------
    case, result
        The case, and what it comes to.
    more
        Sections that stand before the method, such as of promises and what came of them.
    """
    tables = case_tables(case, result)
    return Document(
        id="business-case",
        title=case.title,
        name=Text("{title}: business case", title=case.title),
        kicker=Text("Business case · forecast of {base} to {end}", base=case.base, end=case.end),
        notices=(Notice(FORECAST),),
        opening=(_answer(case, result, tables),),
        sections=(
            *filter(None, (forecast_section(case, short=True),)),
            _set_out(case, result, tables),
            _hangs_on(case, result, tables),
            knowing_section(case, result),
            *more,
            _method(case, tables),
        ),
        foot=said(Text("Made with publicvalue {version}.", version=__version__)),
        form="brief",
    )


def answer_text(case: Case, result: CaseResult) -> Text:
    """Say in one sentence what the proposed option is expected to be worth, and how surely."""
    value = result.proposed.value
    return Text(
        "{option} is forecast to be worth {spread} more than doing nothing, at {rate} a year; it is worth more than "
        "nothing with a probability of {chance}.",
        option=case.proposed.title,
        spread=write_spread(case, value),
        rate=write_rate(case.rate),
        chance=write_chance(value.positive),
    )


def _answer(case: Case, result: CaseResult, tables: Mapping[str, Table]) -> Section:
    blocks: tuple[Block, ...] = (
        Paragraph((answer_text(case, result),), "answer"),
        *said(*warnings(case, result)),
        DataTable(tables["options"]),
        *said(*_cash_and_time(case, result)),
    )
    tone = "good" if result.proposed.value.mean > 0 and result.best == case.proposed.id else "bad"
    return Section("answer", Text("Is it worth it?"), blocks, "answer", tone=tone)  # type: ignore[arg-type]


def warnings(case: Case, result: CaseResult) -> Iterator[Text]:
    """Yield what a reader must know of a case before its number: what is missing, and what decides."""
    own = case.lines_of(case.proposed.id)
    if all(line.is_cost for line in own):
        yield Text("No benefit is written: what it costs is forecast, and whether it is worth that is not known.")
    elif not any(line.is_cost for line in own):
        yield Text("No cost is written: nothing is free, and what it costs is not known.")
    if result.best != case.proposed.id:
        better = next(one.option.title for one in result.options if one.option.id == result.best)
        yield Text("{option} is forecast to be worth more.", option=better)
    if len(case.options) == 1:
        yield Text("No other option is compared with doing nothing: a way without AI is missing.")
    if case.rate == 0:
        yield Text("A discount rate of 0 counts every year alike, as if waiting cost nothing.")
    if not any(line.kind == "exit" for line in own):
        yield Text("No cost of ending it or of leaving the vendor is written.")


def _cash_and_time(case: Case, result: CaseResult) -> Iterator[Text]:
    proposed = result.proposed
    yield Text("In money of the state alone: {spread}.", spread=write_spread(case, proposed.cash))
    if any(line.kind == "time" for line in case.lines_of(case.proposed.id)):
        used = result.by_kind["time"].mean if "time" in result.by_kind else 0.0
        yield Text(
            "Of the time that is saved, {used} is used otherwise, and counts; {idle} is not, and counts as nothing "
            "until a post or an hour is.",
            used=write_money(case, used),
            idle=write_money(case, proposed.idle_time),
        )


def _set_out(case: Case, result: CaseResult, tables: Mapping[str, Table]) -> Section:
    told = []
    payback = result.payback
    if payback.median is None:
        told.append(
            Text(
                "In {chance} of the draws the benefits never pay for the costs within the time that is looked at.",
                chance=write_chance(payback.never),
            )
        )
    else:
        told.append(
            counted(
                payback.median,
                "The benefits have paid for the costs after {number:number} year (median), discounted; in {chance} of "
                "the draws never.",
                "The benefits have paid for the costs after {number:number} years (median), discounted; in {chance} of "
                "the draws never.",
                chance=write_chance(payback.never),
            )
        )
    if result.per_case:
        told.append(Text("One case is forecast to cost {spread}.", spread=write_spread(case, result.per_case)))
    blocks: tuple[Block, ...] = (
        *findings(tuple(told)),
        DataTable(tables["kinds"]),
        DataTable(tables["parties"]),
        DataTable(_few_years(tables["years"])),
    )
    return Section("parts", Text("What it costs, what it brings, and for whom"), blocks)


def _few_years(table: Table) -> Table:
    """Return the first years, then every fifth and the last: forty rows are for the files."""
    rows = tuple(row for row in table.rows if int(str(row[0])) <= FIRST_YEARS or int(str(row[0])) % EVERY == 0)
    if len(rows) == len(table.rows):
        return table
    rows += (table.rows[-1],) if rows[-1] != table.rows[-1] else ()
    title = Text(
        "{title}; from year {first} on every fifth, all in the files", title=table.title, first=str(FIRST_YEARS)
    )
    return replace(table, title=title, rows=rows)


def _hangs_on(case: Case, result: CaseResult, tables: Mapping[str, Table]) -> Section:
    told = []
    if result.break_even is not None:
        told.append(
            Text(
                "The benefits pay for the costs at {share} of what is forecast of them.",
                share=Text("{share:.0f} %", share=100 * result.break_even),
            )
        )
    told.append(
        Text("Were every benefit a year late, it would be worth {value}.", value=write_money(case, result.late))
    )
    blocks: tuple[Block, ...] = (
        *findings(tuple(told)),
        DataTable(tables["drivers"]),
        DataTable(tables["switching"]),
        DataTable(tables["rates"]),
    )
    return Section("hangs-on", Text("What it hangs on"), blocks)


TIMING = {
    "start": Text("at the start of their year"),
    "middle": Text("in the middle of their year"),
    "end": Text("at the end of their year"),
}


def _method(case: Case, tables: Mapping[str, Table]) -> Section:
    items = [
        Text(
            "Amounts are at prices of {base} and discounted to that day at {rate} a year, which the country has "
            "chosen; yearly amounts count {timing}.",
            base=case.base,
            rate=write_rate(case.rate),
            timing=TIMING[case.timing],
        ),
        Text(
            "Lowest, most likely and highest values are read as PERT distributions; lines that name one cause move "
            "together, all others by themselves. {draws:count} draws, seed {seed}.",
            draws=case.draws,
            seed=case.seed,
        ),
        Text("Costs are raised for optimism by class (Mott MacDonald 2002), less the part that is managed."),
        Text(
            "Of 5,392 projects in information technology 18 % went over their cost by more than half, and those by "
            "447 % on average (Flyvbjerg and Gardner 2023): a mean is no safe forecast."
        ),
        *_burden(case),
        *_rates(case),
    ]
    whole = tables["assumptions"]
    # On paper the sources stand below: in a column of their own they would make every row tall.
    narrow = replace(whole, columns=whole.columns[:-1], rows=tuple(row[:-1] for row in whole.rows))
    blocks: tuple[Block, ...] = (
        Items(tuple(Item((one,)) for one in items)),
        DataTable(narrow),
        *said(*_sources(case)),
    )
    return Section("method", Text("How it was computed, and from what"), blocks)


def _sources(case: Case) -> Iterator[Text]:
    """Yield where prices are from, each source with its lines."""
    found: dict[str, list[str]] = {}
    for line in case.lines:
        if line.source:
            found.setdefault(line.source, []).append(line.title)
    parts = tuple(Text("{source} ({lines:list})", source=one, lines=tuple(them)) for one, them in found.items())
    if parts:
        yield Text("Prices are from: {parts:parts}.", parts=parts)


def _burden(case: Case) -> Iterator[Text]:
    if case.tax_burden:
        yield Text(
            "A unit of tax costs {share} beyond the unit: what the state pays, and what it gets back in cash, counts "
            "so much more.",
            share=write_rate(case.tax_burden),
        )


def _rates(case: Case) -> Iterator[Text]:
    rates = tuple(
        Text(
            "{currency}: {low:number}, {likely:number}, {high:number}",
            currency=one,
            low=rate.low,
            likely=rate.likely,
            high=rate.high,
        )
        for one, rate in case.exchange.items()
    )
    if rates:
        yield joined(Text("Exchange rates, lowest, most likely, highest:"), Text("{rates:parts}.", rates=rates))
