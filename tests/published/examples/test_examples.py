"""The examples, whole: published numbers come out of the folders that a user runs."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence_tables import context, table_of
from examples import EXAMPLES, copied, outcome
from house import load
from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.cli.main import main
from publicvalue.files.stores.folder import FolderStore
from publicvalue.measures.effect.adoption_effect import measure_adoption_effect
from publicvalue.measures.result import Number
from publicvalue.results.model import AssessmentResult

EARLIER = "economic.benefit.efficiencies.earlier_detection"
EARLY = "citizen.benefit.service_quality.found_early"


def measured(found: AssessmentResult, indicator: str) -> Number:
    result = found.answered[indicator].result
    assert isinstance(result, Number)
    return result


def cell(result: Number, row: str, column: str) -> object:
    """Find a cell of a detail table by a part of its row's first cell and of its column's heading."""
    for detail in result.details:
        for cells in detail.rows:
            names = [name for name in detail.columns if column in name]
            if row in str(cells[0]) and names:
                return cells[detail.columns.index(names[0])]
    raise AssertionError([(detail.title, detail.columns, detail.rows[:3]) for detail in result.details])


def test_food_inspections_found_earlier_as_the_city_published() -> None:
    early = measured(outcome("food-inspections"), EARLY)
    # 54.37 % as scheduled, 68.44 % by score, both by 30 September 2014.
    assert early.estimate == pytest.approx(68.44 - 54.37, abs=0.01)
    assert early.n == 1665
    earlier = measured(outcome("food-inspections"), EARLIER)
    numbers = [c for detail in earlier.details for row in detail.rows for c in row if isinstance(c, float)]
    assert any(number == pytest.approx(7.589, abs=0.0005) for number in numbers)


def test_the_same_from_the_file_of_18_781_inspections(tmp_path: Path, shared_data: Callable[[str], Path]) -> None:
    folder = tmp_path / "food"
    copied("food-inspections", folder)
    shutil.copy(shared_data("chicago-food-inspections/inspections.csv"), folder / "evidence" / "inspections.csv")
    path = folder / "assessment.yaml"
    head = path.read_text(encoding="utf-8").split("\nevidence:")[0]
    rest = """
evidence:
  - {id: rows, kind: records, title: Inspections, file: evidence/inspections.csv, source: City of Chicago}
answers:
  - indicator: economic.benefit.efficiencies.earlier_detection
    evidence: rows
    columns: {date: inspection_date, found: critical_found, score: risk_score}
    where: {evaluation_period: true}
    options: {held_out: true}
  - indicator: citizen.benefit.service_quality.found_early
    evidence: rows
    columns: {date: inspection_date, found: critical_found, score: risk_score}
    where: {evaluation_period: true}
    options: {by: 2014-09-30, held_out: true}
