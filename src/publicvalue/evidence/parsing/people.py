"""From the nodes of `people` in `assessment.yaml` to values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from publicvalue.errors import Problem
from publicvalue.evidence.columns import Column
from publicvalue.evidence.parsing.one_form import plain_survey
from publicvalue.evidence.people.model import (
    ExpectationAsked,
    PathAsked,
    People,
    ReadinessAsked,
    SurveyUse,
    WeightsAsked,
)
from publicvalue.framework.fields import Record, nearest

ReadColumns = Callable[[Sequence[object]], Iterator[Column]]


def read_people(record: Record | None, read_columns: ReadColumns) -> People:
    """Build what is asked of people from its record; nothing is asked where there is none.

    Parameters
    ----------
    record
        The record of `people`.
    read_columns
        Turns the records of columns into columns.
    """
    if record is None:
        return People()
    path, readiness = record.record("path"), record.record("readiness")
    return People(
        path=_path(path, read_columns) if path else None,
        weights=tuple(_weights(one, read_columns) for one in record.records("weights")),
        expectations=tuple(
            ExpectationAsked(_survey(one, read_columns), one.text("question"), one.text("who"), one.text("indicator"))
            for one in record.records("expectations")
        ),
        readiness=ReadinessAsked(_survey(readiness, read_columns)) if readiness else None,
    )


def _path(record: Record, read_columns: ReadColumns) -> PathAsked:
    return PathAsked(
        survey=_survey(record, read_columns),
        targets=record.texts("targets"),
        missing=record.text("missing", "complete"),
        consistent=record.get("consistent") is True,
        compare=record.get("compare") is True,
        replicates=int(record.number("replicates", PathAsked.replicates)),
    )


def _weights(record: Record, read_columns: ReadColumns) -> WeightsAsked:
    return WeightsAsked(
        survey=_survey(record, read_columns),
        question=record.text("question"),
        who=record.text("who"),
        groups=record.texts("groups"),
        count=record.get("count") is True,
    )


def _survey(record: Record, read_columns: ReadColumns) -> SurveyUse:
    columns = {
        role: tuple(read_columns(cast(Sequence[object], found or ()))) for role, found in record.map("columns").items()
    }
    used = SurveyUse(
        record.text("evidence"),
        MappingProxyType(columns),
        MappingProxyType(record.chosen("where")),
        record.place_of("evidence"),
        record.places_in("where"),
    )
    return plain_survey(used)


def find_people_problems(people: People, kinds: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong between the parts of `people` and the evidence that is listed.

    Parameters
    ----------
    people
        What is asked.
    kinds
        Evidence id -> its kind.
    """
    for name, survey in people.surveys():
        kind = kinds.get(survey.evidence)
        if kind is None:
            known = "one of: " + (", ".join(kinds) or "none is listed under 'evidence'")
            what = f"people, {name}: no evidence is called '{survey.evidence}'"
            yield Problem(survey.place, what, known, nearest(survey.evidence, list(kinds)))
        elif kind != "survey":
            yield Problem(
                survey.place,
                f"people, {name}: the evidence is of kind {kind}",
                "survey",
                "name a survey, or write `kind: survey` where it is one",
            )
    counted = [one for one in people.weights if one.count]
    for one in counted[1:]:
        what = f"the weights of {counted[0].who} and of {one.who} both count"
        yield Problem(one.survey.place, what, "one entry with 'count: true'", "leave the others out")
