"""Two numbers of one question: the people of one less those of the other must be nobody, or enough not to be told.

Where a question is asked of everybody, and once more of all but three (by `where`), the two numbers together tell what
these three said. The narrower one is then not given. So it is where several narrower ones that share nobody leave three
out together: women, men and all. Seen are filters of which one takes in the other, or that name no value in common.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from publicvalue.evidence.model import Answer
from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.measures.result import NotApplicable
from publicvalue.words.text import Text, counted

MOST_PARTS = 3
"""Numbers that are looked at together beside a wider one."""
Name = TypeVar("Name", bound=Hashable)
ASKED = ("value", "event", "items")
"""Roles that hold what people answered."""


@dataclass(frozen=True)
class SurveyNumber:
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

    def same_question(self, other: SurveyNumber) -> bool:
        """Whether both read the same answers of the same survey."""
        return self.answer.evidence == other.answer.evidence and all(
            (self.roles.get(role), self.answer.columns.get(role))
            == (other.roles.get(role), other.answer.columns.get(role))
            for role in ASKED
        )

    def is_apart(self, other: SurveyNumber) -> bool:
        """Whether the filters name no value in common, of a column that both name: nobody is taken in by both."""
        own, others = self.answer.where, other.answer.where
        return any(not set(own[column]) & set(others[column]) for column in own.keys() & others.keys())

    def is_within(self, other: SurveyNumber) -> bool:
        """Whether the filters take in nobody whom those of another leave out."""
        own, wider = self.answer.where, other.answer.where
        return all(column in own and set(own[column]) <= set(values) for column, values in wider.items())


def withhold_nested(asked: Mapping[Name, SurveyNumber]) -> dict[Name, NotApplicable]:
    """Return the numbers that must not be given beside a wider one of the same question, with the reason.

    Parameters
    ----------
    asked
        Name of each number that a survey gives -> the number. Several of one indicator have a name each.
    """
    found: dict[Name, NotApplicable] = {}
    for wider in asked.values():
        parts = {id: one for id, one in asked.items() if one is not wider and one.same_question(wider)}
        parts = {id: one for id, one in parts.items() if one.is_within(wider)}
        for size in range(1, MOST_PARTS + 1):
            for ids in combinations(parts, size):
                more = wider.people - sum(parts[id].people for id in ids)
                if 0 < more < LEAST_CASES and all(parts[a].is_apart(parts[b]) for a, b in combinations(ids, 2)):
                    found |= {id: NotApplicable(_reason(wider.title, more)) for id in ids}
    return found


def _reason(title: str, more: float) -> Text:
    people = counted(more, "1 person", "{number:count} people")
    return Text(
        "The same is asked of {people} more in {title:quoted}, who could be told from the two numbers: ask it of "
        "the same people, or leave out at least {least_cases}.",
        people=people,
        title=title,
        least_cases=LEAST_CASES,
    )
