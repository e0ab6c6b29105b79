"""A form page by page: which questions a page asks, what was sent, and what is wrong with it.

A page carries what was sent before it. So nothing is kept of somebody who does not come to the end, and nothing of it
stays in the browser.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict

from publicvalue.framework.questions.model import Question, Section
from publicvalue.framework.written.numbers import OPEN, DecimalMark, Shown, read_number, shown_by
from publicvalue.instruments.answers.number_marks import tidied
from publicvalue.instruments.answers.reading import holds
from publicvalue.instruments.forms.model import Form
from publicvalue.web.evidence.trials import open_base
from publicvalue.web.stores.models import Version
from publicvalue.words.text import Text

AT_ONCE = 8
"""Questions on a page, at most."""
LONGEST = 2_000
"""Signs of an answer in words."""
CLOSE = 1e-6
"""How far shares may be from their total: tenths add up to it nearly."""
MARKS = {Shown.COMMA: DecimalMark.COMMA}

Errors = dict[str, tuple[Text, ...]]


@dataclass(frozen=True)
class Step:
    """One page of a form: a section, or a part of it."""

    section: Section
    questions: tuple[Question, ...]


@lru_cache(maxsize=8)
def _form(version: int, snapshot: str, audience: str) -> Form:
    del snapshot
    with open_base(Version.objects.select_related("assessment__agency").get(pk=version)) as (_, base):
        return Form(base.record.files.framework, audience)


def form_of(version: Version, audience: str) -> Form:
    """Return the form of an audience, as the version's framework asks it."""
    return _form(version.pk, version.snapshot, audience)


def steps_of(form: Form, chosen: Collection[str]) -> tuple[Step, ...]:
    """Return the pages of a form: a question that depends on another stands on a later page."""
    steps: list[Step] = []
    for section in form.instruments.sections:
        asked = [one for one in form.asked if one.section == section.id and (one.id in chosen or one.use == "consent")]
        steps += [Step(section, questions) for questions in _pages(asked)]
    return tuple(steps)


def _pages(asked: Sequence[Question]) -> Iterator[tuple[Question, ...]]:
    page: list[Question] = []
    for one in asked:
        needs = {condition.question for condition in one.relevant} | {one.dealt_by}
        alone = one.use == "consent" or bool(page and page[-1].use == "consent")
        if page and (alone or len(page) == AT_ONCE or needs & {other.id for other in page}):
            yield tuple(page)
            page = []
        page.append(one)
    if page:
        yield tuple(page)


