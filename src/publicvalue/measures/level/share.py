"""Share of cases in which something happened, such as the share decided in time.

What
    100 x cases with the event / cases. A row with a count stands for so many cases.
Unit
    Percent, 0 to 100.
Left out
    Rows whose event, or cluster where that is given, is blank. At least one case is needed, and two clusters.
Interval
    95 % Jeffreys interval; draws from Beta(events + 1/2, cases - events + 1/2). Where cases share a `cluster`, the same
    with the number of independent cases that are as uncertain as the clusters, by the CR2 variance and Satterthwaite's
    degrees of freedom (Bell and McCaffrey); and with Kish's effective number of clusters when the event happened always
    or never. Checks fail where clusters are worth fewer than 10 of equal size, and where the event happened in fewer
    than 10 of them, or in all but fewer.
Coverage
    Simulated, nominal 95 %, with `r` the correlation within clusters. Share 30 %: 8 to 30 clusters, of equal size, of 5
    to 200 cases, of Pareto sizes, or one of 300 beside small ones, 93 to 97 %. Share 3 %: 93 to 99 % with r = 0.05; 87
    to 99 % with r = 0.3, lowest with 8 or 15 clusters of 5 to 200 cases, which fail a check in most samples; 30 such
    pass it, and hold 90 %.
Strength
    3: a measured level. 2 where a check of the clusters fails.
Sources
    L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2), 101-133; E. L. Korn and B. I. Graubard
    (1998), Survey Methodology 24(2), 193-201, and R. M. Bell and D. F. McCaffrey (2002), Survey Methodology 28(2),
    169-181, for clusters.
"""

from __future__ import annotations

from dataclasses import replace

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.kernels.clusters import CLUSTER, ONE, event_diagnostics, read_clusters
from publicvalue.measures.kernels.proportions import Share, measured_share
from publicvalue.measures.options import DrawnOptions
from publicvalue.measures.result import NotApplicable, Result
from publicvalue.words.text import Text


def measure_share(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of cases with `event`, as the module's definition says."""
    clustered = evidence.has("cluster")
    usable = usable_rows(evidence, ["event", "cluster"] if clustered else ["event"])
    if usable.cases <= 0:
        return NotApplicable(Text("No case says whether the event happened: fill the event column."))
    with_event = usable.rows.filter(usable.rows["event"])
    events = float(fetch(with_event.aggregate(total=with_event[CASES].sum().fill_null(0.0)))["total"][0])
    share = Share(events, usable.cases)
    if not clustered:
        return measured_share(
            share,
            context,
            Text("{events:count} of {cases:count} cases, with a Jeffreys interval.", events=events, cases=usable.cases),
            usable.diagnostics,
        )
    clusters = read_clusters(usable.rows, usable.rows["event"].cast("float64"), share.estimate)
    if clusters.number < 2:
        return ONE
    method = Text(
        "{events:count} of {cases:count} cases, with a Jeffreys interval that takes {clusters:count} clusters for what "
        "varies.",
        events=events,
        cases=usable.cases,
        clusters=clusters.number,
    )
    checks = clusters.diagnostics() + event_diagnostics(usable.rows, usable.rows["event"], clusters)
    result = measured_share(clusters.share(share), context, method, usable.diagnostics + checks)
    return replace(result, n=usable.cases, strength=3 if all(check.passed for check in checks) else 2)


DEFINITION = Definition(
    id="share",
    version=2,
    title=Text("Share of cases"),
    kinds=("records",),
    role_sets=((Role("event", "yes_no", Text("whether it happened in this case")), COUNT, CLUSTER),),
    units=("percent",),
    takes=DrawnOptions,
    compute=measure_share,
)
