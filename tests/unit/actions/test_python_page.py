"""The page on Python says what runs."""

from __future__ import annotations

import re

import pytest

from house import ROOT


def test_python_page_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "how-to" / "use-from-python.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    monkeypatch.chdir(ROOT)
    names: dict = {}
    exec(example, names)  # noqa: S102 - our own page
    assert names["score"].low <= names["score"].value <= names["score"].high
    assert 0 < names["likely"] <= 1
    assert {one.node for one in names["drivers"]} == {one.node for one in names["pairs"]} == {"economic"}
    assert {one.id for one in names["moved"]} >= {"arithmetic", "geometric", "harmonic"}
    assert names["first"].narrowing > 0
