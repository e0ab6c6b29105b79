"""What a country, an agency or a region is advised to do: rules that fire, each with its trace, in the order of doing.

A rule that fires may silence others, so that nobody is told two things that contradict. What comes after another piece
of advice is put behind it. The gain is arithmetic and no promise: how far an index would move if the pillar that the
advice is meant for reached the middle of the region, and its best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from publicvalue.country.facts import Fact, staff_facts
from publicvalue.country.rules import CountryRule
from publicvalue.country.staff.found import find_staff
from publicvalue.country.staff.model import StaffAsked, StaffBrought
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Gain:
    """Points of an index (of 100) if one pillar reached the middle of the region, and its best.

    Parameters
    ----------
    index, year
        The index, and its edition.
    middle, best
        Points; at least 0.
    best_country
        Which country is best at that pillar.
    """

    index: str
    year: int
    middle: float
    best: float
    best_country: str


@dataclass(frozen=True)
class CountryAdvice:
    """A rule that fired, the facts that raised it, and what it could gain."""

    rule: CountryRule
    trace: tuple[Text, ...]
    after: tuple[str, ...] = ()
    gain: Gain | None = None
    order: int = field(default=0)
    due: int = field(default=0)
    """Month by which it can be done: not before what it comes after."""


def find_country_advice(
    rules: Sequence[CountryRule], facts: Mapping[str, Fact], gains: Mapping[str, Gain]
) -> tuple[CountryAdvice, ...]:
    """Find which rules fire, in the order of doing: what is due first, and nothing before what it comes after."""
    fired = _fired(rules, facts)
    silenced = {id for rule in fired for id in rule.silences}
    left = [rule for rule in fired if rule.id not in silenced]
    ids = {rule.id for rule in left}
    due: dict[str, int] = {}
    for rule in left:
        due[rule.id] = _due(rule, {one.id: one for one in left})
    ordered = sorted(left, key=lambda rule: (due[rule.id], rules.index(rule)))
    return tuple(
        CountryAdvice(
            rule,
            tuple(facts[one.fact].text for one in rule.when if one.fact in facts),
            tuple(one for one in rule.after if one in ids),
            gains.get(rule.moves),
            place,
            due[rule.id],
        )
        for place, rule in enumerate(ordered, 1)
    )


def find_silenced(
    rules: Sequence[CountryRule], facts: Mapping[str, Fact]
) -> tuple[tuple[CountryRule, CountryRule], ...]:
    """Return each rule whose conditions hold and that another takes the place of, with that other."""
    fired = _fired(rules, facts)
    return tuple((rule, other) for rule in fired for other in fired if rule.id in other.silences)


def find_agency_advice(
    rules: Sequence[CountryRule], asked: StaffAsked, brought: StaffBrought
) -> Mapping[str, tuple[CountryAdvice, ...]]:
    """Find what each agency is advised to do, from its own people and systems alone."""
    found: dict[str, tuple[CountryAdvice, ...]] = {}
    for agency in brought.agencies:
        facts = {one.id: one for one in staff_facts(find_staff(asked, brought.of(agency)))}
        found[agency] = find_country_advice(rules, facts, {})
    return found


def _fired(rules: Sequence[CountryRule], facts: Mapping[str, Fact]) -> list[CountryRule]:
    return [rule for rule in rules if all(_holds(rule, facts))]


def _holds(rule: CountryRule, facts: Mapping[str, Fact]) -> Sequence[bool]:
    """Tell of each condition whether it holds; a fact that is not there is unknown."""
    return [one.holds(facts[one.fact].value if one.fact in facts else None) for one in rule.when]


def _due(rule: CountryRule, fired: Mapping[str, CountryRule]) -> int:
    """Return the month by which it is due: not before what it comes after."""
    before = [_due(fired[id], fired) for id in rule.after if id in fired and id != rule.id]
    return max([rule.months, *(one + 1 for one in before)])
