"""The next evidence worth collecting: what knowing each unknown or weakly known indicator is expected to bring.

For each such indicator a small grid of plausible answers is tried. Under each answer its component, dimension and
public value are scored anew, over what is evidenced and over all with the rest of the unknown drawn as before, and
the verdict's rules are read again. This is the expected value of sample information, counted in points of the interval
and in chances of another verdict instead of money. Unknown indicators of one component that weigh the same can only be
expected to bring the same; they are tried once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

import numpy as np

from publicvalue.findings.judgement.core import core_components, is_answered
from publicvalue.findings.judgement.direction import Ground
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.verdict import find_overall_direction, lay_overall_ground
from publicvalue.framework.judgement.verdict import DirectionId
from publicvalue.framework.model import PUBLIC_VALUE, Framework, Indicator
from publicvalue.measures.result import LEVEL
from publicvalue.scores.aggregate import Method, aggregate_tree
from publicvalue.scores.paths import climb_paths, path_nodes
from publicvalue.scores.rounding import rank_key
from publicvalue.scores.sheet import Score, ScoreSheet
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats, Tree

DRAWS = 1_000
"""Draws of the simulation that are tried again under each answer."""

ANSWERS = (10.0, 30.0, 50.0, 70.0, 90.0)
"""Scores that an unknown indicator may turn out to have, all as probable; of a known one, percentiles of its draws."""

WEAK = 20.0
"""Points of its 95 % interval from which a known indicator counts as weakly known: judgement."""

ERROR = 5.0
"""Standard error, in points, that new evidence is given where no evidenced indicator tells: judgement."""

DECISIVE = 10.0
"""Points of narrowing that a certain change of the verdict counts for when evidence is ranked: judgement."""

Effort = Literal["days", "weeks", "months"]

EFFORTS: Mapping[Effort, float] = {"days": 1.0, "weeks": 2.0, "months": 4.0}
"""Rough effort, on the scale that recommendations are ranked by."""

EFFORT_OF_KIND: Mapping[str, Effort] = {
    "checklist": "days",
    "ratings": "days",
    "statistics": "days",
    "forecast": "days",
    "records": "weeks",
    "costs": "weeks",
    "survey": "months",
}
"""What collecting a kind of evidence usually takes: judgement."""


@dataclass(frozen=True)
class NextEvidence:
    """One indicator that is worth knowing, or knowing better.

    Parameters
    ----------
    indicator
        The indicator.
    state
        unknown; no number: evidence was brought but gave none; weak: known with a wide interval.
    narrowing
        Expected narrowing of the 95 % interval of public value over all, in points; with what is unknown drawn.
    verdict_change
        Chance that the verdict differs from today's once the answer is in, 0 to 1.
    leaning_change
        Chance that what the evidence so far points to differs, 0 to 1.
    effort
        days, weeks or months; days for a core question.
    core
        Whether it carries a core question that is open.
    """

    indicator: Indicator
    state: Literal["unknown", "no number", "weak"]
    narrowing: float
    verdict_change: float
    leaning_change: float
    effort: Effort
    core: bool = False

    @property
    def worth(self) -> float:
        """What it brings for its effort. It only ranks: a change of leaning counts half of a change of the verdict."""
        change = max(self.verdict_change, self.leaning_change / 2)
        return (max(self.narrowing, 0.0) + DECISIVE * change) / EFFORTS[self.effort]


@dataclass(frozen=True)
class _Today:
    """What stands before any new answer, on the draws that are tried again."""

    known: Known
    ground: Ground
    tree: Tree
    sheet: ScoreSheet
    method: Method
    evidenced: tuple[Floats, ...]
    everything: tuple[Floats, ...]
    levels: tuple[DirectionId, DirectionId]
    width: float
    error: float
    noise: Floats


@dataclass(frozen=True)
class _Gain:
    """What knowing an indicator brings; as in `NextEvidence`."""

    narrowing: float
    verdict_change: float
    leaning_change: float


_Climbed = tuple[tuple[Floats, ...], tuple[Floats, ...]]
"""Scores of an indicator's nodes under each answer, each (answers, draws): over what is evidenced, and over all."""


