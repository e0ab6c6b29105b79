"""Effect of adoption where units adopt at different times: difference-in-differences with staggered adoption.

What
    The mean outcome of the units with the system, over all their periods with it, less the mean to be expected without
    it: each group's own level before adoption, moved as the units without the system moved. Units that adopt in the
    same period are a group; its controls are all units that have not adopted by then (option `controls`: or only those
    that never do). Two groups and two periods are the classic difference-in-differences. With columns `before` a group
    is compared with the controls that were like it in the last period before it adopted; values of other periods do not
    count, so that they may change over time. With the option `anticipation` all this starts that many periods earlier.
Unit
    Percent: of the mean to be expected without the system. Percentage points: difference of two shares. Any other unit:
    the difference in the outcome's own unit. Where the indicator counts better as positive, the option `better` says
    which way the outcome counts.
Left out
    Rows without outcome, unit or period; units that had the system when first observed; units that gave it up again;
    units without a value of `before` in the last period before they adopted, and controls that have none in any such
    period; a control that has one for some groups is compared with those alone. Periods without cases are unknown, not
    zero. Units count alike, or by their cases (option `weigh`).
Interval
    95 %, Student's t: variance by unit from the influence function, widened for small groups, with Satterthwaite's
    degrees of freedom; by `cluster` where there is such a column. Where one or two units adopt on a date, or are all
    that is left to compare with, their variance is that of the changes of all units without the system. Draws from the
    same t distribution. In percent it is Fieller's interval of the ratio, which holds 0 just when that of the
    difference does. Simulated coverage (1,000 to 2,000 samples a world) is 94 to 96 % from 12 adopters and 12 controls
    on, by unit, by cluster and with `before`; 95 against one control, 98 against two and 93 against three where 12
    adopt on one date; 97 to 98 against one to three where 19 adopt on five dates; 96 with one or two adopters on a date
    and 12 or more controls, 98 with one and 5; 95 with three adopters on a date; 95 to 97 with `before` and 3 to 8
    controls; above 99, too wide, where every unit adopts on a date of its own and none never does. A wild bootstrap
    stands beside it.
Strength
    4: a comparison group. Lowered by one, at most to 2, for each check that is not passed: same trend before adoption;
    no effect at a date before adoption; at least 10 adopters; controls worth at least 10 units of equal weight; at most
    a tenth of the cells without cases; another estimator, imputation, says the same. It does not where the two differ
    by more than chance (95 %), or have opposite signs and either differ by more than chance at 80 % or one of them is
    told from 0. It is not asked where columns `before` are used, which it would leave out. A check that the data do not
    allow counts as not passed.
Sources
    B. Callaway and P. H. C. Sant'Anna (2021), Journal of Econometrics 225(2), 200-230; P. H. C. Sant'Anna and J. Zhao
    (2020), Journal of Econometrics 219(1), 101-122, for `before`. Beside the number: K. Borusyak, X. Jaravel and J.
    Spiess (2024), Review of Economic Studies 91(6), 3253-3285; A. Rambachan and J. Roth (2023), Review of Economic
    Studies 90(5), 2555-2591. T. G. Conley and C. R. Taber (2011), Review of Economics and Statistics 93(1), 113-125,
    for few adopters. The limits of 10 and of a tenth are our judgement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import numpy as np

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.framework import field_types
from publicvalue.measures.definition import Context, Definition, Option
from publicvalue.measures.effect.cells import Cells, period_label, roll_up
from publicvalue.measures.effect.designs import Account, Design, conclude, guarded, needs_adoption
from publicvalue.measures.effect.estimates import Effect, Number, express, is_rounding, own_part
from publicvalue.measures.effect.panel_roles import (
    ADOPTED,
    BETTER,
    CLUSTER,
    COVARIATE,
    PERIOD,
    SIGNED,
    SIZE,
    UNIT,
    WITH_SYSTEM,
    outcome_sets,
)
from publicvalue.measures.effect.staggered.adjusted import Adjustment
from publicvalue.measures.effect.staggered.adoption import Adoption, last_before, read_adoption
from publicvalue.measures.effect.staggered.checks import Estimate, check_staggered
from publicvalue.measures.effect.staggered.group_time import (
    Average,
    Controls,
    GroupTimeResult,
    Panel,
    Rules,
    average_effects,
    group_time_effects,
    least_controls,
)
from publicvalue.measures.effect.staggered.group_variance import few_variance, variance, widen
from publicvalue.measures.effect.staggered.notes import note_staggered
from publicvalue.measures.kernels.means import mean_interval
from publicvalue.measures.picture import EventStudy, PeriodEffect
from publicvalue.measures.result import Detail, Diagnostic, NotApplicable, Parts, Result

STRONGEST = 4
MOST_ROWS = 30_000_000
"""Numbers that are held at most of units in groups of few: units times periods, squared."""
PLURALS = {"year": "years", "quarter": "quarters", "month": "months", "week": "weeks", "day": "days"}

CONTROLS = Option(
    "controls",
    "which units serve as controls: all that have not adopted yet, or those that never adopt",
    "assessment",
    ("not yet", "never"),
    default="not yet",
)
ANTICIPATION = Option(
    "anticipation",
    "periods before adoption in which units may have changed because of it",
    "assessment",
    default=0,
    kind=field_types.Number(0, whole=True),
)
ADJUSTMENT = Option(
    "adjustment",
    "how columns named as before are taken into account",
    "assessment",
    get_args(Adjustment),
    default="doubly robust",
)
WEIGH = Option("weigh", "units count alike, or by their cases", "assessment", ("units", "cases"), default="units")


def can_run(evidence: EvidenceTable, context: Context) -> str | None:  # noqa: ARG001 - the signature of every design
    """Return why staggered adoption cannot be used on these columns."""
    return needs_adoption(evidence)


@guarded
def measure_staggered_adoption(evidence: EvidenceTable, context: Context) -> Result:
    """Return the effect of adoption, as the module's definition says."""
    return _measure(evidence, context, several=False)


