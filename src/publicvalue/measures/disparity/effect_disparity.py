"""Disparity of the effect of adoption between groups: whether the system does as much for one group as for another.

What
    The effect of adoption on the group that differs most from the reference group minus that on the reference. Each
    group's effect is measured on its own rows, all by one design: the strongest of `adoption_effect` that the data of
    every compared group allow, or the one named. The reference is the largest group unless the option `reference` names
    one. Of several columns in the role `group` (sex, district) each combination that occurs is a group. A table holds
    all groups, with p-values by Holm and intervals by Bonferroni that allow for the number of comparisons.
Unit
    Percentage points: a difference of effects in percent of what was to be expected without the system. With the option
    `effect: in its unit` that of the outcome, or percentage points where it is a share.
Left out
    As the page of the design says; rows whose group is blank. Groups with fewer cases than `minimum_group` (30), and
    groups whose data do not allow the design, are named and not compared; a group with fewer than 5 cases is never
    shown with its numbers, nor the next smallest by which it could be had. A group is not left out for its effect.
Interval
    95 %. One comparison: of the difference of two effects, each with the distribution of its design. Where units,
    clusters or periods are in both groups, what happens to them moves both effects: their covariance, from what each
    adds to the error, is taken off. Effects at a threshold, and those that lots gave to single cases, share nothing.
    Several: a hybrid interval for the true difference of the group that was selected as differing most, conditional on
    its selection, as for `outcome_disparity`. Distributions are computed from the quantiles of either effect, without
    random numbers; but for a series followed through adoption, whose calibration is simulated, and moves the ends with
    the seed. Draws come from the same distribution.
Strength
    The lowest of the compared groups' effects.
Sources
    I. Andrews, T. Kitagawa and A. McCloskey (2024), Inference on winners, Quarterly Journal of Economics 139(1),
    305-358; S. Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70; those of the design. The limits of 30 and 5
    cases, and that of 50 groups, are our judgement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
from scipy.special import ndtri

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.evidence.units import name_unit
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.diagnostics import note_diagnostics
from publicvalue.measures.disparity.all_comparisons import COLUMNS, Together, compare_together
from publicvalue.measures.disparity.effect_difference import difference_distribution, quantiles_of
from publicvalue.measures.disparity.group_choice import (
    ComparedGroups,
    GroupOptions,
    Line,
    choose_groups,
    group_lines,
    hidden_groups,
    picked_text,
    small_groups_diagnostic,
)
from publicvalue.measures.disparity.group_columns import GROUP, combine_groups, name_columns
from publicvalue.measures.disparity.selected_group import Selectable, bounds_by_slopes, selected_distribution
from publicvalue.measures.disparity.shared_parts import correlate, share_parts, stretch_around
from publicvalue.measures.effect import adoption_effect
from publicvalue.measures.effect.adoption_effect import DesignOptions, candidate_designs
from publicvalue.measures.effect.designs import Design
from publicvalue.measures.kernels.proportions import Distribution
from publicvalue.measures.options import OF_INDICATOR
from publicvalue.measures.picture import Interval, Intervals
from publicvalue.measures.privacy.suppression import count_behind
from publicvalue.measures.result import LEVEL, Detail, Diagnostic, Measured, NotApplicable, Result
from publicvalue.schema.values import CHOICE, said
from publicvalue.words.text import Text, joined, phrase

MOST_GROUPS = 50
DRAWS = 40_000
"""Draws of each group's effect, for the distribution of those whose design knows it by draws alone."""
STEP = 1e-9
"""Effects move in no steps of cases; as a part of the estimate's error, for `bounds_by_slopes`."""
STEEPEST = 0.95
"""Slope of one comparison on another beyond which the selection is not followed."""


@dataclass(frozen=True, kw_only=True)
class EffectDisparityOptions(GroupOptions, DesignOptions):
    """Which groups are compared, how their effects are measured, and in what."""

    effect: Annotated[
        Literal["in percent", "in its unit"],
        CHOICE,
        OF_INDICATOR,
        said(
            phrase(
                "each group's effect in percent of what was to be expected without the system, or in the outcome's own "
                "unit"
            )
        ),
    ] = "in percent"


