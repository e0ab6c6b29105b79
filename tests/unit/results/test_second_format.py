"""Results that version 0.2 stored are read: what they hold is kept, and what they do not tell is not made up."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publicvalue.errors import InputError
from publicvalue.reports.render.html import render_document
from publicvalue.reports.system.document import system_document
from publicvalue.reports.system.terminal import render_summary
from publicvalue.results.codec import read_result, write_result
from publicvalue.results.model import FORMAT
from publicvalue.words.language import ENGLISH

STORED = Path(__file__).parent / "results-0.2.json.gz"
"""As version 0.2.0 wrote it of the example of risk scores in court."""


def data() -> Any:
    return json.loads(gzip.decompress(STORED.read_bytes()))


def test_numbers_and_words_of_a_stored_result_are_kept() -> None:
    old, result = data(), read_result(data())
    assert (result.format, result.version) == (FORMAT, "0.2.0")
    assert {node: score.value for node, score in result.scores.items()} == {
        node: score["value"] for node, score in old["scores"].items()
    }
    overall = result.verdict.overall
    assert (overall.direction.id, overall.direction.title) == ("cannot_say", "Cannot be said yet")
    assert overall.leaning.id == "probably_harm"
    assert [one.recommendation.id for one in result.advice] == [one["recommendation"]["id"] for one in old["advice"]]


def test_claim_certainty_and_red_lines_are_not_made_up() -> None:
    verdict = read_result(data()).verdict
    assert {one.claim.id for one in (verdict.overall, *verdict.dimensions.values())} == {"not_stated"}
    assert verdict.overall.certainty.level.id == "not_stated"
    assert (verdict.red_lines, verdict.harms, verdict.missing) == ((), (), ())
    assert verdict.said.first == "Cannot be said yet"


def test_a_stored_result_is_stored_anew_and_read_equal() -> None:
    result = read_result(data())
    assert read_result(json.loads(write_result(result))) == result


def test_reports_are_made_of_a_stored_result() -> None:
    result = read_result(data())
    assert "Cannot be said yet" in render_summary(result)
    assert "Cannot be said yet" in render_document(system_document(result), ENGLISH)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.pop("verdict"),
        lambda one: one["verdict"].pop("overall"),
        lambda one: one["framework"].pop("verdict"),
        lambda one: one.update(framework=[]),
        lambda one: one["verdict"].update(dimensions=[1]),
    ],
)
def test_what_only_calls_itself_of_that_format_is_refused(spoil: Callable[[Any], None]) -> None:
    spoilt = data()
    spoil(spoilt)
    with pytest.raises(InputError, match="does not hold what its format says"):
        read_result(spoilt)