"""
    path.write_text(head + rest, encoding="utf-8")
    by_row, by_day = run_assessment(load_assessment(FolderStore(folder))), outcome("food-inspections")
    for indicator in (EARLIER, EARLY):
        assert measured(by_row, indicator).estimate == pytest.approx(measured(by_day, indicator).estimate, abs=1e-9)
        width, other = (measured(o, indicator).high - measured(o, indicator).low for o in (by_row, by_day))
        assert width == pytest.approx(other, rel=0.15)


@pytest.mark.parametrize(
    ("indicator", "african_american", "caucasian"),
    [
        ("economic.risk.economic_harm.false_positive_gap", 44.85, 23.45),
        ("economic.risk.economic_harm.false_negative_gap", 27.99, 47.72),
        ("democratic.risk.democracy.predictive_value_gap", 62.97, 59.13),
    ],
)
def test_court_risk_scores_error_rates_by_group(indicator: str, african_american: float, caucasian: float) -> None:
    gap = measured(outcome("court-risk-scores"), indicator)
    assert gap.estimate == pytest.approx(african_american - caucasian, abs=0.011)
    assert cell(gap, "African-American", "percent") == pytest.approx(african_american, abs=0.006)
    assert cell(gap, "Caucasian", "percent") == pytest.approx(caucasian, abs=0.006)


OUTCOME = "citizen.benefit.service_quality.outcome_change"


def test_tax_administrations_give_weak_evidence_and_a_wide_interval() -> None:
    effect = measured(outcome("tax-administrations"), OUTCOME)
    assert effect.strength == 2
    assert effect.low < -4
    assert effect.high > 5
    texts = {check.name: check.text for check in effect.diagnostics}
    assert texts["What can be said"].startswith("Weak evidence and a wide interval: ")
    assert texts["Enough adopters"] == "11 units adopted within the time observed, 107 never did."
    assert "2 of 5 instead of 4" in texts["Strength of evidence"]
    assert [cells[:2] for cells in effect.details[0].rows] == [("2019", 1), ("2020", 5), ("2021", 5)]


def test_tax_administrations_hold_the_rows_of_the_whole_panel(shared_data: Callable[[str], Path]) -> None:
    with gzip.open(shared_data("tax-administrations/isora_2018_2021_long.csv.gz"), "rt") as stream:
        panel = list(csv.DictReader(stream))
    assert len({row["country"] for row in panel}) == 174
    found = {(row["country"], row["year"], row["indicator"]): row["value"] for row in panel}
    rate, ai = "On-time filing rate % - Value added tax", "Artificial intelligence (AI), including machine learning"
    ai = f"Implementation and use of innovative technologies-{ai}"
    expected = {
        (country, year, found[country, year, ai], round(float(value), 2))
        for (country, year, indicator), value in found.items()
        if indicator == rate and value != "D" and (country, year, ai) in found
    }
    with (EXAMPLES / "tax-administrations" / "evidence" / "on-time-filing.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    carried = {(row["administration"], row["year"], row["ai"], float(row["filed_on_time"])) for row in rows}
    assert carried == expected
    assert len(rows) == 469


@pytest.mark.parametrize("tax", ["Personal income tax", "Corporate income tax"])
def test_the_whole_panel_gives_no_effect_for_other_taxes(tax: str, shared_data: Callable[[str], Path]) -> None:
    with gzip.open(shared_data("tax-administrations/isora_2018_2021_long.csv.gz"), "rt") as stream:
        panel = list(csv.DictReader(stream))
    ai = {(r["country"], r["year"]): r["value"] == "InPlace" for r in panel if "(AI)" in r["indicator"]}
    rows = [
        row
        for row in panel
        if row["indicator"] == f"On-time filing rate % - {tax}"
        and row["value"] != "D"
        and (row["country"], row["year"]) in ai
    ]
    evidence = table_of(
        value=[float(row["value"]) for row in rows],
        adopter=[row["country"] for row in rows],
        period=[dt.date(int(row["year"]), 1, 1) for row in rows],
        with_system=[ai[row["country"], row["year"]] for row in rows],
    )
    result = measure_adoption_effect(evidence, context("percent", self_reported=True))
    assert isinstance(result, Number)
    assert result.low < -5 < 5 < result.high
    assert result.strength == 2


@dataclass(frozen=True)
class Answer:
    """What an example ends in: the three words, how the first sentence begins, the score, and the first advice."""

    direction: str
    claim: str
    certainty: str
    begins: str
    score: float
    first_advice: str


ENDS = {
    "robodebt": Answer(
        "harm",
        "shown",
        "very_low",
        "Should not have gone on: Debts that rested on averaged tax data alone were not validly made",
        2.2,
        "public_value_paradigm.repair_what_was_done",
    ),
    "college-assistant": Answer(
        "cannot_say",
        "shown",
        "very_low",
        "Cannot be said yet: 0 of 25 core questions are answered, and the others take about 19 hours; shown so far:",
        100,
        "assess_effectiveness.answer_red_lines",
    ),
    "breast-screening": Answer(
        "probably_creates",
        "shown",
        "very_low",
        "Probably creates value in the pilot; good on the economic, democratic and citizen side; not known:",
        71.4,
        "integrate_ai_systems.practise_the_stop",
    ),
    "court-risk-scores": Answer(
        "mixed",
        "shown",
        "very_low",
        "To be examined before it goes further: among people who gave no cause, the share wrongly flagged differs",
        12.2,
        "public_value_paradigm.hold_scaling_until_safe",
    ),
    "food-inspections": Answer(
        "cannot_say",
        "sound_on_paper",
        "very_low",
        "Cannot be said yet: 3 of 25 core questions are answered, and the others take about 19 hours; none of",
        74.4,
        "assess_effectiveness.answer_red_lines",
    ),
    "tax-administrations": Answer(
        "cannot_say",
        "shown",
        "very_low",
        "Cannot be said yet: 0 of 26 core questions are answered, and the others take about 22 hours; shown so far:",
        53.7,
        "assess_effectiveness.answer_red_lines",
    ),
    "licensing-assistant/1-one-day": Answer(
        "mixed",
        "on_paper",
        "very_low",
        "Mixed: what is known is clearly neither good nor bad; not answered of the red lines: a safe stop",
        49.3,
        "public_value_paradigm.give_redress",
    ),
    "licensing-assistant/2-half-year": Answer(
        "mixed",
        "shown",
        "low",
        "Mixed: good on the democratic and citizen side",
        60.5,
        "assess_effectiveness.measure_effects",
    ),
    "licensing-assistant/3-year": Answer(
        "creates",
        "shown",
        "moderate",
        "Creates value; good on the economic, administrative, democratic and citizen side",
        76.1,
        "assess_effectiveness.measure_effects",
    ),
}
TOLERANCE = 1.0
"""Points by which a score may move without the example saying something else."""


@pytest.mark.parametrize("name", ENDS)
def test_each_example_ends_in_its_answer(name: str) -> None:
    found, expected = outcome(name), ENDS[name]
    overall = found.verdict.overall
    words = (overall.direction.id, overall.claim.id, overall.certainty.level.id)
    assert words == (expected.direction, expected.claim, expected.certainty)
    assert found.verdict.said.first.startswith(expected.begins)
    assert found.scores["public_value"].value == pytest.approx(expected.score, abs=TOLERANCE)
    assert found.advice[0].recommendation.id == expected.first_advice


def test_robodebt_says_no_by_four_red_lines_and_advises_to_repay_and_review() -> None:
    found = outcome("robodebt")
    assert [line.line for line in found.verdict.lines("broken")] == [
        "legal_basis",
        "redress",
        "reversals",
        "open_findings",
    ]
    assert [line.line for line in found.verdict.lines("partly")] == ["human_review"]
    assert [line.line for line in found.verdict.lines("unanswered")] == ["not_prohibited", "owner", "safe_stop"]
    assert [advice.recommendation.id for advice in found.advice[:3]] == [
        "public_value_paradigm.repair_what_was_done",
        "public_value_paradigm.hold_the_successor_to_it",
        "integrate_ai_systems.close_open_findings",
    ]
    assert "public_value_paradigm.pause_and_repair_harm" not in {one.recommendation.id for one in found.advice}


def test_the_share_of_wrong_debts_lies_within_what_was_counted() -> None:
    wrong = measured(outcome("robodebt"), "economic.risk.economic_harm.reversed_money_decisions")
    counts = (470 / 900, 435 / 780, 433 / 648)
    assert (wrong.low, wrong.estimate, wrong.high) == pytest.approx([100 * one for one in counts], abs=0.05)


YEAR = ("1-one-day", "2-half-year", "3-year")


def test_a_year_raises_the_certainty_step_by_step() -> None:
    levels = [outcome(f"licensing-assistant/{name}").verdict.overall.certainty.level.id for name in YEAR]
    assert levels == ["very_low", "low", "moderate"]


@pytest.mark.parametrize("name", YEAR)
def test_workbook_and_record_of_the_ministry_hold_the_same(name: str) -> None:
    result = CliRunner().invoke(main, ["import", str(EXAMPLES / "licensing-assistant" / name / "workbook.xlsx")])
    assert result.exit_code == 0, result.output
    assert "nothing changes" in result.output


@pytest.mark.parametrize("name", YEAR)
def test_all_evidence_of_the_ministry_says_that_it_is_made_up(name: str) -> None:
    evidence = outcome(f"licensing-assistant/{name}").assessment.evidence
    assert {one.made_up for one in evidence.values()} == {True}


def test_the_plan_of_the_ministry_takes_up_what_its_reports_advised() -> None:
    found = [outcome(f"licensing-assistant/{name}") for name in YEAR]
    advised = {one.recommendation.id for each in found for one in each.advice}
    open_lines = {line.advice for line in found[0].verdict.lines("partly", "claimed", "unanswered")}
    plans = [each.assessment.action_plan for each in found]
    assert open_lines <= {one.recommendation for one in plans[0]}
    assert [one.recommendation for one in plans[0] if one.recommendation not in advised | open_lines] == []
    statuses = [sorted({one.status for one in plan}) for plan in plans]
    assert statuses == [["dropped", "planned"], ["done", "dropped", "started"], ["done", "dropped"]]
    assert all(one.note for one in plans[2])


TEXTS = load(EXAMPLES.parent / "scripts" / "texts.py")


@pytest.mark.parametrize("example", TEXTS.EXAMPLES)
@pytest.mark.parametrize("code", TEXTS.LANGUAGES)
def test_page_one_and_brief_read_as_they_were_reviewed(example: str, code: str) -> None:
    expected = TEXTS.file_of(example, code).read_text(encoding="utf-8")
    assert TEXTS.text_of(outcome(example), code) == expected, "read the change; if it is meant: make texts"


def test_the_range_of_the_trial_is_the_widest_that_is_significant() -> None:
    fewer = measured(outcome("college-assistant"), OUTCOME)
    assert (fewer.low, fewer.high) == pytest.approx((0, 2 * fewer.estimate))
    assert fewer.strength == 3


def test_the_numbers_of_the_screening_trial_follow_from_its_counts() -> None:
    found = outcome("breast-screening")
    service, accuracy = "citizen.benefit.service_quality", "administrative.benefit.security_accuracy"
    called_back = [(861 - 244, 39_996), (817 - 203, 40_024)]
    missed = [(82, 53_043), (93, 52_872)]
    wrong = [a / b + c / d for (a, b), (c, d) in zip(called_back, missed, strict=True)]
    spread = [math.sqrt(a / b**2 + c / d**2) for (a, b), (c, d) in zip(called_back, missed, strict=True)]
    relative = math.hypot(*(one / share for one, share in zip(spread, wrong, strict=True)))
    expected = {
        OUTCOME: _ratio(338 / 53_043 / (262 / 52_872), math.sqrt(1 / 338 - 1 / 53_043 + 1 / 262 - 1 / 52_872)),
        f"{accuracy}.error_rate_change": _ratio(wrong[0] / wrong[1], relative),
        f"{accuracy}.mistakes_against_people": _difference((82, 82 + 338), (93, 93 + 262)),
        f"{service}.right_first_time": tuple(100 * (1 - wrong[0] + z * spread[0]) for z in (-Z, 0, Z)),
    }
    for indicator, numbers in expected.items():
        number = measured(found, indicator)
        assert (number.low, number.estimate, number.high) == pytest.approx(numbers, abs=0.06), indicator


Z = 1.959964


def _ratio(ratio: float, error: float) -> tuple[float, ...]:
    return tuple(100 * (ratio * math.exp(z * error) - 1) for z in (-Z, 0, Z))


def _difference(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, ...]:
    p, q = one[0] / one[1], other[0] / other[1]
    error = math.sqrt(p * (1 - p) / one[1] + q * (1 - q) / other[1])
    return tuple(100 * (p - q + z * error) for z in (-Z, 0, Z))


def test_public_documents_answer_the_red_lines_of_the_screening_and_nearly_half_of_its_core() -> None:
    verdict = outcome("breast-screening").verdict
    assert verdict.lines("unanswered", "broken") == ()
    assert [line.line for line in verdict.lines("partly", "claimed")] == ["safe_stop", "open_findings"]
    assert (verdict.core_answered, verdict.core_asked) == (10, 23)
    assert [one.of for one in verdict.not_applicable if one.by == "person"] == ["citizen.consideration.service_quality"]
