"""Two numbers of one question: the people of one less those of the other must be nobody, or enough not to be told.

Where a question is asked of everybody, and once more of all but three (by `where`), the two numbers together tell what
these three said. The narrower one is then not given. Only filters that narrow one another are seen: that women and men
and all are three numbers, is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publicvalue.evidence.model import Answer
from publicvalue.measures.result import NotApplicable
from publicvalue.measures.suppression import LEAST_CASES

ASKED = ("value", "event", "items")
"""Roles that hold what people answered."""


@dataclass(frozen=True)
class Asked:
    """A number of a survey.

    Parameters
    ----------
    answer
        Its survey, columns and filters.
    roles
        Role -> the columns of the file that play it.
    people
        Who answered.
    title
        Name of what is measured.
    """

    answer: Answer
    roles: Mapping[str, tuple[str, ...]]
    people: float
    title: str

    def same_question(self, other: Asked) -> bool:
        """Whether both read the same answers of the same survey."""
        return self.answer.evidence == other.answer.evidence and all(
            (self.roles.get(role), self.answer.columns.get(role))
            == (other.roles.get(role), other.answer.columns.get(role))
            for role in ASKED
        )

    def is_within(self, other: Asked) -> bool:
        """Whether the filters take in nobody whom those of another leave out."""
        own, wider = self.answer.where, other.answer.where
        return all(column in own and set(own[column]) <= set(values) for column, values in wider.items())


def withhold_nested(asked: Mapping[str, Asked]) -> dict[str, NotApplicable]:
    """Return the numbers that must not be given beside a wider one of the same question, with the reason.

    Parameters
    ----------
    asked
        Indicator -> its number, of those that surveys answer.
    """
    found = {}
    for id, own in asked.items():
        for other in asked.values():
            more = other.people - own.people
            if 0 < more < LEAST_CASES and own.same_question(other) and own.is_within(other):
                found[id] = NotApplicable(_reason(other.title, more))
    return found


def _reason(title: str, more: float) -> str:
    people = "1 person" if more == 1 else f"{more:,.0f} people"
    return (
        f"The same is asked of {people} more in '{title}', who could be told from the two numbers: "
        f"ask it of the same people, or leave out at least {LEAST_CASES}."
    )
