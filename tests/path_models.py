"""Path models that several tests use: those of the published questionnaires, and one with a known truth."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from publicvalue.measures.survey.constructs.path_spec import Construct, PathSpec


def numbered(id: str, prefix: str, count: int, mode: str = "A") -> Construct:
    return Construct(id, tuple(f"{prefix}{n}" for n in range(1, count + 1)), mode)  # type: ignore[arg-type]


def single(id: str, item: str) -> Construct:
    return Construct(id, (item,), single=True)


MOBI = PathSpec(
    (
        numbered("Image", "IMAG", 5),
        numbered("Expectation", "CUEX", 3),
        numbered("Quality", "PERQ", 7),
        numbered("Value", "PERV", 2),
        numbered("Satisfaction", "CUSA", 3),
        single("Complaints", "CUSCO"),
        numbered("Loyalty", "CUSL", 3),
    ),
    (
        ("Image", "Expectation"),
        ("Image", "Satisfaction"),
        ("Image", "Loyalty"),
        ("Expectation", "Quality"),
        ("Expectation", "Value"),
        ("Expectation", "Satisfaction"),
        ("Quality", "Value"),
        ("Quality", "Satisfaction"),
        ("Value", "Satisfaction"),
        ("Satisfaction", "Complaints"),
        ("Satisfaction", "Loyalty"),
        ("Complaints", "Loyalty"),
    ),
)
MOBI_SMALL = PathSpec(
    (
        numbered("Image", "IMAG", 5),
        numbered("Expectation", "CUEX", 3),
        numbered("Value", "PERV", 2),
        numbered("Satisfaction", "CUSA", 3),
    ),
    (("Image", "Satisfaction"), ("Expectation", "Satisfaction"), ("Value", "Satisfaction")),
)
OUTCOMES = (numbered("COMP", "comp_", 3), numbered("LIKE", "like_", 3), single("CUSA", "cusa"))
LOYALTY = (("COMP", "CUSA"), ("COMP", "CUSL"), ("LIKE", "CUSA"), ("LIKE", "CUSL"), ("CUSA", "CUSL"))
REPUTATION = PathSpec((*OUTCOMES, numbered("CUSL", "cusl_", 3)), LOYALTY)
REPUTATION_EXTENDED = PathSpec(
    (
        numbered("QUAL", "qual_", 8, "B"),
        numbered("PERF", "perf_", 5, "B"),
        numbered("CSOR", "csor_", 5, "B"),
        numbered("ATTR", "attr_", 3, "B"),
        *OUTCOMES,
        numbered("CUSL", "cusl_", 3),
    ),
    (*((source, target) for source in ("QUAL", "PERF", "CSOR", "ATTR") for target in ("COMP", "LIKE")), *LOYALTY),
)

TRIANGLE = PathSpec(
    tuple(numbered(id, id, 3) for id in ("service", "fairness", "trust")),
    (("service", "fairness"), ("service", "trust"), ("fairness", "trust")),
)


def triangle_correlations() -> np.ndarray:
    """Correlations of the items of TRIANGLE in a population: three constructs, loadings of 0.7, 0.8 and 0.9."""
    loadings = np.zeros((9, 3))
    for item, loading in enumerate((0.7, 0.8, 0.9) * 3):
        loadings[item, item // 3] = loading
    constructs = np.array([[1, 0.5, 0.55], [0.5, 1, 0.6], [0.55, 0.6, 1]])
    correlations = loadings @ constructs @ loadings.T
    np.fill_diagonal(correlations, 1)
    return correlations


def triangle_answers(people: int, rng: np.random.Generator) -> np.ndarray:
    """Answers of people drawn from that population, shape (people, 9)."""
    return rng.standard_normal((people, 9)) @ np.linalg.cholesky(triangle_correlations()).T


def read_items(path: Path, items: tuple[str, ...], missing: str = "NA") -> np.ndarray:
    """Read columns of a file of answers, shape (respondents, items)."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return np.array([[np.nan if row[item] in (missing, "") else float(row[item]) for item in items] for row in rows])
