"""An assessment as a folder: load it, check it, run it."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from publicvalue.assess import Brought, Collected, assess
from publicvalue.errors import EvidenceError, InputError, Place, Problem, PublicValueError, TimeUpError
from publicvalue.evidence.model import Answer, Assessment
from publicvalue.evidence.parsing.assessment import check_answers, read_assessment
from publicvalue.evidence.people.checks import check_people
from publicvalue.evidence.people.model import People
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.evidence.table import EvidenceTable
from publicvalue.files.columns.bounds import on_scale
from publicvalue.files.engines.duckdb import Engine, open_engine
from publicvalue.files.engines.spark import open_spark
from publicvalue.files.engines.watch import SPARK_INSTEAD, Share, Watch
from publicvalue.files.evidence_files import open_evidence
from publicvalue.files.frameworks import FrameworkFiles, load_framework
from publicvalue.files.margins import with_margins
from publicvalue.files.stores.changes import mend_folder
from publicvalue.files.stores.unchanged import State, state_of, unchanged
from publicvalue.files.tables.databases import fetched_tables
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits, check_file, find_file
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.findings.hearing import survey_readers
from publicvalue.measures.definition import Definition
from publicvalue.measures.definitions import choose_definition
from publicvalue.measures.options import read_options
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.results.draws import Assessed
from publicvalue.results.exploration import Progress
from publicvalue.results.model import AssessmentResult, Depth
from publicvalue.words.text import Text

FILE = "assessment.yaml"


@dataclass(frozen=True)
class AssessmentFolder:
    """An assessment with its folder and its framework's files; `states` are of its settings and framework as read."""

    folder: Path
    assessment: Assessment
    framework_files: FrameworkFiles
    states: Mapping[str, tuple[Path, State]] = field(default_factory=dict)

    def evidence_path(self, id: str) -> Path:
        """Return the path of an evidence file, after checking that it lies inside the folder."""
        return find_file(self.folder, self.assessment.evidence[id].file)


def load_assessment(folder: Path, framework: FrameworkFiles | None = None) -> AssessmentFolder:
    """Load an assessment's settings and framework; its evidence stays unread where nothing is wrong with them.

    Parameters
    ----------
    folder
        Folder that holds `assessment.yaml`.
    framework
        Framework to use instead of the one that the assessment names (a bundle carries its own).

    Raises
    ------
    InputError
        With every problem in the assessment and between it and its framework; and, when there is one, with those of
        the evidence of all other answers too.
    """
    problems: list[Problem] = []
    mend_folder(folder)
    settings = settings_file(folder)
    states = {FILE: (settings, state_of(settings))}
    assessment = read_assessment(read_yaml(settings, FILE, problems), problems)
    if assessment is None:
        raise InputError(problems)
    try:
        files = framework or load_framework(assessment.framework, folder)
    except InputError as error:
        raise InputError([*problems, *_at_framework_line(error, assessment)]) from None
    clear = _clear_answers(assessment, files, problems)
    if problems:
        raise InputError([*problems, *_evidence_problems(folder, replace(assessment, answers=clear), files)])
    states |= {name: (path, state_of(path)) for name, path in files.files}
    return AssessmentFolder(folder, replace(assessment, answers=clear), files, states)


def settings_file(folder: Path) -> Path:
    """Return the path of an assessment's settings; refuse what is no folder, or holds none."""
    path, do = folder / FILE, f"`publicvalue new {folder}` starts one"
    if path.is_file():
        if not path.resolve().is_relative_to(folder.resolve()):
            # What lies there is nobody's settings, and messages would show its lines.
            what, do = "this is a link to a file outside the folder", "put the file itself into the folder"
            raise InputError([Problem(Place(str(path)), what, "a file in the assessment's folder", do)])
        return path
    if path.exists():
        do = "move the folder away, and write the file"
        raise InputError([Problem(Place(str(path)), "a folder has this name", "a file", do)])
    if folder.is_file():
        what, do = "this is a file", "name the folder that holds assessment.yaml; `publicvalue verify` takes a bundle"
    else:
        what = f"this folder holds no {FILE}" if folder.is_dir() else "there is no such folder"
    raise InputError([Problem(Place(str(folder)), what, "an assessment's folder", do)])


def _at_framework_line(error: InputError, assessment: Assessment) -> list[Problem]:
    """Point a nameless framework problem at the assessment that names it."""
    place = Place(FILE, assessment.place.line, None, "framework")
    return [replace(problem, place=problem.place if problem.place.file else place) for problem in error.problems]


