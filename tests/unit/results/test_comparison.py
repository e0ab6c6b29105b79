"""Two results side by side: by their draws, and by their intervals where they were stored."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from outcomes import full_outcome
from publicvalue.cli.main import main
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.comparison import render_comparison
from publicvalue.results.codec import settled, write_result
from publicvalue.results.comparison import Pair, compare_results
from publicvalue.results.model import AssessmentResult


def with_interval(low: float | None, high: float | None) -> AssessmentResult:
    result = settled(full_outcome())
    score = replace(result.scores[PUBLIC_VALUE], low=low, high=high)
    return replace(result, scores={**result.scores, PUBLIC_VALUE: score})


def of_whole(first: AssessmentResult, second: AssessmentResult) -> Pair:
    return next(pair for pair in compare_results(first, second).pairs if pair.node == PUBLIC_VALUE)


@pytest.mark.parametrize(
    ("interval", "order"),
    [
        ((61, 70), "above"),
        ((60, 70), "overlapping"),
        ((45, 55), "overlapping"),
        ((10, 40), "overlapping"),
        ((10, 39), "below"),
        ((None, None), None),
    ],
)
def test_stored_results_are_told_apart_where_their_intervals_lie_apart(interval, order) -> None:
    pair = of_whole(with_interval(40, 60), with_interval(*interval))
    assert pair.order == order
    assert pair.higher is None


@pytest.mark.parametrize(("interval", "said"), [((61, 70), "yes"), ((10, 39), "no"), ((50, 70), "open")])
def test_comparison_of_stored_results_says_what_the_intervals_say(interval, said) -> None:
    text = render_comparison(compare_results(with_interval(40, 60), with_interval(*interval)))
    (line,) = [line for line in text.splitlines() if line.startswith("public value ")]
    assert line.split()[-1] == said
    assert "open where they meet" in " ".join(text.split())
    assert "probability that B" not in " ".join(text.split())


def test_two_files_of_results_are_compared_and_one_beside_a_folder_is_refused(tmp_path: Path) -> None:
    stored = tmp_path / "results.json"
    stored.write_bytes(write_result(settled(full_outcome())))
    compared = CliRunner().invoke(main, ["compare", str(stored), str(stored)])
    assert compared.exit_code == 0, compared.output
    assert "open where they meet" in " ".join(compared.output.split())
    for given in ([str(stored), str(tmp_path)], [str(tmp_path), str(stored)]):
        refused = CliRunner().invoke(main, ["compare", *given])
        assert refused.exit_code == 2
        assert "two folders or bundles, or two results.json" in refused.output
