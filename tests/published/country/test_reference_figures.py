"""The figures that are shipped of the region's countries: each as its publisher's own file has it, identities held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from babel import Locale

from publicvalue.actions.country.published_figures import figures_csv, read_figures
from publicvalue.actions.country.references import CARIBBEAN, load_reference
from publicvalue.country.published.read import FileReading, compare_readings
from publicvalue.files.frameworks import SHIPPED

EDITIONS = (2003, 2004, 2005, 2008, 2010, 2012, 2014, 2016, 2018, 2020, 2022, 2024)
FILES = (
    "ai-readiness-index/gairi_caribbean_total_2019_2025.csv",
    "ai-readiness-index/gairi_2024_tidy.csv",
    *(f"egov-development-index/EGOV_DATA_{year}.csv" for year in EDITIONS),
    "govtech-maturity-index/gtmi_2020_2022_2025.csv",
)


@pytest.fixture(scope="module")
def readings(shared_data: Callable[[str], Path]) -> list[FileReading]:
    return [read_figures(shared_data(name)) for name in FILES]


def test_identities_hold_in_every_row_of_the_publishers_files(readings: list[FileReading]) -> None:
    checked = Counter[str]()
    for one in readings:
        checked[one.index.id] += one.checked
    assert checked == {"ai-readiness": 188, "egov-development": 6 * 193, "govtech-maturity": 593}


def test_impossible_values_of_a_publisher_are_named_by_row(readings: list[FileReading]) -> None:
    found = [f"{problem.place}: {problem.what}" for one in readings for problem in one.problems]
    assert found == [
        "EGOV_DATA_2003.csv, row 34, Human Capital Index: 1.42200 cannot be",
        "EGOV_DATA_2003.csv, row 170, Human Capital Index: 1.03000 cannot be",
    ]


def test_totals_that_stand_in_two_files_are_the_same(readings: list[FileReading]) -> None:
    assert compare_readings(readings) == (15, ())


def test_shipped_figures_are_those_of_the_publishers(readings: list[FileReading]) -> None:
    shipped = (SHIPPED / CARIBBEAN / "figures.csv").read_text(encoding="utf-8")
    assert figures_csv(readings, [one.code for one in load_reference().members]) == shipped


def test_members_have_the_names_of_the_common_locale_data() -> None:
    members = load_reference().members
    assert Counter(one.membership for one in members) == {"member": 16, "associate": 13}
    for language in ("en", "es", "fr", "nl"):
        known = Locale(language).territories
        assert {one.code: one.names[language] for one in members} == {one.code: known[one.iso2] for one in members}
