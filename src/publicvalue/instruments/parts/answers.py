"""What a table of answers adds to an assessment: evidence, answers, and what people are heard on; as lines of YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publicvalue.framework.questions.model import Question
from publicvalue.instruments.answers.reading import TidyAnswers
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.parts.people import Lines, PeoplePart, find_people_part
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, phrase

TODO_SOURCE = Text("TODO who asked whom, and how they were drawn")
TODO_FIGURES = Text("TODO whose figures these are")
TODO_WHEN = Text("TODO when")
PASTE = Text("Paste into assessment.yaml, and fill in what begins with TODO.")
KEPT = Text("Answers of single people stay in this folder; the bundle carries their hash alone.")
AUDIENCES = (phrase("citizens"), phrase("leaving users"), phrase("public servants"), phrase("experts"))
"""Whom the frameworks that come with the product ask, as they stand in a sentence."""


@dataclass(frozen=True)
class KnownMargins:
    """What is known of the population, and to which the weights of the answers are raked.

    Parameters
    ----------
    categories
        Column of the answers -> its categories.
    source
        Whose figures these are; empty where nobody said so.
    """

    categories: Mapping[str, tuple[str, ...]]
    source: str = ""


@dataclass(frozen=True)
class Origin:
    """Where answers come from, in words.

    Parameters
    ----------
    source
        Who asked whom, and how they were drawn; empty where nobody said so.
    collected
        When; empty where nobody said so.
    made_up
        Whether nobody was asked.
    margins
        What is known of the population; None where answers are not weighed to it.
    language
        The language of titles and remarks.
    is_final
        Whether nobody fills in later what was not said: nothing stands in its place then.
    """

    source: str = ""
    collected: str = ""
    made_up: bool = False
    margins: KnownMargins | None = None
    language: Language = ENGLISH
    is_final: bool = False


@dataclass(frozen=True)
class AssessmentPart:
    """What a table of answers adds.

    Parameters
    ----------
    evidence, answers
        Id of the evidence, or of the indicator -> the lines of its item, without the dash.
    people
        What people can be heard on.
    remark
        What is to be done with the part, in one line.
    """

    evidence: dict[str, Lines]
    answers: dict[str, Lines]
    people: PeoplePart
    remark: str = PASTE


def find_assessment_part(form: Form, tidy: TidyAnswers, name: str, origin: Origin) -> AssessmentPart:
    """Return what a table of answers adds to an assessment.

    Parameters
    ----------
    form
        The questions that were asked.
    tidy
        The answers.
    name
        Id of the evidence, and beginning of its files' names.
    origin
        Where the answers come from.
    """
    audience = form.audience.replace("_", " ")
    survey = _evidence(name, "survey", Text("Answers of {audience:word}", audience=audience), origin)
    evidence = {name: (*survey, *_not_blank(form, tidy))}
    if tidy.ratings.rows:
        evidence[f"{name}-ratings"] = _evidence(f"{name}-ratings", "ratings", Text("Ratings by experts"), origin)
    if origin.margins:
        evidence[margins_id(name)] = _margins_evidence(name, origin.margins, origin)
    answers = dict(_answers(form, tidy, name, origin.margins))
    people = find_people_part(form, tidy, name, origin.language)
    return AssessmentPart(evidence, answers, people, origin.language.write(PASTE))


BLANK_WORDS = ("na", "nan", "null")
"""Codes that a table of evidence would take for blank."""


def _not_blank(form: Form, tidy: TidyAnswers) -> Iterator[str]:
    """Yield the lines that say which words are answers, and not blank as elsewhere."""
    columns = {
        column: [code for code in form.instruments.choice_lists[question.choices].answers if code in BLANK_WORDS]
        for question in form.asked
        if question.type in ("scale", "choose_one", "best_worst")
        for column in form.columns(question)
        if column in tidy.table.header
    }
    if any(columns.values()):
        yield "not_blank:"
        yield from (f"  {column}: {json.dumps(words)}" for column, words in columns.items() if words)


def margins_id(name: str) -> str:
    """Return the id of the evidence that holds the margins beside answers, and the beginning of its file's name."""
    return f"{name}-margins"


def _margins_evidence(name: str, margins: KnownMargins, origin: Origin) -> Lines:
    id = margins_id(name)
    title = origin.language.write(Text("Population by {columns:and}", columns=tuple(margins.categories)))
    lines = (f"id: {id}", "kind: statistics", f"title: {_in_quotes(title)}", f"file: evidence/{id}.csv")
    source = f"source: {_said(margins.source, TODO_FIGURES, origin.language)}"
    return (*lines, source, "made_up: true") if origin.made_up else (*lines, source)


