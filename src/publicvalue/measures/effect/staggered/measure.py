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
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.effect.cells import Cells, period_label, roll_up
from publicvalue.measures.effect.designs import Account, Design, conclude, guarded, needs_adoption
from publicvalue.measures.effect.estimates import Effect, express, is_rounding, own_part
from publicvalue.measures.effect.panel_roles import (
    ADOPTED,
    CLUSTER,
    COVARIATE,
    PERIOD,
    UNIT,
    WITH_SYSTEM,
    PeriodOptions,
    SignOptions,
    outcome_sets,
)
from publicvalue.measures.effect.staggered.adjusted import Adjustment
from publicvalue.measures.effect.staggered.adoption import Adoption, read_adoption
from publicvalue.measures.effect.staggered.checks import CheckedEstimate, check_staggered
from publicvalue.measures.effect.staggered.description import PLURALS, describe_method
from publicvalue.measures.effect.staggered.group_time import (
    Average,
    ComparisonRules,
    Controls,
    GroupTimeResult,
    UnitPanel,
    average_effects,
    group_time_effects,
    least_controls,
)
from publicvalue.measures.effect.staggered.group_variance import few_variance, variance, widen
from publicvalue.measures.effect.staggered.notes import note_staggered
from publicvalue.measures.kernels.means import mean_interval
from publicvalue.measures.picture import EventStudy, PeriodEffect
from publicvalue.measures.result import Detail, Diagnostic, NotApplicable, Parts, Result
from publicvalue.schema.values import CHOICE, Whole, said
from publicvalue.words.text import Text, joined, phrase

STRONGEST = 4
MOST_ROWS = 30_000_000
"""Numbers that are held at most of units in groups of few: units times periods, squared."""


@dataclass(frozen=True, kw_only=True)
class StaggeredOptions(SignOptions, PeriodOptions):
    """How units that adopt are compared with others, and which way the effect counts."""

    controls: Annotated[
        Literal["not yet", "never"],
        CHOICE,
        said(phrase("which units serve as controls: all that have not adopted yet, or those that never adopt")),
    ] = "not yet"
    weigh: Annotated[Literal["units", "cases"], CHOICE, said(phrase("units count alike, or by their cases"))] = "units"
    anticipation: Annotated[
        Whole, said(phrase("periods before adoption in which units may have changed because of it"), ge=0)
    ] = 0
    adjustment: Annotated[Adjustment, CHOICE, said(phrase("how columns named as before are taken into account"))] = (
        "doubly robust"
    )

    @property
    def rules(self) -> ComparisonRules:
        """How groups are compared."""
        controls: Controls = "never" if self.controls == "never" else "not_yet"
        return ComparisonRules(controls, "universal", self.anticipation, self.adjustment)


def can_run(evidence: EvidenceTable, context: Context) -> Text | None:  # noqa: ARG001 - the signature of every design
    """Return why staggered adoption cannot be used on these columns."""
    return needs_adoption(evidence)


@guarded
def measure_staggered_adoption(evidence: EvidenceTable, context: Context) -> Result:
    """Return the effect of adoption, as the module's definition says."""
    return _measure(evidence, context, several=False)


def _measure(evidence: EvidenceTable, context: Context, *, several: bool) -> Result:
    options = context.given(StaggeredOptions)
    rules = options.rules
    cells = roll_up(evidence, context, beside=True)
    if not cells.units:
        return NotApplicable(Text("No row has an outcome, a unit and a period."))
    adoption = read_adoption(cells, options.weigh == "cases", rules)
    if reason := _nothing_to_compare(adoption):
        return reason
    if several and adoption.adopters == 1:
        return _cannot(adoption, Text("Only one unit adopted the system within the time observed."))
    if adoption.adopters == 1 and "adjustment" not in options.given:
        # Of one adopter no chance of adopting can be estimated.
        rules = replace(rules, adjustment="regression")
    found = average_effects(adoption.panel, rules)
    if found is None:
        return _cannot(adoption, _no_comparison(adoption))
    return _report(cells, adoption, found, context, rules)


def _no_comparison(adoption: Adoption) -> Text:
    if least := _needed(adoption.panel):
        return Text(
            "No group has the {least} units without the system to compare with that {columns} column(s)"
            " named as before need: name fewer.",
            least=least,
            columns=adoption.panel.columns,
        )
    return Text("No period after adoption has cases of both an adopter and a unit without the system.")


def _needed(panel: UnitPanel) -> int:
    """Return how many controls the columns named as before need, 0 where there are no such columns."""
    return least_controls(panel) if panel.covariates.size else 0


def _left_out_for_columns(panel: UnitPanel, rules: ComparisonRules, found: GroupTimeResult) -> Iterator[Diagnostic]:
    """Say how many groups and periods had too few controls for the columns named as before."""
    if not _needed(panel):
        return
    plain = replace(panel, covariates=np.zeros((0, 0, 0)))
    possible = sum(1 for _ in group_time_effects(plain, rules, before=False))
    missing = possible - sum(time >= group for group, time, _, _ in found.table)
    if missing > 0:
        text = Text(
            "{missing} of {possible} groups in a period with the system have fewer than the {needed} units"
            " to compare with that the columns named as before need; they are not in the effect.",
            missing=missing,
            possible=possible,
            needed=_needed(panel),
        )
        yield Diagnostic(Text("Comparisons left out"), None, text)


def _nothing_to_compare(adoption: Adoption) -> NotApplicable | None:
    """Return why there is no comparison, None when there is one."""
    if not adoption.adopters:
        return _cannot(
            adoption, Text("No unit adopted the system within the time observed, after a period without it.")
        )
    if not adoption.controls and len(adoption.panel.groups) < 2:
        return _cannot(
            adoption, Text("All units adopted the system in the same period, so that none can be compared with.")
        )
    return _no_error(adoption)


