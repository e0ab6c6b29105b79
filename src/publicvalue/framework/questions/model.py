"""Instruments as values: the questions that are put to people, and the constructs that their answers measure.

A question's id never changes its meaning; its texts may be reworded. Codes of choices are numbers on a scale, and words
where the answer is no number: `dont_know` can then never be averaged by accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from publicvalue.errors import Place

LANGUAGES = ("en", "es", "fr", "nl")
"""Languages of the product, the first being the one that stands in where a text has no other."""

QuestionType = Literal["scale", "choose_one", "choose_several", "number", "text", "allocation", "best_worst"]
QUESTION_TYPES: tuple[str, ...] = get_args(QuestionType)
CHOOSING = ("scale", "choose_one", "choose_several", "allocation", "best_worst")
"""Types of question that need a choice list."""

Use = Literal["answer", "group", "consent", "sample_code"]
USES: tuple[str, ...] = get_args(Use)
TESTS = ("is", "is_not", "at_least", "at_most")

Texts = Mapping[str, str]
"""Language -> text; English is always there."""


def text_in(texts: Texts, language: str) -> str:
    """Return a text in a language, or in English where it has none."""
    return texts.get(language) or texts.get(LANGUAGES[0], "")


@dataclass(frozen=True)
class Choice:
    """One choice of a list.

    Parameters
    ----------
    code
        What is stored: a whole number on a scale, a word otherwise.
    texts
        What respondents read.
    missing
        Whether it says that there is no answer, such as `dont_know`.
    node
        Node of the framework that it stands for, where people weigh the framework's parts.
    """

    code: str
    texts: Texts
    missing: bool = False
    node: str = ""


@dataclass(frozen=True)
class ChoiceList:
    """The choices of one or more questions, in order."""

    id: str
    choices: tuple[Choice, ...]
    place: Place = field(default=Place(), compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in order."""
        return tuple(choice.code for choice in self.choices)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes that say that there is no answer."""
        return tuple(choice.code for choice in self.choices if choice.missing)

    @property
    def answers(self) -> tuple[str, ...]:
        """Codes that are answers, in order."""
        return tuple(choice.code for choice in self.choices if not choice.missing)

    def ends(self) -> tuple[float, float]:
        """Return lowest and highest answer of a scale; ValueError when a code is no number."""
        numbers = [float(code) for code in self.answers]
        return min(numbers), max(numbers)


@dataclass(frozen=True)
class QuestionCondition:
    """One test on another question's answer.

    Parameters
    ----------
    question
        Id of the other question.
    test
        `is` (one of the values was given or chosen), `is_not`, `at_least` or `at_most`.
    values
        Codes, or one number.
    """

    question: str
    test: str
    values: tuple[str, ...]
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Question:
    """One question.

    Parameters
    ----------
    id
        Name of its column; never changes its meaning.
    asked_of
        Ids of audiences.
    section
        Id of the section that it stands in.
    type
        One of QUESTION_TYPES.
    texts, hints
        Question and help, by language.
    choices
        Id of the choice list; empty for numbers and texts.
    use
        answer; group (describes the respondent, for comparing groups); consent (no answers are kept unless its first
        choice is given); sample_code (finds the respondent in the sample's design and is then dropped).
    construct, indicator
        What its answers belong to: one of both, or neither for groups, consent and codes.
    item
        Item of the indicator's rubric that it rates.
    reversed
        Whether agreement means less of the construct.
    missing
        Further codes that say that there is no answer, as other forms write them, such as -99.
    relevant
        Conditions that must all hold for it to be asked.
    required
        Whether it must be answered before going on.
    low, high
        Smallest and largest number.
    total
        Points to share out (allocation).
    most
        Most choices that may be chosen (choose_several).
    tasks
        Sets of codes of which the best and the worst are chosen (best_worst).
    expects, unit
        Indicator whose number the answer is an expectation of, and the unit of the answer.
    source
        Where the question or its idea comes from, by name; empty where the construct says it.
    """

    id: str
    asked_of: tuple[str, ...]
    section: str
    type: QuestionType
    texts: Texts
    choices: str = ""
    hints: Texts = field(default_factory=lambda: MappingProxyType({}))
    use: Use = "answer"
    construct: str = ""
    indicator: str = ""
    item: str = ""
    reversed: bool = False
    missing: tuple[str, ...] = ()
    relevant: tuple[QuestionCondition, ...] = ()
    required: bool = False
    low: float | None = None
    high: float | None = None
    total: int | None = None
    most: int | None = None
    tasks: tuple[tuple[str, ...], ...] = ()
    expects: str = ""
    unit: str = ""
    source: str = ""
    place: Place = field(default=Place(), compare=False)

    def columns(self, lists: Mapping[str, ChoiceList]) -> tuple[str, ...]:
        """Return the names of the columns that hold its answers in a table of answers.

        An allocation has one column for each choice, a best-worst question two for each task (counted from 1);
        choose_several has one for each choice. All others have one.
        """
        if self.type in ("allocation", "choose_several"):
            return tuple(f"{self.id}_{code}" for code in lists[self.choices].answers)
        if self.type == "best_worst":
            return tuple(f"{self.id}_{n}_{end}" for n in range(1, len(self.tasks) + 1) for end in ("best", "worst"))
        return (self.id,)


@dataclass(frozen=True)
class Construct:
    """What several questions measure together.

    Parameters
    ----------
    id, texts
        Name in files, name for people by language.
    stage
        Stage of the public value chain.
    mode
        A: the construct shows in its items (reflective); B: the items make it up (formative).
    source
        The validated scale that the questions follow, by name; their wording is the product's own.
    indicator
        Indicator that the construct answers; empty when none does.
    """

    id: str
    texts: Texts
    stage: str
    mode: Literal["A", "B"]
    source: str
    indicator: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class ConstructLink:
    """One arrow of the path to trust: from a construct to one that it is expected to move.

    Parameters
    ----------
    start, end
        Ids of constructs.
    sign
        + or -: the direction that theory expects.
    why
        Why, with the source.
    """

    start: str
    end: str
    sign: Literal["+", "-"]
    why: str
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Entry:
    """An entry with a name in files and texts that people read."""

    id: str
    texts: Texts
    place: Place = field(default=Place(), compare=False, kw_only=True)


@dataclass(frozen=True)
class Audience(Entry):
    """Who is asked: citizens, public servants, experts."""

    intro: Texts


@dataclass(frozen=True)
class Section(Entry):
    """A part of a questionnaire with a heading."""


@dataclass(frozen=True)
class Competency(Entry):
    """A competency of public servants; its levels are the choices of its question, lowest first."""

    question: str


@dataclass(frozen=True)
class StaffRole(Entry):
    """A role of public servants and the level that it asks of each competency (competency id -> code of the level)."""

    levels: Mapping[str, str]


@dataclass(frozen=True)
class Instruments:
    """All that a framework asks of people. Everything stands in its order."""

    audiences: tuple[Audience, ...] = ()
    sections: tuple[Section, ...] = ()
    choice_lists: Mapping[str, ChoiceList] = field(default_factory=lambda: MappingProxyType({}))
    questions: tuple[Question, ...] = ()
    constructs: tuple[Construct, ...] = ()
    links: tuple[ConstructLink, ...] = ()
    competencies: tuple[Competency, ...] = ()
    staff_roles: tuple[StaffRole, ...] = ()

    def question(self, id: str) -> Question:
        """Return the question of that id; KeyError when there is none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)

    def construct(self, id: str) -> Construct:
        """Return the construct of that id; KeyError when there is none."""
        for construct in self.constructs:
            if construct.id == id:
                return construct
        raise KeyError(id)

    def items(self, construct: str) -> tuple[Question, ...]:
        """Return the questions that measure a construct."""
        return tuple(question for question in self.questions if question.construct == construct)

    def asked_of(self, audience: str) -> tuple[Question, ...]:
        """Return the questions of an audience, section by section."""
        order = {section.id: place for place, section in enumerate(self.sections)}
        asked = [question for question in self.questions if audience in question.asked_of]
        return tuple(sorted(asked, key=lambda question: order.get(question.section, len(order))))

    def choices_of(self, question: Question) -> tuple[Choice, ...]:
        """Return the choices of a question; none for numbers and texts."""
        return self.choice_lists[question.choices].choices if question.choices else ()
