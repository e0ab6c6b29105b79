"""What stands on the first page, in a report, a brief and a terminal alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from publicvalue.findings.advice.recommendations import Advice
from publicvalue.findings.judgement.model import Judgement, LineState, RedLineFinding
from publicvalue.framework.judgement.advice import BEFORE_USE
from publicvalue.reports.document.blocks import Inline, Item, Items, Paragraph, Span
from publicvalue.reports.system.judgement.facts import find_facts
from publicvalue.reports.system.judgement.money import describe_cost
from publicvalue.reports.wording import NOTHING, capitalise, sentence
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text, counted, joined

WITHIN: Mapping[str, Text] = MappingProxyType(
    {"small": Text("within a month"), "medium": Text("within a quarter"), "large": Text("within a year")}
)
"""By when a piece of advice can be done, by its effort of days, weeks or months: time to decide on it is added."""

SEVERAL = 2
"""Broken red lines from which on the answer names the first alone."""

URGENT = ("red line", "harm")
"""Groups of advice that cannot wait."""

PHASE: Mapping[str, Text] = MappingProxyType(
    {
        "idea": Text("an idea"),
        "design": Text("being designed"),
        "development": Text("being developed"),
        "pilot": Text("in a pilot"),
        "production": Text("in use"),
        "retired": Text("retired"),
    }
)

LINE_ROLES: Mapping[LineState, Text] = MappingProxyType(
    {
        "broken": Text("Broken"),
        "partly": Text("Partly kept"),
        "unanswered": Text("Not answered"),
        "claimed": Text("Said to be kept, not proved"),
        "not_applicable": Text("Does not apply"),
        "kept": Text("Kept"),
    }
)
"""What is said of red lines, the worst first."""

TOGETHER: tuple[LineState, ...] = ("unanswered", "claimed", "kept")
"""States of which only the names of the lines are told."""


def about_paragraphs(outcome: AssessmentResult) -> tuple[Paragraph, ...]:
    """Say what the system is, for whom, since when, in which phase, and what it costs."""
    system = outcome.assessment.system
    facts = joined(*_about(outcome))
    return Paragraph((system.description,), "about"), Paragraph((facts,), "small")


def _about(outcome: AssessmentResult) -> Iterator[Text]:
    system = outcome.assessment.system
    named = {"name": system.name, "organisation": system.run_by(), "phase": PHASE[system.phase]}
    if system.begin_date:
        yield Text("{name}, run by {organisation}: {phase}, since {begin}.", **named, begin=system.begin_date)
    else:
        yield Text("{name}, run by {organisation}: {phase}; since when is not stated.", **named)
    if system.goal:
        yield Text("What for, and for whom: {goal:ended}", goal=system.goal)
    if cost := describe_cost(outcome):
        yield Text("Cost: {cost}.", cost=cost)


def fact_items(outcome: AssessmentResult) -> Items | Paragraph:
    """Return three to five facts in natural units."""
    facts = find_facts(outcome)
    if not facts:
        return Paragraph((Text("Nothing has been counted or measured yet."),))
    return Items(tuple(Item((fact.text,)) for fact in facts), role="facts")


def red_line_items(outcome: AssessmentResult) -> Items:
    """Return what is known of the red lines, the worst first; those of which only the state is known together."""
    return Items(tuple(Item(parts) for parts in _red_lines(outcome)), role="red-lines")


def _red_lines(outcome: AssessmentResult) -> Iterator[tuple[Inline, ...]]:
    for state, said in LINE_ROLES.items():
        lines = outcome.verdict.lines(state)
        if lines and state in TOGETHER:
            names = tuple(Text("{title:lower}", title=line.title) for line in lines)
            everything = len(outcome.verdict.red_lines)
            head = Text("{state} ({number} of {all}):", state=said, number=len(lines), all=everything)
            yield Span(head, "strong"), Text("{names:parts}.", names=names)
        elif lines:
            for line in lines:
                yield Span(Text("{state}:", state=said), "strong"), _line(line, outcome.assessment.system.phase)


def _line(line: RedLineFinding, phase: str) -> Text:
    name = Text("{title:lower}", title=line.title)
    if line.state == "partly" and phase != "retired":
        by = Text("to be mended by {day}", day=line.mend_by) if line.mend_by else Text("no day is set to mend it")
        return Text("{name}, {by}. {fact:sentence}", name=name, by=by, fact=line.fact)
    return Text("{name}. {fact:sentence}", name=name, fact=line.fact)


def not_applicable_text(outcome: AssessmentResult) -> Text:
    """Say how many questions do not apply; empty where all do."""
    found = outcome.verdict.not_applicable
    if not found:
        return NOTHING
    return counted(
        len(found),
        "{number} question does not apply to this kind of system and is left out, with its reason, in the annex.",
        "{number} questions do not apply to this kind of system and are left out, with their reasons, in the annex.",
    )


def step_parts(advice: Advice, to: str = "") -> tuple[Inline, ...]:
    """Return one step: what to do, who and by when, and what to do first this week."""
    one = advice.recommendation
    within = WITHIN[one.effort]
    if advice.group in URGENT:
        within = Text("begin at once, done {within}", within=within)
    who = Text("{who}: {within}.", who=capitalise(Text(one.who)), within=within)
    first = Text("This week: {step:ended}", step=Text(one.first_step)) if one.first_step else NOTHING
    return Span(Text(one.title), "step", to=to), Span(joined(who, first), "aside")


def write_precise(judged: Judgement, score: Score) -> Text:
    """Write a score as precisely as the evidence is certain.

    Very low certainty gives a direction alone, low a range, moderate and high a number with its interval;
    nothing where nothing is evidenced.
    """
    if score.value is None:
        return NOTHING
    level = Text(judged.certainty.level.title)
    return Text("{score}; certainty {level:lower}", score=_precise(judged, score), level=level)


def _precise(judged: Judgement, score: Score) -> Text:
    match judged.certainty.level.id:
        case "very_low":
            return Text("too uncertain for a number")
        case "low":
            return Text("somewhere from {low:whole} to {high:whole} of 100", low=score.low, high=score.high)
    return Text("{value:whole} of 100 ({low:whole} to {high:whole})", value=score.value, low=score.low, high=score.high)


SCALE = Text("0 is the worst that the framework knows, 100 the best, 50 neither good nor bad.")
"""What a score means."""


def answer_texts(outcome: AssessmentResult) -> tuple[Text, ...]:
    """Return the answer, sentence by sentence: it, the direction where something worse was said, and the certainty."""
    said = outcome.verdict.said
    worse = outcome.verdict.lines("broken") or any(harm.effect != "cap" for harm in outcome.verdict.harms)
    direction = said.direction if worse else NOTHING
    told = (*_first(outcome), direction, said.certainty, said.good_for, *said.harms, *said.conditions)
    return tuple(text for text in told if text)


def _first(outcome: AssessmentResult) -> tuple[Text, ...]:
    """Say what stands first: of several broken red lines the first and how many more, as all of them stand below."""
    broken = outcome.verdict.lines("broken")
    if len(broken) < SEVERAL:
        return (sentence(outcome.verdict.said.first),)
    fact, more = broken[0].fact, len(broken) - 1
    first = Text("Should not go on as it is: {fact:ended}", fact=fact)
    if outcome.assessment.system.phase in BEFORE_USE:
        first = Text("Should not start as it is: {fact:ended}", fact=fact)
    elif outcome.assessment.system.phase == "retired":
        first = Text("Should not have gone on: {fact:ended}", fact=fact)
    return first, counted(more, "{number} more red line is broken.", "{number} more red lines are broken.")
