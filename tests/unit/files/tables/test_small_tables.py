"""Small tables of settings are read within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from publicvalue.errors import InputError
from publicvalue.files.tables.small import MOST_CELLS, read_rows


@pytest.mark.parametrize("rows", ["1,2\n" * (MOST_CELLS // 2), "\n" * MOST_CELLS])
def test_a_table_of_too_many_cells_is_refused_before_it_is_kept(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "weights.csv"
    path.write_text(f"level,weight\n{rows}", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_rows(path, "weights.csv", ("level", "weight"))
    assert [problem.what for problem in raised.value.problems] == ["the file holds more than 1,000,000 values"]
