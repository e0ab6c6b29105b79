"""Load an assessment from where it is kept, check it, run it."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from publicvalue.actions.collecting import Loaded, collect_evidence, open_engines
from publicvalue.actions.store import Store
from publicvalue.actions.work import PLAIN, Work
from publicvalue.assess import assess
from publicvalue.errors import EvidenceError, InputError, Place, Problem, PublicValueError
from publicvalue.evidence.model import Answer, Assessment
from publicvalue.evidence.parsing.assessment import check_answers, read_assessment
from publicvalue.evidence.people.checks import check_people
from publicvalue.evidence.people.model import People
from publicvalue.files.stores.folder import FILE
from publicvalue.findings.judgement.applicable import find_stated_problems
from publicvalue.findings.people.hearing import hear_people, hear_priorities
from publicvalue.measures.option_reading import indicator_options, read_options
from publicvalue.measures.result import Measured, NotApplicable, Number
from publicvalue.measuring import Collected, measure_answers
from publicvalue.results import kept
from publicvalue.results.draws import Assessed
from publicvalue.results.model import Answered, AssessmentResult, Depth
from publicvalue.words.text import Text

FEWEST_RESAMPLES = 200
"""Of the path to trust where its numbers are not asked for: as few as settings may state."""


def load_assessment(store: Store, work: Work = PLAIN) -> Loaded:
    """Load an assessment's settings and framework; its evidence stays unread where nothing is wrong with them.

    Parameters
    ----------
    store
        What keeps it.
    work
        What reading may take.

    Raises
    ------
    InputError
        With every problem in the assessment and between it and its framework; and, when there is one, with those of
        the evidence of all other answers too.
    """
    problems: list[Problem] = []
    assessment = read_assessment(store.read_settings(problems), problems)
    if assessment is None:
        raise InputError(problems)
    assessment = store.as_written(assessment)
    try:
        files = store.load_framework(assessment.framework)
    except InputError as error:
        raise InputError([*problems, *_at_framework_line(error, assessment)]) from None
    work.opened(files)
    loaded = Loaded(store, assessment, files)
    clear = replace(loaded, assessment=replace(assessment, answers=_clear_answers(loaded, problems)))
    if problems:
        raise InputError([*problems, *_evidence_problems(clear, work)])
    store.check_stated(clear.assessment, files.framework)
    return clear if store.asks_databases else without_connections(clear)


def without_connections(loaded: Loaded) -> Loaded:
    """Return an assessment that asks no database."""
    return replace(loaded, assessment=kept.without_connections(loaded.assessment))


def _at_framework_line(error: InputError, assessment: Assessment) -> list[Problem]:
    """Point a nameless framework problem at the assessment that names it."""
    place = Place(FILE, assessment.place.line, None, "framework")
    return [replace(problem, place=problem.place if problem.place.file else place) for problem in error.problems]


def _clear_answers(loaded: Loaded, problems: list[Problem]) -> tuple[Answer, ...]:
    """Hold the answers against the framework: add every problem, and return the answers that have none."""
    assessment, files = loaded.assessment, loaded.framework_files
    indicators = {indicator.id: indicator.kind for indicator in files.framework.indicators}
    core = tuple(indicator.id for indicator in files.framework.indicators if indicator.core)
    problems += [*check_answers(assessment, indicators, core), *check_people(assessment.people, files.framework)]
    problems += find_stated_problems(files.framework, assessment)
    faulty = _faulty_lines(assessment, problems)
    clear = []
    for answer in assessment.answers:
        known = answer.indicator in indicators and answer.evidence in assessment.evidence
        if known and answer.place.line not in faulty:
            before = len(problems)
            definition = loaded.definition(answer)
            belonging = indicator_options(files.framework.indicator(answer.indicator), definition)
            read = read_options(answer, definition, problems, belonging)
            clear += [read] if len(problems) == before else []
    return tuple(clear)


def _faulty_lines(assessment: Assessment, problems: Sequence[Problem]) -> set[int]:
    """Return the first lines of the answers in which something is wrong."""
    starts = sorted(answer.place.line for answer in assessment.answers if answer.place.line)
    lines = (problem.place.line for problem in problems if problem.place.line and problem.place.file == FILE)
    return {starts[after - 1] for line in lines if (after := bisect.bisect_right(starts, line))}


def _evidence_problems(loaded: Loaded, work: Work) -> tuple[Problem, ...]:
    """Return what is wrong in the evidence that stands in files; no database is asked while the settings are wrong."""
    stands = {id: item for id, item in loaded.assessment.evidence.items() if not item.connection}
    answers = tuple(answer for answer in loaded.assessment.answers if answer.evidence in stands)
    assessment = replace(loaded.assessment, evidence=stands, answers=answers, people=People())
    in_files = replace(loaded, assessment=assessment)
    try:
        with loaded.store.open_engine(work.limits, work.share) as engine:
            collect_evidence(engine, in_files, work.limits)
    except EvidenceError as error:
        return error.problems
    return ()


def run_assessment(loaded: Loaded, work: Work = PLAIN, depth: Depth = "full") -> AssessmentResult:
    """Run a loaded assessment, and return its result; as `run_with_draws`."""
    return run_with_draws(loaded, work, depth).result


def run_with_draws(loaded: Loaded, work: Work = PLAIN, depth: Depth = "full") -> Assessed:
    """Run a loaded assessment, and return its result with the draws behind it.

    Parameters
    ----------
    loaded
        The assessment.
    work
        What it may take, and who is told how far it is.
    depth
        `core` for scores, verdict and advice; `full` for all that the report shows.

    Raises
    ------
    EvidenceError
        With every problem in its evidence.
    """
    with open_engines(loaded, work) as engine:
        collected = collect_evidence(engine, loaded, work.limits)
        return assess(loaded.framework_files.framework, loaded.assessment, collected, depth, work.progress)


@dataclass(frozen=True)
class Checked:
    """What a check found: every problem; and where there is none, what to know before the assessment is run."""

    problems: tuple[Problem, ...]
    notes: tuple[Text, ...] = ()


def check_assessment(store: Store, work: Work = PLAIN) -> Checked:
    """Find every problem of an assessment that can be found.

    All evidence is read and every answer is measured: whether a number can be had of it, and why not, is known by the
    measure alone. What people say is heard with the fewest resamples, for cells that are no answers. Nothing is scored
    or simulated.
    """
    try:
        loaded = load_assessment(store, work)
        with open_engines(loaded, work) as engine:
            collected = collect_evidence(engine, loaded, work.limits)
            answered = _measure(loaded, collected, work)
    except PublicValueError as error:
        return Checked(error.problems)
    return Checked((), tuple(_notes(answered, collected)))


def _measure(loaded: Loaded, collected: Collected, work: Work) -> Mapping[str, Answered]:
    """Measure every answer, and hear people; raises EvidenceError with what is wrong in the content of the evidence."""
    framework, assessment = loaded.framework_files.framework, loaded.assessment
    answered = measure_answers(framework, assessment, collected, work.progress)
    measured = {id: found.result for id, found in answered.items() if isinstance(found.result, Measured)}
    if path := assessment.people.path:
        people = replace(assessment.people, path=replace(path, replicates=FEWEST_RESAMPLES))
        assessment = replace(assessment, people=people)
    hear_priorities(framework, assessment, collected.surveys)
    hear_people(framework, assessment, collected.surveys, measured, ())
    return answered


def _notes(answered: Mapping[str, Answered], collected: Collected) -> Iterator[Text]:
    """Yield which answers will have no number, and which columns play a role because of their names."""
    for id, found in answered.items():
        if isinstance(found.result, NotApplicable):
            yield Text("{indicator} will have no number: {reason}", indicator=id, reason=found.result.reason)
        yield from _notes_on_ways(id, found)
    for id, found in answered.items():
        if isinstance(found.result, Number):
            notes = (note for way in collected.answers[id] for note in way.table.by_name)
            yield from (Text("{indicator}: {note}", indicator=id, note=note) for note in dict.fromkeys(notes))


def _notes_on_ways(id: str, found: Answered) -> Iterator[Text]:
    """Yield which of several answers to an indicator counts, and which have no number or contradict it."""
    if found.ways and isinstance(found.result, Number):
        evidence = found.answer.evidence
        yield Text("{indicator}: of several answers, that by {evidence} counts", indicator=id, evidence=evidence)
        for way in found.ways:
            named = {"indicator": id, "evidence": way.answer.evidence}
            if isinstance(way.result, NotApplicable):
                reason = way.result.reason
                yield Text("{indicator}: the answer by {evidence} has no number: {reason}", **named, reason=reason)
            elif way.agreement == "contradicts":
                yield Text("{indicator}: the answer by {evidence} contradicts it", **named)
