from __future__ import annotations

import pytest

from outcomes import broken_floor_outcome, empty_outcome, full_outcome, partial_outcome
from publicvalue.reports.system.terminal import render_summary
from publicvalue.results.model import AssessmentResult

OUTCOMES = [partial_outcome(), full_outcome(), empty_outcome(), broken_floor_outcome()]


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("width", [60, 80, 100])
def test_render_summary_fits_its_width_and_answers_the_four_questions(outcome: AssessmentResult, width: int) -> None:
    text = render_summary(outcome, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert not any(line != line.rstrip() for line in text.splitlines())
    for question in ("IS IT CREATING PUBLIC VALUE?", "FOR WHOM?", "HOW SURE?", "WHAT NEXT?"):
        assert question in text


def test_render_summary_of_partial_evidence_is_as_precise_as_it_is_certain() -> None:
    lines = render_summary(partial_outcome()).splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("  Economic        "))
    assert lines[place + 1] == "                  too uncertain for a number; certainty very low"
    assert "  Citizen         Unknown, no evidence yet" in lines
    assert "  ! Gap in wrongly flagged people: 44.9 % for South against 23.4 % for North," in lines


def test_render_summary_of_nothing_measured_has_no_score() -> None:
    text = render_summary(empty_outcome())
    assert "score 0" not in text
    assert text.count("Unknown, no evidence yet") == 4


def test_render_summary_has_no_control_characters() -> None:
    lines = render_summary(partial_outcome()).split("\n")
    assert len(lines) > 10
    assert [line for line in lines if not line.isprintable()] == []
