"""Read files of answers into submissions: which tool wrote a file is seen from what it holds."""

# ruff: noqa: S608 - the SQL is put together from our own expressions
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from publicvalue.errors import EvidenceError
from publicvalue.files.answers.archives import ArchiveMember, unpack_answers
from publicvalue.files.engines.duckdb import Engine, RawTable, literal_path, open_engine
from publicvalue.files.tables.spreadsheets import read_sheet, sheet_names
from publicvalue.files.tables.text_files import read_text_file
from publicvalue.files.untrusted.endings import not_read, way_round
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits, check_first_bytes, check_size, refuse, size_text
from publicvalue.files.untrusted.strict_json import sign_no_text_holds
from publicvalue.instruments.answers.number_marks import SEPARATED, STATED
from publicvalue.instruments.answers.table import read_answer_table
from publicvalue.instruments.forms.workbook import ABOUT, ANSWERS
from publicvalue.instruments.submissions import Submission, TextTable
from publicvalue.instruments.tools.json_answers import read_json_answers
from publicvalue.instruments.tools.kobo import is_kobo_repeat, is_kobo_table, read_kobo_table
from publicvalue.instruments.tools.odk import is_client_audit, is_odk_table, read_odk_tables
from publicvalue.words.text import Text

FORMATS = ("kobo", "odk", "surveyjs", "workbook", "table")
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".zip")
VALUE_BYTES = 64
"""Memory that a value of JSON takes at the very least, once it is read."""


