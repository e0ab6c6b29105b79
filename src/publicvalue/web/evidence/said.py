"""What is asked of a file on its page, and what was filled in, as a piece of evidence of the assessment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, cast, get_origin

from publicvalue.actions.bringing.adding import SaidOfFile, fit_kind
from publicvalue.actions.bringing.appraisals import Record
from publicvalue.actions.bringing.steps import AskedColumns, Piece, asked_of, possible_kinds
from publicvalue.errors import Place
from publicvalue.evidence.model import EvidenceKind
from publicvalue.evidence.parsing.shapes import CasesEntry
from publicvalue.files.stores.folder import EVIDENCE
from publicvalue.files.untrusted.guards import FORMS
from publicvalue.files.yaml.scalars import read_scalar
from publicvalue.framework.model import Indicator
from publicvalue.measures.definition import Role, RoleType
from publicvalue.measures.options import StatedOption as Setting
from publicvalue.web.evidence.models import Upload
from publicvalue.web.stores.content import is_brought
from publicvalue.web.stores.models import StoredFile
from publicvalue.words.text import Text

COLUMN, EQUALS, UNIT, DATES, OPTION, CASES = "column-", "equals-", "unit-", "dates-", "option-", "cases-"
"""How the names of fields begin, before the name of a role, an option or a field of the cases."""
FACTS = ("source", "licence", "collected", "collected_by", "note")
WHERE, VALUES = "where-", "-is"
"""How the names of fields begin and end that say which rows are used."""
CONDITIONS = ("1", "2")
ROWS, EVENTS, WHOLE_CASES = "rows", "events", "cases"
"""The field that says what a row of a table is, and what it may say."""
EVENT_NEEDED = ("case", "activity", "time")
EVENT_COLUMNS = (*EVENT_NEEDED, "start", "resource", "channel", "group", "deadline")
"""What a column of a table of events may be."""
CASE_FIELDS = ("unit", "closed_by", "within", "extracted", "office_hours", "country", "time_zone")
"""What is asked of a log: how its events become cases."""
NEEDED = ("source",)
PUBLISH, KEEP = "yes", "no"
LONGEST = 2_000


def indicator_of(record: Record, upload: Upload) -> Indicator:
    """Return what an upload answers."""
    return record.files.framework.indicator(upload.indicator)


def kind_of(upload: Upload, indicator: Indicator) -> EvidenceKind:
    """Return the kind of evidence that was chosen; the indicator's own where none was."""
    known = possible_kinds(indicator)
    chosen = upload.said.get("kind", "")
    return next((one for one in known if one == chosen), known[0])


def column_names(upload: Upload) -> list[str]:
    return list(upload.seen.get("columns", {}))


def guessed(upload: Upload, indicator: Indicator) -> dict[str, str]:
    """Return the fields of columns that can be guessed: by their names, and where one alone fits."""
    seen = upload.seen.get("columns", {})
    kinds = {name: frozenset(cast("list[RoleType]", found)) for name, found in seen.items()}
    fit = fit_kind(indicator, kind_of(upload, indicator), kinds, SaidOfFile(indicator.id))
    return {f"{COLUMN}{role}": column for role, column in fit.columns.items()}


def field_names(upload: Upload, indicator: Indicator) -> Iterator[str]:
    """Yield the names of all fields that the page of an upload has."""
    yield from ("kind", "title", "publish", "sheet", ROWS, *FACTS)
    yield from (f"{WHERE}{one}{end}" for one in CONDITIONS for end in ("", VALUES))
    asked = asked_of(indicator, kind_of(upload, indicator))
    for role in roles_of(asked):
        yield from (f"{start}{role.name}" for start in (COLUMN, EQUALS, UNIT, DATES))
    yield from (f"{OPTION}{one.name}" for one in settings_of(asked))
    yield from (f"{CASES}{name}" for name in case_fields(upload))


