"""The composite index against the published results of COINr, file by file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from house import ROOT, load

conformance = load(ROOT / "scripts" / "conformance.py")


@pytest.fixture(scope="module")
def reference(shared_data: Callable[[str], Path]) -> object:
    return conformance.Reference(shared_data("composite-index"))


@pytest.mark.parametrize("area", conformance.AREAS)
def test_composite_agrees_with_every_file(reference: object, area: str) -> None:
    comparisons = list(conformance.AREAS[area](reference))
    assert comparisons
    assert [one for one in comparisons if not one.agrees] == []


def test_composite_comparison_finds_what_differs() -> None:
    ours, theirs = np.array([[1.0, 2.0], [np.nan, 4.0]]), np.array([[1.0, 2.0], [np.nan, 4.0 + 1e-8]])
    found = conformance.compare("x", ours, theirs, ["a", "b"], ["i", "j"])
    assert (found.place, found.agrees) == ("b, j", False)
    lacking = conformance.compare("x", ours, np.array([[1.0, np.nan], [np.nan, 4.0]]), ["a", "b"], ["i", "j"])
    assert (lacking.place, lacking.difference) == ("a, j", np.inf)


def compared(page: str) -> list[list[str]]:
    """Name and size of each comparison of a page; the last digits differ between machines."""
    return [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| `")]


def test_composite_page_lists_every_comparison(reference: conformance.Reference) -> None:
    page = conformance.PAGE.read_text(encoding="utf-8")
    assert compared(page) == compared(conformance.page(reference.folder)), "Run: python scripts/conformance.py FOLDER"
