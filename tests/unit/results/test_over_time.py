"""A system over the years: only what was found in the same way compares, and forecasts meet what was measured."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import escape

from outcomes import full_outcome
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Number
from publicvalue.reports.document.blocks import Document, Paragraph, Section
from publicvalue.reports.render.html import render_body
from publicvalue.reports.system.over_time import over_time_sections
from publicvalue.results.codec import settled
from publicvalue.results.model import AssessmentResult
from publicvalue.results.over_time import PublishedResult, find_deliveries, find_runs, latest_of_each_period, moved
from publicvalue.words.language import ENGLISH

FULL = settled(full_outcome())
INDICATOR = next(id for id, one in FULL.answered.items() if isinstance(one.result, Number))


def edition(
    number: int, year: int, low: float = 40, high: float = 60, result: AssessmentResult = FULL
) -> PublishedResult:
    assessment = replace(result.assessment, period_from=f"{year}-01-01", period_to=f"{year}-12-31")
    score = replace(result.scores[PUBLIC_VALUE], value=(low + high) / 2, low=low, high=high)
    scores = {**result.scores, PUBLIC_VALUE: score}
    return PublishedResult(number, replace(result, assessment=assessment, scores=scores))


def other_framework(result: AssessmentResult = FULL) -> AssessmentResult:
    """The same result under a framework in which one component counts twice."""
    framework = result.framework
    component = framework.components[0].id
    weights = {**framework.weights, component: 2 * framework.weights.get(component, 1.0)}
    return replace(result, framework=replace(framework, weights=weights, version="9.9"))


def told(sections: tuple[Section, ...]) -> str:
    return render_body(Document("over-time", "", "", "", notices=(), opening=(), sections=sections), ENGLISH)


def test_of_a_corrected_period_the_correction_counts_and_periods_stand_in_order() -> None:
    found = latest_of_each_period([edition(3, 2024), edition(2, 2025), edition(1, 2024)])
    assert [(one.number, one.period[0][:4]) for one in found] == [(3, "2024"), (2, "2025")]


def test_nothing_leads_across_a_changed_framework() -> None:
    editions = [edition(1, 2023), edition(2, 2024), edition(3, 2025, result=other_framework())]
    assert [[one.number for one in run] for run in find_runs(editions)] == [[1, 2], [3]]
    html = told(over_time_sections(editions))
    assert html.count("What is asked, or how it counts, changed before this period") == 1
    # Said of the two that compare, and of no others.
    assert "From 2023-01-01 – 2023-12-31 to 2024-01-01 – 2024-12-31" in html
    assert "From 2024-01-01 – 2024-12-31 to 2025" not in html


def test_a_score_rose_only_where_the_intervals_lie_apart() -> None:
    assert moved(edition(1, 2023, 40, 50), edition(2, 2024, 51, 60)) == "above"
    assert moved(edition(1, 2023, 40, 50), edition(2, 2024, 30, 39)) == "below"
    assert moved(edition(1, 2023, 40, 50), edition(2, 2024, 50, 60)) == "overlapping"
    assert moved(edition(1, 2023, 40, 50), edition(2, 2024, 51, 60, other_framework())) is None


def with_number(result: AssessmentResult, kind: str, low: float, high: float) -> AssessmentResult:
    answered = result.answered[INDICATOR]
    number = replace(answered.result, estimate=(low + high) / 2, low=low, high=high)
    name = answered.answer.evidence
    evidence = {**result.assessment.evidence, name: replace(result.assessment.evidence[name], kind=kind)}
    return replace(
        result,
        answered={INDICATOR: replace(answered, result=number)},
        assessment=replace(result.assessment, evidence=evidence),
    )


def test_a_forecast_meets_what_was_measured_later() -> None:
    promised = edition(1, 2024, result=with_number(FULL, "forecast", 30, 50))
    for low, high, lies in ((51, 60, "above"), (20, 29, "below"), (45, 60, "overlapping")):
        later = edition(2, 2025, result=with_number(FULL, "records", low, high))
        (found,) = find_deliveries([promised, later])
        assert (found.indicator, found.forecast.low, found.measured.low, found.lies) == (INDICATOR, 30, low, lies)
    assert "above what was forecast" not in told(over_time_sections([promised, later]))
    html = told(over_time_sections([promised, later]))
    assert "within what was forecast" in html
    title = next(one.title for one in FULL.framework.indicators if one.id == INDICATOR)
    assert f"<strong>{escape(title)}:</strong> forecast in 2024-01-01 – 2024-12-31" in html


def test_a_forecast_alone_or_measured_before_is_no_delivery() -> None:
    promised = edition(2, 2024, result=with_number(FULL, "forecast", 30, 50))
    earlier = edition(1, 2023, result=with_number(FULL, "records", 30, 50))
    assert find_deliveries([promised]) == find_deliveries([earlier, promised]) == ()


def test_a_part_of_a_page_ends_without_an_empty_foot() -> None:
    assert 'class="foot"' not in told(over_time_sections([edition(1, 2024)]))
    noted = Document("x", "", "", "", notices=(), opening=(), sections=(), foot=(Paragraph(("Made up.",)),))
    assert '<div class="foot"><p>Made up.</p></div>' in render_body(noted, ENGLISH)
