"""Hears what people say beyond single indicators: first whose weights count, then all the rest beside the scores.

A condition that does not hold (too few respondents, a construct with one item) becomes a reason in the report. Cells
that are no answers are problems of the evidence, and stop the assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from publicvalue.errors import EvidenceError, MethodError, Problem
from publicvalue.evidence.model import Assessment
from publicvalue.evidence.people.model import SurveyUse
from publicvalue.evidence.units import convert
from publicvalue.findings.people.mindsets import Mindset, Reliance, compare_expectation, compare_reliance
from publicvalue.findings.people.voices import ScoreUnder, Voices
from publicvalue.findings.people.withheld_surveys import Surveys
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable
from publicvalue.measures.survey.people.answers import PeopleAnswers, Reader, fetch_answers, read_questions
from publicvalue.measures.survey.people.expectations import find_expectation
from publicvalue.measures.survey.people.path_result import TrustPath
from publicvalue.measures.survey.people.priorities import Priorities, columns_of, find_priorities
from publicvalue.measures.survey.people.readiness import find_readiness, readiness_reader
from publicvalue.measures.survey.people.trust_path import find_path, path_reader
from publicvalue.measures.survey.people.weighing import weigh_framework
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.words.text import Text, joined

T = TypeVar("T")


def survey_readers(framework: Framework, assessment: Assessment) -> dict[str, tuple[SurveyUse, Reader]]:
    """Return for each part of `people` its survey, and the columns that are read of it."""
    people, instruments = assessment.people, framework.instruments
    readers: dict[str, Reader] = {"path": path_reader(instruments), "readiness": readiness_reader(instruments)}
    for place, asked in enumerate(people.weights, 1):
        pairs = columns_of(instruments, asked) if asked.pairs else ()
        names = asked.groups if asked.pairs else (asked.question, *asked.groups)
        questions = [instruments.question(name) for name in names]
        readers[f"weights {place}"] = read_questions(f"weights {place}", instruments, questions, pairs)
    for place, expected in enumerate(people.expectations, 1):
        readers[f"expectations {place}"] = read_questions(
            f"expectations {place}", instruments, [instruments.question(expected.question)]
        )
    return {name: (survey, readers[name]) for name, survey in people.surveys()}


def hear_priorities(
    framework: Framework, assessment: Assessment, surveys: Surveys, hidden: Mapping[str, Text] = MappingProxyType({})
) -> tuple[Priorities | NotApplicable, ...]:
    """Return what each set of people weighs, in the order of the assessment.

    `hidden` says of a part (`weights 1`) why what its groups weigh is not given.

    Raises
    ------
    EvidenceError
        When answers cannot be used, with the file.
    """
    heard = (
        _hear(
            f"weights {place}",
            asked.survey,
            surveys,
            assessment,
            lambda answers, rng, asked=asked: find_priorities(  # type: ignore[misc]
                framework.instruments, asked, answers, rng, panel=is_panel(assessment, asked.survey)
            ),
        )
        for place, asked in enumerate(assessment.people.weights, 1)
    )
    return tuple(_without_groups(one, hidden.get(f"weights {place}")) for place, one in enumerate(heard, 1))


def _without_groups(found: Priorities | NotApplicable, reason: Text | None) -> Priorities | NotApplicable:
    """Leave out what groups weigh, and say why, where a reason is given."""
    if reason is None or isinstance(found, NotApplicable):
        return found
    said = Diagnostic(Text("What groups weigh"), False, reason)
    return replace(found, groups=(), diagnostics=(*found.diagnostics, said))


def is_panel(assessment: Assessment, survey: SurveyUse) -> bool:
    """Whether those who answered are a panel of experts: its evidence is of kind ratings."""
    return assessment.evidence[survey.evidence].kind == "ratings"


def weigh_by_people(framework: Framework, priorities: tuple[Priorities | NotApplicable, ...]) -> Framework:
    """Return the framework under the weights that count; as it is where none do or can be had.

    Raises
    ------
    MethodError
        When weights of people come without their draws.
    """
    for one in priorities:
        if isinstance(one, Priorities) and one.counts:
            return weigh_framework(framework, one)
    return framework


def hear_people(
    framework: Framework,
    assessment: Assessment,
    surveys: Surveys,
    measured: Mapping[str, Measured],
    priorities: tuple[Priorities | NotApplicable, ...],
) -> Voices:
    """Return everything that people say beyond single indicators.

    Parameters
    ----------
    framework
        Under its own weights.
    assessment
        What is asked of people.
    surveys
        Their answers.
    measured
        Indicator id -> its number.
    priorities
        What people weigh, heard before.

    Raises
    ------
    EvidenceError
        When answers cannot be used, with the file.
    MethodError
        When a survey is asked for what its method cannot compute.
    """
    people = assessment.people
    path, readiness = people.path, people.readiness
    mindsets = tuple(_mindsets(framework, assessment, surveys, measured))
    return Voices(
        path=_hear("path", path.survey, surveys, assessment, lambda a, rng: find_path(framework, path, a, rng))
        if path
        else None,
        readiness=_hear(
            "readiness",
            readiness.survey,
            surveys,
            assessment,
            lambda a, rng: find_readiness(framework.instruments, readiness.survey.evidence, a, rng),
        )
        if readiness
        else None,
        priorities=priorities,
        under=tuple(_score_under(framework, assessment, measured, priorities)),
        mindsets=mindsets,
        reliance=tuple(_reliance(framework, assessment, measured, mindsets)),
    )


def note_voices(voices: Voices, notes: tuple[Diagnostic, ...]) -> Voices:
    """Return voices whose weights and path to trust say what is to be known of every number of people."""
    path = voices.path
    if isinstance(path, TrustPath):
        path = replace(path, diagnostics=(*path.diagnostics, *notes))
    weighed = (
        replace(one, diagnostics=(*one.diagnostics, *notes)) if isinstance(one, Priorities) else one
        for one in voices.priorities
    )
    return replace(voices, path=path, priorities=tuple(weighed))


def _hear(
    name: str,
    survey: SurveyUse,
    surveys: Surveys,
    assessment: Assessment,
    find: Callable[[PeopleAnswers, np.random.Generator], T],
) -> T | NotApplicable:
    """Return what is found in a survey, or the reason; raise with the file's name where cells are no answers."""
    table = surveys[name]
    if isinstance(table, NotApplicable):
        return table
    try:
        return find(fetch_answers(table), generator(assessment.settings.seed, f"people {name}"))
    except MethodError as error:
        return NotApplicable(joined(*(_reason(problem) for problem in error.problems)))
    except EvidenceError as error:
        file = assessment.evidence[survey.evidence].file
        raise EvidenceError(
            replace(problem, place=replace(problem.place, file=problem.place.file or file))
            for problem in error.problems
        ) from None


