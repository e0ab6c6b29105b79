"""Bring answers back: read a file of submissions, write a table of evidence and the report on its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path

from publicvalue.actions.store import Store
from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.answers.jobs import ReadingJob
from publicvalue.files.answers.known_margins import read_known_margins
from publicvalue.files.answers.limited import read_tidy
from publicvalue.files.answers.sources import read_table
from publicvalue.files.answers.waves import append_wave
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.frameworks import load_framework
from publicvalue.files.stores.folder import FILE
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits, check_first_bytes, check_size, refuse
from publicvalue.files.yaml.assessment_text import Added, add_part
from publicvalue.instruments.answers.number_marks import DESIGN_NUMBERS, find_marks, with_points
from publicvalue.instruments.answers.reading import TidyAnswers
from publicvalue.instruments.answers.row_report import HEADER
from publicvalue.instruments.answers.rows import DrawnPeople, RowRules
from publicvalue.instruments.folded_text import clean
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.parts.answers import (
    AssessmentPart,
    Origin,
    find_assessment_part,
    margins_id,
    render_assessment_part,
)
from publicvalue.instruments.submissions import TextTable
from publicvalue.reports.table import neutralise, rows_text
from publicvalue.words.text import Text

CODE = "sample_code"


@dataclass(frozen=True)
class AnswerFile:
    """A file of answers: whose form it is, which rows count, who wrote it, and the table of the people drawn."""

    path: Path
    form: Form
    rules: RowRules = field(default_factory=RowRules)
    file_format: str = ""
    sample: Path | None = None


@dataclass(frozen=True)
class TableTarget:
    """Where the tables go.

    Parameters
    ----------
    store
        What keeps the tables; what keeps the assessment itself when `add` is set.
    name
        How the names of the files begin; the audience when empty.
    replace_files
        Whether files of the same names may go.
    add
        Whether evidence, answers and people are added to the assessment that is kept there.
    origin
        Where the answers come from, for the assessment.
    append
        Whether the table of former waves gets these answers as a further wave.
    margins, margins_source
        Table of what is known of the population, and whose figures these are; None where answers are not weighed to it.
    """

    store: Store
    name: str = ""
    replace_files: bool = False
    add: bool = False
    origin: Origin = field(default_factory=Origin)
    append: bool = False
    margins: Path | None = None
    margins_source: str = ""

    @property
    def inside(self) -> str:
        """How the names of the tables begin there."""
        return "evidence/" if self.add else ""

    def main(self, name: str) -> str:
        """Return the name of the table of answers."""
        return f"{self.inside}{name}.csv"

    def called(self, file: str) -> str:
        """Return what people call a file that is kept there."""
        return f"{self.store.name}/{file}"


@dataclass(frozen=True)
class ReadAnswers:
    """What was read, the files that were written, and what was added to the assessment and stood there already."""

    tidy: TidyAnswers
    written: tuple[str, ...]
    added: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()


def read_answers(source: AnswerFile, target: TableTarget, limits: Limits = DEFAULT_LIMITS) -> ReadAnswers:
    """Read a file of answers, and write its table, its row report and what else it holds.

    Raises
    ------
    InputError
        When files of that name are kept there already.
    EvidenceError
        When the file or the sample cannot be read, or no row is left.
    """
    target.store.mend()
    drawn = read_sample(source.sample, limits) if source.sample else None
    try:
        tidy = read_tidy(ReadingJob(source.path, source.file_format, source.form, source.rules, drawn, limits))
    except EvidenceError as error:
        raise type(error)(_in_file(error.problems, source.path.name)) from error
    name = target.name or source.form.audience
    part = find_assessment_part(source.form, tidy, name, _origin(target, tidy, limits))
    files = _tables(target, name, source.rules.wave, (tidy, part))
    _refuse_standing(target, name, files)
    added = Added("", ())
    if target.add:
        added = add_to_assessment(target.store, part)
        files |= {FILE: added.text.encode()} if added.added else {}
    target.store.change(files)
    written = tuple(one for one in files if one != FILE)
    return ReadAnswers(tidy, written, added.added, added.standing)


def _tables(target: TableTarget, name: str, wave: str, made: tuple[TidyAnswers, AssessmentPart]) -> dict[str, bytes]:
    """Return the files of answers by name."""
    tidy, part = made
    files = _files(tidy, part, name, f"{name}-{wave}" if target.append else name) | _margins_file(target, name)
    files = {f"{target.inside}{one}": content for one, content in files.items()}
    if target.append:
        main = target.main(name)
        former = target.store.read(main) if target.store.holds(main) else None
        files[main] = table_bytes(append_wave(target.called(main), former, tidy.table, wave))
    return files


def _refuse_standing(target: TableTarget, name: str, files: Iterable[str]) -> None:
    """Raise InputError with every file whose name is taken, unless they may go."""
    waves = {target.main(name)} if target.append else set()
    standing = [one for one in files if one not in waves and target.store.holds(one)]
    if standing and not target.replace_files:
        what, do = (
            Text("this file exists already"),
            Text("name another folder or --name; or say --replace if they may go"),
        )
        raise InputError(Problem(Place(target.called(one)), what, Text("a new name"), do) for one in standing)


def _origin(target: TableTarget, tidy: TidyAnswers, limits: Limits) -> Origin:
    """Return where answers come from, with the margins that they are weighed to."""
    if target.margins is None:
        return target.origin
    margins = read_known_margins(target.margins, tidy.table.header, limits)
    return replace(target.origin, margins=replace(margins, source=target.margins_source or margins.source))


def _margins_file(target: TableTarget, name: str) -> dict[str, bytes]:
    return {f"{margins_id(name)}.csv": target.margins.read_bytes()} if target.margins else {}


def add_to_assessment(store: Store, part: AssessmentPart) -> Added:
    """Return the text of an assessment with what answers add to it; InputError where it changes meanwhile."""
    before = _settings(store)
    added = add_part(before.decode("utf-8-sig"), part, FILE)
    if _settings(store) != before:
        what, do = Text("the file was changed while the answers were read"), Text("read the answers again")
        raise InputError([Problem(Place(FILE), what, Text("a file that nobody else writes to meanwhile"), do)])
    return added


def _settings(store: Store) -> bytes:
    """Return the settings as they are written; InputError where they cannot be read."""
    problems: list[Problem] = []
    store.read_settings(problems)
    if problems:
        raise InputError(problems)
    return store.read(FILE)


def load_form_of(store: Store, audience: str) -> Form:
    """Load the form of an audience of the framework that an assessment names."""
    problems: list[Problem] = []
    assessment = store.read_settings(problems).value
    if problems:
        raise InputError(problems)
    head = assessment.get("assessment") if isinstance(assessment, dict) else None
    named = head.value.get("framework") if head is not None and isinstance(head.value, dict) else None
    if named is None:
        what, expected = Text("the assessment names no framework"), "assessment: framework"
        raise InputError([Problem(Place(FILE), what, expected, Text("name it"))])
    return Form(store.load_framework(str(named.value)).framework, audience)


def load_form(framework_name: str, audience: str) -> Form:
    """Load the form of an audience of a framework."""
    return Form(load_framework(framework_name).framework, audience)


def _in_file(problems: Iterable[Problem], file: str) -> list[Problem]:
    return [p if p.place.file else replace(p, place=replace(p.place, file=file)) for p in problems]


def _files(tidy: TidyAnswers, part: AssessmentPart, name: str, beside: str) -> dict[str, bytes]:
    """Return the files by name: the table, and those beside it."""
    tables = {name: tidy.table, f"{beside}-rows": TextTable(HEADER, tuple(note.cells() for note in tidy.notes))}
    if tidy.ratings.rows:
        tables[f"{beside}-ratings"] = tidy.ratings
    if tidy.response.rows:
        tables[f"{beside}-response"] = tidy.response
    for repeat, table in tidy.repeats.items():
        tables[_repeat_name(beside, repeat, tables)] = table
    files = {f"{one}.csv": table_bytes(table) for one, table in tables.items()}
    files[f"{beside}-part.yaml"] = render_assessment_part(part).encode()
    return files


def _repeat_name(beside: str, repeat: str, taken: Mapping[str, TextTable]) -> str:
    """Return a name for the table of a repeat that leads nowhere else and takes no other table's place."""
    plain = f"{beside}-{re.sub(r'[^0-9A-Za-z_-]+', '_', repeat)[:80] or 'repeat'}"
    numbered = (f"{plain}_{number}" for number in count(2))
    return next(one for one in (plain, *islice(numbered, len(taken) + 1)) if one not in (*taken, f"{beside}-margins"))


