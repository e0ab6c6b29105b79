"""From a file to the rows that answer one indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import duckdb
import ibis.expr.types as ir

from publicvalue.errors import EvidenceError, Place, Problem, TimeUpError
from publicvalue.evidence.events.mapping import LENGTHS, OF_ENDED, OF_KNOWN, CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.evidence.units import QUANTITIES, name_unit
from publicvalue.files.columns.bounds import check_bounds
from publicvalue.files.columns.cells import is_date, is_number
from publicvalue.files.columns.chosen_values import NamedValues, chosen_rows, find_values, named_values
from publicvalue.files.columns.dates import check_date_format
from publicvalue.files.columns.identity import read_people
from publicvalue.files.columns.long_cells import check_lengths
from publicvalue.files.columns.named_cells import find_named_cells
from publicvalue.files.columns.near_values import group_notes, near_notes
from publicvalue.files.columns.roles import choose_columns, notes_by_name
from publicvalue.files.columns.row_units import convert_rows
from publicvalue.files.columns.spark import typed_rows
from publicvalue.files.columns.typed import Wanted, check_counts, check_keys, parsed_as, read_columns
from publicvalue.files.engines.duckdb import Engine, RawTable, name
from publicvalue.files.events.roll_up import open_rows
from publicvalue.files.tables.last_rows import check_rows_are_cases, find_endings
from publicvalue.files.tables.raw import COPY_OF, unreadable
from publicvalue.measures.definition import Wants
from publicvalue.words.text import Text, counted, phrase

FIGURE = "figure"
SURVEY = "survey"
APPRAISAL = "appraisal"
SQL_TYPES = {"number": "DOUBLE", "yes_no": "BOOLEAN", "category": "VARCHAR", "date": "DATE"}
CLUSTER = "cluster"
WORKING = {
    "seconds": phrase("working seconds"),
    "minutes": phrase("working minutes"),
    "hours": phrase("working hours"),
    "days": phrase("working days"),
}
"""Unit of cases -> what it is called where office hours of working days alone count."""
TRULY_NONE = Text("correct equals; where there is truly none, bring a column of yes and no")


def open_evidence(engine: Engine, evidence: Evidence, answer: Answer, definition: Wants, unit: str) -> EvidenceTable:
    """Return the rows of a file that answer an indicator, or raise with all that is wrong in them."""
    try:
        return read_evidence(engine, evidence, answer, definition, unit)
    except TimeUpError as error:
        raise TimeUpError(replace(problem, place=Place(evidence.file)) for problem in error.problems) from None


def read_evidence(engine: Engine, evidence: Evidence, answer: Answer, definition: Wants, unit: str) -> EvidenceTable:
    wanted, table = read_rows(engine, evidence, answer, definition, unit)
    if evidence.cases is not None:
        return replace(table, notes=(*table.notes, *open_lengths(table, wanted, evidence.cases, answer)))
    if evidence.kind != "records":
        return table
    return replace(table, notes=(*table.notes, *negative_lengths(table, wanted, unit)))


def negative_lengths(table: EvidenceTable, wanted: Sequence[Wanted], unit: str) -> Iterator[Text]:
    """Say how many lengths of time are below zero: dates may have been exchanged, and the measure counts them all."""
    if name_unit(unit) not in QUANTITIES["time"]:
        return
    for one in wanted:
        if one.role.measured and one.role.type == "number":
            below = (table.rows[one.alias] < 0).cast("int64").sum()
            count = int(fetch(table.rows.aggregate(below=below.fill_null(0)))["below"][0])
            if count:
                yield Text(
                    "{column}: {below:count} of {all:count} values are below zero, as a length of time is only when it"
                    " is counted from a deadline. They count as they are: look at their dates.",
                    column=one.column.name,
                    below=count,
                    all=table.rows_read,
                )


def open_lengths(
    table: EvidenceTable, wanted: Sequence[Wanted], mapping: CaseMapping, answer: Answer
) -> Iterator[Text]:
    """Refuse the lengths of a register's cases where some are open; tell what else is not known of open cases."""
    for one in wanted:
        if (
            one.column.name not in OF_ENDED | OF_KNOWN
            or one.role.type == "category"
            or "open" not in mapping.row_columns
        ):
            continue
        blank = table.rows[one.alias].isnull().cast("int64").sum().fill_null(0)
        count = int(fetch(table.rows.aggregate(blank=blank))["blank"][0])
        if not count:
            continue
        if one.column.name in OF_KNOWN:
            yield new_cases_note(count, mapping)
        elif mapping.is_register:
            raise EvidenceError([open_problem(one.column, count, answer.indicator)])
        else:
            yield counted(
                count,
                "1 case has not ended, so {column} is not known: the number is too low; `followed` with"
                " `still_open: open` counts them too.",
                "{number:count} cases have not ended, so {column} is not known: the number is too low; `followed` with"
                " `still_open: open` counts them too.",
                column=one.column.name,
            )


