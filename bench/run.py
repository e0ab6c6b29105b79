"""Runs every benchmark, prints one table and writes bench/latest.json.

A benchmark compares our way with a reference way in the same run, because seconds differ between machines and ratios do
not. Each file bench_*.py in this folder has

    BENCHMARKS: list[tuple[str, Callable[[], dict]]]

and each callable returns {"figure": ..., "reference": ..., "ratio": ..., "budget": ...}, any of which may be left out:
what we took, what the reference took, the one over the other, and the most that we want it to be. Each budget is said
to be held or not held, and how many are stands at the end; one that is not fails nothing, only a benchmark that raises
does. Each file runs in a process of its own: what others left in memory counts in none.

    python bench/run.py            all
    python bench/run.py records    only the files whose name holds "records"
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import publicvalue
from publicvalue.cli.main import ONE_THREAD

# As the command does, before NumPy is loaded; the references run alike.
os.environ.update(ONE_THREAD | os.environ)

HERE = Path(__file__).parent
APART = "--apart"
COLUMNS = ("figure", "reference", "ratio", "budget")

Figures = Mapping[str, object]
Benchmark = Callable[[], Figures]


def find_benchmarks(folder: Path, word: str) -> Iterator[tuple[str, Benchmark]]:
    for path in sorted(folder.glob("bench_*.py")):
        if word not in path.stem:
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from module.BENCHMARKS


def run(name: str, benchmark: Benchmark) -> dict[str, object]:
    """Run one benchmark; a failure becomes part of the result, so that the others still run."""
    begin = time.perf_counter()
    try:
        figures = dict(benchmark())
    except Exception:  # noqa: BLE001 - whatever it is, it is shown, and the run ends with 1
        figures = {"error": traceback.format_exc()}
    return {"name": name, **figures, "seconds": round(time.perf_counter() - begin, 3)}


def is_held(result: Figures) -> bool | None:
    """Compare the ratio with the budget, or the figure where there is no reference; None where there is no budget."""
    measured, budget = result.get("ratio", result.get("figure")), result.get("budget")
    if isinstance(measured, int | float) and isinstance(budget, int | float):
        return measured <= budget
    return None


def remark(result: Figures) -> str:
    if "error" in result:
        return "FAILED"
    return {True: "held", False: "NOT HELD", None: ""}[is_held(result)]


def cell(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else "" if value is None else str(value)


def row(result: Figures, width: int) -> str:
    values = "".join(f"{cell(result.get(column)):>14}" for column in COLUMNS)
    return f"{result['name']!s:{width}}{values}{cell(result['seconds']):>10}  {remark(result)}".rstrip()


def write(results: list[dict[str, object]], path: Path) -> None:
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    shown = [{**result, "held": is_held(result)} for result in results]
    content = {"version": publicvalue.__version__, "machine": machine, "results": shown}
    path.write_text(json.dumps(content, indent=2, default=str) + "\n", encoding="utf-8")


def run_apart(folder: Path, stem: str) -> Iterator[dict[str, object]]:
    """Run the benchmarks of one file in a process of its own, and give their results as they come."""
    command = [sys.executable, __file__, APART, str(folder), stem]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own file
        assert process.stdout is not None
        yield from map(json.loads, process.stdout)
    if process.returncode:
        yield {"name": stem, "error": f"its process ended with {process.returncode}", "seconds": 0.0}


def run_here(folder: Path, stem: str) -> None:
    """Run the benchmarks of one file, and write a line of JSON for each; what they print goes elsewhere."""
    results, sys.stdout = sys.stdout, sys.stderr
    for name, benchmark in find_benchmarks(folder, stem):
        results.write(json.dumps(run(name, benchmark), default=str) + "\n")
        results.flush()


def main(folder: Path = HERE, word: str = "") -> int:
    names = [name for name, _ in find_benchmarks(folder, word)]
    if not names:
        print("No benchmark found.")
        return 0
    width = max(map(len, names))
    heads = "".join(f"{column:>14}" for column in COLUMNS)
    print(f"{'benchmark':{width}}{heads}{'seconds':>10}")
    results = []
    stems = [path.stem for path in sorted(folder.glob("bench_*.py")) if word in path.stem]
    for result in (one for stem in stems for one in run_apart(folder, stem)):
        results.append(result)
        print(row(result, width), flush=True)
    write(results, folder / "latest.json")
    held = [one for one in map(is_held, results) if one is not None]
    print(f"{sum(held)} of {len(held)} budgets are held.")
    failures = [result for result in results if "error" in result]
    for failure in failures:
        print(f"\n{failure['name']}\n{failure['error']}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    if sys.argv[1:2] == [APART]:
        run_here(Path(sys.argv[2]), sys.argv[3])
        sys.exit()
    sys.exit(main(word="".join(sys.argv[1:2])))
