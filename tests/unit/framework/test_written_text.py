from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publicvalue.framework.written.text import find_name, one_form


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Montre\u0301al", "Montr\u00e9al"),
        ("D\u2019accord", "D'accord"),
        ("\u201eja\u201c", '"ja"'),
        ("Saint\u00a0Denis", "Saint Denis"),
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("\ufeffid", "id"),
        ("co\u00adop\u200b", "coop"),
        ("\u212bngstr\u00f6m", "\u00c5ngstr\u00f6m"),
        (" plain ", "plain"),
        ("a \u2013 b \u2212 1", "a \u2013 b \u2212 1"),
    ],
)
def test_texts_that_look_alike_have_one_form(written, form):
    assert one_form(written) == form


@given(st.text())
def test_one_form_of_any_text_is_its_own_form_in_every_unicode_form(text):
    form = one_form(text)
    assert one_form(form) == form
    assert {one_form(unicodedata.normalize(kind, text)) for kind in ("NFC", "NFD")} == {form}


def test_name_that_is_there_is_found_before_one_that_looks_alike():
    assert find_name("l\u2019\u00e2ge", ["l'\u00e2ge", "l\u2019\u00e2ge"]) == "l\u2019\u00e2ge"
    assert find_name("dure\u0301e", ["id", "dur\u00e9e"]) == "dur\u00e9e"


def test_name_that_fits_two_or_none_is_not_found():
    assert find_name("dure", ["dur\u00e9e"]) is None
    assert find_name("a\u00a0b", ["a b", "a\u2009b"]) is None
