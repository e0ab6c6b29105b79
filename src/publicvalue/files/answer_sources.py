"""Read files of answers into submissions: which tool wrote a file is seen from what it holds."""

# ruff: noqa: S608 - the SQL is put together from our own expressions
from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from publicvalue.errors import EvidenceError
from publicvalue.files.engine import Engine, RawTable, literal_path, open_engine
from publicvalue.files.guards import DEFAULT_LIMITS, Limits, check_first_bytes, check_size, refuse
from publicvalue.files.spreadsheets import read_sheet, sheet_names
from publicvalue.files.text_files import read_text_file
from publicvalue.files.workbooks import check_unpacked
from publicvalue.interop.answer_table import read_answer_table
from publicvalue.interop.answer_workbook import ABOUT, ANSWERS, HEADING_ROWS
from publicvalue.interop.kobo import is_kobo_table, read_kobo_json, read_kobo_table
from publicvalue.interop.odk import is_odata, is_odk_table, read_odata, read_odk_tables
from publicvalue.interop.submissions import Submission, Table
from publicvalue.interop.surveyjs import read_surveyjs

FORMATS = ("kobo", "odk", "surveyjs", "workbook", "table")
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".zip")
JSON_LIMIT = 200 * 1024 * 1024
"""Largest JSON file, in bytes: it is held in memory whole."""


def read_submissions(path: Path, form: str = "", limits: Limits = DEFAULT_LIMITS) -> tuple[Submission, ...]:
    """Read a file of answers.

    Parameters
    ----------
    path
        CSV, XLSX, JSON, or the zip of an ODK export.
    form
        One of FORMATS; found from the file when empty.

    Raises
    ------
    EvidenceError
        When the file cannot be read, or is not what `form` says.
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        raise refuse(str(path), "there is no such file", "a file of answers", "check the path")
    if suffix not in SUFFIXES:
        raise refuse(str(path), f"files that end in '{path.suffix}' are not read", "one of: " + ", ".join(SUFFIXES))
    check_size(path, path.name, limits)
    if suffix == ".json":
        return _json(path, form)
    with open_engine(path.parent, limits) as engine:
        if suffix == ".zip":
            return read_odk_tables(_zip(engine, path), path.name)
        check_first_bytes(path, path.name)
        return _workbook(engine, path, form) if suffix == ".xlsx" else _table(read_table(engine, path), path, form)


def read_table(engine: Engine, path: Path, file: str = "") -> Table:
    """Read a text table with every cell as text."""
    return _as_table(engine, read_text_file(engine, literal_path(engine, path), file or path.name))


def _as_table(engine: Engine, raw: RawTable) -> Table:
    keys = ", ".join(f"coalesce({column.key}, '')" for column in raw.columns)
    rows = engine.query(f"SELECT row, {keys} FROM ({raw.sql}) ORDER BY row")
    cells = tuple(tuple(str(cell) for cell in row[1:]) for row in rows)
    return Table(tuple(column.name for column in raw.columns), cells, tuple(int(str(row[0])) for row in rows))


def _table(table: Table, path: Path, form: str) -> tuple[Submission, ...]:
    if form in ("surveyjs", "workbook"):
        raise refuse(path.name, f"this is a text table, not {form}", "another --format, or none")
    if form == "kobo" or (not form and is_kobo_table(table.header)):
        return read_kobo_table(table, {})
    if form == "odk" or (not form and is_odk_table(table.header)):
        return read_odk_tables({path.name: table}, path.name)
    return read_answer_table(table)


def _workbook(engine: Engine, path: Path, form: str) -> tuple[Submission, ...]:
    try:
        answers = _as_table(engine, read_sheet(engine, path, path.name, ANSWERS))
    except EvidenceError as error:
        if "has no sheet" not in error.problems[0].what:
            raise
        table = _as_table(engine, read_sheet(engine, path, path.name, ""))
        if form in ("", "kobo") and is_kobo_table(table.header):
            return read_kobo_table(table, _kobo_repeats(engine, path))
        return _table(table, path, form)
    about = _as_table(engine, read_sheet(engine, path, path.name, ABOUT))
    version = next((row[1] for row in about.rows if row[0] == "version"), "")
    return read_answer_table(answers, heading_rows=HEADING_ROWS, version=version)


def _kobo_repeats(engine: Engine, path: Path) -> dict[str, Table]:
    """Return the sheets behind the first, each of which holds a repeat of the form."""
    names = sheet_names(engine, path, path.name)[1:]
    return {name: _as_table(engine, read_sheet(engine, path, path.name, name)) for name in names}


def _zip(engine: Engine, path: Path) -> Mapping[str, Table]:
    try:
        with zipfile.ZipFile(path) as archive:
            check_unpacked(archive, path.stat().st_size, path.name, engine.limits)
            members = [name for name in archive.namelist() if name.lower().endswith(".csv") and "media/" not in name]
            unpacked = {name: archive.read(name) for name in members}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise refuse(path.name, f"the zip is damaged: {error}", "a zip that opens", "export it again") from error
    tables = {}
    for name, content in unpacked.items():
        target = engine.scratch_file(".csv")
        target.write_bytes(content)
        tables[name] = read_table(engine, target, f"{path.name}: {name}")
    return tables


def _json(path: Path, form: str) -> tuple[Submission, ...]:
    if path.stat().st_size > JSON_LIMIT:
        raise refuse(path.name, "the file is too large for JSON", "at most 200 MB", "export the answers as CSV")
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refuse(path.name, f"this is not JSON: {error}", "JSON in UTF-8", "export the answers again") from error
    if form == "odk" or (not form and is_odata(data)):
        return read_odata(data, path.name)
    if form == "kobo" or (not form and _is_kobo(data)):
        return read_kobo_json(data, path.name)
    return read_surveyjs(data, path.name)


def _is_kobo(data: object) -> bool:
    found = data.get("results") if isinstance(data, dict) else data
    first = found[0] if isinstance(found, list) and found else None
    return isinstance(first, dict) and any(sign in first for sign in ("_xform_id_string", "formhub/uuid", "_uuid"))
