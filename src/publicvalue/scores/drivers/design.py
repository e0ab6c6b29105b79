"""The pick-freeze design of an assessment: two samples of all uncertain inputs, and the scores with one exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured
from publicvalue.scores.aggregate import Method, aggregate_tree, stated_method
from publicvalue.scores.goalposts import score_draws
from publicvalue.scores.paths import climb_path, path_nodes
from publicvalue.scores.sides import Sides, build_sides
from publicvalue.scores.simulation.samples import Inputs, draw_pair
from publicvalue.scores.simulation.uncertainty import draw_factors, draw_moves, generator, name_inputs, weigh
from publicvalue.scores.tree import Floats, Indices, Tree, build_tree

RUNS = 1024
"""Rows of each of the two samples."""

Kind = Literal["indicator", "goalposts", "weights", "mean", "weighting", "unknown"]
Over = Literal["evidenced", "all"]


@dataclass(frozen=True, order=True)
class Factor:
    """One uncertain input.

    Parameters
    ----------
    kind
        indicator, goalposts, weights, mean, weighting (given or equal) or unknown.
    id
        Id of the indicator, or name of the level whose weights or mean vary; empty for the others.
    """

    kind: Kind
    id: str = ""


@dataclass(frozen=True)
class DriverSample:
    """One sample of all inputs.

    Parameters
    ----------
    scores
        Of the indicators, shape (runs, indicators).
    given, equal
        Weights of each level about the given and about equal ones, each of shape (runs, children).
    weighting
        Whether a run takes the equal weights, shape (runs, 1).
    picks
        Mean of each level; None where the choice is closed.
    unknown
        Score of all that is unknown, shape (runs, 1).
    """

    scores: Floats
    given: tuple[Floats, ...]
    equal: tuple[Floats, ...]
    weighting: Indices
    picks: tuple[Indices | None, ...]
    unknown: Floats

    def seen(self, over: Over) -> Floats:
        """Return the indicators' scores, with the unknown filled in when over all."""
        return self.scores if over == "evidenced" else np.where(np.isnan(self.scores), self.unknown, self.scores)

    @property
    def method(self) -> Method:
        """Weights and means of each run."""
        sides = zip(self.given, self.equal, strict=True)
        return Method(tuple(np.where(self.weighting == 1, equal, given) for given, equal in sides), self.picks)


@dataclass(frozen=True)
class Climbed:
    """A sample with its scores at every level and beside the tree: what one indicator's way up starts from."""

    below: tuple[Floats, ...]
    columns: Floats
    method: Method
    outputs: Floats


