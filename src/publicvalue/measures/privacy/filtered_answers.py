"""Numbers of those who gave a certain answer: how many they are must tell nobody's answer either.

Where `where` names a column that is itself a question, the number of people taken in says how many gave that answer.
Two such numbers whose other filters leave one person out, and which take in as many, say that this one did not give it;
and where they take in one less, that this one did. So of two whose other filters differ at least five people must
differ.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from publicvalue.measures.privacy.same_people import Ids
from publicvalue.measures.privacy.suppression import LEAST_CASES

Name = TypeVar("Name", bound=Hashable)
Filters = Mapping[str, tuple[object, ...]]


@dataclass(frozen=True)
class FilteredNumber:
    """A number of a survey: its file, its filters, and whom it takes in.

    Parameters
    ----------
    source
        Name of the file.
    where
        Column -> values that are taken.
    people
        Ids, sorted; shape (people,).
    title
        Name of what is measured.
    """

    source: str
    where: Filters
    people: Ids
    title: str

    def split(self, questions: Collection[str]) -> tuple[Filters, Filters]:
        """Return the filters by columns that are questions, and the others."""
        by_answers = {column: values for column, values in self.where.items() if column in questions}
        return by_answers, {column: values for column, values in self.where.items() if column not in questions}


def find_filtered(numbers: Mapping[Name, FilteredNumber], questions: Collection[str]) -> dict[Name, str]:
    """Return the numbers that must not be given beside another, with the title of that one; those of most come first.

    Parameters
    ----------
    numbers
        Name of each number -> the number.
    questions
        Columns that hold answers.
    """
    found: dict[Name, str] = {}
    taken: list[FilteredNumber] = []
    for name in sorted(numbers, key=lambda one: -len(numbers[one].people)):
        own = numbers[name]
        beside = next((one for one in taken if _tells(own, one, questions)), None)
        if beside is None:
            taken.append(own)
        else:
            found[name] = beside.title
    return found


def _tells(one: FilteredNumber, other: FilteredNumber, questions: Collection[str]) -> bool:
    (answers, rest), (other_answers, other_rest) = one.split(questions), other.split(questions)
    if one.source != other.source or not answers or answers.keys() != other_answers.keys() or rest == other_rest:
        return False
    return len(np.setxor1d(one.people, other.people)) < LEAST_CASES
