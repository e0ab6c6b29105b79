"""The brief of a country on paper: two pages, whichever country and language."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from long_runs import confirming
from printing import count_pages
from publicvalue.actions.country.profiles import profile_country
from publicvalue.actions.country.references import load_reference
from publicvalue.actions.country.systems import SystemsBrought
from publicvalue.findings.systems.found import OpenLine, SystemFound
from publicvalue.reports.country.forms import country_files
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

PAGES = 2
SAMPLE = (("TTO", "en"), ("HTI", "es"), ("ABW", "en"), ("JAM", "es"))
"""Full figures, much that is behind, an associate, and Spanish."""
OTHERS = tuple(
    pair
    for pair in ((one.code, language) for one in load_reference().members for language in ("en", "es"))
    if pair not in SAMPLE
)
NOTHING = SystemsBrought()


def printed(browser: Browser, folder: Path, asked: tuple[str, str], systems: SystemsBrought = NOTHING) -> int:
    code, language = asked
    file = folder / "country.html"
    file.write_bytes(country_files(profile_country(code, systems=systems), language_of(language))["country.html"])
    return count_pages(browser, file)


@pytest.mark.parametrize("asked", [*SAMPLE, *confirming(*((pair,) for pair in OTHERS))], ids="-".join)
def test_brief_of_a_country_is_two_printed_pages(browser: Browser, tmp_path: Path, asked: tuple[str, str]) -> None:
    assert printed(browser, tmp_path, asked) == PAGES


@pytest.mark.parametrize("language", ["en", *confirming("es")])
def test_brief_with_many_systems_is_two_printed_pages(browser: Browser, tmp_path: Path, language: str) -> None:
    line = OpenLine("redress", Text("Redress"), broken=True, due=dt.date(2026, 1, 31))
    one = SystemFound("a", "A", "Tax", "HTI", "pilot", (line,), "shown", "harm", "promised", "very_low", 3, 23)
    systems = [replace(one, id=f"{n}", title=f"Sorting of requests for support, {n}") for n in range(500)]
    brought = SystemsBrought([(one.id, one) for one in systems], dt.date(2026, 12, 1))
    assert printed(browser, tmp_path, ("HTI", language), brought) == PAGES