@dataclass(frozen=True)
class _Size:
    """Cases of a group."""

    n: float


@dataclass(frozen=True)
class _Effects:
    """The effects that are compared.

    Parameters
    ----------
    chosen
        Which groups are compared with which.
    found
        Group -> its effect.
    sizes
        Group -> its cases, of all groups.
    design
        How they were measured.
    """

    chosen: ComparedGroups
    found: Mapping[str, Measured]
    sizes: Mapping[str, _Size]
    design: Design

    @property
    def reference(self) -> Measured:
        return self.found[self.chosen.reference]

    def difference(self, name: str) -> float:
        return self.found[name].estimate - self.reference.estimate

    def distribution(self, name: str) -> Distribution:
        """Return the distribution of a group's difference: of independent effects, or narrowed by what they share."""
        apart = difference_distribution(quantiles_of(self.found[name]), quantiles_of(self.reference))
        centre = self.difference(name)
        if not share_parts(self.found[name].parts, self.reference.parts):
            return apart
        # The error of the difference comes from the same parts as each error, so it has no more degrees of freedom.
        low, high = apart.interval(centre)
        reach = float(ndtri((1 + LEVEL) / 2) * np.sqrt(self.covariance(name, name)))
        return stretch_around(apart, centre, 2 * reach / (high - low))

    def covariance(self, one: str, other: str) -> float:
        """Return the covariance of the differences of two groups from the reference."""
        found, reference = (self.found[one], self.found[other]), self.reference
        mixed = sum(_covariance(group, reference) for group in found)
        return _covariance(*found) - mixed + _variance(reference)

    @property
    def hidden(self) -> dict[str, bool]:
        """Group -> whether its numbers must not be shown; the reference first."""
        return hidden_groups(self.sizes, self.chosen, self.worst)

    @property
    def cases(self) -> float:
        """Cases behind the difference; of all groups, where the others are so few as to be told."""
        names = (self.chosen.reference, *self.chosen.compared)
        others = sum(size.n for name, size in self.sizes.items() if name not in names)
        return count_behind(sum(self.found[name].n for name in names), others)

    @property
    def worst(self) -> str:
        return max(self.chosen.compared, key=lambda name: abs(self.difference(name)))


def measure_effect_disparity(evidence: EvidenceTable, context: Context) -> Result:
    """Return the disparity of the effect between groups, as the module's definition says.

    Raises MethodError when a difference of effects in percent is asked for in another unit than percentage points.
    """
    _check_unit(context)
    combined = combine_groups(evidence)
    sizes = _sizes(combined)
    chosen = choose_groups(sizes, context.given(GroupOptions), Text("effect"))
    if isinstance(chosen, NotApplicable):
        return chosen
    inner = replace(context, unit="percent" if _in_percent(context) else context.unit, draws=DRAWS, notes=False)
    tried: list[Text] = []
    for design in candidate_designs(context):
        found, reasons = _measure_groups(combined, inner, design, chosen)
        compared = tuple(name for name in chosen.compared if name in found)
        if chosen.reference in found and compared:
            effects = _Effects(replace(chosen, compared=compared), found, sizes, design)
            return _report(effects, context, (*note_diagnostics(evidence), *_not_measured(reasons, design)))
        name, reason = next(iter(reasons.items()))
        tried.append(Text("Not by {title}: {name}: {reason:sentence}", title=design.title, name=name, reason=reason))
    return NotApplicable(joined(Text("No design can be used in the groups."), *tried))


def _in_percent(context: Context) -> bool:
    return context.given(EffectDisparityOptions).effect == "in percent"


def _check_unit(context: Context) -> None:
    if _in_percent(context) and name_unit(context.unit) != "percentage points":
        raise method_error(
            Text("A difference of effects in percent is asked for in {unit}", unit=context.unit),
            Text("{unit:word}", unit="percentage points"),
            Text("set the indicator's unit, or its option effect to: in its unit"),
        )


