"""Over-reliance: how often officers follow advice that is wrong.

What
    Among the cases in which the system's advice later turned out to be wrong: the share in which the officer's decision
    followed the advice. A row with a count stands for so many cases.
Unit
    Percent, 0 to 100. Lower is better.
Left out
    Rows in which the advice, the decision or the truth is blank. Experience or group that is blank is shown as "not
    stated"; parts with fewer than 5 cases of right or of wrong advice are never shown with their numbers, nor the next
    smallest by which they could be had. What counts is the cases of a rate, not how many of them went wrong.
Interval
    95 % Jeffreys interval and draws. Where the officer of each case is known, on the effective number of cases, from
    the CR2 variance over officers and Satterthwaite's degrees of freedom (as for `share` over clusters, where coverage
    stands too). The truth must be known for a random part of the cases, or for all: where only contested cases are
    checked, the share is theirs.
Strength
    3: a measured level. 2 where a check of the officers fails: worth fewer than 10 with equally many cases; an event
    of fewer than 10 of them; officers unknown in some cases.
Sources
    M. Schemmer, N. Kuehl, C. Benz, A. Bartos and G. Satzger (2023), Appropriate reliance on AI advice, IUI '23,
    410-422; R. Parasuraman and V. Riley (1997), Humans and automation: use, misuse, disuse, abuse, Human Factors 39(2),
    230-253 (misuse); E. L. Korn and B. I. Graubard (1998), Survey Methodology 24(2), 193-201, for the interval.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.reliance.advice import OVER, ROLE_SETS, measured_reliance
from publicvalue.measures.result import Result
from publicvalue.words.text import Text


def measure_over_reliance(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of wrong advice that was followed, as the module's definition says."""
    return measured_reliance(evidence, context, OVER, lambda _: ())


DEFINITION = Definition(
    id="over_reliance",
    version=2,
    title=Text("Over-reliance on wrong advice"),
    kinds=("records",),
    role_sets=ROLE_SETS,
    units=("percent",),
    compute=measure_over_reliance,
)
