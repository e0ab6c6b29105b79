"""The lines of `assessment.yaml` that make a table of answers evidence, ready to be pasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.framework.instruments import Question
from publicvalue.interop.answers import TidyAnswers
from publicvalue.interop.form import Form


def render_assessment_part(form: Form, tidy: TidyAnswers, name: str) -> str:
    """Return evidence and answers in YAML, for every indicator that the table answers."""
    lines = [
        "# Paste into assessment.yaml, and fill in what begins with TODO.",
        "evidence:",
        *_evidence(name, "survey", f"{name}.csv", f"Answers of {form.audience.replace('_', ' ')}"),
    ]
    if tidy.ratings.rows:
        lines += _evidence(f"{name}-ratings", "ratings", f"{name}-ratings.csv", "Ratings by experts")
    lines += ["answers:", *_answers(form, tidy, name)]
    return "\n".join(lines) + "\n"


def _evidence(id: str, kind: str, file: str, title: str) -> list[str]:
    return [
        f"  - id: {id}",
        f"    kind: {kind}",
        f"    title: {title}",
        f"    file: evidence/{file}",
        "    source: TODO who asked whom, and how they were drawn",
        "    collected: TODO when",
        "    # Answers of single people stay in this folder; the bundle carries their hash alone.",
        "    may_publish: false",
    ]


def _answers(form: Form, tidy: TidyAnswers, name: str) -> Iterator[str]:
    header = tidy.table.header
    indicators = {indicator.id: indicator for indicator in form.framework.indicators}
    for construct in form.instruments.constructs:
        items = [item for item in form.instruments.items(construct.id) if item.id in header]
        if construct.indicator not in indicators or len(items) < 2:
            continue
        if indicators[construct.indicator].measure == "survey_construct":
            reversed_items = ", ".join(item.id for item in items if item.reversed)
            option = f"    options: {{reversed: [{reversed_items}]}}" if reversed_items else ""
            columns = [f"items: [{', '.join(item.id for item in items)}]"]
            yield from _answer(construct.indicator, name, columns, option)
        elif construct.id in header:
            yield from _answer(construct.indicator, name, [f"value: {construct.id}"])
    for question in form.asked:
        indicator = indicators.get(question.indicator)
        if indicator is None or question.id not in header or question.item:
            continue
        role = f"value: {question.id}" if indicator.measure == "survey_mean" else _event(form, question)
        yield from _answer(indicator.id, name, [role])
    for id in dict.fromkeys(row[0] for row in tidy.ratings.rows):
        columns = ["item: item", "rater: rater", "rating: rating"]
        yield from _answer(id, f"{name}-ratings", columns, f"    where: {{indicator: {id}}}")


def _event(form: Form, question: Question) -> str:
    """Return which answers count: the upper part of a scale, else the first choice."""
    answers = form.instruments.choice_lists[question.choices].answers
    if question.type == "scale":
        return f"event: {{column: {question.id}, at_least: {answers[len(answers) // 2 + len(answers) % 2]}}}"
    return f'event: {{column: {question.id}, equals: ["{answers[0]}"]}}'


def _answer(indicator: str, evidence: str, columns: Sequence[str], further: str = "") -> Iterator[str]:
    yield f"  - indicator: {indicator}"
    yield f"    evidence: {evidence}"
    yield "    columns:"
    yield from (f"      {column}" for column in columns)
    if further:
        yield further
