"""What a country, an agency or a region is advised to do: rules that fire, each with its trace, in the order of doing.

A rule that fires may silence others, so that nobody is told two things that contradict. What comes after another piece
of advice is put behind it. The gain is arithmetic and no promise: how far an index would move if the pillar that the
advice is meant for reached the middle of the region, and its best; or how much of what is counted it concerns.
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


CONCERNS, TELLS = Text("concerns"), Text("makes known")


@dataclass(frozen=True)
class Reach:
    """How much of something a piece of advice concerns: systems, items, services, countries, people.

    Parameters
    ----------
    count, known
        Of how many it is known that it concerns them, among how many of which that is known.
    all
        How many there are, those among them of which it is not known; None where nobody knows.
    what, does
        What is counted, and what the advice does to it.
    names
        Those that it concerns, by name.
    """

    count: int
    known: int
    all: int | None
    what: Text
    names: tuple[Text | str, ...] = field(default=(), repr=False)
    does: Text = CONCERNS

    @property
    def high(self) -> int | None:
        """The most that it can concern; None where nobody knows how many there are."""
        return None if self.all is None else self.count + max(0, self.all - self.known)


@dataclass(frozen=True)
class Told:
    """What is told of a country's systems: plain facts, how far each of them reaches, and both of each agency."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    reaches: Mapping[str, Reach] = field(default_factory=dict)
    agencies: Mapping[str, Told] = field(default_factory=dict)


NOTHING_TOLD = Told()


@dataclass(frozen=True)
class CountryAdvice:
    """A rule that fired, the facts that raised it, and what it could gain."""

    rule: CountryRule
    trace: tuple[Text, ...]
    after: tuple[str, ...] = ()
    gain: Gain | Reach | None = None
    order: int = field(default=0)
    due: int = field(default=0)
    """Month by which it can be done: not before what it comes after."""


def find_country_advice(
    rules: Sequence[CountryRule], facts: Mapping[str, Fact], gains: Mapping[str, Gain | Reach]
) -> tuple[CountryAdvice, ...]:
    """Find which rules fire, in the order of doing: duties, then what is due first; nothing before what it comes after.

    Parameters
    ----------
    rules, facts
        What may be advised, and what is known.
    gains
        Pillar, or name of what is counted -> what advice that moves or covers it could gain.
    """
    fired = _fired(rules, facts)
    silenced = {id for rule in fired for id in rule.silences}
    left = [rule for rule in fired if rule.id not in silenced]
    ids = {rule.id for rule in left}
    due: dict[str, int] = {}
    for rule in left:
        due[rule.id] = _due(rule, {one.id: one for one in left})
    ordered = sorted(left, key=lambda rule: (not rule.first, due[rule.id], rules.index(rule)))
    return tuple(
        CountryAdvice(
            rule,
            tuple(facts[one.fact].text for one in rule.when if one.fact in facts),
            tuple(one for one in rule.after if one in ids),
            gains.get(rule.moves or rule.covers),
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
    rules: Sequence[CountryRule],
    asked: StaffAsked,
    brought: StaffBrought,
    told: Told = NOTHING_TOLD,
) -> Mapping[str, tuple[CountryAdvice, ...]]:
    """Find what each agency is advised to do, from its own people and systems alone.

    Parameters
    ----------
    rules, asked, brought
        What may be advised, what is asked of public servants, and what is known of them.
    told
        What is told of the systems of each.
    """
    found: dict[str, tuple[CountryAdvice, ...]] = {}
    for agency in dict.fromkeys((*brought.agencies, *told.agencies)):
        own, systems = brought.of(agency), told.agencies.get(agency, NOTHING_TOLD)
        facts = {one.id: one for one in (*staff_facts(find_staff(asked, own)), _works(own, systems))}
        found[agency] = find_country_advice(rules, {**facts, **systems.facts}, systems.reaches)
    return found


def _works(own: StaffBrought, systems: Told) -> Fact:
    """Return whether an agency works with AI or is about to: one whose systems are all retired does not."""
    assessed = systems.facts.get("systems.living")
    works = bool(own.posts or own.asked or own.tested or any(one.phase != "ended" for one in own.systems))
    works = works or bool(assessed and assessed.value)
    told = Text("the agency works with AI, or is about to") if works else Text("all its systems are retired")
    return Fact("agency.works", float(works), told)


def _fired(rules: Sequence[CountryRule], facts: Mapping[str, Fact]) -> list[CountryRule]:
    return [rule for rule in rules if all(_holds(rule, facts))]


def _holds(rule: CountryRule, facts: Mapping[str, Fact]) -> Sequence[bool]:
    """Tell of each condition whether it holds; a fact that is not there is unknown."""
    return [one.holds(facts[one.fact].value if one.fact in facts else None) for one in rule.when]


def _due(rule: CountryRule, fired: Mapping[str, CountryRule]) -> int:
    """Return the month by which it is due: not before what it comes after."""
    before = [_due(fired[id], fired) for id in rule.after if id in fired and id != rule.id]
    return max([rule.months, *(one + 1 for one in before)])
