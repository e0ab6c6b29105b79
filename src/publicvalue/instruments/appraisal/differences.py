"""What changed between two states of an appraisal, in words: where, what stood there, what stands there now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.asked import core_indicators
from publicvalue.instruments.appraisal.model import Appraisal
from publicvalue.instruments.appraisal.questions import (
    Question,
    core_question,
    fact_question,
    head_questions,
    line_question,
    profile_question,
    system_questions,
)
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.words.text import Text, counted


@dataclass(frozen=True)
class AppraisalChange:
    """One thing that changed: what it is about, and its words before and now; empty where it was or is left open."""

    about: str
    before: str
    now: str

    def told(self) -> Text:
        """Return the change in a line."""
        blank = Text("(open)")
        return Text("{about}: {before} → {now}", about=self.about, before=self.before or blank, now=self.now or blank)


def find_changes(old: Appraisal, new: Appraisal, framework: Framework) -> tuple[AppraisalChange, ...]:
    """Return all that changed from one state of an appraisal to another, in the order of the form."""
    return (*_answers(old, new, framework), *_tables(old, new))


def every_question(framework: Framework) -> tuple[Question, ...]:
    """Return every question there is, whether it applies or not."""
    return (
        *head_questions(),
        *system_questions(),
        *([profile_question(framework)] if framework.profiles else []),
        *(fact_question(one) for one in framework.facts),
        *(line_question(one) for one in framework.red_lines),
        *(core_question(one, one.core) for one in core_indicators(framework) if one.core),
    )


def _answers(old: Appraisal, new: Appraisal, framework: Framework) -> Iterator[AppraisalChange]:
    for question in every_question(framework):
        before, now = value_of(old, question), value_of(new, question)
        for prompt in question.prompts:
            was, stands = before.get(prompt.field, ""), now.get(prompt.field, "")
            if was != stands:
                words = {choice.id: choice.text for choice in prompt.choices}
                about: str = Text(question.asks) if not isinstance(question.asks, Text) else question.asks
                if prompt.field != "answer":
                    about = Text("{question} {field}", question=about, field=prompt.asks)
                yield AppraisalChange(about, words.get(was, was), words.get(stands, stands))


def _tables(old: Appraisal, new: Appraisal) -> Iterator[AppraisalChange]:
    if old.discount_rate != new.discount_rate:
        yield AppraisalChange(Text("Discount rate"), old.discount_rate, new.discount_rate)
    parts: Mapping[str, Text] = {
        "flows": Text("Money, by day"),
        "ratings": Text("Ratings"),
        "documents": Text("Documents"),
    }
    for name, about in parts.items():
        before, now = getattr(old, name), getattr(new, name)
        if before != now:
            gone, come = len(set(before) - set(now)), len(set(now) - set(before))
            rows = counted(len(now), "1 row", "{number:count} rows")
            more = Text("{rows}, of which {come:count} are new or changed", rows=rows, come=come)
            was = counted(len(before), "1 row", "{number:count} rows")
            yield AppraisalChange(
                about, Text("{rows}, of which {gone:count} are gone or changed", rows=was, gone=gone), more
            )
