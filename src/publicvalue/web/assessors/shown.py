"""What the pages of a panel show, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from publicvalue.files.translations import speak_framework
from publicvalue.instruments.appraisal.agreement import Agreement, Alpha, all_alike, pairs_alike, together
from publicvalue.instruments.appraisal.questions import LINE_ANSWERS, Question
from publicvalue.measures.judgement.rating_mean import TENTATIVE
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.apart import panel_of
from publicvalue.web.assessments.inputs import Errors, inputs_of
from publicvalue.web.assessments.items import key_of
from publicvalue.web.assessments.models import Opinion, Panel
from publicvalue.web.assessments.questions import Asked
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.views import where_of
from publicvalue.web.assessors.actions import is_ready
from publicvalue.web.assessors.queries import (
    GIVEN,
    Compared,
    Judged,
    agreement_in,
    answered_before,
    assessors_of,
    compared_in,
    drafts_of,
    judged_parts,
    people_for,
    questions_in,
)
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.spoken import spoken
from publicvalue.web.stores.models import Version
from publicvalue.words.language import Language
from publicvalue.words.text import Text
from publicvalue.workflow.panels import ConsensusState, PanelStage

MIND = "mind-"
"""How the names of fields begin in which somebody changes their own answer."""
LINES = frozenset(one.id for one in LINE_ANSWERS)

AGREED_NAMES: Mapping[ConsensusState, tuple[Text, str]] = {
    ConsensusState.STANDS: (Text("settled"), "green"),
    ConsensusState.CHANGED_MIND: (Text("open again: somebody changed their mind"), "orange"),
    ConsensusState.OVERTAKEN: (Text("answered otherwise since"), "orange"),
}
"""What people read of a consensus, and its colour; of one that is open, whether the assessors agree."""


def beginning(version: Version, sent: QueryDict) -> list[Input]:
    """Return what is chosen before a panel begins: who, and which parts."""
    with open_record(version) as record:
        language = speak_framework(spoken(), record.files)
        parts = judged_parts(record)
    people, named = people_for(version.assessment.agency), sent.getlist("people")
    chosen = sent.getlist("parts") if sent else [one.part.id for one in parts if one.open]
    who = tuple(Option(str(one.pk), str(one), str(one.pk) in named, as_is=True) for one in people)
    what = tuple(Option(one.part.id, _part(one, language), one.part.id in chosen) for one in parts)
    hint = Text("At least two. Each answers everything, and sees nothing of the others before all have finished.")
    open_only = Text("Only questions that nobody has answered yet, where nothing else is chosen below.")
    once_more = Text(
        "The answer stands until the panel settles on another. Whoever gave it, or reads it meanwhile, does not answer"
        " apart from it."
    )
    return [
        Input("people", Text("Who answers"), "checkboxes", hint=hint, options=who),
        Input("parts", Text("Which parts"), "checkboxes", hint=open_only, options=what),
        Input(
            "again",
            Text("Ask what was answered before, too"),
            "checkbox",
            sent.get("again", ""),
            once_more,
            needed=False,
        ),
    ]


def _part(one: Judged, language: Language) -> str:
    title = Text(
        "{title} ({open:count} open, {answered:count} answered before)",
        title=one.part.title,
        open=len(one.open),
        answered=len(one.answered),
    )
    return language.write(title)


def for_stage(row: Panel, version: Version, user: User) -> dict[str, Any]:
    """Return what a panel's page says at its stage."""
    stage = panel_of(row).stage
    people = assessors_of(row)
    told: dict[str, Any] = {
        "people": [_member(one.user, finished=one.finished is not None) for one in people],
        "by": str(row.by),
        "reason": [Input("reason", Text("Why is it ended?"), "textarea", rows=2)],
    }
    if stage is PanelStage.APART:
        own = next((one for one in people if one.user_id == user.pk), None)
        told |= {"is_on_it": own is not None, "has_finished": bool(own and own.finished)}
        if own:
            told |= _own_tasks(row, version, user)
    if stage is PanelStage.COMPARED:
        told |= _comparison(row, version)
    return told


