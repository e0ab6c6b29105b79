"""How many have answered: counted in fives, so that nobody sees when one person's answer came, or what it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from publicvalue.framework.questions.model import text_in
from publicvalue.instruments.forms.model import Form
from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.web.surveys.models import Reply, Survey
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Arrived:
    """How many have answered a form, in words; and for each question on groups, how many of which.

    Parameters
    ----------
    all
        The number of people, in fives.
    groups
        A question, and its choices with the number of people who gave each.
    """

    all: Text
    groups: tuple[tuple[str, tuple[tuple[str, Text], ...]], ...]


def in_fives(number: int) -> Text:
    """Return a number of people in words, rounded down to fives."""
    if number < LEAST_CASES:
        return Text("fewer than {number:count}", number=LEAST_CASES)
    return Text("{number:count} or more", number=number - number % LEAST_CASES)


def arrived(survey: Survey, form: Form, code: str) -> Arrived:
    """Count the answers of a form; groups are shown once five people answered at all."""
    answers = list(Reply.objects.filter(survey=survey).values_list("answers", flat=True))
    asked = [
        one
        for one in form.asked
        if one.use == "group" and one.id in survey.questions and one.type in ("choose_one", "scale")
    ]
    groups = []
    for question in asked if len(answers) >= LEAST_CASES else ():
        counts = Counter(one.get(question.id, "") for one in answers)
        choices = form.instruments.choices_of(question)
        rows = tuple((text_in(one.texts, code), in_fives(counts[one.code])) for one in choices)
        groups.append((text_in(question.texts, code), rows))
    return Arrived(in_fives(len(answers)), tuple(groups))
