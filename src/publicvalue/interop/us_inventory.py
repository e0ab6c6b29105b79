"""The inventory of AI use cases of the agencies of the United States, 2024: one row a use case, 62 columns.

Source: Office of Management and Budget, 2024 Federal Agency AI Use Case Inventory (consolidated, second version). The
file names no record: a use case is known by agency, bureau and name. Dates are month, day and year, such as `7/1/2023`;
what else stands in their cells is lost and named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from publicvalue.interop.conversion import Converted, Format, RowCells, without_blank
from publicvalue.interop.fields import NONE
from publicvalue.words.text import Text

COUNTRY = "USA"
REPORTED = dt.date(2024, 12, 16)
"""The day on which agencies published this edition: later dates were intentions."""

NOT_APPLICABLE = frozenset({"n/a", "na", "not applicable", "tbd", "unknown", "todo"})
DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

NAME, AGENCY, CODE, BUREAU = "Use Case Name", "Agency", "Agency Abbreviation", "Bureau"
TOPIC, PURPOSE = "Use Case Topic Area", "What is the intended purpose and expected benefits of the AI?"
OUTPUTS, STAGE = "Describe the AI system’s outputs.", "Stage of Development"
INITIATED, IMPLEMENTED, RETIRED = "Date Initiated", "Date Implemented", "Date Retired"
BUILT = (
    "Was the AI system involved in this use case developed (or is it to be developed) under contract(s) or in-house?"
)
PERSONAL = "Does this AI use case involve personally identifiable information (PII) that is maintained by the agency?"
DATA = (
    "Describe any agency-owned data used to train, fine-tune, and/or evaluate performance of the model(s) used in this"
    " use case."
)
CODE_LINK = "If the code is open-source, provide the link for the publicly available source code."
ASSESSED = "Has an AI impact assessment been conducted for this AI use case?"
RISKS = "What are the key risks from using the AI for this particular use case and how were they identified?"
ALONE = (
    "For this particular use case, can the AI carry out a decision or action without direct human involvement that"
    " could result in a significant impact on rights or safety?"
)
APPEAL = (
    "Is there an established fallback and escalation process for this AI use case in the event that an impacted"
    " individual or group would like to appeal or contest the AI system’s outcome?"
)

PHASES = {
    "planned": "planned",
    "ideation": "planned",
    "initiated": "development",
    "acquisition and/or development": "development",
    "implementation and assessment": "pilot",
    "operation and maintenance": "use",
    "in production": "use",
    "in mission": "use",
    "retired": "ended",
}
TOPICS = {
    "law & justice": "order",
    "health & medical": "health",
    "government services (includes benefits and service delivery)": "general",
    "government services": "general",
    "mission-enabling": "general",
    "mission-enabling (internal agency support)": "general",
    "diplomacy & trade": "general",
    "ai used in transportation operations": "economy",
    "transportation": "economy",
    "energy & the environment": "environment",
    "education & workforce": "education",
    "emergency management": "order",
}
BUILDERS = {
    "developed with contracting resources.": "contract",
    "exclusively developed with contract/external resources.": "contract",
    "developed in-house.": "own",
    "no contract/external resources used in development.": "own",
    "developed with both contracting and in-house resources.": "both",
    "developed with a combination of in-house and contract/external resources.": "both",
}


def convert(row: Mapping[str, str]) -> Converted:
    """Turn a row into the fields of a record."""
    cells = RowCells(row)
    agency, bureau, name = cells.text(AGENCY), cells.text(BUREAU), cells.text(NAME)
    phase = cells.coded(STAGE, PHASES)
    values = {
        "name": name,
        "summary": _said(cells, PURPOSE) or _said(cells, OUTPUTS),
        "benefits": _said(cells, PURPOSE),
        "purpose": _said(cells, OUTPUTS),
        "topic": cells.coded(TOPIC, TOPICS),
        "phase": phase,
        "unit": bureau,
        "built_by": cells.coded(BUILT, BUILDERS) if _said(cells, BUILT) else "",
        "data": NONE if cells.text(DATA).casefold() == NONE else _said(cells, DATA),
        "personal_data": _yes_no(cells, PERSONAL),
        "risks": NONE if cells.text(RISKS).casefold() == NONE else _said(cells, RISKS),
        "oversight": _said(cells, ALONE),
        "appeal": _appeal(cells),
        "impact_assessment": _yes_no(cells, ASSESSED),
        "website": _link(cells),
        "source": "US 2024",
        "source_id": " / ".join((cells.text(CODE) or agency, bureau, name))[:300],
        **_moment(cells, "started", INITIATED),
        **_moment(cells, "used_from", IMPLEMENTED),
        **_moment(cells, "ended", RETIRED),
    }
    # An answer that serves as summary stands once.
    if values["summary"] == values["benefits"]:
        del values["benefits"]
    return Converted(without_blank(values), agency, cells.text(CODE), COUNTRY, losses=tuple(cells.losses))


def _said(cells: RowCells, column: str) -> str:
    text = cells.text(column)
    return "" if text.casefold() in NOT_APPLICABLE else text


def _yes_no(cells: RowCells, column: str) -> str:
    text = _said(cells, column)
    word = text.split(" ")[0].split(":")[0].strip(".,–-").casefold()
    if text and word not in ("yes", "no"):
        return cells.lose(column, Text("it is neither yes nor no"))
    return word


def _appeal(cells: RowCells) -> str:
    text = _said(cells, APPEAL)
    return NONE if text.casefold() == "no" else text


def _link(cells: RowCells) -> str:
    text = _said(cells, CODE_LINK)
    if text and not text.startswith(("https://", "http://")):
        return cells.lose(CODE_LINK, Text("it is no address on the web"))
    return text.split()[0].rstrip(";,") if text else ""


def _moment(cells: RowCells, id: str, column: str) -> dict[str, str]:
    text = _said(cells, column)
    if not text:
        return {}
    found = DATE.fullmatch(text)
    try:
        day = dt.date(int(found[3]), int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None or not 1950 <= day.year < 2200:
        cells.lose(column, Text("it is no date, month / day / year"))
        return {}
    return {id: day.isoformat(), f"{id}_is": "actual" if day <= REPORTED else "intended"}


FORMAT = Format(
    "us-2024",
    Text("Inventory of AI use cases of agencies of the United States, 2024"),
    Text("work of the United States Government, public domain"),
    frozenset({NAME, AGENCY, BUREAU, STAGE, PURPOSE}),
    frozenset(
        {NAME, AGENCY, CODE, BUREAU, TOPIC, PURPOSE, OUTPUTS, STAGE, INITIATED, IMPLEMENTED, RETIRED, BUILT, PERSONAL}
        | {DATA, CODE_LINK, ASSESSED, RISKS, ALONE, APPEAL}
    ),
    convert,
    ("utf-8-sig", "cp1252"),
)