@dataclass
class Answering:
    """What one person sent so far, read page by page."""

    form: Form
    steps: tuple[Step, ...]
    sent: QueryDict

    def __post_init__(self) -> None:
        self.values: dict[str, str] = {}
        self.errors: Errors = {}
        self._asked = {one.id for step in self.steps for one in step.questions}

    def relevant(self, at: int) -> tuple[Question, ...]:
        """Return the questions of a page that are asked after what was answered before it."""
        return tuple(one for one in self.steps[at].questions if self._is_asked(one))

    def _is_asked(self, question: Question) -> bool:
        if question.type == "best_worst" and not self.tasks(question):
            return False
        conditions = [one for one in question.relevant if one.question in self._asked]
        return all(holds(one, self.form.instruments, self.values) for one in conditions)

    def tasks(self, question: Question) -> list[tuple[int, tuple[str, ...]]]:
        """Return the tasks of a best-worst question that this person is shown, each with its number."""
        places = self.form.instruments.task_places(question)
        dealt = self.values.get(question.dealt_by, "")
        return [
            (number, tuple(question.tasks[number - 1]))
            for number, place in enumerate(places, start=1)
            if not place.code or place.code == dealt
        ]

    def read(self, last: int) -> None:
        """Read the pages up to one, and note what is wrong."""
        for at in range(min(last, len(self.steps) - 1) + 1):
            for one in self.relevant(at):
                self.values |= self._answer(one)

    def next_after(self, at: int) -> int | None:
        """Return the next page that asks something; None at the end, and where somebody does not want to take part."""
        if self.refused:
            return None
        return next((n for n in range(at + 1, len(self.steps)) if self.relevant(n)), None)

    def before(self, at: int) -> int:
        """Return the page before one."""
        return next((n for n in range(at - 1, -1, -1) if self.relevant(n)), 0)

    @property
    def refused(self) -> bool:
        """Whether consent was asked for and not given."""
        asked = [one for step in self.steps for one in step.questions if one.use == "consent"]
        return any(
            one.id in self.values and self.values[one.id] != self.form.instruments.choices_of(one)[0].code
            for one in asked
        )

    def fields(self, question: Question) -> list[tuple[str, str]]:
        """Return what was sent for a question, as it was sent."""
        names = [question.id, *self.form.columns(question)]
        return [(name, value) for name in dict.fromkeys(names) for value in self.sent.getlist(name)]

    def _answer(self, question: Question) -> dict[str, str]:
        read = {
            "choose_several": self._several,
            "number": self._number,
            "text": self._words,
            "allocation": self._points,
            "best_worst": self._best_worst,
        }.get(question.type, self._one)
        found = read(question)
        if question.required and not found and question.id not in self.errors:
            self._wrong(question.id, Text("choose an answer"))
        return found

    def _wrong(self, name: str, what: Text) -> None:
        self.errors[name] = (*self.errors.get(name, ()), what)

    def _codes(self, question: Question) -> set[str]:
        return {one.code for one in self.form.instruments.choices_of(question)}

    def _one(self, question: Question) -> dict[str, str]:
        given = self.sent.get(question.id, "")
        return {question.id: given} if given in self._codes(question) else {}

    def _several(self, question: Question) -> dict[str, str]:
        given = set(self.sent.getlist(question.id)) & self._codes(question)
        if question.most is not None and len(given) > question.most:
            self._wrong(question.id, Text("choose at most {most:count}", most=question.most))
        answers = self.form.instruments.choice_lists[question.choices].answers
        return {f"{question.id}_{code}": "1" if code in given else "0" for code in answers} if given else {}

    def _number(self, question: Question) -> dict[str, str]:
        given = self.sent.get(question.id, "").strip()
        if not given:
            return {}
        number = _as_number(given)
        low, high = question.low, question.high
        if number is None:
            self._wrong(question.id, _no_number(given))
        elif (low is not None and number < low) or (high is not None and number > high):
            both = low is not None and high is not None
            self._wrong(
                question.id,
                Text("write a number from {low:number} to {high:number}", low=low, high=high)
                if both
                else Text("this number is out of bounds"),
            )
        else:
            return {question.id: f"{number:.15g}"}
        return {}

    def _words(self, question: Question) -> dict[str, str]:
        given = self.sent.get(question.id, "").strip()
        if len(given) > LONGEST:
            self._wrong(question.id, Text("it is too long: at most {most:count} signs are taken", most=LONGEST))
        return {question.id: given} if given else {}

    def _points(self, question: Question) -> dict[str, str]:
        columns = self.form.columns(question)
        given = {name: self.sent.get(name, "").strip() for name in columns}
        if not any(given.values()):
            return {}
        numbers = {name: _as_number(one or "0") for name, one in given.items()}
        wrong = [name for name, one in numbers.items() if one is None or one < 0]
        for name in wrong:
            self._wrong(name, _no_number(given[name]))
        if wrong:
            return {}
        total, asked = sum(one or 0 for one in numbers.values()), question.total or 0
        if abs(total - asked) > CLOSE:
            what = Text("together they are {total:number}; share out {asked:number}", total=total, asked=asked)
            self._wrong(columns[0], what)
            return {}
        return {name: f"{one:.15g}" for name, one in numbers.items()}

    def _best_worst(self, question: Question) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, codes in self.tasks(question):
            names = [f"{question.id}_{number}_{end}" for end in ("best", "worst")]
            given = [self.sent.get(name, "") for name in names]
            if given[0] and given[0] == given[1]:
                self._wrong(names[0], Text("choose two different ones"))
            elif all(one in codes for one in given):
                found |= dict(zip(names, given, strict=True))
        return found


def _as_number(given: str) -> float | None:
    """Return a number as people write it, with a point or a comma; None where it is none, or may be two."""
    text = tidied(given)
    shown = shown_by(text)
    number = None if shown in OPEN else read_number(text, MARKS.get(shown, DecimalMark.POINT))
    return number if number is not None and abs(number) < 1e12 else None


def _no_number(given: str) -> Text:
    if shown_by(tidied(given)) in OPEN:
        return Text("{number} can be read in two ways: write it as 1500 or as 1.5", number=given)
    return Text("write a number in figures")
