"""One part of what is said of a country as a page of its own: advice, capability, adoption, public value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from publicvalue import __version__
from publicvalue.country.profile import CountryProfile
from publicvalue.reports.country.forms import advised, people
from publicvalue.reports.country.paradigm import paradigm_sections
from publicvalue.reports.country.sequence import sequence_sections
from publicvalue.reports.country.staff.adoption import adoption_sections
from publicvalue.reports.country.staff.capability import capability_sections
from publicvalue.reports.document.blocks import Document, Paragraph, Section
from publicvalue.reports.render.forms import in_every_form
from publicvalue.reports.render.terminal import render_text
from publicvalue.reports.table import csv_text
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

WIDTH = 100
PARTS: Mapping[str, tuple[Text, Callable[[CountryProfile], tuple[Section, ...]]]] = MappingProxyType(
    {
        "advice": (Text("Advice"), sequence_sections),
        "capability": (Text("AI capability"), capability_sections),
        "adoption": (Text("Working with AI"), adoption_sections),
        "public-value": (Text("Public value of the institution"), paradigm_sections),
    }
)
"""Name of a part -> what it is called, and what makes it."""


def part_document(profile: CountryProfile, part: str) -> Document:
    """Return a part of a country's brief as a document."""
    title, make = PARTS[part]
    opening, *sections = make(profile)
    name = Text("{country}: {part:lower}", country=Text(profile.name), part=title)
    foot = Text(
        "Made with publicvalue {version}. Intervals are of 95 %. Numbers of fewer than five people are not shown; what "
        "nobody was asked is unknown, and never low.",
        version=__version__,
    )
    return Document(
        id=f"{profile.member.code}-{part}",
        title=Text(profile.name),
        name=name,
        kicker=Text("{part} · {framework}", part=title, framework=profile.framework.name),
        notices=(),
        opening=(opening,),
        sections=tuple(sections),
        foot=(Paragraph((foot,), "small"),),
        form="brief",
    )


def part_files(profile: CountryProfile, part: str, language: Language = ENGLISH) -> Mapping[str, bytes]:
    """Return a part in every form, with its tables: name of the file -> content."""
    files = dict(in_every_form(part, part_document(profile, part), language))
    for table in advised(profile) if part == "advice" else people(profile):
        if table.rows:
            files[f"tables/{table.name}.csv"] = csv_text(table, language).encode("utf-8-sig")
    return files


def render_part(profile: CountryProfile, part: str, language: Language = ENGLISH) -> str:
    """Return a part as text."""
    return render_text(part_document(profile, part), language, WIDTH)
