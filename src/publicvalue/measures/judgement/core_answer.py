"""The answer to a core question: a described grade, so many of so many, or a figure.

What
    Grade: the middle of the part of the scale that the grade stands for. Count: the share of those counted, in the
    indicator's unit. Figure: the figure as it was given. `unknown` is an answer too: it gives no number.
Unit
    That of the indicator.
Left out
    Rows that answer other questions. A share of fewer than five cases is not shown: who they are could be told from it.
Interval
    Grade: the truth lies anywhere in the grade's part of the scale, evenly; 2.5 % and 97.5 % quantiles of that, and
    draws from it. Count: none where all were counted; else the Jeffreys interval, draws from the Beta distribution. How
    those that were neither all nor drawn at random were chosen adds an error that nobody knows: the strength says so.
    Figure: none for a complete count (`drawn: all`); else `low` and `high`, as a published figure; else, of a share in
    percent, the Jeffreys interval of `of` cases. A figure without any of these gives no number.
Strength
    1 without a document. With one: a grade 2; a count 3 where all were counted or cases were drawn at random, else 2; a
    figure by its basis, measured 3, self_reported 2, asserted or not stated 1.
Source
    L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2), 101-133, for shares. The even spread
    within a grade is a judgement of this method; it rests on no publication.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import EvidenceTable
from publicvalue.framework.judgement.core_questions import Grade
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.diagnostics import note_diagnostics
from publicvalue.measures.figure.published_figure import split_normal_draws
from publicvalue.measures.judgement.answer_row import AnswerRow, read_answer
from publicvalue.measures.judgement.asked_question import AskedOptions, read_asked, share_in
from publicvalue.measures.kernels.proportions import jeffreys_draws, jeffreys_interval
from publicvalue.measures.options import DrawnOptions
from publicvalue.measures.privacy.suppression import LEAST_CASES, is_few
from publicvalue.measures.result import LEVEL, Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text

STRENGTHS = {"measured": 3, "self_reported": 2, "asserted": 1, "": 1}
DRAWN_STRENGTHS = {"all": 3, "random": 3, "other": 2, "": 2}


@dataclass(frozen=True)
class AnswerNumber:
    """What an answer says: the number, how sure it is, and how that was found.

    Parameters
    ----------
    estimate, low, high
        The number and its 95 % interval, in the indicator's unit.
    draws
        Draws of it, shape (draws,).
    n
        Cases behind it.
    strength
        Strength of evidence where a document proves it.
    method
        How it was computed, in one sentence.
    """

    estimate: float
    low: float
    high: float
    draws: NDArray[np.float64]
    n: float
    strength: int
    method: Text


def measure_core_answer(evidence: EvidenceTable, context: Context) -> Result:
    """Return the answer to a core question as a number, as the module's definition says.

    Raises
    ------
    EvidenceError
        With all that is wrong in the row.
    MethodError
        When the indicator asks no core question that can be answered so.
    """
    asked = read_asked(context)
    row = read_answer(evidence, asked)
    if isinstance(row, NotApplicable):
        return row
    if asked.form == "grade":
        found: AnswerNumber | NotApplicable = spread_of_grade(asked.grades[row.answer], context)
    else:
        found = _spread_of_count(row, context) if asked.form == "count" else _spread_of_figure(row, context)
    if isinstance(found, NotApplicable):
        return found
    return Measured(
        estimate=found.estimate,
        low=min(found.low, found.estimate),
        high=max(found.high, found.estimate),
        draws=found.draws,
        n=found.n,
        unit=context.unit,
        method=found.method,
        strength=found.strength if row.document else 1,
        diagnostics=(*note_diagnostics(evidence), *_checks(row, asked.form)),
    )


def spread_of_grade(grade: Grade, context: Context) -> AnswerNumber:
    """Return a grade as a number: anywhere in its part of the scale, evenly."""
    width = grade.high - grade.low
    tail = (1 - LEVEL) / 2 * width
    draws: NDArray[np.float64] = grade.low + width * context.rng.random(context.draws)
    text = Text(
        "Grade {grade:quoted}, which stands for {low:g} to {high:g}.",
        grade=Text(grade.text) if grade.text else grade.id,
        low=grade.low,
        high=grade.high,
    )
    middle = grade.low + width / 2
    return AnswerNumber(middle, grade.low + tail, grade.high - tail, draws, 1.0, 2, text)


def spread_of_share(events: float, n: float, drawn: str, context: Context) -> AnswerNumber:
    """Return so many of so many as a number in the indicator's unit; exact where all were counted.

    Raises
    ------
    MethodError
        When a share cannot be said in the indicator's unit.
    """
    whole = share_in(context.unit)
    estimate, strength = whole * events / n, DRAWN_STRENGTHS[drawn]
    if drawn == "all":
        text = Text("{events:count} of {n:count}, a complete count.", events=events, n=n)
        return AnswerNumber(estimate, estimate, estimate, np.full(context.draws, estimate), n, strength, text)
    low, high = (whole * end for end in jeffreys_interval(events, n))
    draws = whole * jeffreys_draws(events, n, context.draws, context.rng)
    text = Text("{events:count} of {n:count}, with a Jeffreys interval.", events=events, n=n)
    return AnswerNumber(estimate, low, high, draws, n, strength, text)


def _spread_of_count(row: AnswerRow, context: Context) -> AnswerNumber | NotApplicable:
    n = row.of or 0.0
    if is_few(n):
        return NotApplicable(
            Text(
                "{n:count} were counted, and no share is shown of fewer than {least}, who could be told from it: count"
                " more.",
                n=n,
                least=LEAST_CASES,
            )
        )
    return spread_of_share(row.value, n, row.drawn, context)


def _spread_of_figure(row: AnswerRow, context: Context) -> AnswerNumber | NotApplicable:
    value, n, strength = row.value, row.of or 1.0, STRENGTHS[row.basis]
    if row.drawn == "all":
        text = Text("The figure as it was given, a complete count.")
        return AnswerNumber(value, value, value, np.full(context.draws, value), n, strength, text)
    if row.low is not None and row.high is not None:
        text = Text("The figure as it was given, with its interval.")
        draws = split_normal_draws(value, row.low, row.high, context)
        return AnswerNumber(value, row.low, row.high, draws, n, strength, text)
    if row.of is not None and context.unit == "percent" and 0 <= value <= 100:
        events = float(round(value * row.of / 100))
        spread = spread_of_share(events, row.of, "random", context)
        low, high = min(spread.low, value), max(spread.high, value)
        return AnswerNumber(value, low, high, spread.draws, n, strength, spread.method)
    return NotApplicable(
        Text(
            "The figure comes without its error: give low and high, between which it lies with 95 % probability, or say"
            " that all were counted."
        )
    )


def _checks(row: AnswerRow, form: str) -> tuple[Diagnostic, ...]:
    """State what proves the answer, and whether those that were counted stand for all."""
    proof = Text("Document: {document}", document=row.document) if row.document else Text("No document proves it.")
    checks = [Diagnostic(Text("Document"), bool(row.document), proof, "document")]
    if form == "count" and row.drawn != "all":
        random = row.drawn == "random"
        text = (
            Text("Those that were counted were drawn at random.")
            if random
            else Text("Those that were counted were not drawn at random: they may differ from the others.")
        )
        checks.append(Diagnostic(Text("Drawn at random"), random, text, "drawn"))
    if form == "figure" and not row.basis:
        text = Text(
            "The basis of the figure is not stated (measured, self_reported or asserted); it counts as asserted."
        )
        checks.append(Diagnostic(Text("Basis"), False, text))
    return tuple(checks)


@dataclass(frozen=True, kw_only=True)
class CoreAnswerOptions(AskedOptions, DrawnOptions):
    """The core question, and how the cases behind the answer were chosen."""


DEFINITION = Definition(
    id="core_answer",
    version=1,
    title=Text("Answer to a core question"),
    kinds=("appraisal",),
    role_sets=(
        (
            Role("question", "category", Text("id of the indicator whose core question is answered")),
            Role("answer", "category", Text("id of the grade; how many; or the figure in the indicator's unit")),
            Role("of", "number", Text("of how many"), required=False),
            Role("low", "number", Text("lower end of a figure's 95 % interval"), required=False),
            Role("high", "number", Text("upper end of a figure's 95 % interval"), required=False),
            Role("drawn", "category", Text("all, random or other: how those counted were chosen"), required=False),
            Role("basis", "category", Text("of a figure: measured, self_reported or asserted"), required=False),
            Role("document", "category", Text("what proves it: title, number or address"), required=False),
        ),
    ),
    units=(),
    takes=CoreAnswerOptions,
    compute=measure_core_answer,
)