def _sizes(evidence: EvidenceTable) -> dict[str, _Size]:
    rows = evidence.rows.mutate(cases_here=evidence.counts())
    rows = rows.filter(rows["group"].notnull())
    sums = rows.group_by("group").aggregate(cases=rows["cases_here"].sum())
    found = fetch(sums.order_by("group").limit(MOST_GROUPS + 1))
    if len(found["group"]) > MOST_GROUPS:
        number = int(fetch(rows.aggregate(n=rows["group"].nunique()))["n"][0])
        raise method_error(
            Text(
                "The effect is asked for in {number:count} groups of {columns}",
                number=number,
                columns=name_columns(evidence.roles["group"]),
            ),
            Text("at most {most_groups} groups", most_groups=MOST_GROUPS),
            Text("name a coarser group: an effect needs many cases"),
        )
    return {str(name): _Size(float(cases)) for name, cases in zip(found["group"], found["cases"], strict=True)}


def _measure_groups(
    evidence: EvidenceTable, context: Context, design: Design, chosen: ComparedGroups
) -> tuple[dict[str, Measured], dict[str, str]]:
    """Return each group's effect by a design, and why there is none in the others; the reference comes first."""
    found: dict[str, Measured] = {}
    reasons: dict[str, str] = {}
    for name in (chosen.reference, *chosen.compared):
        rows = evidence.rows.filter(evidence.rows["group"] == name)
        own = replace(evidence, rows=rows, rows_read=int(fetch(rows.aggregate(n=rows.count()))["n"][0]), notes=())
        reason = design.can_run(own, context)
        result = design.measure(own, context) if reason is None else NotApplicable(reason)
        if isinstance(result, Measured):
            found[name] = result
        else:
            reasons[name] = result.reason
            if name == chosen.reference:
                break
    return found, reasons


def _not_measured(reasons: Mapping[str, str], design: Design) -> Iterator[Diagnostic]:
    if reasons:
        text = joined(*(Text("{name}: {reason}", name=name, reason=reason) for name, reason in reasons.items()))
        yield Diagnostic(
            Text("Groups without an effect"),
            None,
            Text("Not measured by {title} in {text}", title=design.title, text=text),
        )


def worst_effect_distribution(effects: _Effects) -> Distribution:
    """Return the distribution of the worst group's true difference, its selection allowed for."""
    name, compared = effects.worst, effects.chosen.compared
    own = effects.distribution(name)
    if len(compared) == 1:
        return own
    comparisons = [
        Selectable(effects.difference(other), _variance(effects.found[other]), STEP * _variance(effects.found[other]))
        for other in compared
    ]
    place = compared.index(name)
    own_variance = effects.covariance(name, name)
    slopes = [effects.covariance(other, name) / own_variance for other in compared]
    bounds = bounds_by_slopes(comparisons, place, [float(np.clip(slope, -STEEPEST, STEEPEST)) for slope in slopes])
    lower, upper = (
        Distribution(own.values + bound - comparisons[place].estimate, own.upto)
        for bound in (bounds.lower, bounds.upper)
    )
    return selected_distribution(own, lower, upper, bounds.reach)


def _variance(found: Measured) -> float:
    """Return the variance of the normal distribution with an effect's interval; draws of a t can have none."""
    return float(((found.high - found.low) / (2 * ndtri((1 + LEVEL) / 2))) ** 2)


def _covariance(one: Measured, other: Measured) -> float:
    if one is other:
        return _variance(one)
    return correlate(one.parts, other.parts) * float(np.sqrt(_variance(one) * _variance(other)))


