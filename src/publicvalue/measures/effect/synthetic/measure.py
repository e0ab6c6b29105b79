"""Effect of adoption by a synthetic control: a weighted mix of units without the system that moved like the adopters.

What
    Synthetic difference-in-differences: controls are weighted so that together they move like the adopters before
    adoption, and earlier periods so that they resemble the later ones; the effect is the mean of the adopters over the
    periods with the system less what the mix did, after the weighted difference before is taken off. Made for one
    adopter or a few that adopt in the same period. The classic synthetic control stands beside it as a check.
Unit
    Percent: of the mean to be expected without the system. Percentage points: difference of two shares. Any other unit:
    the difference in the outcome's own unit. Where the indicator counts better as positive, the option `better` says
    which way the outcome counts.
Left out
    Rows without outcome, adopter or period; controls that were not observed in every period in which the adopters were.
    At least 10 controls, 5 periods before adoption and more controls than adopters are needed.
Interval
    95 %: the effect plus and minus Student's t times the root mean square of the effects that the method finds with
    controls in the adopters' place, where there are none. While controls stand in, fewer are left for the mix, and each
    is in the mix of the others; error and degrees of freedom (Satterthwaite's) allow for both, by the weights. At most
    a third of the controls stand in at a time; one at a time, there are a fifth fewer degrees of freedom. It supposes
    that the outcome of adopters is as much a matter of chance as that of controls. Draws from the same t distribution.
    In percent it is the same interval, each end in percent of what was to be expected then. Simulated coverage is 94 to
    96 percent from 10 controls and 6 periods on, for one adopter up to nearly as many as controls, for units with
    trends of their own, periods that resemble their neighbours and shocks that units feel differently. Where the
    outcome has far extremes (Student's t with 3 degrees of freedom, exponential) and adopters are one or two it is 92
    to 95. Conformal inference over periods is not used: with fewer than 20 periods its 95 % interval has no ends.
Strength
    4: a comparison group. Each check that is not passed lowers it by one, at most to 2; one is that the classic
    synthetic control says the same: it does not where the two differ by more than chance (95 %), or have opposite signs
    and either differ by more than chance at 80 % or one of them is told from 0. It is not asked where it misses the
    adopters before adoption by more than twice as much as it misses controls. With one adopter it is at most 3: what
    else happened to that one unit cannot be told from what the system did.
Sources
    D. Arkhangelsky, S. Athey, D. A. Hirshberg, G. W. Imbens and S. Wager (2021), Synthetic difference-in-differences,
    American Economic Review 111(12), 4088-4118, with its placebo variance; A. Abadie, A. Diamond and J. Hainmueller
    (2010), Journal of the American Statistical Association 105, 493-505, for the classic control and placebo p-value;
    V. Chernozhukov, K. Wüthrich and Y. Zhu (2021), Journal of the American Statistical Association 116, 1849-1864, for
    conformal inference, whose smallest p-value is one over the number of periods. The least numbers, and the limit of
    the donors' fit, are our judgement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.effect.cells import Cells, period_label, roll_up
from publicvalue.measures.effect.designs import Account, Design, adopters_check, conclude, guarded, needs_adoption
from publicvalue.measures.effect.estimates import (
    WAYS_DIFFER,
    Effect,
    EffectNumber,
    TestedEstimate,
    express,
    is_rounding,
    ways_agree,
)
from publicvalue.measures.effect.panel_roles import (
    ADOPTED,
    PERIOD,
    UNIT,
    WITH_SYSTEM,
    PeriodOptions,
    SignOptions,
    outcome_sets,
)
from publicvalue.measures.effect.series.regressors import first_with_system
from publicvalue.measures.effect.staggered.adoption import Adoption, name_units, read_adoption
from publicvalue.measures.effect.synthetic.placebos import (
    Placebos,
    each_control,
    placebo_block,
    placebo_size,
    run_chosen,
    run_placebos,
)
from publicvalue.measures.effect.synthetic.weights import Block, Synthetic, classic_control, synthetic_difference
from publicvalue.measures.picture import Series
from publicvalue.measures.result import LEVEL, Detail, Diagnostic, Measured, NotApplicable, Parts, Result
from publicvalue.words.text import Text, counted, joined, phrase, sentence

Numbers = NDArray[np.float64]

STRONGEST = 4
LEAST_CONTROLS = 10
LEAST_BEFORE = 5
POOR_FIT = 2.0
"""How many times the usual misfit before adoption counts as a poor fit."""
SHOWN_DONORS = 10
SECOND_WAY = Text("Classic synthetic control")
MOST_CLASSIC = 60
"""Times that the classic synthetic control is run with controls in the adopters' place."""