def new_cases_note(count: int, mapping: CaseMapping) -> Text:
    """Say how many cases began so late that nobody knows yet whether they end in time."""
    return counted(
        count,
        "1 case began less than {within:g} {unit:word} before the file was made: what becomes of cases so new is not"
        " known, ended or not, and they are left out.",
        "{number:count} cases began less than {within:g} {unit:word} before the file was made: what becomes of cases so"
        " new is not known, ended or not, and they are left out.",
        within=mapping.within,
        unit=WORKING[mapping.unit] if mapping.within_working else mapping.unit,
    )


def open_problem(column: Column, count: int, indicator: str) -> Problem:
    what = counted(
        count,
        "{indicator}: 1 case has not ended, so {column} is not known: those that take long would be left out",
        "{indicator}: {number:count} cases have not ended, so {column} is not known: those that take long would be left"
        " out",
        indicator=indicator,
        column=column.name,
    )
    do = Text(
        "for a median or percentile write value: followed and still_open: open; for other measures state `within`"
        " under cases, and write closed_within (yes or no) or duration_within in its place"
    )
    return Problem(column.place, what, Text("a column that is known of open cases too"), do)


def read_rows(
    engine: Engine, evidence: Evidence, answer: Answer, definition: Wants, unit: str
) -> tuple[tuple[Wanted, ...], EvidenceTable]:
    raw = open_rows(engine, evidence)
    wanted = in_unit_of_cases(evidence, choose_columns(raw, answer, definition, evidence.kind), unit)
    # The table of an appraisal has one form: its columns are never another's by chance.
    by_name = () if evidence.kind == APPRAISAL else tuple(notes_by_name(raw, answer, definition, wanted))
    check_copies(raw, wanted, definition)
    check_formats(engine, wanted)
    try:
        # Who answered a survey must be known, and Spark does not tell it: surveys are read here.
        by_spark = engine.spark if evidence.kind != SURVEY else None
        if by_spark is None:
            used = {one.raw.name for one in wanted} | set(answer.where)
            check_lengths(engine, raw, None if evidence.kind == SURVEY or raw.parquet is None else used)
        endings = find_endings(engine, raw) if evidence.cases is None else ()
        if unknown := tuple(find_named_cells(engine, raw, answer, definition, wanted)):
            raise EvidenceError(unknown)
        beside = evidence.kind == SURVEY and bool(answer.where)
        if by_spark and not endings and (typed := typed_rows(by_spark, raw, answer, wanted, unit)):
            notes = (*raw.notes, *by_name)
            return wanted, EvidenceTable(typed[0], roles_played(wanted), typed[1], notes, by_name=by_name)
        where, chosen, near = choose_rows(engine, raw, answer, wanted)
        read = read_columns(engine, raw, chosen, where, unit)
        read, unit_problems = convert_rows(read, unit)
        problems = (*read.problems, *unit_problems, *check_counts(read), *check_keys(read), *check_bounds(read))
        if evidence.cases is None:
            problems = (*check_rows_are_cases(raw, read, where, endings), *problems)
        if problems:
            raise EvidenceError(with_row_hint(raw, problem) for problem in problems)
        stays = can_stay(engine, raw, wanted)
        rows = engine.table(read.sql) if stays else engine.saved_table(read.sql, read.count)
        others = other_rows(engine, raw, chosen, where, stays) if beside else None
    except duckdb.Error as error:
        raise unreadable(raw.file, error) from error
    notes = (*raw.notes, *by_name, *near, *read.notes)
    people = read_people(engine, raw, read) if evidence.kind == SURVEY else None
    return wanted, EvidenceTable(rows, roles_played(wanted), read.count, notes, others, by_name, people)


def other_rows(engine: Engine, raw: RawTable, wanted: Sequence[Wanted], where: str, stays: bool) -> ir.Table:
    """Return the rows that `where` leaves out; what cannot be read in them is blank, and no problem."""
    read = read_columns(engine, raw, wanted, f"NOT ({where})", "")
    kept = [one for one in read.readings if one.wanted.kept]
    columns = ", ".join(f"({one.sql})::{SQL_TYPES[one.wanted.role.type]} AS {name(one.wanted.alias)}" for one in kept)
    sql = f"SELECT {columns} FROM ({read.rows})"  # noqa: S608 - our own expressions
    return engine.table(sql) if stays else engine.saved_table(sql, read.count)


