"""Net present value: benefits less costs, in the money of one day.

What
    Present value of all benefits less present value of all costs; with option `relative`, that difference in percent
    of the present value of the costs. Forecasts enter with their PERT mean. An amount that flows t years after the base
    date is divided by (1 + discount rate)^t, t being days / 365.25.
Unit
    Percent (`relative`), or the money of the amounts. Without the option the unit decides. 0 is break-even.
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

from dataclasses import dataclass
from typing import Annotated

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.cost.cash_flows import ROLE_SETS
from publicvalue.measures.cost.discounting import DiscountingOptions
from publicvalue.measures.cost.present_values import appraise, measured_appraisal
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.options import OF_INDICATOR
from publicvalue.measures.result import NotApplicable, Result
from publicvalue.schema.values import YesNo, said
from publicvalue.words.text import Text, phrase


@dataclass(frozen=True, kw_only=True)
class NetPresentValueOptions(DiscountingOptions):
    """How amounts are discounted, and in what the value is given."""

    relative: Annotated[
        YesNo | None,
        OF_INDICATOR,
        said(phrase("true: percent of the present value of the costs; false: money; left out: as the unit says")),
    ] = None


def measure_net_present_value(evidence: EvidenceTable, context: Context) -> Result:
    """Return benefits less costs, as the module's definition says.

    Raises
    ------
    MethodError
        When `relative` and the unit do not agree.
    """
    relative = _is_relative(context)
    appraisal = appraise(evidence, context)
    if isinstance(appraisal, NotApplicable):
        return appraisal
    values = appraisal.values
    estimate, draws = values.benefits - values.costs, values.benefit_draws - values.cost_draws
    method = Text("Present value of benefits less present value of costs.")
    if relative:
        estimate, draws = 100 * estimate / values.costs, 100 * draws / values.cost_draws
        method = Text("Present value of benefits less that of costs, in percent of the costs.")
    return measured_appraisal(appraisal, estimate, draws, context, method)


def _is_relative(context: Context) -> bool:
    """Whether percent is wanted; the option must fit the unit."""
    stated = context.given(NetPresentValueOptions).relative
    wanted = context.unit == "percent" if stated is None else stated
    if wanted is not (context.unit == "percent"):
        raise method_error(
            Text(
                "net_present_value has relative: {wanted} and the unit {unit:quoted}",
                wanted=str(wanted),
                unit=context.unit,
            ),
            Text("percent with relative: true, a unit of money with relative: false"),
        )
    return wanted


DEFINITION = Definition(
    id="net_present_value",
    version=2,
    title=Text("Net present value"),
    kinds=("costs",),
    role_sets=ROLE_SETS,
    units=(),
    takes=NetPresentValueOptions,
    compute=measure_net_present_value,
)
