"""What the work is done on, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from publicvalue.words.text import Text
from publicvalue.workflow.states import State


class Kind(StrEnum):
    """Kinds of objects."""

    ACCOUNT = "account"
    AGENCY = "agency"
    ANSWER = "answer"
    ASSESSMENT = "assessment"
    AUDIT = "audit"
    BUSINESS_CASE = "business_case"
    COMMENT = "comment"
    COUNTRY = "country"
    EVIDENCE = "evidence"
    INVITATION = "invitation"
    MEMBER = "member"
    OPINION = "opinion"
    PANEL = "panel"
    PORTFOLIO = "portfolio"
    PUBLICATION = "publication"
    REVIEW = "review"
    SYSTEM = "system"
    TASK = "task"


class Action(StrEnum):
    """What somebody does to an object."""

    SEE = "see"
    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"
    ERASE = "erase"
    RETAIN = "retain"
    EXPORT = "export"
    FINISH = "finish"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    CANCEL = "cancel"
    VERIFY = "verify"


@dataclass(frozen=True)
class Subject:
    """An object, as far as permission depends on it.

    Parameters
    ----------
    kind
        What it is.
    state
        That of the assessment that it belongs to; None where it belongs to none.
    own
        Whether it is the asking person's own work: written, answered or submitted by them.
    """

    kind: Kind
    state: State | None = None
    own: bool = False


KIND_NAMES: Mapping[Kind, Text] = MappingProxyType(
    {
        Kind.ACCOUNT: Text("an account"),
        Kind.AGENCY: Text("an agency"),
        Kind.ANSWER: Text("an answer"),
        Kind.ASSESSMENT: Text("an assessment"),
        Kind.AUDIT: Text("the audit trail"),
        Kind.BUSINESS_CASE: Text("a business case"),
        Kind.COMMENT: Text("a comment"),
        Kind.COUNTRY: Text("a country"),
        Kind.EVIDENCE: Text("a piece of evidence"),
        Kind.INVITATION: Text("an invitation"),
        Kind.MEMBER: Text("a member"),
        Kind.OPINION: Text("an answer that is given apart"),
        Kind.PANEL: Text("a panel of assessors and what they answered"),
        Kind.PORTFOLIO: Text("a comparison of systems"),
        Kind.PUBLICATION: Text("a publication"),
        Kind.REVIEW: Text("a review"),
        Kind.SYSTEM: Text("a system"),
        Kind.TASK: Text("a task"),
    }
)
"""What people call each kind."""

ACTION_NAMES: Mapping[Action, Text] = MappingProxyType(
    {
        Action.SEE: Text("see"),
        Action.CREATE: Text("make"),
        Action.CHANGE: Text("change"),
        Action.REMOVE: Text("remove"),
        Action.ERASE: Text("erase"),
        Action.RETAIN: Text("say how long to keep"),
        Action.EXPORT: Text("export"),
        Action.FINISH: Text("finish"),
        Action.SUBMIT: Text("submit for review"),
        Action.TAKE_BACK: Text("take back from review"),
        Action.REQUEST_CHANGES: Text("ask for changes"),
        Action.APPROVE: Text("approve"),
        Action.PUBLISH: Text("publish"),
        Action.WITHDRAW: Text("withdraw"),
        Action.CORRECT: Text("correct"),
        Action.CANCEL: Text("cancel"),
        Action.VERIFY: Text("verify"),
    }
)
"""What people call each action."""
