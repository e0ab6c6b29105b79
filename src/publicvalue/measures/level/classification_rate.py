"""How often a system's yes/no prediction is right or wrong, by one of eight rates.

What
    From the cases by truth and prediction (true positives TP, false negatives FN, false positives FP, true negatives
    TN): accuracy = (TP + TN) / all; sensitivity = TP / (TP + FN); specificity = TN / (TN + FP); precision = TP / (TP +
    FP); negative predictive value = TN / (TN + FN); false positive rate = FP / (FP + TN); false negative rate = FN /
    (FN + TP); balanced accuracy = (sensitivity + specificity) / 2. The option `rate` says which.
Unit
    Percent, 0 to 100.
Left out
    Rows whose truth or prediction is blank. A rate needs at least one case in its denominator. The
    tables of counts and of all rates are not shown where fewer than 5 cases, but some, are true, not true, predicted
    true or predicted not true.
Interval
    95 % Jeffreys interval and draws of the rate; for balanced accuracy, of the mean of two independent shares, each
    with its Jeffreys distribution.
Coverage
    Computed, nominal 95 %, of a rate of rare cases: 2 % of 60, 97 %; 1 % of 200, 98 %; 2.7 % of 300, 93 %; 10 % of 30,
    93 %. Below and above 95 % by turns, as whole numbers of cases ask for.
Strength
    3: a measured level.
Sources
    T. Fawcett (2006), Pattern Recognition Letters 27(8), 861-874, for the rates; L. D. Brown, T. T. Cai and A. DasGupta
    (2001), Statistical Science 16(2), 101-133, for the interval; K. H. Brodersen, C. S. Ong, K. E. Stephan and J. M.
    Buhmann (2010), The balanced accuracy and its posterior distribution, ICPR, 3121-3124.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.kernels.confusion import (
    FALSE_ALARM,
    HIT,
    MISS,
    RATES,
    REJECTION,
    Cell,
    RateName,
    count_confusion,
    has_few,
)
from publicvalue.measures.kernels.proportions import Share, combined_interval, measured_share
from publicvalue.measures.options import OF_INDICATOR, Options
from publicvalue.measures.result import Detail, Diagnostic, Measured, NotApplicable, Result
from publicvalue.schema.values import CHOICE, said
from publicvalue.words.text import Text, phrase

AnyRate = Literal[RateName, "balanced_accuracy"]


@dataclass(frozen=True, kw_only=True)
class ClassificationRateOptions(Options):
    """Which rate."""

    rate: Annotated[AnyRate, CHOICE, OF_INDICATOR, said(phrase("which rate"))]


def measure_classification_rate(evidence: EvidenceTable, context: Context) -> Result:
    """Return the rate that the option `rate` names, as the module's definition says."""
    rate = context.given(ClassificationRateOptions).rate
    usable = usable_rows(evidence, ["truth", "prediction"])
    counts = count_confusion(usable.rows)
    needed: tuple[RateName, ...] = ("sensitivity", "specificity") if rate == "balanced_accuracy" else (rate,)
    shares = tuple(RATES[name].share(counts) for name in needed)
    for name, share in zip(needed, shares, strict=True):
        if share.n <= 0:
            return NotApplicable(
                Text("There are no {base}, so the rate cannot be computed: add such cases.", base=RATES[name].base)
            )
    details = _tables(counts)
    if rate == "balanced_accuracy":
        return _balanced(shares, context, usable.diagnostics, details)
    share = shares[0]
    method = Text(
        "{title}: {events:count} of {n:count} {base}, with a Jeffreys interval.",
        title=RATES[rate].title,
        events=share.events,
        n=share.n,
        base=RATES[rate].base,
    )
    return measured_share(share, context, method, usable.diagnostics, details)


def mean_of(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the plain mean of two arrays: what balanced accuracy makes of two rates."""
    return (first + second) / 2


def _balanced(
    shares: tuple[Share, ...], context: Context, diagnostics: tuple[Diagnostic, ...], details: tuple[Detail, ...]
) -> Measured:
    sensitivity, specificity = shares
    low, high = combined_interval(sensitivity, specificity, mean_of)
    first, second = (share.draws(context.draws, context.rng) for share in shares)
    n = sensitivity.n + specificity.n
    return Measured(
        estimate=100 * (sensitivity.estimate + specificity.estimate) / 2,
        low=100 * low,
        high=100 * high,
        draws=100 * mean_of(first, second),
        n=n,
        unit=context.unit,
        method=Text(
            "Balanced accuracy of {n:count} cases: mean of sensitivity and specificity, with a Jeffreys interval.", n=n
        ),
        strength=3,
        diagnostics=diagnostics,
        details=details,
    )


def _tables(counts: Mapping[Cell, float]) -> tuple[Detail, ...]:
    """Show the four counts and all rates; none where they would tell of a few cases that are true, say."""
    return () if has_few(counts) else (_confusion_detail(counts), _rates_detail(counts))


def _confusion_detail(counts: Mapping[Cell, float]) -> Detail:
    rows = (
        (Text("true"), counts.get(HIT, 0.0), counts.get(MISS, 0.0)),
        (Text("not true"), counts.get(FALSE_ALARM, 0.0), counts.get(REJECTION, 0.0)),
    )
    return Detail(
        Text("Cases by truth and prediction"), (Text("truth"), Text("predicted true"), Text("predicted not true")), rows
    )


def _rates_detail(counts: Mapping[Cell, float]) -> Detail:
    rows: list[tuple[str | float | None, ...]] = []
    for rate in RATES.values():
        share = rate.share(counts)
        if share.n <= 0:
            rows.append((rate.title, rate.base, 0.0, None, None, None))
            continue
        low, high = share.interval()
        rows.append((rate.title, rate.base, share.n, 100 * share.estimate, 100 * low, 100 * high))
    columns = (Text("rate"), Text("among"), Text("cases"), Text("percent"), Text("low"), Text("high"))
    return Detail(Text("Rates"), columns, tuple(rows), ("label", "", "", "percent", "low", "high"))


DEFINITION = Definition(
    id="classification_rate",
    version=1,
    title=Text("Rate of right or wrong predictions"),
    kinds=("records",),
    role_sets=(
        (
            Role("truth", "yes_no", Text("what was true in the end")),
            Role("prediction", "yes_no", Text("what the system predicted")),
            COUNT,
        ),
    ),
    units=("percent",),
    takes=ClassificationRateOptions,
    compute=measure_classification_rate,
)
