"""Cases of the European observatory of technology in the public sector (Public Sector Tech Watch), those that use AI.

Source: European Commission, Public Sector Tech Watch dataset. One row a case; of several technologies: rows are taken
whose first or second technology is artificial intelligence. An empty tick under a benefit does not say that there is no
such benefit: ticks are taken, and their absence is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from publicvalue.interop.conversion import Converted, Format, RowCells, without_blank
from publicvalue.interop.record import is_web_address
from publicvalue.words.text import Text

AI = "artificial intelligence"
PHASES = {
    "planned": "planned",
    "in development": "development",
    "pilot": "pilot",
    "pilot phase": "pilot",
    "implemented": "use",
    "not in use": "ended",
}
TOPICS = {
    "general public services": "general",
    "defence": "defence",
    "public order and safety": "order",
    "economic affairs": "economy",
    "environmental protection": "environment",
    "housing and community amenities": "housing",
    "health": "health",
    "recreation, culture and religion": "culture",
    "education": "education",
    "social protection": "social",
}
COUNTRIES: Mapping[str, str] = MappingProxyType(
    {
        "Albania": "ALB",
        "Austria": "AUT",
        "Belgium": "BEL",
        "Bulgaria": "BGR",
        "Croatia": "HRV",
        "Cyprus": "CYP",
        "Czechia": "CZE",
        "Czech Republic": "CZE",
        "Denmark": "DNK",
        "Estonia": "EST",
        "Finland": "FIN",
        "France": "FRA",
        "Germany": "DEU",
        "Greece": "GRC",
        "Hungary": "HUN",
        "Iceland": "ISL",
        "Ireland": "IRL",
        "Italy": "ITA",
        "Latvia": "LVA",
        "Liechtenstein": "LIE",
        "Lithuania": "LTU",
        "Luxembourg": "LUX",
        "Malta": "MLT",
        "Moldova": "MDA",
        "Netherlands": "NLD",
        "Norway": "NOR",
        "Poland": "POL",
        "Portugal": "PRT",
        "Romania": "ROU",
        "Serbia": "SRB",
        "Slovakia": "SVK",
        "Slovenia": "SVN",
        "Spain": "ESP",
        "Sweden": "SWE",
        "Switzerland": "CHE",
        "Turkey": "TUR",
        "Türkiye": "TUR",
        "Ukraine": "UKR",
        "United Kingdom": "GBR",
    }
)
BENEFITS = (
    "Personalized Services",
    "Public (citizen)-centered services",
    "Increase quality of PSI and services",
    "More responsive, efficient, and cost-effective public services",
    "New services or channels",
    "Cost-reduction",
    "Responsiveness of government operation",
    "Improved management of public resources",
    "Increased quality of processes and systems",
    "Better collaboration and better communication",
    "Reduced or eliminated the risk of corruption and abuse of the law by public servants",
    "Enabled greater fairness, honesty, equality",
    "Increased transparency of public sector operations",
    "Increased public participation in government actions and policy making",
    "Improved public control and influence on government actions and policies",
)
"""The ticks for single benefits; the three above them say only that one of a group is ticked."""

FIRST, SECOND = "Primary Technology", "Secondary Technology"
ID, NAME, DESCRIPTION = "PSTW ID", "Name", "Description"
ORGANISATION, COUNTRY = "Responsible organisation", "Geographical coverage (country)"
TOPIC, STATUS = "Functions of Government (COFOG level I)", "Status"
START, END, SITE, COMPANY = "Start Year", "End Year", "Website", "Company name or GovTech ID"
METHODS = (
    "AI Classification Subdomain (II) (main)",
    "AI Classification Subdomain (II) (Other I)",
    "AI Classification Subdomain (II) (Other II)",
    "AI Classification Subdomain (II) (Other III)",
)


def convert(row: Mapping[str, str]) -> Converted:
    """Turn a case into the fields of a record."""
    cells = RowCells(row)
    phase = cells.coded(STATUS, PHASES)
    values = {
        "name": cells.text(NAME),
        "summary": cells.text(DESCRIPTION),
        "topic": cells.coded(TOPIC, TOPICS),
        "phase": phase,
        "website": _site(cells),
        "benefits": "\n".join(name for name in BENEFITS if cells.text(name).casefold() == "x"),
        "technique": "; ".join(dict.fromkeys(filter(None, map(cells.text, METHODS)))),
        "supplier": cells.text(COMPANY),
        "source": "EU PSTW",
        "source_id": cells.text(ID),
        **_year(cells, "started", START, "intended" if phase == "planned" else "actual"),
        **(_year(cells, "ended", END, "actual") if phase == "ended" else {}),
    }
    country = COUNTRIES.get(cells.text(COUNTRY), "")
    if cells.text(COUNTRY) and not country:
        cells.lose(COUNTRY, Text("it is no single country that is known"))
    return Converted(
        without_blank(values),
        cells.text(ORGANISATION),
        country=country,
        losses=tuple(cells.losses),
        unfit=_unfit(cells),
    )


def _unfit(cells: RowCells) -> Text | None:
    if AI in (cells.text(FIRST).casefold(), cells.text(SECOND).casefold()):
        return None
    return Text("its technology is {technology:quoted}, not artificial intelligence", technology=cells.text(FIRST))


def _site(cells: RowCells) -> str:
    text = cells.text(SITE)
    found = re.split(r"[\s;]+", text)[0] if text else ""
    if found and not is_web_address(found):
        return cells.lose(SITE, Text("it is no address on the web"))
    return found


def _year(cells: RowCells, id: str, column: str, kind: str) -> dict[str, str]:
    text = cells.text(column)
    if not re.fullmatch(r"(19|20|21)\d\d", text):
        if text:
            cells.lose(column, Text("it is no year"))
        return {}
    return {id: text, f"{id}_is": kind}


FORMAT = Format(
    "eu-pstw",
    Text("Cases of Public Sector Tech Watch of the European Commission"),
    Text("reuse under the rules of the European Commission; look before you publish"),
    frozenset({ID, NAME, DESCRIPTION, FIRST, STATUS}),
    frozenset(
        {ID, NAME, DESCRIPTION, ORGANISATION, COUNTRY, TOPIC, STATUS, START, END, SITE, COMPANY, FIRST, SECOND}
        | set(METHODS)
        | set(BENEFITS)
    ),
    convert,
    ("utf-8-sig",),
)
