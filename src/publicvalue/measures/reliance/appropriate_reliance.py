"""Appropriate reliance: how often officers follow right advice or override wrong advice.

What
    The share of cases in which the advice was right and followed, or wrong and overridden. Following all advice blindly
    would give the share of right advice; a diagnostic says whether officers do better than that.
Unit
    Percent, 0 to 100. Higher is better.
Left out
    As for `over_reliance`.
Interval
    As for `over_reliance`.
Strength
    3: a measured level. 2 where a check of the officers fails: worth fewer than 10 with equally many cases; an event
    of fewer than 10 of them; officers unknown in some cases.
Sources
    M. Schemmer, N. Kuehl, C. Benz, A. Bartos and G. Satzger (2023), Appropriate reliance on AI advice, IUI '23,
    410-422. They compare with a decision made before the advice was seen; where none is recorded, as here, the share
    is that of all decisions.
"""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.reliance.advice import APPROPRIATE, ROLE_SETS, UNDER, Cell, measured_reliance
from publicvalue.measures.result import Diagnostic, Result
from publicvalue.words.text import Text


def measure_appropriate_reliance(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of cases with appropriate reliance, as the module's definition says."""
    return measured_reliance(evidence, context, APPROPRIATE, compare_with_blind_faith)


def compare_with_blind_faith(counts: Mapping[Cell, float]) -> tuple[Diagnostic, ...]:
    """Say whether officers decide better than by following all advice.

    Parameters
    ----------
    counts
        (advice right, advice followed) -> cases, more than 0 in all.
    """
    share = APPROPRIATE.share(counts)
    blind = UNDER.share(counts).n / share.n
    text = Text(
        "Officers acted well on {estimate:.1f} % of cases; following all advice would have given {blind:.1f} %.",
        estimate=100 * share.estimate,
        blind=100 * blind,
    )
    return (Diagnostic(Text("Better than following all advice"), share.estimate > blind, text),)


DEFINITION = Definition(
    id="appropriate_reliance",
    version=2,
    title=Text("Appropriate reliance on advice"),
    kinds=("records",),
    role_sets=ROLE_SETS,
    units=("percent",),
    compute=measure_appropriate_reliance,
)
