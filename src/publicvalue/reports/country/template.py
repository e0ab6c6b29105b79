"""The folder that a new country starts from: the settings, an empty table of figures, and each checklist, open."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from publicvalue.country.model import ReadinessFramework
from publicvalue.country.shapes import (
    ANSWER_COLUMNS,
    ANSWER_OPTIONAL,
    FIGURE_COLUMNS,
    FIGURE_OPTIONAL,
    SERVICE_COLUMNS,
    SERVICE_OPTIONAL,
    STAFF_TABLES,
)
from publicvalue.country.staff.model import StaffAsked


@dataclass(frozen=True)
class CountryStart:
    """What is known before a country's folder is written: its code and name, and what is asked."""

    code: str
    title: str
    framework: ReadinessFramework


def start_files(start: CountryStart) -> Mapping[str, str]:
    """Return the files of a new folder, by name."""
    files = {"country.yaml": _settings(start), "figures.csv": ",".join((*FIGURE_COLUMNS, *FIGURE_OPTIONAL)) + "\n"}
    for checklist in start.framework.checklists:
        rows = "".join(
            f"{item.id}{',' * (len(ANSWER_COLUMNS) + len(ANSWER_OPTIONAL) - 1)}\n" for item in checklist.items
        )
        files[f"{checklist.id}.csv"] = ",".join((*ANSWER_COLUMNS, *ANSWER_OPTIONAL)) + "\n" + rows
    if start.framework.services:
        features = tuple(one.id for one in start.framework.features)
        blanks = "," * (len(SERVICE_COLUMNS) + len(SERVICE_OPTIONAL) + len(features) - 1)
        rows = "".join(f"{one.id}{blanks}\n" for one in start.framework.services)
        files["services.csv"] = ",".join((*SERVICE_COLUMNS, *features, *SERVICE_OPTIONAL)) + "\n" + rows
    if start.framework.staff:
        files |= _staff_files(start.framework.staff)
    files["READ-ME-FIRST.txt"] = _help(start.framework)
    return files


STAFF_FILES = {
    "posts": "staff.csv",
    "survey": "staff-survey.csv",
    "tests": "staff-tests.csv",
    "systems": "systems.csv",
}


def _staff_files(asked: StaffAsked) -> Mapping[str, str]:
    """Return the tables of public servants and systems with their headers; people's answers stand in wide columns."""
    competencies = tuple(one.id for one in asked.competencies)
    answers = {"survey": (*competencies, *(one.id for one in asked.mindsets)), "tests": competencies}
    columns = {name: (*needed, *optional, *answers.get(name, ())) for name, (needed, optional) in STAFF_TABLES.items()}
    return {file: ",".join(columns[name]) + "\n" for name, file in STAFF_FILES.items()}


def _settings(start: CountryStart) -> str:
    lists = "".join(f"    {one.id}: {one.id}.csv\n" for one in start.framework.checklists)
    title = start.title.replace('"', "'")
    return (
        f"country:\n  id: {start.code.lower()}\n"
        f'  title: "{title}"\n'
        f"  country: {start.code} # ISO 3166-1 alpha-3\n"
        f"  framework: {start.framework.name}\n"
        f"  peers: [] # codes of the countries to set it beside, such as [BRB, TTO]\n"
        f"  seed: {zlib.crc32(start.code.encode())}\n"
        f"  figures: figures.csv\n  checklists:\n{lists}"
        f"{'  services: services.csv' + chr(10) if start.framework.services else ''}"
        f"{_staff_setting() if start.framework.staff else ''}"
    )


def _staff_setting() -> str:
    return "  staff:\n" + "".join(f"    {name}: {file}\n" for name, file in STAFF_FILES.items())


def _staff_help(asked: StaffAsked) -> list[str]:
    roles = ", ".join(f"{one.id} ({one.title})" for one in asked.roles)
    lines = [
        "",
        "staff.csv: agency, role, people; vacant posts, and how many left within a year, where that is known.",
        f"  roles: {roles}",
        "staff-survey.csv: one row for each public servant who answered, without a name: agency, role,",
        f"  its level of each competency by its own word ({asked.lowest} to {asked.highest}), whether it agrees with",
        f"  each statement ({asked.lowest} to {asked.highest}), and expected_SYSTEM: in how many of 100 cases",
        "  it expects a system to be right. Numbers of fewer than five people are never shown.",
        "staff-tests.csv: the same for levels that a test found.",
    ]
    lines += [f"  {one.id}: {one.title}" for one in asked.competencies]
    lines += [f"  {one.id}: {one.statement}" for one in asked.mindsets]
    lines += [
        "systems.csv: one row for each AI system, planned or in use. phase: planned, development, pilot, use, ended;",
        "  starts: YYYY-MM; data: kinds of data with semicolons between; needs: role:people with semicolons between;",
        "  right, right_low, right_high, source: measured share of right advice in percent, from its assessment.",
    ]
    return lines


def _help(framework: ReadinessFramework) -> str:
    lines = [
        f"{framework.title} ({framework.name})",
        "",
        "figures.csv: one row for each published figure.",
        "  index, country, year, part, value, source; low and high where an interval is published.",
        "  Write values with every digit that is printed: the last digit tells how far a figure was rounded.",
        "  Bring the total and all pillars of an edition, or its total alone.",
    ]
    for index in framework.indices:
        years = ", ".join(str(one.year) for one in index.editions if not one.refused)
        lines += ["", f"index {index.id}: {index.title} ({index.publisher}), {index.low:g} to {index.high:g}"]
        lines += [f"  years: {years}", f"  parts: {', '.join(index.part_ids)}", f"  {index.url}"]
    for checklist in framework.checklists:
        lines += ["", f"{checklist.id}.csv: {checklist.title}. in_place is yes, no, or empty where it is unknown;"]
        if checklist.themes:
            lines += ["  promised where a document promises it for later. Each answer needs its document; page,"]
            lines += ["  passage, date, and strength (stated, dated, funded, binding) if known. A later document"]
            lines += ["  counts before an earlier one."]
        else:
            lines += ["  a yes needs its document."]
        lines += [f"  {item.id}: {item.statement}" for item in checklist.items]
    if framework.services:
        levels = ", ".join(f"{one.value} {one.title.lower()}" for one in framework.levels)
        lines += ["", f"services.csv: how far each service can be had online. level: {levels};"]
        lines += [
            "  n/a where the country has no such service; empty where it is unknown. source: the page that shows it."
        ]
        lines += [f"  {one.id}: {one.text} yes, no or n/a." for one in framework.features]
        lines += [f"  {one.id}: {one.title}" for one in framework.services]
    if framework.staff:
        lines += _staff_help(framework.staff)
    return "\n".join(lines) + "\n"
