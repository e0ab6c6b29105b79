"""The reference pages of files name every field that the shapes state, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest

from house import ROOT
from publicvalue.files.schemas import SHAPES
from publicvalue.schema.shape import Shape
from publicvalue.schema.statement import Statement, fields_of, stated
from publicvalue.schema.values import PLACE, PLACES

PAGES = {
    "assessment": ("assessment",),
    "framework": ("framework", "extension"),
    "country": ("country",),
}
"""Page -> the kinds of files that it describes."""

LARGEST = 1e12
"""Limits above it are those of the machine."""

CELL = re.compile(r"^\| ([^|]+) \|", re.MULTILINE)


def _fields(kind: Any, found: dict[Any, Mapping[str, Statement]]) -> None:
    """Gather the fields of a shape, and of every shape in it."""
    here = stated(kind)
    if here.is_shape and issubclass(here.type, Shape) and here.type not in found:
        own = {name: one for name, one in fields_of(here.type).items() if name not in (PLACE, PLACES)}
        found[here.type] = own
        for one in own.values():
            _fields(one.type, found)
    elif here.is_list:
        _fields(get_args(here.type)[0], found)
    elif here.is_named:
        _fields(get_args(here.type)[1], found)


def _fields_on(page: str) -> list[tuple[str, Statement]]:
    found: dict[Any, Mapping[str, Statement]] = {}
    for kind in PAGES[page]:
        _fields(SHAPES[kind][0], found)
    return [field for fields in found.values() for field in fields.items()]


def _page(page: str) -> str:
    return (ROOT / "docs" / "reference" / f"{page}.md").read_text(encoding="utf-8")


def _named_in_tables(text: str) -> Iterator[str]:
    """The fields that stand in the first column of tables of fields."""
    for table in re.findall(r"^\| (?:field|part|group) \|.*\n\|---.*\n((?:\|.*\n)+)", text, re.MULTILINE):
        for cell in CELL.findall(table):
            yield from re.findall(r"\b[a-z]\w*", re.sub(r"\(.*?\)| or | and ", " ", cell))


def test_every_kind_of_file_has_its_page() -> None:
    assert {kind for kinds in PAGES.values() for kind in kinds} == set(SHAPES)


@pytest.mark.parametrize("page", PAGES)
def test_page_names_every_field_and_needed_ones_in_bold(page: str) -> None:
    text, fields = _page(page), _fields_on(page)
    bold = set(re.findall(r"\w+", " ".join(re.findall(r"\*\*(.+?)\*\*", text))))
    heads = set(re.findall(r"\w+", " ".join(re.findall(r"^#+ (.+)$", text, re.MULTILINE))))
    assert len(fields) > 5
    assert [name for name, _ in fields if not re.search(rf"\b{name}\b", text)] == []
    assert [name for name, one in fields if one.required and name not in bold | heads] == []


@pytest.mark.parametrize("page", PAGES)
def test_tables_of_a_page_name_no_other_field(page: str) -> None:
    known = {name for name, _ in _fields_on(page)}
    named = list(_named_in_tables(_page(page)))
    assert len(named) > 5
    assert [name for name in named if name not in known] == []


@pytest.mark.parametrize("page", PAGES)
def test_page_says_between_which_numbers_a_field_lies(page: str) -> None:
    text = _page(page)
    limits = [
        (name, f"{one.low:,g} to {one.high:,.15g}")
        for name, one in _fields_on(page)
        if one.high and one.high < LARGEST and one.low is not None
    ]
    assert limits
    assert [(name, limit) for name, limit in limits if limit not in text] == []
