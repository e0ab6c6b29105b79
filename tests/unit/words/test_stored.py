"""Texts as plain data come back equal; what is no text is refused."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from publicvalue.words.stored import from_data, to_data
from publicvalue.words.text import Text, counted, joined, quoted

TEXTS = [
    Text("no values"),
    Text("{left:count} of {all:count} rows", left=3, all=1200),
    counted(2, "1 row of {file}", "{number:count} rows of {file}", file="cases.csv"),
    Text("since {day:date}: {share:.1f}", day=dt.date(2024, 2, 29), share=0.25),
    Text("one of: {names:list}", names=("a", "b")),
    joined(Text("{cells:and}", cells=quoted(["x", "y"])), Text("{nothing}", nothing=None)),
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_equal_with_its_parts(text: Text) -> None:
    back = from_data(json.loads(json.dumps(to_data(text))))
    assert isinstance(back, Text)
    assert (back, back.id, back.many, back.number, back.values) == (text, text.id, text.many, text.number, text.values)


@pytest.mark.parametrize(
    "data",
    [
        {"id": "{y}", "values": {"x": 1}},
        {"id": "{x.__class__}", "values": {"x": 1}},
        {"id": "{x:>9999999999}", "values": {"x": 1}},
        {"id": "a", "values": []},
        {"id": 3, "values": {}},
        {"id": "a", "many": 1, "values": {}},
        {"id": "{x}", "values": {"x": {"day": "2024-02-30"}}},
        {"id": "{x}", "values": {"x": [1]}},
        {"what": "else"},
        object(),
    ],
)
def test_what_is_no_text_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_data(data)
