"""What is written of a country: its brief in every form, and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue.country.profile import CountryProfile
from publicvalue.reports.country.brief import country_brief, knows_public_value
from publicvalue.reports.country.paradigm import review_table
from publicvalue.reports.country.sequence import advice_table, agency_table
from publicvalue.reports.country.staff.adoption import adoption_table
from publicvalue.reports.country.staff.capability import levels_table, plan_table
from publicvalue.reports.country.tables import checklist_table
from publicvalue.reports.render.forms import in_every_form
from publicvalue.reports.render.terminal import render_text
from publicvalue.reports.table import Cell, Table, csv_text
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

WIDTH = 100


def country_files(profile: CountryProfile, language: Language = ENGLISH) -> Mapping[str, bytes]:
    """Return the brief of a country as a page, Markdown and text, with its tables: name of the file -> content."""
    files = dict(in_every_form("country", country_brief(profile), language))
    for table in (series_table(profile), checklist_table(profile.strategy), *advised(profile), *people(profile)):
        if table.rows:
            files[f"tables/{table.name}.csv"] = csv_text(table, language).encode("utf-8-sig")
    return files


def advised(profile: CountryProfile) -> tuple[Table, ...]:
    """Return the tables of advice: to the country, and to each agency."""
    return (advice_table(profile), agency_table(profile))


def people(profile: CountryProfile) -> Iterator[Table]:
    """Yield the tables of public value and of public servants."""
    if profile.public_value and knows_public_value(profile):
        yield review_table(profile.public_value)
    if profile.staff:
        yield from (levels_table(profile.staff), plan_table(profile.staff), adoption_table(profile.staff))


def render_brief(profile: CountryProfile, language: Language = ENGLISH) -> str:
    """Return the brief of a country as text."""
    return render_text(country_brief(profile), language, WIDTH)


def series_table(profile: CountryProfile) -> Table:
    """Return every published total of a country, with its rank, and with what it compares."""
    rows: list[tuple[Cell, ...]] = []
    for index in profile.series:
        for one in index.totals:
            why = Text("{why:word}", why=one.refused or one.series)
            title = Text(index.definition.title)
            rows.append((title, str(one.year), one.total, one.rank, one.ranked, why))
    columns = (Text("index"), Text("edition"), Text("total"), Text("rank"), Text("ranked among"), Text("series"))
    return Table("series", Text("Totals by edition, on the publisher's scale"), columns, tuple(rows))
