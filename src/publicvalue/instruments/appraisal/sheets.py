"""Turns an appraisal into the workbook in which people fill it in: what was answered stands in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.asked import (
    core_indicators,
    find_asked,
    rated_indicators,
    rated_items,
)
from publicvalue.instruments.appraisal.book import Book, Cell, Page, Takes, mark_of
from publicvalue.instruments.appraisal.model import LATER_FIELDS, Appraisal, Flow, NamedDocument
from publicvalue.instruments.appraisal.questions import (
    RATE,
    Choice,
    Prompt,
    Question,
    core_question,
    fact_question,
    head_questions,
    line_question,
    profile_question,
    system_questions,
)
from publicvalue.instruments.appraisal.values import LINE_FIELDS, value_of
from publicvalue.words.language import Language
from publicvalue.words.text import Text

BLANK_ROWS = 30
"""Rows that are free on a sheet of money or documents, beyond those that are filled."""
RATERS = 2
"""Raters who have a column where fewer rated."""

NAMES = {
    "start": Text("Start"),
    "system": Text("System"),
    "red_lines": Text("Red lines"),
    "core": Text("Core questions"),
    "figures": Text("Figures"),
    "costs": Text("Costs"),
    "ratings": Text("Ratings"),
    "documents": Text("Documents"),
}
STEPS = (
    Text("Fill in the cells with a coloured ground, sheet by sheet; leave blank what nobody could say yet."),
    Text("`unknown` is a good answer: it is shown as unknown, and never counts as zero."),
    Text("A document that proves an answer makes it count for more: its title, number or address is enough."),
    Text("Two people should rate by themselves, without seeing each other's points."),
    Text(
        "Save, then: publicvalue import {workbook}. It shows what changed and what is wrong before it writes.",
        workbook="workbook.xlsx",
    ),
)
FORMAT = "1"


@dataclass(frozen=True)
class WorkbookForm:
    """What a workbook is made of: the framework, what was answered so far, and the language."""

    framework: Framework
    appraisal: Appraisal
    language: Language


def make_book(framework: Framework, appraisal: Appraisal, language: Language) -> Book:
    """Return the workbook of an appraisal, with what was answered so far.

    Parameters
    ----------
    framework
        What is asked.
    appraisal
        What was answered so far, and the kind of system: questions that do not apply to it stand last.
    language
        The language of the workbook.
    """
    form = WorkbookForm(framework, appraisal, language)
    makers: tuple[Callable[[WorkbookForm], Page | None], ...] = (
        _start, _system, _red_lines, _core, _figures, _costs, _ratings, _documents,
    )  # fmt: skip
    pages = (make(form) for make in makers)
    return Book(tuple(page for page in pages if page), language.code)


def _text(text: str, form: WorkbookForm) -> Cell:
    return Cell(form.language.write(text))


def _hint(text: str, form: WorkbookForm) -> Cell:
    return Cell(form.language.write(text), "hint")


def _head(form: WorkbookForm, *headings: str) -> tuple[Cell, ...]:
    return (Cell(look="key"), *(Cell(form.language.write(text), "head") for text in headings))


def _key(id: str) -> Cell:
    return Cell(id, "key")


def _entry(form: WorkbookForm, prompt: Prompt, value: str) -> Cell:
    offers = tuple(form.language.write(choice.text) for choice in prompt.choices)
    takes: Takes = "day" if prompt.form == "day" else "number" if prompt.form in ("whole", "number") else "text"
    return Cell(_shown(prompt.choices, value, form), "entry", takes, offers if prompt.form == "choice" else ())


def _shown(choices: Sequence[Choice], value: str, form: WorkbookForm) -> str:
    chosen = next((one for one in choices if one.id == value), None)
    return form.language.write(chosen.text) if chosen else value


def _page(
    sheet: str, form: WorkbookForm, columns: dict[str, int], rows: Iterable[tuple[Cell, ...]], frozen: int = 1
) -> Page:
    name = form.language.write(NAMES[sheet])
    return Page(mark_of(sheet), name, tuple(columns), tuple(rows), tuple(columns.values()), frozen)


def _start(form: WorkbookForm) -> Page:
    write = form.language.write
    told = {
        "language": (Text("Language of this workbook"), form.language.code),
        "framework": (Text("Framework"), form.appraisal.framework),
        "format": (Text("Format"), FORMAT),
    }
    rows = [
        (Cell(look="key"), Cell(write(Text("An assessment in a day")), "title")),
        *((Cell(look="key"), _text(step, form)) for step in STEPS),
        *(_asked_row(one, form) for one in head_questions()),
        *((_key(id), _text(said, form), Cell(value, "hint")) for id, (said, value) in told.items()),
    ]
    return _page("start", form, {"question": 60, "answer": 30}, rows, frozen=0)


def _asked_row(question: Question, form: WorkbookForm) -> tuple[Cell, ...]:
    """Return a row with a question, its answer, and what helps to answer it."""
    hint = "\n".join(map(form.language.write, question.guidance))
    prompt = question.prompt("answer")
    answer = value_of(form.appraisal, question).get("answer", "")
    return (
        _key(f"{question.kind}.{question.id}"),
        _text(question.asks, form),
        _entry(form, prompt, answer),
        _hint(hint, form),
    )


def _system(form: WorkbookForm) -> Page:
    framework = form.framework
    rows = [
        _head(form, Text("Question"), Text("Answer"), Text("Help")),
        *(_asked_row(one, form) for one in system_questions() if one.id not in LATER_FIELDS),
        *([_asked_row(profile_question(framework), form)] if framework.profiles else []),
        *(_asked_row(fact_question(one), form) for one in framework.facts),
        (Cell(look="key"), Cell(form.language.write(Text("What can wait")), "head")),
        *(_asked_row(one, form) for one in system_questions() if one.id in LATER_FIELDS),
    ]
    return _page("system", form, {"question": 40, "answer": 40, "help": 60}, rows)


def _red_lines(form: WorkbookForm) -> Page | None:
    lines = form.framework.red_lines
    if not lines:
        return None
    aside = find_asked(form.framework, form.appraisal.profile, form.appraisal.facts).left_out
    columns = {"question": 40, "answer": 12, "fact": 40, "document": 26, "mend_by": 14, "help": 60}
    ordered = sorted(lines, key=lambda line: line.id in aside)
    questions = [line_question(line) for line in ordered]
    heads = [prompt.asks for prompt in questions[0].prompts]
    rows = [_head(form, Text("Question"), *heads, Text("Help"))]
    rows += [_full_row(one, form, LINE_FIELDS, aside.get(one.id, "")) for one in questions]
    return _page("red_lines", form, columns, rows)


def _full_row(question: Question, form: WorkbookForm, fields: Sequence[str], aside: str) -> tuple[Cell, ...]:
    """Return a row with a question, all that may be filled in, and what helps; first why it does not apply."""
    given, known = value_of(form.appraisal, question), {prompt.field for prompt in question.prompts}
    entries = [_entry(form, question.prompt(one), given.get(one, "")) if one in known else Cell() for one in fields]
    why = [Text("Does not apply to this kind of system: {why}", why=Text(aside))] if aside else []
    hint = "\n".join(form.language.write(text) for text in (*why, *question.guidance))
    return (_key(question.id), _text(question.asks, form), *entries, _hint(hint, form))


CORE_COLUMNS = {
    "question": 42,
    "answer": 34,
    "document": 26,
    "note": 24,
    "help": 60,
    "answered_by": 18,
    "answered_on": 14,
}
FIGURE_COLUMNS = {
    "question": 42, "answer": 12, "of": 12, "drawn": 18, "low": 12, "high": 12, "basis": 18, "document": 26, "note": 24,
    "help": 60, "answered_by": 18, "answered_on": 14,
}  # fmt: skip


def _core(form: WorkbookForm) -> Page | None:
    heads = (Text("Question"), Text("Answer"), Text("Document"), Text("Notes"), Text("Help"), *_WHO)
    return _questions("core", form, CORE_COLUMNS, heads, ("grade",))


def _figures(form: WorkbookForm) -> Page | None:
    heads = (
        Text("Question"), Text("How many, or the figure"), Text("Of how many"), Text("How were they chosen?"),
        Text("At least"), Text("At most"), Text("What does it rest on?"), Text("Document"), Text("Notes"), Text("Help"),
        *_WHO,
    )  # fmt: skip
    return _questions("figures", form, FIGURE_COLUMNS, heads, ("count", "figure"))


_WHO = (Text("Who answered (role)"), Text("Answered on"))


def _questions(
    sheet: str, form: WorkbookForm, columns: dict[str, int], heads: Sequence[str], forms: Sequence[str]
) -> Page | None:
    asked = [one for one in core_indicators(form.framework) if one.core and one.core.form in forms]
    if not asked:
        return None
    aside = find_asked(form.framework, form.appraisal.profile, form.appraisal.facts).left_out
    ordered = sorted(asked, key=lambda one: one.id in aside)
    fields = [key for key in columns if key not in ("question", "help", "answered_by", "answered_on")]
    rows = [_head(form, *heads)]
    for one in ordered:
        question = core_question(one, one.core) if one.core else None
        if question:
            row = _full_row(question, form, fields, aside.get(one.id, ""))
            given = value_of(form.appraisal, question)
            who = [
                _entry(form, question.prompt(field), given.get(field, "")) for field in ("answered_by", "answered_on")
            ]
            rows.append((*row, *who))
    return _page(sheet, form, columns, rows)


FLOWS = (Choice("cost", Text("cost")), Choice("benefit", Text("benefit")))
FLOW_PROMPTS = (
    Prompt("date", Text("Day (year-month-day)"), "day", needed=True),
    Prompt("flow", Text("Cost or benefit"), "choice", FLOWS, needed=True),
    Prompt("label", Text("What for"), "text"),
    Prompt("amount", Text("Paid, received or saved"), "number"),
    Prompt("low", Text("Expected: lowest"), "number"),
    Prompt("likely", Text("Expected: most likely"), "number"),
    Prompt("high", Text("Expected: highest"), "number"),
)
DOCUMENT_PROMPTS = (
    Prompt("title", Text("Title"), "text", needed=True),
    Prompt("kept", Text("Where it is kept"), "text"),
    Prompt("date", Text("Day (year-month-day)"), "day"),
)


def _costs(form: WorkbookForm) -> Page:
    rate = (_key("head.discount_rate"), *_rate_cells(form))
    filled = [_free_row(form, FLOW_PROMPTS, one) for one in form.appraisal.flows]
    blank = [_free_row(form, FLOW_PROMPTS, Flow("", ""))] * BLANK_ROWS
    widths = {"date": 14, "flow": 12, "label": 30, "amount": 14, "low": 14, "likely": 14, "high": 14}
    return _page("costs", form, widths, [_head(form, *(one.asks for one in FLOW_PROMPTS)), rate, *filled, *blank])


def _rate_cells(form: WorkbookForm) -> Iterator[Cell]:
    yield from (Cell(), Cell(), _text(RATE.asks, form))
    yield _entry(form, RATE, form.appraisal.discount_rate)


def _documents(form: WorkbookForm) -> Page:
    filled = [_free_row(form, DOCUMENT_PROMPTS, one) for one in form.appraisal.documents]
    blank = [_free_row(form, DOCUMENT_PROMPTS, NamedDocument(""))] * BLANK_ROWS
    heads = _head(form, *(one.asks for one in DOCUMENT_PROMPTS))
    return _page("documents", form, {"title": 50, "kept": 40, "date": 14}, [heads, *filled, *blank])


def _free_row(form: WorkbookForm, prompts: Sequence[Prompt], entry: Flow | NamedDocument) -> tuple[Cell, ...]:
    return (Cell(look="key"), *(_entry(form, one, getattr(entry, one.field)) for one in prompts))


def rater_keys(appraisal: Appraisal) -> dict[str, str]:
    """Return the key of a column of ratings -> the rater whose points stand in it; at least two columns."""
    raters = list(dict.fromkeys(one.rater for one in appraisal.ratings))
    raters += [""] * (RATERS - len(raters))
    return {f"rater_{number}": rater for number, rater in enumerate(raters, 1)}


RATER = Prompt("rater", Text("Code of the rater, no name"), "text")
POINTS = Prompt("rating", Text("Points"), "number")


def _ratings(form: WorkbookForm) -> Page | None:
    rated = rated_indicators(form.framework)
    if not rated:
        return None
    raters = rater_keys(form.appraisal)
    points = {(one.indicator, one.item, one.rater): one.rating for one in form.appraisal.ratings}
    heads = [Text("Rater {number}", number=number) for number in range(1, len(raters) + 1)]
    codes = [_entry(form, RATER, rater) for rater in raters.values()]
    rows = [_head(form, Text("Item"), *heads, Text("Help")), (_key("raters"), _text(RATER.asks, form), *codes)]
    for indicator in rated:
        scale = Text(
            "{title}: {low} to {high} {unit:word}, more is better",
            title=Text(indicator.title),
            low=str(indicator.options.get("low", "")),
            high=str(indicator.options.get("high", "")),
            unit=indicator.unit,
        )
        for item, text in rated_items(indicator).items():
            given = [points.get((indicator.id, item, rater), "") for rater in raters.values()]
            cells = [_entry(form, POINTS, one) for one in given]
            rows.append((_key(f"{indicator.id}/{item}"), _text(Text(text), form), *cells, _hint(scale, form)))
    columns = {"question": 50, **dict.fromkeys(raters, 14), "help": 40}
    return _page("ratings", form, columns, rows)
