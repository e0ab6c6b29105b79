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
    Rows without outcome or score; of more than 200,000 different scores, those farthest from the threshold. Needed on
    each side: 20 cases within the bandwidth; 10 different scores, of which 4 within the bandwidth that is best for the
    estimate, because with fewer a curve cannot be told from a jump. The picture leaves out classes of fewer than 5
    cases.
Interval
    95 % robust bias-corrected, at the bandwidths that are best for the mean squared error, narrowed by the number of
    cases to the power -1/20 for the line and -2/35 for the parabola that gives its bias, so that the bias that is left
    costs no coverage. The option `bandwidth` sets both. Student's t with Satterthwaite's degrees of freedom. Draws from
    the same distribution. Variances come from the three nearest neighbours with all that are as near, so that cases of
    one score are compared with each other; where the means of scores scatter around a parabola by more than that (F
    test), variances are multiplied by F.
    Coverage in simulation: 94 to 96 percent in each of the three curves of its source and on a line, from 300 cases on
    to 6,000. With whole points, 50 on each side: 92 to 99 percent in 500 and in 2,000 cases; with 20,000 cases 95
    percent on a line and 92 to 93 in the curves, which turn between few points. With 15 to 25 points: 95 to 99 percent
    on a line; in the curves 88 to 100, where the rule of 4 scores does not refuse them, as it mostly does: of the few
    runs (6 of 300) that it lets pass in the sharpest curve with 25 points and 20,000 cases, a third held the truth.
    With scores that scatter by themselves: 94 to 100 percent. Events of 2 to 10 percent in 1,000 and 3,000 cases: 94 to
    98 percent, 99 where there is no effect; the degrees of freedom then follow from the number of events. In percent
    the bounds are those of Fieller's theorem, 94 to 100 percent there, and there is no number where the level to be
    expected cannot be told from 0, as happens to most rare events.
Strength
    4: a comparison group. Each check that is not passed lowers it by one, at most to 2.
Sources
    S. Calonico, M. D. Cattaneo and R. Titiunik (2014), Econometrica 82(6), 2295-2326; S. Calonico, M. D. Cattaneo and
    M. H. Farrell (2020), Econometrics Journal 23(2), 192-210, for the narrower bandwidth; J. McCrary (2008), Journal of
    Econometrics 142(2), 698-714, for the idea of the check of the density; G. W. Imbens and T. Lemieux (2008), Journal
    of Econometrics 142(2), 615-635, for placebo thresholds; D. S. Lee and D. Card (2008), Journal of Econometrics
    142(2), 655-674, for scores that scatter; E. C. Fieller (1954), Journal of the Royal Statistical Society B 16(2),
    175-185.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.effect.designs import Account, Design, conclude, needs_roles
from publicvalue.measures.effect.estimates import Effect, express
from publicvalue.measures.effect.panel_roles import COVARIATE, EVENT, VALUE
from publicvalue.measures.effect.threshold.bandwidths import make_side
from publicvalue.measures.effect.threshold.cases import (
    Cases,
    ThresholdNeededOptions,
    ThresholdOptions,
    read_cases,
    threshold_of,
)
from publicvalue.measures.effect.threshold.checks import covariate_check, density_check, placebo_check, scatter_check
from publicvalue.measures.effect.threshold.local_linear import Jump, NoJump, jump_of
from publicvalue.measures.effect.threshold.score_cells import ROUNDING
from publicvalue.measures.picture import Series
from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.measures.result import LEVEL, Detail, Diagnostic, NotApplicable, Result
from publicvalue.words.text import Text, phrase

Numbers = NDArray[np.float64]

STRONGEST = 4
CLASSES = 20

SCORE = Role("threshold_score", "number", Text("the score that decides, by a threshold, whether the system is used"))


def can_run(evidence: EvidenceTable, context: Context) -> Text | None:
    """Return why there is no threshold in these columns and options."""
    if context.given(ThresholdOptions).threshold is None:
        return Text("the option threshold names no threshold at which adoption was decided")
    return needs_roles(evidence, "threshold_score")


def measure_threshold_discontinuity(evidence: EvidenceTable, context: Context) -> Result:
    """Return the jump at the threshold, as the module's definition says.

    Raises
    ------
    MethodError
        When the option `threshold` is missing.
    """
    bandwidth = context.given(ThresholdOptions).bandwidth
    cases = read_cases(evidence, context)
    jump = jump_of(cases.cells, (bandwidth, bandwidth) if bandwidth else None)
    if isinstance(jump, NoJump):
        return NotApplicable(jump.reason)
    if jump.error <= ROUNDING * float(np.abs(cases.cells.mean).max()):
        return NotApplicable(Text("The outcome does not vary near the threshold, so that no error can be estimated."))
    number = express(effect_of(jump, context, cases.shares), context)
    if isinstance(number, NotApplicable):
        return number
    account = Account(
        n=float(sum(jump.cases)),
        method=_method(jump, context, bandwidth is not None),
        strongest=STRONGEST,
        checks=tuple(_checks(cases, jump, context)),
        notes=cases.diagnostics,
        details=(_detail(jump),),
        pictures=(_picture(cases, jump, threshold_of(context)),),
    )
    return conclude(number.spread(context), account, context.unit)


