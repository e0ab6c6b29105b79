"""Money and ratings as tables on a page: the same rows as in the workbook, read by the same rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from publicvalue.actions.bringing.appraisals import Record
from publicvalue.files.translations import speak_framework
from publicvalue.instruments.appraisal.asked import rated_indicators, rated_items
from publicvalue.instruments.appraisal.book import KEY, ReadSheet
from publicvalue.instruments.appraisal.free_rows import RATE_ROW, RATERS_ROW, read_flows, read_ratings
from publicvalue.instruments.appraisal.model import Appraisal
from publicvalue.instruments.appraisal.questions import RATE, Prompt
from publicvalue.instruments.appraisal.reading import WorkbookReading
from publicvalue.instruments.appraisal.sheets import FLOW_PROMPTS, POINTS, RATER, rater_keys
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.actions import AnsweredMeanwhileError
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.views import where_of
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register.rights import person
from publicvalue.web.spaces.permission import may_at
from publicvalue.web.stores.models import Version
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined, sentence
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind, Subject

COSTS, RATINGS = "costs", "ratings"
FIRST = 3
"""Number of the first row that people fill in: those before are headings, as in the workbook."""
BLANK = 3
"""Blank rows below those that are filled in; saving makes more."""
MOST_DIGITS = 3
"""Of the number of a row: a form with more rows has more fields than are taken, and is refused whole."""
AMOUNTS = ("amount-", "low-", "likely-", "high-")
"""How the names of cells begin that hold money."""
OPEN_AMOUNT = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
"""An amount whose point may be a decimal mark, or part thousands."""
LONGEST = 32_767
"""Signs of a cell, as in a workbook."""


@dataclass(frozen=True)
class Line:
    """A row of a table: what it is about, and its cells."""

    title: str
    cells: tuple[Input, ...]
    group: str = ""


Cells = Mapping[str, str]
"""Name of a cell, its key and its row, such as `amount-3` -> what stands in it."""


def tables_in(appraisal: Appraisal, name: str) -> dict[str, Any]:
    """Return the parts of an appraisal that a table holds."""
    if name == COSTS:
        return {"flows": appraisal.flows, "discount_rate": appraisal.discount_rate}
    return {"ratings": appraisal.ratings}


def cells_of(record: Record, name: str) -> dict[str, str]:
    """Return what stands in a table, by the names of its cells."""
    appraisal = record.appraisal
    if name == COSTS:
        found = {RATE_ROW: appraisal.discount_rate}
        for number, flow in enumerate(appraisal.flows, FIRST):
            found |= {f"{key}-{number}": text for key, text in asdict(flow).items() if text}
        return found
    raters = rater_keys(appraisal)
    if all(raters.values()):
        raters[f"rater_{len(raters) + 1}"] = ""
    points = {(one.indicator, one.item, one.rater): one.rating for one in appraisal.ratings}
    found = {f"{key}-{FIRST - 1}": rater for key, rater in raters.items()}
    for number, (indicator, item, _) in enumerate(_items(record), FIRST):
        found |= {f"{key}-{number}": points.get((indicator, item, rater), "") for key, rater in raters.items()}
    return found


def _items(record: Record) -> list[tuple[str, str, str]]:
    """Return what is rated: indicator, item, and its text."""
    rated = rated_indicators(record.files.framework)
    return [(one.id, item, text) for one in rated for item, text in rated_items(one).items()]


def read_cells(record: Record, name: str, cells: Cells, language: Language) -> WorkbookReading:
    """Read a table that was sent by the rules of the workbook; what is wrong stands under the names of its cells."""
    rows: dict[int, dict[str, str]] = {}
    for cell, text in cells.items():
        key, _, number = cell.rpartition("-")
        if number.isdigit() and text:
            rows.setdefault(int(number), {})[key] = text
    if name == COSTS:
        rows[FIRST - 1] = {KEY: RATE_ROW, "amount": cells.get(RATE_ROW, "")}
        keys = [one.field for one in FLOW_PROMPTS]
    else:
        rows.setdefault(FIRST - 1, {})[KEY] = RATERS_ROW
        for place, (indicator, item, _) in enumerate(_items(record), FIRST):
            rows.setdefault(place, {})[KEY] = f"{indicator}/{item}"
        keys = list(_rater_columns(cells))
    sheet = ReadSheet(name, MappingProxyType(dict(sorted(rows.items()))), {key: f"{key}-" for key in keys})
    reading = WorkbookReading("", record.files.framework, language, record.appraisal)
    (read_flows if name == COSTS else read_ratings)(sheet, reading)
    return reading


def sent_cells(sent: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells that were sent; of a row far below, which no form of ours has, nothing is taken."""
    found: dict[str, str] = {}
    for name, text in sent.items():
        number = name.rpartition("-")[2]
        if name == RATE_ROW or (number.isdecimal() and len(number) <= MOST_DIGITS):
            found[name] = str(text).strip()[:LONGEST]
    return found


