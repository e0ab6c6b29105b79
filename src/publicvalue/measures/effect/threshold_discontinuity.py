"""Effect of adoption at a threshold: cases just above it, which get the system, against cases just below it.

What
    Where a score decides who gets the system (a size, an amount, a date of birth), cases on both sides of the threshold
    are alike but for the system. The effect is the jump of the outcome at the threshold, by local linear regression
    with a triangular kernel, bias-corrected. It is the effect for cases at the threshold, not for all. The option
    `side` says which side has the system.
Unit
    Percent: of the outcome to be expected at the threshold without the system. Percentage points: difference of two
    shares. Any other unit: the difference in the outcome's own unit. Where the indicator counts better as positive, the
    option `better` says which way the outcome counts.
Left out
    Rows without outcome or score; of more than 200,000 rows, those farthest from the threshold. At least 20 cases
    within the bandwidth are needed on each side. The picture leaves out classes of fewer than 5 cases.
Interval
    95 % robust bias-corrected, at the bandwidths that are best for the mean squared error, narrowed by the number of
    cases to the power -1/20 for the line and -2/35 for the parabola that gives its bias, so that the bias that is left
    costs no coverage. Student's t with Satterthwaite's degrees of freedom. Draws from the same distribution. In
    simulation it covers 94 to 96 percent in each of the three curves of its source and on a line, from 300 cases on to
    6,000.
Strength
    4: a comparison group. Each check that is not passed lowers it by one, at most to 2.
Sources
    S. Calonico, M. D. Cattaneo and R. Titiunik (2014), Econometrica 82(6), 2295-2326; S. Calonico, M. D. Cattaneo and
    M. H. Farrell (2020), Econometrics Journal 23(2), 192-210, for the narrower bandwidth; J. McCrary (2008), Journal of
    Econometrics 142(2), 698-714, for the idea of the check of the density; G. W. Imbens and T. Lemieux (2008), Journal
    of Econometrics 142(2), 615-635, for placebo thresholds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context, Definition, Option, Role
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.effect.cells import outcome_name
from publicvalue.measures.effect.designs import Account, Design, conclude, needs_roles
from publicvalue.measures.effect.estimates import Effect, express, write_signed
from publicvalue.measures.effect.local_linear import Jump, find_jump
from publicvalue.measures.effect.panel_roles import BETTER, COVARIATE, EVENT, SIGNED, VALUE
from publicvalue.measures.picture import Series
from publicvalue.measures.result import LEVEL, Detail, Diagnostic, NotApplicable, Result
from publicvalue.measures.suppression import LEAST_CASES

Numbers = NDArray[np.float64]

STRONGEST = 4
MOST_ROWS = 200_000
SIGNIFICANCE = 1 - LEVEL
CLASSES = 20

SCORE = Role("threshold_score", "number", "the score that decides, by a threshold, whether the system is used")
THRESHOLD = Option("threshold", "value of the score at which adoption is decided", "assessment", required=True)
SIDE = Option(
    "side", "which side of the threshold has the system", "assessment", ("at or above", "below"), default="at or above"
)


def can_run(evidence: EvidenceTable, context: Context) -> str | None:
    """Return why there is no threshold in these columns and options."""
    if context.options.get("threshold") is None:
        return "the option threshold names no threshold at which adoption was decided"
    return needs_roles(evidence, "threshold_score")


@dataclass(frozen=True)
class Cases:
    """Cases near the threshold: distance from it (0 and above: the upper side), outcome, and covariates."""

    x: Numbers
    y: Numbers
    before: dict[str, Numbers]
    shares: bool
    diagnostics: tuple[Diagnostic, ...]


def measure_threshold_discontinuity(evidence: EvidenceTable, context: Context) -> Result:
    """Return the jump at the threshold, as the module's definition says."""
    cases = _read(evidence, context)
    jump = find_jump(cases.x, cases.y)
    if jump is None:
        return NotApplicable(
            "Too few cases on a side of the threshold: at least 20 within reach of it are needed on each side."
        )
    if jump.error == 0:
        return NotApplicable("The outcome does not vary near the threshold, so that no error can be estimated.")
    above = _above(context)
    effect = jump.effect if above else -jump.effect
    expected = jump.lower if above else jump.lower + jump.effect
    own = jump.lower_error**2 if above else jump.error**2 - jump.lower_error**2
    covariance = np.array([[jump.error**2, -own], [-own, own]])
    number = express(Effect(effect, expected, covariance, jump.freedom, cases.shares), context)
    if isinstance(number, NotApplicable):
        return number
    account = Account(
        n=float(sum(jump.cases)),
        method=(
            f"Jump at the threshold {context.options['threshold']}: {jump.cases[0]:,} cases below and "
            f"{jump.cases[1]:,} above within {jump.bandwidth:.3g} of it, local linear regression, bias-corrected."
        ),
        strongest=STRONGEST,
        checks=tuple(_checks(cases, jump)),
        notes=cases.diagnostics,
        details=(_detail(jump),),
        pictures=(_picture(cases, jump, float(str(context.options["threshold"]))),),
    )
    return conclude(number.spread(context), account, context.unit)


