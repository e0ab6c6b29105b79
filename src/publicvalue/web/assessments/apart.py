"""Questions that a panel is at: answered and spoken of by nobody but apart."""

from __future__ import annotations

from collections.abc import Iterable

from publicvalue.web.assessments import models
from publicvalue.web.audit.writing import account_key
from publicvalue.web.stores.models import Version
from publicvalue.words.text import Text
from publicvalue.workflow.panels import Panel, PanelStage, check_open

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
