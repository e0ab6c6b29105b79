"""Specialists of several states together: who is short of them, and what sharing would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publicvalue.country.model import CountryCase
from publicvalue.country.staff.model import StaffAsked
from publicvalue.country.staff.training import COMING


@dataclass(frozen=True)
class StateSpecialists:
    """How many specialists a state has, and how many its coming systems need."""

    country: str
    people: int
    needed: int

    @property
    def short(self) -> int:
        """How many are missing; 0 where there are enough."""
        return max(0, self.needed - self.people)


@dataclass(frozen=True)
class Pool:
    """Several states together.

    Parameters
    ----------
    states
        Those that told their posts.
    alone, together
        How many specialists are missing, each state by itself, and all together.
    """

    states: tuple[StateSpecialists, ...]
    alone: int
    together: int

    @property
    def saved(self) -> int:
        """How many fewer are missing if they share."""
        return self.alone - self.together


def pool_specialists(asked: StaffAsked, cases: Sequence[CountryCase]) -> Pool | None:
    """Return the specialists of the states that told their posts; None where fewer than two did."""
    scarce = {one.id for one in asked.roles if one.scarce}
    states = tuple(_state(one, scarce) for one in cases if any(post.role in scarce for post in one.staff.posts))
    if len(states) < 2:
        return None
    missing = sum(one.needed for one in states) - sum(one.people for one in states)
    return Pool(states, sum(one.short for one in states), max(0, missing))


def _state(case: CountryCase, scarce: set[str]) -> StateSpecialists:
    people = sum(one.people for one in case.staff.posts if one.role in scarce)
    needs: list[Mapping[str, int]] = [one.needs for one in case.staff.systems if one.phase in COMING]
    needed = sum(number for one in needs for role, number in one.items() if role in scarce)
    return StateSpecialists(case.country, people, needed)