def find_next_evidence(known: Known, seed: int) -> tuple[NextEvidence, ...]:
    """Rank the evidence that is worth collecting next.

    Parameters
    ----------
    known
        What was asked and brought, and today's scores. Red lines, harm, claim and certainty stay as they are today.
    seed
        Start of the random numbers.

    Returns
    -------
    tuple of NextEvidence
        Open core questions first, then the others; the most worthwhile first among each, ties by expected narrowing,
        then in the framework's order.
    """
    today = _today(known, seed)
    asked = _worth_asking(known.framework, today.tree, known.sheet)
    stands_for = _tried_as(today, [column for column, _ in asked])
    answers = _climb_answers(today, sorted(set(stands_for.values())))
    gains = {column: _try_answers(today, column, climbed) for column, climbed in answers.items()}
    found = [
        _next(today, indicator, column, indicator.id in known.results, gains[stands_for[column]])
        for column, indicator in asked
    ]
    return tuple(sorted(found, key=lambda one: (not one.core, -rank_key(one.worth), -rank_key(one.narrowing))))


def _tried_as(today: _Today, columns: list[int]) -> dict[int, int]:
    """Return for each column the one that is tried for it: the first unknown one that nothing tells apart from it."""
    level = today.tree.levels[0]
    first: dict[tuple[int, float, bool], int] = {}
    tried = {}
    for column in columns:
        own = _is_known(today, column) or (level.sampled is not None and not np.isnan(level.sampled[:, column]).any())
        core = today.known.indicator(today.tree.indicators[column]).core is not None
        alike = (int(level.parents[column]), float(level.weights[column]), core)
        tried[column] = column if own else first.setdefault(alike, column)
    return tried


def _is_known(today: _Today, column: int) -> bool:
    return not np.isnan(today.sheet.simulation.points[column])


def _next(today: _Today, indicator: Indicator, column: int, brought: bool, gain: _Gain) -> NextEvidence:
    component = today.known.framework.component(indicator.component)
    core = indicator.core is not None and not is_answered(today.known, component)
    return NextEvidence(
        indicator=indicator,
        state="weak" if _is_known(today, column) else "no number" if brought else "unknown",
        narrowing=gain.narrowing,
        verdict_change=gain.verdict_change,
        leaning_change=gain.leaning_change,
        effort="days" if core else EFFORT_OF_KIND.get(indicator.kind, "weeks"),
        core=core,
    )


def _worth_asking(framework: Framework, tree: Tree, sheet: ScoreSheet) -> list[tuple[int, Indicator]]:
    columns = {id: column for column, id in enumerate(tree.indicators)}
    shares = tree.leaf_shares(len(tree.levels) - 1)
    asked = [(columns[i.id], i) for i in framework.indicators if shares[columns[i.id]] > 0]
    return [(column, i) for column, i in asked if _is_open(sheet.scores[i.id])]


def _is_open(score: Score) -> bool:
    return score.low is None or score.high is None or score.high - score.low > WEAK


def _today(known: Known, seed: int) -> _Today:
    sheet, simulation = known.sheet, known.sheet.simulation
    tree = simulation.tree
    scores = simulation.indicators[:DRAWS]
    runs = len(scores)
    rng = generator(seed, "next evidence")
    unknown, noise = rng.uniform(0, 100, (runs, 1)), rng.standard_normal(runs)
    method = simulation.method.first(runs)
    evidenced = (scores, *aggregate_tree(tree, scores, method))
    filled = np.where(np.isnan(scores), unknown, scores)
    everything = (filled, *aggregate_tree(tree, filled, method))
    same = replace(
        sheet,
        evidenced={**sheet.evidenced, **_named(tree, evidenced)},
        everything={**sheet.everything, **_named(tree, everything)},
    )
    ground = lay_overall_ground(known)
    spreads = simulation.indicators[:, ~np.isnan(simulation.points)].std(axis=0)
    return _Today(
        known=known,
        ground=ground,
        tree=tree,
        sheet=same,
        method=method,
        evidenced=evidenced,
        everything=everything,
        levels=find_overall_direction(known, ground, same),
        width=float(_widths(everything[-1][:, 0])),
        error=float(np.median(spreads)) if len(spreads) else ERROR,
        noise=noise,
    )


def _named(tree: Tree, scores: tuple[Floats, ...]) -> dict[str, Floats]:
    levels = zip(tree.levels, scores[1:], strict=True)
    return {node: drawn[:, place] for level, drawn in levels for place, node in enumerate(level.nodes)}


def _widths(draws: Floats) -> Floats:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=-1)
    return np.asarray(high - low, dtype=np.float64)


