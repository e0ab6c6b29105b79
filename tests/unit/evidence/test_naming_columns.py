from __future__ import annotations

import pytest

from publicvalue.evidence.naming_columns import naming_columns

PERSONS = (
    "name",
    "Nombre",
    "prénom",
    "Applicant name",
    "client_name",
    "firstName",
    "E-Mail",
    "id_number",
    "National ID",
)
MORE = ("cédula", "teléfono", "telefoonnummer", "date of birth", "fecha de nacimiento", "adresse", "passport no")
CASES = ("office name", "days", "id", "case", "group", "score", "nombre_oficina", "user_type", "")


@pytest.mark.parametrize("name", [*PERSONS, *MORE])
def test_columns_that_may_tell_who_somebody_is(name: str) -> None:
    assert naming_columns(["days", name, "island"]) == (name,)


@pytest.mark.parametrize("name", CASES)
def test_columns_of_cases_and_offices_say_nothing_of_people(name: str) -> None:
    assert naming_columns([name]) == ()