def _no_error(adoption: Adoption) -> NotApplicable | None:
    """Return why chance cannot be told from effect, None when it can."""
    panel = adoption.panel
    few = len(panel.standing.few)
    if few and panel.spread is None and adoption.adopters == 1:
        return _cannot(
            adoption,
            Text(
                "Only one unit adopted the system within the time observed: what happened to it by chance cannot"
                " be told from what the system did."
            ),
        )
    if few and panel.spread is None:
        return NotApplicable(
            Text(
                "No two units were seen together over two periods without the system, so that nothing shows how"
                " far units move apart by chance."
            )
        )
    if few * panel.periods**2 > MOST_ROWS:
        return NotApplicable(
            Text(
                "{few:count} units that adopt on dates of few, in {periods:count} periods, are more than can be"
                " held: take longer periods.",
                few=few,
                periods=panel.periods,
            )
        )
    return None


def _cannot(adoption: Adoption, reason: Text) -> NotApplicable:
    """Return that there is no number, why, and which units were left out."""
    return NotApplicable(joined(reason, *(note.text for note in adoption.left_out)))


def effect_of(panel: UnitPanel, average: Average, shares: bool) -> Effect:
    """Return an average with the mean to be expected, their covariance for small samples and degrees of freedom."""
    influence = widen(panel, np.array([average.influence, average.influence_observed - average.influence]))
    # What few units did is known; only what was to be expected is not, so that both err by the same amount.
    covariance = influence @ influence.T + few_variance(panel, average.rows) * np.array([[1.0, -1.0], [-1.0, 1.0]])
    _, freedom = variance(panel, average.influence, average.rows)
    return Effect(average.effect, average.observed - average.effect, covariance, freedom, shares)


def _report(
    cells: Cells, adoption: Adoption, found: GroupTimeResult, context: Context, rules: ComparisonRules
) -> Result:
    panel = adoption.panel
    effect = effect_of(panel, found.overall, cells.shares)
    number = express(effect, context)
    if isinstance(number, NotApplicable):
        return number
    if is_rounding(float(np.sqrt(effect.covariance[0, 0])), float(np.nanmax(np.abs(panel.outcome)))):
        return NotApplicable(Text("The outcome moved exactly alike in all units, so that no error can be estimated."))
    estimate = CheckedEstimate(adoption, found, number.scale, context.unit, rules)
    notes = note_staggered(estimate, context.rng) if context.notes else ()
    checks = (*check_staggered(estimate), *notes)
    account = Account(
        n=float(adoption.cases.sum()),
        method=describe_method(cells, adoption, context, rules),
        strongest=STRONGEST,
        checks=checks,
        notes=(*adoption.left_out, *_left_out_for_columns(panel, rules, found), *cells.diagnostics),
        details=(_groups(cells, estimate),),
        pictures=(_event_study(cells, estimate),),
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


def _groups(cells: Cells, estimate: CheckedEstimate) -> Detail:
    """Return each group with its units and its average effect."""
    panel = estimate.adoption.panel
    rows = []
    for group in panel.groups:
        effects = [effect for own, time, effect, _ in estimate.result.table if own == group and time >= group]
        mean = estimate.scale * float(np.mean(effects)) if effects else None
        rows.append((period_label(cells.periods[group], cells.size), int((panel.adopted == group).sum()), mean))
    return Detail(
        Text("Effect by date of adoption"),
        (Text("first period with the system"), Text("units"), Text("effect")),
        tuple(rows),
    )


def _event_study(cells: Cells, estimate: CheckedEstimate) -> EventStudy:
    early = estimate.rules.anticipation
    points = [PeriodEffect(-1 - early, 0.0, 0.0, 0.0)]
    for event, average in estimate.result.events.items():
        total, freedom = variance(estimate.adoption.panel, average.influence, average.rows)
        effect, error = estimate.scale * average.effect, abs(estimate.scale) * float(np.sqrt(total))
        low, high = mean_interval(effect, error, freedom)
        points.append(PeriodEffect(event, effect, low, high))
    size = PLURALS[cells.size]
    title = (
        Text(
            "Effect by {size:word} since adoption, against the period {before} before it",
            size=size,
            before=1 + early,
        )
        if early
        else Text("Effect by {size:word} since adoption, against the last period before it", size=size)
    )
    return EventStudy(title, estimate.unit, size, tuple(sorted(points, key=lambda point: point.period)))


def measure_several(evidence: EvidenceTable, context: Context) -> Result:
    """Return the effect where more than one unit adopted; one alone says more in other designs."""
    return _measure(evidence, context, several=True)


DESIGN = Design(
    id="staggered_adoption",
    title=Text("comparing units before and after adoption with units that had not adopted (difference-in-differences)"),
    reason=Text("what changed everywhere at the same time is taken off"),
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_several,
)

LONE = Design(
    id=DESIGN.id,
    title=Text("comparing the one unit that adopted with others (difference-in-differences with one adopter)"),
    reason=Text("what changed everywhere is taken off, and the others show how far one unit moves by chance"),
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_staggered_adoption,
)
"""The same with one adopter: weaker than a mix of units or a series, and tried after them."""

DEFINITION = Definition(
    id=DESIGN.id,
    version=3,
    title=Text("Effect of adoption, staggered"),
    kinds=("records",),
    role_sets=(
        *outcome_sets(UNIT, PERIOD, replace(ADOPTED, required=True), CLUSTER, COVARIATE),
        *outcome_sets(UNIT, PERIOD, replace(WITH_SYSTEM, required=True), CLUSTER, COVARIATE),
    ),
    units=(),
    takes=StaggeredOptions,
    compute=measure_staggered_adoption,
    no_change=0.0,
)
