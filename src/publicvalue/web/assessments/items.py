"""The questions of an assessment as a list of tasks, and what comes after them. Where each stands is stored nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.asked import find_asked
from publicvalue.instruments.appraisal.differences import every_question
from publicvalue.instruments.appraisal.model import UNKNOWN, Appraisal
from publicvalue.instruments.appraisal.questions import NOT_APPLICABLE, Question, head_questions, questions_of
from publicvalue.instruments.appraisal.read_book import find_contradictions
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.words.text import Text
from publicvalue.workflow.states import EDITABLE, State

PROVED = {"yes", "partly"}
"""Answers to a red line that a document proves."""


class Status(StrEnum):
    """Where a question stands; it follows from its answer, and from whether anybody looked at it."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    NEEDS_EVIDENCE = "needs_evidence"
    UNKNOWN = "unknown"
    SET_ASIDE = "set_aside"
    DONE = "done"


STATUS_NAMES: Mapping[Status, tuple[Text, str]] = {
    Status.NOT_STARTED: (Text("not started"), "grey"),
    Status.IN_PROGRESS: (Text("in progress"), "blue"),
    Status.NEEDS_EVIDENCE: (Text("needs evidence"), "yellow"),
    Status.UNKNOWN: (Text("answered: unknown"), "teal"),
    Status.SET_ASIDE: (Text("does not apply"), "teal"),
    Status.DONE: (Text("done"), "green"),
}
"""What people read of each, and its colour."""

LOOKED = frozenset(Status) - {Status.NOT_STARTED}
ANSWERED = LOOKED - {Status.IN_PROGRESS}


@dataclass(frozen=True)
class Item:
    """A question with what was answered, where it stands, and why it does not apply where it does not."""

    question: Question
    value: Mapping[str, str]
    status: Status
    left_out: str = ""

    @property
    def key(self) -> str:
        return key_of(self.question)


@dataclass(frozen=True)
class Part:
    """Questions that belong together: those that apply, and those that do not."""

    id: str
    title: str
    items: tuple[Item, ...]
    left_out: tuple[Item, ...] = ()

    @property
    def answered(self) -> int:
        """How many are answered, be it by "unknown"."""
        return sum(one.status in ANSWERED for one in self.items)


def key_of(question: Question) -> str:
    """Return what a question is known by, within an assessment."""
    return f"{question.kind}/{question.id}"


def find_question(framework: Framework, kind: str, id: str) -> Question | None:
    """Return a question of the framework; None where it asks none like this."""
    return next((one for one in every_question(framework) if (one.kind, one.id) == (kind, id)), None)


def status_of(question: Question, value: Mapping[str, str], framework: Framework, *, looked: bool) -> Status:
    """Return where a question stands.

    Parameters
    ----------
    question, framework
        The question, and the framework that asks it.
    value
        Field -> what was answered, as files hold it.
    looked
        Whether somebody began to answer it.
    """
    answer = value.get("answer", "")
    if not answer:
        return Status.IN_PROGRESS if looked else Status.NOT_STARTED
    if any(True for _ in find_contradictions(question, value, framework)):
        return Status.IN_PROGRESS
    if answer == UNKNOWN:
        return Status.UNKNOWN
    if answer == NOT_APPLICABLE:
        return Status.SET_ASIDE
    needs = question.kind == "core" or (question.kind == "red_line" and answer in PROVED)
    return Status.NEEDS_EVIDENCE if needs and not value.get("document") else Status.DONE


def parts_of(framework: Framework, appraisal: Appraisal, looked: Set[str] = frozenset()) -> tuple[Part, ...]:
    """Return the parts of an assessment in the order in which they are best answered.

    Parameters
    ----------
    framework, appraisal
        What is asked, and what was answered.
    looked
        Keys of questions that somebody began to answer.
    """

    def item(question: Question) -> Item:
        value = value_of(appraisal, question)
        status = status_of(question, value, framework, looked=key_of(question) in looked)
        return Item(question, value, status)

    asked = tuple(map(item, (*head_questions(), *questions_of(framework, appraisal))))
    why = find_asked(framework, appraisal.profile, appraisal.facts).left_out
    out = tuple(
        replace(item(one), left_out=why[one.id])
        for one in every_question(framework)
        if one.kind in {"red_line", "core"} and one.id in why
    )
    return tuple(_parts(framework, asked, out))


def _parts(framework: Framework, asked: tuple[Item, ...], out: tuple[Item, ...]) -> Iterator[Part]:
    def of(items: tuple[Item, ...], *kinds: str) -> tuple[Item, ...]:
        return tuple(one for one in items if one.question.kind in kinds)

    yield Part("red_lines", Text("Red lines"), of(asked, "red_line"), of(out, "red_line"))
    yield Part("profile", Text("The kind of system"), of(asked, "profile", "fact"))
    yield Part("system", Text("The system and the assessment"), of(asked, "head", "system"))
    for term in framework.dimensions:
        within = f"{term.id}."
        own, aside = (
            tuple(one for one in of(items, "core") if one.question.id.startswith(within)) for items in (asked, out)
        )
        if own or aside:
            yield Part(term.id, Text(term.title), own, aside)


def next_key(parts: tuple[Part, ...], key: str) -> str:
    """Return the key of the question after another one that applies; empty after the last."""
    keys = [one.key for part in parts for one in part.items]
    return keys[keys.index(key) + 1] if key in keys[:-1] else ""


STEPS = (
    (Text("Hand it over for review"), Text("an assessor, once the answers are as good as they get")),
    (Text("Review and approval"), Text("reviewers ask for changes; an approver who wrote none of it approves")),
    (Text("Publication"), Text("an approver; from then on anybody can read it")),
)
"""What is done, and by whom."""
CANNOT, DONE, OPEN = Text("cannot start yet"), (Text("done"), "green"), (Text("not started"), "grey")
UNDER_WAY = {
    State.CHANGES_REQUESTED: (Text("changes requested"), "orange"),
    State.IN_REVIEW: (Text("in progress"), "blue"),
}
"""Where the step that is next has begun."""


def steps_of(state: State, address: str) -> list[dict[str, str]]:
    """Return the steps as tasks; one that cannot start yet has no address.

    Parameters
    ----------
    state, address
        The state of the assessment, and the page on which all of it is done.
    """
    if state in EDITABLE:
        following = 0
    else:
        following = {State.IN_REVIEW: 1, State.APPROVED: 2}.get(state, len(STEPS))
    tasks = []
    for place, (title, hint) in enumerate(STEPS):
        if place > following:
            tasks.append({"title": title, "hint": hint, "address": "", "state": CANNOT, "colour": ""})
            continue
        word, colour = DONE if place < following else UNDER_WAY.get(state, OPEN)
        tasks.append({"title": title, "hint": hint, "address": address, "state": word, "colour": colour})
    return tasks
