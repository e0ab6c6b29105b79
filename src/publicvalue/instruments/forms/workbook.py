"""An instrument as a workbook for officials: one row for each person, cells that offer the choices, locked headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import Instruments, Question, QuestionCondition, text_in
from publicvalue.instruments.forms.sheets import ListedCells, Row, Sheet, Workbook
from publicvalue.instruments.forms.version import find_audience, form_id, instrument_version
from publicvalue.instruments.forms.words import word

STEPS = ("step_rows", "step_lists", "step_skip", "step_names", "step_back")
ANSWERS, QUESTIONS, CHOICES, INSTRUCTIONS, ABOUT = "answers", "questions", "choices", "instructions", "about"
HEADING_ROWS = 2
YES_NO = "yes_or_no"


def render_workbook(framework: Framework, audience: str, language: str) -> Workbook:
    """Return the workbook of one audience in one language.

    Raises
    ------
    InputError
        When the framework asks no such audience.
    """
    found = find_audience(framework, audience)
    asked = framework.instruments.asked_of(audience)
    lists = _lists(framework.instruments, asked, language)
    about: tuple[Row, ...] = (
        ("form_id", form_id(framework, audience)),
        ("version", instrument_version(framework, audience)),
        ("language", language),
    )
    steps: tuple[Row, ...] = tuple((text_in(word(step), language),) for step in STEPS)
    heading: tuple[Row, ...] = (
        (text_in(found.texts, language),),
        (text_in(found.intro, language),),
        (None,),
        (text_in(word("instructions"), language),),
    )
    return Workbook(
        (
            Sheet(INSTRUCTIONS, (*heading, *steps), locked_rows=-1, widths=(110,)),
            _answers(framework.instruments, asked, language, lists),
            Sheet(
                QUESTIONS,
                tuple(_question_rows(framework.instruments, asked, language)),
                locked_rows=-1,
                widths=(30, 70, 50, 50, 40),
            ),
            Sheet(CHOICES, _choice_columns(lists), locked_rows=-1, widths=(40,)),
            Sheet(ABOUT, about, locked_rows=-1, widths=(20, 50)),
        ),
        language,
    )


def _lists(instruments: Instruments, asked: Sequence[Question], language: str) -> dict[str, tuple[str, ...]]:
    """Return the lists that cells offer: name -> labels."""
    lists = {YES_NO: tuple(text_in(word(one), language) for one in ("yes", "no"))}
    for question in asked:
        choices = instruments.choices_of(question)
        labels = {choice.code: text_in(choice.texts, language) for choice in choices}
        if question.type in ("scale", "choose_one"):
            lists[question.choices] = tuple(labels.values())
        for n, task in enumerate(question.tasks, start=1):
            lists[f"{question.id}_task_{n}"] = tuple(labels[code] for code in task)
    return lists


def _choice_columns(lists: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    deepest = max(len(labels) for labels in lists.values())
    body = (tuple(labels[row] if row < len(labels) else None for labels in lists.values()) for row in range(deepest))
    return (tuple(lists), *body)


def _answers(
    instruments: Instruments, asked: Sequence[Question], language: str, lists: dict[str, tuple[str, ...]]
) -> Sheet:
    columns = [column for question in asked for column in _columns(question, instruments, language)]
    ranges = {
        name: f"{CHOICES}!${_letters(place)}$2:${_letters(place)}${len(labels) + 1}"
        for place, (name, labels) in enumerate(lists.items(), start=1)
    }
    entries = tuple(
        ListedCells(place, ranges[offered]) for place, (_, _, offered) in enumerate(columns, start=1) if offered
    )
    rows: tuple[Row, ...] = (tuple(name for name, _, _ in columns), tuple(text for _, text, _ in columns))
    return Sheet(ANSWERS, rows, HEADING_ROWS, entries, widths=(26,))


def _letters(number: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _columns(question: Question, instruments: Instruments, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield (name, heading, list that its cells offer) of each column of a question."""
    text = text_in(question.texts, language)
    names = question.columns(instruments.choice_lists)
    if question.type in ("allocation", "choose_several"):
        choices = [choice for choice in instruments.choices_of(question) if not choice.missing]
        offered = YES_NO if question.type == "choose_several" else ""
        for name, choice in zip(names, choices, strict=True):
            yield name, f"{text} - {text_in(choice.texts, language)}", offered
    elif question.type == "best_worst":
        places = instruments.task_places(question)
        for name in names:
            n, end = name.removeprefix(f"{question.id}_").split("_")
            place = places[int(n) - 1]
            heading = text_in(word("task", n=place.name, of=place.of), language)
            yield name, f"{heading} - {text_in(word(end), language)}", f"{question.id}_task_{n}"
    else:
        yield names[0], text, question.choices


def _question_rows(instruments: Instruments, asked: Sequence[Question], language: str) -> Iterator[Row]:
    yield ("id", "question", "hint", "choices", "asked when")
    for question in asked:
        choices = "; ".join(text_in(choice.texts, language) for choice in instruments.choices_of(question))
        when = "; ".join(_when(condition, instruments, language) for condition in question.relevant)
        hint = text_in(question.hints, language) if question.hints else None
        yield (question.id, text_in(question.texts, language), hint, choices or None, when or None)


def _when(condition: QuestionCondition, instruments: Instruments, language: str) -> str:
    other = instruments.question(condition.question)
    labels = {choice.code: text_in(choice.texts, language) for choice in instruments.choices_of(other)}
    sign = {"is": "=", "is_not": "≠", "at_least": "≥", "at_most": "≤"}[condition.test]
    return f"{other.id} {sign} {', '.join(labels.get(code, code) for code in condition.values)}"
