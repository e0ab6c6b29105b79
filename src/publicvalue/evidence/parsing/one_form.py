"""Names and values that an assessment states, in the one form in which tables are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar, cast

from publicvalue.evidence.columns import Column
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Answer, Evidence
from publicvalue.evidence.people.model import SurveyUse
from publicvalue.framework.written.text import one_form

T = TypeVar("T")


def plain_answer(answer: Answer) -> Answer:
    """Return an answer whose names of columns, values and options look alike only where they are the same."""
    return replace(
        answer,
        columns=_columns(answer.columns),
        where=_chosen(answer.where),
        options=MappingProxyType({name: plain_value(value) for name, value in answer.options.items()}),
        by=MappingProxyType({role: _column(column) for role, column in answer.by.items()}),
    )


def plain_survey(survey: SurveyUse) -> SurveyUse:
    """Return the use of a survey, as `plain_answer`."""
    return replace(survey, columns=_columns(survey.columns), where=_chosen(survey.where))


def plain_evidence(evidence: Evidence) -> Evidence:
    """Return an item of evidence with the names and words by which its events become cases, as `plain_answer`."""
    not_blank = MappingProxyType({one_form(title): words for title, words in evidence.not_blank.items()})
    return replace(evidence, cases=_mapping(evidence.cases) if evidence.cases else None, not_blank=not_blank)


def _mapping(mapping: CaseMapping) -> CaseMapping:
    return replace(
        mapping,
        columns=MappingProxyType({role: one_form(title) for role, title in mapping.columns.items()}),
        keep=tuple(map(one_form, mapping.keep)),
        where=_chosen(mapping.where),
        closed_by=tuple(map(one_form, mapping.closed_by)),
        automated_resources=tuple(map(one_form, mapping.automated_resources)),
        automated_activities=tuple(map(one_form, mapping.automated_activities)),
    )


def _columns(columns: Mapping[str, tuple[Column, ...]]) -> Mapping[str, tuple[Column, ...]]:
    return MappingProxyType({role: tuple(map(_column, found)) for role, found in columns.items()})


def _column(column: Column) -> Column:
    return replace(column, name=one_form(column.name), equals=_values(column.equals))


def _chosen(where: Mapping[str, tuple[T, ...]]) -> Mapping[str, tuple[T, ...]]:
    return MappingProxyType({one_form(title): _values(values) for title, values in where.items()})


def _values(values: Sequence[T]) -> tuple[T, ...]:
    return tuple(plain_value(value) for value in values)


def plain_value(value: T) -> T:
    """Return a text, or a list of texts, in one form; anything else as it is."""
    if isinstance(value, str):
        return cast(T, one_form(value))
    return cast(T, type(value)(map(plain_value, value))) if isinstance(value, list | tuple) else value
