"""What a judgement looks at, built by hand: a framework, numbers, and what is stated of a system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from publicvalue.evidence.model import Answer, Assessment, Evidence, Settings, System
from publicvalue.evidence.stated import Kind, RedLineAnswer
from publicvalue.findings.judgement.applicable import narrow
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import Verdict
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured, NotApplicable
from publicvalue.scores.sheet import ScoreSheet, score_assessment

DRAWS = 1000
SYSTEM = System(name="S", description="d", organisation="o", country="BRB", phase="production")

Results = Mapping[str, Measured | NotApplicable]


def assessment_of(
    framework: Framework,
    results: Results = MappingProxyType({}),
    kinds: Mapping[str, str] = MappingProxyType({}),
    options: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
    **changes: object,
) -> Assessment:
    """An assessment whose answers are these numbers; of kind records where no other is named.

    Changes are `phase`, `collected`, `facts`, `red_lines` and fields of the assessment.
    """
    phase, collected = changes.pop("phase", "production"), changes.pop("collected", "")
    kind = changes.pop("kind", None) or Kind(facts=changes.pop("facts", {}))  # type: ignore[arg-type]
    evidence = {
        f"e-{id}": Evidence(f"e-{id}", kinds.get(id, "records"), "Evidence", "f.csv", "s", collected=str(collected))  # type: ignore[arg-type]
        for id in results
    }
    answers = tuple(Answer(id, f"e-{id}", options=options.get(id, {})) for id in results)
    made = Assessment(
        id="a",
        title="A",
        system=replace(SYSTEM, phase=phase),  # type: ignore[arg-type]
        period_from="2024-01-01",
        period_to="2024-12-31",
        framework=framework.name,
        settings=Settings(1, DRAWS),
        evidence=MappingProxyType(evidence),
        answers=answers,
        kind=kind,  # type: ignore[arg-type]
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def known_of(
    framework: Framework, results: Results = MappingProxyType({}), sheet: ScoreSheet | None = None, **changes: object
) -> Known:
    """What a judgement of these numbers looks at; `changes` as of `assessment_of`, and fields of Known."""
    disagreeing = frozenset(changes.pop("disagreeing", ()))  # type: ignore[call-overload]
    assessment = assessment_of(framework, results, **changes)  # type: ignore[arg-type]
    asked, not_applicable = narrow(framework, assessment)
    measured = {id: one for id, one in results.items() if isinstance(one, Measured)}
    draws = len(next(iter(measured.values())).draws) if measured else DRAWS
    return Known(
        framework=asked,
        assessment=assessment,
        answers={answer.indicator: answer for answer in assessment.answers},
        results=results,
        sheet=sheet or score_assessment(asked, measured, 1, draws),
        not_applicable=not_applicable,
        disagreeing=disagreeing,
        items={id: result.items for id, result in results.items()},
    )


def verdict_of(framework: Framework, results: Results = MappingProxyType({}), **changes: object) -> Verdict:
    """The judgement of these numbers."""
    return find_verdict(known_of(framework, results, **changes))


def line(answer: str, fact: str = "", document: str = "", mend_by: str = "") -> RedLineAnswer:
    """An answer to a red line."""
    return RedLineAnswer(answer, fact, document, mend_by)  # type: ignore[arg-type]
