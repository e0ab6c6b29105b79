"""Published indices of countries, formed again from their parts: every total to the digits that are printed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from publicvalue.actions.country.readiness import CONTEXT, load_readiness
from publicvalue.country.model import TOTAL, IndexDefinition
from publicvalue.country.readiness import form_totals
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.ranking import rank_scores

Find = Callable[[str], Path]
INDICES = {index.id: index for index in load_readiness(CONTEXT).indices}
AI, EGOV, GOVTECH = (INDICES[id] for id in ("ai-readiness", "egov-development", "govtech-maturity"))
GOVTECH_COLUMNS = ("cgsi", "psdi", "dcei", "gtei")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def table(rows: Sequence[dict[str, str]], unit: str, columns: Sequence[str], codes: Sequence[str]) -> Data:
    values = np.array([[float(row[column]) for column in columns] for row in rows])
    return Data(tuple(row[unit] for row in rows), tuple(codes), values)


def numbers(rows: Sequence[dict[str, str]], column: str) -> np.ndarray:
    return np.array([float(row[column]) if row[column] else np.nan for row in rows])


def pillars_of(index: IndexDefinition) -> tuple[str, ...]:
    return tuple(pillar.id for pillar in index.pillars)


def titles_of(index: IndexDefinition) -> tuple[str, ...]:
    return tuple(pillar.title.title().replace(" And ", " and ") for pillar in index.pillars)


@pytest.fixture(scope="module")
def ai_rows(shared_data: Find) -> list[dict[str, str]]:
    return rows_of(shared_data("ai-readiness-index/gairi_2024_tidy.csv"))


def test_ai_readiness_2024_totals_from_pillars(ai_rows: list[dict[str, str]]) -> None:
    formed = form_totals(AI, table(ai_rows, "Country", titles_of(AI), pillars_of(AI)), from_pillars=True)
    # Eight decimals are printed of pillars and total.
    assert len(ai_rows) == 188
    assert np.abs(formed.column(TOTAL) - numbers(ai_rows, "Total")).max() < 1.01e-8


def test_ai_readiness_2024_pillars_and_totals_from_dimensions(ai_rows: list[dict[str, str]]) -> None:
    leaves = [(f"{p.id}.{d.id}", d.title) for p in AI.pillars for d in p.parts]
    names = [title.title().replace(" And ", " and ") for _, title in leaves]
    formed = form_totals(AI, table(ai_rows, "Country", names, [code for code, _ in leaves]))
    for id, title in zip(pillars_of(AI), titles_of(AI), strict=True):
        assert np.abs(formed.column(id) - numbers(ai_rows, title)).max() < 1.01e-8
    assert np.abs(formed.column(TOTAL) - numbers(ai_rows, "Total")).max() < 1.51e-8


def test_ai_readiness_2024_ranks(ai_rows: list[dict[str, str]]) -> None:
    formed = form_totals(AI, table(ai_rows, "Country", titles_of(AI), pillars_of(AI)), from_pillars=True)
    printed = numbers(ai_rows, "Ranking")
    known = ~np.isnan(printed)
    assert known.sum() == 106
    assert (rank_scores(formed.column(TOTAL))[known] == printed[known]).all()


@pytest.mark.parametrize("year", [2014, 2016, 2018, 2020, 2022, 2024])
def test_egov_development_totals_and_ranks(shared_data: Find, year: int) -> None:
    rows = [
        row
        for row in rows_of(shared_data("egov-development-index/egdi_2003_2024_tidy.csv"))
        if row["year"] == str(year)
    ]
    formed = form_totals(EGOV, table(rows, "iso3", ("osi", "hci", "tii"), pillars_of(EGOV)), from_pillars=True)
    total = numbers(rows, "egdi")
    # Four or five decimals are printed, of parts and total.
    assert len(rows) == 193
    assert np.abs(formed.column(TOTAL) - total).max() < 1e-4
    # The publisher ranks before it rounds: what the formed totals cannot tell apart may change places.
    ranks, printed = rank_scores(formed.column(TOTAL)), numbers(rows, "egdi_rank")
    order = np.sort(formed.column(TOTAL))[::-1]
    moved = np.flatnonzero(ranks != printed)
    gaps = np.abs(order[(printed[moved] - 1).astype(int)] - formed.column(TOTAL)[moved])
    assert gaps.max(initial=0) < 2e-4
    assert len(moved) <= 10


@pytest.mark.parametrize("year", [2003, 2004, 2005, 2008, 2010, 2012])
def test_egov_development_before_2014_is_refused_with_reason(shared_data: Find, year: int) -> None:
    rows = [
        row
        for row in rows_of(shared_data("egov-development-index/egdi_2003_2024_tidy.csv"))
        if row["year"] == str(year)
    ]
    formed = form_totals(EGOV, table(rows, "iso3", ("osi", "hci", "tii"), pillars_of(EGOV)), from_pillars=True)
    assert np.abs(formed.column(TOTAL) - numbers(rows, "egdi")).max() > 1e-4
    edition = EGOV.edition(year)
    assert edition is not None
    assert "not the mean" in edition.refused


@pytest.mark.parametrize("year", [2020, 2022, 2025])
def test_govtech_maturity_totals_are_exact(shared_data: Find, year: int) -> None:
    rows = [
        row
        for row in rows_of(shared_data("govtech-maturity-index/gtmi_2020_2022_2025.csv"))
        if row["year"] == str(year)
    ]
    formed = form_totals(GOVTECH, table(rows, "country_code", GOVTECH_COLUMNS, pillars_of(GOVTECH)), from_pillars=True)
    assert formed.column(TOTAL) == pytest.approx(numbers(rows, "gtmi"), rel=0, abs=1e-15)


def test_every_country_of_the_data_has_a_code(shared_data: Find) -> None:
    framework = load_readiness(CONTEXT)
    egov = {row["iso3"] for row in rows_of(shared_data("egov-development-index/egdi_2003_2024_tidy.csv"))}
    govtech = {row["country_code"] for row in rows_of(shared_data("govtech-maturity-index/gtmi_2020_2022_2025.csv"))}
    assert egov <= framework.countries.keys()
    assert govtech - framework.countries.keys() == framework.formerly.keys()
    assert set(framework.formerly.values()) <= framework.countries.keys()
    assert len(framework.countries) == 249 + 1


def test_editions_of_other_frameworks_are_refused() -> None:
    assert {one.year for one in AI.editions if one.refused} == {2019, 2025}
    assert len({one.series for one in AI.editions if not one.refused}) == 1
