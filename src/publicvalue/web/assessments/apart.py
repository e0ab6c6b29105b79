"""Questions that a panel is at: answered and spoken of by nobody but apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from publicvalue.actions.bringing.appraisals import Record
from publicvalue.errors import NotPermittedError, Place, Problem
from publicvalue.instruments.appraisal.values import value_of, with_value
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import models
from publicvalue.web.assessments.items import find_question
from publicvalue.web.assessments.records import open_record
from publicvalue.web.audit.writing import account_key
from publicvalue.web.spaces.permission import roles_at
from publicvalue.web.stores.models import Version
from publicvalue.words.text import Text
from publicvalue.workflow.panels import Panel, PanelStage, check_open, is_kept_from
from publicvalue.workflow.rights import AUTHORS

APART_NAME = (Text("answered apart"), "purple")
"""What people read of a question that a panel is at, and its colour."""


def panel_of(row: models.Panel) -> Panel:
    """Return a panel as the workflow sees it."""
    people = list(models.Assessor.objects.filter(panel=row).select_related("user"))
    return Panel(
        assessors=frozenset(account_key(one.user) for one in people),
        questions=frozenset(row.questions),
        finished=frozenset(account_key(one.user) for one in people if one.finished),
        ended=row.ended is not None,
    )


def last_panel(version: Version) -> models.Panel | None:
    """Return the panel of a version that was begun last."""
    return models.Panel.objects.filter(version=version).last()


def open_panel(version: Version) -> models.Panel | None:
    """Return the panel that is at work on a version; None where none is."""
    row = models.Panel.objects.filter(version=version, ended__isnull=True, compared__isnull=True).last()
    return row if row and panel_of(row).stage is PanelStage.APART else None


def closed_in(version: Version) -> frozenset[str]:
    """Return the keys of the questions that are being answered apart now."""
    row = open_panel(version)
    return frozenset(row.questions) if row else frozenset()


def is_apart(version: Version, key: str) -> bool:
    """Return whether a question is being answered apart now."""
    return key in closed_in(version)


def check_none_apart(version: Version, keys: Iterable[str]) -> None:
    """Do nothing where everybody may answer these questions and speak of them; NotPermittedError otherwise."""
    row = open_panel(version)
    if row is not None:
        panel = panel_of(row)
        for key in keys:
            check_open(panel, key)


def kept_from(version: Version, user: User) -> frozenset[str]:
    """Return the keys of the questions whose earlier answers are kept from somebody, as a panel answers them anew."""
    row = open_panel(version)
    if row is None:
        return frozenset()
    panel, answers = panel_of(row), bool(roles_at(user, version.assessment.agency) & AUTHORS)
    return panel.questions if is_kept_from(panel, account_key(user), answers=answers) else frozenset()


def blinded(record: Record, keys: Iterable[str]) -> Record:
    """Return a record in which some questions are open, whatever was answered."""
    appraisal = record.appraisal
    for key in keys:
        question = find_question(record.files.framework, *key.split("/", 1))
        if question is not None:
            appraisal = with_value(appraisal, question, {})
    return replace(record, appraisal=appraisal)


def check_shown(version: Version, user: User) -> None:
    """Do nothing where somebody may see what rests on all answers; NotPermittedError where some are kept from them."""
    keys = kept_from(version, user)
    if not keys:
        return
    with open_record(version) as record:
        questions = [find_question(record.files.framework, *key.split("/", 1)) for key in keys]
        if not any(one and value_of(record.appraisal, one) for one in questions):
            return
    what = Text("this rests on earlier answers to questions that are being answered apart")
    do = Text("wait until all have finished: they are to judge without having seen it")
    raise NotPermittedError([Problem(Place(), what, do=do)])
