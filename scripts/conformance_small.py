"""Compares Sobol indices and small cases with reference results; writes docs/reference/conformance-small.md.

    python scripts/conformance_small.py FOLDER

FOLDER holds `composite-index` and `known-answers`. The small cases are those of the tests in
tests/published/composite/test_cases.py: these are run, and what they compare is noted.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from conformance_page import REFERENCE, Text, render_page, write_page
from SALib.analyze import sobol as salib

from publicvalue.scores.composite.choice_runs import ChoiceDesign
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.drivers import find_choice_drivers
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.measurement import CellErrors
from publicvalue.scores.composite.normalise import Scaled
from publicvalue.scores.composite.uncertainty import Alternatives
from publicvalue.scores.drivers.sobol import (
    Evaluations,
    pick_freeze,
    saltelli_samples,
    sobol_indices,
    split_blocks,
    split_interleaved,
)

ROOT = Path(__file__).resolve().parents[1]
PAGE = REFERENCE / "conformance-small.md"
CASES = ROOT / "tests" / "published" / "composite" / "test_cases.py"
EXACT = 1e-9
NAMES = ("x1", "x2", "x3")

# Cases that are tested elsewhere, with the reason why they are not compared here.
ELSEWHERE = {
    "agg_genmean_na_defect": "COINr's generalised mean has no score where one value is missing",
    "copeland_na_order_dependent": "COINr's Copeland scores depend on the order of the units where values are missing",
    "agg_hmean_zero_error": "an error, in COINr and here: 0 under a harmonic mean",
}


@dataclass(frozen=True)
class Comparison:
    """Our number beside the reference, with the largest difference that is allowed; relative where it is exact."""

    name: str
    numbers: int
    ours: float
    reference: float
    tolerance: float = EXACT

    @property
    def difference(self) -> float:
        if np.isnan(self.ours) and np.isnan(self.reference):
            return 0.0
        size = max(abs(self.ours), abs(self.reference)) if self.tolerance == EXACT else 1.0
        # Below this size a number that should be 0 differs from 0 by rounding only.
        return abs(self.ours - self.reference) / size if size > 1e-12 else 0.0

    @property
    def agrees(self) -> bool:
        return self.difference <= self.tolerance


def furthest(name: str, ours: Any, reference: Any) -> Comparison:
    """Compare arrays number by number, and keep the pair that is furthest apart."""
    pairs = np.broadcast_arrays(np.array(ours, object).astype(float), np.array(reference, object).astype(float))
    every = [Comparison(name, pairs[0].size, float(a), float(b)) for a, b in zip(*map(np.ravel, pairs), strict=True)]
    return max(every, key=lambda one: np.nan_to_num(one.difference, nan=np.inf))


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = -np.pi + 2 * np.pi * unit
    y = np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])
    return np.asarray(y[..., np.newaxis])


def analytic(folder: Path) -> Iterator[Comparison]:
    """Quasi-random samples of the Ishigami function beside its indices as derived by hand."""
    known = json.loads((folder / "known-answers" / "known-answers.json").read_text(encoding="utf-8"))["sobol_ishigami"]
    rng = np.random.default_rng(1)
    a, b = saltelli_samples(known["N"], 3, rng)
    found = sobol_indices(Evaluations(ishigami(a), ishigami(b), ishigami(pick_freeze(a, b))), 0, rng)
    for order, ours, theirs in (("first", found.first, known["S1"]), ("total", found.total, known["ST"])):
        for name, one, other in zip(NAMES, ours[:, 0], theirs, strict=True):
            yield Comparison(f"{order} order, {name}", 1, float(one), float(other), known["tol"])


def coinr(folder: Path) -> Iterator[Comparison]:
    """Outputs that COINr read, beside its indices: total order, first order in its mode, and the variance."""
    files = folder / "composite-index" / "sensitivity"
    with (files / "ishigami_sobol.csv").open(encoding="utf-8", newline="") as file:
        theirs = list(csv.DictReader(file))
    known = json.loads((files / "ishigami.json").read_text(encoding="utf-8"))
    outputs = split_blocks(np.loadtxt(files / "ishigami_y.csv", skiprows=1, ndmin=2), known["d"])
    found = sobol_indices(outputs, 0, np.random.default_rng(1), "uncentred")
    for name, row, total, first in zip(NAMES, theirs, found.total[:, 0], found.first[:, 0], strict=True):
        yield Comparison(f"total order, {name}", 1, float(total), float(row["STi"]))
        yield Comparison(f"first order as COINr forms it, {name}", 1, float(first), float(row["Si"]))
    yield Comparison("variance", 1, float(found.variance[0]), known["variance"])


def salib_same(_: Path) -> Iterator[Comparison]:
    """One quasi-random sample of the Ishigami function, read by SALib and by us; total order over SALib's variance."""
    a, b = saltelli_samples(512, 3, np.random.default_rng(2))
    blocks = [ishigami(a), *ishigami(pick_freeze(a, b)), *ishigami(pick_freeze(b, a)), ishigami(b)]
    rows = np.stack(blocks, axis=1).reshape(-1, 1)
    found = sobol_indices(split_interleaved(rows, 3, second=True), 0, np.random.default_rng(1))
    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0, 1]] * 3}
    theirs = salib.analyze(problem, rows[:, 0], calc_second_order=True, num_resamples=2, seed=1)
    for place, name in enumerate(NAMES):
        yield Comparison(f"first order, {name}", 1, float(found.first[place, 0]), float(theirs["S1"][place]))
        total = float(found.total[place, 0]) * 1024 / 1023
        yield Comparison(f"total order, {name}", 1, total, float(theirs["ST"][place]))
    for (left, right), second in zip(found.pairs, found.second[:, 0], strict=True):
        yield Comparison(f"pair {NAMES[left]}, {NAMES[right]}", 1, float(second), float(theirs["S2"][left, right]))


