"""A country: load it, check it, start it, write its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from publicvalue.actions.store import Results, Store
from publicvalue.country.checklists import ChecklistResult, find_checklists
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.parse import CountryTables, parse_case, parse_readiness, read_case
from publicvalue.country.readiness import Readiness, find_readiness
from publicvalue.country.shapes import (
    ANSWER_COLUMNS,
    ANSWER_OPTIONAL,
    FIGURE_COLUMNS,
    FIGURE_OPTIONAL,
    SERVICE_COLUMNS,
    SERVICE_OPTIONAL,
    STAFF_TABLES,
)
from publicvalue.errors import InputError, Place, Problem, PublicValueError
from publicvalue.files.frameworks import SHIPPED
from publicvalue.files.stores.folder import COUNTRY_FILE
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.reports.country.context import CountryContext, context_of
from publicvalue.reports.country.html import render_country_html
from publicvalue.reports.country.results import country_data
from publicvalue.reports.country.tables import country_tables
from publicvalue.reports.country.template import CountryStart, start_files
from publicvalue.reports.table import csv_text
from publicvalue.results.codec import json_bytes
from publicvalue.schema.node import Node, Row
from publicvalue.schema.spelling import nearest
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, listed

REPORT = "country report"
"""What the folder is called in its mark."""
CONTEXT = "country-readiness/1.3"


@dataclass(frozen=True)
class CountryFolder:
    """A country that was loaded: what was asked, what was brought."""

    framework: ReadinessFramework
    case: CountryCase


@dataclass(frozen=True)
class CountryReport:
    """A country's readiness and checklists."""

    framework: ReadinessFramework
    case: CountryCase
    readiness: Readiness
    checklists: tuple[ChecklistResult, ...]


def readiness_names() -> tuple[str, ...]:
    return tuple(sorted(f"{p.parent.parent.name}/{p.parent.name}" for p in SHIPPED.glob("*/*/readiness.yaml")))


@cache
def load_readiness(name: str) -> ReadinessFramework:
    """Load a readiness framework that comes with the product; raises InputError."""
    if name not in readiness_names():
        known = readiness_names()
        what, place = (
            Text("there is no readiness framework {name:quoted}", name=name),
            Place(COUNTRY_FILE, None, None, "framework"),
        )
        raise InputError([Problem(place, what, listed(known), nearest(name, known))])
    return parse_readiness(Node(_parts(name), Place(f"frameworks/{name}")))


def _parts(name: str) -> Mapping[str, Node]:
    """Return the parts of a framework by name, and what it has not from the one that it is based on.

    Lists whose entries have ids are one list: an entry of the same id takes the place of the earlier one.
    """
    merged: dict[str, Node] = {}
    for path in sorted((SHIPPED / name).glob("*.yaml")):
        value = read_yaml(path, f"frameworks/{name}/{path.name}").value
        merged |= value if isinstance(value, dict) else {}
    base = merged["readiness"].get("based_on") if "readiness" in merged else None
    if not base:
        return merged
    earlier = _parts(str(base.value))
    return {**earlier, **{name: _merged(earlier.get(name), node) for name, node in merged.items()}}


def _merged(earlier: Node | None, own: Node) -> Node:
    """Return a part of a framework with the entries of the earlier one that it does not replace, in their order."""
    if earlier is None or not (isinstance(earlier.value, tuple | list) and isinstance(own.value, tuple | list)):
        return own
    entries: dict[object, Node] = {}
    for one in (*earlier.value, *own.value):
        if not isinstance(one.value, dict) or "id" not in one.value:
            return own
        entries[one.value["id"].value] = one
    return replace(own, value=type(own.value)(entries.values()))


def load_country(store: Store, under: ReadinessFramework | None = None) -> CountryFolder:
    """Load a country; under a later framework than its own where that asks the same and more.

    Raises
    ------
    InputError
        With every problem of `country.yaml` and of its tables.
    """
    problems: list[Problem] = []
    settings = store.read_settings(problems)
    if problems:
        raise InputError(problems)
    head = read_case(settings)
    framework = load_readiness(head.framework)
    if under and asks_the_same(framework, under):
        framework = under
    figures = _rows(store, head.figures, (FIGURE_COLUMNS, FIGURE_OPTIONAL), problems)
    answers = {
        name: _rows(store, file, (ANSWER_COLUMNS, ANSWER_OPTIONAL), problems) for name, file in head.checklists.items()
    }
    features = tuple(one.id for one in framework.features)
    columns = (SERVICE_COLUMNS, (*SERVICE_OPTIONAL, *features))
    services = _rows(store, head.services, columns, problems) if head.services else ()
    asked = {name: file for name, file in head.staff.items() if name in STAFF_TABLES}
    staff = {name: _rows(store, file, STAFF_TABLES[name], problems) for name, file in asked.items()}
    if problems:
        raise InputError(problems)
    return CountryFolder(framework, parse_case(head, framework, CountryTables(figures, answers, services, staff)))


