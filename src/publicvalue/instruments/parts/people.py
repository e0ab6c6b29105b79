"""What people can be heard on with a table of answers, beyond single indicators; as lines of YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publicvalue.framework.questions.model import Question
from publicvalue.instruments.answers.reading import TidyAnswers
from publicvalue.instruments.forms.model import Form
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

Lines = tuple[str, ...]


@dataclass(frozen=True)
class PeoplePart:
    """Parts of `people` that a table of answers can fill.

    Parameters
    ----------
    one
        `path`, `readiness` -> the lines of its mapping: parts of which an assessment has one.
    many
        `weights`, `expectations` -> question -> the lines of its item.
    """

    one: dict[str, Lines]
    many: dict[str, dict[str, Lines]]

    def render(self) -> list[str]:
        """Return the lines of `people`; none where nothing can be heard."""
        lines: list[str] = []
        for name, fields in self.one.items():
            lines += [f"  {name}:", *(f"    {line}" for line in fields)]
        for name, items in self.many.items():
            lines += [f"  {name}:"] if items else []
            for item in items.values():
                lines += [f"    {'- ' if place == 0 else '  '}{line}" for place, line in enumerate(item)]
        return ["people:", *lines] if lines else []


def find_people_part(form: Form, tidy: TidyAnswers, name: str, language: Language = ENGLISH) -> PeoplePart:
    """Return what people can be heard on: the path, readiness, what they weigh and what they expect."""
    present = [question for question in form.asked if form.is_present(question, set(tidy.table.header))]
    one: dict[str, Lines] = {}
    if _leads_to_trust(form, present):
        one["path"] = (f"evidence: {name}",)
    if {competency.question for competency in form.instruments.competencies} & {question.id for question in present}:
        one["readiness"] = (f"evidence: {name}",)
    told = (name, language)
    return PeoplePart(
        one, {"weights": dict(_weights(form, present, told)), "expectations": dict(_expected(form, present, told))}
    )


def _leads_to_trust(form: Form, present: list[Question]) -> bool:
    """Whether two items or more are there of a construct of the chain's last stage, and of one that acts on it."""
    counts = {c.id: sum(one.construct == c.id for one in present) for c in form.instruments.constructs}
    last = {c.id for c in form.instruments.constructs if c.stage == form.framework.stages[-1].id}
    links = [link for link in form.instruments.links if link.end in last]
    return any(counts[link.start] >= 2 and counts[link.end] >= 2 for link in links)


def _weights(form: Form, present: list[Question], told: tuple[str, Language]) -> Iterator[tuple[str, Lines]]:
    (name, language), who = told, _who(form)
    groups = ", ".join(_groups(present))
    hint = language.write(Text("with `count: true` these weights form the scores"))
    for question in present:
        if question.type in ("allocation", "best_worst"):
            heard = Text("{who} (best and worst)", who=who) if question.type == "best_worst" else who
            lines = [f"evidence: {name}", f"question: {question.id} # {hint}", f"who: {language.write(heard)}"]
            yield question.id, (*lines, f"groups: [{groups}]") if groups else tuple(lines)


def _groups(present: list[Question]) -> Iterator[str]:
    """Yield the questions that describe a person: those of the last section with such questions, asked of everybody."""
    found = [one for one in present if one.use == "group" and one.type == "choose_one" and not one.relevant]
    return (one.id for one in found if one.section == found[-1].section)


def _expected(form: Form, present: list[Question], told: tuple[str, Language]) -> Iterator[tuple[str, Lines]]:
    name, language = told
    indicators = {indicator.id for indicator in form.framework.indicators}
    for question in present:
        if question.expects in indicators:
            lines = (f"evidence: {name}", f"question: {question.id}", f"who: {language.write(_who(form))}")
            yield question.id, (*lines, f"indicator: {question.expects}")


def _who(form: Form) -> Text:
    return Text("{audience:word}", audience=form.audience.replace("_", " "))
