"""The version of an instrument: it changes when the meaning of an answer could, and not when a text is reworded."""

from __future__ import annotations

import hashlib
import json

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import Audience, Question
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text


def find_audience(framework: Framework, id: str) -> Audience:
    """Return an audience of the framework, or raise InputError that lists those it has."""
    known = [audience.id for audience in framework.instruments.audiences]
    for audience in framework.instruments.audiences:
        if audience.id == id:
            return audience
    what = Text("{framework} asks no audience called '{audience}'", framework=framework.name, audience=id)
    expected = Text("one of: {audiences:list}", audiences=tuple(known) or (Text("none"),))
    raise InputError([Problem(Place(), what, expected, nearest(id, known))])


def instrument_version(framework: Framework, audience: str) -> str:
    """Return `<version of the framework>.<8 digits>`: the digits follow from questions, codes, tasks and conditions."""
    asked = framework.instruments.asked_of(audience)
    meaning = json.dumps([_meaning(framework, question) for question in asked], sort_keys=True)
    return f"{framework.version}.{int(hashlib.sha256(meaning.encode()).hexdigest()[:12], 16) % 10**8:08d}"


def _meaning(framework: Framework, question: Question) -> list[object]:
    choices = framework.instruments.choices_of(question)
    return [
        question.id,
        question.type,
        [choice.code for choice in choices],
        question.tasks,
        *([question.dealt_by] if question.dealt_by else []),
        question.total,
        [(one.question, one.test, one.values) for one in question.relevant],
    ]


def form_id(framework: Framework, audience: str) -> str:
    """Return the id of a form, as Kobo and ODK keep it."""
    return f"publicvalue_{framework.id.replace('-', '_')}_{audience}"
