"""The verdict in words: stated rules over probabilities, capped by floors that no benefit buys off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publicvalue.findings.conditions import about, all_hold, describe
from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE, Condition, Floor, Framework, Rule, Term
from publicvalue.scores.sheet import ScoreSheet
from publicvalue.words.text import Text


@dataclass(frozen=True)
class BrokenFloor:
    """A floor that is broken, and how probable that is."""

    floor: Floor
    probability: float
    text: Text


@dataclass(frozen=True)
class Judgement:
    """What the rules say of one node.

    Parameters
    ----------
    node
        Node that is judged.
    level
        Verdict level.
    leaning
        Level that the evidence so far points to, whatever its coverage.
    reasons, leaning_reasons
        Why, in words with numbers: the conditions that held.
    """

    node: str
    level: Term
    leaning: Term
    reasons: tuple[Text, ...]
    leaning_reasons: tuple[Text, ...]


@dataclass(frozen=True)
class Verdict:
    """The verdict on public value, on each dimension, and the floors that are broken."""

    overall: Judgement
    dimensions: Mapping[str, Judgement]
    broken: tuple[BrokenFloor, ...]


def find_verdict(framework: Framework, sheet: ScoreSheet) -> Verdict:
    """Apply the framework's rules and floors to a score sheet."""
    broken = find_broken_floors(framework, sheet)
    overall = _judge(framework, sheet, PUBLIC_VALUE)
    capped = _cap(framework, overall, broken)
    dimensions = {dimension.id: _judge(framework, sheet, dimension.id) for dimension in framework.dimensions}
    return Verdict(capped, dimensions, broken)


def coverage_wanted(framework: Framework, judged: Judgement) -> float:
    """Return the share of a node that must be evidenced for its verdict to say more; 0 where the rules ask none."""
    rules = (rule for rule in framework.verdict.rules if rule.level == judged.level.id)
    asked = [one.value for rule in rules for one in rule.when if one.test == "coverage_below" and one.of == "this"]
    return min(asked, default=0.0)


def find_overall_levels(framework: Framework, sheet: ScoreSheet) -> tuple[Term, Term]:
    """Return the level and the leaning of public value alone, without their reasons: for many sheets in a row."""
    levels = {level.id: level for level in framework.verdict.levels}
    level, leaning = (levels[rule.level] for rule in _rules(framework, sheet, PUBLIC_VALUE))
    broken = tuple(BrokenFloor(floor, probability, Text("")) for floor, probability in _breaches(framework, sheet))
    judged = _cap(framework, Judgement(PUBLIC_VALUE, level, leaning, (), ()), broken)
    return judged.level, judged.leaning


def _rules(framework: Framework, sheet: ScoreSheet, node: str) -> tuple[Rule, Rule]:
    """Return the rules that give the level and the leaning of a node."""
    rules, leanings = framework.verdict.rules, framework.verdict.leanings
    return _first_rule(rules, sheet, node), _first_rule(leanings, sheet, node)


def find_broken_floors(framework: Framework, sheet: ScoreSheet) -> tuple[BrokenFloor, ...]:
    """List the floors that are broken with at least the probability that each states."""
    found = []
    for floor, probability in _breaches(framework, sheet):
        text = Text(
            "{name} lies below its floor of {below:g} with probability {probability:chance}. {why}",
            name=node_name(framework, floor.component),
            below=floor.below,
            probability=probability,
            why=Text(floor.why),
        )
        found.append(BrokenFloor(floor, probability, text))
    return tuple(found)


def _breaches(framework: Framework, sheet: ScoreSheet) -> list[tuple[Floor, float]]:
    found = []
    for floor in framework.verdict.floors:
        if floor.component not in sheet.scores:
            continue
        above = sheet.probability_at_least(floor.component, floor.below)
        if above is not None and 1 - above >= floor.probability:
            found.append((floor, 1 - above))
    return found


def _judge(framework: Framework, sheet: ScoreSheet, node: str) -> Judgement:
    rule, leaning = _rules(framework, sheet, node)
    levels = {level.id: level for level in framework.verdict.levels}
    return Judgement(
        node=node,
        level=levels[rule.level],
        leaning=levels[leaning.level],
        reasons=_reasons(framework, sheet, about(rule.when, node)),
        leaning_reasons=_reasons(framework, sheet, about(leaning.when, node)),
    )


def _first_rule(rules: tuple[Rule, ...], sheet: ScoreSheet, node: str) -> Rule:
    return next((rule for rule in rules if all_hold(about(rule.when, node), sheet)), rules[-1])


def _reasons(framework: Framework, sheet: ScoreSheet, conditions: tuple[Condition, ...]) -> tuple[Text, ...]:
    return tuple(describe(condition, sheet, node_name(framework, condition.of)) for condition in conditions)


def _cap(framework: Framework, judged: Judgement, broken: tuple[BrokenFloor, ...]) -> Judgement:
    """Lower the level and the leaning to the lowest cap. Levels stand best first; the last is 'cannot say'."""
    order = [level.id for level in framework.verdict.levels]
    caps = [order.index(floor.floor.caps_at) for floor in broken]
    if not caps:
        return judged
    cannot_say = len(order) - 1
    lowest = max(caps)

    def capped(level: Term) -> Term:
        position = order.index(level.id)
        return level if position == cannot_say or position >= lowest else framework.verdict.levels[lowest]

    texts = tuple(floor.text for floor in broken)
    return Judgement(
        judged.node, capped(judged.level), capped(judged.leaning), judged.reasons + texts, judged.leaning_reasons
    )