def data_errors(_: Path) -> Iterator[Comparison]:
    """A linear index of three indicators with normal errors and two sets of weights: its shares can be derived."""
    index = Index(tuple(Indicator(name, "index") for name in NAMES), (Group("index"),))
    values, sizes = np.array([40.0, 60.0, 20.0]), np.array([3.0, 4.0, 1.0])
    sets = np.array([[1, 1, 2, 1], [2, 1, 1, 1]], dtype=float)
    shares = sets[:, :3] / 4
    data = Data(("unit",), NAMES, values[np.newaxis])
    alternatives = Alternatives(normalisations=(Scaled(),), weights=sets, errors=CellErrors(sizes[np.newaxis], 1))
    found = find_choice_drivers(index, data, alternatives, ChoiceDesign(np.random.default_rng(3), runs=4096))
    weights = float((shares @ values).var())
    errors = float(((shares.mean(axis=0) * sizes) ** 2).sum())
    whole = weights + float(((shares * sizes) ** 2).sum(axis=1).mean())
    both = whole - weights - errors
    for place, (name, alone) in enumerate(zip(found.choices, (weights, errors), strict=True)):
        yield Comparison(f"first order, {name}", 1, float(found.scores.first[place, 0]), alone / whole, 0.05)
        yield Comparison(f"total order, {name}", 1, float(found.scores.total[place, 0]), (alone + both) / whole, 0.05)


def read_cases(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "composite-index" / "cases.json").read_text("utf-8"))["cases"]
    return found


def cases(folder: Path) -> Iterator[Comparison]:
    """Run the tests of the small cases and note what each compares: one row for each case."""
    read = {case["id"]: case for case in read_cases(folder)}
    notes = _Noted(read)
    loader = SourceFileLoader(CASES.stem, str(CASES))
    module = ModuleType(loader.name)
    loader.exec_module(module)
    module.__dict__["same"] = notes.note
    for name, test in vars(module).items():
        if name.startswith("test_") and not name.endswith(("all_tested", "is_an_error")):
            for parameters in _parameters(test):
                test(notes, **parameters)
    yield from (furthest(id, *map(np.concatenate, zip(*pairs, strict=True))) for id, pairs in notes.pairs.items())
    yield from _estimate(read["sobol_estimate_small"])


def _estimate(case: Mapping[str, Any]) -> Iterator[Comparison]:
    outputs = split_blocks(np.array(case["input"]["y"], dtype=float)[:, np.newaxis], case["params"]["d"])
    found = sobol_indices(outputs, 0, np.random.default_rng(1), "uncentred")
    ours = np.concatenate([found.first[:, 0], found.total[:, 0]])
    yield furthest(case["id"], ours, [*case["expect"]["Si"], *case["expect"]["STi"]])


class _Noted(dict[str, Any]):
    """The cases by id; what is compared after a case was asked for belongs to it."""

    def __init__(self, cases: Mapping[str, Any]) -> None:
        super().__init__(cases)
        self.pairs: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
        self._case = ""

    def __getitem__(self, id: str) -> Any:
        self._case = id
        return super().__getitem__(id)

    def note(self, ours: Any, reference: Any) -> None:
        pair = np.broadcast_arrays(np.array(ours, object).astype(float), np.array(reference, object).astype(float))
        self.pairs.setdefault(self._case, []).append((np.ravel(pair[0]), np.ravel(pair[1])))


def _parameters(test: Callable[..., None]) -> list[dict[str, Any]]:
    """Return the sets of arguments that pytest would give a test, beside the cases."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return [{}]
    names = marks[0].args[0]
    names = [names] if isinstance(names, str) and "," not in names else names
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    return [dict(zip(names, [one] if len(names) == 1 else one, strict=True)) for one in marks[0].args[1]]


AREAS: dict[str, Callable[[Path], Iterator[Comparison]]] = {
    "Sobol indices of the Ishigami function, as derived by hand": analytic,
    "Sobol indices of the Ishigami function, COINr's sample": coinr,
    "Sobol indices, SALib on the same sample": salib_same,
    "Errors of the data and weights of a linear index, as derived by hand": data_errors,
    "Small cases of COINr": cases,
}


COLUMNS = ("what", "numbers", "ours", "reference", "difference", "allowed")

TEXT = Text(
    "Conformance of Sobol indices and small cases",
    (
        "Sobol indices beside what can be derived by hand, COINr 1.1.14 and SALib, and small cases of each step of a",
        "composite index beside COINr. A row with several numbers shows the pair that is furthest apart. Differences",
        f"are relative where {EXACT:g} is allowed, else absolute: a sample of finite size errs by so much. The tests",
        "make the same comparisons.",
    ),
    ("", "## Not compared", "", *(f"- {id}: {reason}." for id, reason in ELSEWHERE.items())),
)


def row(one: Comparison) -> tuple[str, ...]:
    pair = ("missing" if np.isnan(number) else f"{number:.10g}" for number in (one.ours, one.reference))
    difference = f"{one.difference:.1e}" if one.difference else "0"
    return (one.name, str(one.numbers), *pair, difference, f"{one.tolerance:.0e}")


def page(folder: Path) -> str:
    return render_page(TEXT, {title: map(row, area(folder)) for title, area in AREAS.items()}, COLUMNS)


if __name__ == "__main__":
    write_page(PAGE, page)