def effect_of(jump: Jump, context: Context, shares: bool) -> Effect:
    """Return a jump as the effect of the system, which one side has."""
    above = context.given(ThresholdOptions).side == "at or above"
    effect = jump.effect if above else -jump.effect
    expected = jump.lower if above else jump.lower + jump.effect
    own = jump.lower_error**2 if above else jump.error**2 - jump.lower_error**2
    covariance = np.array([[jump.error**2, -own], [-own, own]])
    return Effect(effect, expected, covariance, jump.freedom, shares)


def _as_written(number: float) -> str:
    """Return a number as people write it: a whole one without its point."""
    return str(int(number)) if number.is_integer() else str(number)


def _method(jump: Jump, context: Context, stated: bool) -> Text:
    within = (
        Text("{bandwidth:.3g} of it, a bandwidth that the assessment states", bandwidth=jump.bandwidth)
        if stated
        else Text("{bandwidth:.3g} of it", bandwidth=jump.bandwidth)
    )
    return Text(
        "Jump at the threshold {threshold}: {below:count} cases below and {above:count} above within"
        " {within}, local linear regression, bias-corrected.",
        threshold=_as_written(threshold_of(context)),
        below=jump.cases[0],
        above=jump.cases[1],
        within=within,
    )


def _checks(cases: Cases, jump: Jump, context: Context) -> Iterator[Diagnostic]:
    yield density_check(cases.cells)
    for name, cells in cases.before.items():
        yield covariate_check(name, cells)
    yield placebo_check(cases.cells)
    yield from scatter_check(jump)
    plain = replace(jump, effect=jump.conventional, lower=jump.conventional_lower)
    numbers = [express(effect_of(one, context, cases.shares), context) for one in (plain, jump)]
    before, after = (
        Text("not to be had")
        if isinstance(one, NotApplicable)
        else Text("{effect:signed}{unit:unit}", effect=one.estimate, unit=context.unit)
        for one in numbers
    )
    yield Diagnostic(
        Text("Conventional estimate"),
        None,
        Text("Before the bias is taken off the effect is {before}, after it {after}.", before=before, after=after),
    )


def _detail(jump: Jump) -> Detail:
    reach = float(stdtrit(jump.freedom, (1 + LEVEL) / 2)) * jump.error
    rows = (
        (Text("jump, upper side less lower, bias-corrected"), jump.effect, jump.effect - reach, jump.effect + reach),
        (Text("jump before bias correction"), jump.conventional, None, None),
        (Text("bandwidth of the line"), jump.bandwidth, None, None),
        (Text("bandwidth of the parabola"), jump.wider, None, None),
    )
    return Detail(
        Text("Jump at the threshold, in the outcome's unit"),
        (Text("what"), Text("value"), Text("low"), Text("high")),
        rows,
    )


def _picture(cases: Cases, jump: Jump, threshold: float) -> Series:
    """Show means by class of the score within twice the bandwidth, with the line of either side."""
    x, size = cases.cells.x, cases.cells.cases
    edges = np.linspace(-1, 1, CLASSES + 1) * min(2 * jump.bandwidth, float(np.abs(x).max()))
    centres = (edges[1:] + edges[:-1]) / 2
    scale, unit = (100.0, "percent") if cases.shares else (1.0, phrase("outcome"))
    observed: list[float | None] = []
    for low, high in pairwise(edges):
        inside = (x >= low) & (x < high)
        enough = size[inside].sum() >= LEAST_CASES
        observed.append(scale * float(np.average(cases.cells.mean[inside], weights=size[inside])) if enough else None)
    # As many digits as tell one class from the next.
    digits = max(0, int(np.ceil(-np.log10(edges[1] - edges[0]))))
    return Series(
        Text("Outcome by class of the score, near the threshold"),
        unit,
        tuple(f"{threshold + centre:.{digits}f}".replace("-", "−") for centre in centres),
        tuple(observed),
        tuple(_line(cases, jump, centres, scale)),
        adoption=CLASSES // 2,
        names=(Text("Mean by class of the score"), Text("Line of either side")),
        style="points",
        mark=Text("threshold"),
    )


def _line(cases: Cases, jump: Jump, centres: Numbers, scale: float) -> Iterator[float | None]:
    """Yield the line of either side at the centre of each class, None beyond the bandwidth."""
    for which, shown in ((cases.cells.x < 0, centres < 0), (cases.cells.x >= 0, centres >= 0)):
        side = make_side(cases.cells.part(which))
        level, slope = (float(side.weigh(1, jump.bandwidth, order) @ side.cells.mean) for order in (0, 1))
        for centre in centres[shown]:
            yield float(scale * (level + slope * centre)) if abs(centre) < jump.bandwidth else None


DESIGN = Design(
    id="threshold_discontinuity",
    title=Text("comparing cases just above a threshold with cases just below it (regression discontinuity)"),
    reason=Text("near the threshold only the threshold decides who has the system"),
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_threshold_discontinuity,
)

DEFINITION = Definition(
    id=DESIGN.id,
    version=2,
    title=Text("Effect of adoption at a threshold"),
    kinds=("records",),
    role_sets=((VALUE, SCORE, COVARIATE, COUNT), (EVENT, SCORE, COVARIATE, COUNT)),
    units=(),
    takes=ThresholdNeededOptions,
    compute=measure_threshold_discontinuity,
    no_change=0.0,
)
