"""People's answers of a part of a sample: all clusters are drawn again, also those without anybody of the part."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import table_of
from publicvalue.errors import MethodError
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.measures.survey.people.answers import fetch_answers
from publicvalue.measures.survey.people.priorities import compared_people

CLUSTER = np.repeat(np.arange(6), 4)


def test_clusters_that_where_leaves_out_are_drawn_again() -> None:
    evidence = table_of(
        trust=[str(n % 5 + 1) for n in range(24)],
        cluster=[f"c{n}" for n in CLUSTER],
        kept=(CLUSTER < 4).tolist(),
    )
    answers = fetch_answers(evidence.part(evidence.rows["kept"], 16))
    assert len(answers.cells["trust"]) == 16
    weights = answers.sample.draw(4_000, np.random.default_rng(1))
    # Five of six clusters are drawn with replacement and count 6/5 times: the sum varies with how many are of the part.
    assert weights.sum(axis=1).mean() == pytest.approx(16, rel=0.02)
    assert weights.sum(axis=1).std() > 3


def test_a_part_of_a_single_cluster_is_refused() -> None:
    sample = RespondentSample(np.ones(24), None, CLUSTER)
    assert not sample.is_spread(CLUSTER == 2)
    with pytest.raises(MethodError, match="all who answered are of a single cluster"):
        sample.keep(CLUSTER == 2)


def test_a_stratum_of_which_one_cluster_answered_is_no_lonely_one() -> None:
    stratum = (CLUSTER > 2).astype(np.intp)
    part = RespondentSample(np.ones(24), stratum, CLUSTER).keep((CLUSTER != 4) & (CLUSTER != 5))
    assert part.draw(10, np.random.default_rng(1)).shape == (10, 16)


def test_resamples_without_anybody_of_the_part_are_drawn_again() -> None:
    part = RespondentSample(np.ones(24), None, CLUSTER).keep(CLUSTER < 2)
    assert part.draw(500, np.random.default_rng(2)).any(axis=1).all()


@pytest.mark.parametrize(("silent", "with_them"), [(0, True), (1, True), (4, True), (5, False), (9, False)])
def test_fewer_than_five_who_say_no_group_are_compared_with_the_others(silent: int, with_them: bool) -> None:
    column = np.array(["north"] * 20 + ["south"] * 20 + [None] * silent, dtype=object)
    compared = compared_people(column)
    # All less the compared are those whom a reader has by subtraction: nobody, or five and more.
    assert int((~compared).sum()) == (0 if with_them else silent)
    assert compared[:40].all()
