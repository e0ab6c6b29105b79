"""From submissions to a tidy table of answers, with a report on every row.

The order: which rows count (deleted, review state, edits, consent, version, sample), what their cells say, which
answers were never asked for, scores of constructs, and what looks wrong in the whole. Names, addresses, devices,
places, times and free text are never read into the table; nor is the code by which a person was found in the sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.framework.questions.model import Instruments, Question, QuestionCondition
from publicvalue.instruments.answers.cells import CellReader, Values
from publicvalue.instruments.answers.checks import check_answers
from publicvalue.instruments.answers.columns import DESIGN_COLUMNS, ColumnMatch, KnownColumns, is_heading, match_columns
from publicvalue.instruments.answers.construct_scores import score_constructs
from publicvalue.instruments.answers.moved_questions import QuestionCells, answer_columns
from publicvalue.instruments.answers.number_marks import find_marks, number_names, with_points
from publicvalue.instruments.answers.row_report import Note, RowReport
from publicvalue.instruments.answers.rows import DrawnPeople, RowRules, choose_rows
from publicvalue.instruments.folded_text import clean, folded
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import Cells, Submission, TextTable
from publicvalue.words.text import Text, counted

RESPONDENT = "respondent"


@dataclass(frozen=True)
class TidyAnswers:
    """Answers ready to be evidence.

    Parameters
    ----------
    table
        One row for each person: respondent (a number), design, answers, scores of constructs.
    ratings
        Experts' ratings, one row for each: indicator, item, rater, rating; no rows when none were asked for.
    repeats
        Name of a repeat -> its table, whose `respondent` points to the first.
    response
        Sampled and answered by stratum; no rows when no sample was given.
    notes
        The report on rows and cells.
    counts
        Rows taken and refused, cells changed and refused, things flagged.
    """

    table: TextTable
    ratings: TextTable
    repeats: Mapping[str, TextTable]
    response: TextTable
    notes: tuple[Note, ...]
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def tidy_answers(
    form: Form, submissions: Sequence[Submission], rules: RowRules, sample: DrawnPeople | None = None
) -> TidyAnswers:
    """Make a tidy table of submissions.

    Parameters
    ----------
    form
        The questions that were asked.
    submissions
        In the order of the file.
    rules
        Which review states and versions count.
    sample
        The design of the people drawn, by their code.

    Raises
    ------
    EvidenceError
        When no column holds a question, or no row is left, with the reasons.
    """
    if not submissions:
        raise EvidenceError([_no_rows()])
    report = RowReport(known_values(form.instruments))
    known = KnownColumns(form)
    match = match_columns((name for one in submissions for name in one.cells), known)
    inner = _match_repeats(submissions, known)
    _refuse_foreign((match, *inner.values()), form)
    _flag_columns(match, report)
    _flag_elsewhere(submissions, report)
    submissions = [one for one in submissions if not is_heading(one.row, one.cells, match, known)]
    if not submissions:
        raise EvidenceError([_no_rows()])
    reader = CellReader(form.instruments, report)
    under = QuestionCells(form, reader)
    named = [under.named(one, match) for one in submissions]
    marks, unclear = find_marks(number_names(form), _rows_of(named, inner), named[0].marks)
    if unclear:
        raise EvidenceError(unclear)
    reader.marks = marks
    named = [replace(one, cells=with_points(one.cells, marks)) for one in named]
    kept = choose_rows(form, named, rules, sample, report)
    if not kept:
        raise EvidenceError(_reasons(report))
    here = _present(form, frozenset(match.names.values()))
    answers = [_read(reader, form, one, here) for one in kept]
    repeats = _repeats(reader, form, kept, inner)
    _refuse_unread(answers, repeats, report)
    scored = [score_constructs(form, values) for values in answers]
    check_answers(form, answers, kept, report)
    return TidyAnswers(
        table=_table(form, kept, answers, scored),
        ratings=_ratings(form, answers),
        repeats=MappingProxyType(repeats),
        response=sample.response(kept) if sample else TextTable((), ()),
        notes=tuple(report.notes),
        counts=MappingProxyType(report.counts()),
    )


def known_values(instruments: Instruments) -> frozenset[str]:
    """Return the codes and texts of all choices, folded."""
    choices = [choice for found in instruments.choice_lists.values() for choice in found.choices]
    texts = {folded(text) for choice in choices for text in choice.texts.values()}
    return frozenset(texts | {choice.code for choice in choices})


def _match_repeats(submissions: Sequence[Submission], known: KnownColumns) -> dict[str, ColumnMatch]:
    """Return how the columns of each repeat are understood."""
    columns: dict[str, dict[str, None]] = {}
    for one in submissions:
        for name, times in one.repeats.items():
            columns.setdefault(name, {}).update((column, None) for cells in times for column in cells)
    return {name: match_columns(found, known) for name, found in columns.items()}


def _rows_of(named: Sequence[Submission], repeats: Mapping[str, ColumnMatch]) -> Iterator[tuple[int, Cells]]:
    """Yield the row and cells of each submission, and of each time that one of its repeats was filled in."""
    for one in named:
        yield one.row, one.cells
        for name, times in one.repeats.items():
            names = repeats[name].names
            for cells in times:
                yield one.row, {names[column]: text for column, text in cells.items() if column in names}


def _no_rows() -> Problem:
    what = Text("the file holds no submissions: nobody has answered yet, or none was exported")
    return Problem(
        Place(), what, Text("at least one row of answers"), Text("export the answers again, with all submissions")
    )


def _refuse_foreign(matches: Sequence[ColumnMatch], form: Form) -> None:
    if any(answer_columns(one, form) for one in matches):
        return
    match = matches[0]
    named = tuple(clean(name)[:80] for name in match.unknown[:5])
    what = Text(
        "none of the columns holds a question that was asked ({columns:list}, ...)",
        columns=named or tuple(match.names),
    )
    do = Text(
        "check whose answers they are and which framework asks them; export the form with the names of its questions,"
        " or with their labels"
    )
    examples = sorted(name for question in form.asked if question.type != "text" for name in form.columns(question))
    raise EvidenceError(
        [Problem(Place(), what, Text("columns such as {examples:list}", examples=tuple(examples[:3])), do)]
    )


def _refuse_unread(answers: Sequence[Values], repeats: Mapping[str, TextTable], report: RowReport) -> None:
    """Refuse a file of which no question was read: a table of numbers of people alone says nothing."""
    if any(answers) or repeats:
        blank = sum(not values for values in answers)
        if blank and not repeats:
            report.flag(Text("{blank} rows were taken that answer no question", blank=blank))
        return
    problems = []
    for what, column, why, rows in report.by_reason():
        if column and what in ("refused", "changed"):
            told = (
                counted(len(rows), "1 cell was refused: {why}", "{number:count} cells were refused: {why}", why=why)
                if what == "refused"
                else counted(
                    len(rows),
                    "1 cell was read as no answer: {why}",
                    "{number:count} cells were read as no answer: {why}",
                    why=why,
                )
            )
            problems.append(
                Problem(Place(row=rows[0], field=column), told, "", Text("correct them, or check --framework"))
            )
    what = Text("no answer was read: every cell of every question is blank, or cannot be read")
    do = Text("export the answers again, and check whose answers they are and which framework asks them")
    raise EvidenceError([Problem(Place(), what, Text("at least one answer to one question"), do), *problems[:10]])


def _flag_elsewhere(submissions: Sequence[Submission], report: RowReport) -> None:
    """Flag repeats that the file only points to, of which not one time is in it."""
    held = {name for one in submissions for name in one.repeats}
    for name in dict.fromkeys(name for one in submissions for name in one.elsewhere):
        if name not in held:
            report.flag(
                Text(
                    "the repeat '{name}' is not in the file; save the feed with $expand=* to have it",
                    name=clean(name)[:80],
                )
            )


def _flag_columns(match: ColumnMatch, report: RowReport) -> None:
    if match.unknown:
        names = tuple(clean(name)[:80] for name in match.unknown[:10])
        report.flag(
            Text(
                "{unknown} columns hold no question and were not read: {names:list}",
                unknown=len(match.unknown),
                names=names if len(match.unknown) <= 10 else (*names, "..."),
            )
        )
    columns: dict[str, list[str]] = {}
    for column, name in match.names.items():
        columns.setdefault(name, []).append(clean(column)[:80])
    for name, found in columns.items():
        if len(found) > 1:
            report.flag(
                Text(
                    "its answers stand in {number} columns, which were put together: {columns:list}",
                    number=len(found),
                    columns=tuple(found),
                ),
                name,
            )


def _read(reader: CellReader, form: Form, one: Submission, here: Sequence[Question]) -> Values:
    """Return the answers of one person to the questions that a file holds, without those that were not to be asked."""
    values: Values = {}
    ids = {question.id for question in here}
    for question in here:
        if question.use not in ("consent", "sample_code"):
            values |= reader.read(question, one.row, one.cells)
    for question in here:
        failed = _failed(question, form, values, ids)
        for column in form.columns(question) if failed else ():
            if failed and column in values:
                why = Text(
                    "asked of others alone: those of whom {question} {test} {values:list}",
                    question=failed.question,
                    test=failed.test.replace("_", " "),
                    values=tuple(failed.values),
                )
                reader.report.change(one.row, column, (values.pop(column), ""), why)
    return values


def _present(form: Form, names: Set[str]) -> tuple[Question, ...]:
    """Return the questions asked that a file holds."""
    return tuple(question for question in form.asked if form.is_present(question, names))


def _failed(question: Question, form: Form, values: Values, present: Set[str]) -> QuestionCondition | None:
    """Return the first condition that does not hold; one on a question that the file lacks is not tested."""
    for condition in question.relevant:
        other = form.instruments.question(condition.question)
        if other.id in present and not holds(condition, form.instruments, values):
            return condition
    return None


def holds(condition: QuestionCondition, instruments: Instruments, values: Mapping[str, str]) -> bool:
    """Whether a condition holds for the answers of one person; a blank is none of the values."""
    other = instruments.question(condition.question)
    if other.type == "choose_several":
        given = {code for code in condition.values if values.get(f"{other.id}_{code}") == "1"}
    else:
        given = {values[other.id]} if other.id in values else set()
    if condition.test == "is":
        return bool(given & set(condition.values))
    if condition.test == "is_not":
        return not given & set(condition.values)
    if not given:
        return False
    number, limit = float(next(iter(given))), float(condition.values[0])
    return number >= limit if condition.test == "at_least" else number <= limit


def _reasons(report: RowReport) -> Iterator[Problem]:
    for what, column, why, rows in report.by_reason():
        if what == "refused" and not column:
            yield Problem(
                Place(row=rows[0]),
                counted(len(rows), "1 row refused: {why}", "{number} rows refused: {why}", why=why),
                Text("rows that can be taken"),
                Text("correct them where they were collected, and export again"),
            )


def _table(form: Form, kept: Sequence[Submission], answers: Sequence[Values], scored: Sequence[Values]) -> TextTable:
    filled = {name for values in (*answers, *scored) for name in values}
    columns = [name for question in form.asked for name in form.columns(question) if name in filled]
    design = [name for name in DESIGN_COLUMNS if any(name in one.cells for one in kept)]
    scores = [construct.id for construct in form.instruments.constructs if construct.id in filled]
    rows = [
        (
            str(number),
            *(clean(one.cells.get(name, "")) for name in design),
            *(values.get(name, "") for name in columns),
            *(scores_of.get(name, "") for name in scores),
        )
        for number, (one, values, scores_of) in enumerate(zip(kept, answers, scored, strict=True), start=1)
    ]
    return TextTable((RESPONDENT, *design, *columns, *scores), tuple(rows))


def _ratings(form: Form, answers: Sequence[Values]) -> TextTable:
    rows = tuple(
        (question.indicator, question.item, Text("rater {number}", number=number), values[question.id])
        for number, values in enumerate(answers, start=1)
        for question in form.asked
        if question.item and question.id in values
    )
    return TextTable(("indicator", "item", "rater", "rating"), rows)


def _repeats(
    reader: CellReader, form: Form, kept: Sequence[Submission], matches: Mapping[str, ColumnMatch]
) -> dict[str, TextTable]:
    tables: dict[str, list[tuple[str, Values]]] = {}
    under = QuestionCells(form, reader)
    for number, one in enumerate(kept, start=1):
        for name, times in one.repeats.items():
            for cells in times:
                named = under.cells(one.row, cells, matches[name])
                values = _read(reader, form, Submission(one.row, named), _present(form, frozenset(named)))
                tables.setdefault(name, []).append((str(number), values))
    return {name: _repeat_table(rows) for name, rows in tables.items() if any(values for _, values in rows)}


def _repeat_table(rows: Sequence[tuple[str, Values]]) -> TextTable:
    columns = tuple(dict.fromkeys(name for _, values in rows for name in values))
    return TextTable(
        (RESPONDENT, *columns), tuple((who, *(values.get(name, "") for name in columns)) for who, values in rows)
    )
