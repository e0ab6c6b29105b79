"""The benchmark runner shows slowness and fails only when a benchmark raises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from house import ROOT, load

RUNNER = load(ROOT / "bench" / "run.py")


def _write(folder: Path, benchmarks: str) -> None:
    (folder / "bench_a.py").write_text(f"BENCHMARKS = [{benchmarks}]", encoding="utf-8")


def test_bench_runner_says_which_budgets_are_held_and_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bench_a.py").write_text(
        'BENCHMARKS = [("slow", lambda: {"figure": 3.0, "reference": 1.0, "ratio": 3.0, "budget": 2})]',
        encoding="utf-8",
    )
    assert RUNNER.main(tmp_path) == 0
    assert capsys.readouterr().out.splitlines()[1].endswith("NOT HELD")
    (result,) = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))["results"]
    del result["seconds"]
    assert result == {"name": "slow", "figure": 3.0, "reference": 1.0, "ratio": 3.0, "budget": 2, "held": False}


def test_bench_runner_benchmark_that_raises_fails_after_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path, '("broken", lambda: 1 / 0), ("quick", lambda: {"figure": 1.0, "budget": 2})')
    assert RUNNER.main(tmp_path) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1].endswith("FAILED")
    assert captured.out.splitlines()[2].startswith("quick")
    assert "ZeroDivisionError" in captured.err


def test_benchmarks_of_a_process_that_breaks_off_fail_and_those_of_others_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path, '("quits", lambda: __import__("os")._exit(3))')
    (tmp_path / "bench_b.py").write_text(
        'BENCHMARKS = [("loud", lambda: print("a word") or {"figure": 1.0})]', encoding="utf-8"
    )
    assert RUNNER.main(tmp_path) == 1
    captured = capsys.readouterr()
    assert "its process ended with 3" in captured.err
    assert captured.out.splitlines()[2].startswith("loud")


def test_bench_runner_without_benchmarks_passes(tmp_path: Path) -> None:
    assert RUNNER.main(tmp_path) == 0


def test_every_benchmark_of_the_project_can_begin() -> None:
    names = [name for name, _ in RUNNER.find_benchmarks(ROOT / "bench", "")]
    assert len(names) > len(list((ROOT / "bench").glob("bench_*.py")))
