"""Benefit-cost ratio: what society gets back for each unit of money spent, in the money of one day.

What
    Present value of all benefits / present value of all costs. Forecasts enter with their PERT mean. An amount that
    flows t years after the base date is divided by (1 + discount rate)^t, t being days / 365.25.
Unit
    Ratio; 1 is break-even.
Evidence
    One row for each flow: a recorded amount, or a forecast (low, likely, high). Amounts are 0 or more, in one currency
    and in the prices of one year where the discount rate is a real one. At least one cost and one benefit are needed.
Left out
    Blank rows. A row filled in part is refused: leaving it out would count it as nothing.
Interval
    95 % of the draws: forecasts from their PERT distributions, the rate evenly from its range where one is given.
    Recorded amounts are exact. Option `correlation` ties forecast costs to each other, and benefits to each other.
Strength
    3 when every flow is recorded, 1 when any is a forecast: an amount dated after the end of the assessment's period is
    one, whatever its column is called.
Source
    HM Treasury (2022), The Green Book; Malcolm, Roseboom, Clark and Fazar (1959), Operations Research 7(5), for PERT.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.cost.cash_flows import ROLE_SETS
from publicvalue.measures.cost.discounting import DiscountingOptions
from publicvalue.measures.cost.present_values import appraise, measured_appraisal
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.result import NotApplicable, Result
from publicvalue.words.text import Text


def measure_benefit_cost_ratio(evidence: EvidenceTable, context: Context) -> Result:
    """Return benefits over costs, as the module's definition says."""
    appraisal = appraise(evidence, context)
    if isinstance(appraisal, NotApplicable):
        return appraisal
    values = appraisal.values
    method = Text("Present value of benefits over present value of costs.")
    draws = values.benefit_draws / values.cost_draws
    return measured_appraisal(appraisal, values.benefits / values.costs, draws, context, method)


DEFINITION = Definition(
    id="benefit_cost_ratio",
    version=2,
    title=Text("Benefit-cost ratio"),
    kinds=("costs",),
    role_sets=ROLE_SETS,
    units=("ratio",),
    takes=DiscountingOptions,
    compute=measure_benefit_cost_ratio,
)
