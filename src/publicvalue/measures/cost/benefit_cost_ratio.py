"""Benefit-cost ratio: present value of the benefits divided by present value of the costs.

What
    Sum of discounted benefits / sum of discounted costs. A recorded amount is exact, a forecast is a PERT distribution.
    Discount factor: (1 + rate) ^ -(days since the base date / 365.25).
Unit
    Ratio; 1 breaks even.
Left out
    Nothing: a flow without an amount is refused, because leaving it out would count it as nothing.
Interval
    95 % quantiles of the draws. With recorded amounts and one rate the interval equals the estimate. The estimate is that
    of the mean amounts at the most likely rate.
Strength
    3 when every flow is a recorded amount, 1 when any is a forecast.
Source
    HM Treasury, The Green Book: Central Government Guidance on Appraisal and Evaluation.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.cash_flows import OPTIONS, ROLE_SETS, measured_appraisal, read_appraisal
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.result import NotApplicable, Result
from publicvalue.measures.three_point import Array


def measure_benefit_cost_ratio(evidence: EvidenceTable, context: Context) -> Result:
    """Return benefits per unit of costs, as the module's definition says."""
    appraisal = read_appraisal(evidence, context)
    if isinstance(appraisal, NotApplicable):
        return appraisal
    method = "Present value of benefits divided by present value of costs."
    return measured_appraisal(appraisal, ratio, context, method)


def ratio(costs: Array, benefits: Array) -> Array:
    """Return benefits / costs; costs above 0."""
    return benefits / costs


DEFINITION = Definition(
    id="benefit_cost_ratio",
    version=1,
    title="Benefit-cost ratio",
    kinds=("costs",),
    role_sets=ROLE_SETS,
    units=("ratio",),
    options=OPTIONS,
    compute=measure_benefit_cost_ratio,
)