def read_submissions(path: Path, form: str = "", limits: Limits = DEFAULT_LIMITS) -> tuple[Submission, ...]:
    """Read a file of answers.

    Parameters
    ----------
    path
        CSV, XLSX, JSON, or the zip of an export.
    form
        One of FORMATS; found from the file when empty.

    Raises
    ------
    EvidenceError
        When the file cannot be read, or is not what `form` says.
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        raise refuse(str(path), Text("there is no such file"), Text("a file of answers"), Text("check the path"))
    if suffix not in SUFFIXES:
        expected = Text("one of: {names:list}", names=SUFFIXES)
        raise refuse(str(path), not_read(path.suffix), expected, way_round(path.suffix))
    check_size(path, path.name, limits)
    if suffix == ".json":
        return _json(path, path.name, form, limits)
    with open_engine(path.parent, limits) as engine:
        engine.any_header = True
        if suffix == ".zip":
            return _zip(engine, path, form)
        check_first_bytes(path, path.name)
        if suffix == ".xlsx":
            return _workbook(engine, path, path.name, form)
        return _table(read_table(engine, path), path.name, form)


def read_table(engine: Engine, path: Path, file: str = "") -> TextTable:
    """Read a text table with every cell as text."""
    return _as_table(engine, read_text_file(engine, literal_path(engine, path), file or path.name))


def read_sheet_table(engine: Engine, path: Path, file: str, sheet: str = "") -> TextTable:
    """Read a sheet of a workbook with every cell as text; the first where none is named."""
    return _as_table(engine, read_sheet(engine, path, file, sheet))


def _as_table(engine: Engine, raw: RawTable) -> TextTable:
    keys = ", ".join(f"coalesce({column.key}, '')" for column in raw.columns)
    rows = engine.query(f"SELECT row, {keys} FROM ({raw.sql}) ORDER BY row")
    cells = tuple(tuple(str(cell) for cell in row[1:]) for row in rows)
    numbers = tuple(int(str(row[0])) for row in rows)
    marks = STATED if raw.is_sheet else SEPARATED if raw.delimiter == "," else ""
    return TextTable(tuple(column.name for column in raw.columns), cells, numbers, marks)


def _table(table: TextTable, file: str, form: str) -> tuple[Submission, ...]:
    if form in ("surveyjs", "workbook"):
        raise refuse(file, Text("this is a text table, not {form}", form=form), Text("another --format, or none"))
    if form == "kobo" or (not form and is_kobo_table(table.header)):
        return read_kobo_table(table, {})
    if form == "odk" or (not form and is_odk_table(table.header)):
        return read_odk_tables({file: table}, file)
    return read_answer_table(table)


def _workbook(engine: Engine, path: Path, file: str, form: str) -> tuple[Submission, ...]:
    names = sheet_names(engine, path, file)
    if form in ("", "workbook") and ANSWERS in names:
        answers = read_sheet_table(engine, path, file, ANSWERS)
        # A form of Kobo may be called `answers` too.
        if not is_kobo_table(answers.header):
            return read_answer_table(answers, version=_version(engine, path, file))
    if form == "workbook":
        what = Text("the workbook has no sheet {sheet:quoted}", sheet=ANSWERS)
        expected = Text("the workbook that `instrument write` made")
        raise refuse(file, what, expected, Text("leave out --format"))
    table, others = read_sheet_table(engine, path, file, ""), names[1:]
    if form in ("", "kobo") and is_kobo_table(table.header):
        return read_kobo_table(table, _kobo_repeats(engine, path, file, others))
    return _table(table, file, form)


def _version(engine: Engine, path: Path, file: str) -> str:
    """Return the version of the form that a workbook of ours names; empty where its sheet about itself is gone."""
    try:
        about = read_sheet_table(engine, path, file, ABOUT)
    except EvidenceError:
        return ""
    return next((row[1] for row in about.rows if row[:1] == ("version",) and len(row) > 1), "")


def _kobo_repeats(engine: Engine, path: Path, file: str, names: Sequence[str]) -> dict[str, TextTable]:
    """Return the sheets that hold repeats of the form; people add sheets of their own to an export."""
    found: dict[str, TextTable] = {}
    for name in names:
        try:
            table = read_sheet_table(engine, path, file, name)
        except EvidenceError:
            continue
        if is_kobo_repeat(table.header):
            found[name] = table
    return found


def _zip(engine: Engine, path: Path, form: str) -> tuple[Submission, ...]:
    members = unpack_answers(engine, path)
    texts = [one for one in members if one.path.suffix not in (".json", ".xlsx")]
    tables = {one.name: read_table(engine, one.path, f"{path.name}: {one.name}") for one in texts}
    answers = {name: one for name, one in tables.items() if not is_client_audit(one.header)}
    if form in ("", "odk") and any(is_odk_table(one.header) for one in answers.values()):
        return read_odk_tables(answers, path.name)
    others = [one for one in members if one.name not in tables]
    if len(answers) + len(others) != 1:
        raise _not_one_file(path.name, (*answers, *(one.name for one in others)))
    for table in answers.values():
        return _table(table, path.name, form)
    return _member(engine, others[0], path, form)


def _not_one_file(file: str, names: tuple[str, ...]) -> EvidenceError:
    what = Text("the zip holds no file that can hold answers")
    if names:
        what = Text("the zip holds {files} files that can hold answers ({names:list})", files=len(names), names=names)
    expected = Text("an export of ODK Central, or one file")
    return refuse(file, what, expected, Text("zip the one file that holds answers"))


def _member(engine: Engine, member: ArchiveMember, path: Path, form: str) -> tuple[Submission, ...]:
    """Read the one workbook or JSON of an archive."""
    file = f"{path.name}: {member.name}"
    if member.path.suffix == ".json":
        return _json(member.path, file, form, engine.limits)
    check_first_bytes(member.path, file)
    return _workbook(engine, member.path, file, form)


def _json(path: Path, file: str, form: str, limits: Limits) -> tuple[Submission, ...]:
    content = path.read_bytes()
    values = sum(content.count(mark) for mark in (b",", b"{", b"["))
    if VALUE_BYTES * values > limits.memory_bytes:
        what = Text(
            "the file holds {values:count} values, for which {size} of memory are too little",
            values=values,
            size=size_text(limits.memory_bytes),
        )
        do = Text("export the answers as CSV, or in parts; or raise the limit with --max-memory")
        most = limits.memory_bytes // VALUE_BYTES
        raise refuse(file, what, Text("at most {most:count} values", most=most), do)
    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_distinct)
    except _TwiceError as error:
        raise refuse(file, error.what, Text("JSON in UTF-8"), Text("export the answers again")) from error
    except ValueError as error:
        # The parser's own words are those of programs, and stay as they are.
        what = Text("this is not JSON: {reason}", reason=str(error))
        raise refuse(file, what, Text("JSON in UTF-8"), Text("export the answers again")) from error
    except RecursionError as error:
        raise _too_deep(file) from error
    if broken := sign_no_text_holds(content, data):
        raise refuse(file, broken, Text("JSON in UTF-8"), Text("export the answers again"))
    try:
        return read_json_answers(data, file, form)
    except RecursionError as error:
        raise _too_deep(file) from error


def _too_deep(file: str) -> EvidenceError:
    what = Text("this JSON holds groups in groups, many hundred deep")
    return refuse(file, what, Text("answers in at most some groups"), Text("export the answers again"))


class _TwiceError(ValueError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.what = Text("this is not JSON: the name {name:quoted} stands twice in one object", name=name[:50])


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object; a name that stands twice would lose an answer without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise _TwiceError(twice)
    return found
