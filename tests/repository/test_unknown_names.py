"""A name that nobody knows is refused: whatever takes one of several names checks it, and no other is taken for it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

import publicvalue
from publicvalue.schema.shape import Shape

RESULTS = {
    "CheckedRequirement": "what was found",
    "GateDecision": "what was found",
    "NextEvidence": "what was found",
    "Way": "what was found",
    "AssessmentResult": "what was found",
    "Change": "what was found",
    "FrameworkChange": "what was found",
    "Convergence": "what was found",
    "measure_convergence": "passes a label on",
    "Driver": "what was found",
    "Interaction": "what was found",
    "CaseFactor": "what was found",
    "Factor": "what was found",
    "NestedGroup": "what was found",
    "keep_member": "keys of a mapping, which fails without them",
    "Role": "of a measure's own definition",
    "Cells": "made of what a shape has read",
    "Series": "of a picture that a measure draws",
    "ChecklistItem": "what was found",
    "Inapplicable": "what was found",
    "Premises": "what was found",
    "Promise": "what was found",
    "RedLineFinding": "what was found",
    "SystemFound": "what was found",
    "HarmFinding": "what was found",
    "Advice": "what was found",
    "find_certainty": "passes on what was found",
    "AnswerRow": "what was found",
    "Cell": "of a form that the product makes",
    "Prompt": "of a form that the product makes",
    "Question": "of a form that the product makes",
    "AskedCoreQuestion": "checked by read_asked",
    "Detail": "of a table that a measure brings",
    "TreeLevel": "checked by aggregate_groups",
    "Nesting": "checked by Choices",
    "estimate_paths": "has a message of its own",
    "check_items": "has a message of its own",
    "alpha_interval": "checked by the distances of the metric",
    "krippendorff_alpha": "checked by the distances of the metric",
}
"""What takes a name but need not check it, and why."""
PARSED = {"Condition", "Evidence", "Alternatives", "Framework"}
"""Made of what shapes have read, as are questionnaires; a shape refuses other words with their place."""


def takes_a_name(kind: object) -> bool:
    return any(get_origin(part) is Literal for part in (kind, *get_args(kind)))


def takers() -> Iterator[object]:
    rooms = [room for room in pkgutil.walk_packages(publicvalue.__path__, "publicvalue.") if ".cli" not in room.name]
    for room in rooms:
        if any(edge in room.name for edge in (".files", ".actions", ".reports", ".web")):
            continue
        module = importlib.import_module(room.name)
        for name, one in vars(module).items():
            own = getattr(one, "__module__", "") == room.name and not name.startswith("_")
            if own and (inspect.isfunction(one) or inspect.isclass(one)):
                kinds = {key: kind for key, kind in get_type_hints(one).items() if key != "return"}
                if any(map(takes_a_name, kinds.values())):
                    yield one


TAKERS = [
    one
    for one in takers()
    if one.__name__ not in PARSED
    and not (inspect.isclass(one) and issubclass(one, Shape))
    and not one.__module__.startswith("publicvalue.framework.questions")
]


def test_takers_are_found() -> None:
    assert {"correlations", "PathSettings", "rank_upwards"} <= {one.__name__ for one in TAKERS}
    assert set(RESULTS) <= {one.__name__ for one in TAKERS}


@pytest.mark.parametrize("one", [one for one in TAKERS if one.__name__ not in RESULTS], ids=lambda one: one.__name__)
def test_an_unknown_name_is_refused(one: object) -> None:
    assert "check_name(" in inspect.getsource(one)
