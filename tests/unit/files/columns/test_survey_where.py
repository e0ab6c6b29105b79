"""Rows of a survey that `where` leaves out stay in its design, whichever engine reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from evidence_tables import context, table_of
from publicvalue.errors import EvidenceError
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.breakdown import add_breakdown
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import Measured

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
PEOPLE = 60


def people() -> dict[str, list]:
    rng = np.random.default_rng(12)
    return {
        "value": np.round(rng.normal(10, 3, PEOPLE), 1).tolist(),
        "weight": np.round(rng.uniform(1, 5, PEOPLE), 2).tolist(),
        "stratum": rng.choice(["a", "b"], PEOPLE).tolist(),
        "sex": rng.choice(["woman", "man"], PEOPLE).tolist(),
    }


def opened(folder: Path, file: str, measure: str, **answer: object) -> EvidenceTable:
    with open_engine(folder) as engine:
        evidence = Evidence("e", "survey", "E", file, "s")
        table = open_evidence(engine, evidence, Answer("i", "e", **answer), DEFINITIONS[measure], "hours")
        others = None if table.others is None else table_of(**{k: v.tolist() for k, v in fetch(table.others).items()})
        rows = table_of(**{name: column.tolist() for name, column in fetch(table.rows).items()})
        return EvidenceTable(rows.rows, table.roles, table.rows_read, table.notes, others and others.rows)


def total(evidence: EvidenceTable) -> Measured:
    result = DEFINITIONS["survey_total"].compute(evidence, context("hours"))
    assert isinstance(result, Measured)
    return result


def women() -> Measured:
    data = people()
    kept = [one == "woman" for one in data.pop("sex")]
    evidence = table_of(**data, kept=kept)
    return total(evidence.part(evidence.rows["kept"], sum(kept)))


@pytest.mark.parametrize("file", ["people.csv", "people.parquet"])
def test_rows_that_where_leaves_out_stay_in_the_design(tmp_path: Path, file: str) -> None:
    table = pa.table(people())
    pyarrow.csv.write_csv(table, tmp_path / "people.csv")
    pq.write_table(table, tmp_path / "people.parquet")
    found = total(opened(tmp_path, file, "survey_total", where={"sex": ("woman",)}))
    expected = women()
    assert (found.estimate, found.low, found.high) == (expected.estimate, expected.low, expected.high)
    assert any(one.name == "Part of a sample" for one in found.diagnostics)


def test_cells_that_cannot_be_read_in_other_rows_hinder_nothing(tmp_path: Path) -> None:
    data = people()
    other = data["sex"].index("man")
    data["value"] = [str(value) for value in data["value"]]
    data["value"][other] = "he would not say"
    pyarrow.csv.write_csv(pa.table(data), tmp_path / "people.csv")
    found = total(opened(tmp_path, "people.csv", "survey_total", where={"sex": ("woman",)}))
    assert (found.estimate, found.low) == pytest.approx((women().estimate, women().low))
    with pytest.raises(EvidenceError, match="1 cell is not a number"):
        opened(tmp_path, "people.csv", "survey_total")


def test_records_have_no_others(tmp_path: Path) -> None:
    pyarrow.csv.write_csv(pa.table(people()), tmp_path / "people.csv")
    with open_engine(tmp_path) as engine:
        answer = Answer("i", "e", where={"sex": ("woman",)})
        table = open_evidence(engine, Evidence("e", "records", "E", "people.csv", "s"), answer, DEFINITIONS["mean"], "")
    assert table.others is None


def test_a_group_of_by_is_a_part_of_the_sample(tmp_path: Path) -> None:
    pyarrow.csv.write_csv(pa.table(people()), tmp_path / "people.csv")
    definition = DEFINITIONS["survey_total"]
    evidence = opened(tmp_path, "people.csv", "survey_total", by={"group": Column("sex")})
    result = add_breakdown(total(evidence), evidence, definition, "", lambda _: context("hours"))
    table = next(one for one in result.details if one.title.endswith("by group"))
    row = next(row for row in table.rows if row[0] == "woman")
    assert row[1:4] == (women().estimate, women().low, women().high)
    assert sum(float(str(row[1])) for row in table.rows) == pytest.approx(result.estimate)


def test_all_of_a_sample_by_period_are_samples_of_their_own(tmp_path: Path) -> None:
    data = people()
    data["year"] = ["2025"] * 30 + ["2026"] * 30
    pyarrow.csv.write_csv(pa.table(data), tmp_path / "people.csv")
    definition = DEFINITIONS["survey_total"]
    evidence = opened(tmp_path, "people.csv", "survey_total", by={"period": Column("year")})
    result = add_breakdown(total(evidence), evidence, definition, "", lambda _: context("hours"))
    table = next(one for one in result.details if one.title.endswith("by period"))
    alone = total(table_of(**{name: data[name][:30] for name in ("value", "weight", "stratum")}))
    assert table.rows[0][1:4] == (alone.estimate, alone.low, alone.high)


def test_two_stages_are_named_in_an_assessment_as_lists(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    office = [f"o{n}" for n in np.repeat(np.arange(6), 8)]
    data = {"value": rng.normal(5, 1, 48).tolist(), "office": office, "offices": [6] * 48, "staff": [20] * 48}
    pyarrow.csv.write_csv(pa.table(data), tmp_path / "staff.csv")
    columns = {"cluster": (Column("office"),), "population": (Column("offices"), Column("staff"))}
    found = total(opened(tmp_path, "staff.csv", "survey_total", columns=columns))
    assert found.low < found.estimate < found.high
    assert found.estimate == pytest.approx(2.5 * sum(data["value"]))
