"""Bring a file of evidence step by step: look into it, say which column is what, see the number, then write it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from publicvalue.actions.assessments import load_assessment
from publicvalue.actions.bringing.adding import STAND_INS
from publicvalue.actions.bringing.appraisals import Record
from publicvalue.actions.collecting import Loaded, collect_evidence, open_engines
from publicvalue.actions.naming import find_naming
from publicvalue.actions.store import Store
from publicvalue.actions.work import PLAIN, Work
from publicvalue.errors import InputError, Problem
from publicvalue.evidence.model import Evidence, EvidenceKind
from publicvalue.evidence.parsing.events import parse_cases
from publicvalue.evidence.parsing.shapes import CasesEntry
from publicvalue.files.columns.guessing import column_kinds
from publicvalue.files.engines.duckdb import Engine, RawTable, open_engine
from publicvalue.files.events.roll_up import open_rows
from publicvalue.files.stores.folder import FILE
from publicvalue.files.tables.raw import read_raw, readable
from publicvalue.files.tables.spreadsheets import sheet_names
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits, refuse
from publicvalue.files.yaml.edits import apply_edits, block_lines
from publicvalue.framework.model import Indicator
from publicvalue.instruments.appraisal.record import Edit, ListEntry
from publicvalue.instruments.appraisal.record import Path as At
from publicvalue.measures.definition import Definition, Role, RoleType
from publicvalue.measures.definitions import choose_definition
from publicvalue.measures.result import Measured
from publicvalue.measuring import measure_with_ledger
from publicvalue.results.model import Answered
from publicvalue.scores.sheet import Score, score_assessment
from publicvalue.words.stored import NUL, SHOWN_NUL
from publicvalue.words.text import Text

FIRST_ROWS = 10
"""Rows that a person is shown."""
LONGEST_CELL = 80
"""Signs of a cell that are shown."""
TRIED = "trial"
"""Name of the evidence, and of the assessment, in which a file is tried."""


@dataclass(frozen=True)
class Seen:
    """What a file holds, as far as it was looked into.

    Parameters
    ----------
    columns
        Name -> what its cells may be; nothing where all are blank.
    rows
        The first rows, as texts.
    count
        How many rows there are.
    is_log
        Whether the rows are cases that were made of events.
    naming
        Columns that may tell who somebody is, as `find_naming` finds them.
    notes
        What was decided to read it.
    sheets
        Sheets of a workbook from which one may be chosen.
    """

    columns: Mapping[str, tuple[RoleType, ...]]
    rows: tuple[tuple[str, ...], ...]
    count: int
    is_log: bool = False
    naming: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskedColumns:
    """What is asked of a file that answers an indicator: the measure, and all roles that columns can play."""

    definition: Definition
    roles: tuple[Role, ...]
    needed: frozenset[str]


@dataclass(frozen=True)
class Piece:
    """What somebody says of a file: what it is, and how it answers.

    Parameters
    ----------
    indicator, kind, id, title, file
        What it answers, and what it is called.
    facts
        Further fields of the evidence: source, licence, collected, may_publish, cases.
    columns
        Role -> a column, a list of columns, or a mapping that says how its cells are read.
    options
        Options of the measure.
    replaces
        Id of the evidence whose place it takes.
    where
        Column -> values: only rows with one of the values are used.
    """

    indicator: str
    kind: str
    id: str
    title: str
    file: str
    facts: Mapping[str, object] = field(default_factory=dict)
    columns: Mapping[str, object] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    replaces: str = ""
    where: Mapping[str, object] = field(default_factory=dict)


def possible_kinds(indicator: Indicator) -> tuple[EvidenceKind, ...]:
    """Return the kinds of evidence that a file may be to answer an indicator, its own first."""
    own = cast(EvidenceKind, indicator.kind)
    return (own, *(one for one in STAND_INS if one not in ("appraisal", own)))


def asked_of(indicator: Indicator, kind: str) -> AskedColumns:
    """Return what is asked of a file of a kind that answers an indicator."""
    definition = choose_definition(indicator.measure, indicator.kind, kind)
    sets = definition.role_sets or ((),)
    roles = {role.name: role for roles in sets for role in roles}
    needed = [{role.name for role in roles if role.required} for roles in sets]
    return AskedColumns(definition, tuple(roles.values()), frozenset(set.intersection(*needed)))


def look_into(
    path: Path, file: str, limits: Limits = DEFAULT_LIMITS, sheet: str = "", cases: CasesEntry | None = None
) -> Seen:
    """Return the columns of a file, what they may hold, and its first rows; of a log, those of its cases.

    Parameters
    ----------
    path, file
        Where it lies, and what messages call it.
    limits
        What reading it may take.
    sheet
        Sheet of a workbook; the first when empty.
    cases
        Which column is what, where a row of the table is an event.

    Raises
    ------
    InputError
        When something is wrong with what is said of the columns.
    EvidenceError
        When it cannot be read, or holds no events.
    """
    evidence = Evidence("new", "records", "", file, "", sheet=sheet)
    with open_engine(path.parent, limits) as engine, readable(file):
        raw = read_raw(engine, path, evidence)
        sheets = raw.sheets
        is_log = cases is not None or (bool(raw.form) and not raw.form.startswith("sqlite"))
        if is_log:
            problems: list[Problem] = []
            mapping = parse_cases(cases or CasesEntry(), problems)
            if problems:
                raise InputError(problems)
            engine.opened[(file, sheet)] = raw
            raw = open_rows(engine, replace(evidence, cases=mapping))
        _check_names(file, raw)
        columns = {name: tuple(sorted(kinds)) for name, kinds in column_kinds(engine, raw).items()}
        [(count,)] = engine.query(f"SELECT count(*) FROM ({raw.sql})")  # noqa: S608 - our own expressions
        rows, naming = _first_rows(engine, raw), find_naming(engine, raw)
        return Seen(columns, rows, int(str(count)), is_log, naming, raw.notes, sheets)


def find_sheets(path: Path, file: str, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """Return the names of a workbook's sheets that are not hidden; of another file, none.

    Raises
    ------
    EvidenceError
        When it is a workbook that cannot be read.
    """
    if path.suffix.lower() != ".xlsx":
        return []
    with open_engine(path.parent, limits) as engine:
        return sheet_names(engine, path, file)


def _check_names(file: str, raw: RawTable) -> None:
    broken = tuple(one.name.replace(NUL, SHOWN_NUL) for one in raw.columns if NUL in one.name)
    if broken:
        what = Text("columns whose names hold the sign NUL: {columns:list}", columns=broken)
        raise refuse(file, what, Text("names that can be written"), Text("name them otherwise"))


def _first_rows(engine: Engine, raw: RawTable) -> tuple[tuple[str, ...], ...]:
    cells = ", ".join(f"left({column.key}::VARCHAR, {LONGEST_CELL})" for column in raw.columns)
    found = engine.query(f"SELECT {cells} FROM ({raw.sql}) LIMIT {FIRST_ROWS}")  # noqa: S608 - our own expressions
    return tuple(tuple("" if cell is None else str(cell).replace(NUL, SHOWN_NUL) for cell in row) for row in found)


def evidence_entry(piece: Piece) -> dict[str, object]:
    """Return an item of evidence as the settings state it."""
    filled = {name: one for name, one in piece.facts.items() if one not in ("", None, {}, [])}
    return {"id": piece.id, "kind": piece.kind, "title": piece.title, "file": piece.file, **filled}


def answer_entry(piece: Piece) -> dict[str, object]:
    """Return an answer as the settings state it."""
    answer: dict[str, object] = {"indicator": piece.indicator, "evidence": piece.id}
    named = {role: column for role, column in piece.columns.items() if column and column != role}
    answer |= {"columns": named} if named else {}
    answer |= {"where": dict(piece.where)} if piece.where else {}
    return answer | ({"options": dict(piece.options)} if piece.options else {})


def with_piece(text: str, settings: Mapping[str, object], piece: Piece) -> str:
    """Return the text of settings with a piece of evidence; what it replaces answers nothing any more, and stays.

    Parameters
    ----------
    text, settings
        The settings as they are written, and as plain values.
    piece
        What is added.

    Raises
    ------
    InputError
        When the settings cannot be changed without touching what a person wrote beside.
    """
    edits = [
        Edit(("evidence", ListEntry({"id": piece.id})), evidence_entry(piece)),
        *_moved(settings, piece),
        Edit(("answers", ListEntry({"indicator": piece.indicator, "evidence": piece.id})), answer_entry(piece)),
    ]
    return apply_edits(text, edits, FILE)


def without_piece(text: str, settings: Mapping[str, object], id: str) -> str:
    """Return the text of settings in which nothing rests on a piece of evidence; InputError as `with_piece`."""
    answers = [Edit(("answers", _item(one)), None) for one in _answers(settings, id)]
    heard = [Edit(path, None) for path, _ in _heard(settings, id)]
    return apply_edits(text, [*answers, *heard, Edit(("evidence", ListEntry({"id": id})), None)], FILE)


def _answers(settings: Mapping[str, object], evidence: str) -> list[Mapping[str, object]]:
    found = settings.get("answers")
    listed = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
    return [one for one in listed if isinstance(one, Mapping) and one.get("evidence") == evidence]


def _item(answer: Mapping[str, object]) -> ListEntry:
    return ListEntry({"indicator": str(answer.get("indicator")), "evidence": str(answer.get("evidence"))})


def _moved(settings: Mapping[str, object], piece: Piece) -> Iterator[Edit]:
    """Yield what lets a new piece answer all that the one before answered, with the same columns."""
    if not piece.replaces:
        return
    for answer in _answers(settings, piece.replaces):
        yield Edit(("answers", _item(answer)), None)
        if answer.get("indicator") != piece.indicator:
            moved = {**answer, "evidence": piece.id}
            yield Edit(("answers", _item(moved)), moved)
    for path, part in _heard(settings, piece.replaces):
        last = path[-1]
        if isinstance(last, ListEntry):
            yield Edit(path, None)
            yield Edit((*path[:-1], ListEntry({**last.known_by, "evidence": piece.id})), {**part, "evidence": piece.id})
        else:
            yield Edit((*path, "evidence"), piece.id)


def _heard(settings: Mapping[str, object], evidence: str) -> Iterator[tuple[At, Mapping[str, object]]]:
    """Yield what people are heard on by a survey: its place under `people`, and what stands there."""
    people = settings.get("people")
    for name, part in people.items() if isinstance(people, Mapping) else ():
        if isinstance(part, Mapping) and part.get("evidence") == evidence:
            yield ("people", str(name)), part
        for one in part if isinstance(part, list) else ():
            if isinstance(one, Mapping) and one.get("evidence") == evidence:
                known_by = {"evidence": evidence, "question": str(one.get("question"))}
                yield ("people", str(name), ListEntry(known_by)), one


def trial_settings(record: Record, settings: Mapping[str, object], piece: Piece) -> str:
    """Return settings that hold a piece of evidence alone, with what it takes over: to try it before all is answered.

    Parameters
    ----------
    record, settings
        What the assessment holds, and its settings as plain values.
    piece
        What is tried.
    """
    moved = [one.value for one in _moved(settings, piece) if one.value is not None and one.path[0] == "answers"]
    return _stated(record, [evidence_entry(piece)], [answer_entry(piece), *moved])


def settings_of_files(record: Record, settings: Mapping[str, object], files: Collection[str]) -> str:
    """Return settings that hold the evidence in some files alone, with what it answers: to try all of it at once.

    Parameters
    ----------
    record, settings
        What the assessment holds, and settings in which the evidence stands already, as plain values.
    files
        Names of the files.
    """
    listed = settings.get("evidence")
    entries = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    tried = [one for one in entries if one.get("file") in files]
    return _stated(record, tried, [answer for one in tried for answer in _answers(settings, str(one.get("id")))])


def _stated(record: Record, evidence: Iterable[Mapping[str, object]], answers: Sequence[object]) -> str:
    known = record.appraisal
    stated = {
        "assessment": {
            "id": TRIED,
            "title": TRIED,
            "framework": known.framework,
            "period": {"from": known.period_from, "to": known.period_to},
        },
        "system": {"name": TRIED, "description": TRIED, "organisation": TRIED, "phase": "production"},
        # Where it comes from changes no number, and is asked when it is taken.
        "evidence": [{**one, "source": TRIED} for one in evidence],
        "answers": list(answers),
    }
    return "\n".join(block_lines(stated)) + "\n"


@dataclass(frozen=True)
class Tried:
    """The number of a piece of evidence that was tried, and the score that it gives; none where there is no number."""

    answered: Answered
    score: Score | None


def try_piece(store: Store, indicator: str, work: Work = PLAIN) -> Tried:
    """Measure an answer as an assessment would.

    Parameters
    ----------
    store
        What keeps `trial_settings` and the file.
    indicator
        The answer that is wanted.
    work
        What it may take.

    Raises
    ------
    InputError, EvidenceError
        With all that is wrong with the settings, and with the cells of the file.
    """
    loaded, answered = _measured(store, work)
    framework, assessment, found = loaded.framework_files.framework, loaded.assessment, answered[indicator]
    if not isinstance(found.result, Measured):
        return Tried(found, None)
    sheet = score_assessment(framework, {indicator: found.result}, assessment.settings.seed, assessment.settings.draws)
    return Tried(found, sheet.scores.get(indicator))


def try_all(store: Store, work: Work = PLAIN) -> Mapping[str, Answered]:
    """Measure all that is answered by `settings_of_files` as an assessment would: indicator -> its number.

    Raises
    ------
    InputError, EvidenceError
        As `try_piece`.
    """
    return _measured(store, work)[1]


def _measured(store: Store, work: Work) -> tuple[Loaded, Mapping[str, Answered]]:
    loaded = load_assessment(store, work)
    with open_engines(loaded, work) as engine:
        collected = collect_evidence(engine, loaded, work.limits)
        framework, assessment = loaded.framework_files.framework, loaded.assessment
        return loaded, measure_with_ledger(framework, assessment, collected, work.progress)[0]
