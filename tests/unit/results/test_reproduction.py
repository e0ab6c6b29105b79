from __future__ import annotations

import copy
from typing import Any

import pytest

from publicvalue.reports.reproduction_text import describe_differences, one_line
from publicvalue.results.reproduction import FLOOR, SAME, OtherVersion, compare_results, relative_difference
from publicvalue.words.languages import language_of

RESULTS: dict[str, Any] = {
    "software": {"version": "0.1.0"},
    "measures": [
        {
            "indicator": "costs",
            "measure": "mean",
            "version": 1,
            "estimate": 2e6,
            "low": 1e6,
            "high": 3e6,
            "details": [{"rows": [["change", 0.0], ["p", 2.56e-12]]}],
        },
        {"indicator": "gap", "measure": "outcome_disparity", "version": 2, "estimate": 0.1, "low": 0.0, "high": 0.2},
    ],
    "scores": {"public_value": {"value": 78.0, "node": "public_value", "known": True}},
    "drivers": [{"first": 1e-18, "total": 0.4}],
}


def changed(*steps: tuple[list[Any], object]) -> dict[str, Any]:
    data = copy.deepcopy(RESULTS)
    for path, value in steps:
        place: Any = data
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
    return data


def test_equal_results_are_equal_whichever_software_ran():
    found = compare_results(RESULTS, changed((["software", "version"], "9")))
    assert (found.status, found.rounding, found.largest, found.values) == ("equal", 0, 0.0, 22)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["drivers", 0, "first"], -7e-19),
        (["measures", 0, "details", 0, "rows", 1, 1], 2.5597e-12),
        # Money is counted in millions here: a hundred-thousandth of a cent is noise.
        (["measures", 0, "details", 0, "rows", 0, 1], 1e-7),
        (["scores", "public_value", "value"], 78.0 * (1 + SAME / 2)),
        (["measures", 1, "low"], FLOOR / 2),
    ],
)
def test_noise_in_the_unit_of_a_value_is_rounding(path, value):
    found = compare_results(RESULTS, changed((path, value)))
    assert (found.status, found.rounding) == ("rounding", 1)
    assert found.largest <= SAME


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["scores", "public_value", "value"], 98.7),
        (["scores", "public_value", "value"], "78.0"),
        (["scores", "public_value", "value"], float("nan")),
        (["scores", "public_value", "value"], float("inf")),
        (["scores", "public_value", "value"], None),
        (["scores", "public_value", "known"], 1),
        (["measures", 1, "low"], 1e-7),
        (["measures", 1, "measure"], "mean"),
        (["measures", 1, "indicator"], "another"),
        (["measures", 0, "details", 0, "rows", 0], ["change", 0.0, 1]),
        (["drivers", 0, "total"], 0.4 + 1e-9),
        (["more"], 1),
        (["measures"], [*RESULTS["measures"], RESULTS["measures"][0]]),
    ],
)
def test_anything_else_differs_in_either_direction(path, value):
    other = changed((path, value))
    assert compare_results(RESULTS, other).status == "differs"
    assert compare_results(other, RESULTS).status == "differs"


@pytest.mark.parametrize(
    ("before", "after"), [({"a": {"x": None}}, {"a": {}}), ({"answered": {}}, {"answered": {}, "measures": "all"})]
)
def test_what_is_absent_differs_from_nothing_and_from_what_nobody_reads(before, after):
    assert compare_results(before, after).status == compare_results(after, before).status == "differs"


def test_whole_numbers_are_never_rounded():
    large = changed((["measures", 0, "estimate"], 1e15), (["drivers", 0, "first"], 10**12))
    assert compare_results(large, {**large, "drivers": [{"first": 10**12 + 1, "total": 0.4}]}).status == "differs"
    other = copy.deepcopy(large)
    other["measures"][0]["version"] = 2
    assert compare_results(large, other).differences == (("measures[costs].version", 1, 2),)


def test_newer_software_is_told_by_the_versions_of_measures():
    newer = changed(
        (["measures", 0, "version"], 2), (["measures", 0, "low"], 9e5), (["scores", "public_value", "value"], 70)
    )
    found = compare_results(RESULTS, newer)
    assert (found.status, found.versions) == ("newer", {"costs": OtherVersion("mean", 1, 2)})
    assert ("measures[costs].low", 1e6, 9e5) in found.differences


def test_a_measure_of_the_same_version_that_differs_is_not_put_down_to_newer_software():
    newer = changed((["measures", 0, "version"], 2), (["measures", 1, "low"], 0.05))
    assert compare_results(RESULTS, newer).status == "differs"


def test_relative_difference_of_what_is_no_number_is_infinite():
    assert relative_difference(1.0, None) == relative_difference(True, 1.0) == float("inf")
    assert (relative_difference(0, 0.0), relative_difference(100, 99)) == (0.0, 0.01)


def test_what_a_bundle_says_cannot_pass_for_a_line_of_ours():
    assert one_line("1\r\x1b[2KReproduced: all 9 values\n") == "1\\r\\x1b[2KReproduced: all 9 values\\n"


def test_measures_of_another_version_are_told_in_spanish_and_move_no_cursor() -> None:
    found = compare_results(RESULTS, changed((["measures", 0, "version"], "2\x1b[A")))
    told = [language_of("es").write(line) for line in describe_differences(found)]
    assert "  costs se mide de otro modo en esta versión (mean: antes versión 1, ahora 2\\x1b[A)" in told


def test_what_is_said_of_the_same_numbers_is_told_apart_from_the_numbers() -> None:
    judged = {**RESULTS, "verdict": {"overall": "harm"}, "advice": [{"id": "a"}]}
    other = {**RESULTS, "verdict": {"overall": "mixed"}, "advice": [{"id": "b"}]}
    found = compare_results(judged, other)
    assert found.only_judged
    assert any("score and interval is the same" in str(line) for line in describe_differences(found))
    assert not compare_results(judged, judged).only_judged
    moved = {**other, "scores": {"public_value": {"value": 70.0, "node": "public_value", "known": True}}}
    found = compare_results(judged, moved)
    assert not found.only_judged
    assert not any("score and interval is the same" in str(line) for line in describe_differences(found))
