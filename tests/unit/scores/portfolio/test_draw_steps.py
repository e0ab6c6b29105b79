"""Steps of the draws of a portfolio, each against what is counted by hand."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from portfolio_members import ALL, FRAMEWORK, everywhere, member
from publicvalue.errors import MethodError
from publicvalue.framework.model import PUBLIC_VALUE, Alternatives
from publicvalue.scores.portfolio import draws
from publicvalue.scores.portfolio.draws import KNOTS, Chunk, Evidenced, Plan, gather_evidenced, simulate_portfolio
from publicvalue.scores.portfolio.systems import Choices, form_portfolio
from publicvalue.scores.simulation.samples import draw_inputs
from publicvalue.scores.tree import build_tree

TREE = build_tree(FRAMEWORK)


def knots(*scores: float) -> np.ndarray:
    """Return quantile functions of scores that are sure."""
    return np.repeat(np.array(scores, dtype=np.float32)[:, None], KNOTS, axis=1)


def evidenced(systems: int = 3) -> Evidenced:
    return gather_evidenced(TREE, [member(f"s{place}", everywhere(30 + 10 * place)).known for place in range(systems)])


def test_score_is_drawn_within_its_step_of_the_quantile_function() -> None:
    # The first rises by 0.25 a step; the second stands at 10 up to its last step, which rises by 64.
    rising, late = 0.25 * np.arange(KNOTS), np.array([10.0] * (KNOTS - 1) + [74.0])
    functions = np.stack([rising, late]).astype(np.float32)
    places = np.array([[0, 255, 256, 3 * 256 + 128, 65535], [0, 255, 256, 255 * 256, 65535]], dtype=np.uint16)
    found = draws._sample(functions, places)
    half = 0.5 / 256
    assert found.dtype == np.float32
    np.testing.assert_allclose(
        found,
        [
            [
                0.25 * half,
                0.25 * (255.5 / 256),
                0.25 * (1 + half),
                0.25 * (3 + 128.5 / 256),
                0.25 * (255 + 255.5 / 256),
            ],
            [10, 10, 10, 10 + 64 * half, 10 + 64 * (255.5 / 256)],
        ],
        rtol=1e-6,
    )


def test_blocks_end_between_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "BLOCK", 4)
    system = np.repeat([0, 1, 3, 4], [2, 3, 1, 6])
    assert list(draws._blocks(system)) == [(0, 2), (2, 6), (6, 12)]
    assert list(draws._blocks(np.repeat([0, 1], [2, 2]))) == [(0, 4)]
    assert list(draws._blocks(np.array([], dtype=np.intp))) == []


@pytest.mark.parametrize("size", [1, 2, 3, 40, 1001])
def test_ends_are_quantiles_by_the_median_unbiased_rule(size: int) -> None:
    values = np.random.default_rng(size).uniform(0, 100, (4, size)).astype(np.float32)
    expected = np.quantile(values, [0.025, 0.5, 0.975], axis=1, method="median_unbiased")
    np.testing.assert_allclose(draws._quantiles(values), expected, rtol=1e-5)


def test_each_system_takes_the_sample_in_an_order_and_with_a_shift_of_its_own() -> None:
    places = np.array([[1, 2, 3, 4], [10, 20, 30, 40]], dtype=np.uint16)
    system, leaf = np.array([0, 0, 1]), np.array([0, 1, 1])
    found = draws._shuffle(system, leaf, places, np.random.default_rng(4))
    rng = np.random.default_rng(4)
    orders = [rng.permutation(4) for _ in range(2)]
    shifts = rng.integers(0, 1 << 16, (3, 1), dtype=np.uint16)
    expected = np.stack([places[0][orders[0]], places[1][orders[0]], places[1][orders[1]]]) ^ shifts
    assert found.tolist() == expected.tolist()


def test_combinations_of_open_choices_take_a_stretch_of_draws_each() -> None:
    means = Alternatives(means=MappingProxyType({"dimension": ("arithmetic",), PUBLIC_VALUE: ("arithmetic",)}))
    weights = MappingProxyType({"citizen": 3.0, "economic": 1.0})
    tree = build_tree(replace(FRAMEWORK, weights=weights, alternatives=replace(means, weights=("equal",))))
    plan = Plan(1, 16)
    inputs = draw_inputs(draws._name_inputs(tree), ((0, 16),), np.random.default_rng(1))
    assert {name: count for name, (_, count) in inputs.places.items()} == {
        "people": 1,
        **{f"weights {level.name}": len(level.children) for level in tree.levels},
        "evidence": len(ALL),
    }
    methods = draws._draw_methods(tree, plan, inputs)
    given, dimension, top = methods[-1].weights, methods[1].picks, methods[-1].picks
    assert methods[0].picks is None
    assert given.tolist() == [[1.0] * 16, [3.0] * 8 + [1.0] * 8]
    assert dimension is not None
    assert dimension.tolist() == ([0] * 4 + [1] * 4) * 2
    assert top is not None
    assert top.tolist() == ([0] * 2 + [1] * 2) * 4


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_chunks_are_the_same_however_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    found = evidenced()
    plan = Plan(5, 70, 20, 0.25)
    monkeypatch.setattr(draws, "THREADS", threads)
    seen: list[tuple[int, int]] = []
    drawn = simulate_portfolio(TREE, found, plan, None, lambda done, of: seen.append((done, of)))
    chunks = [draws.simulate_chunk(TREE, found, plan, number) for number in range(4)]
    assert [len(chunk.scores) for chunk in chunks] == [20, 20, 20, 10]
    assert drawn.scores.tolist() == np.concatenate([chunk.scores for chunk in chunks]).tolist()
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    np.testing.assert_allclose(drawn.ends, np.mean([chunk.ends for chunk in chunks], axis=0), rtol=1e-6)
    spread = np.std([chunk.ends[[0, 2]].astype(float) for chunk in chunks], axis=0, ddof=1) / 2
    np.testing.assert_allclose(drawn.error, spread, rtol=1e-6)


class Kept:
    """A store of chunks that are there already, of which the first cannot be read."""

    def __init__(self, chunk: Chunk, broken: int | None) -> None:
        self.chunk, self.broken = chunk, broken
        self.loaded: list[int] = []
        self.saved: list[tuple[int, int]] = []

    def load(self, number: int) -> Chunk:
        self.loaded.append(number)
        if number == self.broken:
            raise OSError("cannot be read")
        return self.chunk

    def save(self, number: int, chunk: Chunk) -> None:
        self.saved.append((number, len(chunk.scores)))


def test_chunks_that_are_kept_are_not_drawn_and_not_kept_again() -> None:
    chunk = draws.simulate_chunk(TREE, evidenced(), Plan(5, 4, 2), 1)
    store = Kept(chunk, None)
    drawn = simulate_portfolio(TREE, evidenced(), Plan(5, 4, 2), store)
    assert (sorted(store.loaded), store.saved) == ([0, 1], [])
    assert drawn.scores.tolist() == [*chunk.scores.tolist()] * 2


def test_no_more_chunks_are_made_after_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            over.set()
            super().shutdown(wait=wait)

    class Waiting(Kept):
        def load(self, number: int) -> Chunk:
            chunk = super().load(number)
            assert over.wait(60)
            return chunk

    monkeypatch.setattr(draws, "ThreadPoolExecutor", Pool)
    store = Waiting(draws.simulate_chunk(TREE, evidenced(), Plan(5, 2, 2), 0), 0)
    with pytest.raises(OSError, match="cannot be read"):
        simulate_portfolio(TREE, evidenced(), Plan(5, 400, 2), store)
    # Each thread has begun one chunk more at most when the first fails; these end after the others are called off.
    assert set(store.loaded) <= set(range(draws.THREADS + 1))


def refusal(plan: Plan) -> tuple[str, str]:
    with pytest.raises(MethodError) as caught:
        simulate_portfolio(TREE, evidenced(), plan)
    (problem,) = caught.value.problems
    return problem.what, problem.expected


def test_plans_at_their_edges() -> None:
    assert refusal(Plan(1, 0, 5)) == ("a simulation of 0 draws in chunks of 5", "at least one draw")
    assert refusal(Plan(1, 5, 0)) == ("a simulation of 5 draws in chunks of 0", "at least one draw")
    assert refusal(Plan(1, 5, 5, 1.0)) == ("a weight spread of 1", "at least 0 and below 1")
    assert refusal(Plan(1, 5, 5, -0.1)) == ("a weight spread of −0.1", "at least 0 and below 1")
    assert len(simulate_portfolio(TREE, evidenced(), Plan(1, 1, 1, 0.0)).scores) == 1
    assert [Plan(1, draws, 10).chunks for draws in (1, 10, 11)] == [1, 1, 2]


def test_evidence_at_its_edges() -> None:
    system, leaf = np.array([0, 0, 2]), np.array([0, 1, 0])
    edges = knots(0.0, 100.0, 50.0)
    assert Evidenced(3, system, leaf, edges).systems == 3
    for bad, what in (
        ((system, leaf, knots(0.0, 100.0, 100.001)), "a score distribution is no quantile function"),
        ((system, leaf, knots(-0.001, 100.0, 50.0)), "a score distribution is no quantile function"),
        ((system, np.array([1, 0, 0]), edges), "entries of a portfolio are out of order"),
        ((system, np.array([1, 1, 0]), edges), "entries of a portfolio are out of order"),
        ((system[:2], leaf, edges), "entries of a portfolio differ in number"),
        ((system, leaf[:2], edges), "entries of a portfolio differ in number"),
    ):
        with pytest.raises(MethodError) as caught:
            Evidenced(3, *bad)
        assert caught.value.problems[0].what == what


def test_draws_in_another_order_keep_their_groups() -> None:
    drawn = simulate_portfolio(TREE, evidenced(), Plan(5, 40, 20))
    order = np.array([2, 0, 1])
    turned = drawn.in_order(order)
    assert turned.scores.tolist() == drawn.scores[:, order].tolist()
    assert turned.ends.tolist() == drawn.ends[..., order].tolist()
    assert turned.error.tolist() == drawn.error[..., order].tolist()
    assert (turned.nodes, turned.groups.shape) == (drawn.nodes, drawn.groups.shape)


def test_store_is_asked_for_with_the_plan_and_the_systems() -> None:
    asked, store = [], Kept(draws.simulate_chunk(TREE, evidenced(2), Plan(5, 2, 2), 0), None)

    def keep(plan: Plan, members: object) -> Kept:
        asked.append((plan, [one.id for one in members]))  # type: ignore[attr-defined]
        return store

    watched: list[int] = []
    members = [member("b", everywhere(60)), member("a", everywhere(40))]
    found = form_portfolio(members, Choices(seed=1, draws=4, chunk=2), keep, lambda done, _: watched.append(done))
    assert asked == [(found.plan, ["a", "b"])]
    assert (sorted(store.loaded), watched) == ([0, 1], [1, 2])
    assert found.drawn is not None
    assert len(found.drawn.scores) == 4


def test_groups_are_named_by_country_and_organisation() -> None:
    members = [member(f"a{i}", everywhere(30 + i), ("BRB", "Tax", "pilot")) for i in range(3)]
    found = {one.key: one for one in form_portfolio(members, Choices(seed=1, draws=20, minimum=2)).nested}
    assert {key: (one.level, one.country, one.organisation) for key, one in found.items()} == {
        "BRB/Tax": ("organisation", "BRB", "Tax"),
        "BRB": ("country", "BRB", ""),
        "region": ("region", "", ""),
    }
    score = found["BRB"].scores[PUBLIC_VALUE]
    assert (score.known, score.shown) == (3, True)


def test_only_indicators_of_the_tree_are_gathered_in_its_order() -> None:
    first, last = TREE.indicators[0], TREE.indicators[-1]
    one, two = knots(10.0, 20.0)
    found = gather_evidenced(TREE, [{last: two, first: one, "no.such.indicator": one}, {}, {last: one}])
    assert (found.systems, found.system.tolist()) == (3, [0, 0, 2])
    assert found.leaf.tolist() == [0, len(TREE.indicators) - 1, len(TREE.indicators) - 1]
    assert found.knots[:, 0].tolist() == [10, 20, 10]
    assert set(ALL) == set(TREE.indicators)
