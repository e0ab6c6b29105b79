"""Appraise a system in a day: a workbook made of the questions, read back into an assessment, and written again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast

from publicvalue.actions.store import Store
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.frameworks import FrameworkFiles, load_framework
from publicvalue.files.stores.folder import FILE
from publicvalue.files.tables.appraisal_workbook import appraisal_bytes
from publicvalue.files.translations import speak_framework
from publicvalue.files.yaml.edits import apply_edits
from publicvalue.instruments.appraisal.asked import find_profile
from publicvalue.instruments.appraisal.book import ReadBook
from publicvalue.instruments.appraisal.differences import AppraisalChange, find_changes
from publicvalue.instruments.appraisal.model import Appraisal
from publicvalue.instruments.appraisal.read_book import missing_columns, read_book, told_in
from publicvalue.instruments.appraisal.reading import WorkbookReading
from publicvalue.instruments.appraisal.record import MOVE, find_edits, read_record, tables_of
from publicvalue.instruments.appraisal.sheets import FORMAT, make_book
from publicvalue.instruments.appraisal.tables import table_bytes, unguarded
from publicvalue.schema.node import Row, plain
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

WORKBOOK = "workbook.xlsx"


@dataclass(frozen=True)
class Record:
    """What an assessment holds of an appraisal.

    Parameters
    ----------
    store, files
        What keeps the assessment, and its framework.
    text
        The text of its settings.
    appraisal
        What was answered.
    """

    store: Store
    files: FrameworkFiles
    text: str
    appraisal: Appraisal


@dataclass(frozen=True)
class Import:
    """What a workbook would change.

    Parameters
    ----------
    record
        What the assessment holds.
    appraisal
        What it is to hold.
    changes
        What changes, in words.
    written
        Name of a file -> what it is to hold; empty where nothing changes.
    """

    record: Record
    appraisal: Appraisal
    changes: tuple[AppraisalChange, ...]
    written: Mapping[str, bytes]


def read_appraisal(store: Store) -> Record:
    """Return what an assessment holds of an appraisal; parts of it may be missing.

    Raises
    ------
    InputError
        When the settings cannot be read, name no framework that there is, or a table has not its columns.
    """
    problems: list[Problem] = []
    data = plain(store.read_settings(problems))
    if problems:
        raise InputError(problems)
    settings = cast(Mapping[str, object], data) if isinstance(data, Mapping) else {}
    head = settings.get("assessment")
    name = head.get("framework") if isinstance(head, Mapping) else None
    if not name:
        do = Text("write it, such as public-value/1.0")
        raise InputError(
            [Problem(Place(FILE, field="framework"), Text("no framework is named"), Text("a framework"), do)]
        )
    files = store.load_framework(str(name))

    def rows(file: str, required: Sequence[str], optional: Sequence[str]) -> tuple[Row, ...]:
        try:
            return tuple(map(unguarded, store.read_rows(file, required, optional))) if store.holds(file) else ()
        except InputError as error:
            raise InputError(map(_or_moved, error.problems)) from None

    appraisal = read_record(settings, rows, files.framework)
    return Record(store, files, store.read(FILE).decode("utf-8-sig"), appraisal)


def _or_moved(problem: Problem) -> Problem:
    do = Text("{mend}; where it is a table of your own, {move}", mend=problem.do, move=MOVE)
    return replace(problem, do=do)


@dataclass(frozen=True)
class QuickStart:
    """What is known of an appraisal before it begins: its framework, name and kind of system, and the year."""

    framework: str
    title: str
    profile: str
    year: int


def start_appraisal(store: Store, start: QuickStart, language: Language = ENGLISH) -> tuple[str, ...]:
    """Write a new assessment with its workbook; returns the names of the files.

    Raises
    ------
    InputError
        When something is kept there already, there is no such framework, or it has no such kind of system.
    """
    record = new_record(store, start, language)
    framework = record.files.framework
    profile = find_profile(framework, start.profile)
    if start.profile and profile is None:
        known = [one.id for one in framework.profiles]
        what = Text("there is no profile {profile:quoted}", profile=start.profile)
        raise InputError([Problem(Place(), what, one_of(known), nearest(start.profile, known))])
    proposed = replace(record.appraisal, profile=start.profile, facts=profile.facts if profile else {})
    book = make_book(framework, proposed, speak_framework(language, record.files))
    settings = changed_files(record, replace(record.appraisal, profile=start.profile))
    files = {FILE: record.text.encode(), **settings, WORKBOOK: appraisal_bytes(book)}
    store.start(files)
    return tuple(files)


def new_record(store: Store, start: QuickStart, language: Language) -> Record:
    """Return what an assessment holds that is about to begin; nothing is written.

    Raises
    ------
    InputError
        When there is no such framework.
    """
    name = store.refer_to(start.framework)
    files = load_framework(start.framework)
    id = re.sub(r"[^a-z0-9]+", "-", store.label.lower()).strip("-") or "assessment"
    told = Text(
        "The record of an appraisal; `publicvalue export` writes its workbook. What you add here stays as it is."
    )
    empty = Appraisal(framework=name)
    known = replace(
        empty,
        title=start.title or store.label,
        period_from=dt.date(start.year, 1, 1).isoformat(),
        period_to=dt.date(start.year, 12, 31).isoformat(),
        system=MappingProxyType({"name": start.title} if start.title else {}),
    )
    text = f"# {language.write(told)}\nassessment:\n  id: {id}\n  framework: {name}\n"
    text = apply_edits(text, find_edits(empty, known, files.framework, ""), FILE)
    return Record(store, files, text, known)


def export_book(record: Record, language: Language) -> bytes:
    """Return the workbook of an appraisal, with all that was answered, in a language."""
    spoken = speak_framework(language, record.files)
    return appraisal_bytes(make_book(record.files.framework, record.appraisal, spoken))


def read_import(record: Record, book: ReadBook, file: str) -> Import:
    """Return what a workbook changes in an assessment; nothing is written.

    Parameters
    ----------
    record
        What the assessment holds.
    book
        The sheets of the workbook.
    file
        How messages call the workbook.

    Raises
    ------
    InputError
        With every problem of the workbook, each with its sheet and cell.
    """
    told = told_in(book)
    if problems := list(_strange(record, book, told, file)):
        raise InputError(problems)
    language = speak_framework(language_of(told.get("language") or ENGLISH.code), record.files)
    reading = WorkbookReading(file, record.files.framework, language, record.appraisal)
    appraisal = read_book(book, reading)
    if reading.problems:
        raise InputError(reading.problems)
    changes = find_changes(record.appraisal, appraisal, record.files.framework)
    return Import(record, appraisal, changes, changed_files(record, appraisal, file) if changes else {})


def framework_told(book: ReadBook) -> str:
    """Return how a workbook names its framework; empty where it names none."""
    return told_in(book).get("framework", "")


def _strange(record: Record, book: ReadBook, told: Mapping[str, str], file: str) -> Iterator[Problem]:
    """Yield why a workbook cannot be one of this assessment: another format or framework, sheets or columns gone."""
    anew = Text("write the workbook anew with `publicvalue export`, and copy the answers into it")
    if told.get("format", FORMAT) != FORMAT:
        what = Text("the workbook has the format {format}", format=told["format"])
        yield Problem(Place(file), what, FORMAT, Text("install a newer version of publicvalue"))
    own = record.appraisal.framework
    if (named := told.get("framework", own)) != own:
        what = Text("the workbook asks what {named} asks", named=named)
        yield Problem(Place(file), what, Text("{framework}, as the assessment", framework=own), anew)
    wanted = make_book(record.files.framework, record.appraisal, ENGLISH)
    for page in wanted.pages:
        sheet = book.get(page.mark.partition(":")[2])
        if sheet is None:
            what = Text("the sheet {name:quoted} is missing", name=page.name)
            yield Problem(Place(file), what, Text("all sheets of the workbook"), anew)
        elif missing := missing_columns(sheet, page.keys):
            what = Text("columns are missing, or their hidden keys in the first row: {names:list}", names=missing)
            yield Problem(Place(file, field=sheet.name), what, Text("all columns of the sheet"), anew)


def changed_files(record: Record, appraisal: Appraisal, source: str = "") -> Mapping[str, bytes]:
    """Return the files of an assessment that hold another appraisal: its settings and tables, where they change.

    Raises
    ------
    InputError
        When the settings cannot be changed without touching what a person wrote beside.
    """
    framework, old = record.files.framework, record.appraisal
    edits = find_edits(old, appraisal, framework, source or "publicvalue answer")
    text = apply_edits(record.text, edits, FILE)
    before, after = tables_of(old, framework), tables_of(appraisal, framework)
    # A table of which nothing is left keeps its header: what lies in the folder is never removed.
    tables = {**{name: (columns, ()) for name, (columns, _) in before.items()}, **after}
    changed = {name: table_bytes(*table) for name, table in tables.items() if before.get(name) != after.get(name)}
    return {**({FILE: text.encode()} if text != record.text else {}), **changed}


def save_appraisal(record: Record, appraisal: Appraisal, source: str = "") -> Record:
    """Write another appraisal into an assessment, and return what it holds then.

    Raises
    ------
    InputError
        As `changed_files`.
    """
    files = changed_files(record, appraisal, source)
    if files:
        record.store.change(files)
    text = files[FILE].decode() if FILE in files else record.text
    return replace(record, text=text, appraisal=appraisal)