def _above(context: Context) -> bool:
    side = context.options.get("side", "at or above")
    if side not in SIDE.choices:
        raise method_error(f"Option side is {side!r}", "one of: " + ", ".join(map(str, SIDE.choices)))
    return side == "at or above"


def _read(evidence: EvidenceTable, context: Context) -> Cases:
    threshold = context.options.get("threshold")
    if isinstance(threshold, bool) or not isinstance(threshold, int | float):
        raise method_error(f"Option threshold is {threshold!r}", "a number", "Set the option threshold.")
    outcome = outcome_name(evidence)
    usable = usable_rows(evidence, [outcome, "threshold_score"])
    covariates = [f"before_{place + 1}" for place in range(len(evidence.roles.get("before", ())))]
    away = usable.rows["threshold_score"] - float(threshold)
    columns = {name: usable.rows[name].cast("float64") for name in covariates}
    rows = usable.rows.select(away=away, outcome=usable.rows[outcome].cast("float64"), **columns)
    found = fetch(rows.order_by([rows["away"].abs(), rows["away"], rows["outcome"]]).limit(MOST_ROWS))
    before = {evidence.roles["before"][place]: found[name].astype(float) for place, name in enumerate(covariates)}
    x, y = found["away"].astype(float), found["outcome"].astype(float)
    return Cases(x, y, before, outcome == "event", usable.diagnostics)


def _checks(cases: Cases, jump: Jump) -> Iterator[Diagnostic]:
    yield density_check(cases.x)
    for name, values in cases.before.items():
        yield covariate_check(name, cases.x, values)
    yield placebo_check(cases.x, cases.y)
    before, after = write_signed(jump.conventional), write_signed(jump.effect)
    text = f"Before the bias is taken off the jump is {before}, after it {after}."
    yield Diagnostic("Conventional estimate", None, text)


def jump_p_value(jump: Jump) -> float:
    """Return the two-sided p-value of a jump; 1 where nothing varies."""
    if jump.error == 0:
        return 1.0
    return 2 * float(stdtr(jump.freedom, -abs(jump.effect) / jump.error))


def density_check(x: Numbers) -> Diagnostic:
    """Look for a jump in the number of cases at the threshold: a sign that scores were moved across it."""
    name = "Scores not moved across the threshold"
    jump = _density_jump(x)
    if jump is None:
        return Diagnostic(name, False, "Too few cases to see whether their number jumps at the threshold.")
    p = jump_p_value(jump)
    words = "does not visibly jump" if p >= SIGNIFICANCE else "jumps"
    return Diagnostic(name, p >= SIGNIFICANCE, f"The number of cases {words} at the threshold (p = {p:.2g}).")


def _density_jump(x: Numbers) -> Jump | None:
    """Return the jump of the counts of narrow classes that end at the threshold."""
    reach = float(np.quantile(np.abs(x), 0.9))
    classes = int(np.clip(len(x) ** 0.5, 120, 400))
    width = reach / classes * 2
    number = np.floor(x[np.abs(x) < reach] / width).astype(int)
    lowest = int(np.floor(-reach / width)) + 1
    counts = np.bincount(number - number.min(), minlength=1).astype(float)
    centres = (np.arange(len(counts)) + number.min() + 0.5) * width
    kept = centres > lowest * width
    return find_jump(centres[kept], counts[kept])