def _member(user: User, *, finished: bool) -> dict[str, Any]:
    state, colour = (Text("has finished"), "green") if finished else (Text("is answering"), "blue")
    return {"title": Text("{who}", who=str(user)), "address": "", "state": state, "colour": colour}


def _own_tasks(row: Panel, version: Version, user: User) -> dict[str, Any]:
    """Return the questions of a panel with how far this person is: nothing of anybody else's."""
    drafts = drafts_of(row, user)
    with open_record(version) as record:
        language = speak_framework(spoken(), record.files)
        questions, before = questions_in(record.files.framework, row), answered_before(row, record)
    tasks = []
    for key, question in questions:
        written = drafts.get(key, {})
        state, colour = (Text("not started"), "grey")
        if written:
            done = written.get(GIVEN, {}).get("answer")
            state, colour = (Text("answered"), "green") if done else (Text("in progress"), "blue")
        tasks.append(
            {
                "title": language.write(question.asks),
                "address": address(version, question),
                "state": state,
                "colour": colour,
            }
        )
    left = sum(not one.get(GIVEN, {}).get("answer") for one in (drafts.get(key, {}) for key in row.questions))
    told = Text("You have answered {number} of {all}.", number=len(row.questions) - left, all=len(row.questions))
    return {"tasks": tasks, "left": left, "summary": told, "before": len(before)}


def address(version: Version, question: Question) -> str:
    """Return where a question of a panel is."""
    return reverse("assessors:question", args=(*where_of(version), question.kind, question.id))


def next_of(row: Panel, key: str) -> str:
    """Return the key of the question after another one; empty after the last."""
    keys = row.questions
    return keys[keys.index(key) + 1] if key in keys[:-1] else ""


def _comparison(row: Panel, version: Version) -> dict[str, Any]:
    with open_record(version) as record:
        language = speak_framework(spoken(), record.files)
        compared = compared_in(row, record)
    names = [str(one.user) for one in assessors_of(row)]
    return {
        "agreement": list(_sentences(agreement_in(row, compared))) if compared else [],
        "tasks": [_compared_task(one, names, version, language) for one in compared],
        "ready": sum(is_ready(one) for one in compared),
    }


def _sentences(found: Agreement) -> list[Text]:
    share = found.alike
    told = [
        Text(
            "They answered {number} of {of} questions alike: {share:percent} (between {low:percent} and "
            "{high:percent}, at 95 % confidence).",
            number=share.number,
            of=share.of,
            share=share.number / share.of,
            low=share.low,
            high=share.high,
        )
    ]
    return [*told, *map(_alpha, found.alphas)]


def _alpha(one: Alpha) -> Text:
    name = Text("red lines") if set(one.scale) <= LINES else Text("graded questions")
    if one.value is None:
        return Text(
            "On the {name} ({number}) agreement beyond chance cannot be told: too few of them, or all answers are "
            "equal.",
            name=name,
            number=one.questions,
        )
    return Text(
        "On the {name} ({number}) Krippendorff's alpha is {value:.2f} ({low:.2f} to {high:.2f}): 1 is full agreement, "
        "0 what chance would give, and {least} the least that permits tentative conclusions.",
        name=name,
        number=one.questions,
        value=one.value,
        low=one.low,
        high=one.high,
        least=TENTATIVE,
    )


def _compared_task(one: Compared, names: list[str], version: Version, language: Language) -> dict[str, Any]:
    said = "; ".join(
        language.write(Text("{who}: {answer}", who=who, answer=Text(_answer(one.question, given))))
        for who, given in zip(names, one.last, strict=True)
    )
    state, colour = AGREED_NAMES.get(one.agreed) or _agree(one)
    return {
        "title": language.write(one.question.asks),
        "address": address(version, one.question),
        "hint": said,
        "state": state,
        "colour": colour,
    }