def can_run(evidence: EvidenceTable, context: Context) -> Text | None:  # noqa: ARG001 - the signature of every design
    """Return why no synthetic control can be made of these columns."""
    return needs_adoption(evidence)


@dataclass(frozen=True)
class DonorComparison:
    """The units and periods that are compared.

    Parameters
    ----------
    cells
        What they come from.
    block
        Outcomes of controls and adopters, without missing values.
    controls, adopters
        Their names.
    times
        Places of the periods.
    cases
        Cases behind them.
    notes
        What was left out.
    """

    cells: Cells
    block: Block
    controls: tuple[str, ...]
    adopters: tuple[str, ...]
    times: NDArray[np.int64]
    cases: float
    notes: tuple[Diagnostic, ...]


@guarded
def measure_synthetic_control(evidence: EvidenceTable, context: Context) -> Result:
    """Return the effect against a synthetic control, as the module's definition says.

    Raises
    ------
    MethodError
        When units and periods make too many cells.
    """
    cells = roll_up(evidence, context)
    if not cells.units:
        return NotApplicable(Text("No row has an outcome, an adopter and a period."))
    compared = compare(cells, read_adoption(cells))
    if isinstance(compared, NotApplicable):
        return compared
    found = synthetic_difference(compared.block)
    placebos = run_placebos(compared.block, found, placebo_size(compared.block), context.rng)
    if is_rounding(placebos.error, float(np.abs(compared.block.controls).max())):
        return NotApplicable(
            Text("The outcome moved exactly alike in all controls, so that no error can be estimated.")
        )
    effect = effect_of(compared.block, found, placebos, cells.shares)
    number = express(effect, context)
    if isinstance(number, NotApplicable):
        return number
    return _report(compared, found, placebos, number, context)


def effect_of(block: Block, found: Synthetic, placebos: Placebos, shares: bool) -> Effect:
    """Return the effect with the mean to be expected, their covariance and degrees of freedom."""
    observed = float(block.adopter[block.before :].mean())
    covariance = placebos.error**2 * np.array([[1.0, -1.0], [-1.0, 1.0]])
    return Effect(found.effect, observed - found.effect, covariance, placebos.freedom, shares)


def compare(cells: Cells, adoption: Adoption) -> DonorComparison | NotApplicable:
    """Choose units and periods without missing values, or say why there are too few."""
    first = first_with_system(adoption)
    if isinstance(first, NotApplicable):
        return first
    panel = adoption.panel
    adopts = panel.adopted < panel.periods
    times = np.flatnonzero(np.isfinite(panel.outcome[adopts]).all(axis=0))
    complete = np.isfinite(panel.outcome[:, times]).all(axis=1)
    used = complete & ~adopts
    before = int((times < first).sum())
    if reason := _too_few(int(used.sum()), int(adopts.sum()), before, len(times) - before):
        return NotApplicable(reason)
    block = Block(panel.outcome[used][:, times], panel.outcome[adopts][:, times], before)
    names, own = (tuple(np.array(adoption.units, dtype=object)[which]) for which in (used, adopts))
    missing = ~complete & ~adopts
    notes = adoption.left_out
    if missing.any():
        units = name_units(adoption.units, missing)
        text = Text("Not observed in every period, and left out: {units}.", units=units)
        notes += (Diagnostic(Text("Controls left out"), None, text),)
    return DonorComparison(cells, block, names, own, times, float(adoption.cases[adopts | used].sum()), notes)


def _too_few(controls: int, adopters: int, before: int, after: int) -> Text | None:
    least = max(LEAST_CONTROLS, adopters + 1)
    if controls < least:
        return Text(
            "{controls} controls were observed in every period; at least {least} are needed to tell chance from"
            " effect.",
            controls=controls,
            least=least,
        )
    if before < LEAST_BEFORE or after < 1:
        return Text(
            "{before} periods before adoption and {after} with the system; at least {least} and 1 are needed.",
            before=before,
            after=after,
            least=LEAST_BEFORE,
        )
    return None


