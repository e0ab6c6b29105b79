"""Agreement of assessors who answered apart, and what those say together who answered alike."""

from __future__ import annotations

import pytest

from publicvalue.files.frameworks import load_framework
from publicvalue.instruments.appraisal.agreement import all_alike, find_agreement, pairs_alike, together
from publicvalue.instruments.appraisal.differences import every_question

QUESTIONS = list(every_question(load_framework("public-value/1.0").framework))
GRADED = [one for one in QUESTIONS if one.kind == "core" and one.prompt("answer").form == "choice"]
COUNT = next(one for one in QUESTIONS if one.kind == "core" and one.prompt("answer").form == "whole")
GRADES = ("proven", "mostly", "partly", "hardly", "none")


def answered(*answers: str) -> list[dict[str, str]]:
    return [{"answer": one} for one in answers]


def test_share_has_wilsons_interval() -> None:
    rows = [(one, answered("mostly", "mostly" if at < 8 else "none")) for at, one in enumerate(GRADED[:10])]
    share = find_agreement(rows, seed=1).alike
    assert (share.number, share.of) == (8, 10)
    assert (share.low, share.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_alpha_is_that_of_the_scale_and_unknown_is_missing_in_it() -> None:
    pairs = [("proven", "proven"), ("none", "none"), ("partly", "partly"), ("hardly", "hardly"), ("mostly", "mostly")]
    rows = [(one, answered(*pair)) for one, pair in zip(GRADED, pairs, strict=False)]
    (alpha,) = find_agreement(rows, seed=1).alphas
    assert (alpha.scale, alpha.questions, alpha.value) == (GRADES, 5, 1.0)
    found = find_agreement([*rows, (GRADED[5], answered("proven", "unknown"))], seed=1)
    assert (found.alphas[0].questions, found.alphas[0].value) == (5, 1.0)
    assert (found.alike.number, found.alike.of) == (5, 6)


def test_alpha_of_chance_is_about_nothing_and_of_opposites_below() -> None:
    opposite = [("proven", "none"), ("none", "proven")] * 4
    rows = [(one, answered(*pair)) for one, pair in zip(GRADED, opposite, strict=False)]
    value = find_agreement(rows, seed=1).alphas[0].value
    # Two values, each in half of 16 ratings, no pair alike: 1 - (16 - 1) * 16 / (2 * 8 * 8).
    assert value == pytest.approx(1 - 15 * 16 / 128)


def test_where_alpha_says_nothing_there_is_none() -> None:
    equal = [(one, answered("proven", "proven")) for one in GRADED[:6]]
    few = [(one, answered("proven", "none")) for one in GRADED[:4]]
    assert [find_agreement(rows, seed=1).alphas[0].value for rows in (equal, few)] == [None, None]
    assert find_agreement([(COUNT, answered("3", "4"))], seed=1).alphas == ()


def test_alike_is_what_an_answer_says_and_not_its_words() -> None:
    one = {"answer": "40", "of": "50", "document": "Memo 7", "answered_on": "2026-03-01", "answered_by": "clerk"}
    other = {"answer": "40", "of": "50", "document": "Log 2", "answered_on": "2026-03-04", "answered_by": "clerk"}
    assert all_alike([one, other])
    assert not all_alike([one, {**other, "of": "60"}])
    assert not all_alike([{}, {}])
    assert pairs_alike([one, other, {"answer": "unknown"}]) == (1, 3)
    assert together([one, other]) == {
        "answer": "40",
        "of": "50",
        "document": "Memo 7; Log 2",
        "answered_by": "clerk",
        "answered_on": "2026-03-04",
    }
