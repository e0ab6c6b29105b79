"""What a re-run says on a terminal: the verdict and score that it gave, and how they agree with what was stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.errors import Problem
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.system.judgement.headline import describe_score, write_answer
from publicvalue.results.model import AssessmentResult
from publicvalue.results.reproduction import ABSENT, FLOOR, SAME, Reproduction
from publicvalue.words.text import Text, counted, joined

SHOWN = 20
"""Differences that are listed."""
LONGEST = 200
"""Signs of a value that are shown."""


def render_reproduction(outcome: AssessmentResult, found: Reproduction, *, is_whole: bool = True) -> Iterator[Text]:
    """Yield the lines on a re-run.

    Parameters
    ----------
    outcome, found
        What the re-run gave, and how it agrees with what was stored.
    is_whole
        Whether all else holds too: the report, the files beside the bundle, the signature. Where it does not, no line
        calls the bundle reproduced, whatever its numbers.
    """
    answer = Text("  {answer:ended}", answer=write_answer(outcome.verdict.overall))
    yield joined(answer, describe_score(outcome.scores[PUBLIC_VALUE]))
    if found.differences:
        yield from describe_differences(found)
        return
    if found.status == "equal":
        how = Text("all {values} values are identical.", values=found.values)
    else:
        how = Text(
            "{equal} of {values} values are identical, {rounding} agree to {same:g}, or to {floor:g} of their unit"
            " (at most {largest:.1e} apart).",
            equal=found.values - found.rounding,
            values=found.values,
            rounding=found.rounding,
            same=SAME,
            floor=FLOOR,
            largest=found.largest,
        )
    if not is_whole:
        yield Text("The numbers alone come out again: {how}", how=how)
    elif found.status == "equal":
        yield Text("Reproduced: {how}", how=how)
    else:
        yield Text("Reproduced within rounding: {how}", how=how)


def describe_differences(found: Reproduction) -> Iterator[Text]:
    """Yield what differs, and which measures were made by another version."""
    for path, old, new in found.differences[:SHOWN]:
        differing = {"path": one_line(path), "old": _value(old), "new": _value(new)}
        yield Text("  {path}: {old} in the bundle, {new} now", **differing)
    if len(found.differences) > SHOWN:
        yield Text("  and {more} more", more=len(found.differences) - SHOWN)
    yield Text("NOT reproduced: {some} of {all} values differ.", some=len(found.differences), all=found.values)
    for id, versions in found.versions.items():
        named = dict(zip(("measure", "old", "new"), map(one_line, versions), strict=True))
        yield Text(
            "  {indicator} is measured otherwise by this version ({measure}: version {old} then, {new} now)",
            indicator=one_line(id),
            **named,
        )
    if found.only_judged:
        yield Text(
            "Every measure, score and interval is the same: what differs is the judgement made of them, or the advice."
        )
    if found.status == "newer":
        yield Text(
            "All measures of the same version give the same numbers: the differences may come from the newer software"
            " alone. To prove it, verify with the version that made the bundle."
        )


def render_not_run_again(made_by: str, files: int, why: Sequence[Problem]) -> Iterator[Text]:
    """Yield the lines on a bundle that another version made and this one cannot run again."""
    yield counted(
        files,
        "  Its file has the hash that the manifest states, and its results can be read in one way only.",
        "  All its {number:count} files have the hashes that the manifest states, and its results can be read in one"
        " way only.",
    )
    yield Text("  It cannot be run again because: {what:ended}", what=why[0].what)
    if len(why) > 1:
        yield Text("  and {more} more", more=len(why) - 1)
    yield Text("NOT verified: no number was made again or compared, so nothing is known of them.")
    yield Text("  Install publicvalue {version}, and run `publicvalue verify` there.", version=one_line(made_by))


def _value(value: object) -> str | Text:
    return Text("absent") if value is ABSENT else one_line(value)


def one_line(value: object) -> str:
    """Write a value from a bundle so that it cannot pass for a line of ours: nothing in it moves the cursor."""
    text = str(value)
    if len(text) > LONGEST:
        # Where a whole part is missing on one side, the other would fill pages.
        text = f"{text[:LONGEST]}..."
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