def _measure(evidence: EvidenceTable, context: Context, *, several: bool) -> Result:
    rules = _rules(context)
    cells = roll_up(evidence, context, beside=True)
    if not cells.units:
        return NotApplicable("No row has an outcome, a unit and a period.")
    adoption = read_adoption(cells, context.options.get("weigh") == "cases", rules)
    if reason := _nothing_to_compare(adoption):
        return NotApplicable(reason)
    if several and adoption.adopters == 1:
        return NotApplicable("Only one unit adopted the system within the time observed." + _left_out(adoption))
    if adoption.adopters == 1 and "adjustment" not in context.options:
        # Of one adopter no chance of adopting can be estimated.
        rules = replace(rules, adjustment="regression")
    found = average_effects(adoption.panel, rules)
    if found is None:
        return NotApplicable(_no_comparison(adoption))
    return _report(cells, adoption, found, (context, rules))


def _no_comparison(adoption: Adoption) -> str:
    left_out = _left_out(adoption)
    if least := _needed(adoption.panel):
        return (
            f"No group has the {least} units without the system to compare with that {adoption.panel.columns} "
            f"column(s) named as before need: name fewer.{left_out}"
        )
    return f"No period after adoption has cases of both an adopter and a unit without the system.{left_out}"


def _needed(panel: Panel) -> int:
    """Return how many controls the columns named as before need, 0 where there are no such columns."""
    return least_controls(panel) if panel.covariates.size else 0


def _left_out_for_columns(panel: Panel, rules: Rules, found: GroupTimeResult) -> Iterator[Diagnostic]:
    """Say how many groups and periods had too few controls for the columns named as before."""
    if not _needed(panel):
        return
    plain = replace(panel, covariates=np.zeros((0, 0, 0)))
    possible = sum(1 for _ in group_time_effects(plain, rules, before=False))
    missing = possible - sum(time >= group for group, time, _, _ in found.table)
    if missing > 0:
        text = (
            f"{missing} of {possible} groups in a period with the system have fewer than the {_needed(panel)} units to "
            "compare with that the columns named as before need; they are not in the effect."
        )
        yield Diagnostic("Comparisons left out", None, text)


