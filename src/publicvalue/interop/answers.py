"""From submissions to a tidy table of answers, with a report on every row.

The order: which rows count (deleted, review state, edits, consent, version, sample), what their cells say, which
answers were never asked for, scores of constructs, and what looks wrong in the whole. Names, addresses, devices,
places, times and free text are never read into the table; nor is the code by which a person was found in the sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.framework.instruments import Instruments, Question, QuestionCondition
from publicvalue.interop.answer_cells import CellReader, Values, clean
from publicvalue.interop.answer_checks import check_answers
from publicvalue.interop.answer_columns import DESIGN_COLUMNS, ColumnMatch, match_columns
from publicvalue.interop.answer_rows import Rules, Sample, choose_rows
from publicvalue.interop.construct_scores import score_constructs
from publicvalue.interop.form import Form
from publicvalue.interop.row_report import Note, RowReport
from publicvalue.interop.submissions import Submission, Table

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

    table: Table
    ratings: Table
    repeats: Mapping[str, Table]
    response: Table
    notes: tuple[Note, ...]
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def tidy_answers(
    form: Form, submissions: Sequence[Submission], rules: Rules, sample: Sample | None = None
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
    report = RowReport(known_values(form.instruments))
    match = match_columns((name for one in submissions for name in one.cells), form)
    _refuse_foreign(match, form)
    _flag_unknown(match, report)
    named = [_renamed(one, match) for one in submissions]
    kept = choose_rows(form, named, rules, sample, report)
    if not kept:
        raise EvidenceError(_reasons(report))
    present = frozenset(match.names.values())
    reader = CellReader(form.instruments, report)
    answers = [_read(reader, form, one, present) for one in kept]
    scored = [score_constructs(form, values) for values in answers]
    check_answers(form, answers, kept, report)
    return TidyAnswers(
        table=_table(form, kept, answers, scored),
        ratings=_ratings(form, answers),
        repeats=MappingProxyType(_repeats(reader, form, kept)),
        response=sample.response(kept) if sample else Table((), ()),
        notes=tuple(report.notes),
        counts=MappingProxyType(report.counts()),
    )


def known_values(instruments: Instruments) -> frozenset[str]:
    """Return the codes and texts of all choices, folded."""
    choices = [choice for found in instruments.choice_lists.values() for choice in found.choices]
    texts = {text.casefold() for choice in choices for text in choice.texts.values()}
    return frozenset(texts | {choice.code.casefold() for choice in choices})


def _refuse_foreign(match: ColumnMatch, form: Form) -> None:
    questions = {name for question in form.asked for name in (question.id, *form.columns(question))}
    if not questions & set(match.names.values()):
        what = f"none of the columns holds a question that was asked ({', '.join(match.unknown[:5])}, ...)"
        do = "check --audience and --framework; export the form with its names rather than its labels"
        raise EvidenceError([Problem(Place(), what, f"columns such as {', '.join(sorted(questions)[:3])}", do)])


def _flag_unknown(match: ColumnMatch, report: RowReport) -> None:
    if match.unknown:
        names = ", ".join(match.unknown[:10]) + (", ..." if len(match.unknown) > 10 else "")
        report.flag(f"{len(match.unknown)} columns hold no question and were not read: {names}")


def _renamed(submission: Submission, match: ColumnMatch) -> Submission:
    cells = {match.names[name]: text for name, text in submission.cells.items() if name in match.names}
    return replace(submission, cells=MappingProxyType(cells))


def _read(reader: CellReader, form: Form, one: Submission, present: frozenset[str]) -> Values:
    """Return the answers of one person, without those to questions that were not to be asked."""
    values: Values = {}
    for question in form.asked:
        if question.use not in ("consent", "sample_code") and form.is_present(question, present):
            values |= reader.read(question, one.row, one.cells)
    for question in form.asked:
        failed = _failed(question, form, values, present)
        for column in form.columns(question) if failed else ():
            if failed and column in values:
                why = f"not to be asked: {failed.question} {failed.test.replace('_', ' ')} {', '.join(failed.values)}"
                reader.report.change(one.row, column, (values.pop(column), ""), f"{why} does not hold")
    return values


def _failed(question: Question, form: Form, values: Values, present: frozenset[str]) -> QuestionCondition | None:
    """Return the first condition that does not hold; one on a question that the file lacks is not tested."""
    for condition in question.relevant:
        other = form.instruments.question(condition.question)
        if form.is_present(other, present) and not holds(condition, form.instruments, values):
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
    reasons: dict[str, list[int]] = {}
    for note in report.notes:
        if note.what == "refused" and note.row is not None:
            reasons.setdefault(note.why, []).append(note.row)
    if not reasons:
        yield Problem(
            Place(),
            "the file holds no answers",
            "at least one row of answers",
            "export the answers again, with all submissions",
        )
    for why, rows in reasons.items():
        noun = "row" if len(rows) == 1 else "rows"
        yield Problem(
            Place(row=rows[0]),
            f"{len(rows)} {noun} refused: {why}",
            "rows that can be taken",
            "correct them where they were collected, and export again",
        )


def _table(form: Form, kept: Sequence[Submission], answers: Sequence[Values], scored: Sequence[Values]) -> Table:
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
    return Table((RESPONDENT, *design, *columns, *scores), tuple(rows))


def _ratings(form: Form, answers: Sequence[Values]) -> Table:
    rows = tuple(
        (question.indicator, question.item, f"rater {number}", values[question.id])
        for number, values in enumerate(answers, start=1)
        for question in form.asked
        if question.item and question.id in values
    )
    return Table(("indicator", "item", "rater", "rating"), rows)


def _repeats(reader: CellReader, form: Form, kept: Sequence[Submission]) -> dict[str, Table]:
    tables: dict[str, list[tuple[str, Values]]] = {}
    for number, one in enumerate(kept, start=1):
        for name, times in one.repeats.items():
            match = match_columns({column: None for cells in times for column in cells}, form)
            for cells in times:
                named = {match.names[column]: text for column, text in cells.items() if column in match.names}
                values = _read(reader, form, Submission(one.row, named), frozenset(named))
                tables.setdefault(name, []).append((str(number), values))
    return {name: _repeat_table(rows) for name, rows in tables.items() if any(values for _, values in rows)}


def _repeat_table(rows: Sequence[tuple[str, Values]]) -> Table:
    columns = tuple(dict.fromkeys(name for _, values in rows for name in values))
    return Table(
        (RESPONDENT, *columns), tuple((who, *(values.get(name, "") for name in columns)) for who, values in rows)
    )
