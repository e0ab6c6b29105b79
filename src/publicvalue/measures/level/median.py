"""Median of a recorded value, such as the days of the middle case.

What
    The 50th percentile of the cases: the middle case, or halfway between the two in the middle. A row with a count
    stands for so many cases of its value. With `still_open` the values are times, of open cases the time so far: as for
    `percentile`.
Unit
    That of the values.
Left out
    Rows whose value, or `still_open` where that is given, is blank or not a number. At least two cases are needed.
Interval
    95 %, free of assumptions on the distribution, and draws: as for `percentile`, at p = 1/2.
Strength
    3: a measured level.
Sources
    As for `percentile`.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import CASE_VALUE, COUNT, Context, Definition
from publicvalue.measures.kernels.survival import STILL_OPEN
from publicvalue.measures.level.percentile import quantile_of_cases
from publicvalue.measures.result import Result
from publicvalue.words.text import Text


def measure_median(evidence: EvidenceTable, context: Context) -> Result:
    """Return the median of `value`, as the module's definition says."""
    return quantile_of_cases(evidence, context, 0.5)


DEFINITION = Definition(
    id="median",
    version=1,
    title=Text("Median"),
    kinds=("records",),
    role_sets=((CASE_VALUE, STILL_OPEN, COUNT), (CASE_VALUE, COUNT)),
    units=(),
    compute=measure_median,
)
