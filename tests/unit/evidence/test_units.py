from __future__ import annotations

import pytest

from publicvalue.errors import MethodError
from publicvalue.evidence.units import QUANTITIES, convert, name_unit
from publicvalue.words.languages import language_of


@pytest.mark.parametrize(
    ("unit_from", "unit_to", "factor"),
    [
        ("hours", "days", 1 / 24),
        ("days", "hours", 24.0),
        ("Minutes", "seconds", 60.0),
        ("ms", "seconds", 0.001),
        ("weeks", "days", 7.0),
        ("share", "percent", 100.0),
        ("percent", "ratio", 0.01),
        ("%", "percent", 1.0),
        ("percent_of_baseline", "percent", 1.0),
        ("percent change in cost", "percent", 1.0),
        ("percentage_points", "pp", 1.0),
        ("thousands", "count", 1000.0),
        ("points", "points", 1.0),
        ("USD", "usd", 1.0),
    ],
)
def test_values_are_turned_into_units_of_the_same_thing(unit_from, unit_to, factor):
    assert convert(unit_from, unit_to) == pytest.approx(factor, rel=1e-15)


@pytest.mark.parametrize(
    ("unit_from", "unit_to"),
    [
        ("percent", "percentage points"),
        ("percentage points", "percent"),
        ("days", "percent"),
        ("points", "index"),
        ("months", "days"),
        ("USD", "EUR"),
        ("", "days"),
    ],
)
def test_units_of_different_things_are_refused(unit_from, unit_to):
    with pytest.raises(MethodError):
        convert(unit_from, unit_to)


def test_the_refusal_names_the_units_that_would_do():
    with pytest.raises(MethodError) as caught:
        convert("percentage points", "percent")
    assert str(caught.value) == (
        "values in 'percentage points' cannot be turned into 'percent'\n"
        "    expected: one of the units: percent, per thousand, ratio\n"
        "    do: state the values in one of these units, or answer another indicator with them"
    )


def test_there_and_back_is_one():
    assert sum(map(len, QUANTITIES.values())) > 10
    for units in QUANTITIES.values():
        for start in units:
            for end in units:
                assert convert(start, end) * convert(end, start) == pytest.approx(1.0, rel=1e-14)


def test_names_of_the_table_are_their_own_names():
    names = [unit for units in QUANTITIES.values() for unit in units]
    assert {"days", "percent"} <= {*names}
    assert [name_unit(unit) for unit in names] == names


def test_other_quantities_are_refused_in_spanish() -> None:
    with pytest.raises(MethodError) as caught:
        convert("days", "percent")
    (problem,) = caught.value.problems
    assert language_of("es").write(problem.what) == "los valores en 'days' no se pueden convertir en 'percent'"