@dataclass(frozen=True)
class SampleDesign:
    """The two samples, and A's scores with the numbers, or with the goalposts, from B; then the point estimates."""

    tree: Tree
    sides: Sides | None
    factors: tuple[Factor, ...]
    a: DriverSample
    b: DriverSample
    numbers_from_b: Floats
    goalposts_from_b: Floats
    points: DriverSample
    numbers_alone: Floats
    goalposts_alone: Floats
    nodes: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        above = [node for level in reversed(self.tree.levels) for node in level.nodes]
        object.__setattr__(self, "nodes", (*above, *(self.sides.nodes if self.sides else ())))

    def scopes(self) -> tuple[Over, ...]:
        """Return evidenced, and all where something is unknown."""
        return ("evidenced", "all") if np.isnan(self.a.scores).any() else ("evidenced",)

    def swapped(self) -> SampleDesign:
        """Return the design with the two samples exchanged."""
        return replace(
            self,
            a=self.b,
            b=self.a,
            numbers_from_b=self.goalposts_from_b,
            goalposts_from_b=self.numbers_from_b,
        )

    def climb(self, sample: DriverSample, over: Over) -> Climbed:
        """Score a sample: outputs of every node, shape (runs, nodes)."""
        seen, method = sample.seen(over), sample.method
        levels = aggregate_tree(self.tree, seen, method)
        columns = self.sides.columns(seen, levels[0], method) if self.sides else levels[0]
        beside = [self.sides.form(columns)] if self.sides else []
        return Climbed((seen, *levels[:-1]), columns, method, np.concatenate([*reversed(levels), *beside], axis=1))

    def exchange(self, factor: Factor, over: Over, base: Climbed) -> Floats:
        """Return the outputs on A with one factor from B."""
        if factor.kind == "indicator":
            return self._one_indicator(base, factor.id, self.numbers_from_b)
        return self._climb_again(factor, over, base, self._exchanged(factor, self.a, self.goalposts_from_b))

    def vary_alone(self, factor: Factor, over: Over, base: Climbed) -> Floats:
        """Return the outputs when one factor varies and all others stand at their estimate, or as stated."""
        if factor.kind == "indicator":
            return self._one_indicator(base, factor.id, self.numbers_alone)
        return self._climb_again(factor, over, base, self._exchanged(factor, self.points, self.goalposts_alone))

    def _climb_again(self, factor: Factor, over: Over, base: Climbed, sample: DriverSample) -> Floats:
        """Return the outputs of a sample in which one factor is another's: only from the level on that it reaches."""
        names = [level.name for level in self.tree.levels]
        first = names.index(factor.id) if factor.kind in ("weights", "mean") else 0
        if not first:
            return self.climb(sample, over).outputs
        method = sample.method
        above = Method(method.weights[first:], method.picks[first:])
        climbed = aggregate_tree(Tree(self.tree.levels[first:]), base.below[first], above)
        outputs = base.outputs.copy()
        # Public value and what is below it come first; what stands beside the tree rests on components alone.
        reached = np.concatenate(climbed[::-1], axis=1)
        outputs[:, : reached.shape[1]] = reached
        return outputs

    def _exchanged(self, factor: Factor, sample: DriverSample, goalposts: Floats) -> DriverSample:
        names = [level.name == factor.id for level in self.tree.levels]
        match factor.kind:
            case "weights":
                given, equal = (
                    tuple(new if one else old for one, old, new in zip(names, olds, news, strict=True))
                    for olds, news in ((sample.given, self.b.given), (sample.equal, self.b.equal))
                )
                return replace(sample, given=given, equal=equal)
            case "mean":
                pairs = zip(names, sample.picks, self.b.picks, strict=True)
                return replace(sample, picks=tuple(new if one else old for one, old, new in pairs))
            case "weighting":
                return replace(sample, weighting=self.b.weighting)
            case "unknown":
                return replace(sample, unknown=self.b.unknown)
        return replace(sample, scores=goalposts)

    def _one_indicator(self, base: Climbed, id: str, scores: Floats) -> Floats:
        """Return the outputs with one indicator's scores replaced; only its own way up is climbed again."""
        column = self.tree.indicators.index(id)
        climbed = climb_path(self.tree, base.below, base.method, column, scores[:, column])
        places, outputs = path_nodes(self.tree, column), base.outputs.copy()
        for level, place, values in zip(self.tree.levels, places, climbed, strict=True):
            outputs[:, self.nodes.index(level.nodes[place])] = values
        if self.sides:
            indicators = base.below[0].copy()
            indicators[:, column] = scores[:, column]
            component = (places[0], climbed[0])
            reached, beside = self.sides.exchanged(base.columns, indicators, component, base.method, column)
            outputs[:, np.array(reached) + len(self.nodes) - len(self.sides.nodes)] = beside
        return outputs