def table_bytes(table: TextTable) -> bytes:
    """Return a table as CSV for spreadsheets too: a text that begins as a formula does is kept a text."""
    return rows_text(_neutral(row) for row in (table.header, *table.rows)).encode("utf-8-sig")


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
        what, expected = Text("there is no such file"), Text("a table of the people drawn")
        raise refuse(str(path), what, expected, Text("check the path"))
    check_size(path, path.name, limits)
    check_first_bytes(path, path.name)
    with open_engine(path.parent, limits) as engine:
        table = read_table(engine, path)
    if CODE not in table.header:
        what, expected = (
            Text("the sample has no column {column:quoted}", column=CODE),
            Text("a column {column:quoted}", column=CODE),
        )
        raise refuse(path.name, what, expected, Text("name the column so"))
    members: dict[str, dict[str, str]] = {}
    marks, unclear = find_marks(frozenset(DESIGN_NUMBERS), table.filled(), table.marks)
    problems = _in_file(unclear, path.name)
    for number, cells in table.filled():
        code = clean(cells[CODE])
        if not code or code in members:
            what = Text("the code is blank") if not code else Text("the code stands twice")
            expected, do = Text("a code for each person drawn"), Text("give each person a code of their own")
            problems.append(Problem(Place(path.name, row=number, field=CODE), what, expected, do))
        plain = with_points(cells, marks)
        members[code] = {name: plain[name] for name in ("weight", "stratum", "cluster", "population") if name in plain}
    if problems:
        raise EvidenceError(problems)
    return DrawnPeople(members)
