"""Comparing the rates of groups with a reference group: one kernel for outcomes and for errors.

Each comparison has the distribution of the difference (or ratio) of two independent shares with Jeffreys distributions.
Of several, the group that differs most is reported. Picking the largest of several differences overstates it; interval
and draws allow for that, as `selected_group` says. They are about the true value of the group that was picked.

Source: L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2), 101-133, for the distribution of a
share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from publicvalue.measures.definition import Context
from publicvalue.measures.disparity.all_comparisons import COLUMNS, Together, compare_together
from publicvalue.measures.disparity.group_choice import (
    ComparedGroups,
    Line,
    RateGroupOptions,
    Sized,
    cases_behind,
    choose_groups,
    group_lines,
    hidden_groups,
    small_groups_diagnostic,
    worst_diagnostic,
)
from publicvalue.measures.disparity.selected_group import Selectable, selected_distribution, selection_bounds
from publicvalue.measures.kernels.proportions import Distribution, Numbers, Share, combined_distribution
from publicvalue.measures.result import ColumnId, Detail, Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text


def compare_groups(
    shares: Mapping[str, Share],
    context: Context,
    what: Text,
    diagnostics: tuple[Diagnostic, ...] = (),
    sizes: Mapping[str, Sized] | None = None,
) -> Result:
    """Return the worst group's difference from, or ratio to, the reference group.

    Parameters
    ----------
    shares
        Group -> its events among its cases.
    context
        With the options that name the groups, and how they are compared.
    what
        The rate that is compared, for the method sentence: "Rate of the event".
    diagnostics
        Passed on.
    sizes
        Group -> what decides whether it is shown; its cases when left out.

    Returns
    -------
    Measured or NotApplicable
        In percentage points for a difference (group minus reference), as a plain number for a ratio (group /
        reference).

    Raises
    ------
    MethodError
        When the unit does not fit the comparison.
    """
    options = context.given(RateGroupOptions)
    statistic = options.statistic
    chosen = choose_groups(shares, options)
    if isinstance(chosen, NotApplicable):
        return chosen
    if statistic == "ratio" and shares[chosen.reference].events <= 0:
        return NotApplicable(
            Text(
                "The rate of {reference} is 0, so no ratio can be given: choose another reference.",
                reference=chosen.reference,
            )
        )
    return _measured(shares, chosen, statistic, context, _Told(what, diagnostics, sizes or shares))


@dataclass(frozen=True)
class _Told:
    """What is told beside the number: what is compared, checks that were made, and what decides who is shown."""

    what: Text
    diagnostics: tuple[Diagnostic, ...]
    sizes: Mapping[str, Sized]


def difference(group: Numbers, reference: Numbers) -> Numbers:
    """Return group minus reference, in percentage points."""
    return 100 * (group - reference)


def ratio(group: Numbers, reference: Numbers) -> Numbers:
    """Return group divided by reference; quantiles are the same as on the log scale."""
    return group / reference


COMBINED = {"difference": difference, "ratio": ratio}


def selectable(share: Share, reference: Share) -> Selectable:
    """Return a comparison on the scale of the selection, the difference of the rates."""
    return Selectable(share.estimate - reference.estimate, variance_of(share), 1 / share.n)


def variance_of(share: Share) -> float:
    """Return the variance of a share's Jeffreys distribution."""
    mean = (share.events + 0.5) / (share.n + 1)
    return mean * (1 - mean) / (share.n + 2)


def worst_group(shares: Mapping[str, Share], chosen: ComparedGroups) -> str:
    """Return the group whose rate differs most from the reference's, whichever statistic then compares the two."""
    reference = shares[chosen.reference]
    return max(chosen.compared, key=lambda name: abs(shares[name].estimate - reference.estimate))


