"""A business case as plain data, for other programs: each number under the word forecast."""

from __future__ import annotations

from publicvalue import __version__
from publicvalue.business_case.model import Case, Range
from publicvalue.business_case.result import CaseResult, OptionResult, Spread

FORMAT = "1"


def case_data(case: Case, result: CaseResult) -> dict[str, object]:
    """Return what a business case comes to as dictionaries, lists, texts and numbers."""
    return {
        "format": FORMAT,
        "kind": "forecast",
        "version": __version__,
        "title": case.title,
        "currency": case.currency,
        "base": case.base.isoformat(),
        "end": case.end.isoformat(),
        "discount_rate": case.rate,
        "seed": case.seed,
        "draws": case.draws,
        "options": [_option(one) for one in result.options],
        "best": result.best,
        "payback_years": result.payback.median,
        "never_paid_back": result.payback.never,
        "cost_per_case": _spread(result.per_case),
        "by_kind": {kind: _spread(one) for kind, one in result.by_kind.items()},
        "yearly": [list(row) for row in result.yearly],
        "break_even": result.break_even,
        "a_year_late": result.late,
        "drivers": [
            {"kind": one.factor.kind, "id": one.factor.id, "first": one.first, "total": one.total, "worth": one.worth}
            for one in result.drivers
        ],
        "switching": [
            {"line": one.line.id, "title": one.line.title, "mean": one.mean, "value": one.value}
            for one in result.switching
        ],
        "value_of_perfect_information": result.perfect,
        "parties": dict(result.parties),
        "tax_burden": result.burden,
        **_put_in(case),
    }


def _option(one: OptionResult) -> dict[str, object]:
    return {
        "title": one.option.title,
        "net_present_value": _spread(one.value),
        "costs": _spread(one.costs),
        "benefits": _spread(one.benefits),
        "ratio": _spread(one.ratio),
        "cash": _spread(one.cash),
        "time_not_redeployed": one.idle_time,
        "at_rates": dict(one.at_rates),
    }


def _put_in(case: Case) -> dict[str, object]:
    """Return who forecasts what, what the case makes of it, and what came of comparable systems."""
    forecasts = [
        {
            "line": one.title,
            "who": one.who,
            "day": one.day.isoformat() if one.day else None,
            "why": one.why,
            **_range(one.forecast),
        }
        for one in case.forecasts
    ]
    amounts = {line.title: _range(line.amount) for line in case.lines_of(case.proposed.id)}
    return {"forecasts": forecasts, "amounts": amounts, "comparables": [dict(vars(one)) for one in case.comparables]}


def _range(one: Range) -> dict[str, object]:
    return {"low": one.low, "likely": one.likely, "high": one.high, "quantiles": list(one.nodes)}


def _spread(one: Spread | None) -> dict[str, float] | None:
    if one is None:
        return None
    return {"mean": one.mean, "p5": one.low, "p50": one.median, "p95": one.high, "above_0": one.positive}