def _climb_answers(today: _Today, columns: list[int]) -> dict[int, _Climbed]:
    """Return for each column the scores above it under each answer; the indicators of a component climb together."""
    component = today.tree.leaf_nodes(0)
    climbed: dict[int, _Climbed] = {}
    for _, group in groupby(sorted(columns), lambda column: int(component[column])):
        together = list(group)
        answers = np.stack([_answers(today, column) for column in together])
        evidenced, everything = (
            climb_paths(today.tree, below[:-1], today.method, together, answers)
            for below in (today.evidenced, today.everything)
        )
        for place, column in enumerate(together):
            climbed[column] = (tuple(one[place] for one in evidenced), tuple(one[place] for one in everything))
    return climbed


def _answers(today: _Today, column: int) -> Floats:
    return _sharper(today.evidenced[0][:, column]) if _is_known(today, column) else _first(today)


def _try_answers(today: _Today, column: int, climbed: _Climbed) -> _Gain:
    evidenced, everything = climbed
    base, nodes = _with_coverage(today, column)
    ground = _with_core(today, column)
    levels = [
        find_overall_direction(today.known, ground, _with_draws(base, nodes, scored[0], scored[1]))
        for scored in zip(zip(*evidenced, strict=True), zip(*everything, strict=True), strict=True)
    ]
    return _Gain(
        narrowing=today.width - float(_widths(everything[-1]).mean()),
        verdict_change=float(np.mean([level != today.levels[0] for level, _ in levels])),
        leaning_change=float(np.mean([leaning != today.levels[1] for _, leaning in levels])),
    )


def _with_core(today: _Today, column: int) -> Ground:
    """Return the ground with an indicator counted as known: one more component whose core is answered."""
    known, shares = today.known, today.ground.core_share
    indicator = known.indicator(today.tree.indicators[column])
    component = known.framework.component(indicator.component)
    counts = component in core_components(known, PUBLIC_VALUE)
    answers = indicator.core is not None or component.core is None
    if not (counts and answers) or is_answered(known, component):
        return today.ground
    nodes = (PUBLIC_VALUE, component.dimension)
    more = {node: shares[node] + 1 / len(core_components(known, node)) for node in nodes}
    return replace(today.ground, core_share={**shares, **more})


def _first(today: _Today) -> Floats:
    """Return draws of an indicator that was unknown under each answer, shape (answers, draws)."""
    drawn: Floats = np.clip(np.array(ANSWERS)[:, np.newaxis] + today.error * today.noise, 0.0, 100.0)
    return drawn


def _sharper(draws: Floats) -> Floats:
    """Return draws of a known indicator under each answer that halves its standard error, shape (answers, draws).

    With half the error after, the new estimate varies by the square root of 1 - 1/4 of the error today, so that what is
    known before and after agree.
    """
    middle = np.median(draws)
    estimates = middle + np.sqrt(0.75) * (np.percentile(draws, ANSWERS) - middle)
    sharper: Floats = np.clip(estimates[:, np.newaxis] + (draws - middle) / 2, 0.0, 100.0)
    return sharper


def _with_coverage(today: _Today, column: int) -> tuple[ScoreSheet, tuple[str, ...]]:
    """Return today's sheet with an indicator counted as known, and the ids of the nodes above it."""
    sheet, tree = today.sheet, today.tree
    nodes = tuple(level.nodes[place] for level, place in zip(tree.levels, path_nodes(tree, column), strict=True))
    if _is_known(today, column):
        return sheet, nodes
    scores = dict(sheet.scores)
    for position, node in enumerate(nodes):
        covered = min(1.0, scores[node].coverage + float(tree.leaf_shares(position)[column]))
        scores[node] = replace(scores[node], coverage=covered)
    return replace(sheet, scores=scores), nodes


def _with_draws(
    sheet: ScoreSheet, nodes: tuple[str, ...], evidenced: tuple[Floats, ...], everything: tuple[Floats, ...]
) -> ScoreSheet:
    """Return a sheet with some nodes' draws replaced: what the rules read under one answer."""
    values = {
        node: replace(sheet.scores[node], value=float(drawn.mean()))
        for node, drawn in zip(nodes, evidenced, strict=True)
    }
    return replace(
        sheet,
        scores={**sheet.scores, **values},
        evidenced={**sheet.evidenced, **dict(zip(nodes, evidenced, strict=True))},
        everything={**sheet.everything, **dict(zip(nodes, everything, strict=True))},
    )
