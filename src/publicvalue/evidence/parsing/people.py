"""From the nodes of `people` in `assessment.yaml` to values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue.errors import Problem
from publicvalue.evidence.parsing.one_form import plain_survey
from publicvalue.evidence.parsing.shapes import PathEntry, PeopleEntry, SurveyEntry, WeightsEntry
from publicvalue.evidence.people.model import (
    ExpectationAsked,
    PathAsked,
    People,
    ReadinessAsked,
    SurveyUse,
    WeightsAsked,
)
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text


def read_people(entry: PeopleEntry | None) -> People:
    """Build what is asked of people from its entry; nothing is asked where there is none."""
    if entry is None:
        return People()
    return People(
        path=_path(entry.path) if entry.path else None,
        weights=tuple(map(_weights, entry.weights)),
        expectations=tuple(
            ExpectationAsked(_survey(one), one.question, one.who, one.indicator) for one in entry.expectations
        ),
        readiness=ReadinessAsked(_survey(entry.readiness)) if entry.readiness else None,
    )


def _path(entry: PathEntry) -> PathAsked:
    return PathAsked(
        survey=_survey(entry),
        targets=entry.targets,
        missing=entry.missing,
        consistent=entry.consistent,
        compare=entry.compare,
        replicates=entry.replicates,
    )


def _weights(entry: WeightsEntry) -> WeightsAsked:
    return WeightsAsked(
        survey=_survey(entry),
        question=entry.question,
        who=entry.who,
        groups=entry.groups,
        count=entry.count,
        pairs=entry.pairs,
    )


def _survey(entry: SurveyEntry) -> SurveyUse:
    return plain_survey(SurveyUse(entry.evidence, entry.columns, entry.where, entry.place, entry.places))


PANEL = "ratings"
"""Kind of evidence in which a panel of experts, chosen and not drawn, says what it weighs."""


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
            known = one_of(list(kinds), Text("none is listed under 'evidence'"))
            what = Text("people, {name}: no evidence is called {evidence:quoted}", name=name, evidence=survey.evidence)
            yield Problem(survey.place, what, known, nearest(survey.evidence, list(kinds)))
        elif kind != "survey" and not (kind == PANEL and name.startswith("weights")):
            what = Text("people, {name}: the evidence is of kind {kind:word}", name=name, kind=kind)
            do = Text("name a survey, or write `kind: survey` where it is one")
            yield Problem(survey.place, what, "survey", do)
    counted = [one for one in people.weights if one.count]
    for one in counted[1:]:
        what = Text("the weights of {first} and of {other} both count", first=counted[0].who, other=one.who)
        yield Problem(one.survey.place, what, Text("one entry with 'count: true'"), Text("leave the others out"))