def _report(
    compared: DonorComparison, found: Synthetic, placebos: Placebos, number: EffectNumber, context: Context
) -> Measured:
    checks = tuple(_checks(compared, found, placebos, number))
    block = compared.block
    account = Account(
        n=compared.cases,
        method=Text(
            "Synthetic difference-in-differences: {adopters} against a weighted mix of {controls} controls,"
            " {before} periods before and {after} with the system; the interval rests on placebo effects.",
            adopters=counted(len(block.adopters), "one adopter", "{number} adopters"),
            controls=len(compared.controls),
            before=block.before,
            after=len(compared.times) - block.before,
        ),
        strongest=STRONGEST,
        checks=checks,
        notes=(*compared.notes, *compared.cells.diagnostics),
        details=(_donors(compared, found),),
        pictures=(_picture(compared, found, placebos),),
        parts=_parts(compared, found, placebos),
    )
    return conclude(number.spread(context), account, context.unit)


def _parts(compared: DonorComparison, found: Synthetic, placebos: Placebos) -> Parts:
    """Return what is found with each control in the adopters' place, as other numbers on the same adopters find it."""
    lone, block = placebos, compared.block
    if not placebos.lone:
        lone = run_chosen(block, found, each_control(block))
    order = lone.contrasts.argmax(axis=1)
    whose = ", ".join(compared.adopters)
    return Parts(
        tuple(f"{compared.controls[place]} for {whose}" for place in order),
        lone.effects,
    )


def _checks(
    compared: DonorComparison, found: Synthetic, placebos: Placebos, number: EffectNumber
) -> Iterator[Diagnostic]:
    yield adopters_check(len(compared.block.adopters))
    yield fit_check(found, placebos)
    yield placebo_date_check(compared.block)
    yield donors_check(found)
    yield placebo_note(found, placebos)
    yield second_way_check(compared.block, found, placebos, number.scale)


def second_way_check(block: Block, found: Synthetic, placebos: Placebos, scale: float) -> Diagnostic:
    """Ask the classic synthetic control, on the adopters and on controls in their place, whether it says the same."""
    classic, runs = classic_control(block), placebos.runs[:MOST_CLASSIC]
    others = [classic_control(placebo_block(block, row)) for row in placebos.contrasts[: len(runs)]]
    text = Text(
        "The classic synthetic control gives {classic:signed} where this gives {ours:signed}; before"
        " adoption it misses by {miss:.3g} on average, in the outcome's unit",
        classic=scale * classic.effect,
        ours=scale * found.effect,
        miss=classic.miss,
    )
    if classic.miss > POOR_FIT * float(np.median([run.miss for run in others])):
        return Diagnostic(SECOND_WAY, None, Text("{text}, too much to be a second way.", text=text))
    few = Placebos(runs, placebos.contrasts[: len(runs)], placebos.size, placebos.lone)
    own, theirs = few.effects, np.array([run.effect for run in others])
    pairs = ((found.effect, own), (classic.effect, theirs), (found.effect - classic.effect, own - theirs))
    first, second, apart = (TestedEstimate(effect, float(few.spread(by_run)), few.freedom) for effect, by_run in pairs)
    agree = ways_agree(first, second, apart) or is_rounding(apart.number, float(np.abs(block.adopters).max()))
    return Diagnostic(SECOND_WAY, agree, joined(sentence(text), "" if agree else WAYS_DIFFER))


def fit_check(found: Synthetic, placebos: Placebos) -> Diagnostic:
    """Check that the mix followed the adopters before adoption as well as it can follow a control."""
    usual = float(np.median([run.misfit for run in placebos.runs]))
    passed = found.misfit <= POOR_FIT * usual or is_rounding(found.misfit, float(np.abs(found.expected).max()))
    text = Text(
        "Before adoption the mix misses the adopters by {misfit:.3g} (root mean square, in the outcome's"
        " unit); for controls in their place the usual miss is {usual:.3g}.",
        misfit=found.misfit,
        usual=usual,
    )
    return Diagnostic(Text("Donors fit before adoption"), passed, text)


def donors_check(found: Synthetic) -> Diagnostic:
    """Check that the mix does not hang on one or two controls."""
    effective = 1 / float((found.units**2).sum())
    text = Text("The weights of the mix are worth {effective:.1f} controls of equal weight.", effective=effective)
    return Diagnostic(Text("Mix of several donors"), effective >= 2, text)