def _rater_columns(cells: Cells) -> list[str]:
    return sorted({key for cell in cells if (key := cell.rpartition("-")[0]).startswith("rater_")}, key=_number)


def _number(key: str) -> int:
    number = key.rpartition("_")[2]
    return int(number[:MOST_DIGITS]) if number.isdecimal() else 0


@login_required
def table(request: HttpRequest, agency: str, slug: str, name: str) -> HttpResponse:
    """The table of money or of ratings: seen, or filled in and saved."""
    if name not in (COSTS, RATINGS):
        raise Http404
    version = find_version(request, (agency, slug), Action.CHANGE if request.method == "POST" else Action.SEE)
    with open_record(version) as record:
        language = speak_framework(spoken(), record.files)
        stands = cells_of(record, name)
    if request.method != "POST":
        return _page(request, version, (record, name, language), stands)
    cells = sent_cells(request.POST.dict())
    reading = read_cells(record, name, cells, language)
    if errors := _errors(reading, name) | open_numbers(cells, stands):
        return _page(request, version, (record, name, language), cells, errors)
    try:
        changed = actions.write_tables(person(request), version, tables_in(reading.appraisal, name), _seen(request))
    except AnsweredMeanwhileError:
        messages.error(request, Text("Somebody else changed this table meanwhile. What they saved is shown beside it."))
        return _page(request, version, (record, name, language), cells, theirs=stands)
    messages.success(request, Text("The table is kept.") if changed else Text("Nothing has changed."))
    if request.POST.get("then") == "more":
        return redirect("assessments:table", agency, slug, name)
    return redirect("assessments:tasks", agency, slug)


def _seen(request: HttpRequest) -> str:
    return request.POST.get("seen", "")


def open_numbers(cells: Cells, stands: Cells) -> dict[str, tuple[Text, ...]]:
    """Return amounts that were written so that their mark may part thousands; what stands there already is known."""
    found: dict[str, tuple[Text, ...]] = {}
    for cell, text in cells.items():
        if cell.startswith(AMOUNTS) and text != stands.get(cell) and OPEN_AMOUNT.fullmatch(text):
            values = {"small": text.rstrip("0").rstrip("."), "large": text.replace(".", "")}
            found[cell] = (Text("It may be {small} or {large}: write no mark between thousands.", **values),)
    return found


def _errors(reading: WorkbookReading, name: str) -> dict[str, tuple[Text, ...]]:
    """Return what is wrong by the name of the cell."""
    found: dict[str, tuple[Text, ...]] = {}
    for one in reading.problems:
        cell = one.place.field.partition("!")[2]
        if name == COSTS and cell == f"amount-{FIRST - 1}":
            cell = RATE_ROW
        told = joined(sentence(one.what), sentence(Text("expected: {expected}", expected=one.expected)))
        found[cell] = (*found.get(cell, ()), told)
    return found


Of = tuple[Record, str, Language]


