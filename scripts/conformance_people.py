"""Compares path models, reliability and weights with reference results; writes docs/reference/conformance-people.md.

    python scripts/conformance_people.py FOLDER

FOLDER holds `known-answers`, `satisfaction-survey` and `corporate-reputation`. The tests make the same comparisons.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from conformance_page import REFERENCE, Comparison, Text, render_page, write_page

from publicvalue.measures.survey.constructs.covariance_model import fit_covariance_model
from publicvalue.measures.survey.constructs.moments import Missing, moments
from publicvalue.measures.survey.constructs.path_bootstrap import Bootstrap, PathSettings, bootstrap_paths
from publicvalue.measures.survey.constructs.path_model import adjusted_r_squared
from publicvalue.measures.survey.constructs.path_spec import Construct, Mode, PathSpec
from publicvalue.measures.survey.constructs.reliability import (
    average_variance_extracted,
    composite_reliability,
    cronbach_alpha,
    fit_one_factor,
)
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.measures.survey.constructs.validity import fornell_larcker
from publicvalue.measures.survey.priorities.pairs import pairwise_weights

PAGE = REFERENCE / "conformance-people.md"
SEED = 20240708


def numbered(id: str, prefix: str, count: int, mode: Mode = "A") -> Construct:
    return Construct(id, tuple(f"{prefix}{n}" for n in range(1, count + 1)), mode)


def single(id: str, item: str) -> Construct:
    return Construct(id, (item,), single=True)


IMAGE, EXPECTATION, VALUE = (
    numbered("Image", "IMAG", 5),
    numbered("Expectation", "CUEX", 3),
    numbered("Value", "PERV", 2),
)
SATISFACTION = numbered("Satisfaction", "CUSA", 3)
OUTCOMES = (
    numbered("COMP", "comp_", 3),
    numbered("LIKE", "like_", 3),
    single("CUSA", "cusa"),
    numbered("CUSL", "cusl_", 3),
)
DRIVERS = (
    numbered("QUAL", "qual_", 8, "B"),
    numbered("PERF", "perf_", 5, "B"),
    numbered("CSOR", "csor_", 5, "B"),
    numbered("ATTR", "attr_", 3, "B"),
)
FULL = (
    *(IMAGE, EXPECTATION, numbered("Quality", "PERQ", 7), VALUE, SATISFACTION),
    *(single("Complaints", "CUSCO"), numbered("Loyalty", "CUSL", 3)),
)


@dataclass(frozen=True)
class Reference:
    """The folder of reference results."""

    folder: Path

    @cached_property
    def known(self) -> dict:
        return json.loads((self.folder / "known-answers/known-answers.json").read_text(encoding="utf-8"))

    def rows(self, name: str) -> list[list[str]]:
        with (self.folder / f"corporate-reputation/expected_{name}.csv").open(encoding="utf-8") as file:
            return list(csv.reader(file))

    def answers(self, name: str, items: tuple[str, ...], missing: str = "NA") -> np.ndarray:
        with (self.folder / name).open(encoding="utf-8") as file:
            read = list(csv.DictReader(file))
        return np.array([[np.nan if row[i] in (missing, "") else float(row[i]) for i in items] for row in read])

    def fitted(
        self,
        constructs: tuple[Construct, ...],
        paths: Mapping[str, Mapping[str, float]],
        data: str,
        replicates: int = 50,
    ) -> Bootstrap:
        """Estimate the model whose links are the paths of the reference that are not 0."""
        spec = PathSpec(constructs, tuple((a, b) for a, row in paths.items() for b, path in row.items() if path))
        gaps: Missing = "mean" if data.startswith("corporate") else "complete"
        values = self.answers(data, spec.items, "-99" if gaps == "mean" else "NA")
        settings = PathSettings(missing=gaps, replicates=replicates)
        return bootstrap_paths(
            spec, values, RespondentSample(np.ones(len(values))), settings, np.random.default_rng(SEED)
        )


MOBI, REPUTATION = "satisfaction-survey/mobi.csv", "corporate-reputation/corp_rep_data.csv"


def satisfaction(reference: Reference) -> Iterator[Comparison]:
    known = reference.known["pls_mobi"]
    found = reference.fitted(FULL, known["values"]["path_coef"], MOBI, 10_000)
    yield from whole_model(found, known["values"])
    low, high = found.interval("paths")
    for name, numbers in known["bootstrap_5000"].items():
        if name == "note":
            continue
        row, column = (found.spec.ids.index(id) for id in name.split("__"))
        ours = (found.draws.paths[:, row, column].std(), low[row, column], high[row, column])
        for kind, one, other in zip(("standard error", "low", "high"), ours, numbers, strict=True):
            yield Comparison(f"bootstrap {name.replace('__', ' → ')}, {kind}", float(one), other, 0.01)


def reputation(reference: Reference) -> Iterator[Comparison]:
    known = reference.known["pls_corp_rep"]["simple"]
    yield from whole_model(reference.fitted(OUTCOMES, known["path_coef"], REPUTATION), known)


def reputation_extended(reference: Reference) -> Iterator[Comparison]:
    known = reference.known["pls_corp_rep"]["extended"]
    yield from whole_model(reference.fitted((*DRIVERS, *OUTCOMES), known["path_coef"], REPUTATION), known)


def whole_model(found: Bootstrap, known: Mapping[str, Mapping]) -> Iterator[Comparison]:
    """Compare paths, weights, loadings, R squared, reliability and HTMT."""
    yield from structure(found, known)
    yield from items(found, known)
    for place, id in enumerate(found.spec.ids):
        for name, value in reliability(found, place).items():
            yield Comparison(f"{name} {id}", value, known["rel"][id][name])
    for one, row in known.get("htmt", {}).items():
        for other, ratio in row.items():
            if ratio is not None:
                ours = found.sample.htmt[0, found.spec.ids.index(one), found.spec.ids.index(other)]
                yield Comparison(f"HTMT {other}, {one}", float(ours), ratio)


def structure(found: Bootstrap, known: Mapping[str, Mapping]) -> Iterator[Comparison]:
    spec, model = found.spec, found.model
    for source, target in spec.links:
        ours = model.paths[0, spec.ids.index(source), spec.ids.index(target)]
        yield Comparison(f"path {source} → {target}", float(ours), known["path_coef"][source][target])
    for id, value in known["r2"]["Rsq"].items():
        place = spec.ids.index(id)
        explained = float(model.r_squared[0, place])
        yield Comparison(f"R² {id}", explained, value)
        adjusted = adjusted_r_squared(explained, found.respondents, int(spec.arrows[:, place].sum()))
        yield Comparison(f"adjusted R² {id}", adjusted, known["r2"]["AdjRsq"][id])


def items(found: Bootstrap, known: Mapping[str, Mapping]) -> Iterator[Comparison]:
    for place, (id, block) in enumerate(zip(found.spec.ids, found.spec.blocks, strict=True)):
        for row in block:
            item = found.spec.items[row]
            yield Comparison(f"weight {item}", float(found.model.weights[0, row, place]), known["weights"][item][id])
            yield Comparison(f"loading {item}", float(found.model.loadings[0, row, place]), known["loadings"][item][id])


def reliability(found: Bootstrap, place: int) -> dict[str, float]:
    block = found.spec.blocks[place]
    loadings = found.model.loadings[0, block, place]
    return {
        "alpha": float(cronbach_alpha(found.moments.correlations[0][np.ix_(block, block)])),
        "rhoC": float(composite_reliability(loadings)),
        "AVE": float(average_variance_extracted(loadings)),
        "rhoA": float(found.model.reliability[0, place]),
    }


def expected_files(reference: Reference) -> Iterator[Comparison]:
    constructs = (IMAGE, EXPECTATION, VALUE, SATISFACTION)
    paths = {id: {"Satisfaction": 1.0} for id in ("Image", "Expectation", "Value")}
    found = reference.fitted(constructs, paths, MOBI, 10_000)
    for place, row in enumerate(reference.rows("reliability")[1:]):
        names = dict(zip(("alpha", "rhoC", "AVE", "rhoA"), row[1:], strict=True))
        for name, ours in reliability(found, place).items():
            yield Comparison(f"{name} {row[0]}", ours, float(names[name]))
    extracted = np.array([reliability(found, place)["AVE"] for place in range(4)])
    criterion = fornell_larcker(extracted, found.model.correlations[0])
    for name, ours in (("fl_table", criterion), ("htmt", found.sample.htmt[0].T)):
        for row, cells in enumerate(reference.rows(name)[1:]):
            for column, cell in enumerate(cells[-4:]):
                if cell != "NA":
                    pair = f"{found.spec.ids[row]}, {found.spec.ids[column]}"
                    title = "Fornell-Larcker" if name == "fl_table" else "HTMT"
                    yield Comparison(f"{title} {pair}", float(ours[row, column]), float(cell))
    low, high = found.interval("paths")
    for place, row in enumerate(reference.rows("boot_report_paths")[1:]):
        estimate, _, error, _, least, most = (float(cell) for cell in row[1:])
        draws = found.draws.paths[:, place, 3]
        yield Comparison(
            f"path {found.spec.ids[place]} → Satisfaction", float(found.model.paths[0, place, 3]), estimate
        )
        # 200 resamples stand behind the report: its spread is known to a twentieth, its ends to about a fifth of it.
        yield Comparison("its bootstrap standard error", float(draws.std()), error, 0.15 * error)
        yield Comparison("its low end", float(low[place, 3]), least, 0.4 * error)
        yield Comparison("its high end", float(high[place, 3]), most, 0.4 * error)


def scales(reference: Reference) -> Iterator[Comparison]:
    known = reference.known["alpha_omega"]
    values = reference.answers("known-answers/bfi.csv", tuple(f"A{n}" for n in range(1, 6)))
    values[:, 0] = 7 - values[:, 0]
    ones = np.ones((1, len(values)))
    pairwise, complete = (moments(values, ones, rule) for rule in ("pairwise", "complete"))
    yield Comparison(
        "alpha, pairwise gaps", float(cronbach_alpha(pairwise.covariances[0])), known["alpha_bfi_A_pairwise"]
    )
    yield Comparison(
        "alpha, complete answers", float(cronbach_alpha(complete.covariances[0])), known["alpha_bfi_A_complete"]
    )
    yield Comparison("omega", fit_one_factor(complete.covariances[0]).omega, known["omega_bfi_A_cfa"])
    standard = fit_one_factor(complete.correlations[0]).omega
    yield Comparison("omega, standardised items", standard, known["omega_bfi_A_ml_standardised"])
    textual = reference.answers("known-answers/HolzingerSwineford1939.csv", ("x4", "x5", "x6"))
    alpha = float(cronbach_alpha(moments(textual, np.ones((1, len(textual)))).covariances[0]))
    yield Comparison("alpha, textual", alpha, known["alpha_textual"])


def factors(reference: Reference) -> Iterator[Comparison]:
    known = reference.known["cfa_holzinger"]
    values, tolerance = known["values"], known["tol"]
    constructs = tuple(
        Construct(id, tuple(f"x{n}" for n in range(start, start + 3)))
        for id, start in (("visual", 1), ("textual", 4), ("speed", 7))
    )
    items = tuple(f"x{n}" for n in range(1, 10))
    found = fit_covariance_model(constructs, (), reference.answers("known-answers/HolzingerSwineford1939.csv", items))
    fit = values["fit"]
    yield Comparison("chi-square", found.chi_square, fit["chisq"])
    yield Comparison("degrees of freedom", found.freedom, fit["df"])
    yield Comparison("CFI", found.fit_index, fit["cfi"])
    yield Comparison("TLI", found.tucker_lewis, fit["tli"])
    yield Comparison("RMSEA", found.error_of_approximation, fit["rmsea"])
    for (id, item), one in found.loadings.items():
        yield Comparison(f"loading {id} {item}", one.value, values["est"][f"{id}=~{item}"], tolerance)
        yield Comparison(f"standardised {id} {item}", one.standardised, values["std"][f"{id}~{item}"], tolerance)


DRINKS = {
    ("coffee", "wine"): 9,
    ("coffee", "tea"): 5,
    ("coffee", "beer"): 2,
    ("coffee", "soda"): 1,
    ("coffee", "milk"): 1,
    ("coffee", "water"): 1 / 2,
    ("wine", "tea"): 1 / 3,
    ("wine", "beer"): 1 / 9,
    ("wine", "soda"): 1 / 9,
    ("wine", "milk"): 1 / 9,
    ("wine", "water"): 1 / 9,
    ("tea", "beer"): 1 / 3,
    ("tea", "soda"): 1 / 4,
    ("tea", "milk"): 1 / 3,
    ("tea", "water"): 1 / 9,
    ("beer", "soda"): 1 / 2,
    ("beer", "milk"): 1,
    ("beer", "water"): 1 / 3,
    ("soda", "milk"): 2,
    ("soda", "water"): 1 / 2,
    ("milk", "water"): 1 / 3,
}


def pairs(reference: Reference) -> Iterator[Comparison]:
    known = reference.known["ahp_saaty_drinks"]
    names = ("coffee", "wine", "tea", "beer", "soda", "milk", "water")
    matrix = np.eye(len(names))
    for (one, other), times in DRINKS.items():
        matrix[names.index(one), names.index(other)] = times
        matrix[names.index(other), names.index(one)] = 1 / times
    found = pairwise_weights(matrix)
    for name, weight in zip(names, found.weights, strict=True):
        yield Comparison(f"weight {name}", float(weight), known["weights"][name], known["tol"])
    yield Comparison("consistency ratio", found.consistency_ratio, known["cr"], known["tol"])


AREAS: dict[str, Callable[[Reference], Iterator[Comparison]]] = {
    "Path model of customer satisfaction (250 people, 24 items; R: seminr, plspm)": satisfaction,
    "Path model of corporate reputation (344 people, gaps filled by means; R: seminr)": reputation,
    "The same with four constructs of mode B (R: seminr)": reputation_extended,
    "Small satisfaction model: reliability, validity, bootstrap (files of seminr's own tests)": expected_files,
    "Alpha and omega (R: psych, factanal, lavaan)": scales,
    "Weights from comparisons in pairs: drinks in the United States (Saaty 2008)": pairs,
    "Covariance-based model of Holzinger and Swineford's tests (R: lavaan)": factors,
}


TEXT = Text(
    "Conformance of what people say",
    (
        "Path models, reliability, validity and factor models beside the results of R packages on published",
        "questionnaires. Each row is one number: ours, the reference, the difference, and the largest difference that",
        "is allowed. The bootstrap draws at random on both sides, so its tolerance is the Monte Carlo error. The tests",
        "make the same comparisons. Shares from best-worst choices have no published reference here; tests hold them",
        "against a simulated truth and a general optimiser.",
    ),
)


def page(folder: Path) -> str:
    reference = Reference(folder)
    return render_page(TEXT, {title: (one.row() for one in area(reference)) for title, area in AREAS.items()})


if __name__ == "__main__":
    write_page(PAGE, page)
