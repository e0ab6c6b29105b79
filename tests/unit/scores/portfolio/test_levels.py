"""Levels of a portfolio: the climb against plain means, what is hidden against subtraction, coverage, intervals."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_members import everywhere, member
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.portfolio.levels import REGION, Nesting, agency_key, find_shown
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.nested import NestedGroup
from publicvalue.scores.portfolio.systems import Choices, Portfolio, form_portfolio

LABELS = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("xyz")), max_size=40)


def nesting(labels: list[tuple[str, str]], mean: str = "arithmetic", **weights: float) -> Nesting:
    return Nesting(tuple(labels), np.ones(len(labels)), weights, mean)  # type: ignore[arg-type]


def group(portfolio: Portfolio, key: str) -> NestedGroup:
    return next(one for one in portfolio.nested if one.key == key)


# ---- the climb


def test_climb_is_the_mean_of_means_over_what_is_known() -> None:
    labels = [("B", "x"), ("A", "x"), ("A", "y"), ("A", "x"), ("C", "x")]
    found = nesting(labels)
    assert found.keys == ("A/x", "A/y", "B/x", "C/x", "A", "B", "C", REGION)
    values = np.array([10.0, 20.0, 90.0, 40.0, np.nan])
    assert found.climb(values) == pytest.approx([30, 90, 10, np.nan, 60, 10, np.nan, 35], nan_ok=True)
    assert found.coverage(np.array([1, 0.5, 1, 0.25, 0.0])) == pytest.approx(
        [0.375, 1, 1, 0, (0.375 + 1) / 2, 1, 0, ((0.375 + 1) / 2 + 1) / 3]
    )


def test_climb_weighs_agencies_and_countries_among_their_siblings() -> None:
    labels = [("A", "x"), ("A", "y"), ("B", "x")]
    found = nesting(labels, **{"A/x": 3.0, "B": 0.0})
    assert found.climb(np.array([10.0, 50.0, 99.0])) == pytest.approx([10, 50, 99, 20, 99, 20])


def test_climb_takes_the_stated_mean() -> None:
    labels = [("A", "x"), ("A", "x")]
    assert nesting(labels, "geometric").climb(np.array([20.0, 80.0])) == pytest.approx([40, 40, 40])


# ---- what may be shown


@given(LABELS, st.integers(2, 6))
def test_shown_groups_give_no_small_group_away(labels: list[tuple[str, str]], minimum: int) -> None:
    shown = find_shown(labels, minimum)
    countries = Counter(country for country, _ in labels)
    agencies = Counter(agency_key(label) for label in labels)
    sizes = countries | agencies | Counter({REGION: len(labels)})
    assert all(sizes[key] >= minimum for key in shown)
    if REGION in shown:
        hidden = len(labels) - sum(size for country, size in countries.items() if country in shown)
        assert hidden == 0 or hidden >= minimum
    for country, size in countries.items():
        own = [key for key in agencies if key.split("/")[0] == country]
        if country in shown:
            hidden = size - sum(agencies[key] for key in own if key in shown)
            assert hidden == 0 or hidden >= minimum
        else:
            # Agencies of a hidden country would add up to it.
            assert not shown & set(own)


def test_shown_groups_are_as_many_as_can_be() -> None:
    labels = [("A", "x")] * 5 + [("A", "y")] * 5 + [("B", "x")] * 6
    assert find_shown(labels, 5) == {"A/x", "A/y", "A", "B/x", "B", REGION}
    assert find_shown([("A", "x")] * 4, 5) == frozenset()


# ---- a portfolio


@pytest.fixture(scope="module")
def members() -> list[Member]:
    found = [member(f"a{i}", everywhere(30 + 2 * i), ("BRB", "Tax", "pilot")) for i in range(6)]
    found += [member(f"b{i}", everywhere(60 + 2 * i), ("BRB", "Health", "pilot")) for i in range(5)]
    found += [member(f"c{i}", everywhere(40), ("JAM", "Tax", "pilot")) for i in range(6)]
    return [*found, member("empty", {}, ("JAM", "Tax", "pilot"))]


@pytest.fixture(scope="module")
def portfolio(members: list[Member]) -> Portfolio:
    return form_portfolio(members, Choices(seed=3, draws=4000))


def test_levels_have_intervals_narrower_than_their_systems(portfolio: Portfolio) -> None:
    for key in ("BRB/Tax", "BRB", REGION):
        score = group(portfolio, key).scores[PUBLIC_VALUE]
        assert score.value is not None
        assert score.low is not None
        assert score.high is not None
        assert score.low < score.value < score.high
        assert score.high - score.low < 15
    assert group(portfolio, "BRB").scores[PUBLIC_VALUE].value == pytest.approx(
        np.mean([group(portfolio, key).scores[PUBLIC_VALUE].value or 0.0 for key in ("BRB/Tax", "BRB/Health")])
    )


def test_levels_hold_the_interval_of_the_drawn_mean(portfolio: Portfolio) -> None:
    assert portfolio.drawn is not None
    columns = [i for i, one in enumerate(portfolio.members) if one.organisation == "Health"]
    expected = np.quantile(portfolio.drawn.scores[:, columns].mean(axis=1), [0.025, 0.975])
    score = group(portfolio, "BRB/Health").scores[PUBLIC_VALUE]
    assert [score.low, score.high] == pytest.approx(expected, abs=0.25)


def test_levels_count_an_empty_system_in_the_coverage_and_not_in_the_score(portfolio: Portfolio) -> None:
    score = group(portfolio, "JAM/Tax").scores[PUBLIC_VALUE]
    assert score.known == 6
    assert score.coverage == pytest.approx(6 / 7)
    assert score.value == pytest.approx(group(portfolio, "JAM").scores[PUBLIC_VALUE].value)


def test_levels_rank_their_shown_groups(portfolio: Portfolio) -> None:
    health, tax = group(portfolio, "BRB/Health"), group(portfolio, "BRB/Tax")
    assert health.rank == (1, 1, 1)
    assert tax.rank is not None
    assert tax.rank[1] in (2, 3)
    assert group(portfolio, REGION).rank is None


def test_levels_leave_a_dimension_unknown_where_no_system_knows_it() -> None:
    known = {"citizen.benefit.service.a": 50.0}
    found = [member(f"s{i}", known) for i in range(5)]
    result = form_portfolio(found, Choices(seed=1, draws=1000))
    scores = group(result, "BRB/Office").scores
    unknown = [node for node, score in scores.items() if score.value is None]
    assert unknown
    assert all(scores[node].shown and scores[node].coverage == 0.0 for node in unknown)
    assert scores["citizen"].value is not None


def test_levels_hide_a_dimension_that_few_systems_know() -> None:
    every, few = everywhere(50), {"citizen.benefit.service.a": 50.0}
    found = [member(f"s{i}", every if i < 2 else few) for i in range(6)]
    scores = group(form_portfolio(found, Choices(seed=1, draws=1000)), "BRB/Office").scores
    hidden = {node: score for node, score in scores.items() if not score.shown}
    assert hidden
    assert all(score.known == 2 and score.value is None and score.coverage is None for score in hidden.values())


def test_levels_stop_and_go_on_to_the_same_numbers(members: list[Member]) -> None:
    first, again = (form_portfolio(members, Choices(seed=3, draws=1500, chunk=500)) for _ in range(2))
    assert first.nested == again.nested