def _rules(context: Context) -> Rules:
    """Return how groups are compared, as the options say."""
    early = context.options.get("anticipation", 0)
    if isinstance(early, bool) or not isinstance(early, int) or early < 0:
        raise method_error(f"Option anticipation is {early!r}", "a whole number of periods, 0 or more")
    stated = context.options.get("adjustment", "doubly robust")
    if stated not in get_args(Adjustment):
        raise method_error(f"Option adjustment is {stated!r}", "one of: " + ", ".join(get_args(Adjustment)))
    adjustment: Adjustment = next(one for one in get_args(Adjustment) if one == stated)
    controls: Controls = "never" if context.options.get("controls") == "never" else "not_yet"
    return Rules(controls, "universal", early, adjustment)


def _nothing_to_compare(adoption: Adoption) -> str | None:
    """Return why there is no comparison, None when there is one."""
    left_out = _left_out(adoption)
    if not adoption.adopters:
        return f"No unit adopted the system within the time observed, after a period without it.{left_out}"
    if not adoption.controls and len(adoption.panel.groups) < 2:
        return f"All units adopted the system in the same period, so that none can be compared with.{left_out}"
    return _no_error(adoption)


def _no_error(adoption: Adoption) -> str | None:
    """Return why chance cannot be told from effect, None when it can."""
    panel = adoption.panel
    few = len(panel.standing.few)
    if few and panel.spread is None and adoption.adopters == 1:
        return (
            "Only one unit adopted the system within the time observed: what happened to it by chance cannot be told "
            f"from what the system did.{_left_out(adoption)}"
        )
    if few and panel.spread is None:
        return (
            "No two units were seen together over two periods without the system, so that nothing shows how far units "
            "move apart by chance."
        )
    if few * panel.periods**2 > MOST_ROWS:
        return (
            f"{few:,} units that adopt on dates of few, in {panel.periods:,} periods, are more than can be held: take "
            "longer periods."
        )
    return None


def _left_out(adoption: Adoption) -> str:
    return "".join(f" {note.text}" for note in adoption.left_out)


def effect_of(panel: Panel, average: Average, shares: bool) -> Effect:
    """Return an average with the mean to be expected, their covariance for small samples and degrees of freedom."""
    influence = widen(panel, np.array([average.influence, average.influence_observed - average.influence]))
    # What few units did is known; only what was to be expected is not, so that both err by the same amount.
    covariance = influence @ influence.T + few_variance(panel, average.rows) * np.array([[1.0, -1.0], [-1.0, 1.0]])
    _, freedom = variance(panel, average.influence, average.rows)
    return Effect(average.effect, average.observed - average.effect, covariance, freedom, shares)


def _report(cells: Cells, adoption: Adoption, found: GroupTimeResult, told: tuple[Context, Rules]) -> Result:
    panel, (context, rules) = adoption.panel, told
    effect = effect_of(panel, found.overall, cells.shares)
    number = express(effect, context)
    if isinstance(number, NotApplicable):
        return number
    if is_rounding(float(np.sqrt(effect.covariance[0, 0])), float(np.nanmax(np.abs(panel.outcome)))):
        return NotApplicable("The outcome moved exactly alike in all units, so that no error can be estimated.")
    estimate = Estimate(adoption, found, number.scale, context.unit, rules)
    notes = note_staggered(estimate, context.rng) if context.notes else ()
    checks = (*check_staggered(estimate), *notes)
    account = Account(
        n=float(adoption.cases.sum()),
        method=_method(cells, adoption, context, rules),
        strongest=STRONGEST,
        checks=checks,
        notes=(*adoption.left_out, *_left_out_for_columns(panel, rules, found), *cells.diagnostics),
        details=(_groups(cells, adoption, found, number),),
        pictures=(_event_study(cells, panel, found, (number, context.unit, rules)),),
        parts=_parts(cells, adoption, found.overall, own_part(effect, context.unit)),
    )
    return conclude(number.spread(context), account, context.unit)


def _parts(cells: Cells, adoption: Adoption, average: Average, own: float) -> Parts:
    """Return what each unit, or cluster, adds to the error."""
    panel, names = adoption.panel, adoption.units
    influence = (1 + own) * average.influence - own * average.influence_observed
    if len(panel.clusters):
        cluster_of = dict(zip(cells.units, map(str, cells.clusters), strict=True))
        named = {int(code): cluster_of[unit] for code, unit in zip(panel.clusters, names, strict=True)}
        names = tuple(named[code] for code in sorted(named))
    return Parts(names, widen(panel, influence), (1 + own) ** 2 * few_variance(panel, average.rows))


