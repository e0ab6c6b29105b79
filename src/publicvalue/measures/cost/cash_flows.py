"""Dated costs and benefits as they were recorded or forecast: read, checked, and added up by day.

A row is a recorded amount, or a forecast (lowest, most likely, highest). A row with both counts as recorded: what was
paid replaces what was expected. An amount dated after the period is a forecast too. A row that is filled only in part
is refused, because leaving it out would count it as nothing; a row that is blank is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.cost.three_point import ThreePoints
from publicvalue.measures.definition import Role
from publicvalue.measures.diagnostics import left_out_diagnostic, note_diagnostics
from publicvalue.measures.result import Diagnostic
from publicvalue.words.text import Text

SHOWN = 20
"""Rows with problems that an error names one by one."""

NEGATIVE = Text("write it without the sign; the flow says whether money goes out or comes in")

COSTS, BENEFITS = ("cost", "costs"), ("benefit", "benefits")

_DATED = (
    Role("date", "date", Text("the day on which the money flows")),
    Role("flow", "category", Text("cost or benefit")),
)
_RECORDED = (Role("amount", "number", Text("the amount, 0 or more, as it was paid, received or saved")),)
_FORECAST = (
    Role("low", "number", Text("the lowest amount that can be expected, 0 or more")),
    Role("likely", "number", Text("the most likely amount")),
    Role("high", "number", Text("the highest amount that can be expected")),
)
_LABEL = (Role("label", "category", Text("what the money is for"), required=False),)

ROLE_SETS = (
    (*_DATED, *_RECORDED, *_FORECAST, *_LABEL),
    (*_DATED, *_RECORDED, *_LABEL),
    (*_DATED, *_FORECAST, *_LABEL),
)
"""Both (the first, so that neither is overlooked), recorded amounts, forecasts."""


@dataclass(frozen=True)
class CashFlows:
    """Costs and benefits, all arrays of the same length. Recorded amounts are added up by day.

    Parameters
    ----------
    dates
        Days (datetime64[D]).
    benefit
        True for a benefit, False for a cost.
    amounts
        Amounts, low at least 0; low, likely and high are equal where the amount is recorded or certain.
    """

    dates: NDArray[np.datetime64]
    benefit: NDArray[np.bool_]
    amounts: ThreePoints

    @property
    def certain(self) -> NDArray[np.bool_]:
        """Which amounts are recorded or certain."""
        certain: NDArray[np.bool_] = self.amounts.low == self.amounts.high
        return certain


@dataclass(frozen=True)
class FlowEvidence:
    """Cash flows with what is known about their rows.

    Parameters
    ----------
    flows
        The flows, in an order that does not depend on the order of the rows.
    recorded, forecast
        Rows of either sort; an amount dated after the period is a forecast.
    diagnostics
        Notes on the evidence, rows left out, forecasts.
    """

    flows: CashFlows
    recorded: int
    forecast: int
    diagnostics: tuple[Diagnostic, ...]


def read_cash_flows(evidence: EvidenceTable, until: dt.date | None = None) -> FlowEvidence:
    """Read costs and benefits; the engine adds up what was recorded, by day.

    Parameters
    ----------
    evidence
        Rows with the roles of one of `ROLE_SETS`.
    until
        Last day of which amounts can have been recorded; a later one is a forecast without a range.

    Raises
    ------
    EvidenceError
        With every row that is no cost or benefit, or whose amounts cannot be: at most 20 are named, all are counted.
    """
    rows = _flow_rows(evidence)
    _refuse(rows)
    recorded = rows.filter(rows.amount.notnull())
    by_day = recorded.group_by("date", "benefit").aggregate(amount=recorded.amount.sum(), rows=recorded.count())
    paid = fetch(by_day.order_by("date", "benefit"))
    forecast = rows.filter(rows.amount.isnull())
    expected = fetch(forecast.order_by("date", "benefit", "label", "low", "likely", "high"))
    late = 0 if until is None else int(paid["rows"][paid["date"].astype("datetime64[D]") > np.datetime64(until)].sum())
    counts = int(paid["rows"].sum()) - late, len(expected["date"]) + late
    diagnostics = _diagnostics(evidence, *counts) + _late_diagnostics(late, until)
    return FlowEvidence(_joined(paid, expected), *counts, diagnostics)


def _flow_rows(evidence: EvidenceTable) -> ir.Table:
    """Give every row all columns, and leave out rows that are blank."""
    table = evidence.rows
    numbers = {
        name: table[name].cast("float64") if evidence.has(name) else ibis.null("float64")
        for name in ("amount", "low", "likely", "high")
    }
    label = table["label"] if evidence.has("label") else ibis.literal("")
    flow = table["flow"].fill_null("").strip().lower()
    rows = table.select(date=table["date"].cast("date"), flow=flow, label=label.fill_null(""), **numbers)
    filled = ibis.or_(rows.date.notnull(), rows.flow != "", *(rows[name].notnull() for name in numbers))
    return rows.filter(filled).mutate(benefit=rows.flow.isin(BENEFITS))


def _refuse(rows: ir.Table) -> None:
    """Raise an error that names the rows that cannot be used."""
    partial = rows.low.isnull() | rows.likely.isnull() | rows.high.isnull()
    disorder = partial | (rows.low < 0) | (rows.low > rows.likely) | (rows.likely > rows.high)
    wrong = ibis.ifelse(rows.amount.notnull(), rows.amount < 0, disorder)
    bad = rows.filter(rows.date.isnull() | ~rows.flow.isin(COSTS + BENEFITS) | wrong)
    total = int(fetch(bad.aggregate(total=bad.count()))["total"][0])
    if not total:
        return
    named = fetch(bad.order_by("date", "label", "flow", "amount", "low", "likely", "high").limit(SHOWN))
    problems = [
        problem
        for i in range(len(named["date"]))
        for problem in _row_problems({name: values[i] for name, values in named.items()})
    ]
    if total > SHOWN:
        problems.append(
            Problem(
                Place(),
                Text("{more:count} more rows have problems of this kind", more=total - SHOWN),
                do=Text("mend those that are named first, and run again"),
            )
        )
    raise EvidenceError(problems)


def _row_problems(row: Mapping[str, object]) -> Iterator[Problem]:
    """Yield what is wrong with a row, named by its date and label."""
    dated = not np.isnat(np.datetime64(cast(dt.date, row["date"])))
    named = ([str(row["date"])] if dated else []) + ([str(row["label"])] if row["label"] else [])
    where = (
        Text("{named:list}", named=tuple(named))
        if named
        else Text("a {flow} without a date", flow=str(row["flow"] or "flow"))
    )
    if not dated:
        yield Problem(
            Place(field="date"),
            Text("{where}: the date is blank", where=where),
            Text("a date in every row"),
            Text("fill it in"),
        )
    if row["flow"] not in COSTS + BENEFITS:
        what = Text("{flow:quoted} is no flow", flow=str(row["flow"])) if row["flow"] else Text("the flow is blank")
        yield Problem(
            Place(field="flow"),
            Text("{where}: {what}", where=where, what=what),
            Text("cost or benefit"),
            Text("correct it"),
        )
    amount, *forecast = (_number(row[name]) for name in ("amount", "low", "likely", "high"))
    yield from _forecast_problems(where, *forecast) if np.isnan(amount) else _amount_problems(where, amount)


def _amount_problems(where: Text, amount: float) -> Iterator[Problem]:
    if amount < 0:
        yield Problem(
            Place(field="amount"),
            Text("{where}: the amount {amount:g} is negative", where=where, amount=amount),
            Text("0 or more"),
            NEGATIVE,
        )


def _forecast_problems(where: Text, low: float, likely: float, high: float) -> Iterator[Problem]:
    missing = [name for name, one in (("low", low), ("likely", likely), ("high", high)) if np.isnan(one)]
    if len(missing) == 3:
        yield Problem(
            Place(),
            Text("{where}: the amount is blank", where=where),
            Text("an amount in every row"),
            Text("fill it in; 0 if there is none"),
        )
    elif missing:
        what = Text("{where}: the forecast has no {missing:or}", where=where, missing=tuple(missing))
        yield Problem(Place(field=missing[0]), what, Text("low, likely and high"), Text("fill in what is missing"))
    elif not low <= likely <= high:
        what = Text(
            "{where}: low {low:g}, likely {likely:g}, high {high:g} are out of order",
            where=where,
            low=low,
            likely=likely,
            high=high,
        )
        yield Problem(Place(field="likely"), what, Text("low <= likely <= high"), Text("correct the forecast"))
    if low < 0:
        yield Problem(
            Place(field="low"),
            Text("{where}: the low amount {low:g} is negative", where=where, low=low),
            Text("0 or more"),
            NEGATIVE,
        )


def _number(cell: object) -> float:
    return float("nan") if cell is None else float(str(cell))


def _joined(paid: Mapping[str, NDArray[np.generic]], expected: Mapping[str, NDArray[np.generic]]) -> CashFlows:
    low, likely, high = (
        np.concatenate([paid["amount"], expected[name]]).astype(np.float64) for name in ("low", "likely", "high")
    )
    return CashFlows(
        dates=np.concatenate([paid["date"], expected["date"]]).astype("datetime64[D]"),
        benefit=np.concatenate([paid["benefit"], expected["benefit"]]).astype(np.bool_),
        amounts=ThreePoints(low, likely, high),
    )


def _late_diagnostics(late: int, until: dt.date | None) -> tuple[Diagnostic, ...]:
    if not late:
        return ()
    text = Text(
        "Amounts dated after {until}, the end of the period: {late:count}. They are forecasts without a "
        "range, so the interval is too narrow: give low, likely and high.",
        until=until,
        late=late,
    )
    return (Diagnostic(Text("Forecasts with a range"), False, text),)


def _diagnostics(evidence: EvidenceTable, recorded: int, forecast: int) -> tuple[Diagnostic, ...]:
    used = recorded + forecast
    reason = Text("date, flow and amount are blank")
    left_out = left_out_diagnostic(evidence.rows_read - used, evidence.rows_read, reason)
    text = (
        Text("{forecast:count} of {used:count} flows are forecasts.", forecast=forecast, used=used)
        if forecast
        else Text("All {used:count} flows are recorded amounts.", used=used)
    )
    return (
        *note_diagnostics(evidence),
        *left_out,
        Diagnostic(Text("Recorded or forecast"), None if forecast else True, text),
    )
