"""An assessment as a folder: load it, check it, run it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from publicvalue.assess import Brought, Collected, Progress, assess
from publicvalue.errors import EvidenceError, InputError, Place, Problem, PublicValueError
from publicvalue.evidence.model import Answer, Assessment
from publicvalue.evidence.parse import check_answers, parse_assessment
from publicvalue.evidence.people_checks import check_people
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.evidence.table import EvidenceTable
from publicvalue.files.databases import fetched_tables
from publicvalue.files.engine import Engine, open_engine
from publicvalue.files.evidence_files import hash_file, open_evidence
from publicvalue.files.frameworks import FrameworkFiles, load_framework
from publicvalue.files.guards import DEFAULT_LIMITS, Limits, check_file, find_file
from publicvalue.files.spark import open_spark
from publicvalue.files.yaml_tree import read_yaml
from publicvalue.findings.hearing import survey_readers
from publicvalue.findings.model import Outcome
from publicvalue.measures.definition import Definition
from publicvalue.measures.definitions import choose_definition
from publicvalue.measures.options import check_options

FILE = "assessment.yaml"


@dataclass(frozen=True)
class AssessmentFolder:
    """An assessment with its folder and its framework's files."""

    folder: Path
    assessment: Assessment
    framework_files: FrameworkFiles

    def evidence_path(self, id: str) -> Path:
        """Return the path of an evidence file, after checking that it lies inside the folder."""
        return find_file(self.folder, self.assessment.evidence[id].file)


def load_assessment(folder: Path, framework: FrameworkFiles | None = None) -> AssessmentFolder:
    """Load an assessment's settings and framework; its evidence stays unread.

    Parameters
    ----------
    folder
        Folder that holds `assessment.yaml`.
    framework
        Framework to use instead of the one that the assessment names (a bundle carries its own).

    Raises
    ------
    InputError
        With every problem in the assessment and between it and its framework.
    """
    path = folder / FILE
    if not path.is_file():
        do = f"`publicvalue new {folder}` starts one"
        raise InputError([Problem(Place(str(folder)), f"this folder holds no {FILE}", "an assessment's folder", do)])
    assessment = parse_assessment(read_yaml(path, FILE))
    try:
        files = framework or load_framework(assessment.framework, folder)
    except InputError as error:
        raise _at_framework_line(error, assessment) from None
    indicators = {indicator.id: indicator.kind for indicator in files.framework.indicators}
    problems = [*check_answers(assessment, indicators), *check_people(assessment.people, files.framework)]
    known = [answer for answer in assessment.answers if answer.indicator in indicators]
    clear = [answer for answer in known if not any(problem.place == answer.place for problem in problems)]
    for answer in clear:
        definition = _definition(files, assessment, answer)
        problems.extend(check_options(answer, definition))
    if problems:
        raise InputError(problems)
    return AssessmentFolder(folder, assessment, files)


def _at_framework_line(error: InputError, assessment: Assessment) -> InputError:
    """Point a nameless framework problem at the assessment that names it."""
    place = Place(FILE, assessment.place.line, None, "framework")
    return InputError(Problem(p.place if p.place.file else place, p.what, p.expected, p.do) for p in error.problems)


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
        unit = loaded.framework_files.framework.indicator(answer.indicator).unit
        try:
            table = open_evidence(engine, evidence, answer, definition, unit)
            brought[answer.indicator] = Brought(answer, table, definition)
        except EvidenceError as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
    if problems:
        raise EvidenceError(problems)
    return brought


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
        answer = Answer(name, survey.evidence, survey.columns, survey.where, place=survey.place)
        try:
            surveys[name] = open_evidence(engine, loaded.assessment.evidence[survey.evidence], answer, reader, "")
        except EvidenceError as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
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
def open_engines(loaded: AssessmentFolder, limits: Limits) -> Iterator[Engine]:
    """Open the engine in the process, and Spark beside it where the settings choose it."""
    with ExitStack() as stack:
        engine = stack.enter_context(open_engine(loaded.folder, limits))
        if loaded.assessment.settings.engine == "spark":
            engine.spark = stack.enter_context(open_spark(Place(FILE, field="engine")))
        yield engine


def run_assessment(
    loaded: AssessmentFolder, limits: Limits = DEFAULT_LIMITS, progress: Progress = lambda _: None
) -> Outcome:
    """Run a loaded assessment; raises EvidenceError with every problem in its evidence."""
    with fetched_tables(loaded.folder, loaded.assessment, limits), open_engines(loaded, limits) as engine:
        fingerprints = fingerprint_evidence(loaded, limits)
        brought = bring_evidence(engine, loaded)
        collected = Collected(brought, fingerprints, bring_surveys(engine, loaded))
        return assess(loaded.framework_files.framework, loaded.assessment, collected, progress)


def check_folder(folder: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Problem, ...]:
    """List every problem of an assessment's folder that can be found; an empty tuple when it can be assessed."""
    try:
        run_assessment(load_assessment(folder), limits)
    except PublicValueError as error:
        return error.problems
    return ()