def _report(effects: _Effects, context: Context, notes: tuple[Diagnostic, ...]) -> Measured:
    chosen, distribution = effects.chosen, worst_effect_distribution(effects)
    estimate = effects.difference(effects.worst)
    low, high = distribution.interval(estimate)
    together = compare_together(
        {name: (effects.difference(name), effects.distribution(name)) for name in chosen.compared}
    )
    return Measured(
        estimate=estimate,
        low=low,
        high=high,
        draws=distribution.draws(context.draws, context.rng),
        n=effects.cases,
        unit=context.unit,
        method=_method(effects),
        strength=min(effects.found[name].strength for name in (chosen.reference, *chosen.compared)),
        diagnostics=(*_diagnostics(effects, context), *notes, *small_groups_diagnostic(chosen)),
        details=(_detail(effects, together),),
        pictures=_picture(effects, context),
    )


def _method(effects: _Effects) -> Text:
    names = {"reference": effects.chosen.reference, "title": effects.design.title}
    if len(effects.chosen.compared) == 1:
        return Text(
            "Effect on the group that differs most minus that on {reference}, each measured by {title}.", **names
        )
    return Text(
        "Effect on the group that differs most minus that on {reference}, each measured by {title}, with an "
        "interval that "
        "allows for picking it.",
        **names,
    )


def _diagnostics(effects: _Effects, context: Context) -> Iterator[Diagnostic]:
    text = joined(_worst_text(effects, context), picked_text(len(effects.chosen.compared)))
    yield Diagnostic(Text("Group whose effect differs most"), None, text)
    yield Diagnostic(
        Text("Design"),
        None,
        Text("Measured by {title}: {reason}.", title=effects.design.title, reason=effects.design.reason),
    )
    for group in (effects.chosen.reference, *effects.chosen.compared):
        failed = tuple(check.name for check in effects.found[group].diagnostics if check.passed is False)
        if failed:
            yield Diagnostic(
                Text("Checks in {group}", group=group), False, Text("Not passed: {failed:parts}.", failed=failed)
            )


def _worst_text(effects: _Effects, context: Context) -> Text:
    name = effects.worst
    names = {"name": name, "reference": effects.chosen.reference}
    if effects.hidden[name]:
        return Text("The effect on {name} differs most from that on {reference}.", **names)
    return Text(
        "The effect on {name} differs most from that on {reference}: {own:number} against {other:number}{unit:unit}.",
        **names,
        own=effects.found[name].estimate,
        other=effects.reference.estimate,
        unit="percent" if _in_percent(context) else context.unit,
    )


def _detail(effects: _Effects, together: Mapping[str, Together]) -> Detail:
    def line(name: str, beside: bool) -> Line:
        # A group's effect and its difference would give away a reference that is hidden.
        return (name, effects.sizes[name].n, *_numbers(effects, name, together.get(name) if beside else None))

    rows = group_lines(effects.sizes, effects.chosen, effects.worst, line)
    columns = (
        Text("group"),
        Text("cases"),
        Text("effect"),
        Text("low"),
        Text("high"),
        Text("strength (of 5)"),
        Text("difference"),
        *COLUMNS,
    )
    return Detail(Text("Effect by group (the reference first)"), columns, rows)


def _numbers(effects: _Effects, name: str, together: Together | None) -> tuple[float | None, ...]:
    found = effects.found.get(name)
    if found is None:
        return (None,) * 8
    own = (found.estimate, found.low, found.high, found.strength)
    if together is None:
        return (*own, *(None,) * 4)
    return (*own, effects.difference(name), together.low, together.high, together.chance)


def _picture(effects: _Effects, context: Context) -> tuple[Intervals, ...]:
    points = tuple(
        Interval(name, found.estimate, found.low, found.high)
        for name, hide in effects.hidden.items()
        if not hide and (found := effects.found.get(name))
    )
    unit = "percent" if _in_percent(context) else context.unit
    return (Intervals(Text("Effect by group"), unit, points, 0.0),) if points else ()


DEFINITION = Definition(
    id="effect_disparity",
    version=3,
    title=Text("Disparity of an effect between groups"),
    kinds=("records",),
    role_sets=tuple((*roles, GROUP) for roles in adoption_effect.DEFINITION.role_sets),
    units=(),
    takes=EffectDisparityOptions,
    compute=measure_effect_disparity,
)
