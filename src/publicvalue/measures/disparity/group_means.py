"""Comparing the means of groups with that of a reference group.

Each difference has Welch's t distribution. Of several, the group that differs most is reported; interval and draws
allow for that, as `selected_group` says. They are about the true difference of the group that was picked.

Source: B. L. Welch (1947), Biometrika 34, 28-35.
"""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.measures.definition import Context
from publicvalue.measures.disparity.all_comparisons import COLUMNS, Together, compare_together
from publicvalue.measures.disparity.group_choice import (
    ComparedGroups,
    GroupOptions,
    Line,
    cases_behind,
    choose_groups,
    group_lines,
    hidden_groups,
    small_groups_diagnostic,
    worst_diagnostic,
)
from publicvalue.measures.disparity.selected_group import Selectable, selected_distribution, selection_bounds
from publicvalue.measures.kernels.means import COCHRAN_FACTOR, Moments, mean_interval
from publicvalue.measures.kernels.proportions import Distribution
from publicvalue.measures.kernels.welch import welch_distribution
from publicvalue.measures.picture import Interval, Intervals
from publicvalue.measures.result import ColumnId, Detail, Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text

ROUNDING = 1e-12
"""Relative deviation of a value from the mean that is none."""

STEP = 1e-9
"""Means move in no steps of cases; as a part of the estimate's error, for `selection_bounds`."""


def compare_means(moments: Mapping[str, Moments], context: Context, diagnostics: tuple[Diagnostic, ...]) -> Result:
    """Return the difference between the worst group's mean and that of the reference.

    Parameters
    ----------
    moments
        Group -> moments of its values.
    context
        With the options that name the groups.
    diagnostics
        Passed on.
    """
    chosen = choose_groups(moments, context.given(GroupOptions), Text("mean"))
    if isinstance(chosen, NotApplicable):
        return chosen
    flat = [name for name in (chosen.reference, *chosen.compared) if _is_flat(moments[name])]
    if flat:
        return NotApplicable(
            Text("All values are the same in {flat:list}, so no error can be given.", flat=tuple(flat[:10]))
        )
    name = worst_mean(moments, chosen)
    found = worst_mean_distribution(moments, chosen)
    estimate = moments[name].mean - moments[chosen.reference].mean
    low, high = found.interval(estimate)
    several = len(chosen.compared) > 1
    checks = _diagnostics(moments, chosen, context.unit)
    return Measured(
        estimate=estimate,
        low=low,
        high=high,
        draws=found.draws(context.draws, context.rng),
        n=cases_behind(moments, chosen),
        unit=context.unit,
        method=(
            Text(
                "Mean of the group that differs most minus that of {reference}, with {interval}.",
                reference=chosen.reference,
                interval=Text("an interval that allows for picking it") if several else Text("a Welch interval"),
            )
        ),
        strength=2 if any(check.passed is False for check in checks) else 3,
        diagnostics=diagnostics + checks,
        details=(_detail(moments, chosen),),
        pictures=(_picture(moments, chosen, context.unit),),
    )


def _is_flat(moments: Moments) -> bool:
    """Whether all values are the same; sums of equal values may round to a little more than nothing."""
    return moments.n < 2 or moments.squares <= moments.n * (ROUNDING * moments.mean) ** 2


def worst_mean(moments: Mapping[str, Moments], chosen: ComparedGroups) -> str:
    """Return the group whose mean differs most from the reference's."""
    return max(chosen.compared, key=lambda name: abs(moments[name].mean - moments[chosen.reference].mean))


def worst_mean_distribution(moments: Mapping[str, Moments], chosen: ComparedGroups) -> Distribution:
    """Return the distribution of the worst group's true difference, its selection allowed for."""
    name, reference = worst_mean(moments, chosen), moments[chosen.reference]
    own = welch_distribution(moments[name], reference)
    if len(chosen.compared) == 1:
        return own
    comparisons = [_selectable(moments[other], reference) for other in chosen.compared]
    place = chosen.compared.index(name)
    bounds = selection_bounds(comparisons, place, reference.standard_error**2)
    lower, upper = (
        Distribution(own.values + bound - comparisons[place].estimate, own.upto)
        for bound in (bounds.lower, bounds.upper)
    )
    return selected_distribution(own, lower, upper, bounds.reach)


def _selectable(group: Moments, reference: Moments) -> Selectable:
    error = group.standard_error
    return Selectable(group.mean - reference.mean, error**2, STEP * error)


def _diagnostics(moments: Mapping[str, Moments], chosen: ComparedGroups, unit: str) -> tuple[Diagnostic, ...]:
    name = worst_mean(moments, chosen)
    means = Text(
        "{group:,.4g} against {reference:,.4g}{unit:unit}",
        group=moments[name].mean,
        reference=moments[chosen.reference].mean,
        unit=unit,
    )
    shown = Text("") if hidden_groups(moments, chosen, name)[name] else means
    skewed = [
        group
        for group in (chosen.reference, *chosen.compared)
        if moments[group].n <= COCHRAN_FACTOR * moments[group].skewness ** 2
    ]
    told = (
        Text("Too few for skewed values (Cochran's rule) in: {skewed:list}.", skewed=tuple(skewed[:10]))
        if skewed
        else Text("In every group.")
    )
    return (
        worst_diagnostic(name, chosen, shown),
        Diagnostic(Text("Cases enough for the skewness"), not skewed, told),
        *small_groups_diagnostic(chosen),
    )


def _together(moments: Mapping[str, Moments], chosen: ComparedGroups) -> dict[str, Together]:
    reference = moments[chosen.reference]
    return compare_together(
        {
            name: (moments[name].mean - reference.mean, welch_distribution(moments[name], reference))
            for name in chosen.compared
        }
    )


def _detail(moments: Mapping[str, Moments], chosen: ComparedGroups) -> Detail:
    together, reference = _together(moments, chosen), moments[chosen.reference]

    def line(name: str, beside: bool) -> Line:
        return _row(name, moments[name], reference, together.get(name) if beside else None)

    rows = group_lines(moments, chosen, worst_mean(moments, chosen), line)
    columns = (Text("group"), Text("cases"), Text("mean"), Text("low"), Text("high"), Text("difference"), *COLUMNS)
    return Detail(Text("Mean by group (the reference first)"), columns, rows, IDS)


IDS: tuple[ColumnId, ...] = ("label", "", "mean", "low", "high", "difference", "", "", "")


def _row(name: str, group: Moments, reference: Moments, together: Together | None) -> tuple[str | float | None, ...]:
    """Return a group's line: no comparison when it was not compared."""
    own = (name, group.n, group.mean, *mean_interval(group.mean, group.standard_error, group.n - 1))
    if together is None:
        return (*own, *(None,) * 4)
    return (*own, group.mean - reference.mean, together.low, together.high, together.chance)


def _picture(moments: Mapping[str, Moments], chosen: ComparedGroups, unit: str) -> Intervals:
    worst = worst_mean(moments, chosen)
    hidden = hidden_groups(moments, chosen, worst)
    points = tuple(
        Interval(name, moments[name].mean - moments[chosen.reference].mean, found.low, found.high)
        for name, found in _together(moments, chosen).items()
        # The difference of the worst is the number itself.
        if name == worst or not (hidden[name] or hidden[chosen.reference])
    )
    return Intervals(
        Text("Difference from {reference}, all groups at once", reference=chosen.reference), unit, points, 0.0
    )
