"""What must hold of every judgement under the shipped framework, in worlds that are drawn at random."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from archetypes import shipped
from judged import known_of, line
from judged_shipped import CORE, brought
from publicvalue.evidence.stated import Kind, SetAside
from publicvalue.findings.advice.recommendations import FRONT, GROUPS, find_advice
from publicvalue.findings.judgement.model import Verdict
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.framework.judgement.verdict import CERTAINTIES, DIRECTIONS
from publicvalue.measures.result import Measured

FRAMEWORK = shipped()
ALL = [one.id for one in FRAMEWORK.indicators]
LINES = [one.id for one in FRAMEWORK.red_lines]
HARMS = {one.indicator for one in FRAMEWORK.harms} | {
    one.measured.indicator for one in FRAMEWORK.red_lines if one.measured
}
PLAIN = [id for id in ALL if id not in HARMS]
"""Indicators that no rule reads by themselves."""

Results = dict[str, Measured]

phases = st.sampled_from(["idea", "pilot", "production", "retired"])
answers = st.dictionaries(
    st.sampled_from(LINES),
    st.builds(line, st.sampled_from(["yes", "partly", "no", "unknown"]), document=st.sampled_from(["", "D"])),
)
seeds = st.integers(0, 10_000)


def world(seed: int, ids: list[str], score: float | None = None) -> Results:
    """Some indicators with numbers of some strength, good and bad, or all of one score."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(ids)[: rng.integers(0, len(ids) + 1)].tolist()
    scores = [score] if score else [15.0, 45.0, 60.0, 85.0]
    found: Results = {}
    for id in chosen:
        found |= brought([id], float(rng.choice(scores)), int(rng.integers(1, 6)))
    return found


def judged(results: Mapping[str, Measured], lines: Mapping[str, Any], phase: str, **more: Any) -> Verdict:
    return find_verdict(known_of(FRAMEWORK, results, red_lines=lines, phase=phase, **more))


def certainty(verdict: Verdict) -> int:
    return [*CERTAINTIES].index(verdict.overall.certainty.level.id)  # type: ignore[arg-type]


@settings(max_examples=6)
@given(seeds, st.sampled_from(PLAIN), st.integers(1, 5), answers, phases)
def test_more_evidence_of_the_same_tenor_never_lowers_certainty(
    seed: int, more: str, strength: int, lines: Mapping[str, Any], phase: str
) -> None:
    before = {id: number for id, number in world(seed, [*CORE, *PLAIN[:20]], 85.0).items() if id != more}
    after = before | brought([more], 85.0, strength)
    assert certainty(judged(before, lines, phase)) <= certainty(judged(after, lines, phase))


@settings(max_examples=6)
@given(seeds, st.sampled_from(CORE), answers, phases)
def test_worse_news_never_improves_a_verdict(seed: int, id: str, lines: Mapping[str, Any], phase: str) -> None:
    rest = world(seed, CORE)
    places = [
        [*DIRECTIONS].index(judged(rest | brought([id], score, 3), lines, phase).overall.leaning.id)  # type: ignore[arg-type]
        for score in (85.0, 15.0)
    ]
    assert places[0] <= places[1]


@settings(max_examples=6)
@given(seeds, st.sampled_from(LINES), answers, st.sampled_from(FRAMEWORK.profiles), st.booleans())
def test_nothing_that_is_added_or_set_aside_hides_a_broken_line(
    seed: int, broken: str, lines: Mapping[str, Any], profile: Any, fact: bool
) -> None:
    aside = tuple(SetAside(one.id, "we say so") for one in FRAMEWORK.components[seed % 20 : seed % 20 + 6])
    facts = MappingProxyType(dict.fromkeys((one.id for one in FRAMEWORK.facts), fact))
    kind = Kind(id=profile.id, facts=facts, not_applicable=aside)
    stated = {**lines, broken: line("no", "It is so")}
    known = known_of(FRAMEWORK, world(seed, ALL), red_lines=stated, kind=kind)
    verdict = find_verdict(known)
    assert broken in {one.line for one in verdict.lines("broken")}
    assert verdict.overall.direction.id == "harm"
    assert verdict.said.first.startswith("Should not go on as it is")
    advice = find_advice(known, verdict)
    assert advice[0].group == "red line"
    groups = [GROUPS.index(one.group) for one in advice]
    assert groups == sorted(groups)
    assert sum(one.in_front for one in advice) == min(FRONT, len(advice))


@settings(max_examples=6)
@given(seeds, answers, phases)
def test_order_of_what_was_brought_and_asked_has_no_part(seed: int, lines: Mapping[str, Any], phase: str) -> None:
    results = world(seed, ALL)
    turned = replace(
        FRAMEWORK,
        red_lines=FRAMEWORK.red_lines[::-1],
        harms=FRAMEWORK.harms[::-1],
        recommendations=FRAMEWORK.recommendations[::-1],
    )
    first = known_of(FRAMEWORK, results, red_lines=lines, phase=phase)
    other = known_of(
        turned, dict(reversed(results.items())), red_lines=dict(reversed(lines.items())), phase=phase, sheet=first.sheet
    )
    one, two = find_verdict(first), find_verdict(other)
    assert (one.overall.direction, one.overall.certainty.level) == (two.overall.direction, two.overall.certainty.level)
    assert {id: found.direction for id, found in one.dimensions.items()} == {
        id: found.direction for id, found in two.dimensions.items()
    }
    given_ids = [
        [x.recommendation.id for x in find_advice(k, v) if x.group in ("verdict", "rest")]
        for k, v in ((first, one), (other, two))
    ]
    assert given_ids[0] == given_ids[1]
