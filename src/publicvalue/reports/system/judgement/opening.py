"""The first screen: what the system is, the answer with its certainty, facts, red lines, and what to do next."""

from __future__ import annotations

from types import MappingProxyType

from publicvalue.findings.advice.recommendations import Advice
from publicvalue.findings.judgement.model import Judgement, Verdict
from publicvalue.framework.model import PUBLIC_VALUE, Term
from publicvalue.reports.document.blocks import (
    Bar,
    Block,
    Columns,
    Download,
    Inline,
    Item,
    Items,
    Legend,
    Paragraph,
    ScoreLine,
    ScoreLines,
    Section,
    Span,
    Tone,
    WholeBar,
    said,
)
from publicvalue.reports.pictures.model import ScoreBar
from publicvalue.reports.system.groups import find_gaps
from publicvalue.reports.system.judgement.first_page import (
    SCALE,
    about_paragraphs,
    answer_texts,
    fact_items,
    not_applicable_text,
    red_line_items,
    step_parts,
    write_precise,
)
from publicvalue.reports.system.judgement.headline import (
    describe_bounds,
    describe_strength,
    describe_sureness,
    find_headline,
    is_open,
    write_leaning,
)
from publicvalue.reports.system.scores.cells import bar_id
from publicvalue.reports.system.tables import scores_table
from publicvalue.reports.wording import NOTHING, UNKNOWN, capitalise, write_percent
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, counted, phrase

EFFORT = MappingProxyType(
    {phrase("small"): phrase("days"), phrase("medium"): phrase("weeks"), phrase("large"): phrase("months")}
)
"""How long a piece of advice takes, by its effort: small, medium, large."""

TOP = 3
"""Pieces of advice on the first screen."""

MOST_GAPS = 2
"""Differences between groups on the first screen."""

TONES: MappingProxyType[str, Tone] = MappingProxyType(
    {"creates": "good", "probably_creates": "good", "harm": "bad", "probably_harm": "bad"}
)


def opening_section(outcome: AssessmentResult, *, about: bool = True) -> Section:
    """Return the first screen of a report: the answer, and then facts, red lines, dimensions and what to do next.

    Parameters
    ----------
    outcome
        What was found.
    about
        Whether it says first what the system is; not where that stands above it.
    """
    first = (_facts(outcome), _for_whom(outcome))
    second = (*_red_lines(outcome), _what_next(outcome))
    blocks = (_answer(outcome, about=about), Columns((first, second), "screen"))
    return Section("summary", Text("Summary"), blocks, "screen", hidden=True)


def _answer(outcome: AssessmentResult, *, about: bool) -> Section:
    first, *others = answer_texts(outcome)
    blocks = (
        *(about_paragraphs(outcome) if about else ()),
        Paragraph((first,), "answer"),
        Paragraph(tuple(others), "so-far"),
        *said(outcome.verdict.said.not_shown, outcome.verdict.said.missing, not_applicable_text(outcome)),
    )
    tone = tone_of(outcome)
    return Section(PUBLIC_VALUE, Text("Is it creating public value?"), blocks, "answer", tone=tone)


def tone_of(outcome: AssessmentResult) -> Tone:
    """Return whether the answer is good or bad news: a broken red line is bad whatever else holds."""
    return "bad" if outcome.verdict.lines("broken") else TONES.get(outcome.verdict.overall.direction.id, "")


def _facts(outcome: AssessmentResult) -> Section:
    return Section("facts", Text("What was found"), (fact_items(outcome),), "card")


def _red_lines(outcome: AssessmentResult) -> tuple[Section, ...]:
    if not outcome.verdict.red_lines:
        return ()
    return (Section("lines", Text("Red lines"), (red_line_items(outcome),), "card"),)


def _for_whom(outcome: AssessmentResult) -> Section:
    lines = ScoreLines(tuple(_dimension(outcome, term) for term in outcome.framework.dimensions))
    blocks: list[Block] = [lines, Paragraph((SCALE, *_score_links(outcome)), "small")]
    gaps = find_gaps(outcome)
    if gaps:
        items = [Item((gap.text,)) for gap in gaps[:MOST_GAPS]]
        more = len(gaps) - MOST_GAPS
        if more > 0:
            items.append(Item((Span(Text("{more} more below", more=more), to="#measured"),)))
        told = Items(tuple(items), role="warnings")
        blocks.append(Section("gaps", Text("Groups are treated differently"), (told,), "part"))
    return Section("for-whom", Text("For whom?"), tuple(blocks), "card")


def _score_links(outcome: AssessmentResult) -> tuple[Inline, ...]:
    table = Span(Text("Scores as a table"), to="#scores-table")
    return Download(scores_table(outcome), Text("Scores as CSV")), table


