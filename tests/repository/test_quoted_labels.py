"""What guides of the web application quote in italics stands on a page as it is quoted."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from house import ROOT

HOW_TO = ROOT / "docs" / "how-to"
PAGES = (
    "assess-in-the-browser",
    "country",
    "decide-before-go-live",
    "fill-in-a-workbook",
    "register-systems",
    "run-the-web-application",
)
GUIDES = (
    *sorted((HOW_TO / "roles").glob("*.md")),
    *(HOW_TO / f"{name}.md" for name in PAGES),
)
CATALOGUES = ROOT / "src" / "publicvalue" / "words" / "catalogues" / "es"
QUOTED = re.compile(r"(?<![*\w])\*([^\s*][^*]*)\*(?!\*)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MESSAGE = re.compile(r'^msgid(?:_plural)? ((?:".*"\s*)+)', re.MULTILINE)
VALUE = re.compile(r"\\\{[^}]*\\?\}")

STRESSED = {
    "run-the-web-application.md": (
        "Which proxy.",
        "How many processes.",
        "How fast it is.",
        "In a container.",
        "On Windows",
        "A new version.",
    ),
}
"""Words in italics that quote nothing: they head a paragraph."""


@cache
def texts() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return all that the product can say: as it stands, and as patterns where values stand in it."""
    said: set[str] = set()
    for file in CATALOGUES.glob("*.po"):
        for found in MESSAGE.findall(file.read_text(encoding="utf-8")):
            text = "".join(re.findall(r'"(.*)"', found)).replace('\\"', '"').replace("\\n", " ")
            said.add(" ".join(text.split()))
    patterns = [re.compile(VALUE.sub(".+", re.escape(one)), re.IGNORECASE) for one in said if "{" in one]
    # What is nothing but values would fit whatever is quoted.
    own = tuple(one for one in patterns if len(re.sub(r"\.\+|\W", "", one.pattern)) > 3)
    return frozenset(one.casefold() for one in said), own


def is_said(quote: str) -> bool:
    """Return whether the product says what is quoted, in whichever case its first letter is."""
    said, patterns = texts()
    return quote.casefold() in said or any(one.fullmatch(quote) for one in patterns)


def quotes(page: Path) -> list[str]:
    found = (" ".join(one.split()) for one in QUOTED.findall(FENCE.sub("", page.read_text(encoding="utf-8"))))
    return [one for one in found if one not in STRESSED.get(page.name, ())]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_labels_that_a_guide_quotes_stand_on_pages(page: Path) -> None:
    assert [one for one in quotes(page) if not is_said(one)] == []


def test_guides_quote_labels() -> None:
    assert sum(len(quotes(page)) for page in GUIDES) > 60


def test_a_label_that_no_page_has_is_found() -> None:
    assert is_said("Your work")
    assert is_said("Say how long version 2 is kept")
    assert not is_said("Your works")
    assert not is_said("Say how long version is kept")
