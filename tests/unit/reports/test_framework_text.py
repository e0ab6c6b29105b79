"""What changed between two frameworks, as text."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from publicvalue.reports.framework_text import render_changes
from small_framework import TEXT, small_framework


def test_changes_stand_under_what_they_do_to_a_comparison() -> None:
    old = small_framework()
    moved = small_framework(TEXT.replace("anchors: [[0, 100], [50, 0]]", "anchors: [[0, 100], [60, 0]]"))
    new = replace(moved, version="2", weights=MappingProxyType({"citizen": 2.0}), weight_spread=0.5)
    assert (
        render_changes(old, new)
        == """\
small/1 → small/2

Does not compare:
  economic.risk.harm.a: goalposts 0→100, 50→0 → 0→100, 60→0

Indicator scores still compare; scores above them do not:
  framework: weight spread 0.25 → 0.5
  citizen: weight 1 → 2

5 of 6 indicators of small/2 still compare.
"""
    )


def test_a_framework_and_itself() -> None:
    same = small_framework()
    assert (
        render_changes(same, same)
        == """\
small/1 → small/1

Nothing changed.

6 of 6 indicators of small/1 still compare.
"""
    )
