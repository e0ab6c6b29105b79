"""A country as a folder: load it, check it, start it, write its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from publicvalue.actions.bundles import json_bytes
from publicvalue.country.checklists import ChecklistResult, find_checklists
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.parse import parse_case, parse_readiness, read_case
from publicvalue.country.readiness import Readiness, find_readiness
from publicvalue.country.shapes import ANSWER_COLUMNS, ANSWER_OPTIONAL, FIGURE_COLUMNS, FIGURE_OPTIONAL
from publicvalue.errors import InputError, Place, Problem, PublicValueError
from publicvalue.files.disk.marked import write_marked_folder
from publicvalue.files.disk.write import write_folder
from publicvalue.files.frameworks import SHIPPED
from publicvalue.files.tables.small import read_rows
from publicvalue.files.untrusted.guards import find_file
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.reports.country.context import CountryContext, context_of
from publicvalue.reports.country.html import render_country_html
from publicvalue.reports.country.results import country_data
from publicvalue.reports.country.tables import country_tables
from publicvalue.reports.country.template import CountryStart, start_files
from publicvalue.reports.table import csv_text
from publicvalue.schema.node import Node, Row
from publicvalue.schema.spelling import nearest
from publicvalue.words.language import ENGLISH, Language

FILE = "country.yaml"
REPORT = "country report"
"""What the folder is called in its mark."""
CONTEXT = "country-readiness/1.0"


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
        what = f"there is no readiness framework '{name}'"
        raise InputError([Problem(Place(FILE, field="framework"), what, ", ".join(known), nearest(name, known))])
    merged: dict[str, Node] = {}
    for path in sorted((SHIPPED / name).glob("*.yaml")):
        value = read_yaml(path, f"frameworks/{name}/{path.name}").value
        merged |= value if isinstance(value, dict) else {}
    return parse_readiness(Node(merged, Place(f"frameworks/{name}")))


def load_country(folder: Path) -> CountryFolder:
    """Load a country's folder.

    Raises
    ------
    InputError
        With every problem of `country.yaml` and of its tables.
    """
    path = folder / FILE
    if not path.is_file():
        do = f"`publicvalue country new {folder}` starts one"
        what = f"this folder holds no {FILE}" if folder.is_dir() else "there is no such folder"
        raise InputError([Problem(Place(str(folder)), what, "a country's folder", do)])
    head = read_case(read_yaml(path, FILE))
    framework = load_readiness(head.framework)
    problems: list[Problem] = []
    figures = _rows(folder, head.figures, (FIGURE_COLUMNS, FIGURE_OPTIONAL), problems)
    answers = {
        name: _rows(folder, file, (ANSWER_COLUMNS, ANSWER_OPTIONAL), problems) for name, file in head.checklists.items()
    }
    if problems:
        raise InputError(problems)
    return CountryFolder(framework, parse_case(head, framework, figures, answers))


def _rows(
    folder: Path, file: str, columns: tuple[tuple[str, ...], tuple[str, ...]], problems: list[Problem]
) -> tuple[Row, ...]:
    try:
        return read_rows(find_file(folder, file), file, *columns)
    except PublicValueError as error:
        problems.extend(error.problems)
        return ()


def run_country(loaded: CountryFolder) -> CountryReport:
    """Find what can be said of a country."""
    readiness = find_readiness(loaded.framework, loaded.case)
    return CountryReport(loaded.framework, loaded.case, readiness, find_checklists(loaded.framework, loaded.case))


def load_contexts(folders: Sequence[Path]) -> Mapping[str, CountryContext]:
    """Assess countries' folders, and return what stands beside the scores of their systems, by code.

    Raises
    ------
    InputError
        With the problems of all folders, each at its path; for a country that has two.
    """
    contexts: dict[str, CountryContext] = {}
    problems: list[Problem] = []
    for folder in folders:
        try:
            report = run_country(load_country(folder))
        except PublicValueError as error:
            problems += [
                replace(one, place=replace(one.place, file=f"{folder}: {one.place.file}")) for one in error.problems
            ]
            continue
        code = report.case.country
        if code in contexts:
            problems.append(
                Problem(
                    Place(str(folder)), f"{code} has a second folder", "one folder for each country", "name one of them"
                )
            )
        contexts[code] = context_of(report.framework, report.case, report.readiness, report.checklists)
    if problems:
        raise InputError(problems)
    return contexts


def load_context(folder: Path, code: str) -> CountryContext:
    """Assess a country's folder that must be of one country; raises InputError as `load_contexts`, or for another."""
    contexts = load_contexts([folder])
    if code not in contexts:
        what = f"this is the readiness of {', '.join(contexts)}, and the system is one of {code}"
        raise InputError([Problem(Place(str(folder)), what, f"the folder of {code}", "name that folder")])
    return contexts[code]


def new_country(folder: Path, code: str, title: str) -> tuple[str, ...]:
    """Start a country's folder; refuses one that holds anything. Returns the names of the files."""
    framework = load_readiness(CONTEXT)
    if code not in framework.countries:
        do = (
            f"write {framework.formerly[code]}"
            if code in framework.formerly
            else nearest(code, list(framework.countries))
        )
        raise InputError([Problem(Place(), f"'{code}' is no country", "an ISO 3166-1 alpha-3 code, such as BRB", do)])
    if folder.exists() and (folder.is_file() or any(folder.iterdir())):
        raise InputError(
            [
                Problem(
                    Place(str(folder)), "something stands here already", "a new or empty folder", "choose another name"
                )
            ]
        )
    files = start_files(CountryStart(code, title or framework.countries[code], framework))
    write_folder(folder, {name: text.encode() for name, text in files.items()})
    return tuple(files)


def write_country(report: CountryReport, target: Path, language: Language = ENGLISH) -> Path:
    """Write page, JSON and tables; a former report in the same folder is replaced, nothing else ever is."""
    write_marked_folder(target, REPORT, dict(_report_files(report, language)))
    return target


def _report_files(report: CountryReport, language: Language) -> Mapping[str, bytes]:
    parts = (report.framework, report.case, report.readiness, report.checklists)
    files = {
        "country.html": render_country_html(*parts, language).encode(),
        "country.json": json_bytes(country_data(*parts)),
    }
    for name, table in country_tables(*parts).items():
        files[f"tables/{name}.csv"] = csv_text(table, language).encode("utf-8-sig")
    return files
