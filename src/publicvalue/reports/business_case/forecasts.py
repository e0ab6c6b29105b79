"""Who forecasts what, and what came of comparable systems: the reference class first, told by its percentiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from publicvalue.business_case.forecasts import FEWEST, latest_of, reference_class
from publicvalue.business_case.model import Case, Comparable, Forecast, Range
from publicvalue.reports.business_case.shown import shown
from publicvalue.reports.document.blocks import Block, Section, findings
from publicvalue.reports.table import Cell, Table
from publicvalue.words.text import Text, counted

Row = TypeVar("Row", Forecast, Comparable)


def forecast_section(case: Case, short: bool = False) -> Section | None:
    """Return who forecasts what, beside what came of comparable systems; None where neither is written.

    Parameters
    ----------
    case
        The case.
    short
        Whether forecasters are told in a sentence, and not each in a row.
    """
    tables = dict(forecast_tables(case))
    if not tables:
        return None
    told = (*_told(case), *(_pools(case) if short else ()))
    if short:
        tables.pop("forecasts", None)
    blocks: tuple[Block, ...] = (*findings(told), *map(shown, tables.values()))
    return Section("forecasts", Text("Who expects what, and what came of comparable systems"), blocks)


def _told(case: Case) -> Iterator[Text]:
    """Yield what each class says of its line, and which lines have forecasters and no class."""
    for title, comparables in _by_title(case.comparables).items():
        found = reference_class(comparables)
        if found is None:
            yield counted(
                len(comparables),
                "{title}: {number} comparable system is no class yet; it takes {fewest}.",
                "{title}: {number} comparable systems are no class yet; it takes {fewest}.",
                title=title,
                fewest=FEWEST,
            )
            continue
        yield Text(
            "{title}: of {systems} comparable systems the median came to {median:number} times what was promised, one "
            "in five to {high:number} times or more.",
            title=title,
            systems=len(comparables),
            median=_short(found.median),
            high=_short(found.percentile(80)),
        )
    without = tuple(title for title in _by_title(case.forecasts) if title not in _by_title(case.comparables))
    if without:
        yield Text("No comparable system is named for: {titles:list}.", titles=without)


def _pools(case: Case) -> Iterator[Text]:
    """Yield who forecasts each line, and what the case makes of it."""
    for title, them in _by_title(case.forecasts).items():
        amount = next(line.amount for line in case.lines_of(case.proposed.id) if line.title == title)
        low, likely, high = _ends(amount)
        yield Text(
            "{title}: {who:list} expect {low:number}, {likely:number}, {high:number} together (low, middle, high).",
            title=title,
            who=tuple(one.who for one in latest_of(them)),
            low=low,
            likely=likely,
            high=high,
        )


def forecast_tables(case: Case) -> Mapping[str, Table]:
    """Return the tables of forecasters and of comparable systems, those that have rows."""
    tables = []
    if case.comparables:
        tables.append(_classes(case))
    if case.forecasts:
        tables.append(_forecasts(case))
    return {table.name: table for table in tables}


def _classes(case: Case) -> Table:
    columns = (
        Text("Line"),
        Text("Comparable systems"),
        Text("What came over what was promised: median"),
        Text("80th percentile"),
        Text("90th percentile"),
        Text("Most likely, as the median of them"),
        Text("As the 80th percentile"),
    )
    rows = tuple(_class(title, them, case) for title, them in _by_title(case.comparables).items())
    return Table("comparables", Text("What came of comparable systems"), columns, rows)


def _class(title: str, comparables: Sequence[Comparable], case: Case) -> tuple[Cell, ...]:
    found = reference_class(comparables)
    if found is None:
        return (title, len(comparables), None, None, None, None, None)
    likely = next(one.amount.likely for one in case.lines_of(case.proposed.id) if one.title == title)
    shares = found.median, found.percentile(80), found.percentile(90)
    scaled = (likely * one for one in shares[:2])
    return (title, len(comparables), *map(_short, shares), *map(_short, scaled))


def _forecasts(case: Case) -> Table:
    columns = (
        Text("Line"),
        Text("Who"),
        Text("Day"),
        Text("Lowest"),
        Text("Most likely"),
        Text("Highest"),
        Text("Why"),
    )
    rows: list[tuple[Cell, ...]] = []
    for title, them in _by_title(case.forecasts).items():
        used = latest_of(them)
        for one in sorted(them, key=lambda one: (one.day is not None, one.day)):
            who = one.who if one in used else Text("{who} (since changed)", who=one.who)
            rows.append((title, who, one.day.isoformat() if one.day else None, *_ends(one.forecast), one.why or None))
        if len(used) > 1:
            amount = next(line.amount for line in case.lines_of(case.proposed.id) if line.title == title)
            rows.append((title, Text("all together, as the case counts it"), None, *_ends(amount), None))
    title = Text("Forecasts; where quantiles were given, the middle one is the median")
    return Table("forecasts", title, columns, tuple(rows))


def _ends(forecast: Range) -> tuple[float, float, float]:
    return _short(forecast.low), _short(forecast.likely), _short(forecast.high)


def _by_title(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in rows:
        found.setdefault(one.title, []).append(one)
    return found


def _short(value: float) -> float:
    """Return a number with three significant digits: more would promise what nobody knows."""
    return float(f"{value:.3g}")