def case_fields(upload: Upload) -> tuple[str, ...]:
    """Return what is asked of how events become cases: nothing of a file that holds none."""
    if may_be_events(upload):
        return (*EVENT_COLUMNS, "date_format", *CASE_FIELDS)
    return CASE_FIELDS if upload.seen.get("is_log") else ()


def may_be_events(upload: Upload) -> bool:
    """Return whether the rows of a file are those of a table, which may be events."""
    return not upload.seen.get("is_log") or bool(upload.seen.get("events"))


def file_columns(upload: Upload) -> dict[str, list[str]]:
    """Return the columns that a file itself has: those of its events, where cases were made of them."""
    events = upload.seen.get("events") or upload.seen
    found: dict[str, list[str]] = events.get("columns", {})
    return found


def looked_at(upload: Upload) -> tuple[Any, ...]:
    """Return what decides which rows and columns a file shows."""
    return upload.said.get("sheet", ""), repr(sorted(_stated(upload).items()))


def cases_of(upload: Upload) -> CasesEntry | None:
    """Return how the events of a file become cases; None where a row is a case, or nothing is said yet."""
    stated: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in _stated(upload).items()
    }
    if not isinstance(stated.get("within", 0), int | float):
        # What is no number is told by the trial, at its field.
        del stated["within"]
    return CasesEntry(**stated, places={name: Place(field=f"cases.{name}") for name in stated}) if stated else None


def _stated(upload: Upload) -> dict[str, object]:
    """Return what is said of events: nothing where the rows of a table are cases."""
    return {} if may_be_events(upload) and upload.said.get(ROWS) != EVENTS else _cases(upload)


def settings_of(asked: AskedColumns) -> list[Setting]:
    """Return the options that whoever brings a file may set."""
    return [one for one in asked.definition.options if one.set_by == "assessment" and not _is_left_out(one)]


def _is_left_out(option: Setting) -> bool:
    """Whether an option is none for a line of a form: a table within a table, or a choice of one."""
    return get_origin(option.statement.type) is Mapping or len(option.choices) == 1


def roles_of(asked: AskedColumns) -> tuple[Role, ...]:
    """Return the roles that columns can play on the page: none that an option which is not asked would need."""
    out = {one.name for one in asked.definition.options if one.set_by == "assessment" and _is_left_out(one)}
    return tuple(role for role in asked.roles if role.name not in out)


# ---- what was filled in, as a piece of evidence


def piece_of(upload: Upload, record: Record, settings: Mapping[str, object]) -> Piece:
    """Return an upload as the piece of evidence that it would be."""
    indicator, said = indicator_of(record, upload), upload.said
    kind = kind_of(upload, indicator)
    asked = asked_of(indicator, kind)
    id, file = names_of(upload, settings, [one.id for one in record.files.framework.instruments.audiences])
    facts: dict[str, object] = {name: said.get(name, "") for name in FACTS}
    facts["sheet"] = said.get("sheet", "")
    facts["may_publish"] = {PUBLISH: True, KEEP: False}.get(said.get("publish", ""), False)
    if upload.seen.get("is_log"):
        facts["cases"] = _cases(upload) or {"unit": "days"}
    columns = {role.name: _column(role, said) for role in asked.roles}
    options = {one.name: _option(one, said.get(f"{OPTION}{one.name}", "")) for one in settings_of(asked)}
    return Piece(
        indicator.id,
        kind,
        id,
        said.get("title", "") or upload.file,
        file,
        facts,
        {name: one for name, one in columns.items() if one},
        {name: one for name, one in options.items() if one != ""},
        upload.replaces,
        where_of(said),
    )