def covariate_check(name: str, x: Numbers, values: Numbers) -> Diagnostic:
    """Check that what the system cannot have changed does not jump at the threshold."""
    known = np.isfinite(values)
    jump = find_jump(x[known], values[known])
    title = f"No jump in {name}"
    if jump is None:
        return Diagnostic(title, False, f"Too few cases have {name} to see whether it jumps at the threshold.")
    p = jump_p_value(jump)
    return Diagnostic(
        title, p >= SIGNIFICANCE, f"{name} jumps by {write_signed(jump.effect)} at the threshold (p = {p:.2g})."
    )


def placebo_check(x: Numbers, y: Numbers) -> Diagnostic:
    """Pretend a threshold at the median of either side, and look only at that side."""
    name, found = "No jump at other thresholds", []
    for side in (x < 0, x >= 0):
        middle = float(np.median(x[side]))
        jump = find_jump(x[side] - middle, y[side])
        if jump is not None:
            found.append(jump_p_value(jump))
    if not found:
        return Diagnostic(name, False, "Too few cases to pretend another threshold.")
    passed = min(found) >= SIGNIFICANCE / len(found)
    shown = " and ".join(f"{p:.2g}" for p in found)
    return Diagnostic(name, passed, f"With thresholds pretended in the middle of either side, p = {shown}.")


def _detail(jump: Jump) -> Detail:
    reach = float(stdtrit(jump.freedom, (1 + LEVEL) / 2)) * jump.error
    rows = (
        ("jump, upper side less lower, bias-corrected", jump.effect, jump.effect - reach, jump.effect + reach),
        ("jump before bias correction", jump.conventional, None, None),
        ("bandwidth of the line", jump.bandwidth, None, None),
        ("bandwidth of the parabola", jump.wider, None, None),
    )
    return Detail("Jump at the threshold, in the outcome's unit", ("what", "value", "low", "high"), rows)


def _picture(cases: Cases, jump: Jump, threshold: float) -> Series:
    """Show means by class of the score within twice the bandwidth, with the line of either side."""
    reach = min(2 * jump.bandwidth, float(np.abs(cases.x).max()))
    edges = np.linspace(-reach, reach, CLASSES + 1)
    centres = (edges[1:] + edges[:-1]) / 2
    scale, unit = (100.0, "percent") if cases.shares else (1.0, "outcome")
    observed: list[float | None] = []
    for low, high in pairwise(edges):
        inside = (cases.x >= low) & (cases.x < high)
        observed.append(float(scale * cases.y[inside].mean()) if inside.sum() >= LEAST_CASES else None)
    expected: list[float | None] = []
    for part in (cases.x < 0, cases.x >= 0):
        near = part & (np.abs(cases.x) < jump.bandwidth)
        weights = np.sqrt(1 - np.abs(cases.x[near]) / jump.bandwidth)
        slope, level = np.polyfit(cases.x[near], cases.y[near], 1, w=weights)
        side = centres[: CLASSES // 2] if not expected else centres[CLASSES // 2 :]
        expected.extend(float(scale * (level + slope * c)) if abs(c) < jump.bandwidth else None for c in side)
    # As many digits as tell one class from the next.
    digits = max(0, int(np.ceil(-np.log10(edges[1] - edges[0]))))
    times = tuple(f"{threshold + centre:.{digits}f}".replace("-", "−") for centre in centres)
    names = ("Mean by class of the score", "Line of either side")
    return Series(
        "Outcome by class of the score, near the threshold",
        unit,
        times,
        tuple(observed),
        tuple(expected),
        adoption=CLASSES // 2,
        names=names,
        style="points",
        mark="threshold",
    )


DESIGN = Design(
    id="threshold_discontinuity",
    title="comparing cases just above a threshold with cases just below it (regression discontinuity)",
    reason="near the threshold only the threshold decides who has the system",
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_threshold_discontinuity,
)

DEFINITION = Definition(
    id=DESIGN.id,
    version=1,
    title="Effect of adoption at a threshold",
    kinds=("records",),
    role_sets=((VALUE, SCORE, COVARIATE), (EVENT, SCORE, COVARIATE)),
    units=(),
    options=(SIGNED, THRESHOLD, SIDE, BETTER),
    compute=measure_threshold_discontinuity,
)