def build_design(
    framework: Framework, measured: Mapping[str, Measured], seed: int, beside: bool = True
) -> SampleDesign:
    """Draw the two samples of an assessment.

    Parameters
    ----------
    framework
        What was asked.
    measured
        Indicator id -> number with its draws, at least one.
    seed
        Start of the random numbers.
    beside
        Whether what stands beside the tree is scored too.
    """
    tree = build_tree(framework)
    a, b = draw_pair(name_inputs(framework, tree), RUNS, generator(seed, "sensitivity"))
    first, other = _draw_numbers(measured, a), _draw_numbers(measured, b)
    still = {id: np.full(RUNS, found.estimate) for id, found in measured.items()}
    return SampleDesign(
        tree=tree,
        sides=build_sides(framework, tree) if beside else None,
        factors=_factors(framework, tree, measured),
        a=_draw_sample(framework, tree, _scores(framework, tree, first, a), a),
        b=_draw_sample(framework, tree, _scores(framework, tree, other, b), b),
        numbers_from_b=_scores(framework, tree, other, a),
        goalposts_from_b=_scores(framework, tree, first, b),
        points=_points(tree, _scores(framework, tree, still, None)),
        numbers_alone=_scores(framework, tree, first, None),
        goalposts_alone=_scores(framework, tree, still, a),
    )


def _draw_numbers(measured: Mapping[str, Measured], inputs: Inputs) -> dict[str, Floats]:
    """Draw each number from its own draws, by the input of its evidence."""
    numbers = {}
    for id, found in measured.items():
        places = (inputs.take(f"evidence {id}")[0] * len(found.draws)).astype(np.intp)
        numbers[id] = np.sort(found.draws)[places]
    return numbers


def _draw_sample(framework: Framework, tree: Tree, scores: Floats, inputs: Inputs) -> DriverSample:
    factors = [(level, draw_factors(level, framework.weight_spread, inputs)) for level in tree.levels]
    given, equal = (
        tuple(weigh(level, factor, flags, inputs) for level, factor in factors)
        for flags in (None, np.ones(len(scores), np.bool_))
    )
    picks = tuple(
        inputs.pick(f"mean of {level.name}", len(level.means)) if len(level.means) > 1 else None
        for level in tree.levels
    )
    choice = inputs.pick("choice of weights", 2 if tree.equal_weights else 1)
    unknown = inputs.between("unknown", 0.0, 100.0).T
    return DriverSample(scores, given, equal, choice[:, np.newaxis], picks, unknown)


def _points(tree: Tree, scores: Floats) -> DriverSample:
    runs, stated = len(scores), stated_method(tree)
    # The stated mean stands first among a level's means.
    picks = tuple(np.zeros(runs, np.intp) if len(level.means) > 1 else None for level in tree.levels)
    equal = tuple((level.weights > 0).astype(np.float64) for level in tree.levels)
    return DriverSample(scores, stated.weights, equal, np.zeros((runs, 1), np.intp), picks, np.full((runs, 1), 50.0))


def _factors(framework: Framework, tree: Tree, measured: Mapping[str, Measured]) -> tuple[Factor, ...]:
    judged = any(i.id in measured and i.goalposts.judged for i in framework.indicators)
    return (
        *(Factor("indicator", id) for id in tree.indicators if id in measured),
        *((Factor("goalposts"),) if judged else ()),
        *(Factor("weights", level.name) for level in tree.levels),
        *((Factor("weighting"),) if tree.equal_weights else ()),
        *(Factor("mean", level.name) for level in tree.levels if len(level.means) > 1),
        Factor("unknown"),
    )


def _scores(framework: Framework, tree: Tree, numbers: Mapping[str, Floats], inputs: Inputs | None) -> Floats:
    """Score numbers, shape (runs, indicators); judged goalposts vary with inputs, and stand still without."""
    runs = len(next(iter(numbers.values())))
    scores = np.full((len(tree.indicators), runs), np.nan).T
    for indicator in framework.indicators:
        if indicator.id in numbers:
            moves = None if inputs is None else draw_moves(framework, indicator.id, inputs)
            column = tree.indicators.index(indicator.id)
            scores[:, column] = score_draws(indicator.goalposts, numbers[indicator.id], moves)
    return scores