def names_of(upload: Upload, settings: Mapping[str, object], audiences: Sequence[str]) -> tuple[str, str]:
    """Return an id and the name of a file that nothing in the assessment has yet, and that nothing else will write."""
    listed = settings.get("evidence")
    entries = listed if isinstance(listed, Sequence) and not isinstance(listed, str) else ()
    ids = {str(one.get("id")) for one in entries if isinstance(one, Mapping)}
    files = set(StoredFile.objects.filter(version=upload.version).values_list("name", flat=True))
    suffix = suffix_of(upload.file)
    stem = upload.file[: len(upload.file) - len(suffix)] if suffix else upload.file
    base = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:60] or "evidence"
    if not is_brought(f"{EVIDENCE}/{base}{suffix}") or any(f"{base}-".startswith(f"{one}-") for one in audiences):
        base = f"file-{base}"
    number = 1
    while (id := base if number == 1 else f"{base}-{number}") in ids or f"{EVIDENCE}/{id}{suffix}" in files:
        number += 1
    return id, f"{EVIDENCE}/{id}{suffix}"


def suffix_of(file: str) -> str:
    """Return how a file's name ends, with what was packed inside."""
    path = PurePosixPath(file.lower())
    both = "".join(path.suffixes[-2:])
    return both if both in FORMS else path.suffix


def _column(role: Role, said: Mapping[str, Any]) -> object:
    chosen = said.get(f"{COLUMN}{role.name}", "")
    if role.repeated:
        return [one for one in (chosen if isinstance(chosen, list) else [chosen]) if one]
    more: dict[str, object] = {}
    if equals := _listed(said.get(f"{EQUALS}{role.name}", "")):
        more["equals"] = [read_scalar(one) for one in equals]
    if unit := said.get(f"{UNIT}{role.name}", ""):
        more["unit"] = unit
    if dates := said.get(f"{DATES}{role.name}", ""):
        more["date_format"] = dates
    return {"column": chosen, **more} if chosen and more else chosen


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def is_list(option: Setting) -> bool:
    """Return whether an option takes several values."""
    return get_origin(option.statement.type) is tuple


def _option(option: Setting, text: str) -> object:
    if not text:
        return ""
    if is_list(option):
        return [read_scalar(one) for one in _listed(text)]
    known = {str(one).lower() if isinstance(one, bool) else str(one): one for one in option.choices}
    return known.get(text, read_scalar(text))


def where_of(said: Mapping[str, Any]) -> dict[str, list[object]]:
    """Return which rows are used: column -> the values of which a row has one."""
    found: dict[str, list[object]] = {}
    for one in CONDITIONS:
        column, values = said.get(f"{WHERE}{one}", ""), _listed(said.get(f"{WHERE}{one}{VALUES}", ""))
        if column and values:
            found.setdefault(column, []).extend(map(read_scalar, values))
    return found


def unfinished(said: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what was said by half: name of a field -> what is wrong."""
    wrong: dict[str, tuple[str, ...]] = {}
    for one in CONDITIONS:
        column, values = f"{WHERE}{one}", f"{WHERE}{one}{VALUES}"
        if said.get(column) and not _listed(said.get(values, "")):
            wrong[values] = (Text("write the values of the rows that are used"),)
        elif said.get(values) and not said.get(column):
            wrong[column] = (Text("choose a column"),)
    for name in EVENT_NEEDED if said.get(ROWS) == EVENTS else ():
        if not said.get(f"{CASES}{name}"):
            wrong[f"{CASES}{name}"] = (Text("choose a column"),)
    return wrong


def _cases(upload: Upload) -> dict[str, object]:
    said = upload.said
    found: dict[str, object] = {}
    for name in case_fields(upload):
        text = said.get(f"{CASES}{name}", "")
        if text:
            found[name] = _listed(text) if name == "closed_by" else read_scalar(text) if name == "within" else text
    return found


def lacking(upload: Upload) -> dict[str, tuple[str, ...]]:
    """Return what has to be said before a file is taken, and is not: name of a field -> what is wrong."""
    said = upload.said
    wrong: dict[str, tuple[str, ...]] = {}
    for name in ("title", *NEEDED):
        if not said.get(name, "").strip():
            wrong[name] = (Text("this is needed"),)
    if said.get("publish") not in (PUBLISH, KEEP):
        wrong["publish"] = (Text("choose one"),)
    return wrong
