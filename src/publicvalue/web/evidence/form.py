"""The form of a file that was brought: what it is, which column is what, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publicvalue.actions.bringing.steps import asked_of, possible_kinds
from publicvalue.actions.naming import write_naming
from publicvalue.evidence.events.mapping import CASE_COLUMNS
from publicvalue.framework.model import Indicator
from publicvalue.measures.definition import Role
from publicvalue.measures.options import StatedOption as Setting
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.evidence.choices import choice_name
from publicvalue.web.evidence.models import Upload
from publicvalue.web.evidence.said import (
    CASE_FIELDS,
    CASES,
    COLUMN,
    CONDITIONS,
    DATES,
    EQUALS,
    EVENT_COLUMNS,
    EVENT_NEEDED,
    EVENTS,
    FACTS,
    KEEP,
    NEEDED,
    OPTION,
    PUBLISH,
    ROWS,
    UNIT,
    VALUES,
    WHERE,
    WHOLE_CASES,
    file_columns,
    is_list,
    kind_of,
    may_be_events,
    roles_of,
    settings_of,
)
from publicvalue.words.text import Text, joined

KIND_NAMES: Mapping[str, Text] = {
    "records": Text("Records: a row for each case"),
    "survey": Text("Answers of people to a survey"),
    "ratings": Text("Ratings by people who know the matter"),
    "checklist": Text("A checklist with its answers"),
    "costs": Text("Money by day"),
    "statistics": Text("Published figures"),
    "forecast": Text("A forecast"),
    "appraisal": Text("Answers to core questions"),
}
TYPE_NAMES: Mapping[str, Text] = {
    "number": Text("numbers"),
    "yes_no": Text("yes and no"),
    "date": Text("days"),
    "category": Text("names"),
}


def inputs_of(upload: Upload, indicator: Indicator, wrong: Mapping[str, tuple[str, ...]]) -> dict[str, list[Input]]:
    """Return the form of an upload, in parts: what it is, which column is what, settings, where it comes from.

    Parameters
    ----------
    upload, indicator
        The file, and what it answers.
    wrong
        Name of a field -> what is wrong with it.
    """
    asked, said = asked_of(indicator, kind_of(upload, indicator)), upload.said
    form = _Form(upload, said, wrong)
    # Where none is needed in every way of measuring, all are asked alike.
    roles = roles_of(asked)
    needed = [role for role in roles if role.name in asked.needed] or list(roles)
    return {
        "kind": [form.kind(indicator), *form.sheet()],
        "events": form.events() if may_be_events(upload) else [],
        "cases": [form.case_field(name) for name in CASE_FIELDS] if upload.seen.get("is_log") else [],
        "columns": [form.column(role, needed=role.name in asked.needed) for role in needed],
        "further": [form.column(role, needed=False) for role in roles if role not in needed],
        "where": [one for number in CONDITIONS for one in form.condition(number)],
        "reading": [one for role in roles for one in form.reading(role, indicator)],
        "options": [form.option(one) for one in settings_of(asked)],
        "facts": [form.title(), *map(form.fact, FACTS), form.publish()],
    }


FACT_NAMES: Mapping[str, tuple[Text, Text | str]] = {
    "source": (Text("Where does it come from?"), Text("The register, system or office that it was taken from.")),
    "licence": (Text("Licence or terms of use"), Text("Such as CC BY 4.0, or that it is not published.")),
    "collected": (Text("Which period is it about?"), Text("Such as 2025, or January to June 2026.")),
    "collected_by": (Text("Who collected it?"), ""),
    "note": (Text("What must a reader know of it?"), ""),
}
CASE_NAMES: Mapping[str, Text] = {
    "case": Text("Which case is it about?"),
    "activity": Text("What happened?"),
    "time": Text("When did it happen?"),
    "start": Text("When did work on it begin?"),
    "resource": Text("Who did it: a person, a unit or a system?"),
    "group": Text("To which group does the case belong?"),
    "channel": Text("Through which channel did it come?"),
    "deadline": Text("By which day must the case be decided?"),
    "date_format": Text("How times are written, such as %d/%m/%Y %H:%M, where it could be taken otherwise"),
    "unit": Text("Unit of lengths of time"),
    "closed_by": Text("Activities that end a case, with commas between"),
    "within": Text("Time in which a case should end, in that unit"),
    "extracted": Text("Last day of which the file knows, year-month-day"),
    "office_hours": Text("Office hours, such as 08:30-17:00"),
    "country": Text("Country of the public holidays, such as BRB"),
    "time_zone": Text("Time zone of the office, such as America/Barbados"),
}


class _Form:
    """Makes the inputs of an upload with what was filled in."""

    def __init__(self, upload: Upload, said: Mapping[str, Any], wrong: Mapping[str, tuple[str, ...]]) -> None:
        self._upload, self._said, self._wrong = upload, said, wrong

    def _text(self, name: str, label: str, hint: str = "", **more: Any) -> Input:
        more = {"needed": False, "errors": self._wrong.get(name, ()), **more}
        return Input(name, label, more.pop("kind", "text"), self._said.get(name, ""), hint, **more)

    def kind(self, indicator: Indicator) -> Input:
        chosen = kind_of(self._upload, indicator)
        options = tuple(Option(one, KIND_NAMES[one], one == chosen) for one in possible_kinds(indicator))
        return Input("kind", Text("What is it?"), "radios", chosen, options=options)

    def sheet(self) -> list[Input]:
        sheets = self._upload.seen.get("sheets", ())
        if len(sheets) < 2:
            return []
        stands = self._said.get("sheet", "") or sheets[0]
        options = tuple(Option(one, one, one == stands, as_is=True) for one in sheets)
        return [Input("sheet", Text("Which sheet is it?"), "select", stands, options=options)]

    def column(self, role: Role, *, needed: bool) -> Input:
        name = f"{COLUMN}{role.name}"
        stands = self._said.get(name, "")
        chosen = set(stands) if isinstance(stands, list) else {stands}
        columns = self._upload.seen.get("columns", {})
        options = tuple(
            Option(one, self._shown(one, found), one in chosen, as_is=True) for one, found in columns.items()
        )
        # The question in the words of the measure; its name tells it from others in messages.
        label = Text("{text:capital}", text=Text("{text:bare}", text=role.text))
        errors = self._wrong.get(name, ())
        if role.repeated:
            return Input(name, label, "checkboxes", options=options, errors=errors, needed=needed)
        none = Option("", Text("choose a column") if needed else Text("none"), chosen in ({""}, set()))
        kind, value = "select", next(iter(chosen), "")
        return Input(name, label, kind, value, options=(none, *options), errors=errors, needed=needed)

    def _shown(self, name: str, found: list[str]) -> Text:
        about = CASE_COLUMNS.get(name, "") if self._upload.seen.get("is_log") else ""
        if about:
            return Text("{name}: {about:word}", name=name, about=about)
        return self._typed(name, found)

    def _typed(self, name: str, found: list[str]) -> Text:
        kinds = tuple(TYPE_NAMES[one] for one in found if one != "category") or (TYPE_NAMES["category"],)
        return Text("{name} ({kinds:or})", name=name, kinds=kinds) if found else Text("{name} (blank)", name=name)

    def reading(self, role: Role, indicator: Indicator) -> Iterator[Input]:
        """Yield what is asked of how the cells of a column are read."""
        of = Text("{text:bare}", text=role.text)
        if role.type == "yes_no":
            label = Text("Values that count as yes, with commas between: {role}", role=of)
            yield self._text(f"{EQUALS}{role.name}", label, Text("Not needed where the cells say yes and no."))
        if role.measured:
            label = Text("Unit of the cells: {role}", role=of)
            hint = Text("Where it is not {unit:word}, such as days or hours.", unit=indicator.unit)
            yield self._text(f"{UNIT}{role.name}", label, hint, wide=False)
        if role.type == "date":
            label = Text("How days are written: {role}", role=of)
            hint = Text("Such as %d/%m/%Y, where day and month could be taken for each other.")
            yield self._text(f"{DATES}{role.name}", label, hint, wide=False)

    def option(self, option: Setting) -> Input:
        name, label = f"{OPTION}{option.name}", Text("{text:capital}", text=Text("{text:bare}", text=option.text))
        if not option.choices:
            hint = Text("With commas between.") if is_list(option) else ""
            return self._text(name, label, hint, needed=option.required)
        chosen = self._said.get(name, "")
        known = [str(one).lower() if isinstance(one, bool) else str(one) for one in option.choices]
        first = Option("", Text("choose one") if option.required else Text("not said"), not chosen)
        options = (first, *(Option(one, choice_name(option.name, one), one == chosen) for one in known))
        errors = self._wrong.get(name, ())
        return Input(name, label, "select", chosen, options=options, errors=errors, needed=option.required)

    def events(self) -> list[Input]:
        """Return what is asked of a table whose rows may be events."""
        chosen = EVENTS if self._said.get(ROWS) == EVENTS else WHOLE_CASES
        options = (
            Option(WHOLE_CASES, Text("A case, an answer or a day"), chosen == WHOLE_CASES),
            Option(EVENTS, Text("An event: what happened to a case, and when"), chosen == EVENTS),
        )
        row = Input(ROWS, Text("What is a row of the file?"), "radios", chosen, options=options)
        columns = [self._file_column(f"{CASES}{name}", name) for name in EVENT_COLUMNS]
        return [row, *columns, self.case_field("date_format")]

    def _file_column(self, field: str, name: str) -> Input:
        stands, columns = self._said.get(field, ""), file_columns(self._upload)
        options = tuple(
            Option(one, self._typed(one, found), one == stands, as_is=True) for one, found in columns.items()
        )
        needed = name in EVENT_NEEDED
        none = Option("", Text("choose a column") if needed else Text("none"), not stands)
        errors = self._wrong.get(field, ())
        return Input(field, CASE_NAMES[name], "select", stands, options=(none, *options), errors=errors, needed=needed)

    def condition(self, number: str) -> Iterator[Input]:
        """Yield what is asked of which rows are used."""
        name, columns = f"{WHERE}{number}", self._upload.seen.get("columns", {})
        stands, errors = self._said.get(name, ""), self._wrong.get(name, ())
        options = tuple(
            Option(one, self._shown(one, found), one == stands, as_is=True) for one, found in columns.items()
        )
        label = Text("Use rows by this column alone") if number == CONDITIONS[0] else Text("And by this column")
        none = Option("", Text("all rows"), not stands)
        yield Input(name, label, "select", stands, options=(none, *options), errors=errors, needed=False)
        hint = Text("A row is used where its cell is one of them, letter for letter.")
        yield self._text(f"{name}{VALUES}", Text("Values of rows that are used, with commas between"), hint)

    def case_field(self, name: str) -> Input:
        field = f"{CASES}{name}"
        if name != "unit":
            return self._text(field, CASE_NAMES[name], wide=name == "closed_by")
        chosen = self._said.get(field, "") or "days"
        units = ("days", "hours", "minutes", "seconds")
        options = tuple(Option(one, Text("{word:word}", word=one), one == chosen) for one in units)
        return Input(field, CASE_NAMES[name], "select", chosen, options=options)

    def title(self) -> Input:
        return self._text("title", Text("What is it called?"), needed=True)

    def fact(self, name: str) -> Input:
        label, hint = FACT_NAMES[name]
        return self._text(
            name, label, hint, needed=name in NEEDED, kind="textarea" if name == "note" else "text", rows=2
        )

    def publish(self) -> Input:
        chosen = self._said.get("publish", "")
        options = (
            Option(KEEP, Text("No: only its hash, and the numbers that come of it"), chosen == KEEP),
            Option(PUBLISH, Text("Yes: anybody may read every row of it"), chosen == PUBLISH),
        )
        hint = Text("People of your agency, and auditors of your country, can see it in any case.")
        if naming := self._upload.seen.get("naming"):
            warning = Text("Columns of it may tell who people are: {columns}.", columns=write_naming(naming))
            hint = joined(warning, hint)
        errors = self._wrong.get("publish", ())
        return Input("publish", Text("May the file itself be published?"), "radios", chosen, hint, options, errors)
