"""An assessment that has begun, to which evidence can be brought; its questions, and what was answered."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django_scopes import scopes_disabled

from publicvalue.files.frameworks import load_framework
from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.questions import Question
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.actions import begin
from publicvalue.web.assessments.items import find_question
from publicvalue.web.assessments.records import open_record
from publicvalue.web.register.actions import Why, register_system
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version
from publicvalue.words.language import ENGLISH


def begun(author: User, agency: Agency, name: str) -> Version:
    """Begin the assessment of a system that an agency has registered."""
    record, _ = read_record({"name": name, "summary": "Sorts.", "phase": "use"}, dt.date(2026, 3, 15))
    with scopes_disabled():
        return begin(author, register_system(agency, record, Why(author)), ENGLISH)


@cache
def shipped() -> Framework:
    """Return the framework that comes with the product."""
    return load_framework("public-value/1.0").framework


def asked(kind: str, id: str) -> Question:
    """Return a question of that framework."""
    found = find_question(shipped(), kind, id)
    assert found is not None
    return found


def answered(version: Version, question: Question) -> dict[str, str]:
    """Return what a version holds of a question."""
    with scopes_disabled(), open_record(version) as record:
        return dict(value_of(record.appraisal, question))
