"""Asks the questions of an appraisal one after the other: which is next, how far it is, how long the rest takes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.asked import find_profile
from publicvalue.instruments.appraisal.model import LATER_FIELDS, Appraisal
from publicvalue.instruments.appraisal.questions import (
    Prompt,
    Question,
    facts_question,
    follow_up,
    minutes_for,
    questions_of,
)
from publicvalue.instruments.appraisal.read_book import find_contradictions
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.words.language import Language
from publicvalue.words.text import Text, counted

SEVERAL = 2
"""Facts from which on they are asked together."""


@dataclass(frozen=True)
class Progress:
    """How far an interview is: place of the question, how many there are, and minutes that the open ones take."""

    place: int
    of: int
    minutes: int

    def told(self) -> Text:
        """Return it in a line."""
        left = counted(self.minutes, "about 1 minute left", "about {number} minutes left")
        return Text("Question {place} of {of}, {left}", place=self.place, of=self.of, left=left)


@dataclass(frozen=True)
class Course:
    """Which questions an interview asks.

    Parameters
    ----------
    framework
        What is asked.
    later
        Whether it asks what can wait, too.
    singly
        Whether it asks each fact by itself that is usual for the kind of system.
    """

    framework: Framework
    later: bool = False
    singly: bool = False

    def questions(self, appraisal: Appraisal) -> tuple[Question, ...]:
        """Return what it asks, in order, as far as it applies by what was answered."""
        usual = {} if self.singly else usual_facts(self.framework, appraisal)
        return tuple(self._course(questions_of(self.framework, appraisal), usual))

    def _course(self, every: Sequence[Question], usual: Mapping[str, bool]) -> Iterator[Question]:
        for question in every:
            if question.kind == "system" and question.id in LATER_FIELDS and not self.later:
                continue
            if question.kind != "fact" or question.id not in usual:
                yield question
            if question.kind == "profile" and usual:
                yield facts_question(self.framework, usual)


def is_open(question: Question, appraisal: Appraisal, framework: Framework) -> bool:
    """Whether a question has no answer yet, or one of which a part is missing or does not fit.

    Raises
    ------
    MethodError
        When the question is none of the core.
    """
    given = value_of(appraisal, question)
    return not given.get("answer") or any(True for _ in find_contradictions(question, given, framework))


def next_open(course: Course, appraisal: Appraisal, after: Question | None = None) -> Question | None:
    """Return the first open question, or the first after another one; None where all are answered.

    Parameters
    ----------
    course, appraisal
        What is asked, and what was answered so far.
    after
        The question behind which to look; from the beginning where it is none.
    """
    questions = course.questions(appraisal)
    start = place_of(questions, after) + 1 if after else 0
    return next((one for one in questions[start:] if is_open(one, appraisal, course.framework)), None)


def before(course: Course, appraisal: Appraisal, question: Question) -> Question:
    """Return the question before another one; the first is before itself."""
    questions = course.questions(appraisal)
    return questions[max(place_of(questions, question) - 1, 0)]


def place_of(questions: Sequence[Question], question: Question) -> int:
    """Return where a question stands; -1 where it is not asked any more."""
    return next((n for n, one in enumerate(questions) if (one.kind, one.id) == (question.kind, question.id)), -1)


def find_progress(course: Course, appraisal: Appraisal, question: Question, language: Language) -> Progress:
    """Return how far an interview is at a question; what is left is read in a language."""
    questions = course.questions(appraisal)
    left = tuple(one for one in questions if is_open(one, appraisal, course.framework))
    return Progress(place_of(questions, question) + 1, len(questions), math.ceil(minutes_for(left, language)))


def proposed(framework: Framework, appraisal: Appraisal, question: Question) -> str:
    """Return what usually is answered for a kind of system; empty where nothing is usual."""
    profile = find_profile(framework, appraisal.profile) if question.kind == "fact" else None
    usual = profile.facts.get(question.id) if profile else None
    return "" if usual is None else "yes" if usual else "no"


def usual_facts(framework: Framework, appraisal: Appraisal) -> Mapping[str, bool]:
    """Return the facts that can be asked together: usual for the kind of system, and none of them stated otherwise."""
    profile = find_profile(framework, appraisal.profile)
    usual = profile.facts if profile else {}
    found = {one.id: usual[one.id] for one in framework.facts if one.id in usual}
    otherwise = any(appraisal.facts.get(fact, so) is not so for fact, so in found.items())
    return {} if otherwise or len(found) < SEVERAL else found


def prompts_after(question: Question, given: Mapping[str, str]) -> tuple[Prompt, ...]:
    """Return what is asked next of a question, after what was given: what is not filled in yet and may be."""
    return tuple(prompt for prompt in follow_up(question, given) if prompt.field not in given)
