"""Portfolios: draws against the plain climb, ranks, groups safe from subtraction, frameworks that differ."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_members import ALL, FRAMEWORK, everywhere, member, under
from publicvalue.errors import InputError, MethodError, Place, Problem
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.aggregate import aggregate_tree
from publicvalue.scores.portfolio.apart import why_apart
from publicvalue.scores.portfolio.draws import (
    KNOTS,
    Chunk,
    Evidenced,
    Plan,
    gather_evidenced,
    knot_scores,
    simulate_portfolio,
)
from publicvalue.scores.portfolio.groups import OTHERS, pool_groups
from publicvalue.scores.portfolio.member import Member, Standing
from publicvalue.scores.portfolio.nodes import comparable_nodes
from publicvalue.scores.portfolio.systems import Choices, Portfolio, form_portfolio
from publicvalue.scores.tree import build_tree
from publicvalue.words.text import Text
from small_framework import TEXT, small_framework

TREE = build_tree(FRAMEWORK)
CHOICES = Choices(seed=3, draws=4000)


def synthetic(count: int = 30) -> list[Member]:
    """Systems of three countries (20, 8 and 2 of them), better by one point each, with five countries of one."""
    countries = ["AAA"] * 15 + ["BBB"] * 8 + ["CCC"] * 2 + [f"D{i}D" for i in range(count - 25)]
    return [
        member(f"s{i:02d}", everywhere(30 + i), (country, "Office", "pilot")) for i, country in enumerate(countries)
    ]


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return form_portfolio([*synthetic(), member("empty", {})], CHOICES)


# ---- draws


def test_draws_of_sure_scores_equal_the_plain_climb() -> None:
    rng = np.random.default_rng(1)
    points = rng.uniform(0, 100, (40, len(ALL)))
    points[rng.random(points.shape) < 0.4] = np.nan
    points[7] = np.nan
    systems = [
        {
            id: np.full(KNOTS, value, np.float32)
            for id, value in zip(TREE.indicators, row, strict=True)
            if not np.isnan(value)
        }
        for row in points
    ]
    drawn = simulate_portfolio(TREE, gather_evidenced(TREE, systems), Plan(1, 3, 2))
    expected = aggregate_tree(TREE, points)
    assert drawn.nodes == (*TREE.levels[-2].nodes, PUBLIC_VALUE)
    assert drawn.scores == pytest.approx(np.tile(expected[-1][:, 0], (3, 1)), rel=1e-5, nan_ok=True)
    assert drawn.ends[1, :-1] == pytest.approx(expected[-2].T, rel=1e-5, nan_ok=True)


@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
def test_draws_follow_each_mean(mean: str) -> None:
    framework = replace(FRAMEWORK, means=dict.fromkeys(FRAMEWORK.means, mean))
    tree = build_tree(framework)
    points = np.random.default_rng(2).uniform(0, 100, (5, len(ALL)))
    systems = [
        {id: np.full(KNOTS, x, np.float32) for id, x in zip(tree.indicators, row, strict=True)} for row in points
    ]
    drawn = simulate_portfolio(tree, gather_evidenced(tree, systems), Plan(1, 1))
    assert drawn.scores[0] == pytest.approx(aggregate_tree(tree, points)[-1][:, 0], rel=1e-5)


def test_draws_have_the_interval_of_the_assessment_itself() -> None:
    found = [member("a", everywhere(40)), member("b", everywhere(60))]
    result = form_portfolio(found, Choices(seed=1, draws=40_000))
    assert result.drawn is not None
    for column, one in enumerate(result.members):
        own = one.scores[PUBLIC_VALUE]
        assert result.drawn.ends[[0, 2], -1, column] == pytest.approx([own.low, own.high], abs=0.4)


def test_draws_keep_the_mean_and_the_spread_of_a_distribution() -> None:
    draws = np.clip(np.random.default_rng(3).normal(90, 8, 20_000), 0, 100)
    knots = knot_scores(draws)
    tree = build_tree(FRAMEWORK)
    one = gather_evidenced(tree, [{ALL[0]: knots}])
    drawn = simulate_portfolio(tree, one, Plan(1, 100_000)).scores[:, 0]
    assert drawn.mean() == pytest.approx(draws.mean(), abs=0.1)
    assert drawn.std() == pytest.approx(draws.std(), rel=0.01)
    assert (drawn == 100).mean() == pytest.approx((draws == 100).mean(), abs=0.01)


def test_weights_vary_together_for_all_systems() -> None:
    uneven = {**everywhere(40), "citizen.benefit.service.a": 80.0, "citizen.benefit.service.b": 80.0}
    found = [member("a", uneven, error=0.0), member("b", uneven, error=0.0)]
    result = form_portfolio(found, CHOICES)
    assert result.drawn is not None
    assert result.drawn.scores.std(axis=0).min() > 0.5
    # The anchors of the small framework are no judgement, so nothing else varies: the two are equal in every draw.
    assert result.drawn.scores[:, 0] == pytest.approx(result.drawn.scores[:, 1])


def test_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    evidenced = gather_evidenced(TREE, [one.known for one in synthetic()])
    first, again, other = (simulate_portfolio(TREE, evidenced, Plan(seed, 300, 100, 0.25)) for seed in (1, 1, 2))
    assert (first.scores == again.scores).all()
    assert (first.scores != other.scores).any()


class Kept:
    """A store in memory that fails after some chunks."""

    def __init__(self, fails_at: int = 99) -> None:
        self.chunks: dict[int, Chunk] = {}
        self.fails_at = fails_at

    def load(self, number: int) -> Chunk | None:
        return self.chunks.get(number)

    def save(self, number: int, chunk: Chunk) -> None:
        if number == self.fails_at:
            raise KeyboardInterrupt
        self.chunks[number] = chunk


def test_stopped_simulation_goes_on_and_gives_the_same_numbers() -> None:
    evidenced = gather_evidenced(TREE, [one.known for one in synthetic()])
    plan = Plan(1, 450, 100, 0.25)
    store = Kept(fails_at=3)
    with pytest.raises(KeyboardInterrupt):
        simulate_portfolio(TREE, evidenced, plan, store)
    assert {0, 1, 2} <= set(store.chunks)
    assert 3 not in store.chunks
    store.fails_at = 99
    seen: list[tuple[int, int]] = []
    went_on = simulate_portfolio(TREE, evidenced, plan, store, lambda done, of: seen.append((done, of)))
    whole = simulate_portfolio(TREE, evidenced, plan)
    assert (went_on.scores == whole.scores).all()
    assert (went_on.ends == whole.ends).all()
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert len(whole.scores) == 450


def test_batch_error_of_interval_ends_is_as_large_as_it_says() -> None:
    evidenced = gather_evidenced(TREE, [member("a", everywhere(50)).known])
    runs = [simulate_portfolio(TREE, evidenced, Plan(seed, 2000, 200)) for seed in range(60)]
    between = np.std([run.ends[0, -1, 0] for run in runs], ddof=1)
    stated = np.mean([run.error[0, -1, 0] for run in runs])
    assert stated == pytest.approx(between, rel=0.3)


@pytest.mark.parametrize(
    ("system", "leaf", "knots"),
    [
        ([1, 0], [0, 0], np.zeros((2, KNOTS))),
        ([0, 0], [0, 0], np.zeros((2, KNOTS))),
        ([0], [0], np.full((1, KNOTS), 101.0)),
        ([0], [0], np.full((1, KNOTS), np.nan)),
        ([0], [0], np.linspace(100, 0, KNOTS)[None]),
        ([0, 1], [0], np.zeros((1, KNOTS))),
    ],
)
def test_evidence_that_is_no_distribution_is_refused(system: list[int], leaf: list[int], knots: np.ndarray) -> None:
    with pytest.raises(MethodError):
        Evidenced(2, np.array(system, dtype=np.intp), np.array(leaf, dtype=np.intp), knots.astype(np.float32))


@pytest.mark.parametrize("plan", [Plan(1, 0), Plan(1, 10, 0), Plan(1, 10, 10, 1.0)])
def test_plans_that_draw_nothing_are_refused(plan: Plan) -> None:
    with pytest.raises(MethodError):
        simulate_portfolio(TREE, gather_evidenced(TREE, [{}]), plan)


# ---- portfolio


def test_systems_are_ranked_best_first_and_empty_ones_listed(portfolio: Portfolio) -> None:
    assert portfolio.ranks is not None
    assert [one.id for one in portfolio.members[:3]] == ["s29", "s28", "s27"]
    assert [one.id for one in portfolio.unranked] == ["empty"]
    assert (np.diff(portfolio.ranks.mean()) >= 0).all()
    assert (portfolio.ranks.low <= portfolio.ranks.middle).all()
    assert (portfolio.ranks.middle <= portfolio.ranks.high).all()
    assert portfolio.warnings == ()


def test_order_of_the_assessments_changes_nothing(portfolio: Portfolio) -> None:
    turned = form_portfolio([member("empty", {}), *reversed(synthetic())], CHOICES)
    assert [one.id for one in turned.members] == [one.id for one in portfolio.members]
    assert turned.groups == portfolio.groups


def test_spread_shows_quantiles_of_the_systems(portfolio: Portfolio) -> None:
    spread = portfolio.spread[PUBLIC_VALUE]
    values = [one.scores[PUBLIC_VALUE].value for one in portfolio.members]
    assert (spread.known, spread.systems) == (30, 31)
    assert spread.quantiles == pytest.approx(np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9]))  # type: ignore[arg-type]


def test_groups_below_the_minimum_are_pooled(portfolio: Portfolio) -> None:
    assert [(group.label, group.systems) for group in portfolio.groups] == [("AAA", 15), ("BBB", 8), (OTHERS, 7)]
    first = portfolio.groups[0]
    assert first.median == pytest.approx(37, abs=0.1)
    assert first.low < first.median < first.high
    assert first.coverage == pytest.approx(1)


def test_groups_by_what_all_share_give_one_group() -> None:
    result = form_portfolio(synthetic(), replace(CHOICES, by="phase"))
    assert [(group.label, group.systems) for group in result.groups] == [("pilot", 30)]


def test_systems_with_different_evidence_come_with_a_warning() -> None:
    some = {id: share for id, share in everywhere(60).items() if id.startswith("citizen")}
    result = form_portfolio([member("a", everywhere(50)), member("b", some)], CHOICES)
    (warning,) = result.warnings
    assert "6 have evidence in at least one system, 2 in all" in warning


def test_one_system_with_evidence_gets_no_rank() -> None:
    result = form_portfolio([member("a", everywhere(50)), member("b", {})], CHOICES)
    assert result.ranks is None
    assert [one.id for one in result.unranked] == ["a", "b"]
    assert result.warnings == ("Fewer than two systems can be compared, so there are no ranks.",)


def test_ids_twice_and_single_systems_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        form_portfolio([member(id, {}) for id in "baab"], CHOICES)
    do = "give each assessment an id of its own, or name it once"
    assert list(caught.value.problems) == [
        Problem(Place(), "2 assessments have the id 'a'", "", do),
        Problem(Place(), "2 assessments have the id 'b'", "", do),
    ]
    with pytest.raises(InputError, match="two assessments or more"):
        form_portfolio([member("a", {})], CHOICES)
    with pytest.raises(MethodError, match="a group of one is a system"):
        form_portfolio([member("a", {}), member("b", {})], replace(CHOICES, minimum=1))


# ---- frameworks


def test_reworded_framework_compares_as_a_whole() -> None:
    other = small_framework(TEXT.replace("statement: How much?", "statement: How many?"))
    assert PUBLIC_VALUE in comparable_nodes([FRAMEWORK, other])


def test_changed_goalposts_leave_only_what_they_do_not_touch() -> None:
    other = small_framework(TEXT.replace("[[0, 100], [50, 0]]", "[[0, 100], [60, 0]]"))
    nodes = comparable_nodes([FRAMEWORK, FRAMEWORK, other])
    assert nodes[:3] == ("citizen", "economic.benefit.costs", "citizen.benefit.service")
    assert "economic.risk.harm.a" not in nodes
    assert "economic.risk.harm.b" in nodes
    result = form_portfolio([member("a", everywhere(40)), under(other, "b", everywhere(60))], CHOICES)
    assert result.ranks is None
    assert result.groups == ()
    assert set(result.spread) == set(nodes)
    assert "Public value does not compare between them" in result.warnings[0]


def test_changed_weight_leaves_the_node_that_carries_it_comparable() -> None:
    other = replace(FRAMEWORK, weights={"economic": 5.0, "citizen.benefit.service.a": 2.0})
    nodes = comparable_nodes([FRAMEWORK, other])
    assert nodes[:3] == ("economic", "economic.benefit.costs", "economic.risk.harm")


def test_question_that_one_framework_does_not_ask_does_not_compare() -> None:
    other = replace(FRAMEWORK, components=FRAMEWORK.components[:2])
    assert "citizen" not in comparable_nodes([FRAMEWORK, other])
    assert "citizen.benefit.service.a" not in comparable_nodes([FRAMEWORK, other])
    assert comparable_nodes([other, FRAMEWORK])[0] == "economic"


def test_frameworks_that_share_nothing_are_refused() -> None:
    other = small_framework(TEXT.replace("unit: percent", "unit: ratio"))
    with pytest.raises(InputError, match="share no indicator that means the same"):
        form_portfolio([member("a", everywhere(40)), under(other, "b", everywhere(60))], CHOICES)


# ---- groups


@given(st.lists(st.sampled_from("ABCDEFGH"), max_size=60), st.integers(2, 7))
def test_no_shown_group_and_no_difference_of_shown_groups_is_small(labels: list[str], minimum: int) -> None:
    groups = pool_groups(labels, minimum)
    sizes = [len(systems) for systems in groups.values()]
    assert all(size >= minimum for size in sizes)
    if len(labels) < minimum:
        assert groups == {}
        return
    assert sorted(i for systems in groups.values() for i in systems) == list(range(len(labels)))
    # All systems less any choice of shown groups leaves nothing, or a sum of shown groups.
    for count in range(len(sizes)):
        for taken in combinations(sizes, count):
            rest = len(labels) - sum(taken)
            assert rest == 0 or rest >= minimum


def test_small_rest_takes_the_smallest_shown_group() -> None:
    groups = pool_groups(["A"] * 9 + ["B"] * 6 + ["C"] * 2, 5)
    assert {label: len(systems) for label, systems in groups.items()} == {"A": 9, OTHERS: 8}


# ---- what was judged


def judged(one: Member, share: float = 1.0, claim: str = "shown", stopped: str = "", off: str = "") -> Member:
    rules = FRAMEWORK.verdict
    direction = rules.direction("harm" if stopped else "creates")
    words = (direction, rules.claim(claim), rules.level("moderate"))  # type: ignore[arg-type]
    facts = (Text("{fact}", fact=stopped),) if stopped else ()
    return replace(one, standing=Standing(*words, share, facts, (off,) if off else ()))


def test_what_cannot_be_compared_stands_apart_with_its_reason_red_lines_first() -> None:
    least = FRAMEWORK.verdict.core.some
    members = [
        judged(member("a", everywhere(50)), least),
        judged(member("b", everywhere(60)), least - 0.01),
        judged(member("c", everywhere(70))),
        judged(member("d", everywhere(90)), stopped="A court forbade it"),
        judged(member("e", everywhere(95)), least - 0.01, stopped="It scores conduct"),
        judged(member("f", {})),
    ]
    result = form_portfolio(members, replace(CHOICES, minimum=2))
    assert [one.id for one in result.members] == ["c", "a"]
    assert [(one.id, why_apart(one, result.nodes)) for one in result.unranked] == [
        ("d", "Little value or harm: A court forbade it"),
        ("e", "Little value or harm: It scores conduct"),
        ("b", f"{100 * least - 1:.0f} % of its core questions are answered; it is ranked from {100 * least:.0f} % on"),
        ("f", "no indicators with evidence"),
    ]
    assert result.ranks is not None
    assert result.ranks.low.tolist() == [1, 2]
    # No agency gets better by leaving out what is stopped.
    assert [group.systems for group in result.groups] == [3]
    region = next(group for group in result.nested if group.level == "region")
    assert region.scores[PUBLIC_VALUE].known == 3
    assert region.scores[PUBLIC_VALUE].value == pytest.approx(70, abs=2)


def test_ranks_say_where_a_promise_stands_beside_what_is_shown() -> None:
    shown, promised = (
        judged(member(id, everywhere(50)), claim=claim) for id, claim in (("a", "shown"), ("b", "promised"))
    )
    said = "Of 2 ranked systems 1 have value that is shown; that of the others is promised"
    assert any(one.startswith(said) for one in form_portfolio([shown, promised], CHOICES).warnings)
    alike = form_portfolio([shown, judged(member("b", everywhere(40)))], CHOICES)
    assert not any("promised" in one for one in alike.warnings)


def test_systems_of_different_kinds_compare_by_what_applies_to_each() -> None:
    whole, other = member("a", everywhere(50)), member("b", everywhere(60))
    off = FRAMEWORK.components[1].id
    kept = {node: score for node, score in other.scores.items() if not node.startswith(off)}
    known = {id: knots for id, knots in other.known.items() if not id.startswith(off)}
    narrow = judged(replace(other, scores=kept, known=known), off=off)
    result = form_portfolio([judged(whole), narrow], CHOICES)
    assert [one.id for one in result.members] == ["b", "a"]
    assert (result.spread[off].known, result.spread[off].systems) == (1, 1)
    assert any("not to all apply" in one for one in result.warnings)
