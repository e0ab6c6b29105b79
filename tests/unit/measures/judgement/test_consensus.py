"""A consensus is shown with its reason beside the independent ratings, and moves nothing."""

from __future__ import annotations

import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError
from publicvalue.measures.judgement.rating_mean import measure_rating_mean

OPTIONS = {"low": 1, "high": 5, "items": [{"id": "a", "text": "First"}, {"id": "b", "text": "Second"}]}
ALONE = {
    "item": ["a", "b", "a", "b", "a", "b"],
    "rater": ["r1", "r1", "r2", "r2", "r3", "r3"],
    "rating": [2.0, 3.0, 4.0, 5.0, 3.0, 3.0],
    "reason": [None] * 6,
}


def with_consensus(item: str = "a", rating: float = 4.0, reason: str | None = "The model card proves it") -> dict:
    added = {"item": item, "rater": "consensus", "rating": rating, "reason": reason}
    return {name: [*values, added[name]] for name, values in ALONE.items()}


def test_a_consensus_is_shown_and_moves_nothing() -> None:
    alone = measured(measure_rating_mean(table_of(**ALONE), context("points", **OPTIONS)))
    options = {**OPTIONS, "consensus": "consensus"}
    both = measured(measure_rating_mean(table_of(**with_consensus()), context("points", **options)))
    assert (both.estimate, both.low, both.high, both.n) == (alone.estimate, alone.low, alone.high, 3)
    assert both.details[-1].rows == (("a", "First", 4.0, "The model card proves it"),)
    assert both.diagnostics[-1].text.startswith("Afterwards the raters agreed on 4.00 over 1 of 2 items, +0.67 from")


@pytest.mark.parametrize(
    ("evidence", "what"),
    [
        (with_consensus(reason=None), "the consensus on a has no reason"),
        (with_consensus(rating=9.0), "the consensus on a is 9"),
        (with_consensus(item="c"), "'c' is not asked"),
        (ALONE, "no row holds a consensus: nobody under rater is called 'consensus'"),
    ],
)
def test_what_is_wrong_with_a_consensus_is_named(evidence: dict, what: str) -> None:
    options = {**OPTIONS, "consensus": "consensus"}
    with pytest.raises(EvidenceError) as caught:
        measure_rating_mean(table_of(**evidence), context("points", **options))
    assert [problem.what for problem in caught.value.problems] == [what]
