"""Two made-up people judge the red lines of a made-up system apart: where they agree, where not, and one reason."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.actions import begin
from publicvalue.web.assessments.items import find_question
from publicvalue.web.assessments.models import Panel
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessors import actions
from publicvalue.web.register.models import System
from publicvalue.words.language import ENGLISH

PART = "red_lines"
YES: Mapping[str, Mapping[str, str]] = {
    "legal_basis": {
        "answer": "yes",
        "fact": "The Act on complaints names it",
        "document": "Act on complaints, section 9",
    },
    "owner": {"answer": "yes", "fact": "The director signed for it", "document": "Appointment of 3 June 2024"},
    "redress": {
        "answer": "yes",
        "fact": "Who waits too long writes to the director",
        "document": "Notice on each letter",
    },
}
"""What the first of both answers; the rest is unknown to them."""
OTHERWISE: Mapping[str, Mapping[str, str]] = {
    **YES,
    "redress": {
        "answer": "partly",
        "fact": "The notice stands on half of the letters",
        "document": "100 letters, May 2026",
    },
    "safe_stop": {"answer": "no", "fact": "Nobody has tried to work without it"},
}
"""What the second answers."""
UNKNOWN = {"answer": "unknown"}
AGREED = "Both had said the same."


def judge_apart(first: User, second: User, system: System) -> Panel:
    """Begin the assessment of a system with two assessors who have finished; the first settles where they agree."""
    version = begin(first, system, ENGLISH)
    with open_record(version) as record:
        framework = record.files.framework
    panel = actions.begin(first, version, [first, second], [PART])
    for who, answers in ((first, YES), (second, OTHERWISE)):
        for key in panel.questions:
            kind, _, id = key.partition("/")
            if question := find_question(framework, kind, id):
                actions.keep(who, panel, question, answers.get(id, UNKNOWN))
        actions.finish(who, panel)
    panel.refresh_from_db()
    actions.settle_alike(first, panel, AGREED)
    return panel
