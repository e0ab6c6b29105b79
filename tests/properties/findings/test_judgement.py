"""What must hold of every judgement, whatever was brought."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from judged import known_of, line
from judged_framework import COSTS, IDS, LEGAL, REVERSALS, REVERSED, harm_rule, judged_framework
from made_up import number
from publicvalue.evidence.stated import Kind, RedLineAnswer, SetAside
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.framework.judgement.verdict import CERTAINTIES, DIRECTIONS
from publicvalue.measures.result import ChecklistItem, Measured

DRAWS = 200
FRAMEWORK = judged_framework(harm_rule("harm", 200.0))
PLAIN = judged_framework(lines=())
SCORED = tuple(id for id in IDS if id != f"{'economic.risk.harm'}.a")
"""Indicators of which a higher value is better; harm.a is left unknown."""

scores = st.sampled_from([5.0, 20.0, 38.0, 50.0, 62.0, 80.0, 95.0])
errors = st.sampled_from([0.0, 2.0, 8.0, 20.0])
strengths = st.integers(1, 5)
evidence = st.dictionaries(st.sampled_from(SCORED), st.tuples(scores, errors, strengths))
line_answers = st.dictionaries(
    st.sampled_from(["legal", "reversals"]),
    st.builds(line, st.sampled_from(["yes", "partly", "no", "unknown"]), document=st.sampled_from(["", "D"])),
)
phases = st.sampled_from(["idea", "pilot", "production", "retired"])
Brought = dict[str, tuple[float, float, int]]


def measured(brought: Brought) -> dict[str, Measured]:
    return {id: number(value, error, strength, DRAWS, hash_of(id)) for id, (value, error, strength) in brought.items()}


def hash_of(id: str) -> int:
    return 1 + SCORED.index(id)


@settings(max_examples=300)
@given(evidence, st.sampled_from(SCORED), errors, strengths, line_answers, phases)
def test_more_evidence_of_the_same_tenor_never_lowers_certainty(
    brought: Brought, more: str, error: float, strength: int, lines: dict[str, RedLineAnswer], phase: str
) -> None:
    rest = {f"{COSTS}.a": (80.0, 2.0, 3), REVERSED: (80.0, 2.0, 3)}
    alike = {id: (80.0, spread, strong) for id, (_, spread, strong) in (rest | brought).items() if id != more}
    levels = [
        CERTAINTIES.index(find_verdict(known).overall.certainty.level.id)  # type: ignore[arg-type]
        for known in (
            known_of(PLAIN, measured(alike), red_lines=lines, phase=phase),
            known_of(PLAIN, measured({**alike, more: (80.0, error, strength)}), red_lines=lines, phase=phase),
        )
    ]
    assert levels[0] <= levels[1]


@given(evidence, st.sampled_from(SCORED), scores, line_answers, phases)
def test_worse_news_never_improves_a_verdict(
    brought: Brought, id: str, other: float, lines: dict[str, RedLineAnswer], phase: str
) -> None:
    value, error, strength = brought.get(id, (80.0, 2.0, 3))
    better, worse = max(value, other), min(value, other)
    found = [
        find_verdict(known_of(PLAIN, measured({**brought, id: (one, error, strength)}), red_lines=lines, phase=phase))
        for one in (better, worse)
    ]
    places = [DIRECTIONS.index(one.overall.leaning.id) for one in found]  # type: ignore[arg-type]
    assert places[0] <= places[1]


@given(evidence, evidence, line_answers, line_answers, st.sampled_from(["stated", "item", "measured"]))
def test_broken_red_line_never_disappears(
    brought: Brought,
    more: Brought,
    lines: dict[str, RedLineAnswer],
    more_lines: dict[str, RedLineAnswer],
    source: str,
) -> None:
    results = measured({**brought, **more})
    stated = {**lines, **more_lines}
    if source == "stated":
        stated["legal"] = line("no")
    elif source == "item":
        item = ChecklistItem("law", "There is a law", "no")
        results[f"{COSTS}.a"] = replace(number(90, draws=DRAWS), items=(item,))
    else:
        results[REVERSED] = number(60, 1, 3, DRAWS)
    verdict = find_verdict(known_of(FRAMEWORK, results, red_lines=stated))
    broken = {one.line for one in verdict.lines("broken")}
    assert ("reversals" if source == "measured" else "legal") in broken
    assert verdict.overall.direction.id == "harm"
    assert verdict.said.first.startswith("Should not go on as it is")


@given(
    evidence,
    st.booleans(),
    st.lists(st.sampled_from([*IDS, "economic.risk.harm", "economic.benefit.costs"]), unique=True),
    st.sampled_from(["", "quiet"]),
)
def test_nothing_that_is_set_aside_hides_a_red_line(
    brought: Brought, decides: bool, aside: list[str], profile: str
) -> None:
    kind = Kind(
        id=profile,
        facts=MappingProxyType({"decides": decides}),
        not_applicable=tuple(SetAside(id, "we say so") for id in aside),
    )
    results = {**measured(brought), REVERSED: number(60, 1, 3, DRAWS)}
    verdict = find_verdict(known_of(FRAMEWORK, results, kind=kind, red_lines={"legal": line("no")}))
    assert {one.line for one in verdict.lines("broken")} == {"legal", "reversals"}


@given(evidence, line_answers, st.randoms())
def test_verdict_does_not_depend_on_any_order(
    brought: Brought, lines: dict[str, RedLineAnswer], random: object
) -> None:
    def shuffled(items: list[object]) -> list[object]:
        copy = list(items)
        random.shuffle(copy)  # type: ignore[attr-defined]
        return copy

    results = measured(brought)
    other = dict(shuffled(list(results.items())))  # type: ignore[call-overload]
    stated = dict(shuffled(list(lines.items())))  # type: ignore[call-overload]
    once = find_verdict(known_of(FRAMEWORK, results, red_lines=lines))
    again = find_verdict(known_of(FRAMEWORK, other, red_lines=stated))
    assert once == again
    turned = judged_framework(harm_rule("harm", 200.0), lines=(REVERSALS, LEGAL))
    otherwise = find_verdict(known_of(turned, results, red_lines=lines))
    assert otherwise.overall.direction == once.overall.direction
    assert otherwise.overall.certainty.level == once.overall.certainty.level
