"""Compares survey statistics, agreement of raters and weights with references; writes conformance-surveys.md.

    python scripts/conformance_surveys.py FOLDER

FOLDER holds `known-answers` and `school-survey`. The tests make the same comparisons.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from conformance_page import REFERENCE, Comparison, Text, render_page, write_page
from pyxform.xls2xform import convert

from publicvalue.files.frameworks import load_framework
from publicvalue.files.tables.sheet_files import workbook_bytes
from publicvalue.framework.questions.model import LANGUAGES
from publicvalue.instruments.forms.xlsform import render_xlsform
from publicvalue.measures.kernels.agreement import intraclass_correlations, krippendorff_alpha
from publicvalue.measures.survey.priorities.best_worst import Tasks, best_worst_shares, best_worst_values
from publicvalue.measures.survey.sample.answers import Groups, RakedSample, SurveySample, rake, weighted_quantile
from publicvalue.measures.survey.sample.linearisation import LinearisedMean

PAGE = REFERENCE / "conformance-surveys.md"
EXACT = 1e-6
"""Largest relative difference from what R computed."""

CROSSED = ("stype", "sch.wide")
POPULATION = {"stype": {"E": 4421.0, "H": 755.0, "M": 1018.0}, "sch.wide": {"No": 1072.0, "Yes": 5122.0}}

X = np.nan
RATINGS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
        [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
    ]
)
"""Four observers, twelve units: Krippendorff (2011)."""


def exact(name: str, ours: float, reference: float) -> Comparison:
    return Comparison(name, ours, reference, EXACT * max(abs(reference), 1.0))


@dataclass(frozen=True)
class Schools:
    """One sample of Californian schools, with its design."""

    rows: list[dict[str, str]]
    sample: SurveySample

    @classmethod
    def read(cls, file: Path, stratum: str = "", cluster: str = "") -> "Schools":
        with file.open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        weights = np.array([float(row["pw"]) for row in rows])
        strata, owner = np.unique([row[stratum] if stratum else "" for row in rows], return_inverse=True)
        units = np.unique([row[cluster] for row in rows], return_inverse=True)[1] if cluster else np.arange(len(rows))
        size = np.zeros(len(strata))
        size[owner] = [float(row["fpc"]) for row in rows]
        return cls(rows, SurveySample(weights, owner, units, size))

    def values(self, name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in self.rows])

    def groups(self, name: str) -> Groups:
        names, codes = np.unique([row[name] for row in self.rows], return_inverse=True)
        return Groups(codes, tuple(str(one) for one in names))

    def raked(self, *margins: str) -> RakedSample:
        groups = tuple(self.groups(name) for name in margins)
        weights = rake(self.sample, groups, [POPULATION[name] for name in margins])
        own = self.sample
        return RakedSample(weights, own.stratum, own.cluster, own.population, own.weights, groups)


@dataclass(frozen=True)
class Reference:
    """The folder of reference results."""

    folder: Path

    @cached_property
    def known(self) -> dict:
        return json.loads((self.folder / "known-answers/known-answers.json").read_text(encoding="utf-8"))

    @cached_property
    def stratified(self) -> Schools:
        return Schools.read(self.folder / "school-survey/apistrat.csv", stratum="stype")

    @cached_property
    def clustered(self) -> Schools:
        return Schools.read(self.folder / "school-survey/apiclus1.csv", cluster="dnum")

    @cached_property
    def simple(self) -> Schools:
        return Schools.read(self.folder / "school-survey/apisrs.csv")


def both(name: str, sample: SurveySample, found: tuple[float, np.ndarray], expected: dict) -> Iterator[Comparison]:
    """Yield an estimate and its standard error beside the reference."""
    yield exact(name, found[0], expected["est"])
    yield exact(f"{name}, standard error", sample.standard_error(found[1]), expected["se"])


def surveys(reference: Reference) -> Iterator[Comparison]:
    known = reference.known["survey_api"]["values"]
    for name, schools in (("strat", reference.stratified), ("clus1", reference.clustered)):
        words = {"strat": "strata", "clus1": "clusters"}[name]
        sample = schools.sample
        mean = sample.mean(schools.values("api00"))
        yield from both(f"mean of api00, {words}", sample, mean, known[f"{name}_mean_api00"])
        ends = LinearisedMean(mean[0], sample.standard_error(mean[1]), sample.freedom).interval()
        for end, ours, theirs in zip(("low", "high"), ends, known[f"{name}_mean_api00"]["ci"], strict=True):
            yield exact(f"mean of api00, {words}, {end}", ours, theirs)
        total = sample.total(schools.values("enroll"))
        yield from both(f"total of enroll, {words}", sample, total, known[f"{name}_total_enroll"])
        levels = np.array([0.25, 0.5, 0.75])
        found = weighted_quantile(schools.values("api00"), sample.weights, levels)
        for level, ours, theirs in zip(levels, found, known[f"{name}_quantile"]["q"], strict=True):
            yield exact(f"quantile of api00 at {level:g}, {words}", float(ours), theirs)
    groups, values = reference.stratified.groups("stype"), reference.stratified.values("api00")
    expected = known["strat_by_stype"]
    for group, estimate, error in zip(expected["g"], expected["est"], expected["se"], strict=True):
        own = reference.stratified.sample.mean(values, groups.are(group))
        yield from both(f"mean of api00 of {group}", reference.stratified.sample, own, {"est": estimate, "se": error})


def printed(reference: Reference) -> Iterator[Comparison]:
    """Yield what the documents of R's package print, to the digits that they print."""
    cases = (
        ("mean, strata", reference.stratified, "mean", "api00", 662.29, 9.4089),
        ("total, strata", reference.stratified, "total", "enroll", 3_687_178, 114_642),
        ("mean, clusters", reference.clustered, "mean", "api00", 644.17, 23.542),
        ("mean, simple random sample", reference.simple, "mean", "api00", 656.58, 9.2497),
    )
    for name, schools, kind, column, estimate, error in cases:
        found = getattr(schools.sample, kind)(schools.values(column))
        # 656.585 is printed as 656.58.
        unit = 0.5 if kind == "total" else 0.0051
        yield Comparison(name, found[0], estimate, unit)
        places = 0.5 if kind == "total" else 5e-4 if error > 20 else 5e-5
        yield Comparison(f"{name}, standard error", schools.sample.standard_error(found[1]), error, places)


