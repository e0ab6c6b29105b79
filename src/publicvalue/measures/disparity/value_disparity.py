"""Disparity of a recorded value between groups, such as days waited, by district or sex.

What
    The mean of the value in the group that differs most from the reference group minus the mean in the reference. The
    reference is the largest group unless the option `reference` names one. A row with a count stands for so many
    cases. Of several columns in the role `group` (sex, district) each combination that occurs is a group. A table holds
    all groups, with p-values by Holm and intervals by Bonferroni that allow for the number of comparisons.
Unit
    That of the values, signed.
Left out
    Rows whose value or group is blank. Groups with fewer cases than `minimum_group` (30) are named and not compared; a
    group with fewer than 5 cases is never shown with its numbers, nor the next smallest by which it could be had.
Interval
    95 %. One comparison: Welch's t. Several: a hybrid interval for the true difference of the group that was selected
    as differing most, conditional on its selection, as for `outcome_disparity`. Draws come from the same distribution.
    With skewed values and small groups it is too short: a diagnostic says so, by Cochran's rule.
Coverage
    Simulated, nominal 95 %. Normal values: 95 %. Lognormal values, two groups of 60, 95 to 97 %; a group of 30 beside
    one of 300 (sigma 1) 89 %, of 40 beside 400 (sigma 1.5) 86 %: nearly all such samples fail the check of skewness.
Strength
    3: a measured level. 2 where values are skewed for the size of a group (Cochran's rule).
Sources
    B. L. Welch (1947), Biometrika 34, 28-35; W. G. Cochran (1977), Sampling Techniques, 3rd edition, section 2.15;
    I. Andrews, T. Kitagawa and A. McCloskey (2024), Inference on winners, Quarterly Journal of Economics 139(1),
    305-358; S. Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70. The limits of 30 and 5 cases are our
    judgement.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import CASE_VALUE, COUNT, Context, Definition
from publicvalue.measures.diagnostics import CASES, Usable, usable_rows
from publicvalue.measures.disparity.group_choice import GroupOptions
from publicvalue.measures.disparity.group_columns import GROUP, combine_groups
from publicvalue.measures.disparity.group_means import compare_means
from publicvalue.measures.kernels.means import Moments
from publicvalue.measures.result import Result
from publicvalue.words.text import Text


def measure_value_disparity(evidence: EvidenceTable, context: Context) -> Result:
    """Return the disparity of the mean of `value` between groups, as the module's definition says."""
    usable = usable_rows(combine_groups(evidence), ["value", "group"])
    return compare_means(group_moments(usable), context, usable.diagnostics)


def group_moments(usable: Usable) -> dict[str, Moments]:
    """Sum the values of each group in the engine, in two passes so that no digits are lost."""
    rows = usable.rows.filter(usable.rows[CASES] > 0).select("group", "value", CASES)
    total = rows[CASES].sum()
    means = rows.group_by("group").aggregate(total=total, mean=(rows["value"] * rows[CASES]).sum() / total)
    joined = rows.join(means, "group")
    away = joined["value"] - joined["mean"]
    sums = joined.group_by("group").aggregate(
        total=joined["total"].max(),
        mean=joined["mean"].max(),
        squares=(away * away * joined[CASES]).sum(),
        cubes=(away * away * away * joined[CASES]).sum(),
    )
    found = fetch(sums.order_by("group"))
    lines = zip(*(found[name] for name in ("group", "total", "mean", "squares", "cubes")), strict=True)
    return {str(name): Moments(*map(float, numbers)) for name, *numbers in lines}


DEFINITION = Definition(
    id="value_disparity",
    version=2,
    title=Text("Disparity of a value between groups"),
    kinds=("records",),
    role_sets=(
        (
            CASE_VALUE,
            GROUP,
            COUNT,
        ),
    ),
    units=(),
    takes=GroupOptions,
    compute=measure_value_disparity,
)
