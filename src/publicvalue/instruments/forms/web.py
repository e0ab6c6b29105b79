"""An instrument as plain data for a form on the web: everything that a page needs, in every language asked for."""

from __future__ import annotations

from collections.abc import Sequence

from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import LANGUAGES, Instruments, Question, Texts, text_in
from publicvalue.instruments.forms.version import find_audience, form_id, instrument_version

FORMAT = 1
"""Version of this form of data."""

Data = dict[str, object]


def render_web_form(framework: Framework, audience: str, languages: Sequence[str] = LANGUAGES) -> Data:
    """Return the data of one audience's form; InputError when the framework asks no such audience."""
    found = find_audience(framework, audience)
    instruments = framework.instruments
    asked = instruments.asked_of(audience)
    sections = [
        {
            "id": section.id,
            "title": _in(section.texts, languages),
            "questions": [_question(one, instruments, languages) for one in asked if one.section == section.id],
        }
        for section in instruments.sections
        if any(question.section == section.id for question in asked)
    ]
    return {
        "format": FORMAT,
        "framework": framework.name,
        "form_id": form_id(framework, audience),
        "version": instrument_version(framework, audience),
        "audience": audience,
        "languages": list(languages),
        "title": _in(found.texts, languages),
        "intro": _in(found.intro, languages),
        "sections": sections,
    }


def _in(texts: Texts, languages: Sequence[str]) -> dict[str, str]:
    return {language: text_in(texts, language) for language in languages}


def _question(question: Question, instruments: Instruments, languages: Sequence[str]) -> Data:
    data: Data = {
        "id": question.id,
        "type": question.type,
        "use": question.use,
        "required": question.required,
        "text": _in(question.texts, languages),
        "columns": list(question.columns(instruments.choice_lists)),
        "relevant": [
            {"question": one.question, "test": one.test, "values": list(one.values)} for one in question.relevant
        ],
    }
    if question.hints:
        data["hint"] = _in(question.hints, languages)
    if question.choices:
        data["choices"] = [
            {"code": choice.code, "text": _in(choice.texts, languages), "missing": choice.missing}
            for choice in instruments.choices_of(question)
        ]
    limits = {"low": question.low, "high": question.high, "total": question.total, "most": question.most}
    data |= {name: limit for name, limit in limits.items() if limit is not None}
    if question.tasks:
        data["tasks"] = [list(task) for task in question.tasks]
    if question.dealt_by:
        data["dealt_by"] = question.dealt_by
        data["task_shown_by"] = [place.code for place in instruments.task_places(question)]
    return data