def raking(reference: Reference) -> Iterator[Comparison]:
    known, schools = reference.known["survey_api"]["values"], reference.clustered
    for name, margins in (("rake", CROSSED), ("ps", CROSSED[:1])):
        sample = schools.raked(*margins)
        words = {"rake": "raked to two margins", "ps": "post-stratified"}[name]
        yield from both(
            f"mean, {words}", sample, sample.mean(schools.values("api00")), known[f"clus1_{name}_mean_api00"]
        )
        yield from both(
            f"total, {words}", sample, sample.total(schools.values("enroll")), known[f"clus1_{name}_total_enroll"]
        )


def raters(reference: Reference) -> Iterator[Comparison]:
    known = reference.known["krippendorff_2011"]["exact"]
    for metric, value in known.items():
        yield Comparison(f"Krippendorff's alpha, {metric}", krippendorff_alpha(RATINGS, metric), value, 5e-5)
    known = reference.known["icc_shrout_fleiss"]
    found = intraclass_correlations(np.array(known["matrix"], dtype=np.float64).T)
    for name, value in known["exact"].items():
        yield Comparison(f"intraclass correlation, {name}", found[name], value, 1e-5)


def priorities(_: Reference) -> Iterator[Comparison]:
    """Give a best-worst model as many answers as it likes from a true model of the framework's own tasks."""
    instruments = load_framework("public-value/1.0").framework.instruments
    question = instruments.question("matters")
    codes = instruments.choice_lists[question.choices].answers
    tasks, truth = Tasks(codes, question.tasks), np.linspace(-1, 1, len(codes))
    gaps = np.exp([truth[best] - truth[worst] for _, best, worst in tasks.pairs])
    counts = 1e6 * gaps / (tasks.owners @ (gaps @ tasks.owners))
    shares = best_worst_shares(best_worst_values(tasks, counts[None]))[0]
    expected = np.exp(truth) / np.exp(truth).sum()
    for code, ours, theirs in zip(codes, shares, expected, strict=True):
        yield Comparison(f"share of {code}", float(ours), float(theirs), 1e-4)


def forms(_: Reference) -> Iterator[Comparison]:
    """Count what pyxform warns of in each questionnaire, in all languages and in each alone."""
    framework = load_framework("public-value/1.0").framework
    for audience in framework.instruments.audiences:
        for languages in (LANGUAGES, *((language,) for language in LANGUAGES)):
            with TemporaryDirectory() as folder:
                path = Path(folder) / "form.xlsx"
                path.write_bytes(workbook_bytes(render_xlsform(framework, audience.id, languages)))
                warnings = convert(xlsform=path, validate=False).warnings
            yield Comparison(f"warnings on {audience.id} in {', '.join(languages)}", len(warnings), 0, 0)


AREAS: dict[str, Callable[[Reference], Iterator[Comparison]]] = {
    "Samples of Californian schools (R: survey)": surveys,
    "The same, as the documents of R's package print it": printed,
    "The same after raking, with errors by residuals (R: survey)": raking,
    "Agreement of raters (Krippendorff 2011; Shrout and Fleiss 1979)": raters,
    "Best-worst choices from a simulated truth": priorities,
    "Questionnaires as XLSForm (pyxform)": forms,
}


TEXT = Text(
    "Conformance of survey statistics and judgement",
    (
        "Design-based estimates, raking, agreement of raters, weights from choices, and the forms that go out, beside",
        "their references. Each row is one number: ours, the reference, the difference, and the largest difference",
        "that is allowed. The tests make the same comparisons, and hold the intervals against simulations.",
    ),
)


def page(folder: Path) -> str:
    reference = Reference(folder)
    return render_page(TEXT, {title: (one.row() for one in area(reference)) for title, area in AREAS.items()})


if __name__ == "__main__":
    write_page(PAGE, page)
