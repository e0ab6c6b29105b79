"""Texts and languages: known answers, and stored texts that are broken or hostile."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publicvalue.errors import InputError, MethodError
from publicvalue.words.choices import check_name
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.languages import LANGUAGES, language_of, with_own
from publicvalue.words.text import (
    Text,
    capital,
    counted,
    either,
    interval,
    joined,
    listed,
    phrase,
    quantity,
    sentence,
)


def in_all(text: Text) -> tuple[str, ...]:
    return tuple(language_of(tag).write(text) for tag in ("en", "es", "es-DO", "es-MX"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (Text("{x:number}", x=1234.5), ("1,234", "1.234", "1,234", "1,234")),
        (Text("{x:number}", x=12345.6), ("12,346", "12.346", "12,346", "12,346")),
        (Text("{x:number}", x=-0.25), ("−0.25", "−0,25", "−0.25", "−0.25")),
        (Text("{x:number}", x=1.2e-7), ("1.2 × 10⁻⁷", "1,2 × 10⁻⁷", "1.2 × 10⁻⁷", "1.2 × 10⁻⁷")),
        (Text("{x:count}", x=1_000_000), ("1,000,000", "1.000.000", "1,000,000", "1,000,000")),
        (Text("{x:whole}", x=62.5), ("63",) * 4),
        (Text("{x:fixed2}", x=1234.5), ("1,234.50", "1.234,50", "1,234.50", "1,234.50")),
        (Text("{x:,.1f}", x=-12.34), ("−12.3", "−12,3", "−12.3", "−12.3")),
        (Text("{x:signed}", x=-1234.5), ("−1.23e+03", "−1,23e+03", "−1.23e+03", "−1.23e+03")),
        (Text("{x:signed}", x=0.5), ("0.5", "0,5", "0.5", "0.5")),
        (Text("{x:ended} {y:ended}", x="so it is", y="Is it?"), ("so it is. Is it?",) * 4),
        (Text("{x:percent}", x=0.005), ("0.5 %", "0,5 %", "0.5 %", "0.5 %")),
        (Text("{x:percent}", x=0.0001), ("under 0.1 %", "menos del 0,1 %", "menos del 0.1 %", "menos del 0.1 %")),
        (Text("{x:chance}", x=1), ("over 99 %", *["más del 99 %"] * 3)),
        (Text("{x:number}", x=float("nan")), ("unknown", *["desconocido"] * 3)),
        (Text("{x}", x=None), ("unknown", *["desconocido"] * 3)),
        (quantity(12.34, "percent"), ("12.3 %", "12,3 %", "12.3 %", "12.3 %")),
        (quantity(3, "days"), ("3 days", *["3 días"] * 3)),
        (quantity(3, "ratio"), ("3",) * 4),
        (quantity(3, "sacks"), ("3 sacks",) * 4),
        (interval(3.1, 7.94, "percent"), ("3.10 to 7.94 %", "de 3,10 a 7,94 %", *["de 3.10 a 7.94 %"] * 2)),
        (interval(0, 0, "days"), ("0 to 0 days", *["de 0 a 0 días"] * 3)),
        (listed(["a", "b", "c"]), ("a, b and c", *["a, b y c"] * 3)),
        (listed(["España", "Italia"]), ("España and Italia", *["España e Italia"] * 3)),
        (listed(["agua", "hierro"]), ("agua and hierro", *["agua y hierro"] * 3)),
        (either(["siete", "ocho"]), ("siete or ocho", *["siete u ocho"] * 3)),
        (listed(["a"]), ("a",) * 4),
        (listed([]), ("",) * 4),
        (either(["a", "b", "c"]), ("a, b or c", *["a, b o c"] * 3)),
        (joined("One.", "", "Two."), ("One. Two.",) * 4),
        (sentence(Text("{d:unit}", d="days")), ("Days.", *["Días."] * 3)),
        (capital(phrase("über")), ("Über",) * 4),
        (Text("{u:word}", u="weeks"), ("weeks", *["semanas"] * 3)),
        (Text("{u:quoted}", u="weeks"), ("'weeks'",) * 4),
        (Text("{u:lower}", u="Weeks"), ("weeks",) * 4),
        (Text("{u:number}", u="about three"), ("about three",) * 4),
        (Text("{u:fixed1}", u="about three"), ("about three",) * 4),
        (Text(""), ("",) * 4),
    ],
)
def test_a_text_is_written_with_the_marks_of_each_language(text: Text, written: tuple[str, ...]) -> None:
    assert in_all(text) == written
    assert text == written[0]


def test_a_day_is_written_out() -> None:
    day = Text("{day:date}", day=dt.date(2026, 1, 31))
    assert in_all(day) == ("2026-01-31", *["31 de enero de 2026"] * 3)


class Both:
    """A catalogue with a plural."""

    def gettext(self, message: str, /) -> str:
        return {"all of them": "todas"}.get(message, message)

    def ngettext(self, one: str, many: str, number: int, /) -> str:  # noqa: ARG002
        return "Una fila de {of}." if number == 1 else "{number:count} filas de {of}."


@pytest.mark.parametrize(
    ("number", "english", "spanish"),
    [
        (0, "0 rows of all of them.", "0 filas de todas."),
        (1, "One row of all of them.", "Una fila de todas."),
        (1.5, "2 rows of all of them.", "2 filas de todas."),
        (2, "2 rows of all of them.", "2 filas de todas."),
        (10_000, "10,000 rows of all of them.", "10,000 filas de todas."),
    ],
)
def test_a_plural_and_a_text_within_it_are_both_translated(number: float, english: str, spanish: str) -> None:
    found = counted(number, "One row of {of}.", "{number:count} rows of {of}.", of=Text("all of them"))
    assert found == english
    assert Language("xx", "", Both()).write(found) == spanish


def test_a_faulty_translation_is_written_in_english() -> None:
    own = with_own(language_of("es"), {"{a} rows": "{b} filas", "{a} days": "{a", "x {a}": "{a.__class__}"})
    assert own.write(Text("{a} rows", a=3)) == "3 rows"
    assert own.write(Text("{a} days", a=3)) == "3 days"
    assert own.write(Text("x {a}", a=3)) == "x 3"


def test_own_sentences_come_before_those_of_the_product() -> None:
    own = with_own(language_of("es"), {"days": "jornadas", "Trust": "Confianza"})
    assert own.write(quantity(3, "days")) == "3 jornadas"
    assert own.write(Text("{of:lower}: {n}", of=Text("Trust"), n=1)) == "confianza: 1"
    assert own.write(quantity(3, "weeks")) == "3 semanas"


HOSTILE = (
    "{x.__class__}",
    "{x.__class__.__init__.__globals__}",
    "{x[0]}",
    "{0}",
    "{}",
    "{y}",
    "{x",
    "x}",
    "{x!r}",
    "{x:>999999999}",
    "{x:0999999999}",
    "{x:.999999999f}",
    "{x:fixed999}",
    "{x:{x:{x}}}",
    "{x:{y}}",
    "{x:secret}",
)


@pytest.mark.parametrize("id", HOSTILE)
@pytest.mark.parametrize("value", [1.5, "word", 7])
def test_a_stored_text_that_is_broken_or_hostile_is_refused(id: str, value: str | float) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Text.made(id, "", 1, {"x": value})


@pytest.mark.parametrize("value", [object(), [1], {"a": 1}, b"x", 10**400])
def test_a_stored_value_of_another_kind_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        Text.made("{x:number}", "", 1, {"x": value})


def test_a_stored_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="many"):
        Text.made("{x} row", "{x} rows", "many", {"x": 1})  # type: ignore[arg-type]


@given(st.text(max_size=40), st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=10)))
def test_any_stored_text_is_written_or_refused(id: str, value: Any) -> None:
    try:
        found = Text.made(id, "", 1, {"x": value})
    except ValueError:
        return
    assert len(LANGUAGES) > 1
    for tag in LANGUAGES:
        assert isinstance(language_of(tag).write(found), str)


def test_numbers_and_days_of_numpy_are_kept_as_pythons_own() -> None:
    found = Text("{n:count} on {day}", n=np.int64(3), day=np.datetime64("2026-01-31"))
    assert found == "3 on 2026-01-31"
    assert {name: type(value) for name, value in found.values.items()} == {"n": int, "day": dt.date}


TEXTS = st.recursive(
    st.builds(lambda x: Text("{x:number} of them", x=x), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(listed),
        inner.map(sentence),
        st.builds(lambda n, of: counted(n, "one {of}", "{number} {of}", of=of), st.integers(0, 3), inner),
    ),
    max_leaves=5,
)


@given(TEXTS)
def test_a_text_comes_back_from_a_pickle_and_a_copy_as_it_was(text: Text) -> None:
    for back in (pickle.loads(pickle.dumps(text)), copy.deepcopy(text)):  # noqa: S301
        assert (back, back.id, back.many, back.values) == (text, text.id, text.many, text.values)
        assert in_all(back) == in_all(text)


def test_a_language_is_found_by_its_tag_and_an_unknown_one_is_a_problem() -> None:
    assert language_of("EN_us") is ENGLISH
    assert language_of("es_DO.UTF-8").marks == language_of("es-DO").marks
    assert language_of("es-XX").code == "es"
    with pytest.raises(InputError, match="there is no language 'tlh'"):
        language_of("tlh")


def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    check_name("a", Literal["a", "b"], "mean")
    with pytest.raises(MethodError) as refused:
        check_name("c", Literal["a", "b"], "mean")
    problem = refused.value.problems[0]
    assert (problem.what, problem.expected) == ("there is no mean 'c'", "one of: a, b")
    assert language_of("es").write(problem.what) == "no existe ninguna opción 'c' para: media"
