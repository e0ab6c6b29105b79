"""The questions of an appraisal one by one, each with what is to be filled in: for a terminal, a workbook, a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from publicvalue.evidence.model import System
from publicvalue.framework.judgement.core_questions import CoreQuestion
from publicvalue.framework.judgement.red_lines import RedLine
from publicvalue.framework.model import Framework, Indicator
from publicvalue.framework.profiles import FactQuestion
from publicvalue.instruments.appraisal.asked import find_asked, word_count
from publicvalue.instruments.appraisal.model import REQUIRED_FIELDS, SYSTEM_FIELDS, UNKNOWN, Appraisal
from publicvalue.schema.statement import fields_of
from publicvalue.words.language import Language
from publicvalue.words.text import Text, capital

Form = Literal["text", "choice", "whole", "number", "day", "country"]
Kind = Literal["head", "system", "profile", "facts", "fact", "red_line", "core"]

NOT_APPLICABLE = "not_applicable"
WORDS_A_MINUTE = 200
SECONDS_AN_ANSWER = 30


@dataclass(frozen=True)
class Choice:
    """One of the answers that may be chosen: its id in files, and what people read."""

    id: str
    text: str


@dataclass(frozen=True)
class Prompt:
    """One thing to be filled in.

    Parameters
    ----------
    field
        Its name within the question.
    asks
        What is asked, in a few words.
    form
        What is filled in: a text, one of the choices, a whole number, a number, a day, a code of a country.
    choices
        The answers that may be chosen.
    needed
        Whether the question is not answered without it.
    """

    field: str
    asks: str
    form: Form
    choices: tuple[Choice, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Question:
    """One question, with all that may be filled in.

    Parameters
    ----------
    kind, id
        What it is about, and the id of what is asked.
    asks
        The question itself.
    guidance
        What helps to answer it, paragraph by paragraph.
    prompts
        What is filled in, in order; which of them hang on an answer says `follow_up`.
    holds
        Of the question whether several facts are so: what a yes states of each.
    """

    kind: Kind
    id: str
    asks: str
    guidance: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    holds: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))

    def prompt(self, field: str) -> Prompt:
        """Return what is filled in under a name; KeyError where nothing is."""
        for prompt in self.prompts:
            if prompt.field == field:
                return prompt
        raise KeyError(field)


YES_NO = (Choice("yes", Text("yes")), Choice("no", Text("no")))
LINE_ANSWERS = (*YES_NO[:1], Choice("partly", Text("partly")), *YES_NO[1:], Choice(UNKNOWN, Text("unknown")))
DRAWN = (
    Choice("all", Text("all were counted")),
    Choice("random", Text("drawn at random")),
    Choice("other", Text("chosen in another way")),
)
BASIS = (
    Choice("measured", Text("measured")),
    Choice("self_reported", Text("reported by those whom it concerns")),
    Choice("asserted", Text("asserted")),
)
PHASES = (
    Choice("idea", Text("an idea")),
    Choice("design", Text("being designed")),
    Choice("development", Text("being built")),
    Choice("pilot", Text("a pilot")),
    Choice("production", Text("in use")),
    Choice("retired", Text("no longer in use")),
)
UNKNOWN_CHOICE = Choice(UNKNOWN, Text("unknown"))
SET_ASIDE = Choice(NOT_APPLICABLE, Text("does not apply here (say why under notes)"))
DOCUMENT = Prompt("document", Text("Document that proves it: title, number or address"), "text")
NOTE = Prompt("note", Text("What a reader must know"), "text")
WHO = (
    Prompt("answered_by", Text("Who answered (role)"), "text"),
    Prompt("answered_on", Text("Answered on (year-month-day)"), "day"),
)


def head_questions() -> tuple[Question, ...]:
    """Return the questions on the assessment itself: its name and its period."""
    days = {
        "period_from": Text("First day of the period (year-month-day)"),
        "period_to": Text("Last day of the period (year-month-day)"),
    }
    title = Prompt("answer", Text("Name of the assessment"), "text", needed=True)
    return (
        _plain("head", "title", title),
        *(_plain("head", id, Prompt("answer", asks, "day", needed=True)) for id, asks in days.items()),
    )


RATE = Prompt(
    "answer", Text("Discount rate, a share per year such as 0.035; the ministry of finance has one"), "number"
)


def system_questions() -> tuple[Question, ...]:
    """Return the questions on the system, in the order of the form."""
    return tuple(_system_question(name) for name in SYSTEM_FIELDS)


def _system_question(name: str) -> Question:
    form: Form = "choice" if name == "phase" else "country" if name == "country" else "text"
    asks = capital(Text(fields_of(System)[name].said))
    choices = PHASES if name == "phase" else ()
    prompt = Prompt("answer", asks, form, choices, needed=name in REQUIRED_FIELDS)
    guidance = (Text("Say whom it serves, too."),) if name == "description" else ()
    return Question("system", name, asks, guidance, (prompt,))


def _plain(kind: Kind, id: str, prompt: Prompt) -> Question:
    return Question(kind, id, prompt.asks, (), (prompt,))


def profile_question(framework: Framework) -> Question:
    """Return the question which kind of system it is."""
    asks = Text("What kind of system is it?")
    choices = tuple(Choice(one.id, Text(one.title)) for one in framework.profiles)
    guidance = tuple(Text("{kind}: {text}", kind=Text(one.title), text=Text(one.text)) for one in framework.profiles)
    return Question("profile", "profile", asks, guidance, (Prompt("answer", asks, "choice", choices),))


def fact_question(fact: FactQuestion) -> Question:
    """Return the question after a fact."""
    return Question("fact", fact.id, Text(fact.question), (Text(fact.text),), (_answer(YES_NO),))


def facts_question(framework: Framework, usual: Mapping[str, bool]) -> Question:
    """Return the question whether several facts are as they usually are for a kind of system."""
    told = tuple(
        Text(
            "{question} {answer:capital}.",
            question=Text(one.question),
            answer=Text("yes") if usual[one.id] else Text("no"),
        )
        for one in framework.facts
        if one.id in usual
    )
    return Question(
        "facts", "usual", Text("Is all of this so?"), told, (_answer(YES_NO),), MappingProxyType(dict(usual))
    )


def line_question(line: RedLine) -> Question:
    """Return the question that a red line asks."""
    prompts = (
        _answer(LINE_ANSWERS),
        Prompt("fact", Text("The fact, in one sentence that the report repeats"), "text"),
        DOCUMENT,
        Prompt("mend_by", Text("Day by which it is mended (year-month-day)"), "day"),
    )
    guidance = (Text(line.text), _example(line.example))
    return Question("red_line", line.id, Text(line.question), guidance, prompts)


def core_question(indicator: Indicator, core: CoreQuestion) -> Question:
    """Return the core question of an indicator."""
    guidance = [Text(core.guidance), _example(core.example)]
    if core.form == "grade":
        grades = tuple(Choice(one.id, Text(one.text)) for one in core.grades)
        prompts: tuple[Prompt, ...] = (_answer((*grades, UNKNOWN_CHOICE, SET_ASIDE)),)
    elif core.form == "count":
        if core.counted:
            guidance.insert(0, Text("Counted: {counted}", counted=Text(core.counted)))
        prompts = (
            Prompt("answer", Text("How many?"), "whole", (UNKNOWN_CHOICE, SET_ASIDE), needed=True),
            Prompt("of", Text("Of how many?"), "whole", needed=True),
            Prompt("drawn", Text("How were they chosen?"), "choice", DRAWN),
        )
    else:
        asks = Text("The figure, in {unit:word}", unit=indicator.unit)
        prompts = (
            Prompt("answer", asks, "number", (UNKNOWN_CHOICE, SET_ASIDE), needed=True),
            Prompt("low", Text("At least (it would surprise you to be lower)"), "number"),
            Prompt("high", Text("At most (it would surprise you to be higher)"), "number"),
            Prompt("basis", Text("What does it rest on?"), "choice", BASIS),
        )
    return Question("core", indicator.id, Text(core.question), tuple(guidance), (*prompts, DOCUMENT, NOTE, *WHO))


def _answer(choices: tuple[Choice, ...]) -> Prompt:
    return Prompt("answer", Text("Answer"), "choice", choices, needed=True)


def _example(text: str) -> Text:
    return Text("Example: {example}", example=Text(text))


def follow_up(question: Question, given: Mapping[str, str]) -> Iterator[Prompt]:
    """Yield what is filled in after an answer: nothing after unknown, the reason where it does not apply."""
    answer = given.get("answer", "")
    wanted = set(_LINE_FIELDS.get(answer, ()) if question.kind == "red_line" else _CORE_FIELDS)
    if answer == NOT_APPLICABLE:
        wanted = {"note"}
    if answer and answer != UNKNOWN:
        yield from (prompt for prompt in question.prompts if prompt.field in wanted)


_LINE_FIELDS = {"yes": ("fact", "document"), "partly": ("fact", "document", "mend_by"), "no": ("fact",)}
_CORE_FIELDS = ("of", "drawn", "low", "high", "basis", "document")


def questions_of(framework: Framework, appraisal: Appraisal) -> tuple[Question, ...]:
    """Return all that is asked of a system one by one, in order, as far as it applies by what was answered."""
    asked = find_asked(framework, appraisal.profile, appraisal.facts)
    first = (*system_questions(), *((profile_question(framework),) if framework.profiles else ()))
    return (
        *first,
        *(fact_question(one) for one in asked.facts),
        *(line_question(one) for one in asked.red_lines),
        *(core_question(one, one.core) for one in asked.core if one.core),
    )


def words_shown(question: Question, language: Language) -> int:
    """Return how many words somebody reads who answers a question."""
    texts = [question.asks, *question.guidance]
    for prompt in question.prompts:
        if prompt.field not in ("answered_by", "answered_on", "note"):
            texts += [prompt.asks, *(choice.text for choice in prompt.choices)]
    return word_count(map(language.write, texts))


def minutes_for(questions: tuple[Question, ...], language: Language) -> float:
    """Return how long reading and answering takes, in minutes: 200 words a minute and 30 seconds an answer."""
    words = sum(words_shown(one, language) for one in questions)
    return words / WORDS_A_MINUTE + len(questions) * SECONDS_AN_ANSWER / 60