def asks_the_same(earlier: ReadinessFramework, later: ReadinessFramework) -> bool:
    """Tell whether every answer under an earlier framework means the same under a later one."""
    lists = {one.id: one for one in later.checklists}
    same = all(lists.get(one.id) == one for one in earlier.checklists)
    return same and earlier.indices == later.indices and earlier.services == later.services


def _rows(
    store: Store, file: str, columns: tuple[tuple[str, ...], tuple[str, ...]], problems: list[Problem]
) -> tuple[Row, ...]:
    try:
        return store.read_rows(file, *columns)
    except PublicValueError as error:
        problems.extend(error.problems)
        return ()


def run_country(loaded: CountryFolder) -> CountryReport:
    """Find what can be said of a country."""
    readiness = find_readiness(loaded.framework, loaded.case)
    return CountryReport(loaded.framework, loaded.case, readiness, find_checklists(loaded.framework, loaded.case))


def load_contexts(stores: Sequence[Store]) -> Mapping[str, CountryContext]:
    """Assess countries, and return what stands beside the scores of their systems, by code.

    Raises
    ------
    InputError
        With the problems of all, each with the name of its country's store; for a country that has two.
    """
    contexts: dict[str, CountryContext] = {}
    problems: list[Problem] = []
    for store in stores:
        try:
            report = run_country(load_country(store))
        except PublicValueError as error:
            problems += [
                replace(one, place=replace(one.place, file=f"{store.name}: {one.place.file}")) for one in error.problems
            ]
            continue
        code = report.case.country
        if code in contexts:
            what, expected = Text("{code} has a second folder", code=code), Text("one folder for each country")
            problems.append(Problem(Place(store.name), what, expected, Text("name one of them")))
        contexts[code] = context_of(report.framework, report.case, report.readiness, report.checklists)
    if problems:
        raise InputError(problems)
    return contexts


def load_context(store: Store, code: str) -> CountryContext:
    """Assess a country that must be this one; raises InputError as `load_contexts`, or for another."""
    contexts = load_contexts([store])
    if code not in contexts:
        what = Text(
            "this is the readiness of {countries:list}, and the system is one of {code}",
            countries=tuple(contexts),
            code=code,
        )
        expected = Text("the folder of {code}", code=code)
        raise InputError([Problem(Place(store.name), what, expected, Text("name that folder"))])
    return contexts[code]


def start_country(store: Store, code: str, title: str) -> tuple[str, ...]:
    """Write the files of a new country; returns their names. InputError where something is kept there already."""
    framework = load_readiness(CONTEXT)
    if code not in framework.countries:
        formerly = framework.formerly.get(code)
        do = Text("write {code}", code=formerly) if formerly else nearest(code, list(framework.countries))
        what, expected = Text("{code:quoted} is no country", code=code), Text("an ISO 3166-1 alpha-3 code, such as BRB")
        raise InputError([Problem(Place(), what, expected, do)])
    files = start_files(CountryStart(code, title or framework.countries[code], framework))
    store.start({name: text.encode() for name, text in files.items()})
    return tuple(files)


def write_country(report: CountryReport, results: Results, language: Language = ENGLISH) -> None:
    """Write page, JSON and tables; a former report in the same place is replaced, nothing else ever is."""
    results.write(REPORT, _report_files(report, language))


def _report_files(report: CountryReport, language: Language) -> Mapping[str, bytes]:
    parts = (report.framework, report.case, report.readiness, report.checklists)
    files = {
        "country.html": render_country_html(*parts, language).encode(),
        "country.json": json_bytes(country_data(*parts)),
    }
    for name, table in country_tables(*parts).items():
        files[f"tables/{name}.csv"] = csv_text(table, language).encode("utf-8-sig")
    return files