def _page(
    request: HttpRequest,
    version: Version,
    of: Of,
    cells: Cells,
    errors: Mapping[str, tuple[Text, ...]] | None = None,
    **told: Cells,
) -> HttpResponse:
    record, name, language = of
    lines = list((_money if name == COSTS else _rated)(record, cells, errors or {}, language.write))
    rate = Input(
        RATE_ROW, RATE.asks, value=cells.get(RATE_ROW, ""), errors=(errors or {}).get(RATE_ROW, ()), wide=False
    )
    heads = [one.asks for one in FLOW_PROMPTS]
    if name == RATINGS:
        columns = _rater_columns(cells)
        heads = [Text("Rater {number}", number=number) for number in range(1, len(columns) + 1)]
    theirs = told.get("theirs", {})
    subject = Subject(Kind.ANSWER, State(version.state))
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "name": name,
        "title": Text("Costs and benefits in money") if name == COSTS else Text("Ratings by people"),
        "rate": [rate] if name == COSTS else [],
        "heads": heads,
        "lines": lines,
        "inputs": [*([rate] if name == COSTS else []), *(_named(cell, line) for line in lines for cell in line.cells)],
        # With faults in it the form stays that of the state from which it was filled in.
        "seen": _seen(request) if errors else actions.seen_tables(tables_in(record.appraisal, name)),
        "theirs": [(cell, text) for cell, text in theirs.items() if text and text != cells.get(cell, "")],
        "may_answer": may_at(person(request), Action.CHANGE, subject, version.assessment.agency),
    }
    return render(request, "assessments/table.html", shown, status=422 if errors else 409 if theirs else 200)


Say = Callable[[str], str]
Wrong = Mapping[str, tuple[Text, ...]]


def _money(record: Record, cells: Cells, wrong: Wrong, say: Say) -> Iterator[Line]:
    """Yield a row for each flow, and some that are blank."""
    del record
    filled = [end for cell, text in cells.items() if text and (end := cell.rpartition("-")[2]).isdigit()]
    for number in range(FIRST, max(map(int, filled), default=FIRST - 1) + 1 + BLANK):
        title = Text("Row {row}", row=number - FIRST + 1)
        inputs = (_cell(prompt, (prompt.field, number), (cells, wrong), say) for prompt in FLOW_PROMPTS)
        yield Line(title, tuple(inputs))


def _rated(record: Record, cells: Cells, wrong: Wrong, say: Say) -> Iterator[Line]:
    """Yield the codes of the raters, and a row for each item that is rated, under its indicator."""
    keys = _rater_columns(cells)
    codes = (_cell(RATER, (key, FIRST - 1), (cells, wrong), say) for key in keys)
    yield Line(RATER.asks, tuple(codes))
    titles = {one.id: one for one in rated_indicators(record.files.framework)}
    before = ""
    for number, (indicator, item, text) in enumerate(_items(record), FIRST):
        of = titles[indicator]
        low, high = (str(of.options.get(end, "")) for end in ("low", "high"))
        scale = Text("{title}: {low} to {high}, more is better", title=Text(of.title), low=low, high=high)
        points = (_cell(POINTS, (key, number), (cells, wrong), say) for key in keys)
        yield Line(say(Text(text or item)), tuple(points), "" if indicator == before else say(scale))
        before = indicator


def _named(cell: Input, line: Line) -> Input:
    """Return a cell under a name that says in which row it stands."""
    if cell.label == line.title:
        return cell
    return replace(cell, label=Text("{row}, {column}", row=line.title, column=cell.label))


def _cell(prompt: Prompt, at: tuple[str, int], of: tuple[Cells, Wrong], say: Say) -> Input:
    (key, number), (cells, wrong) = at, of
    name = f"{key}-{number}"
    value, errors = cells.get(name, ""), wrong.get(name, ())
    if prompt.form != "choice":
        return Input(name, prompt.asks, "text", value, errors=errors)
    options = (Option("", "", not value), *(Option(one.id, say(one.text), one.id == value) for one in prompt.choices))
    return Input(name, prompt.asks, "select", value, options=options, errors=errors)