def in_unit_of_cases(evidence: Evidence, wanted: Sequence[Wanted], unit: str) -> tuple[Wanted, ...]:
    """Give the lengths of cases the unit that the mapping states, where the answer states none."""
    if evidence.cases is None or evidence.cases.rows != "cases" or name_unit(unit) not in QUANTITIES["time"]:
        return tuple(wanted)
    own = evidence.cases.unit
    # A working day is not 24 hours, so it cannot be turned into them.
    of_work = "working days" if own == "days" and name_unit(unit) != "days" else own
    return tuple(
        replace(one, column=replace(one.column, unit=of_work if one.column.name.startswith("working") else own))
        if one.column.name in LENGTHS and one.role.measured and not one.column.unit
        else one
        for one in wanted
    )


def check_copies(raw: RawTable, wanted: Sequence[Wanted], definition: Wants) -> None:
    """Refuse resampled rows, unless the copies of a case are one cluster: else every interval would be too narrow."""
    if not raw.copies or any(one.role.name == CLUSTER and one.column.name == COPY_OF for one in wanted):
        return
    what = Text(
        "the rows are resampled copies of other cases: each would count as a case of its own, and the interval would be"
        " too narrow"
    )
    do = Text("bring the cases that they were made from; copies are for measuring time and memory")
    if any(role.name == CLUSTER for roles in definition.role_sets for role in roles):
        do = Text(
            "write `{line}` under columns (an event log lists it under keep), or {otherwise}",
            line=f"{CLUSTER}: {COPY_OF}",
            otherwise=do,
        )
    raise EvidenceError([Problem(Place(raw.file, field=COPY_OF), what, Text("each case once"), do)])


def can_stay(engine: Engine, raw: RawTable, wanted: Sequence[Wanted]) -> bool:
    """Whether the columns can be read anew by each query: nothing must be parsed, and a copy would cost more."""
    return engine.spark is None and raw.parquet is not None and all(map(is_typed, wanted))


def is_typed(wanted: Wanted) -> bool:
    raw = wanted.raw
    return raw.type == "BOOLEAN" or is_number(raw) or is_date(raw) or parsed_as(wanted) == "category"


def roles_played(wanted: Sequence[Wanted]) -> dict[str, tuple[str, ...]]:
    kept = [one for one in wanted if one.kept]
    return {one.role.name: tuple(other.column.name for other in kept if other.role == one.role) for one in kept}


def with_row_hint(raw: RawTable, problem: Problem) -> Problem:
    if not raw.blank_lines or problem.place.row is None:
        return problem
    return replace(problem, do=Text("{do} (row numbers leave out blank lines)", do=problem.do))


def check_formats(engine: Engine, wanted: Sequence[Wanted]) -> None:
    stated = [one.column for one in wanted if one.column.date_format]
    found = [check_date_format(engine, column.date_format, column.place) for column in stated]
    problems = [problem for problem in found if problem]
    if problems:
        raise EvidenceError(problems)


def choose_rows(
    engine: Engine, raw: RawTable, answer: Answer, wanted: Sequence[Wanted]
) -> tuple[str, tuple[Wanted, ...], tuple[Text, ...]]:
    """Return the condition that keeps the rows an answer asks for, its columns with the cells of `equals`, and notes.

    Raises
    ------
    EvidenceError
        With every value of `where` and `equals` that no cell of the file has.
    """
    named = list(named_values(answer.where, answer.places, answer.place))
    figure = next((one.column.name for one in wanted if one.role.name == FIGURE), "")
    if figure and FIGURE in answer.options:
        # A file of figures holds many, each in its own unit: only the one that is named is read.
        setting = Text("the option {name}", name=FIGURE)
        named.append(NamedValues(figure, (str(answer.options[FIGURE]),), answer.place, setting))
    where, problems = chosen_rows(engine, raw, named)
    chosen = []
    for one in wanted:
        column = one.column
        if column.equals:
            asked = NamedValues(column.name, column.equals, column.place, "equals", TRULY_NONE, may_be_none=True)
            named.append(asked)
            cells, found = find_values(engine, raw, asked)
            column, problems = replace(column, equals=cells), problems + found
        chosen.append(replace(one, column=column))
    if problems:
        raise EvidenceError(problems)
    return where, tuple(chosen), (*near_notes(engine, raw, named), *group_notes(engine, raw, wanted))