def placebo_date_check(block: Block) -> Diagnostic:
    """Pretend that adoption came halfway through the time before it, and look only at that time."""
    name, half = Text("No effect at a date before adoption"), (block.before + 1) // 2
    earlier = Block(block.controls[:, : block.before], block.adopters[:, : block.before], half)
    found = synthetic_difference(earlier)
    # Every control once needs no randomness; of more than 200 controls always the same are chosen.
    placebos = run_placebos(earlier, found, 1, np.random.default_rng(0))
    reach = float(stdtrit(placebos.freedom, (1 + LEVEL) / 2)) * placebos.error
    level = float(np.abs(earlier.adopters).max())
    passed = bool(abs(found.effect) <= reach) or is_rounding(found.effect, level)
    seen = Text("no effect is seen") if passed else Text("an effect is seen where there can be none")
    text = Text(
        "With adoption pretended halfway through the time before it, {seen}: {effect:signed}, give or"
        " take {reach:.3g}.",
        seen=seen,
        effect=found.effect,
        reach=reach,
    )
    return Diagnostic(name, passed, text)


def placebo_note(found: Synthetic, placebos: Placebos) -> Diagnostic:
    """Say how often controls in the adopters' place show an effect as large, as it is and against the fit before."""
    runs = placebos.runs
    larger = int((np.abs(placebos.effects) / np.sqrt(placebos.sizes) >= abs(found.effect) / placebos.size**0.5).sum())
    ratio = _fit_ratio(found)
    larger_ratio = sum(_fit_ratio(run) >= ratio for run in runs)
    p, p_ratio = ((count + 1) / (len(runs) + 1) for count in (larger, larger_ratio))
    text = Text(
        "With controls in the adopters' place, {larger} of {runs} times the effect is as large (p ="
        " {p:.2g}); against the fit before adoption, {larger_ratio} times (p = {p_ratio:.2g}).",
        larger=larger,
        runs=len(runs),
        p=p,
        larger_ratio=larger_ratio,
        p_ratio=p_ratio,
    )
    return Diagnostic(Text("Placebo units"), None, text)


def _fit_ratio(run: Synthetic) -> float:
    after = run.gaps[run.before :]
    return float(np.sqrt((after**2).mean())) / max(run.misfit, 1e-300)


def _donors(compared: DonorComparison, found: Synthetic) -> Detail:
    order = np.argsort(-found.units)[:SHOWN_DONORS]
    rows = tuple(
        (compared.controls[place], 100 * float(found.units[place])) for place in order if found.units[place] > 0
    )
    return Detail(Text("Controls that weigh most in the mix"), (Text("control"), Text("weight, %")), rows)


def _picture(compared: DonorComparison, found: Synthetic, placebos: Placebos) -> Series:
    scale, unit = (100.0, "percent") if compared.cells.shares else (1.0, phrase("outcome"))
    spread = placebos.spread(np.array([run.gaps for run in placebos.runs]))
    reach = float(stdtrit(placebos.freedom, (1 + LEVEL) / 2)) * spread
    times = tuple(period_label(compared.cells.periods[place], compared.cells.size) for place in compared.times)
    after = np.arange(len(times)) >= found.before
    low, high = (
        tuple(float(scale * value) if later else None for value, later in zip(line, after, strict=True))
        for line in (found.expected - reach, found.expected + reach)
    )
    observed, expected = (tuple(map(float, scale * line)) for line in (compared.block.adopter, found.expected))
    title = Text("Adopters, and the weighted mix of controls that stands for them without the system")
    return Series(title, unit, times, observed, expected, low, high, found.before)


DESIGN = Design(
    id="synthetic_control",
    title=Text("comparing with a weighted mix of units without the system (synthetic control)"),
    reason=Text("the mix moved like the adopters before adoption"),
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_synthetic_control,
)


@dataclass(frozen=True, kw_only=True)
class SyntheticOptions(SignOptions, PeriodOptions):
    """How long a period is, and which way the effect counts."""


DEFINITION = Definition(
    id=DESIGN.id,
    version=2,
    title=Text("Effect of adoption, synthetic control"),
    kinds=("records",),
    role_sets=(
        *outcome_sets(UNIT, PERIOD, replace(ADOPTED, required=True)),
        *outcome_sets(UNIT, PERIOD, replace(WITH_SYSTEM, required=True)),
    ),
    units=(),
    takes=SyntheticOptions,
    compute=measure_synthetic_control,
    no_change=0.0,
)
