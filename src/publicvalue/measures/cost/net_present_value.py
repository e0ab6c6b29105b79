"""Net present value: present value of the benefits less present value of the costs.

What
    Sum of discounted benefits - sum of discounted costs. A recorded amount is exact, a forecast is a PERT distribution.
    Discount factor: (1 + rate) ^ -(days since the base date / 365.25).
Unit
    Percent of the present value of the costs (option `relative`, and then 0 breaks even), or the currency of the amounts.
    Without the option the unit decides.
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

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.cash_flows import OPTIONS, ROLE_SETS, measured_appraisal, read_appraisal
from publicvalue.measures.definition import Context, Definition, Option
from publicvalue.measures.result import NotApplicable, Result
from publicvalue.measures.three_point import Array


def measure_net_present_value(evidence: EvidenceTable, context: Context) -> Result:
    """Return benefits less costs, as the module's definition says."""
    relative = _is_relative(context)
    appraisal = read_appraisal(evidence, context)
    if isinstance(appraisal, NotApplicable):
        return appraisal
    method = "Present value of benefits less present value of costs" + (
        ", in percent of the costs." if relative else "."
    )
    return measured_appraisal(appraisal, percent_of_costs if relative else net, context, method)


def net(costs: Array, benefits: Array) -> Array:
    """Return benefits - costs, in their currency."""
    return benefits - costs


def percent_of_costs(costs: Array, benefits: Array) -> Array:
    """Return benefits - costs in percent of costs; costs above 0."""
    return 100 * (benefits - costs) / costs


def _is_relative(context: Context) -> bool:
    """Whether percent is wanted; the option must fit the unit."""
    wanted = context.options.get("relative", context.unit == "percent")
    if wanted is not (context.unit == "percent"):
        raise method_error(
            f"net_present_value has relative: {wanted} and the unit {context.unit!r}",
            "percent with relative: true, a currency with relative: false",
        )
    return bool(wanted)


DEFINITION = Definition(
    id="net_present_value",
    version=1,
    title="Net present value",
    kinds=("costs",),
    role_sets=ROLE_SETS,
    units=(),
    options=(
        Option(
            "relative",
            "true: percent of the present value of costs; false: the currency; left out: as the unit says",
            "framework",
            (True, False),
        ),
        *OPTIONS,
    ),
    compute=measure_net_present_value,
)
