"""Compares the composite index with the reference results of COINr and writes docs/reference/conformance.md.

    python scripts/conformance.py FOLDER

FOLDER holds the reference results, `composite-index`. The tests run the same comparisons.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from conformance_page import REFERENCE, Text, render_page, write_page

from publicvalue.scores.composite import normalise as methods_of
from publicvalue.scores.composite.aggregate import Aggregation, Choice, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.denominate import denominate
from publicvalue.scores.composite.impute import Imputation, impute
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import MinMax, Normalisation, ZScore, normalise
from publicvalue.scores.composite.outrank import dominated_pairs, outranking_shares
from publicvalue.scores.composite.ranking import rank_scores
from publicvalue.scores.composite.screen import Screening, screen
from publicvalue.scores.composite.treat import HIGH, LOW, Treatment, treat
from publicvalue.scores.composite.uncertainty import Alternatives, Uncertainty, pick_alternatives, run_uncertainty
from publicvalue.scores.composite.weigh import effective_weights

PAGE = REFERENCE / "conformance.md"
TOLERANCE = 1e-9
# Below this size a number that should be 0 differs from 0 by rounding only.
ROUNDING = 1e-12
FACTORS = ("Winmax", "Normalisation", "Weights", "Aggregation")

# Files that hold COINr's known defects: what is right is tested in tests/published/composite/test_defects.py.
DEFECTS = {
    "missing_genmean_pm1": "COINr's generalised mean has no score where one value is missing",
    "missing_genmean_p2": "as above",
    "missing_genmean_p05": "as above",
    "missing_genmean_p2_walt": "as above",
    "missing_copeland": "COINr's Copeland scores depend on the order of the units where values are missing",
    "missing_copeland_walt": "as above",
}

AMEAN, GMEAN, HMEAN = Aggregation("arithmetic"), Aggregation("geometric"), Aggregation("harmonic")
COPELAND = Aggregation("copeland")


def _thresholds(kind: str, *shares: float) -> Choice:
    return tuple(Aggregation(kind, threshold=share) for share in shares)  # type: ignore[arg-type]


AGGREGATIONS: dict[str, Choice] = {
    "amean": AMEAN,
    "gmean": GMEAN,
    "hmean": HMEAN,
    "genmean_pm1": Aggregation("generalised", -1),
    "genmean_p2": Aggregation("generalised", 2),
    "genmean_p05": Aggregation("generalised", 0.5),
    "median": Aggregation("median"),
    "copeland": COPELAND,
    "mixed_a_a_g": (AMEAN, AMEAN, GMEAN),
    "amean_then_copeland": (AMEAN, AMEAN, COPELAND),
    "amean_thresh06": Aggregation(threshold=0.6),
    "amean_thresh_levels": _thresholds("arithmetic", 0.9, 1, 1),
    "gmean_thresh09": _thresholds("geometric", 0.9, 0.5, 0.5),
}


@dataclass(frozen=True)
class Comparison:
    """Our numbers beside the reference: how many, and the pair that is furthest apart."""

    name: str
    numbers: int
    place: str
    ours: float
    reference: float
    difference: float

    @property
    def agrees(self) -> bool:
        return self.difference <= TOLERANCE


def compare(
    name: str, ours: np.ndarray, reference: np.ndarray, rows: Sequence[str], columns: Sequence[str]
) -> Comparison:
    """Compare two tables; a value that only one of them has is infinitely far away."""
    size = np.fmax(np.abs(ours), np.abs(reference))
    away = np.abs(ours - reference)
    apart = np.divide(away, size, out=np.zeros_like(away), where=size > ROUNDING)
    apart[np.isnan(ours) & np.isnan(reference)] = 0
    apart[np.isnan(ours) != np.isnan(reference)] = np.inf
    row, column = np.unravel_index(int(np.argmax(apart)), apart.shape)
    place = f"{rows[row]}, {columns[column]}"
    return Comparison(
        name, reference.size, place, float(ours[row, column]), float(reference[row, column]), float(apart[row, column])
    )


def number(text: str) -> float:
    if text in {"TRUE", "FALSE"}:
        return float(text == "TRUE")
    # COINr writes an infinite score where it divides by 0; here such a score is missing.
    return float(text) if text not in {"", "NA", "Inf", "-Inf"} else np.nan


@dataclass(frozen=True)
class Reference:
    """The folder of reference results."""

    folder: Path

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def data(self, name: str) -> Data:
        rows = self.rows(name)
        codes = [code for code in rows[0] if code not in {"uCode", "plotLabel"}]
        return Data(
            tuple(row["uCode"] for row in rows),
            tuple(codes),
            np.array([[number(row[code]) for code in codes] for row in rows]),
        )

    @cached_property
    def items(self) -> list[dict[str, str]]:
        return [row for row in self.rows("input/asem_imeta") if row["Level"]]

    @cached_property
    def index(self) -> Index:
        leaves = [row for row in self.items if row["Level"] == "1"]
        return Index(
            tuple(Indicator(r["iCode"], r["Parent"], int(r["Direction"]), float(r["Weight"])) for r in leaves),
            tuple(Group(r["iCode"], r["Parent"], float(r["Weight"])) for r in self.items if r["Level"] != "1"),
        )

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(indicator.code for indicator in self.index.indicators)

    @cached_property
    def units(self) -> dict[str, dict[str, str]]:
        return {row["uCode"]: row for row in self.rows("input/asem_idata")}

    @cached_property
    def raw(self) -> Data:
        return self._table(self.codes)

    @cached_property
    def denominators(self) -> Data:
        return self._table(("Area", "Energy", "GDP", "Population"))

    def _table(self, codes: tuple[str, ...]) -> Data:
        units = tuple(sorted(self.units))
        return Data(units, codes, np.array([[number(self.units[unit][code]) for code in codes] for unit in units]))

    @cached_property
    def denominated(self) -> Data:
        by = {row["iCode"]: row["Denominator"] for row in self.items if row["Denominator"]}
        return denominate(self.raw, self.denominators, by)

    @cached_property
    def imputed(self) -> Data:
        groups = tuple(self.units[unit]["EurAsia_group"] for unit in self.denominated.units)
        return impute(self.denominated, Imputation("mean", groups))

    @cached_property
    def screened(self) -> Data:
        return screen(self.imputed, Screening(present=0.9)).data

    @cached_property
    def treated(self) -> Data:
        return treat(self.screened, Treatment(points=5)).data

    def weights(self, name: str, column: str = "Weight") -> np.ndarray:
        found = {row["iCode"]: float(row[column]) for row in self.rows(name)}
        return np.array([found[code] for code in self.index.codes])

    @cached_property
    def alternatives(self) -> Alternatives:
        """Winsorising 1 to 5 points, two normalisations, 100 sets of weights, two means."""
        sets: dict[str, dict[str, float]] = {}
        for row in self.rows("sensitivity/noisy_weights"):
            sets.setdefault(row["rep"], {})[row["iCode"]] = float(row["Weight"])
        return Alternatives(
            treatments=tuple(Treatment(points=points) for points in range(1, 6)),
            normalisations=(MinMax(1, 100), ZScore(10, 2)),
            weights=np.array([[found[code] for code in self.index.codes] for found in sets.values()]),
            aggregations=(AMEAN, GMEAN),
        )


def against(reference: Reference, name: str, ours: Data) -> Comparison:
    """Compare a table with a file of the reference, cell by cell, whatever the order of its rows and columns."""
    theirs = reference.data(name).columns(ours.indicators)
    places = [theirs.units.index(unit) for unit in ours.units]
    if set(theirs.units) != set(ours.units):
        raise ValueError(f"{name}: the units differ")
    return compare(name, ours.values, theirs.values[places], ours.units, ours.indicators)


def build(reference: Reference) -> Iterator[Comparison]:
    index = reference.index
    normalised = normalise(reference.treated, index.directions, MinMax(0, 100))
    steps = {
        "build/01_raw": reference.raw,
        "build/02_denominated": reference.denominated,
        "build/03_imputed": reference.imputed,
        "build/04_screened": reference.screened,
        "build/05_treated": reference.treated,
        "build/06_normalised": normalised,
        "build/07_aggregated": aggregate(index, normalised),
    }
    for name, data in steps.items():
        yield against(reference, name, data)
    yield screening_summary(reference)
    yield from treatment_record(reference)
    yield weights_in_index(reference)


def screening_summary(reference: Reference) -> Comparison:
    name = "build/04_screened_summary"
    screened = screen(reference.imputed, Screening(present=0.9))
    columns = ("N_missing", "N_zero", "Dat_Avail", "Non_Zero", "Included")
    ours = np.column_stack([screened.missing, screened.zeros, screened.present, screened.nonzero, screened.kept])
    rows = {row["uCode"]: [number(row[column]) for column in columns] for row in reference.rows(name)}
    theirs = np.array([rows[unit] for unit in reference.imputed.units])
    return compare(name, ours.astype(np.float64), theirs, reference.imputed.units, columns)


def treatment_record(reference: Reference) -> Iterator[Comparison]:
    treated = treat(reference.screened, Treatment(points=5))
    rows = {row.pop("iCode"): row for row in reference.rows("build/05_treated_details")}
    ours = []
    for code in reference.codes:
        column = treated.columns[code]
        first, second = column.before, column.winsorised
        ours.append(
            [first.passed, first.skewness, first.kurtosis]
            + ([column.points, second.passed, second.skewness, second.kurtosis] if second else [np.nan] * 4)
        )
    names = tuple(next(iter(rows.values())))
    theirs = np.array([[number(value) for value in rows[code].values()] for code in reference.codes])
    yield compare("build/05_treated_details", np.array(ours, dtype=np.float64), theirs, reference.codes, names)
    words = {"": 0.0, "winhi": float(HIGH), "winlo": float(LOW)}
    points = {row["uCode"]: row for row in reference.rows("build/05_treated_points")}
    marks = np.array([[words[points[unit][code]] for code in reference.codes] for unit in treated.data.units])
    yield compare(
        "build/05_treated_points", treated.marks.astype(np.float64), marks, treated.data.units, reference.codes
    )


def weights_in_index(reference: Reference) -> Comparison:
    ours, theirs = effective_weights(reference.index), reference.weights("meta/eff_weights", "EffWeight")
    return compare("meta/eff_weights", ours[:, None], theirs[:, None], reference.index.codes, ("weight",))


def methods(reference: Reference, source: str) -> Mapping[str, Normalisation]:
    spec = reference.rows(f"normalise/{source}_goalposts_spec")
    parts = ("goalpost_lower", "goalpost_upper", "goalpost_scale")
    posts = {row["iCode"]: methods_of.Posts(*(float(row[part]) for part in parts)) for row in spec}
    targets = {row["iCode"]: float(row["Target"]) for row in reference.items if row["Target"]}
    units = reference.raw.units
    return {
        "minmax_0_100": MinMax(0, 100),
        "minmax_1_100": MinMax(1, 100),
        "scaled": methods_of.Scaled(0, 100),
        "zscore_0_1": ZScore(0, 1),
        "zscore_10_2": ZScore(10, 2),
        "dist2max": methods_of.DistanceToMaximum(),
        "dist2ref_iref1": methods_of.DistanceToReference(units[0]),
        "dist2ref_iref9_cap": methods_of.DistanceToReference(units[8], cap=True),
        "dist2targ_imeta": methods_of.DistanceToTarget(targets),
        "fracmax": methods_of.FractionOfMaximum(),
        "prank": methods_of.PercentileRank(),
        "rank": methods_of.Rank(),
        "borda": methods_of.Borda(),
        "goalposts_imeta": methods_of.Goalposts(posts),
    }


def normalisations(reference: Reference) -> Iterator[Comparison]:
    for source, data in (("raw", reference.raw), ("treated", reference.treated)):
        for name, method in methods(reference, source).items():
            scores = normalise(data, reference.index.directions, method, constant="missing")
            yield against(reference, f"normalise/{source}_{name}", scores)


def aggregations(reference: Reference) -> Iterator[Comparison]:
    for source in ("complete", "missing"):
        data = reference.data(f"aggregate/input_{source}_minmax_1_100")
        for name in sorted(path.stem for path in (reference.folder / "aggregate").glob(f"{source}_*.csv")):
            if name in DEFECTS:
                continue
            method = name.removeprefix(f"{source}_").removesuffix("_walt")
            weights = reference.weights("aggregate/weights_alt") if name.endswith("_walt") else None
            yield against(
                reference, f"aggregate/{name}", aggregate(reference.index, data, AGGREGATIONS[method], weights)
            )


def outranking(reference: Reference) -> Iterator[Comparison]:
    data = reference.data("aggregate/input_complete_minmax_1_100")
    for group in ("Physical", "Environ"):
        codes = [reference.index.codes[place] for place in reference.index.children[group]]
        shares = outranking_shares(data.columns(codes).values, np.ones(len(codes)))
        name = f"aggregate/outrank_{group}"
        theirs = np.array([[float(v) for k, v in row.items() if k in data.units] for row in reference.rows(name)])
        yield compare(name, shares, theirs, data.units, data.units)
        read = (reference.folder / f"{name}.json").read_text(encoding="utf-8")
        dominated = float(read.split('"nDominant":')[1].split(",")[0])
        ours = np.array([[float(dominated_pairs(shares))]])
        yield compare(f"{name} (dominated pairs)", ours, np.array([[dominated]]), (group,), ("pairs",))


def uncertainty(reference: Reference) -> Iterator[Comparison]:
    """500 runs from the draws that COINr took, with its way of turning draws into alternatives."""
    found = run_reference(reference)
    rows = reference.rows("sensitivity/ua500_alternative_index")
    picked = np.array([[float(row[name]) for name in FACTORS] for row in rows])
    runs = [row["rep"] for row in rows]
    ours = found.picks[:, 1:] + 1.0
    yield compare("sensitivity/ua500_alternative_index", ours, picked, runs, FACTORS)
    tables = {"scores": found.scores[:, :, 0].T, "ranks": found.ranks[:, :, 0].T}
    for name, table in tables.items():
        theirs = reference.data(f"sensitivity/ua500_{name}")
        places = [theirs.units.index(unit) for unit in found.units]
        numbers = theirs.columns([f"r_{run}" for run in runs]).values[places]
        yield compare(f"sensitivity/ua500_{name}", table, numbers, found.units, runs)
    statistics = found.rank_statistics(reference.index.top)
    columns = ("Mean", "Median", "Q5", "Q95")
    ours = np.column_stack([statistics.mean, statistics.median, statistics.low, statistics.high])
    yield against(reference, "sensitivity/ua500_rankstats", Data(found.units, columns, ours))
    normalised = normalise(reference.treated, reference.index.directions, MinMax(0, 100))
    nominal = aggregate(reference.index, normalised).column(reference.index.top)
    both = np.column_stack([nominal, rank_scores(nominal)])
    yield against(reference, "sensitivity/ua500_nominal", Data(found.units, ("Score", "Rank"), both))


def run_reference(reference: Reference) -> Uncertainty:
    rows = reference.rows("sensitivity/ua500_X")
    draws = np.array([[number(row[name]) for name in FACTORS] for row in rows])
    alternatives = reference.alternatives
    picks = np.zeros((len(draws), 5), dtype=np.intp)
    picks[:, 1:] = pick_alternatives(draws, alternatives.counts[1:], ends="sample")
    return run_uncertainty(reference.index, reference.screened, alternatives, picks)


AREAS: dict[str, Callable[[Reference], Iterator[Comparison]]] = {
    "Build of the ASEM index, step by step": build,
    "Normalisation": normalisations,
    "Aggregation": aggregations,
    "Outranking": outranking,
    "Uncertainty: 500 runs from given draws": uncertainty,
}


COLUMNS = ("file", "numbers", "furthest apart", "ours", "reference", "difference")

TEXT = Text(
    "Conformance of the composite index",
    (
        "The composite index gives the numbers of COINr 1.1.14, an R package for composite indicators, on its example,",
        "the ASEM index of sustainable connectivity (51 countries, 49 indicators). Each row compares one file of",
        "results, number by number, and shows the pair that is furthest apart. The difference is relative. All must be",
        f"at most {TOLERANCE:g}; the tests make the same comparisons. Where COINr divides by 0 and writes an infinite",
        "score, ours is missing; both count as missing here.",
    ),
    (
        *("", "## Not compared, because the reference is wrong there", ""),
        *(f"- `aggregate/{name}`: {reason}." for name, reason in DEFECTS.items()),
    ),
)


def row(one: Comparison) -> tuple[str, ...]:
    difference = f"{one.difference:.1e}" if one.difference else "0"
    pair = (f"{one.ours:.15g}", f"{one.reference:.15g}")
    return (f"`{one.name}`", f"{one.numbers:,}", one.place, *pair, difference)


def page(folder: Path) -> str:
    reference = Reference(folder)
    return render_page(TEXT, {title: map(row, area(reference)) for title, area in AREAS.items()}, COLUMNS)


if __name__ == "__main__":
    write_page(PAGE, page)
