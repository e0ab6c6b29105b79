"""The registers that others published, as their files came: how many rows are taken, refused and lost."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from publicvalue.files.register_files import read_register_file
from publicvalue.interop.reading import RegisterReading, read_register

TODAY = dt.date(2026, 8, 31)

FILES = {
    "us": "us-ai-inventory/2024_consolidated_ai_inventory_raw_v2.csv",
    "nl": "nl-algorithm-register/algoritmes.csv.gz",
    "uk": "uk-transparency-records/atrs_records.json",
    "eu": "eu-public-sector-ai/pstw_dataset.csv",
}


Find = Callable[[str], Path]


def read(find: Find, name: str) -> RegisterReading:
    path = find(FILES[name])
    table = read_register_file(path.name, path.read_bytes())
    return read_register(table.file, table.header, table.rows, TODAY)


@pytest.mark.parametrize(
    ("name", "form", "taken", "refused"),
    [("us", "us-2024", 2122, 11), ("nl", "nl", 1522, 8), ("uk", "uk-atrs", 136, 0), ("eu", "eu-pstw", 1586, 378)],
)
def test_every_row_is_taken_or_refused(shared_data: Find, name: str, form: str, taken: int, refused: int) -> None:
    found = read(shared_data, name)
    assert (found.format.id, len(found.taken), len(found.refused)) == (form, taken, refused)
    rows = [one.row for one in (*found.taken, *found.refused)]
    assert len(rows) == len(set(rows)) == taken + refused


def test_european_cases_are_those_of_artificial_intelligence(shared_data: Find) -> None:
    found = read(shared_data, "eu")
    # 1,575 have it as their first technology, as the publisher counts; 11 more as their second.
    assert len(found.taken) == 1575 + 11
    reasons = Counter(problem.what for one in found.refused for problem in one.problems)
    assert reasons["its technology is 'Blockchain', not artificial intelligence"] == 303


def test_american_stages_and_dates_are_taken_or_named(shared_data: Find) -> None:
    found = read(shared_data, "us")
    phases = Counter(one.record["phase"] for one in found.taken)
    assert phases == {"use": 891, "development": 765, "pilot": 286, "ended": 142, "planned": 29, "": 9}
    lost = Counter(one.column for row in found.taken for one in row.losses)
    assert (lost["Date Initiated"], lost["Use Case Topic Area"]) == (79, 322)
    kinds = Counter(one.record["used_from_is"] for one in found.taken)
    assert kinds["actual"] + kinds["intended"] == sum(bool(one.record["used_from"]) for one in found.taken)
    assert kinds["intended"] > 0


def test_american_use_cases_that_are_called_alike_are_kept_apart(shared_data: Find) -> None:
    numbers = [one.record["source_id"] for one in read(shared_data, "us").taken]
    assert len(numbers) == len(set(numbers))


def test_dutch_records_keep_their_number_and_page(shared_data: Find) -> None:
    taken = {one.record["source_id"]: one for one in read(shared_data, "nl").taken}
    one = taken["11248112"]
    assert one.agency == "Uitvoeringsinstituut Werknemersverzekeringen"
    assert {id: one.record[id] for id in ("name", "phase", "impact_assessment", "legal_basis", "source_url")} == {
        "name": "Werkverkenner",
        "phase": "use",
        "impact_assessment": "yes",
        "legal_basis": "WW-uitkering",
        "source_url": "https://algoritmes.overheid.nl/nl/algoritme/11248112",
    }


def test_british_records_come_without_a_phase_and_some_without_a_body(shared_data: Find) -> None:
    taken = read(shared_data, "uk").taken
    assert {one.record["phase"] for one in taken} == {""}
    assert sum(not one.agency for one in taken) == 6
