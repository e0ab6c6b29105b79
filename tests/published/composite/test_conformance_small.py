"""Sobol indices and small cases against the reference, number by number, and the page that shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from house import ROOT, load

conformance = load(ROOT / "scripts" / "conformance_small.py")


@pytest.fixture(scope="module")
def found(shared_data: Callable[[str], Path]) -> dict[str, list]:
    folder = shared_data("composite-index").parent
    return {title: list(compare(folder)) for title, compare in conformance.AREAS.items()}


@pytest.mark.parametrize("area", conformance.AREAS)
def test_small_numbers_agree_with_the_reference(found: dict[str, list], area: str) -> None:
    assert found[area] != []
    assert [one for one in found[area] if not one.agrees] == []


def test_small_comparison_finds_what_differs() -> None:
    assert conformance.Comparison("x", 1, 1.0, 1.0 + 2e-9).agrees is False
    assert conformance.Comparison("x", 1, 1.0, 1.0 + 2e-9, 1e-3).agrees is True
    assert conformance.Comparison("x", 1, 1.0, np.nan).agrees is False
    assert conformance.furthest("x", [1.0, 2.0, None], [1.0, np.nan, None]).agrees is False
    assert conformance.furthest("x", [1.0, 2.5, None], [1.0, 2.0, None]).ours == 2.5


def test_small_page_compares_every_case(found: dict[str, list], shared_data: Callable[[str], Path]) -> None:
    cases = {one["id"] for one in conformance.read_cases(shared_data("composite-index").parent)}
    compared = {one.name for one in found["Small cases of COINr"]}
    assert compared | set(conformance.ELSEWHERE) == cases
    assert compared & set(conformance.ELSEWHERE) == set()


def test_small_page_is_the_one_that_the_comparisons_give(found: dict[str, list]) -> None:
    page = conformance.PAGE.read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    listed = [row for row in rows if row[0] not in {"what", "---"}]
    every = [one for area in found.values() for one in area]
    say = "Run: make docs"
    assert [row[:2] for row in listed] == [[one.name, str(one.numbers)] for one in every], say
    for row, one in zip(listed, every, strict=True):
        # Of several numbers another pair may be furthest apart on another machine.
        if one.numbers == 1 and not np.isnan(one.ours):
            assert [float(cell) for cell in row[2:4]] == pytest.approx([one.ours, one.reference], rel=1e-6), say
