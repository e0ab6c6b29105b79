"""A business case of 200 lines over 40 years, 10,000 draws, with drivers; and the power of a staggered roll-out."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np

from publicvalue.business_case.model import NONE, Case, Line, Option, Range
from publicvalue.business_case.staggered import Noise, RollOut, simulate_roll_out
from publicvalue.business_case.valuation import value_case

LINES, YEARS, DRAWS = 200, 40, 10_000
BASE = dt.date(2026, 1, 1)
LAST = dt.date(BASE.year + YEARS - 1, 12, 31)


def large_case(growth: Range) -> Case:
    lines = tuple(
        Line(
            f"line-{n}",
            "made up",
            "run" if n % 2 else "social",
            Range(80 + n, 100 + n, 130 + 2 * n),
            BASE,
            LAST,
            growth=growth,
            currency="USD" if n % 5 == 0 else "",
        )
        for n in range(LINES)
    )
    exchange = {"USD": Range(55, 58, 70)}
    return Case("made up", "DOP", BASE, LAST, 0.08, (Option("system", "made up"),), lines, exchange, draws=DRAWS)


def seconds_of(growth: Range) -> dict[str, object]:
    start = time.perf_counter()
    value_case(large_case(growth))
    return {"figure": time.perf_counter() - start, "budget": 5.0}


def roll_out_seconds() -> dict[str, object]:
    start = time.perf_counter()
    plan = RollOut(100, 48, (12, 18, 24, 30))
    simulate_roll_out(plan, Noise(carry=0.5), 1000, np.random.default_rng(1)).minimum_effect()
    return {"figure": time.perf_counter() - start, "budget": 20.0}


BENCHMARKS = [
    ("business case, 200 lines, 40 years, 10,000 draws, drivers (s)", lambda: seconds_of(NONE)),
    ("the same, each price path uncertain (s)", lambda: seconds_of(Range(-0.01, 0.0, 0.02))),
    ("power of a staggered roll-out, 100 units, 48 months, 1,000 runs (s)", roll_out_seconds),
]
