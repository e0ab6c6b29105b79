"""A gate is decided by what is known, and what was frozen at it stays so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from publicvalue.actions.before_go_live.shipped_gates import load_gates
from publicvalue.business_case.gates.decision import Answer, Given, answer_tests, decide, find_tier
from publicvalue.business_case.gates.record import (
    Frozen,
    GateRecord,
    Passed,
    Promised,
    as_data,
    check_baseline,
    first_promises,
    is_frozen_before_use,
    record_gate,
    with_refusal,
)
from publicvalue.business_case.model import Case, Line, Option, certain
from publicvalue.business_case.valuation import value_case
from publicvalue.errors import InputError, Place
from publicvalue.schema.node import as_node
from publicvalue.schema.reader import read
from publicvalue.words.languages import language_of

GATES = load_gates()
LIGHT = {one.id: 0 for one in GATES.impacts}
DAY = dt.date(2027, 3, 1)
FROZEN = Frozen("baseline.csv", "a" * 64, DAY)


def answers(**other: Given) -> Mapping[str, Given]:
    """Everything met and proved, but for what is told."""
    return {**{one.id: Given("yes", "a document") for one in GATES.requirements}, **other}


@pytest.mark.parametrize(
    ("other", "decision", "named"),
    [
        ({}, "go", None),
        ({"authority": Given("no")}, "no", "authority"),
        ({"authority": Given("unknown")}, "not_yet", "authority"),
        ({"stop_rule": Given("no")}, "not_yet", "stop_rule"),
        ({"stop_rule": Given("partly", "a draft")}, "conditions", "stop_rule"),
        ({"stop_rule": Given("yes")}, "conditions", "stop_rule"),
        ({"design": Given("no")}, "conditions", "design"),
    ],
)
def test_pilot_is_decided_by_the_heaviest_that_is_not_met(
    other: dict[str, Given], decision: str, named: str | None
) -> None:
    gate = GATES.gate("pilot")
    assert gate is not None
    found = decide(GATES, gate, answers(**other), LIGHT)
    left = [one.requirement.id for one in (*found.ends, *found.blocks, *found.conditions)]
    assert (found.decision, left) == (decision, [named] if named else [])


def test_nothing_answered_is_not_yet_and_the_heaviest_tier() -> None:
    gate = GATES.gate("idea")
    assert gate is not None
    found = decide(GATES, gate, {}, {})
    assert (found.decision, found.tier, found.met) == ("not_yet", 4, ())
    assert found.unknown_impacts == tuple(one.id for one in GATES.impacts)


@pytest.mark.parametrize(
    ("points", "tier"), [((0, 0, 0, 1), 1), ((2, 0, 0, 0), 2), ((2, 2, 1, 0), 3), ((2, 2, 1, 1), 4)]
)
def test_tier_follows_the_impacts_and_decides_how_much_is_asked(points: tuple[int, ...], tier: int) -> None:
    impacts = dict(zip(LIGHT, points, strict=True))
    gate = GATES.gate("go_live")
    assert gate is not None
    assert find_tier(GATES, impacts) == (tier, ())
    assert max(one.tier for one in GATES.asked_at(gate, tier)) == tier


def test_retirement_asks_its_own_alone_and_each_requirement_has_its_gate() -> None:
    gate = GATES.gate("retirement")
    assert gate is not None
    assert {one.gate for one in GATES.asked_at(gate, 4)} == {"retirement"}
    assert {one.gate for one in GATES.requirements} == {one.id for one in GATES.gates}


def test_framework_of_gates_is_translated() -> None:
    spanish = language_of("es").catalogue
    texts = [one.asks for one in (*GATES.requirements, *GATES.impacts, *GATES.gates)]
    texts += [one.change for one in GATES.requirements] + [level for one in GATES.impacts for level in one.levels]
    assert [text for text in texts if spanish.gettext(text) == text] == []


@pytest.mark.parametrize(
    ("kinds", "answer"), [(("social",), "unknown"), (("run",), "unknown"), (("run", "social"), "yes")]
)
def test_value_is_known_where_costs_and_benefits_are_written(kinds: tuple[str, ...], answer: Answer) -> None:
    amounts = {"run": certain(5), "social": certain(10)}
    lines = tuple(Line(one, one, one, amounts[one], DAY) for one in kinds)  # type: ignore[arg-type]
    case = Case("t", "DOP", DAY, dt.date(2030, 2, 28), 0.08, (Option("system", "S"),), lines, draws=64)
    assert answer_tests(case, value_case(case), False, (0, 0))["value"].answer == answer


def passed(gate: str, decision: str, likely: float) -> Passed:
    promised = (Promised("Hours", "time", likely - 1, likely, likely + 1),)
    return Passed(gate, DAY, decision, 2, "gates/1.0", "b" * 64, promised)


def test_baseline_is_frozen_once_and_another_is_refused_and_put_on_record_once() -> None:
    record = record_gate(GateRecord(), passed("pilot", "go", 10), FROZEN)
    other = Frozen("baseline.csv", "c" * 64, DAY)
    assert record_gate(record, passed("go_live", "go", 12), other).baseline == FROZEN
    assert with_refusal(record, FROZEN, DAY) is record
    tried = with_refusal(record, other, dt.date(2028, 1, 1))
    assert [(one.sha256, one.day) for one in tried.refused] == [("c" * 64, dt.date(2028, 1, 1))]
    assert with_refusal(tried, other, dt.date(2028, 1, 2)) is tried
    check_baseline(record, FROZEN)
    for found in (other, None):
        with pytest.raises(InputError, match="the baseline was changed after it was frozen on 2027-03-01"):
            check_baseline(record, found)


def on(gate: str, decision: str, year: int) -> Passed:
    return replace(passed(gate, decision, 10), day=dt.date(year, 3, 1))


@pytest.mark.parametrize(
    ("gates", "frozen", "at", "answer"),
    [
        ((), None, "pilot", True),
        ((), None, "yearly", False),
        ((on("go_live", "go", 2027),), None, "pilot", False),
        ((on("go_live", "not_yet", 2027),), None, "go_live", True),
        ((on("go_live", "go", 2027),), 2027, "yearly", True),
        ((on("go_live", "go", 2027), on("yearly", "go", 2028)), 2028, "yearly", False),
        ((on("yearly", "go", 2028),), 2028, "yearly", False),
        ((on("pilot", "go", 2027),), 2027, "yearly", True),
    ],
)
def test_a_baseline_that_comes_after_the_first_use_was_not_frozen_before_it(
    gates: tuple[Passed, ...], frozen: int | None, at: str, answer: bool
) -> None:
    baseline = replace(FROZEN, day=dt.date(frozen, 3, 1)) if frozen else None
    record = GateRecord(baseline=baseline, gates=gates)
    assert is_frozen_before_use(record, FROZEN, at, [one.id for one in GATES.gates]) is answer


def test_record_is_read_back_as_it_was_written_and_keeps_the_promises_of_go_live() -> None:
    record = record_gate(GateRecord(), passed("pilot", "go", 10), FROZEN)
    for one in (passed("go_live", "not_yet", 11), passed("go_live", "conditions", 12), passed("yearly", "go", 13)):
        record = record_gate(record, one, None)
    assert read(as_node(as_data(record), Place("gates.json")), GateRecord) == record
    assert [one.likely for one in first_promises(record)] == [12]


def test_answer_is_one_that_is_known() -> None:
    known: tuple[Answer, ...] = ("yes", "partly", "no", "unknown")
    assert [Given(one).answer for one in known] == list(known)
