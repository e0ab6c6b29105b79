"""An assessment that has begun, to which evidence can be brought."""

from __future__ import annotations

import datetime as dt

from django_scopes import scopes_disabled

from publicvalue.interop.record import read_record
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.actions import begin
from publicvalue.web.register.actions import Why, register_system
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version
from publicvalue.words.language import ENGLISH


def begun(author: User, agency: Agency, name: str) -> Version:
    """Begin the assessment of a system that an agency has registered."""
    record, _ = read_record({"name": name, "summary": "Sorts.", "phase": "use"}, dt.date(2026, 3, 15))
    with scopes_disabled():
        return begin(author, register_system(agency, record, Why(author)), ENGLISH)
