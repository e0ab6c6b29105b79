"""Share of cases in which something happened, such as the share decided in time.

What
    100 x cases with the event / cases. A row with a count stands for so many cases.
Unit
    Percent, 0 to 100.
Left out
    Rows whose event, or cluster where that is given, is blank. At least one case is needed, and two clusters.
Interval
    95 % Jeffreys interval; draws from Beta(events + 1/2, cases - events + 1/2). Where cases share a `cluster`, the same
    with the number of independent cases that are as uncertain as G clusters, with G - 1 degrees of freedom; and with
    Kish's effective number of clusters when the event happened always or never.
Strength
    3: a measured level.
Sources
    L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2), 101-133; E. L. Korn and B. I. Graubard
    (1998), Survey Methodology 24(2), 193-201, for clusters.
"""

from __future__ import annotations

from dataclasses import replace

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.clusters import CLUSTER, ONE, read_clusters
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.proportions import Share, measured_share
from publicvalue.measures.result import NotApplicable, Result


def measure_share(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of cases with `event`, as the module's definition says."""
    clustered = evidence.has("cluster")
    usable = usable_rows(evidence, ["event", "cluster"] if clustered else ["event"])
    if usable.cases <= 0:
        return NotApplicable("No case says whether the event happened: fill the event column.")
    with_event = usable.rows.filter(usable.rows["event"])
    events = float(fetch(with_event.aggregate(total=with_event[CASES].sum().fill_null(0.0)))["total"][0])
    method = f"{events:,.0f} of {usable.cases:,.0f} cases, with a Jeffreys interval"
    share = Share(events, usable.cases)
    if not clustered:
        return measured_share(share, context, f"{method}.", usable.diagnostics)
    clusters = read_clusters(usable.rows, usable.rows["event"].cast("float64"), share.estimate)
    if clusters.number < 2:
        return ONE
    method += f" that takes {clusters.number:,} clusters for what varies."
    result = measured_share(clusters.share(share), context, method, usable.diagnostics + clusters.diagnostics())
    return replace(result, n=usable.cases)


DEFINITION = Definition(
    id="share",
    version=1,
    title="Share of cases",
    kinds=("records",),
    role_sets=((Role("event", "yes_no", "whether it happened in this case"), COUNT, CLUSTER),),
    units=("percent",),
    options=(),
    compute=measure_share,
)