def _clear_answers(assessment: Assessment, files: FrameworkFiles, problems: list[Problem]) -> tuple[Answer, ...]:
    """Hold the answers against the framework: add every problem, and return the answers that have none."""
    indicators = {indicator.id: indicator.kind for indicator in files.framework.indicators}
    problems += [*check_answers(assessment, indicators), *check_people(assessment.people, files.framework)]
    faulty = _faulty_lines(assessment, problems)
    clear = []
    for answer in assessment.answers:
        known = answer.indicator in indicators and answer.evidence in assessment.evidence
        if known and answer.place.line not in faulty:
            before = len(problems)
            read = read_options(answer, _definition(files, assessment, answer), problems)
            clear += [read] if len(problems) == before else []
    return tuple(clear)


def _faulty_lines(assessment: Assessment, problems: Sequence[Problem]) -> set[int]:
    """Return the first lines of the answers in which something is wrong."""
    starts = sorted(answer.place.line for answer in assessment.answers if answer.place.line)
    lines = (problem.place.line for problem in problems if problem.place.line and problem.place.file == FILE)
    return {starts[after - 1] for line in lines if (after := bisect.bisect_right(starts, line))}


def _evidence_problems(folder: Path, assessment: Assessment, files: FrameworkFiles) -> tuple[Problem, ...]:
    """Return what is wrong in the evidence that stands in files; no database is asked while the settings are wrong."""
    stands = {id: item for id, item in assessment.evidence.items() if not item.connection}
    answers = tuple(answer for answer in assessment.answers if answer.evidence in stands)
    loaded = AssessmentFolder(folder, replace(assessment, evidence=stands, answers=answers, people=People()), files)
    try:
        with open_engine(folder, DEFAULT_LIMITS) as engine:
            collect_evidence(engine, loaded, DEFAULT_LIMITS)
    except EvidenceError as error:
        return error.problems
    return ()


def _definition(files: FrameworkFiles, assessment: Assessment, answer: Answer) -> Definition:
    indicator = files.framework.indicator(answer.indicator)
    return choose_definition(indicator.measure, indicator.kind, assessment.evidence[answer.evidence].kind)


def bring_evidence(engine: Engine, loaded: AssessmentFolder) -> dict[str, Brought]:
    """Open the evidence of every answer.

    Raises
    ------
    EvidenceError
        With the problems of all answers together.
    """
    brought: dict[str, Brought] = {}
    problems: list[Problem] = []
    engine.asked = asked_columns(loaded)
    for answer in loaded.assessment.answers:
        definition = _definition(loaded.framework_files, loaded.assessment, answer)
        evidence = loaded.assessment.evidence[answer.evidence]
        indicator = loaded.framework_files.framework.indicator(answer.indicator)
        with _gathered(problems):
            table = open_evidence(engine, evidence, answer, on_scale(definition, indicator), indicator.unit)
            ready = with_margins(engine, answer, loaded.assessment.evidence)
            brought[answer.indicator] = Brought(ready, table, definition)
    if problems:
        raise EvidenceError(problems)
    return brought


@contextmanager
def _gathered(problems: list[Problem]) -> Iterator[None]:
    """Add what is found wrong to the problems, each once, and go on."""
    try:
        yield
    except TimeUpError:
        raise
    except EvidenceError as error:
        problems.extend(problem for problem in error.problems if problem not in problems)


def asked_columns(loaded: AssessmentFolder) -> dict[str, frozenset[str]]:
    """Return for each item of evidence the names of columns that its answers may use."""
    asked: dict[str, frozenset[str]] = {}
    for answer in loaded.assessment.answers:
        definition = _definition(loaded.framework_files, loaded.assessment, answer)
        roles = {role.name for role_set in definition.role_sets for role in role_set}
        named = {column.name for columns in answer.columns.values() for column in columns}
        named |= {column.name for column in answer.by.values()}
        asked[answer.evidence] = asked.get(answer.evidence, frozenset()) | roles | named | set(answer.where)
    return asked


def bring_surveys(engine: Engine, loaded: AssessmentFolder) -> dict[str, EvidenceTable]:
    """Open the surveys of every part of `people`; raises EvidenceError with the problems of all."""
    surveys: dict[str, EvidenceTable] = {}
    problems: list[Problem] = []
    for name, (survey, reader) in survey_readers(loaded.framework_files.framework, loaded.assessment).items():
        answer = Answer(name, survey.evidence, survey.columns, survey.where, place=survey.place, places=survey.places)
        with _gathered(problems):
            surveys[name] = open_evidence(engine, loaded.assessment.evidence[survey.evidence], answer, reader, "")
    if problems:
        raise EvidenceError(problems)
    return surveys


