"""Results of format 2, as version 0.2 stored them, turned into data of the present format.

They hold no red lines, no kind of claim and no certainty: none is made up for them, and they say so. What they hold is
kept; fields that have come since take what they are where nothing is stated.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from publicvalue.findings.judgement.model import Certainty, Judgement, Said, Verdict
from publicvalue.framework.judgement.verdict import Bands, CertaintySteps, CoreShares, OutcomeRules, VerdictRules
from publicvalue.framework.terms import Term
from publicvalue.results.model import FORMAT, AssessmentResult
from publicvalue.results.plain_data import Data, plain
from publicvalue.words.text import Text, phrase

SECOND = 2

NOT_STATED = Term(
    "not_stated",
    phrase("Not stated"),
    phrase("This result was made by version 0.2, which did not tell kinds of claim or certainty apart."),
)

NEW_IDS: Mapping[str, str] = types.MappingProxyType({"probably_does_not": "probably_harm", "does_not": "harm"})
"""Ids of levels of the second format that are directions under another name."""


def from_second_format(data: Mapping[str, Any]) -> Data:
    """Return data of format 2 as data of the present format.

    Raises
    ------
    TypeError
        When a value cannot be stored: it is our own fault.
    """
    framework, verdict = dict(data["framework"]), data["verdict"]
    levels = [_term(level) for level in framework["verdict"]["levels"]]
    framework["verdict"] = plain(_rules(levels))
    judged = {node: plain(_judgement(one)) for node, one in verdict["dimensions"].items()}
    overall = _judgement(verdict["overall"])
    said = Said(Text(overall.direction.title), Text(overall.direction.text), Text(NOT_STATED.text), Text(""))
    changed = {
        **data,
        "framework": framework,
        "verdict": {**plain(Verdict(overall, {}, said=said)), "dimensions": judged},
        "format": FORMAT,
    }
    filled: Data = _filled(AssessmentResult, changed)
    return filled


def _term(level: Mapping[str, str]) -> Term:
    return Term(NEW_IDS.get(level["id"], level["id"]), level["title"], level["text"])


def _rules(levels: Sequence[Term]) -> VerdictRules:
    """Return rules that hold the words of the result; their thresholds judge nothing."""
    return VerdictRules(
        directions=tuple(levels),
        claims=(NOT_STATED,),
        certainties=(NOT_STATED,),
        bands=Bands(60, 40, 0.7, 0.9),
        core=CoreShares(0.5, 0.5, 0.5),
        outcomes=OutcomeRules((), (), "", 0, 0, 0, ()),
        certainty=CertaintySteps((), 20, 40, 30, 10, 3, 1),
    )


def _judgement(judged: Mapping[str, Any]) -> Judgement:
    return Judgement(
        node=judged["node"],
        direction=_term(judged["level"]),
        claim=NOT_STATED,
        certainty=Certainty(NOT_STATED, ()),
        leaning=_term(judged["leaning"]),
        core_share=0.0,
        reasons=(),
    )


def _filled(kind: Any, data: Any) -> Any:
    """Return data with the fields of its type alone: those that are missing take their defaults."""
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(data, Mapping):
        hints = get_type_hints(kind)
        asked = [one for one in fields(kind) if one.compare]
        return {one.name: _field(one, hints[one.name], data) for one in asked if one.name in data or _has_default(one)}
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _filled(_fitting(inner, data), data)
    if origin is tuple and isinstance(data, list):
        each = inner[:1] * len(data) if inner[-1] is Ellipsis else inner
        return [_filled(one, value) for one, value in zip(each, data, strict=False)]
    if isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(data, Mapping):
        return {key: _filled(inner[1], value) for key, value in data.items()}
    return data


def _field(one: Field[Any], kind: Any, data: Mapping[str, Any]) -> Any:
    if one.name in data:
        return _filled(kind, data[one.name])
    if one.default_factory is not MISSING:
        return plain(one.default_factory())
    return plain(one.default)


def _has_default(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def _fitting(kinds: Sequence[Any], data: Any) -> Any:
    """Return the type whose fields the data have most of; None where it is no object."""
    shapes = [one for one in kinds if is_dataclass(one) and isinstance(one, type)]
    if not isinstance(data, Mapping) or not shapes:
        return next((one for one in kinds if get_origin(one) in (tuple, *_MAPPINGS)), None)
    return max(shapes, key=lambda kind: len({one.name for one in fields(kind)} & set(data)))


_MAPPINGS = (Mapping, dict)
