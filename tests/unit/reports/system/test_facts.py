"""Facts in natural units: what was found, said so that it can be read aloud and as exactly as it is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outcomes import framework, measured, partial_outcome
from publicvalue.evidence.model import Answer
from publicvalue.measures.result import Number
from publicvalue.reports.system.judgement.facts import tell_fact
from publicvalue.results.model import Answered
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.languages import language_of

WAITING = "economic.benefit.efficiencies.waiting_time_change"
IN_TIME = "economic.benefit.efficiencies.within_service_standard"


def told(indicator: str, value: tuple[float, float, float], n: int = 1300, language: Language = ENGLISH) -> str:
    outcome = partial_outcome()
    asked = framework().indicator(indicator)
    estimate, low, high = value
    number = replace(measured(asked, 0.5), estimate=estimate, low=low, high=high, n=n)
    evidence = next(id for id, one in outcome.assessment.evidence.items() if one.kind == "records")
    answered = Answered(Answer(indicator, evidence), asked.measure, 1, number, n)
    assert isinstance(answered.result, Number)
    return language.write(tell_fact(replace(outcome, answered={indicator: answered}), asked))


def test_three_offices_tell_nothing_and_the_report_says_so_before_any_interval() -> None:
    said = told(WAITING, (-0.7, -186, 184))
    assert said.startswith("Change in the time people wait: too few offices or other units to tell")
    assert "186" not in said
    assert "so −0.7 % is no finding" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ((-60.7, -63.7, -57.4), "61 % less, 95 % interval 57 to 64 % less."),
        ((12.2, -3.4, 27.9), "12 % more, 95 % interval from 3 % less to 28 % more."),
        ((0.4, 0.1, 0.7), "0.4 % more, 95 % interval 0.1 to 0.7 % more."),
    ],
)
def test_a_change_is_more_or_less_and_no_more_exact_than_it_is_known(
    value: tuple[float, float, float], said: str
) -> None:
    assert told(WAITING, value) == f"Change in the time people wait: {said}"


def test_shares_are_as_exact_as_their_interval() -> None:
    assert told(IN_TIME, (65.13, 61.2, 69.8)).endswith(": about 7 in 10 (65 %), 95 % interval 61 to 70 %.")
    assert told(IN_TIME, (65.13, 64.8, 65.4)).endswith(": about 7 in 10 (65.1 %), 95 % interval 64.8 to 65.4 %.")
    assert told(IN_TIME, (65.13, 61.2, 69.8), language=language_of("es")).endswith("de 61 a 70 %.")
