"""Open the evidence of an assessment that was loaded: files, answers and surveys, with the problems of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from publicvalue.actions.store import Store
from publicvalue.actions.work import Work
from publicvalue.errors import EvidenceError, Place, Problem, TimeUpError
from publicvalue.evidence.model import Answer, Assessment, Evidence
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.evidence.table import EvidenceTable
from publicvalue.files.columns.bounds import on_scale
from publicvalue.files.engines.duckdb import Engine
from publicvalue.files.engines.spark import open_spark
from publicvalue.files.engines.watch import SPARK_INSTEAD, Watch
from publicvalue.files.evidence_files import APPRAISAL, open_evidence
from publicvalue.files.frameworks import FrameworkFiles
from publicvalue.files.margins import with_margins
from publicvalue.files.stores.folder import FILE
from publicvalue.files.untrusted.guards import Limits
from publicvalue.findings.people.hearing import survey_readers
from publicvalue.measures.definition import Definition, Wants
from publicvalue.measures.definitions import choose_definition
from publicvalue.measures.privacy.ledger import Earlier
from publicvalue.measuring import Collected, ReadyAnswer


@dataclass(frozen=True)
class Loaded:
    """An assessment with its framework, and the store that it was loaded from.

    Parameters
    ----------
    store, assessment, framework_files
        What was loaded, and from where.
    earlier
        What was handed out before, and what is not given beside it; None asks the store when evidence is collected.
    """

    store: Store
    assessment: Assessment
    framework_files: FrameworkFiles
    earlier: Earlier | None = None

    def definition(self, answer: Answer) -> Definition:
        """Return the measure that an answer is read by."""
        indicator = self.framework_files.framework.indicator(answer.indicator)
        return choose_definition(indicator.measure, indicator.kind, self.assessment.evidence[answer.evidence].kind)


@contextmanager
def open_engines(loaded: Loaded, work: Work) -> Iterator[Engine]:
    """Open what reads an assessment's evidence, as long as it is worked with: Spark too where the settings choose it.

    Raises
    ------
    EvidenceError
        When evidence cannot be fetched from its database, or has changed by the end.
    """
    store, assessment = loaded.store, loaded.assessment
    with ExitStack() as stack:
        stack.enter_context(store.fetched(assessment, work.limits))
        engine = stack.enter_context(store.open_engine(work.limits, work.share))
        if assessment.settings.engine == "spark":
            engine.spark = stack.enter_context(open_spark(Place(FILE, field="engine"), work.limits, work.share))
            # The seconds in which Spark starts do not count, and it need not be recommended.
            engine.backend.watch = Watch(engine.backend.con, work.limits.count_seconds, work.share, SPARK_INSTEAD)
        stack.enter_context(store.unchanged(item.file for item in assessment.evidence.values()))
        yield engine


def collect_evidence(engine: Engine, loaded: Loaded, limits: Limits) -> Collected:
    """Open all evidence; raises EvidenceError with the problems of every file, answer and survey together."""
    fingerprints: Mapping[str, Fingerprint] = {}
    brought: Mapping[str, tuple[ReadyAnswer, ...]] = {}
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
    earlier = loaded.store.earlier() if loaded.earlier is None else loaded.earlier
    return Collected(brought, fingerprints, surveys, earlier)


def fingerprint_evidence(loaded: Loaded, limits: Limits) -> dict[str, Fingerprint]:
    """Hash every evidence file; EvidenceError names all that are missing or refused."""
    found: dict[str, Fingerprint] = {}
    problems: list[Problem] = []
    for id, evidence in loaded.assessment.evidence.items():
        try:
            found[id] = loaded.store.fingerprint(evidence.file, limits, withheld=not evidence.may_publish)
        except EvidenceError as error:
            problems.extend(error.problems)
    if problems:
        raise EvidenceError(problems)
    return found


def bring_evidence(engine: Engine, loaded: Loaded) -> dict[str, tuple[ReadyAnswer, ...]]:
    """Open the evidence of every answer.

    Raises
    ------
    EvidenceError
        With the problems of all answers together.
    """
    brought: dict[str, tuple[ReadyAnswer, ...]] = {}
    problems: list[Problem] = []
    engine.asked = asked_columns(loaded)
    appraisals = Appraisals(engine)
    for answer in loaded.assessment.answers:
        definition = loaded.definition(answer)
        evidence = loaded.assessment.evidence[answer.evidence]
        indicator = loaded.framework_files.framework.indicator(answer.indicator)
        open_rows = appraisals.open if evidence.kind == APPRAISAL else partial(open_evidence, engine)
        with _gathered(problems):
            table = open_rows(evidence, answer, on_scale(definition, indicator), indicator.unit)
            ready = with_margins(engine, answer, loaded.assessment.evidence)
            own = brought.get(answer.indicator, ())
            brought[answer.indicator] = (*own, ReadyAnswer(ready, table, definition))
    if problems:
        raise EvidenceError(problems)
    return brought


@dataclass
class Appraisals:
    """Tables of core answers, each read once: they answer many indicators, which differ in the row they take."""

    engine: Engine
    read: list[tuple[tuple[object, ...], EvidenceTable]] = field(default_factory=list)

    def open(self, evidence: Evidence, answer: Answer, definition: Wants, unit: str) -> EvidenceTable:
        """Return the rows as `open_evidence` does; what it raises is raised for each answer."""
        alike = replace(answer, indicator="", place=Place(""), places={})
        asked = (alike, definition.role_sets, unit)
        for known, table in self.read:
            if known == asked:
                return table
        table = open_evidence(self.engine, evidence, answer, definition, unit)
        self.read.append((asked, table))
        return table


@contextmanager
def _gathered(problems: list[Problem]) -> Iterator[None]:
    """Add what is found wrong to the problems, each once, and go on."""
    try:
        yield
    except TimeUpError:
        raise
    except EvidenceError as error:
        problems.extend(problem for problem in error.problems if problem not in problems)


def asked_columns(loaded: Loaded) -> dict[str, frozenset[str]]:
    """Return for each item of evidence the names of columns that its answers may use."""
    asked: dict[str, frozenset[str]] = {}
    for answer in loaded.assessment.answers:
        definition = loaded.definition(answer)
        roles = {role.name for role_set in definition.role_sets for role in role_set}
        named = {column.name for columns in answer.columns.values() for column in columns}
        named |= {column.name for column in answer.by.values()}
        asked[answer.evidence] = asked.get(answer.evidence, frozenset()) | roles | named | set(answer.where)
    return asked


def bring_surveys(engine: Engine, loaded: Loaded) -> dict[str, EvidenceTable]:
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
