"""Results of format 3 are read and shown; what they hold stays, and what was not asked then is not made up.

`results-0.3.json.gz` is what version 0.3.0 stored of `examples/robodebt`.
"""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from publicvalue.errors import InputError
from publicvalue.reports.system.judgement.headline import find_headline
from publicvalue.results.codec import read_result
from publicvalue.results.model import FORMAT


@pytest.fixture(scope="module")
def stored() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(gzip.decompress(Path(__file__).with_name("results-0.3.json.gz").read_bytes()))
    return content


def test_results_of_version_0_3_are_read_with_all_that_they_hold(stored: dict[str, Any]) -> None:
    result = read_result(stored)
    assert (result.format, result.version) == (FORMAT, "0.3.0")
    assert result.scores["public_value"].value == stored["scores"]["public_value"]["value"]
    assert result.verdict.overall.direction.id == stored["verdict"]["overall"]["direction"]["id"] == "harm"
    assert [one.recommendation.id for one in result.advice] == [one["recommendation"]["id"] for one in stored["advice"]]
    assert {line.advice_partly for line in result.framework.red_lines} == {""}
    assert find_headline(result).answer


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(more=1),
        lambda data: data["framework"]["red_lines"][0].update(more=1),
        lambda data: data["framework"].pop("red_lines"),
        lambda data: data["assessment"].pop("people"),
        lambda data: data.update(framework=[]),
        lambda data: data["scores"]["public_value"].pop("value"),
    ],
)
def test_what_format_3_does_not_have_is_refused(stored: dict[str, Any], spoil: Any) -> None:
    data = copy.deepcopy(stored)
    spoil(data)
    with pytest.raises(InputError):
        read_result(data)
