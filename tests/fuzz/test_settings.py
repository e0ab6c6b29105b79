"""Any setting may be spoilt in any way: the answer is a result or a plain problem, never a crash or a library's words.

`make fuzz` runs the same for long: RUNS is how many spoilt folders each surface gets, SEED where the search begins.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import strategies as st

from fuzz.folders import SMALL
from fuzz.odd_values import CELLS, Spoilt, as_written, as_yaml, spoil, spoils
from fuzz.runs import fuzzed, run_and_hold

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = (("ministry-extension.yaml", "framework"), ("caribbean-readiness/country.yaml", "country"))
ENDS = {0: "taken", 1: "told", 2: "refused"}
changes = st.lists(spoils, min_size=1, max_size=3)
cells = st.lists(st.tuples(st.integers(0, 5_000), st.sampled_from(CELLS)), min_size=1, max_size=4)


def run_spoilt(name: str, spoilt: Sequence[Spoilt]) -> int:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        SMALL[name].write(folder)
        text = as_yaml(spoil(SMALL[name].tree(), spoilt))
        (folder / "assessment.yaml").write_text(text, encoding="utf-8")
        return run_and_hold("check", folder)[0]


@pytest.mark.parametrize("name", ["share", "events"])
def test_a_small_assessment_is_right_before_it_is_spoilt(name: str) -> None:
    assert run_spoilt(name, []) == 0


def run_spoilt_file(file: Path, command: str, spoilt: Sequence[Spoilt]) -> int:
    """Spoil one YAML file of an example, beside all that stands with it, and check it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "x"
        shutil.copytree(file.parent, folder, ignore=shutil.ignore_patterns("*.md", "evidence", "answers", "report"))
        tree = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts alone
        (folder / file.name).write_text(as_yaml(spoil(as_written(tree), spoilt)), encoding="utf-8")
        return run_and_hold(command, "check", folder if command == "country" else folder / file.name)[0]


def run_spoilt_rows(name: str, places: Sequence[tuple[int, str]]) -> int:
    """Spoil cells of a small file of evidence."""
    rows = [line.split(",") for line in SMALL[name].rows.splitlines()]
    for place, text in places:
        row = rows[place % len(rows)]
        row[place * 3 % len(row)] = text
    with tempfile.TemporaryDirectory() as spot:
        folder = Path(spot)
        SMALL[name].write(folder)
        table = "\n".join(",".join(row) for row in rows)
        (folder / "evidence" / "e.csv").write_text(table, encoding="utf-8", errors="replace")
        (folder / "assessment.yaml").write_text(as_yaml(SMALL[name].tree()), encoding="utf-8")
        return run_and_hold("check", folder)[0]


@pytest.mark.parametrize(("file", "command"), FILES)
def test_an_example_is_right_before_it_is_spoilt(file: str, command: str) -> None:
    assert run_spoilt_file(EXAMPLES / file, command, []) == 0


@fuzzed(8, file=st.sampled_from(FILES), spoilt=changes)
def test_spoilt_files_of_frameworks_and_countries_end_in_a_plain_problem(
    file: tuple[str, str], spoilt: list[Spoilt]
) -> str:
    return ENDS[run_spoilt_file(EXAMPLES / file[0], file[1], spoilt)]


@fuzzed(4, name=st.sampled_from(sorted(SMALL)), places=cells)
def test_spoilt_evidence_ends_in_a_result_or_a_plain_problem(name: str, places: list[tuple[int, str]]) -> str:
    return ENDS[run_spoilt_rows(name, places)]


@fuzzed(16, name=st.sampled_from(sorted(SMALL)), spoilt=changes)
def test_spoilt_assessments_end_in_a_result_or_a_plain_problem(name: str, spoilt: list[Spoilt]) -> str:
    return ENDS[run_spoilt(name, spoilt)]
