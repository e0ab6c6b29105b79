"""Every answer measured: its number or the reason why there is none, and what may be told beside other numbers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from publicvalue.errors import EvidenceError, MethodError, Problem, PublicValueError, TimeUpError
from publicvalue.evidence.model import Answer, Assessment
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.evidence.table import EvidenceTable
from publicvalue.findings.people.withheld_surveys import HeldAgainst
from publicvalue.framework.model import Framework, Indicator
from publicvalue.measures.breakdown import DRAWS as CELL_DRAWS
from publicvalue.measures.breakdown import add_breakdown
from publicvalue.measures.dates import check_dates
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.judgement.single_raters import Rated, withhold_single_raters
from publicvalue.measures.ledger_entries import withhold_revealing
from publicvalue.measures.option_reading import indicator_options, take_options
from publicvalue.measures.people_behind import Sources, Told
from publicvalue.measures.privacy.ledger import NOTHING_EARLIER, Earlier
from publicvalue.measures.privacy.suppression import withhold_few
from publicvalue.measures.result import Measured, NotApplicable
from publicvalue.results.exploration import Progress
from publicvalue.results.model import Answered
from publicvalue.results.ways import choose_way
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.words.text import Text, joined


@dataclass(frozen=True)
class ReadyAnswer:
    """One answer made ready: its evidence as a table, and the measure that reads it."""

    answer: Answer
    table: EvidenceTable
    definition: Definition


@dataclass(frozen=True)
class Collected:
    """Everything that was collected, opened and ready to be measured.

    Parameters
    ----------
    answers
        Indicator id -> its answers, each with the evidence as a table.
    fingerprints
        Evidence id -> hash and size of its file.
    surveys
        Part of `people` -> its survey as a table.
    earlier
        What was handed out before, beside which nobody may be told.
    """

    answers: Mapping[str, tuple[ReadyAnswer, ...]]
    fingerprints: Mapping[str, Fingerprint]
    surveys: Mapping[str, EvidenceTable] = field(default_factory=lambda: MappingProxyType({}))
    earlier: Earlier = NOTHING_EARLIER


def measure_answers(
    framework: Framework, assessment: Assessment, collected: Collected, progress: Progress
) -> dict[str, Answered]:
    """Measure every answer, in the framework's order.

    Raises
    ------
    EvidenceError
        With the problems of all answers; TimeUpError at once.
    """
    return measure_with_ledger(framework, assessment, collected, progress)[0]


def measure_with_ledger(
    framework: Framework, assessment: Assessment, collected: Collected, progress: Progress
) -> tuple[dict[str, Answered], HeldAgainst]:
    """Measure as `measure_answers`, and return what the numbers of surveys tell of whom beside.

    Raises
    ------
    EvidenceError
        With the problems of all answers; TimeUpError at once.
    """
    found: list[tuple[ReadyAnswer, Answered]] = []
    problems: list[Problem] = []
    for indicator in framework.indicators:
        for way in collected.answers.get(indicator.id, ()):
            progress(Text("measuring {indicator}", indicator=indicator.id))
            try:
                found.append((way, measure_answer(indicator, way, assessment)))
            except TimeUpError as error:
                raise TimeUpError(locate_problems(error, indicator, way.answer, assessment)) from None
            except (EvidenceError, MethodError) as error:
                located = locate_problems(error, indicator, way.answer, assessment)
                problems.extend(problem for problem in located if problem not in problems)
    if problems:
        raise EvidenceError(problems)
    sources = Sources()
    withheld = withhold_revealing(find_told(framework, found), sources, collected.earlier)
    instead = {**withheld.results, **withhold_single_raters(find_rated(found))}
    ways: dict[str, list[Answered]] = {}
    for _, one in found:
        several = ways.setdefault(one.answer.indicator, [])
        name = number_name(one.answer.indicator, len(several))
        several.append(replace(one, result=instead.get(name, one.result)))
    apart = framework.verdict.certainty.apart
    return {id: choose_way(framework.indicator(id), each, apart) for id, each in ways.items()}, HeldAgainst(
        sources, withheld.ledger, collected.earlier, withheld.beside_earlier
    )


def find_told(framework: Framework, found: Sequence[tuple[ReadyAnswer, Answered]]) -> dict[str, Told]:
    """Find the numbers of surveys, by which people could be told, each with its name."""
    told: dict[str, Told] = {}
    ways = Counter[str]()
    for way, one in found:
        indicator = framework.indicator(one.answer.indicator)
        if isinstance(one.result, Measured) and "survey" in way.definition.kinds:
            told[number_name(indicator.id, ways[indicator.id])] = Told(
                way.table, way.answer, one.result, indicator.title
            )
        ways[indicator.id] += 1
    return told


def find_rated(found: Sequence[tuple[ReadyAnswer, Answered]]) -> dict[str, Rated]:
    """Find the numbers of ratings, by which single raters could be told, each with its name."""
    rated: dict[str, Rated] = {}
    ways = Counter[str]()
    for way, one in found:
        indicator = one.answer.indicator
        if isinstance(one.result, Measured) and "ratings" in way.definition.kinds:
            consensus = way.answer.options.get("consensus")
            rated[number_name(indicator, ways[indicator])] = Rated(indicator, way.table, consensus)
        ways[indicator] += 1
    return rated


def number_name(indicator: str, way: int) -> str:
    """Return what the number of an answer is called among all of an assessment, the ways to one indicator numbered."""
    return f"{indicator} {way + 1}"


def locate_problems(
    error: PublicValueError, indicator: Indicator, answer: Answer, assessment: Assessment
) -> list[Problem]:
    """Return an error's problems with their places: the evidence for a row, else the answer that the measure read."""
    evidence = assessment.evidence[answer.evidence]
    return [
        problem
        if problem.place.file
        else replace(
            problem,
            place=replace(problem.place, file=evidence.file)
            if problem.place.row
            else replace(answer.place, field=problem.place.field or answer.place.field),
            what=Text("{indicator}: {what}", indicator=indicator.id, what=problem.what),
        )
        for problem in error.problems
    ]


def measure_answer(indicator: Indicator, brought: ReadyAnswer, assessment: Assessment) -> Answered:
    """Measure one answer: the measure's number in the indicator's unit, or the reason why there is none.

    Raises
    ------
    MethodError
        When the measure does not take the answer's options.
    """
    definition, settings = brought.definition, assessment.settings
    options = take_options(definition, {**brought.answer.options, **indicator_options(indicator, definition)})
    rng = generator(settings.seed, f"measure {indicator.id}")
    until = dt.date.fromisoformat(assessment.period_to)
    context = Context(indicator.unit, options, settings.draws, rng, until=until)
    result = withhold_few(definition.compute(brought.table, context), definition)
    result = check_dates(result, brought.table, definition, until)
    if isinstance(result, NotApplicable):
        # A note on the file may be why: nothing else shows the notes where there is no number.
        result = replace(result, reason=joined(result.reason, *brought.table.notes))
    if brought.answer.by and isinstance(result, Measured):

        def context_of(labels: tuple[str, ...]) -> Context:
            name = f"measure {indicator.id} {' '.join(labels)}"
            return replace(context, draws=CELL_DRAWS, rng=generator(settings.seed, name))

        result = add_breakdown(result, brought.table, definition, brought.answer.each, context_of)
    return Answered(brought.answer, definition.id, definition.version, result, brought.table.rows_read)
