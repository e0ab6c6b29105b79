"""Questions of a form as inputs of a page."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.framework.questions.model import Question, text_in
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.surveys.asking import Answering
from publicvalue.words.text import Text


def inputs_of(answering: Answering, at: int, code: str) -> list[tuple[str, str, list[Input]]]:
    """Return the questions of a page: heading and help of those with several parts, and their inputs."""
    shown = _Shown(answering, code)
    return [shown.question(one) for one in answering.relevant(at)]


class _Shown:
    def __init__(self, answering: Answering, code: str) -> None:
        self._answering, self._code = answering, code

    def question(self, question: Question) -> tuple[str, str, list[Input]]:
        label, hint = text_in(question.texts, self._code), text_in(question.hints, self._code)
        if question.type in ("allocation", "best_worst"):
            parts = self._points(question) if question.type == "allocation" else self._tasks(question)
            return label, hint, list(parts)
        kinds = {"choose_several": "checkboxes", "number": "text", "text": "textarea"}
        kind = kinds.get(question.type, "radios")
        if question.use == "sample_code":
            kind = "text"
        value = self._answering.sent.get(question.id, "")
        errors = self._answering.errors.get(question.id, ())
        options = self._options(question) if question.choices else ()
        more = {"rows": 3, "wide": kind == "textarea", "needed": question.required}
        return "", "", [Input(question.id, label, kind, value, hint, options, errors, **more)]  # type: ignore[arg-type]

    def _options(self, question: Question) -> tuple[Option, ...]:
        given = set(self._answering.sent.getlist(question.id))
        return tuple(
            Option(one.code, text_in(one.texts, self._code), one.code in given)
            for one in self._answering.form.instruments.choices_of(question)
        )

    def _points(self, question: Question) -> Iterator[Input]:
        choices = {one.code: one.texts for one in self._answering.form.instruments.choices_of(question)}
        for name in self._answering.form.columns(question):
            label = text_in(choices[name.removeprefix(f"{question.id}_")], self._code)
            value, errors = self._answering.sent.get(name, ""), self._answering.errors.get(name, ())
            yield Input(name, label, value=value, errors=errors, needed=False, wide=False)

    def _tasks(self, question: Question) -> Iterator[Input]:
        choices = {one.code: one.texts for one in self._answering.form.instruments.choices_of(question)}
        tasks = self._answering.tasks(question)
        ends = (
            ("best", Text("{number:count} of {all:count}: matters most")),
            ("worst", Text("{number:count} of {all:count}: matters least")),
        )
        for place, (number, codes) in enumerate(tasks, start=1):
            for end, asks in ends:
                name = f"{question.id}_{number}_{end}"
                given = self._answering.sent.get(name, "")
                options = tuple(Option(one, text_in(choices[one], self._code), one == given) for one in codes)
                label = Text(asks, number=place, all=len(tasks))
                none = Option("", Text("choose one"), not given)
                errors = self._answering.errors.get(name, ())
                yield Input(name, label, "select", given, "", (none, *options), errors, needed=False)
