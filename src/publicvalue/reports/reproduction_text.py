"""What a re-run says on a terminal: the verdict and score that it gave, and how they agree with what was stored."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.system.headline import describe_score, write_answer
from publicvalue.results.model import AssessmentResult
from publicvalue.results.reproduction import FLOOR, SAME, Reproduction

SHOWN = 20
"""Differences that are listed."""


def render_reproduction(outcome: AssessmentResult, found: Reproduction) -> Iterator[str]:
    """Yield the lines on a re-run."""
    yield f"  {write_answer(outcome.verdict.overall)}. {describe_score(outcome.scores[PUBLIC_VALUE])}"
    match found.status:
        case "equal":
            yield f"Reproduced: all {found.values} values are identical."
        case "rounding":
            yield (
                f"Reproduced within rounding: {found.values - found.rounding} of {found.values} values are identical,"
                f" {found.rounding} agree to {SAME:g}, or to {FLOOR:g} of their unit"
                f" (at most {found.largest:.1e} apart)."
            )
        case _:
            yield from _differing(found)


def _differing(found: Reproduction) -> Iterator[str]:
    for path, old, new in found.differences[:SHOWN]:
        yield f"  {one_line(path)}: {one_line(old)} in the bundle, {one_line(new)} now"
    if len(found.differences) > SHOWN:
        yield f"  and {len(found.differences) - SHOWN} more"
    yield f"NOT reproduced: {len(found.differences)} of {found.values} values differ."
    for id, versions in found.versions.items():
        yield f"  {one_line(id)} is measured otherwise by this version ({one_line(versions)})"
    if found.status == "newer":
        yield (
            "All measures of the same version give the same numbers: the differences may come from the newer software"
            " alone. To prove it, verify with the version that made the bundle."
        )


def one_line(value: object) -> str:
    """Write a value from a bundle so that it cannot pass for a line of ours: nothing in it moves the cursor."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in str(value))
