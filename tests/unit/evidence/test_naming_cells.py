"""Columns that tell who people are by their cells, under names that say nothing; and columns that look like them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from publicvalue.evidence.naming_cells import EMAIL, IDENTITIES, IDENTITY, NAME, PHONE, naming_cells

GIVEN = ["Ana", "José", "Marie", "Hans", "Priya", "Kwame", "Li", "María", "Siobhán", "Zoë"]
FAMILY = ["Pérez", "van der Berg", "O'Neil", "Smith-Jones", "De la Cruz", "Okafor", "Müller", "Baptiste"]
PEOPLE = [f"{given} {family}" for given, family in itertools.product(GIVEN, FAMILY)]
CODES = [f"{number:09d}" for number in range(123_456_789, 123_456_789 + 40 * 7919, 7919)]


def told(cells: list[str]) -> str:
    return naming_cells({"x1": cells}).get("x1", "")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (PEOPLE, NAME),
        ([name.upper() for name in PEOPLE], NAME),
        ([f"{name.split(' ', 1)[1]}, {name.split(' ', 1)[0]} K." for name in PEOPLE], NAME),
        ([f"{name.split()[0].lower()}{place}@example.org" for place, name in enumerate(PEOPLE)], EMAIL),
        ([f"+1 246 555 {number:04d}" for number in range(30)], PHONE),
        ([f"(868) 555-{number:04d}" for number in range(30)], PHONE),
        ([f"+34 612 34 56 {number:02d}" for number in range(30)], PHONE),
        ([f"219-09-{number:04d}" for number in range(9_900, 9_930)], IDENTITY),
    ],
)
def test_cells_that_tell_who_somebody_is(cells: list[str], kind: str) -> None:
    assert told(cells) == kind
    # A few cells of another kind hide nothing; many do: then it is no such column.
    assert told([*cells, "unknown"]) == kind
    assert told([*cells, *(f"case {number}" for number in range(len(cells)))]) == ""


PUBLISHED = {
    "CPF": ["529.982.247-25", "111.444.777-35"],
    "DNI": ["12345678Z", "X1234567L", "00000000T"],
    "RUT": ["12.345.678-5", "30.686.957-4"],
    "BSN": ["111222333", "123456782"],
    "rijksregister": ["85.07.30-033 28", "17 07 30 033 84"],
    "NIR": ["2 55 08 14 168 025 38"],
    "CURP": ["HEGG560427MVZRRL04"],
    "IBAN": ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "NL91ABNA0417164300"],
    "cédula": ["1710034065"],
    "Luhn": ["046 454 286", "4111111111111111"],
    "SSN": ["219-09-9999", "AB 12 34 56 C"],
}
"""Examples by which the bodies that give these numbers, and textbooks, explain their check digits."""


@pytest.mark.parametrize("name", IDENTITIES)
def test_published_examples_of_identity_numbers_pass_and_with_another_digit_do_not(name: str) -> None:
    numbers, holds = PUBLISHED[name], IDENTITIES[name]
    assert [number for number in numbers if holds(number)] == numbers
    checked = () if name in ("CURP", "SSN") else numbers
    assert [other for number in checked for other in other_digits(number) if holds(other)] == []


def other_digits(number: str) -> Iterator[str]:
    """Yield a number with each digit but one exchanged by the next."""
    for place, cell in enumerate(number):
        if cell.isdigit():
            yield f"{number[:place]}{(int(cell) + 1) % 10}{number[place + 1 :]}"


@pytest.mark.parametrize("name", ["CPF", "DNI", "RUT", "BSN", "rijksregister", "Luhn"])
def test_a_column_of_such_numbers_is_told(name: str) -> None:
    ends = "0123456789KTRWAGMYFPDXBNJZSQVHLCE"
    digits = {"CPF": 9, "DNI": 8, "RUT": 8, "BSN": 8, "rijksregister": 9, "Luhn": 8}[name]
    more = 2 if name in ("CPF", "rijksregister") else 1
    cells = [
        next(cell for end in itertools.product(ends, repeat=more) if IDENTITIES[name](cell := start + "".join(end)))
        for start in (str(10 ** (digits - 1) + 7919 * step) for step in range(30))
        if any(IDENTITIES[name](start + "".join(end)) for end in itertools.product(ends, repeat=more))
    ]
    assert len(cells) >= 20
    assert told(cells) == IDENTITY


@pytest.mark.parametrize(
    "cells",
    [
        CODES,
        [f"2024-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 28)],
        [f"Case {number}" for number in range(40)],
        [f"{first} {second}" for first in ("North", "South", "West") for second in ("Office", "Court", "School")] * 9,
        [f"Ministry of {name.split()[0]}" for name in PEOPLE],
        # Names of few people in many rows are those who decide: a group, as an office is.
        PEOPLE[:30] * 20,
        PEOPLE[:9],
        [f"{number}.5" for number in range(500)],
        [f"10.0.{number}.1" for number in range(40)],
        ["it was late and nobody came"] * 30 + [f"waited {number} days" for number in range(30)],
        [],
    ],
)
def test_cells_of_cases_codes_offices_and_days_tell_nothing_of_people(cells: list[str]) -> None:
    assert told(cells) == ""
