from __future__ import annotations

import re

from house import ROOT


def test_reference_page_example_runs() -> None:
    text = (ROOT / "docs" / "reference" / "composite-index.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    names: dict = {}
    exec(example, names)  # noqa: S102 - our own page
    assert names["ranks"].shape == (3,)
    assert (names["low"] <= names["high"]).all()
