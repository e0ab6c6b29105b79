"""Under-reliance: how often officers override advice that is right.

What
    Among the cases in which the system's advice later turned out to be right: the share in which the officer's decision
    departed from the advice. A row with a count stands for so many cases.
Unit
    Percent, 0 to 100. Lower is better.
Left out
    As for `over_reliance`.
Interval
    As for `over_reliance`.
Strength
    3: a measured level. 2 where a check of the officers fails: worth fewer than 10 with equally many cases; an event
    of fewer than 10 of them; officers unknown in some cases.
Sources
    M. Schemmer, N. Kuehl, C. Benz, A. Bartos and G. Satzger (2023), Appropriate reliance on AI advice, IUI '23,
    410-422; R. Parasuraman and V. Riley (1997), Human Factors 39(2), 230-253 (disuse); B. J. Dietvorst, J. P. Simmons
    and C. Massey (2015), Algorithm aversion, Journal of Experimental Psychology: General 144(1), 114-126.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.reliance.advice import ROLE_SETS, UNDER, measured_reliance
from publicvalue.measures.result import Result
from publicvalue.words.text import Text


def measure_under_reliance(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of right advice that was overridden, as the module's definition says."""
    return measured_reliance(evidence, context, UNDER, lambda _: ())


DEFINITION = Definition(
    id="under_reliance",
    version=2,
    title=Text("Under-reliance on right advice"),
    kinds=("records",),
    role_sets=ROLE_SETS,
    units=("percent",),
    compute=measure_under_reliance,
)
