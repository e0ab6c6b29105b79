"""Instruments as values: the questions that are put to people, and the constructs that their answers measure.

A question's id never changes its meaning; its texts may be reworded. Codes of choices are numbers on a scale, and words
where the answer is no number: `dont_know` can then never be averaged by accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, get_args

from publicvalue.errors import Place
from publicvalue.framework.only_test import only_test
from publicvalue.framework.terms import Id
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import (
    CHOICE,
    At,
    MadeOf,
    Many,
    Named,
    Number,
    OneOrMore,
    Whole,
    Written,
    YesNo,
    said,
)
from publicvalue.words.text import phrase

LANGUAGES = ("en", "es", "fr", "nl")
"""Languages of the product, the first being the one that stands in where a text has no other."""

QuestionType = Literal["scale", "choose_one", "choose_several", "number", "text", "allocation", "best_worst"]
QUESTION_TYPES: tuple[str, ...] = get_args(QuestionType)
CHOOSING = ("scale", "choose_one", "choose_several", "allocation", "best_worst")
"""Types of question that need a choice list."""

Use = Literal["answer", "group", "consent", "sample_code"]
USES: tuple[str, ...] = get_args(Use)
QuestionTest = Literal["is", "is_not", "at_least", "at_most"]

Texts = Mapping[str, str]
"""Language -> text; English is always there."""


@dataclass(frozen=True)
class TextsEntry(Shape):
    """A text in several languages, as files have it; a single one is English."""

    called: ClassVar[str] = phrase("texts")
    short: ClassVar[str] = LANGUAGES[0]

    en: Annotated[Written, said(phrase("the text in the language 'en'"))]
    es: Annotated[Written, said(phrase("the text in the language 'es'"))] = ""
    fr: Annotated[Written, said(phrase("the text in the language 'fr'"))] = ""
    nl: Annotated[Written, said(phrase("the text in the language 'nl'"))] = ""

    def value(self) -> Texts:
        """Return language -> text, for those that are there."""
        found = {"en": self.en, "es": self.es, "fr": self.fr, "nl": self.nl}
        return MappingProxyType({language: text for language, text in found.items() if text})


InLanguages = Annotated[Texts, MadeOf(TextsEntry)]
"""Texts as they are read from a file."""


def text_in(texts: Texts, language: str) -> str:
    """Return a text in a language, or in English where it has none."""
    return texts.get(language) or texts.get(LANGUAGES[0], "")


@dataclass(frozen=True)
class Choice(Shape):
    """One choice of a list."""

    called: ClassVar[str] = phrase("choice")

    code: Annotated[Written, said(phrase("what is stored: a whole number on a scale, a word otherwise"))]
    texts: Annotated[InLanguages, said(phrase("what respondents read"), alias="text")]
    missing: Annotated[YesNo, said(phrase("true when it says that there is no answer"))] = False
    node: Annotated[Written, said(phrase("node of the framework that it stands for, where people weigh its parts"))] = (
        ""
    )


@dataclass(frozen=True)
class ChoiceList(Shape):
    """The choices of one or more questions, in order."""

    called: ClassVar[str] = phrase("choice list")
    stands_at: ClassVar[str] = "id"

    id: Id
    choices: Annotated[Many[Choice], said(phrase("the choices, in order"), min_length=2)]
    place: At = field(default=Place(), compare=False)

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
    test: QuestionTest
    values: tuple[str, ...]
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class QuestionConditionEntry(Shape):
    """A condition on a question as files have it: one of the tests with its values."""

    called: ClassVar[str] = phrase("condition on a question")

    question: Annotated[Written, said(phrase("id of the other question"))]
    given: Annotated[
        OneOrMore[Written], said(phrase("one of these codes was given or chosen"), alias="is", min_length=1)
    ] = ()
    is_not: Annotated[OneOrMore[Written], said(phrase("none of these codes was given or chosen"), min_length=1)] = ()
    at_least: Annotated[Number | None, said(phrase("its number is this or more"))] = None
    at_most: Annotated[Number | None, said(phrase("its number is this or less"))] = None
    place: At = field(default=Place(), compare=False)

    def value(self) -> QuestionCondition:
        """Return the condition; refuses one that has no test, or several.

        Raises
        ------
        PydanticCustomError
            When there is no test, or several; the reader tells it with its place.
        """
        tests: dict[QuestionTest, tuple[str, ...]] = {
            "is": self.given,
            "is_not": self.is_not,
            "at_least": _as_codes(self.at_least),
            "at_most": _as_codes(self.at_most),
        }
        test, values = only_test(self.question, tests)
        return QuestionCondition(self.question, test, values, self.place)


def _as_codes(number: float | None) -> tuple[str, ...]:
    return () if number is None else (f"{number:.15g}",)


Conditions = OneOrMore[Annotated[QuestionCondition, MadeOf(QuestionConditionEntry)]]


@dataclass(frozen=True)
class Question(Shape):
    """One question.

    It belongs to a construct, to an indicator, or to neither, as groups, consent and codes do: a question for `group`
    describes the respondent, of who gives no `consent` (its first choice) no answers are kept, and a `sample_code`
    finds the respondent in the sample's design and is then dropped.
    """

    called: ClassVar[str] = phrase("question")
    stands_at: ClassVar[str] = "id"

    id: Annotated[Written, said(phrase("name of its column; never changes its meaning"))]
    asked_of: Annotated[OneOrMore[Written], said(phrase("ids of audiences"), min_length=1)]
    section: Annotated[Written, said(phrase("id of the section that it stands in"))]
    type: Annotated[QuestionType, CHOICE, said(phrase("how it is answered"))]
    texts: Annotated[InLanguages, said(phrase("the question"), alias="text")]
    choices: Annotated[Written, said(phrase("id of the choice list"))] = ""
    hints: Annotated[InLanguages, said(phrase("help under the question"), alias="hint")] = field(
        default_factory=lambda: MappingProxyType({})
    )
    use: Annotated[Use, CHOICE, said(phrase("answer when left out; group, consent or sample_code"))] = "answer"
    construct: Annotated[Written, said(phrase("construct that it measures"))] = ""
    indicator: Annotated[Written, said(phrase("indicator that it answers by itself"))] = ""
    item: Annotated[Written, said(phrase("item of the indicator's rubric that it rates"))] = ""
    reversed: Annotated[YesNo, said(phrase("true when a high answer means less of the construct"))] = False
    missing: Annotated[
        OneOrMore[Written], said(phrase("further codes that say that there is no answer, such as -99"))
    ] = ()
    relevant: Annotated[Conditions, said(phrase("asked only when all conditions hold"))] = ()
    required: Annotated[YesNo, said(phrase("true when it must be answered before going on"))] = False
    low: Annotated[Number | None, said(phrase("smallest number"))] = None
    high: Annotated[Number | None, said(phrase("largest number"))] = None
    total: Annotated[Whole | None, said(phrase("points to share out"), ge=1, le=1000)] = None
    most: Annotated[Whole | None, said(phrase("most choices that may be chosen"), ge=1)] = None
    tasks: Annotated[
        Many[Annotated[Many[Written], said("", min_length=3)]],
        said(phrase("sets of codes of which the best and the worst are chosen")),
    ] = ()
    dealt_by: Annotated[
        Written, said(phrase("question whose choices deal the tasks out: each choice shows an equal run of them"))
    ] = ""
    expects: Annotated[Written, said(phrase("indicator whose number the answer is an expectation of"))] = ""
    unit: Annotated[Written, said(phrase("unit of a number that is answered"))] = ""
    source: Annotated[Written, said(phrase("where the question or its idea comes from, by name"))] = ""
    place: At = field(default=Place(), compare=False)

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
class TaskPlace:
    """Where a task of a best-worst question stands for the people who see it.

    Parameters
    ----------
    name
        Its number among the tasks that one person sees, behind the letter of the run where tasks are dealt out.
    of
        How many tasks one person sees.
    code
        Choice of the dealing question by which the task is shown; empty where everybody sees every task.
    """

    name: str
    of: int
    code: str = ""


@dataclass(frozen=True)
class Construct(Shape):
    """What several questions measure together; their wording is the product's own.

    In mode A the construct shows in its items (reflective), in mode B the items make it up (formative).
    """

    called: ClassVar[str] = phrase("construct")
    stands_at: ClassVar[str] = "id"

    id: Id
    texts: Annotated[InLanguages, said(phrase("its name for people"), alias="title")]
    stage: Annotated[Written, said(phrase("stage of the public value chain"))]
    mode: Annotated[Literal["A", "B"], CHOICE, said(phrase("A: it shows in its items; B: its items make it up"))]
    source: Annotated[Written, said(phrase("the validated scale that the questions follow, by name"))]
    indicator: Annotated[Written, said(phrase("indicator that it answers"))] = ""
    place: At = field(default=Place(), compare=False)


@dataclass(frozen=True)
class ConstructLink(Shape):
    """One arrow of the path to trust: from a construct to one that it is expected to move."""

    called: ClassVar[str] = phrase("link between constructs")

    start: Annotated[Written, said(phrase("id of the construct that moves the other"), alias="from")]
    end: Annotated[Written, said(phrase("id of the construct that is moved"), alias="to")]
    why: Annotated[Written, said(phrase("why, with the source"))]
    sign: Annotated[Literal["+", "-"], CHOICE, said(phrase("direction that theory expects; + when left out"))] = "+"
    place: At = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Entry(Shape):
    """An entry with a name in files and texts that people read."""

    stands_at: ClassVar[str] = "id"

    id: Id
    texts: Annotated[InLanguages, said(phrase("its name for people"), alias="title")]
    place: At = field(default=Place(), compare=False, kw_only=True)


@dataclass(frozen=True)
class Audience(Entry):
    """Who is asked: citizens, public servants, experts."""

    called: ClassVar[str] = phrase("audience")

    intro: Annotated[InLanguages, said(phrase("what respondents read first"))]


@dataclass(frozen=True)
class Section(Entry):
    """A part of a questionnaire with a heading."""

    called: ClassVar[str] = phrase("section")


@dataclass(frozen=True)
class Competency(Entry):
    """A competency of public servants; its levels are the choices of its question, lowest first."""

    called: ClassVar[str] = phrase("competency")

    question: Annotated[Written, said(phrase("question whose choices are its levels, lowest first"))]


@dataclass(frozen=True)
class StaffRole(Entry):
    """A role of public servants and the level that it asks of each competency."""

    called: ClassVar[str] = phrase("staff role")

    levels: Annotated[Named[Written], said(phrase("competency -> code of the level that the role asks"))]


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

    def task_places(self, question: Question) -> tuple[TaskPlace, ...]:
        """Return where each task of a best-worst question stands, in the order of the tasks.

        Raises
        ------
        KeyError
            When there is no such question.
        """
        codes = self.choice_lists[self.question(question.dealt_by).choices].answers if question.dealt_by else ("",)
        size = len(question.tasks) // len(codes)
        letters = [chr(ord("A") + run) if question.dealt_by else "" for run in range(len(codes))]
        return tuple(
            TaskPlace(f"{letter}{n}", size, code)
            for letter, code in zip(letters, codes, strict=True)
            for n in range(1, size + 1)
        )

    def choices_of(self, question: Question) -> tuple[Choice, ...]:
        """Return the choices of a question; none for numbers and texts."""
        return self.choice_lists[question.choices].choices if question.choices else ()
