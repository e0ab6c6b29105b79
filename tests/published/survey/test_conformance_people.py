"""Path models, reliability and factor models against the reference, number by number, and the page that shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from house import ROOT, load

conformance = load(ROOT / "scripts" / "conformance_people.py")


@pytest.fixture(scope="module")
def found(shared_data: Callable[[str], Path]) -> dict[str, list]:
    pytest.importorskip("semopy")
    reference = conformance.Reference(shared_data("known-answers").parent)
    return {title: list(compare(reference)) for title, compare in conformance.AREAS.items()}


@pytest.mark.parametrize("area", conformance.AREAS)
def test_people_numbers_agree_with_the_reference(found: dict[str, list], area: str) -> None:
    assert found[area] != []
    assert [one for one in found[area] if not one.agrees] == []


def test_people_comparison_finds_what_differs() -> None:
    assert conformance.Comparison("x", 1.0, 1.0 + 2e-6).agrees is False
    assert conformance.Comparison("x", 1.0, 1.0 + 2e-6, 1e-5).agrees is True


def test_people_page_lists_every_comparison(found: dict[str, list]) -> None:
    page = conformance.PAGE.read_text(encoding="utf-8")
    listed = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.startswith("| ")]
    names = [one.name for area in found.values() for one in area]
    assert [name for name in listed if name not in ("number", "---")] == names, (
        "Run: python scripts/conformance_people.py FOLDER"
    )
