"""Disparity of an outcome between groups, such as the share of applications refused, by district or sex.

What
    The rate of the event in the group that differs most from the reference group, compared with the reference: the
    difference (group minus reference) or the ratio (group / reference), as the option `statistic` says. The reference
    is the largest group unless the option `reference` names one. A row with a count stands for so many cases.
    Of several columns in the role `group` (sex, district) each combination that occurs is a group. A table holds all
    groups, with p-values by Holm and intervals by Bonferroni that allow for the number of comparisons.
Unit
    Percentage points for a difference, signed; ratio for a ratio.
Left out
    Rows whose event or group is blank. Groups with fewer cases than `minimum_group` (30) are named and not compared; a
    group with fewer than 5 cases is never shown with its numbers, nor the next smallest by which it could be had.
Interval
    95 %. One comparison: from the Jeffreys distributions of the two rates. Several: a hybrid interval for the true
    value of the group that was selected as differing most, conditional on its selection, so that picking the worst is
    paid for; when one group stands out it is that of one comparison. Draws come from the same distribution.
Coverage
    Simulated, nominal 95 %, two groups of which one is the reference: 2 % of 200 beside 1 % of 200, difference 96 % and
    ratio 97 %; 2 % of 100 beside 1 % of 1,000, 97 %; 5 % of 60 beside 5 % of 600, 95 and 97 %; 1 % of 500 in both, 95
    and 96 %.
Strength
    3: a measured level.
Sources
    L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2), 101-133; I. Andrews, T. Kitagawa and
    A. McCloskey (2024), Inference on winners, Quarterly Journal of Economics 139(1), 305-358. S. Holm
    (1979), Scandinavian Journal of Statistics 6(2), 65-70. The limits of 30 and 5 cases are our judgement.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.disparity.group_choice import RateGroupOptions
from publicvalue.measures.disparity.group_columns import GROUP, combine_groups
from publicvalue.measures.disparity.group_rates import compare_groups
from publicvalue.measures.kernels.proportions import Share
from publicvalue.measures.result import Result
from publicvalue.words.text import Text


def measure_outcome_disparity(evidence: EvidenceTable, context: Context) -> Result:
    """Return the disparity of `event` between groups, as the module's definition says."""
    usable = usable_rows(combine_groups(evidence), ["event", "group"])
    rows = usable.rows
    events = (rows[CASES] * rows["event"].cast("float64")).sum()
    counts = fetch(rows.group_by("group").aggregate(events=events, total=rows[CASES].sum()).order_by("group"))
    lines = zip(counts["group"], counts["events"], counts["total"], strict=True)
    shares = {str(group): Share(float(of), float(total)) for group, of, total in lines if total > 0}
    return compare_groups(shares, context, Text("Rate of the event"), usable.diagnostics)


DEFINITION = Definition(
    id="outcome_disparity",
    version=1,
    title=Text("Disparity of an outcome between groups"),
    kinds=("records",),
    role_sets=(
        (
            Role("event", "yes_no", Text("whether the outcome happened in this case")),
            GROUP,
            COUNT,
        ),
    ),
    units=("percentage points", "ratio"),
    takes=RateGroupOptions,
    compute=measure_outcome_disparity,
)