def worst_distribution(shares: Mapping[str, Share], chosen: ComparedGroups, statistic: str) -> Distribution:
    """Return the distribution of the worst group's true difference or ratio, its selection allowed for."""
    name, reference = worst_group(shares, chosen), shares[chosen.reference]
    worst, combine = shares[name], COMBINED[statistic]
    own = combined_distribution(worst, reference, combine)
    if len(chosen.compared) == 1:
        return own
    comparisons = [selectable(shares[other], reference) for other in chosen.compared]
    place = chosen.compared.index(name)
    bounds = selection_bounds(comparisons, place, variance_of(reference))
    lower, upper = (
        combined_distribution(
            moved(worst, (1 - bounds.shared) * (bound - comparisons[place].estimate)),
            moved(reference, -bounds.shared * (bound - comparisons[place].estimate)),
            combine,
        )
        for bound in (bounds.lower, bounds.upper)
    )
    return selected_distribution(own, lower, upper, bounds.reach)


def moved(share: Share, distance: float) -> Share:
    """Return the share as it would be with a rate so far from what it is."""
    return Share(float(np.clip(share.events + distance * share.n, -0.4, share.n + 0.4)), share.n)


def _measured(
    shares: Mapping[str, Share],
    chosen: ComparedGroups,
    statistic: str,
    context: Context,
    told: _Told,
) -> Measured:
    worst, reference = shares[worst_group(shares, chosen)], shares[chosen.reference]
    distribution = worst_distribution(shares, chosen, statistic)
    estimate = float(COMBINED[statistic](np.array(worst.estimate), np.array(reference.estimate)))
    low, high = distribution.interval(estimate)
    several = len(chosen.compared) > 1
    return Measured(
        estimate=estimate,
        low=low,
        high=high,
        draws=distribution.draws(context.draws, context.rng),
        n=cases_behind(shares, chosen),
        unit=context.unit,
        method=(
            Text(
                "{what}: {statistic:word} between the group that differs most and {reference}, with {interval}.",
                what=told.what,
                statistic=statistic,
                reference=chosen.reference,
                interval=Text("an interval that allows for picking it") if several else Text("a Jeffreys interval"),
            )
        ),
        strength=3,
        diagnostics=told.diagnostics + _diagnostics(shares, chosen, told.sizes),
        details=(_detail(shares, chosen, told),),
    )


def _diagnostics(
    shares: Mapping[str, Share], chosen: ComparedGroups, sizes: Mapping[str, Sized]
) -> tuple[Diagnostic, ...]:
    worst = worst_group(shares, chosen)
    rates = Text(
        "{group:.2f} % against {reference:.2f} %",
        group=100 * shares[worst].estimate,
        reference=100 * shares[chosen.reference].estimate,
    )
    shown = Text("") if hidden_groups(sizes, chosen, worst)[worst] else rates
    return (worst_diagnostic(worst, chosen, shown), *small_groups_diagnostic(chosen))


def _detail(shares: Mapping[str, Share], chosen: ComparedGroups, told: _Told) -> Detail:
    reference = shares[chosen.reference]
    together = compare_together(
        {
            name: (
                100 * (shares[name].estimate - reference.estimate),
                combined_distribution(shares[name], reference, difference),
            )
            for name in chosen.compared
        }
    )

    def line(name: str, beside: bool) -> Line:
        return _row(name, shares[name], reference, together.get(name) if beside else None)

    rows = group_lines(told.sizes, chosen, worst_group(shares, chosen), line)
    columns = (
        Text("group"),
        Text("cases"),
        Text("percent"),
        Text("low"),
        Text("high"),
        Text("difference in percentage points"),
        *COLUMNS,
        Text("ratio"),
    )
    return Detail(Text("{what}, by group (the reference first)", what=told.what), columns, rows, IDS)


IDS: tuple[ColumnId, ...] = ("label", "", "percent", "low", "high", "difference", "", "", "", "ratio")


def _row(name: str, share: Share, reference: Share, together: Together | None) -> tuple[str | float | None, ...]:
    """Return a group's line: no comparison when it was not compared, and no rate without cases."""
    if share.n <= 0:
        return (name, share.n, *(None,) * 8)
    low, high = share.interval()
    own = (name, share.n, 100 * share.estimate, 100 * low, 100 * high)
    if together is None:
        return (*own, *(None,) * 5)
    gap = 100 * (share.estimate - reference.estimate)
    by = share.estimate / reference.estimate if reference.events > 0 else None
    return (*own, gap, together.low, together.high, together.chance, by)
