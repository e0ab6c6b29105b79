"""The next evidence worth collecting, as a list for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.findings.advice.next_evidence import ANSWERS, NextEvidence
from publicvalue.reports.render.terminal import wrap
from publicvalue.reports.system.evidence.unknown import listed_plainly
from publicvalue.reports.system.next_evidence.section import next_sentences
from publicvalue.reports.wording import write_percent
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

HEADS = (Text("rank"), Text("narrowing"), Text("verdict"), Text("leaning"), Text("effort"))
"""Headings of the numbers of an indicator; its title stands behind them."""


def render_next(
    outcome: AssessmentResult, most: int | None = None, width: int = 80, language: Language = ENGLISH
) -> str:
    """Write the list as plain text: for each indicator its numbers and title, its id, and who can answer how.

    Parameters
    ----------
    outcome
        Everything that the assessment found.
    most
        Indicators to list; all when None.
    width
        Longest line of the sentences, in characters.
    language
        The language of the list.
    """
    listed = outcome.next_evidence[:most]
    left = len(outcome.next_evidence) - len(listed)
    more = Text(
        "The first {shown} of {all}: --all lists them all, --csv writes them as CSV.",
        shown=len(listed),
        all=len(listed) + left,
    )
    texts = [*([more] if left else ()), *explain_next()]
    lines = [line for text in next_sentences(outcome) for line in wrap(language.write(text), width)]
    lines += ["", *_entries(listed, language)]
    return "\n".join([*lines, *(line for text in texts for line in wrap(language.write(text), width))]) + "\n"


def _entries(listed: tuple[NextEvidence, ...], language: Language) -> Iterator[str]:
    if not listed:
        return
    heads = [language.write(head) for head in HEADS]
    widths = [max(least, len(head)) for least, head in zip((4, 9, 7, 7, 6), heads, strict=True)]
    *right, effort = zip(heads, widths, strict=True)
    yield "  ".join([*(f"{head:>{width}}" for head, width in right), f"{effort[0]:<{effort[1]}}"]) + (
        f"  {language.write(Text('indicator'))}"
    )
    for rank, one in enumerate(listed, 1):
        yield from _entry(rank, one, widths, language)
    yield ""


def _entry(rank: int, one: NextEvidence, widths: list[int], language: Language) -> Iterator[str]:
    numbers = (
        str(rank),
        language.write(Text("{points:fixed1}", points=max(one.narrowing, 0.0))),
        language.write(write_percent(one.verdict_change)),
        language.write(write_percent(one.leaning_change)),
    )
    right = (f"{number:>{width}}" for number, width in zip(numbers, widths, strict=False))
    effort = f"{language.word(one.effort):<{widths[-1]}}"
    yield "  ".join([*right, effort, language.write(Text(one.indicator.title))])
    yield f"      {one.indicator.id}"
    kind, who = one.indicator.kind, listed_plainly(one.indicator.answered_by)
    yield f"      {language.write(Text('{kind:word}: {who}', kind=kind, who=who))}"


def explain_next() -> tuple[Text, ...]:
    """Say what the columns mean."""
    return (
        Text(
            "Narrowing: points that the 95 % interval of public value, with everything unknown drawn, is expected to "
            "lose."
        ),
        Text(
            "Verdict, leaning: the chance that the verdict, or what the evidence so far points to, changes. {answers} "
            "answers, as probable as each other, were tried.",
            answers=len(ANSWERS),
        ),
        Text("Effort is rough and goes by the kind of evidence."),
    )
