"""Whole outcomes for the tests of reports: the framework as shipped, with made-up numbers as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np

from publicvalue.assess import gather
from publicvalue.evidence.model import Answer, Assessment, Evidence, Settings, System
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.files.frameworks import load_framework
from publicvalue.findings.advice.recommendations import find_advice
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.findings.points import find_points
from publicvalue.framework.model import Framework, Indicator
from publicvalue.measures.result import Detail, Diagnostic, Measured, NotApplicable
from publicvalue.results.draws import Assessed, Draws
from publicvalue.results.exploration import explore
from publicvalue.results.kept import answered_without_draws
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.scores.chain import follow_chain
from publicvalue.scores.sheet import score_assessment
from publicvalue.scores.weightings import own_weightings, score_weightings, summarise

HOSTILE = '<script>alert("1")</script> & "quotes"'
DRAWS = 2_000
GROUPS = Detail(
    "False positive rate, by group (the reference first)",
    ("group", "cases", "percent", "low", "high", "difference in percentage points", "ratio"),
    (
        ("North", 1488, 23.45, 21.4, 25.7, None, None),
        ("East", 510, 26.1, 22.4, 30.0, 2.65, 1.11),
        ("South", 1795, 44.85, 42.6, 47.2, 21.4, 1.91),
        ("Islands", 12, None, None, None, None, None),
    ),
    ("label", "", "percent", "low", "high", "difference", "ratio"),
)


@cache
def framework() -> Framework:
    return load_framework("public-value/1.0").framework


def measured(indicator: Indicator, share: float, spread: float = 0.05, details: tuple[Detail, ...] = ()) -> Measured:
    """A number that lies a share of the way from the worst anchor of the goalposts to the best."""
    anchors = sorted(indicator.goalposts.anchors, key=lambda anchor: anchor[1])
    worst, best = anchors[0][0], anchors[-1][0]
    estimate = worst + share * (best - worst)
    error = abs(best - worst) * spread
    draws = np.random.default_rng(len(indicator.id)).normal(estimate, error, DRAWS)
    return Measured(
        estimate=estimate,
        low=estimate - 1.96 * error,
        high=estimate + 1.96 * error,
        draws=draws,
        n=1637,
        unit=indicator.unit,
        method="A made-up number for a test.",
        strength=3,
        diagnostics=(Diagnostic("Cases held out", True, "The model had not seen these cases."),),
        details=details,
    )


def daily_finds() -> Detail:
    days = np.arange(44)
    rows = zip(
        np.datetime_as_string(np.datetime64("2014-09-02") + days),
        100 * (days + 1) / 44,
        100 * np.sqrt((days + 1) / 44),
        strict=True,
    )
    columns = ("Date", "Found as scheduled, %", "Found by score, %")
    cells = tuple((str(a), float(b), float(c)) for a, b, c in rows)
    return Detail("Share of all finds made by each day", columns, cells, ("date", "line", "line"))


def build_outcome(
    results: Mapping[str, Measured | NotApplicable], title: str = "Order of food inspections"
) -> AssessmentResult:
    """Everything that follows from the results, as `assess` does it."""
    return build_assessed(results, title).result


def build_assessed(
    results: Mapping[str, Measured | NotApplicable], title: str = "Order of food inspections"
) -> Assessed:
    """The same with the draws behind it."""
    asked = framework()
    known = {id: result for id, result in results.items() if isinstance(result, Measured)}
    sheet = score_assessment(asked, known, seed=7, draws=DRAWS)
    own = own_weightings(asked)
    weighed = score_weightings(sheet, own)
    answered = {id: _answered(asked.indicator(id), result) for id, result in results.items()}
    assessment = _assessment(asked, answered.values(), title)
    judged = gather(asked, assessment, answered, sheet)
    verdict = find_verdict(judged, tuple(zip(own, weighed, strict=True)))
    result = AssessmentResult(
        framework=asked,
        assessment=assessment,
        fingerprints=MappingProxyType({"cases": Fingerprint("ab" * 32, 123_456)}),
        answered=MappingProxyType(answered_without_draws(answered)),
        scores=sheet.scores,
        chain=follow_chain(asked, sheet),
        points=find_points(asked, sheet),
        verdict=verdict,
        advice=find_advice(judged, verdict),
        weightings=tuple(
            summarise(one, found, asked.verdict.bands.good, asked.verdict.bands.bad)
            for one, found in zip(own, weighed, strict=True)
        ),
    )
    return explore(Assessed(result, Draws(asked, known, sheet, 7, known=judged)))


def _answered(indicator: Indicator, result: Measured | NotApplicable) -> Answered:
    answer = Answer(indicator.id, "cases", note="Counted by the agency.")
    return Answered(answer, indicator.measure, 1, result, rows=1637)


def _assessment(asked: Framework, answered: Iterable[Answered], title: str) -> Assessment:
    evidence = Evidence(
        id="cases",
        kind="records",
        title="Inspections of autumn 2014",
        file="evidence/cases.csv",
        source="City register",
        url="https://example.org/cases",
        licence="CC0",
        collected="2014-11-01",
        note="Two months, held out.",
    )
    system = System(
        name=title,
        description="Puts inspections in the order of the expected risk.",
        organisation="Department of Public Health",
        country="BRB",
        phase="pilot",
        lawful_basis="Food Act",
        register_url="https://example.org/register",
    )
    return Assessment(
        id="food-inspections",
        title=title,
        system=system,
        period_from="2014-09-02",
        period_to="2014-10-31",
        framework=asked.name,
        settings=Settings(7, DRAWS),
        evidence=MappingProxyType({"cases": evidence}),
        answers=tuple(item.answer for item in answered),
        summary="A test of two months.",
    )


@cache
def partial_outcome() -> AssessmentResult:
    """A few indicators: an order of work, a gap between groups, and one that could not be measured."""
    asked = framework()
    earlier = asked.indicator("economic.benefit.efficiencies.earlier_detection")
    gap = asked.indicator("economic.risk.economic_harm.false_positive_gap")
    results: dict[str, Measured | NotApplicable] = {
        earlier.id: measured(earlier, 0.62, 0.04, (daily_finds(),)),
        gap.id: replace(
            measured(gap, 0.5), estimate=21.4, low=18.2, high=24.5, draws=_normal(21.4, 1.6), details=(GROUPS,)
        ),
        "economic.risk.economic_harm.false_negative_gap": NotApplicable("No group has 30 cases."),
    }
    for id in ("democratic.risk.democracy.predictive_value_gap", "administrative.benefit.security_accuracy"):
        for indicator in asked.indicators:
            # What staff say of their own time is an outcome; here outputs alone are known.
            if indicator.id.startswith(id) and indicator.shows != "staff":
                results[indicator.id] = measured(indicator, 0.7)
    outcome = build_outcome(results)
    answered = dict(outcome.answered)
    found = answered[earlier.id]
    answered[earlier.id] = replace(found, answer=replace(found.answer, baseline=0.0, target=20.0))
    return replace(outcome, answered=MappingProxyType(answered))


def _normal(middle: float, spread: float) -> np.ndarray:
    return np.random.default_rng(3).normal(middle, spread, DRAWS)


@cache
def full_outcome(share: float = 0.8) -> AssessmentResult:
    """Every indicator measured."""
    return build_outcome({indicator.id: measured(indicator, share) for indicator in framework().indicators})


@cache
def empty_outcome() -> AssessmentResult:
    """Nothing measured."""
    return build_outcome({})


@cache
def broken_floor_outcome() -> AssessmentResult:
    """Every indicator measured, and people treated worse because of their group."""
    harm = "economic.risk.economic_harm."
    shares = {indicator.id: 0.05 if indicator.id.startswith(harm) else 0.9 for indicator in framework().indicators}
    return build_outcome({id: measured(framework().indicator(id), share, 0.02) for id, share in shares.items()})


@cache
def hostile_outcome() -> AssessmentResult:
    """Titles, notes and addresses that try to break out of their place."""
    outcome = build_outcome({}, HOSTILE)
    results = {"economic.benefit.efficiencies.earlier_detection": NotApplicable(HOSTILE)}
    answered = {id: _answered(framework().indicator(id), result) for id, result in results.items()}
    evidence = replace(outcome.assessment.evidence["cases"], title=HOSTILE, url="javascript:alert(1)", source="=1+1")
    return replace(
        outcome,
        answered=MappingProxyType(answered),
        assessment=replace(outcome.assessment, summary=HOSTILE, evidence=MappingProxyType({"cases": evidence})),
    )
