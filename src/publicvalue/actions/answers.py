"""Bring answers back: read a file of submissions, write a table of evidence and the report on its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.answers.jobs import Job
from publicvalue.files.answers.known_margins import read_known_margins
from publicvalue.files.answers.limited import read_tidy
from publicvalue.files.answers.sources import read_table
from publicvalue.files.answers.waves import append_wave
from publicvalue.files.disk.changes import change_files, mend_folder
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.frameworks import load_framework
from publicvalue.files.stores.folder import FILE, settings_file
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits, check_first_bytes, check_size, refuse
from publicvalue.files.yaml.assessment_text import Added, add_part
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.instruments.answer_part import (
    AssessmentPart,
    Origin,
    find_assessment_part,
    margins_id,
    render_assessment_part,
)
from publicvalue.instruments.answer_rows import DrawnPeople, Rules
from publicvalue.instruments.answers import TidyAnswers
from publicvalue.instruments.folded_text import clean
from publicvalue.instruments.form import Form
from publicvalue.instruments.number_marks import DESIGN_NUMBERS, find_marks, with_points
from publicvalue.instruments.row_report import HEADER
from publicvalue.instruments.submissions import Table
from publicvalue.reports.table import neutralise

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
    """Where the tables go.

    Parameters
    ----------
    folder
        Folder of the tables; the folder of the assessment itself when `add` is set.
    name
        How the names of the files begin; the audience when empty.
    replace_files
        Whether files of the same names may go.
    add
        Whether evidence, answers and people are added to the assessment of that folder.
    origin
        Where the answers come from, for the assessment.
    append
        Whether the table of former waves gets these answers as a further wave.
    margins, margins_source
        Table of what is known of the population, and whose figures these are; None where answers are not weighed to it.
    """

    folder: Path
    name: str = ""
    replace_files: bool = False
    add: bool = False
    origin: Origin = field(default_factory=Origin)
    append: bool = False
    margins: Path | None = None
    margins_source: str = ""

    @property
    def inside(self) -> str:
        """Where the tables stand in the folder, as the beginning of their paths."""
        return "evidence/" if self.add else ""

    @property
    def tables(self) -> Path:
        """Folder of the tables."""
        return self.folder / self.inside


@dataclass(frozen=True)
class ReadAnswers:
    """What was read, the files that were written, and what was added to the assessment and stood there already."""

    tidy: TidyAnswers
    written: tuple[Path, ...]
    added: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()


def read_answers(source: Source, target: Target, limits: Limits = DEFAULT_LIMITS) -> ReadAnswers:
    """Read a file of answers and write its table, its row report and what else it holds into a folder.

    Raises
    ------
    InputError
        When files of that name stand in the folder already.
    EvidenceError
        When the file or the sample cannot be read, or no row is left.
    """
    mend_folder(target.folder)
    drawn = read_sample(source.sample, limits) if source.sample else None
    try:
        tidy = read_tidy(Job(source.path, source.file_format, source.form, source.rules, drawn, limits))
    except EvidenceError as error:
        raise type(error)(_in_file(error.problems, source.path.name)) from error
    name = target.name or source.form.audience
    part = find_assessment_part(source.form, tidy, name, _origin(target, tidy, limits))
    files = _tables(target, name, source.rules.wave, (tidy, part))
    before = settings_file(target.folder).read_bytes() if target.add else b""
    changed = add_to_assessment(target.folder, part) if target.add else None
    if target.add and settings_file(target.folder).read_bytes() != before:
        what, do = "the file was changed while the answers were read", "read the answers again"
        raise InputError([Problem(Place(FILE), what, "a file that nobody else writes to meanwhile", do)])
    settings = {FILE: changed.text.encode()} if changed and changed.added else {}
    change_files(target.folder, {**{f"{target.inside}{one}": content for one, content in files.items()}, **settings})
    written = tuple(target.tables / one for one in files)
    if changed is None:
        return ReadAnswers(tidy, written)
    return ReadAnswers(tidy, written, changed.added, changed.standing)


def _tables(target: Target, name: str, wave: str, made: tuple[TidyAnswers, AssessmentPart]) -> dict[str, bytes]:
    """Return the files of answers by name; InputError where some stand there that may not go."""
    folder, main = target.tables, f"{name}.csv"
    tidy, part = made
    files = _files(tidy, part, name, f"{name}-{wave}" if target.append else name) | _margins_file(target, name)
    if target.append:
        files[main] = table_bytes(append_wave(folder / main, tidy.table, wave))
    taken = [one for one in files if (folder / one).exists() and not (target.append and one == main)]
    standing = [str(folder / one) for one in taken]
    if standing and not target.replace_files:
        do = "name another folder or --name; or say --replace if they may go"
        raise InputError([Problem(Place(file), "this file exists already", "a new name", do) for file in standing])
    return files


def _origin(target: Target, tidy: TidyAnswers, limits: Limits) -> Origin:
    """Return where answers come from, with the margins that they are weighed to."""
    if target.margins is None:
        return target.origin
    margins = read_known_margins(target.margins, tidy.table.header, limits)
    return replace(target.origin, margins=replace(margins, source=target.margins_source or margins.source))


def _margins_file(target: Target, name: str) -> dict[str, bytes]:
    return {f"{margins_id(name)}.csv": target.margins.read_bytes()} if target.margins else {}


def add_to_assessment(folder: Path, part: AssessmentPart) -> Added:
    """Return the text of an assessment with what answers add to it."""
    path = settings_file(folder)
    read_yaml(path, FILE)
    return add_part(path.read_text(encoding="utf-8-sig"), part, FILE)


def load_form_of(folder: Path, audience: str) -> Form:
    """Load the form of an audience of the framework that an assessment names."""
    assessment = read_yaml(settings_file(folder), FILE).value
    head = assessment.get("assessment") if isinstance(assessment, dict) else None
    named = head.value.get("framework") if head is not None and isinstance(head.value, dict) else None
    if named is None:
        raise InputError(
            [Problem(Place(FILE), "the assessment names no framework", "assessment: framework", "name it")]
        )
    return Form(load_framework(str(named.value), folder).framework, audience)


def load_form(framework_name: str, audience: str) -> Form:
    """Load the form of an audience of a framework."""
    return Form(load_framework(framework_name).framework, audience)


def _in_file(problems: Iterable[Problem], file: str) -> list[Problem]:
    return [p if p.place.file else replace(p, place=replace(p.place, file=file)) for p in problems]


def _files(tidy: TidyAnswers, part: AssessmentPart, name: str, beside: str) -> dict[str, bytes]:
    """Return the files by name: the table, and those beside it."""
    tables = {name: tidy.table, f"{beside}-rows": Table(HEADER, tuple(note.cells() for note in tidy.notes))}
    if tidy.ratings.rows:
        tables[f"{beside}-ratings"] = tidy.ratings
    if tidy.response.rows:
        tables[f"{beside}-response"] = tidy.response
    for repeat, table in tidy.repeats.items():
        tables[_repeat_name(beside, repeat, tables)] = table
    files = {f"{one}.csv": table_bytes(table) for one, table in tables.items()}
    files[f"{beside}-part.yaml"] = render_assessment_part(part).encode()
    return files


def _repeat_name(beside: str, repeat: str, taken: Mapping[str, Table]) -> str:
    """Return a name for the table of a repeat that leads nowhere else and takes no other table's place."""
    plain = f"{beside}-{re.sub(r'[^0-9A-Za-z_-]+', '_', repeat)[:80] or 'repeat'}"
    numbered = (f"{plain}_{number}" for number in count(2))
    return next(one for one in (plain, *islice(numbered, len(taken) + 1)) if one not in (*taken, f"{beside}-margins"))


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


def read_sample(path: Path, limits: Limits = DEFAULT_LIMITS) -> DrawnPeople:
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
    marks, unclear = find_marks(frozenset(DESIGN_NUMBERS), table.filled(), table.marks)
    problems = _in_file(unclear, path.name)
    for number, cells in table.filled():
        code = clean(cells[CODE])
        if not code or code in members:
            what = "the code is blank" if not code else "the code stands twice"
            problems.append(
                Problem(
                    Place(path.name, row=number, field=CODE),
                    what,
                    "a code for each person drawn",
                    "give each person a code of their own",
                )
            )
        plain = with_points(cells, marks)
        members[code] = {name: plain[name] for name in ("weight", "stratum", "cluster", "population") if name in plain}
    if problems:
        raise EvidenceError(problems)
    return DrawnPeople(members)
