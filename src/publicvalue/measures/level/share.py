"""Share of cases in which something happened, such as the share decided in time.

What
    100 x cases with the event / cases. A row with a count stands for so many cases.
Unit
    Percent, 0 to 100.
Left out
    Rows whose event is blank. At least one case is needed.
Interval
    95 % Jeffreys interval; draws from Beta(events + 1/2, cases - events + 1/2).
Strength
    3: a measured level.
Source
    L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2), 101-133.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.proportions import Share, measured_share
from publicvalue.measures.result import NotApplicable, Result


def measure_share(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of cases with `event`, as the module's definition says."""
    usable = usable_rows(evidence, ["event"])
    if usable.cases <= 0:
        return NotApplicable("No case says whether the event happened: fill the event column.")
    with_event = usable.rows.filter(usable.rows["event"])
    events = float(fetch(with_event.aggregate(total=with_event[CASES].sum().fill_null(0.0)))["total"][0])
    method = f"{events:,.0f} of {usable.cases:,.0f} cases, with a Jeffreys interval."
    return measured_share(Share(events, usable.cases), context, method, usable.diagnostics)


DEFINITION = Definition(
    id="share",
    version=1,
    title="Share of cases",
    kinds=("records",),
    role_sets=((Role("event", "yes_no", "whether it happened in this case"), COUNT),),
    units=("percent",),
    options=(),
    compute=measure_share,
)
