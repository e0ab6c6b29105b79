"""The second half of an assessment: how exact it is, what its numbers hang on, and what to find out next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from publicvalue.findings.advice.next_evidence import find_next_evidence
from publicvalue.findings.judgement.verdict import answers_wanted
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import LEVEL
from publicvalue.results.draws import Assessed, Draws
from publicvalue.scores.drivers.decisions import explore_decisions
from publicvalue.scores.simulation.convergence import Convergence, Over, measure_convergence
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

Progress = Callable[[Text], None]
"""Told in a few words what is being done; long work can show where it is."""


def explore(assessed: Assessed, progress: Progress = lambda _: None) -> Assessed:
    """Add to a result of depth `core` all that the report shows beside it.

    Parameters
    ----------
    assessed
        The result and its draws.
    progress
        Told each stage before it begins.
    """
    result, draws = assessed.result, assessed.draws
    progress(Text("trying other weights and means"))
    decisions = explore_decisions(draws.framework, draws.sheet.simulation)
    progress(Text("finding what drives the uncertainty"))
    drivers = draws.find_drivers(PUBLIC_VALUE, *(dimension.id for dimension in draws.framework.dimensions))
    progress(Text("finding what to collect next"))
    known = draws.known
    full = replace(
        result,
        depth="full",
        convergence=find_convergence(draws),
        decisions=decisions,
        drivers=drivers,
        next_evidence=find_next_evidence(known, draws.seed) if known else (),
        whole_range=_whole_range(draws),
        answers_needed=answers_wanted(known) if known else 0,
    )
    return replace(assessed, result=full, draws=draws)


def find_convergence(draws: Draws) -> tuple[Convergence, ...]:
    """Measure the Monte Carlo errors of public value and its dimensions, in both scopes."""
    framework, sheet = draws.framework, draws.sheet
    read = {framework.verdict.bands.good, framework.verdict.bands.bad}
    nodes = (PUBLIC_VALUE, *(dimension.id for dimension in framework.dimensions))
    scopes: tuple[tuple[Over, Mapping[str, Floats]], ...] = (("evidenced", sheet.evidenced), ("all", sheet.everything))
    found = [
        measure_convergence(node, over, drawn[node], tuple(sorted(read)))
        for over, drawn in scopes
        for node in nodes
        if node in drawn
    ]
    return tuple(one for one in found if one is not None)


def _whole_range(draws: Draws) -> tuple[float, float]:
    low, high = np.quantile(draws.sheet.everything[PUBLIC_VALUE], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