def _agree(one: Compared) -> tuple[Text, str]:
    if all_alike(one.last):
        return Text("all agree"), "teal"
    alike, pairs = pairs_alike(one.last)
    if pairs == 1:
        return Text("they differ"), "yellow"
    return Text("{alike} of {pairs} pairs agree", alike=alike, pairs=pairs), "yellow"


def _answer(question: Question, given: Mapping[str, str]) -> str:
    """Return the answer alone, in the words that were chosen."""
    words = {one.id: one.text for one in question.prompt("answer").choices}
    stands = given.get("answer", "")
    number = f"{stands} / {given['of']}" if given.get("of") else stands
    return words.get(stands, number)


def heading(asked: Asked) -> dict[str, Any]:
    """Return what stands above every question."""
    return {
        "here": "assessments",
        "version": asked.version,
        "where": where_of(asked.version),
        "question": asked.question,
        "title": asked.say(asked.question.asks),
        "guidance": [asked.say(one) for one in asked.question.guidance],
    }


def answers(asked: Asked, row: Panel, one: Compared, user: User) -> dict[str, Any]:
    """Return what each assessor answered, first and now, and what they settled on."""
    del user
    state, colour = AGREED_NAMES.get(one.agreed) or _agree(one)
    told = []
    for member, first, last in zip(assessors_of(row), one.first, one.last, strict=True):
        changed = Opinion.objects.filter(panel=row, question=one.key, by=member.user, apart=False).last()
        told.append(
            {
                "who": str(member.user),
                "now": _rows(asked, last),
                "first": _rows(asked, first) if changed else [],
                "day": Text("{day:date}", day=timezone.localdate(changed.at)) if changed else "",
            }
        )
    settled = one.settled
    return {
        "answers": told,
        "state": (state, colour),
        "stands_rows": [] if settled else _rows(asked, asked.value),
        "settled": settled,
        "settled_rows": _rows(asked, settled.given) if settled else [],
        "settled_by": Text("{who}, {day:date}", who=str(settled.by), day=timezone.localdate(settled.at))
        if settled
        else "",
    }


def _rows(asked: Asked, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Return an answer as rows, each with the words of what was asked."""
    found = []
    for prompt in asked.question.prompts:
        if text := given.get(prompt.field):
            words = {one.id: asked.say(one.text) for one in prompt.choices}
            found.append({"key": asked.say(prompt.asks), "value": words.get(text, text)})
    return found


def settling(asked: Asked, one: Compared, sent: Mapping[str, str] | None, errors: Errors | None) -> list[Input]:
    """Return the form in which a question is settled, filled in with what all say where they say the same."""
    alike = together(one.last) if all_alike(one.last) else {}
    values = (
        sent if sent is not None else (alike if one.agreed is ConsensusState.OPEN else {}) or dict(asked.value) or alike
    )
    reason = asked.say(Text("All assessors answered alike.")) if alike else ""
    words = sent.get("reason", "") if sent is not None else reason
    wrong = (errors or {}).get("reason", ())
    hint = Text("What the assessors said to each other, and what decided it.")
    return [
        *inputs_of(asked.question, values, asked.say, errors),
        Input("reason", Text("Why this answer"), "textarea", words, hint=hint, errors=wrong, rows=3),
    ]


def mind(asked: Asked, row: Panel, user: User, sent: Mapping[str, str] | None, errors: Errors | None) -> list[Input]:
    """Return the form in which somebody changes their own answer; its fields have names of their own."""
    last = Opinion.objects.filter(panel=row, question=key_of(asked.question), by=user).last()
    values = sent if sent is not None else last.given if last else {}
    wrong = (errors or {}).get("why", ())
    inputs = [
        *inputs_of(asked.question, values, asked.say, errors),
        Input("why", Text("Why do you answer otherwise now?"), "textarea", values.get("why", ""), errors=wrong, rows=2),
    ]
    return [replace(one, name=f"{MIND}{one.name}") for one in inputs]