def _method(cells: Cells, adoption: Adoption, context: Context, rules: Rules) -> str:
    groups = len(adoption.panel.groups)
    dates = "one date" if groups == 1 else f"{groups} dates"
    relative = " It is given in percent of the mean to be expected without it." if context.unit == "percent" else ""
    count, are = ("one unit", "is") if adoption.adopters == 1 else (f"{adoption.adopters:,} units", "are")
    more = "".join(_more(adoption.panel, rules))
    return (
        f"Difference-in-differences with staggered adoption (Callaway and Sant'Anna): {count} that "
        f"adopted on {dates} {are} compared, over {len(cells.periods):,} {PLURALS[cells.size]}, with those that had "
        f"not adopted by then.{more}{relative}"
    )


def _more(panel: Panel, rules: Rules) -> Iterator[str]:
    if panel.covariates.size:
        ways = {"doubly robust": "by regression and weighting, doubly robust", "weighting": "by weighting"}
        way = ways.get(rules.adjustment, "by regression")
        yield f" What was measured before, in {last_before(rules)}, is taken into account {way}."
    if rules.anticipation:
        yield f" Units may have changed {rules.anticipation} period(s) before adoption because of it."
    if len(panel.clusters):
        yield f" The error is counted by {int(panel.clusters.max()) + 1:,} clusters of units."


def _groups(cells: Cells, adoption: Adoption, found: GroupTimeResult, number: Number) -> Detail:
    """Return each group with its units and its average effect."""
    panel = adoption.panel
    rows = []
    for group in panel.groups:
        effects = [effect for own, time, effect, _ in found.table if own == group and time >= group]
        mean = number.scale * float(np.mean(effects)) if effects else None
        rows.append((period_label(cells.periods[group], cells.size), int((panel.adopted == group).sum()), mean))
    return Detail("Effect by date of adoption", ("first period with the system", "units", "effect"), tuple(rows))


def _event_study(cells: Cells, panel: Panel, found: GroupTimeResult, shown: tuple[Number, str, Rules]) -> EventStudy:
    number, unit, rules = shown
    points = [PeriodEffect(-1 - rules.anticipation, 0.0, 0.0, 0.0)]
    for event, average in found.events.items():
        total, freedom = variance(panel, average.influence, average.rows)
        effect, error = number.scale * average.effect, abs(number.scale) * float(np.sqrt(total))
        low, high = mean_interval(effect, error, freedom)
        points.append(PeriodEffect(event, effect, low, high))
    size = PLURALS[cells.size]
    last = f"the period {1 + rules.anticipation} before it" if rules.anticipation else "the last period before it"
    title = f"Effect by {size} since adoption, against {last}"
    return EventStudy(title, unit, size, tuple(sorted(points, key=lambda point: point.period)))


def measure_several(evidence: EvidenceTable, context: Context) -> Result:
    """Return the effect where more than one unit adopted; one alone says more in other designs."""
    return _measure(evidence, context, several=True)


DESIGN = Design(
    id="staggered_adoption",
    title="comparing units before and after adoption with units that had not adopted (difference-in-differences)",
    reason="what changed everywhere at the same time is taken off",
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_several,
)

LONE = Design(
    id=DESIGN.id,
    title="comparing the one unit that adopted with others (difference-in-differences with one adopter)",
    reason="what changed everywhere is taken off, and the others show how far one unit moves by chance",
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_staggered_adoption,
)
"""The same with one adopter: weaker than a mix of units or a series, and tried after them."""

DEFINITION = Definition(
    id=DESIGN.id,
    version=3,
    title="Effect of adoption, staggered",
    kinds=("records",),
    role_sets=(
        *outcome_sets(UNIT, PERIOD, replace(ADOPTED, required=True), CLUSTER, COVARIATE),
        *outcome_sets(UNIT, PERIOD, replace(WITH_SYSTEM, required=True), CLUSTER, COVARIATE),
    ),
    units=(),
    options=(SIGNED, SIZE, CONTROLS, WEIGH, ANTICIPATION, ADJUSTMENT, BETTER),
    compute=measure_staggered_adoption,
)