def render_assessment_part(part: AssessmentPart) -> str:
    """Return a part as YAML, ready to be pasted."""
    lines = [f"# {part.remark}"]
    lines += ["evidence:", *(line for item in part.evidence.values() for line in list_item(item, 2))]
    lines += ["answers:", *(line for item in part.answers.values() for line in list_item(item, 2))]
    lines += part.people.render()
    return "\n".join(lines) + "\n"


def list_item(lines: Lines, indent: int) -> list[str]:
    """Return the lines of one item of a list."""
    return [f"{' ' * indent}{'- ' if place == 0 else '  '}{line}" for place, line in enumerate(lines)]


def _evidence(id: str, kind: str, title: Text, origin: Origin) -> Lines:
    collected = f"collected: {_said(origin.collected, TODO_WHEN, origin.language)}"
    lines = [
        f"id: {id}",
        f"kind: {kind}",
        f"title: {origin.language.write(title)}",
        f"file: evidence/{id}.csv",
        f"source: {_said(origin.source, TODO_SOURCE, origin.language)}",
        *([] if origin.is_final and not origin.collected else [collected]),
        f"# {origin.language.write(KEPT)}",
        "may_publish: false",
    ]
    return (*lines, "made_up: true") if origin.made_up else tuple(lines)


def _said(text: str, todo: Text, language: Language) -> str:
    """Return what was said in quotes, or what is still to be said, which no text of a user can pass for."""
    return _in_quotes(text) if text else language.write(todo)


def _in_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _answers(form: Form, tidy: TidyAnswers, name: str, margins: KnownMargins | None) -> Iterator[tuple[str, Lines]]:
    header = tidy.table.header
    indicators = {indicator.id: indicator for indicator in form.framework.indicators}
    for construct in form.instruments.constructs:
        items = [item for item in form.instruments.items(construct.id) if item.id in header]
        if construct.indicator not in indicators or len(items) < 2:
            continue
        if indicators[construct.indicator].measure == "survey_construct":
            reversed_items = ", ".join(item.id for item in items if item.reversed)
            options = [f"reversed: [{reversed_items}]"] if reversed_items else []
            columns = [f"items: [{', '.join(item.id for item in items)}]"]
            yield construct.indicator, _survey_answer(construct.indicator, name, columns, margins, options)
        elif construct.id in header:
            column = f"value: {construct.id}"
            yield construct.indicator, _survey_answer(construct.indicator, name, [column], margins)
    for question in form.asked:
        indicator = indicators.get(question.indicator)
        if indicator is None or question.id not in header or question.item:
            continue
        role = f"value: {question.id}" if indicator.measure == "survey_mean" else _event(form, question)
        yield indicator.id, _survey_answer(indicator.id, name, [role], margins)
    for id in dict.fromkeys(row[0] for row in tidy.ratings.rows):
        columns = ["item: item", "rater: rater", "rating: rating"]
        yield id, _answer(id, f"{name}-ratings", columns, f"where: {{indicator: {id}}}")


def _event(form: Form, question: Question) -> str:
    """Return which answers count: the upper part of a scale, else the first choice."""
    answers = form.instruments.choice_lists[question.choices].answers
    if question.type == "scale":
        return f"event: {{column: {question.id}, at_least: {answers[len(answers) // 2 + len(answers) % 2]}}}"
    return f'event: {{column: {question.id}, equals: ["{answers[0]}"]}}'


def _survey_answer(
    indicator: str, evidence: str, columns: Sequence[str], margins: KnownMargins | None, options: Sequence[str] = ()
) -> Lines:
    """Return an answer from a survey, raked to the margins where there are some."""
    if margins is None:
        return _answer(indicator, evidence, columns, f"options: {{{options[0]}}}" if options else "")
    columns = [*columns, f"margins: [{', '.join(margins.categories)}]"]
    options = [*options, f"margins: {{evidence: {margins_id(evidence)}}}"]
    lines = _answer(indicator, evidence, columns, f"options: {{{', '.join(options)}}}")
    # Whoever has none of the categories cannot be weighed. In quotes, as a code may look like a number.
    where = (
        f"  {column}: {json.dumps(list(names), ensure_ascii=False)}" for column, names in margins.categories.items()
    )
    return (*lines, "where:", *where)


def _answer(indicator: str, evidence: str, columns: Sequence[str], further: str = "") -> Lines:
    lines = [f"indicator: {indicator}", f"evidence: {evidence}", "columns:", *(f"  {column}" for column in columns)]
    return (*lines, further) if further else tuple(lines)
