from __future__ import annotations

from dataclasses import replace

import pytest

from outcomes import empty_outcome, framework, full_outcome, partial_outcome
from pictures import EVENT_STUDY
from publicvalue.files.frameworks import load_framework
from publicvalue.files.translations import speak_framework
from publicvalue.framework.model import Goalposts
from publicvalue.measures.result import ChecklistItem, Detail
from publicvalue.reports.document.blocks import Figure
from publicvalue.reports.pictures.curve import fold_interval
from publicvalue.reports.system.evidence.measured import (
    describe_promise,
    indicator_section,
    measured_indicators,
    refusals,
)
from publicvalue.reports.system.evidence.question_texts import name_controls
from publicvalue.reports.system.evidence.unknown import find_unknown
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

EARLIER = "economic.benefit.efficiencies.earlier_detection"
REFUSED = "economic.risk.economic_harm.false_negative_gap"


def test_describe_measured_keeps_the_order_of_the_dimensions() -> None:
    indicators = measured_indicators(partial_outcome())
    assert list(dict.fromkeys(indicator.id.split(".")[0] for indicator in indicators)) == [
        "economic",
        "administrative",
        "democratic",
    ]


def test_refusals_give_the_reason() -> None:
    (told,) = refusals(partial_outcome())
    assert told.endswith("): No group has 30 cases.")
    assert told.startswith(partial_outcome().framework.indicator(REFUSED).title)


def test_the_controls_of_a_checklist_and_their_states_are_said_in_the_language_of_the_reader() -> None:
    files = load_framework("public-value/1.0")
    spanish, found = speak_framework(language_of("es"), files), partial_outcome().answered[EARLIER].result
    text = "A description of how the model works is published."
    rows = (("a", text, "not_applicable", "Page 3"), ("b", "Our own control", "partly", None))
    head = (Text("Id"), Text("Control"), Text("State"), Text("Document"))
    items = (ChecklistItem("a", text, "not_applicable"), ChecklistItem("b", "Our own control", "partly"))
    other = Detail(Text("Other"), head, (("c", text, "yes", None),))
    made = replace(found, items=items, details=(Detail(Text("Controls"), head, rows), other))  # type: ignore[type-var]
    told, untouched = name_controls(made)  # type: ignore[arg-type]
    assert [[spanish.write(cell) for cell in row[1:3]] for row in told.rows] == [
        ["Está publicada una descripción de cómo funciona el modelo.", "no se aplica"],
        ["Our own control", "en parte"],
    ]
    assert untouched == other
    # So does the report.
    outcome = partial_outcome()
    answered = replace(outcome.answered[EARLIER], result=made)
    outcome = replace(outcome, answered={**outcome.answered, EARLIER: answered})
    section = indicator_section(outcome, outcome.framework.indicator(EARLIER))
    (controls, _) = (block.table for block in section.blocks if isinstance(block, Figure))
    assert [spanish.write(row[2]) for row in controls.rows] == ["no se aplica", "en parte"]


def test_describe_promise_gives_realised_over_expected() -> None:
    found = partial_outcome().answered[EARLIER]
    result = replace(found.result, estimate=10.0, low=5.0, high=15.0)  # type: ignore[type-var]
    assert list(describe_promise(found, result)) == [  # type: ignore[arg-type]
        "Baseline: 0 %.",
        "Target: 20 %.",
        "Realised ÷ expected: 0.5 (95 % interval 0.25 to 0.75). At 1 the agency has delivered what it set out to do. "
        "This does not enter the score.",
    ]


def test_describe_promise_with_a_target_below_its_baseline_keeps_low_before_high() -> None:
    found = partial_outcome().answered[EARLIER]
    answered = replace(found, answer=replace(found.answer, baseline=20.0, target=10.0))
    result = replace(found.result, estimate=16.0, low=14.0, high=18.0)  # type: ignore[type-var]
    assert "0.4 (95 % interval 0.2 to 0.6)" in list(describe_promise(answered, result))[-1]  # type: ignore[arg-type]


def test_describe_promise_without_baseline_gives_no_ratio() -> None:
    found = partial_outcome().answered[EARLIER]
    answered = replace(found, answer=replace(found.answer, baseline=None))
    assert list(describe_promise(answered, found.result)) == ["Target: 20 %."]  # type: ignore[arg-type]


def test_pictures_of_a_measure_stand_before_its_tables_each_with_its_own_table() -> None:
    outcome = partial_outcome()
    found = outcome.answered[EARLIER]
    result = replace(found.result, pictures=(EVENT_STUDY,))  # type: ignore[type-var]
    shown = replace(outcome, answered={**outcome.answered, EARLIER: replace(found, result=result)})
    section = indicator_section(shown, shown.framework.indicator(EARLIER))
    figures = [block for block in section.blocks if isinstance(block, Figure)]
    assert [figure.id.split("-")[0] for figure in figures] == ["picture", "detail"]
    assert figures[0].table.rows == EVENT_STUDY.rows
    assert figures[0].picture == EVENT_STUDY


@pytest.mark.parametrize(
    ("fold", "estimate", "folded"),
    [
        ("none", (-3.0, -4.0, 1.0), (-3.0, -4.0, 1.0)),
        ("magnitude", (-3.0, -4.0, 1.0), (3.0, 0.0, 4.0)),
        ("magnitude", (-3.0, -4.0, -2.0), (3.0, 2.0, 4.0)),
        ("ratio", (2.0, 1.25, 4.0), (0.5, 0.25, 0.8)),
        ("ratio", (0.8, 0.5, 1.25), (0.8, 0.5, 1.0)),
    ],
)
def test_fold_interval_reads_as_the_curve_does(
    fold: str, estimate: tuple[float, float, float], folded: tuple[float, float, float]
) -> None:
    goalposts = Goalposts(((0.0, 0.0), (1.0, 100.0)), "judgement", "Judgement", fold)  # type: ignore[arg-type]
    assert fold_interval(goalposts, estimate) == folded


@pytest.mark.parametrize(
    ("outcome", "known"), [(empty_outcome(), 0), (partial_outcome(), 7), (full_outcome(), len(framework().indicators))]
)
def test_find_unknown_counts_every_indicator_without_a_number(outcome: object, known: int) -> None:
    asked = len(framework().indicators)
    assert sum(dimension.count for dimension in find_unknown(outcome)) == asked - known  # type: ignore[arg-type]
