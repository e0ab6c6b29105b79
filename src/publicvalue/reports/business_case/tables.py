"""The tables of a business case: options, costs and benefits by kind, years, parties, drivers, switching values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from publicvalue.business_case.model import BENEFIT_KINDS, COST_KINDS, Case, Line
from publicvalue.business_case.result import BURDEN, RELIEF, CaseResult, OptionResult, Spread
from publicvalue.business_case.sampling import CaseFactor
from publicvalue.business_case.valuation import OWN
from publicvalue.reports.business_case.forecasts import forecast_tables
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import write_chance, write_percent
from publicvalue.words.text import Text

KINDS: Mapping[str, Text] = MappingProxyType(
    {
        "build": Text("building it"),
        "run": Text("running it"),
        "licences": Text("licences"),
        "data": Text("data"),
        "people": Text("staff"),
        "change": Text("training and change of work"),
        "exit": Text("ending it, or leaving the vendor"),
        "cash_releasing": Text("money that is no longer spent"),
        "time": Text("time saved and used otherwise"),
        "quality": Text("better service"),
        "social": Text("good for people or society"),
        "residual": Text("what it is still worth at the end"),
        BURDEN: Text("what taxes cost beyond the tax"),
        RELIEF: Text("what is spared of it by money that comes back"),
    }
)
RATES: Mapping[str, Text] = MappingProxyType(
    {
        "3.5": Text("3.5 % a year"),
        "12": Text("12 % a year"),
        "green_book": Text("falling from 3.5 % a year (Green Book)"),
    }
)
SHOWN = 12
"""Drivers and switching values that are shown."""
DOING_NOTHING = Text("doing nothing")


def case_tables(case: Case, result: CaseResult) -> Mapping[str, Table]:
    """Return every table of a business case, by name."""
    made = (
        *(_shortened(table) for table in _tables(case, result)),
        _assumptions(case),
        *forecast_tables(case).values(),
    )
    return MappingProxyType({table.name: table for table in made})


def _shortened(table: Table) -> Table:
    rows = tuple(tuple(short(cell) if isinstance(cell, float) else cell for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def _tables(case: Case, result: CaseResult) -> tuple[Table, ...]:
    return (
        _options(case, result),
        _kinds(case, result),
        _years(case, result),
        _parties(case, result),
        _rates(case, result),
        _drivers(case, result),
        _switching(case, result),
    )


def _options(case: Case, result: CaseResult) -> Table:
    columns = (
        Text("Option"),
        Text("Costs"),
        Text("Benefits"),
        Text("Net present value: mean"),
        Text("Lowest 5 %"),
        Text("Highest 5 %"),
        Text("Worth more than nothing"),
        Text("Benefits for 1 of cost"),
    )
    rows = [_option_row(one) for one in result.options]
    rows.append((DOING_NOTHING, 0.0, 0.0, 0.0, 0.0, 0.0, None, None))
    title = Text("Options, forecast, in {currency} of {base}", currency=case.currency, base=case.base)
    return Table("options", title, columns, tuple(rows))


def _option_row(one: OptionResult) -> tuple[Cell, ...]:
    value = one.value
    ratio = one.ratio.median if one.ratio else None
    ends = value.mean, value.low, value.high
    return (one.option.title, one.costs.mean, one.benefits.mean, *ends, write_chance(value.positive), ratio)


def _kinds(case: Case, result: CaseResult) -> Table:
    """Set out the proposed option by kind; time that nobody redeploys is a row of its own, in no sum."""
    rows: list[tuple[Cell, ...]] = []
    for kind in (*COST_KINDS, BURDEN, *BENEFIT_KINDS, RELIEF):
        if kind in result.by_kind:
            spread = result.by_kind[kind]
            side = Text("cost") if kind in (*COST_KINDS, BURDEN) else Text("benefit")
            rows.append((KINDS[kind], side, spread.mean, spread.low, spread.high))
    if result.proposed.idle_time:
        told = Text("time saved that nobody uses otherwise: no money, and in no sum")
        rows.append((told, Text("not counted"), result.proposed.idle_time, None, None))
    columns = (Text("What for"), Text("Side"), Text("Present value: mean"), Text("Lowest 5 %"), Text("Highest 5 %"))
    title = Text("Costs and benefits of {option}, forecast", option=case.proposed.title)
    return Table("kinds", title, columns, tuple(rows))


def _years(case: Case, result: CaseResult) -> Table:
    rows, balance = [], 0.0
    for year, costs, benefits in result.yearly:
        balance += benefits - costs
        rows.append((str(year), costs, benefits, benefits - costs, balance))
    columns = (Text("Year"), Text("Costs"), Text("Benefits"), Text("Net"), Text("Net so far"))
    title = Text("Year by year, forecast, not discounted; year 0 begins on {base}", base=case.base)
    return Table("years", title, columns, tuple(rows))


def _parties(case: Case, result: CaseResult) -> Table:
    rows: list[tuple[Cell, ...]] = [(who or Text("not stated"), value) for who, value in result.parties.items()]
    if result.burden:
        rows.append((Text("those who pay taxes, beyond the tax"), result.burden))
    title = Text("Who gains and who pays, forecast, net present value in {currency}", currency=case.currency)
    return Table("parties", title, (Text("Who"), Text("Gains (+) or pays (−)")), tuple(rows))


def _rates(case: Case, result: CaseResult) -> Table:
    own = Text("{rate} a year, the country's own", rate=write_rate(case.rate))
    names = {OWN: own, **RATES}
    rows: list[tuple[Cell, ...]] = [(names[name], *(one.at_rates[name] for one in result.options)) for name in names]
    columns = (Text("Discount rate"), *(one.option.title for one in result.options))
    return Table("rates", Text("Net present value under other discount rates, forecast"), columns, tuple(rows))


def _drivers(case: Case, result: CaseResult) -> Table:
    rows = [
        (
            factor_name(case, one.factor),
            _share(one.total),
            _share(one.first),
            one.worth,
        )
        for one in result.drivers[:SHOWN]
    ]
    columns = (
        Text("What is uncertain"),
        Text("Share of the variance, with others"),
        Text("Alone"),
        Text("What knowing it is worth, {currency}", currency=case.currency),
    )
    return Table("drivers", Text("What moves the forecast"), columns, tuple(rows))


def _share(index: float) -> Text:
    """Write a share of the variance; chance may put a small one below 0."""
    return write_percent(max(index, 0.0))


def factor_name(case: Case, factor: CaseFactor) -> str:
    """Return what people call an uncertain thing."""
    titles = {line.id: line.title for line in case.lines}
    match factor.kind:
        case "cause":
            return Text("all that hangs on {cause:quoted}", cause=factor.id)
        case "growth":
            return Text("price of: {line}", line=titles[factor.id])
        case "exchange":
            return Text("exchange rate of {currency}", currency=factor.id)
        case "cases":
            return Text("number of cases")
    return titles[factor.id]


def _switching(case: Case, result: CaseResult) -> Table:
    rows = [
        (one.line.title, one.mean, one.value, Text("yes") if one.possible else Text("no"))
        for one in result.switching[:SHOWN]
    ]
    columns = (Text("Line"), Text("Mean a year, or at once"), Text("Worth nothing at"), Text("Within what is forecast"))
    title = Text("How far one line would have to move until {option} is worth nothing", option=case.proposed.title)
    return Table("switching", title, columns, tuple(rows))


def _assumptions(case: Case) -> Table:
    """Return what was put in, with every digit of it."""
    columns = (
        Text("Line"),
        Text("Kind"),
        Text("When"),
        Text("Lowest"),
        Text("Most likely"),
        Text("Highest"),
        Text("Money a unit"),
        Text("Raised for optimism by"),
        Text("Source of the price"),
    )
    return Table("assumptions", Text("What was put in"), columns, tuple(_assumption(line, case) for line in case.lines))


def _assumption(line: Line, case: Case) -> tuple[Cell, ...]:
    option = next(one.title for one in case.options if one.id == line.option)
    own = line.option == case.proposed.id
    kind: Text = KINDS[line.kind]
    if line.kind == "time":
        kind = Text("time saved, {share} used otherwise", share=write_rate(line.redeployed))
    return (
        line.title if own else Text("{line} ({option})", line=line.title, option=option),
        kind,
        # Days as in the workbook: written out they would make every row five lines tall.
        " – ".join(day.isoformat() for day in (line.first, line.last) if day),
        line.amount.low,
        line.amount.likely,
        line.amount.high,
        Text("{currency} {value:number}", currency=line.currency or case.currency, value=line.price),
        write_rate(line.uplift) if line.uplift else None,
        line.source or None,
    )


def write_rate(share: float) -> Text:
    """Write a share, such as a discount rate, as a percentage with its decimals."""
    return Text("{percent:number} %", percent=100 * share)


def short(value: float) -> float:
    """Return a forecast amount with three significant digits: more would promise what nobody knows."""
    return float(f"{value:.3g}")


def write_money(case: Case, value: float) -> Text:
    """Write an amount with the currency of the case."""
    return Text("{currency} {value:number}", currency=case.currency, value=short(value))


def write_spread(case: Case, spread: Spread) -> Text:
    """Write a forecast amount: its mean, and within which ends it lies in nine of ten draws."""
    return Text(
        "{currency} {mean:number} (nine in ten: {low:number} to {high:number})",
        currency=case.currency,
        mean=short(spread.mean),
        low=short(spread.low),
        high=short(spread.high),
    )