def fingerprint_evidence(loaded: AssessmentFolder, limits: Limits = DEFAULT_LIMITS) -> dict[str, Fingerprint]:
    """Hash every evidence file; EvidenceError names all that are missing or refused."""
    found: dict[str, Fingerprint] = {}
    problems: list[Problem] = []
    for id, evidence in loaded.assessment.evidence.items():
        try:
            path = loaded.evidence_path(id)
            check_file(path, evidence.file, limits)
            found[id] = Fingerprint(hash_file(path), path.stat().st_size)
        except EvidenceError as error:
            problems.extend(error.problems)
    if problems:
        raise EvidenceError(problems)
    return found


@contextmanager
def open_engines(loaded: AssessmentFolder, limits: Limits, show: Share) -> Iterator[Engine]:
    """Open the engine in the process, and Spark beside it where the settings choose it."""
    with ExitStack() as stack:
        engine = stack.enter_context(open_engine(loaded.folder, limits, show))
        if loaded.assessment.settings.engine == "spark":
            engine.spark = stack.enter_context(open_spark(Place(FILE, field="engine"), limits, show))
            # The seconds in which Spark starts do not count, and it need not be recommended.
            engine.backend.watch = Watch(engine.backend.con, limits.count_seconds, show, SPARK_INSTEAD)
        yield engine


def collect_evidence(engine: Engine, loaded: AssessmentFolder, limits: Limits) -> Collected:
    """Open all evidence; raises EvidenceError with the problems of every file, answer and survey together."""
    fingerprints: Mapping[str, Fingerprint] = {}
    brought: Mapping[str, Brought] = {}
    surveys: Mapping[str, EvidenceTable] = {}
    problems: list[Problem] = []
    with _gathered(problems):
        fingerprints = fingerprint_evidence(loaded, limits)
    with _gathered(problems):
        brought = bring_evidence(engine, loaded)
    with _gathered(problems):
        surveys = bring_surveys(engine, loaded)
    if problems:
        raise EvidenceError(problems)
    return Collected(brought, fingerprints, surveys)


def run_assessment(
    loaded: AssessmentFolder,
    limits: Limits = DEFAULT_LIMITS,
    depth: Depth = "full",
    progress: Progress = lambda _: None,
    show: Share = lambda _: None,
) -> AssessmentResult:
    """Run a loaded assessment, and return its result; as `run_with_draws`."""
    return run_with_draws(loaded, limits, depth, progress, show).result


def run_with_draws(
    loaded: AssessmentFolder,
    limits: Limits = DEFAULT_LIMITS,
    depth: Depth = "full",
    progress: Progress = lambda _: None,
    show: Share = lambda _: None,
) -> Assessed:
    """Run a loaded assessment; raises EvidenceError with every problem in its evidence.

    Parameters
    ----------
    loaded, limits
        The assessment, and what reading and counting may take.
    depth
        `core` for scores, verdict and advice; `full` for all that the report shows.
    progress
        Told what is being done.
    show
        Told the percent done of a query that takes long.
    """
    with collected_evidence(loaded, limits, show) as collected:
        return assess(loaded.framework_files.framework, loaded.assessment, collected, depth, progress)


@contextmanager
def collected_evidence(loaded: AssessmentFolder, limits: Limits, show: Share = lambda _: None) -> Iterator[Collected]:
    """Open an assessment's engines and all its evidence, as long as it is worked with."""
    with (
        fetched_tables(loaded.folder, loaded.assessment, limits),
        open_engines(loaded, limits, show) as engine,
        unchanged({item.file: loaded.folder / item.file for item in loaded.assessment.evidence.values()}),
    ):
        yield collect_evidence(engine, loaded, limits)


def check_folder(folder: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Problem, ...]:
    """List every problem of an assessment's folder that can be found; an empty tuple when it can be assessed."""
    return review_folder(folder, limits)[0]


def review_folder(folder: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Return every problem of an assessment's folder; and, where there is none, what will have no number and why."""
    try:
        loaded = load_assessment(folder)
        with collected_evidence(loaded, limits) as collected:
            outcome = assess(loaded.framework_files.framework, loaded.assessment, collected, "core").result
    except PublicValueError as error:
        return error.problems, ()
    refused = (
        f"{id} will have no number: {found.result.reason}"
        for id, found in outcome.answered.items()
        if isinstance(found.result, NotApplicable)
    )
    told = (
        Text("{indicator}: {note}", indicator=id, note=note)
        for id, found in outcome.answered.items()
        if isinstance(found.result, Number)
        for note in collected.answers[id].table.by_name
    )
    return (), (*refused, *told)
