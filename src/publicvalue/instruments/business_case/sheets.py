"""Makes the workbook in which a business case is written: blank, with what helps to fill it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from publicvalue.business_case.gates.model import Gates
from publicvalue.instruments.appraisal.book import Book, BookKind, Cell, Page, Takes, mark_of
from publicvalue.instruments.appraisal.questions import Prompt
from publicvalue.instruments.business_case.forecast_sheets import COMPARABLE, FORECAST
from publicvalue.instruments.business_case.gate_sheets import GATES, IMPACTS, RESULT_SHEET, gate_pages
from publicvalue.instruments.business_case.plan_sheets import FIELD_SHEET, PLAN
from publicvalue.instruments.business_case.prompts import (
    BENEFITS,
    COMPARABLES,
    COSTS,
    EXCHANGE,
    FIELD,
    FORECASTS,
    MEASURING,
    OPTIONS,
    RESULTS,
    START,
)
from publicvalue.words.language import Language
from publicvalue.words.text import Text

BLANK_ROWS = 30
FREE: Mapping[str, tuple[Prompt, ...]] = MappingProxyType(
    {
        "case_options": OPTIONS,
        "case_costs": COSTS,
        "case_benefits": BENEFITS,
        "case_exchange": EXCHANGE,
        COMPARABLE: COMPARABLES,
        FORECAST: FORECASTS,
        PLAN: MEASURING,
        RESULT_SHEET: RESULTS,
    }
)
"""Sheet -> what is filled in on each of its rows."""
SHEETS = ("case_start", *FREE, FIELD_SHEET, GATES, IMPACTS)
NAMES = {
    "case_start": Text("Start"),
    "case_options": Text("Options"),
    "case_costs": Text("Costs"),
    "case_benefits": Text("Benefits"),
    "case_exchange": Text("Exchange rates"),
    COMPARABLE: Text("Comparable systems"),
    FORECAST: Text("Forecasts"),
    PLAN: Text("Plan to know"),
    FIELD_SHEET: Text("Roll-out"),
    RESULT_SHEET: Text("Results"),
}
BUSINESS_CASE = BookKind(
    SHEETS,
    Text("a workbook that `publicvalue new --before-go-live` wrote"),
    Text("a workbook of a business case"),
    Text("fill in the workbook that was written, or begin anew with `publicvalue new --before-go-live`"),
)
STEPS = (
    Text("Everything here is a forecast: it is shown as one, and never counts as a result."),
    Text("Name the options first. Doing nothing is always one; a way without AI should be another."),
    Text("Write each cost and benefit compared with doing nothing. What nobody can say yet stays out, and is no zero."),
    Text("Lowest and highest: what would surprise you. What is certain has a most likely value alone."),
    Text("Time that is saved is no money until a post or an hour is used otherwise: say how much of it is."),
    Text("Save, then: publicvalue case with the name of the folder."),
)
FORMAT = "1"
NARROW, WIDE = 14, 34
WIDE_FIELDS = ("title", "source", "who", "why", "system", "action", "indicator")


def make_case_book(title: str, language: Language, gates: Gates) -> Book:
    """Return the blank workbook of a business case.

    Parameters
    ----------
    title
        Name of the case, as far as it is known.
    language
        The language of the workbook.
    gates
        What is asked at the gates.
    """
    *written, results = (_free(name, prompts, language) for name, prompts in FREE.items())
    pages = (_start(title, language), *written, _field(language), *gate_pages(gates, language), results)
    return Book(pages, language.code)


def _start(title: str, language: Language) -> Page:
    write = language.write
    rows = [
        (Cell(look="key"), Cell(write(Text("A business case")), "title")),
        *((Cell(look="key"), Cell(write(step))) for step in STEPS),
        *(_asked(one, title if one.field == "title" else "", language) for one in START),
        (Cell("language", "key"), Cell(write(Text("Language of this workbook"))), Cell(language.code, "hint")),
        (Cell("format", "key"), Cell(write(Text("Format"))), Cell(FORMAT, "hint")),
    ]
    return Page(mark_of("case_start"), write(NAMES["case_start"]), ("question", "answer"), tuple(rows), (70, 34), 0)


def _field(language: Language) -> Page:
    write = language.write
    rows = (
        (
            Cell(look="key"),
            Cell(write(Text("Units at hand, and what may be done with them")), "head"),
            Cell("", "head"),
        ),
        *(_asked(one, "", language) for one in FIELD),
    )
    return Page(mark_of(FIELD_SHEET), write(NAMES[FIELD_SHEET]), ("question", "answer"), rows, (70, 34))


def _asked(prompt: Prompt, value: str, language: Language) -> tuple[Cell, ...]:
    return (Cell(f"case.{prompt.field}", "key"), Cell(language.write(prompt.asks)), _entry(prompt, value, language))


def _entry(prompt: Prompt, value: str, language: Language) -> Cell:
    offers = tuple(language.write(choice.text) for choice in prompt.choices)
    takes: Takes = "day" if prompt.form == "day" else "number" if prompt.form == "number" else "text"
    return Cell(value, "entry", takes, offers)


def _free(name: str, prompts: Sequence[Prompt], language: Language) -> Page:
    head = (Cell(look="key"), *(Cell(language.write(one.asks), "head") for one in prompts))
    blank = (Cell(look="key"), *(_entry(one, "", language) for one in prompts))
    widths = tuple(WIDE if one.field in WIDE_FIELDS else NARROW for one in prompts)
    rows = (head, *[blank] * BLANK_ROWS)
    return Page(mark_of(name), language.write(NAMES[name]), tuple(one.field for one in prompts), rows, widths)