def _dimension(outcome: AssessmentResult, term: Term) -> ScoreLine:
    score = outcome.scores[term.id]
    name = Text("the {dimension:lower} dimension", dimension=Text(term.title))
    bar = Bar(bar_id(term.id), ScoreBar(name, score, (210, 22)))
    judged = outcome.verdict.dimensions[term.id]
    precise = write_precise(judged, score)
    numbers = (Span(precise, "known") if precise else Span(UNKNOWN, "unknown"),)
    return ScoreLine(term.id, Text(term.title), write_verdict(judged, outcome.verdict), bar, numbers)


def write_verdict(judged: Judgement, verdict: Verdict) -> Text:
    """Say the verdict on a dimension, with what the evidence so far points to where it is open.

    Broken red lines and severe harm decide whatever the score is, so they are named: a score may be good beside it, or
    unknown.
    """
    title, held = Text(judged.direction.title), _held(judged, verdict)
    if held:
        return Text("{title}: {why}", title=title, why=held)
    if not is_open(judged):
        return title
    if leaning := write_leaning(judged):
        return Text("Cannot be said yet; so far points {where}", where=leaning)
    return Text("Unknown, no evidence yet")


def _held(judged: Judgement, verdict: Verdict) -> Text:
    """Say what decides a dimension whatever it scores; empty where the evidence does."""
    broken = [line for line in verdict.lines("broken") if judged.node in (PUBLIC_VALUE, *line.caps)]
    if broken:
        names = tuple(Text("{title:lower}", title=line.title) for line in broken)
        return counted(
            len(broken),
            "a broken red line decides ({names:parts})",
            "broken red lines decide ({names:parts})",
            names=names,
        )
    if any(one.effect == "harm" and judged.node in (PUBLIC_VALUE, one.dimension) for one in verdict.harms):
        return Text("harm that was found decides")
    return NOTHING


def how_sure(outcome: AssessmentResult) -> tuple[Text, ...]:
    """Say how sure the result is, sentence by sentence."""
    headline, score = find_headline(outcome), outcome.scores[PUBLIC_VALUE]
    told = (describe_sureness(score), headline.known, describe_bounds(score), describe_strength(outcome))
    return tuple(text for text in (*told, headline.unknown) if text)


def how_sure_section(outcome: AssessmentResult) -> Section:
    """Return how sure the numbers are, with what the unknown leaves open."""
    score = outcome.scores[PUBLIC_VALUE]
    bar = Bar("bar-public-value", ScoreBar(Text("public value"), score, (380, 34)))
    links = _score_links(outcome)
    items = Items(tuple(Item((text,)) for text in how_sure(outcome)), role="sure")
    blocks = (WholeBar(bar), Legend(), Paragraph((SCALE,), "small"), items, Paragraph(links, "small"))
    return Section("how-sure", Text("How sure?"), blocks, contents=Text("How sure?"))


def _what_next(outcome: AssessmentResult) -> Section:
    steps = tuple(Item(step_parts(advice, f"#{advice_anchor(advice)}")) for advice in outcome.advice[:TOP])
    nothing = Paragraph((Text("No rule of the framework asks for action."),))
    return Section("what-next", Text("What next?"), (Items(steps, True, "steps") if steps else nothing,), "card")


def advice_anchor(advice: Advice) -> str:
    """Return the anchor of a piece of advice."""
    return f"advice-{advice.recommendation.id}"


def describe_step(advice: Advice) -> Text:
    """Say in a line who acts, how long it takes, and what it brings."""
    who, effort, brings = write_who(advice), write_effort(advice), write_gain(advice)
    if brings:
        return Text("{who}, {effort}; {brings}", who=who, effort=effort, brings=brings)
    return Text("{who}, {effort}", who=who, effort=effort)


def write_who(advice: Advice) -> Text:
    """Name who acts."""
    return capitalise(Text(advice.recommendation.who))


def write_effort(advice: Advice) -> Text:
    """Say how much effort a piece of advice takes, and how long that is."""
    effort = advice.recommendation.effort
    return Text("{effort:word} effort ({time:word})", effort=effort, time=EFFORT[effort])


def write_gain(advice: Advice) -> Text:
    """Say what following a piece of advice would bring; empty where the simulation shows nothing."""
    parts = []
    if advice.gain >= 0.5:
        parts.append(
            counted(round(advice.gain), "up to {number} point of public value", "up to {number} points of public value")
        )
    if advice.coverage_gain > 0:
        parts.append(Text("{share} more evidenced", share=write_percent(advice.coverage_gain)))
    return Text("{parts:list}", parts=tuple(parts)) if parts else NOTHING
