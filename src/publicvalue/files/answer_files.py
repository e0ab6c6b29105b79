"""Bring answers back: read a file of submissions, write a table of evidence and the report on its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.answer_sources import read_submissions, read_table
from publicvalue.files.engine import open_engine
from publicvalue.files.frameworks import load_framework
from publicvalue.files.guards import DEFAULT_LIMITS, Limits, check_first_bytes, check_size, refuse
from publicvalue.files.write import write_bytes
from publicvalue.interop.answer_part import render_assessment_part
from publicvalue.interop.answer_rows import Rules, Sample
from publicvalue.interop.answers import TidyAnswers, tidy_answers
from publicvalue.interop.form import Form
from publicvalue.interop.row_report import HEADER
from publicvalue.interop.submissions import Table
from publicvalue.reports.tables import neutralise

CODE = "sample_code"


@dataclass(frozen=True)
class Source:
    """A file of answers: whose form it is, which rows count, who wrote it, and the table of the people drawn."""

    path: Path
    form: Form
    rules: Rules = field(default_factory=Rules)
    file_format: str = ""
    sample: Path | None = None


@dataclass(frozen=True)
class Target:
    """Where the tables go: the folder, and how their names begin (the audience when empty)."""

    folder: Path
    name: str = ""
    replace_files: bool = False


@dataclass(frozen=True)
class ReadAnswers:
    """What was read, and the files that were written."""

    tidy: TidyAnswers
    written: tuple[Path, ...]


def read_answers(source: Source, target: Target, limits: Limits = DEFAULT_LIMITS) -> ReadAnswers:
    """Read a file of answers and write its table, its row report and what else it holds into a folder.

    Raises
    ------
    InputError
        When files of that name stand in the folder already.
    EvidenceError
        When the file or the sample cannot be read, or no row is left.
    """
    name, folder = target.name or source.form.audience, target.folder
    drawn = read_sample(source.sample, limits) if source.sample else None
    try:
        submissions = read_submissions(source.path, source.file_format, limits)
        tidy = tidy_answers(source.form, submissions, source.rules, drawn)
    except EvidenceError as error:
        raise EvidenceError(_in_file(error.problems, source.path.name)) from error
    files = _files(source.form, tidy, name)
    standing = [str(folder / one) for one in files if (folder / one).exists()]
    if standing and not target.replace_files:
        do = "name another folder or --name; or say --replace if they may go"
        raise InputError([Problem(Place(file), "this file exists already", "a new name", do) for file in standing])
    for one, content in files.items():
        write_bytes(folder / one, content)
    return ReadAnswers(tidy, tuple(folder / one for one in files))


def load_form(framework_name: str, audience: str) -> Form:
    """Load the form of an audience of a framework."""
    return Form(load_framework(framework_name).framework, audience)


def _in_file(problems: Iterable[Problem], file: str) -> list[Problem]:
    return [p if p.place.file else replace(p, place=replace(p.place, file=file)) for p in problems]


def _files(form: Form, tidy: TidyAnswers, name: str) -> dict[str, bytes]:
    tables = {name: tidy.table, f"{name}-rows": Table(HEADER, tuple(note.cells() for note in tidy.notes))}
    if tidy.ratings.rows:
        tables[f"{name}-ratings"] = tidy.ratings
    if tidy.response.rows:
        tables[f"{name}-response"] = tidy.response
    tables |= {f"{name}-{repeat}": table for repeat, table in tidy.repeats.items()}
    files = {f"{one}.csv": table_bytes(table) for one, table in tables.items()}
    files[f"{name}-part.yaml"] = render_assessment_part(form, tidy, name).encode()
    return files


def table_bytes(table: Table) -> bytes:
    """Return a table as CSV for spreadsheets too: a text that begins as a formula does is kept a text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows(_neutral(row) for row in (table.header, *table.rows))
    return stream.getvalue().encode("utf-8-sig")


def _neutral(row: Sequence[str]) -> list[str]:
    return [cell if _is_number(cell) else neutralise(cell) for cell in row]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def read_sample(path: Path, limits: Limits = DEFAULT_LIMITS) -> Sample:
    """Read the people drawn: a table with the column `sample_code` and any of weight, stratum, cluster, population."""
    if not path.is_file():
        raise refuse(str(path), "there is no such file", "a table of the people drawn", "check the path")
    check_size(path, path.name, limits)
    check_first_bytes(path, path.name)
    with open_engine(path.parent, limits) as engine:
        table = read_table(engine, path)
    if CODE not in table.header:
        raise refuse(path.name, f"the sample has no column '{CODE}'", f"a column '{CODE}'", "name the column so")
    members: dict[str, dict[str, str]] = {}
    problems = []
    for number, cells in table.numbered():
        code = cells[CODE].strip()
        if not code or code in members:
            what = "the code is blank" if not code else "the code stands twice"
            problems.append(Problem(Place(path.name, row=number, field=CODE), what, "a code for each person drawn"))
        members[code] = {name: cells[name] for name in ("weight", "stratum", "cluster", "population") if name in cells}
    if problems:
        raise EvidenceError(problems)
    return Sample(members)