def _reason(problem: Problem) -> Text:
    what, expected, do = problem.what, problem.expected, problem.do
    if expected and do:
        return Text("{what:capital}; needed: {expected}; {do}.", what=what, expected=expected, do=do)
    if expected:
        return Text("{what:capital}; needed: {expected}.", what=what, expected=expected)
    return Text("{what:capital}; {do}.", what=what, do=do) if do else Text("{what:capital}.", what=what)


def _score_under(
    framework: Framework,
    assessment: Assessment,
    measured: Mapping[str, Measured],
    priorities: tuple[Priorities | NotApplicable, ...],
) -> Iterator[ScoreUnder]:
    known = [one for one in priorities if isinstance(one, Priorities)]
    if not known:
        return
    settings = assessment.settings
    count = any(one.counts for one in known)
    yield _under(Text("the framework"), not count, score_assessment(framework, measured, settings.seed, settings.draws))
    for one in known:
        weighed = weigh_framework(framework, one)
        yield _under(one.who, one.counts, score_assessment(weighed, measured, settings.seed, settings.draws))


def _under(who: str, counts: bool, sheet: ScoreSheet) -> ScoreUnder:
    nodes = (PUBLIC_VALUE, *sheet.simulation.tree.levels[-1].children)
    return ScoreUnder(who, counts, {node: sheet.scores[node] for node in nodes})


def _mindsets(
    framework: Framework, assessment: Assessment, surveys: Surveys, measured: Mapping[str, Measured]
) -> Iterator[Mindset | NotApplicable]:
    for place, asked in enumerate(assessment.people.expectations, 1):
        indicator = framework.indicator(asked.indicator)
        if asked.indicator not in measured:
            reason = Text(
                "What {who} expect cannot be compared: {indicator:quoted} is not measured here.",
                who=asked.who,
                indicator=Text(indicator.title),
            )
            yield NotApplicable(reason)
            continue
        found = _hear(
            f"expectations {place}",
            asked.survey,
            surveys,
            assessment,
            lambda a, rng, asked=asked: find_expectation(framework.instruments, asked, a, rng),  # type: ignore[misc]
        )
        if isinstance(found, NotApplicable):
            yield found
            continue
        factor = convert(framework.instruments.question(asked.question).unit or indicator.unit, indicator.unit)
        yield compare_expectation(found, indicator, measured[indicator.id], factor)


def _reliance(
    framework: Framework,
    assessment: Assessment,
    measured: Mapping[str, Measured],
    mindsets: tuple[Mindset | NotApplicable, ...],
) -> Iterator[Reliance]:
    """Set the mindsets of those whose readiness is asked for, the staff, beside measured reliance."""
    people = assessment.people
    staff = people.readiness.survey.evidence if people.readiness else None
    rates = {framework.indicator(id).measure: found for id, found in measured.items()}
    over, under = rates.get("over_reliance"), rates.get("under_reliance")
    for asked, mindset in zip(people.expectations, mindsets, strict=True):
        if asked.survey.evidence == staff and isinstance(mindset, Mindset) and over and under:
            yield compare_reliance(mindset, over, under)
