"""Turn the groups of framework files that hold questions into Instruments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Literal, cast

from publicvalue.errors import Place, Problem
from publicvalue.framework.fields import Record, find_test
from publicvalue.framework.questions.model import (
    LANGUAGES,
    TESTS,
    Audience,
    Choice,
    ChoiceList,
    Competency,
    Construct,
    ConstructLink,
    Instruments,
    Question,
    QuestionCondition,
    QuestionType,
    Section,
    StaffRole,
    Texts,
    Use,
)


def parse_instruments(record: Record, problems: list[Problem]) -> Instruments:
    """Build the instruments of a framework or of an extension; add a problem for everything that cannot be used."""
    lists = tuple(_choice_list(entry) for entry in record.records("choice_lists"))
    problems.extend(_double_lists(lists))
    return Instruments(
        audiences=tuple(
            Audience(
                entry.text("id"), parse_texts(entry, "title"), parse_texts(entry, "intro"), place=entry.place_of("id")
            )
            for entry in record.records("audiences")
        ),
        sections=tuple(Section(*_named(entry), place=entry.place_of("id")) for entry in record.records("sections")),
        choice_lists=MappingProxyType({found.id: found for found in lists}),
        questions=tuple(_question(entry, problems) for entry in record.records("questions")),
        constructs=tuple(_construct(entry) for entry in record.records("constructs")),
        links=tuple(_link(entry) for entry in record.records("construct_links")),
        competencies=tuple(
            Competency(
                entry.text("id"), parse_texts(entry, "title"), entry.text("question"), place=entry.place_of("id")
            )
            for entry in record.records("competencies")
        ),
        staff_roles=tuple(_staff_role(entry) for entry in record.records("staff_roles")),
    )


def parse_texts(record: Record, name: str) -> Texts:
    """Return a field's text by language; empty when it is not there."""
    found = record.record(name)
    written = {language: found.text(language) for language in LANGUAGES if found.text(language)} if found else {}
    return MappingProxyType(written)


def _choice_list(record: Record) -> ChoiceList:
    choices = tuple(
        Choice(
            code=entry.text("code"),
            texts=parse_texts(entry, "text"),
            missing=entry.get("missing") is True,
            node=entry.text("node"),
        )
        for entry in record.records("choices")
    )
    return ChoiceList(record.text("id"), choices, record.place_of("id"))


def _double_lists(lists: Sequence[ChoiceList]) -> Iterator[Problem]:
    seen: set[str] = set()
    for found in lists:
        if found.id in seen:
            yield Problem(
                found.place, f"two choice lists are called '{found.id}'", "each id once", "rename one of them"
            )
        seen.add(found.id)


def _question(record: Record, problems: list[Problem]) -> Question:
    number = record.optional_number
    return Question(
        id=record.text("id"),
        asked_of=record.texts("asked_of"),
        section=record.text("section"),
        type=cast(QuestionType, record.text("type")),
        texts=parse_texts(record, "text"),
        hints=parse_texts(record, "hint"),
        choices=record.text("choices"),
        use=cast(Use, record.text("use", "answer")),
        construct=record.text("construct"),
        indicator=record.text("indicator"),
        item=record.text("item"),
        reversed=record.get("reversed") is True,
        missing=record.texts("missing"),
        relevant=parse_question_conditions(record, problems),
        required=record.get("required") is True,
        low=number("low"),
        high=number("high"),
        total=_whole(number("total")),
        most=_whole(number("most")),
        tasks=tuple(tuple(str(code) for code in cast(Sequence[object], task or ())) for task in record.list("tasks")),
        expects=record.text("expects"),
        unit=record.text("unit"),
        source=record.text("source"),
        place=record.place_of("id"),
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def parse_question_conditions(record: Record, problems: list[Problem]) -> tuple[QuestionCondition, ...]:
    """Build the conditions under `relevant`: each names one question and exactly one test."""
    conditions = []
    for entry in record.records("relevant"):
        question = entry.text("question")
        test = find_test(entry, TESTS, f"{record.text('id')}: the condition on '{question}'", problems)
        if test:
            conditions.append(QuestionCondition(question, test, _values(entry, test), entry.place))
    return tuple(conditions)


def _values(entry: Record, test: str) -> tuple[str, ...]:
    return entry.texts(test) if test in ("is", "is_not") else (f"{entry.number(test, 0):g}",)


def _construct(record: Record) -> Construct:
    return Construct(
        id=record.text("id"),
        texts=parse_texts(record, "title"),
        stage=record.text("stage"),
        mode=cast(Literal["A", "B"], record.text("mode")),
        source=record.text("source"),
        indicator=record.text("indicator"),
        place=record.place_of("id"),
    )


def _link(record: Record) -> ConstructLink:
    return ConstructLink(
        start=record.text("from"),
        end=record.text("to"),
        sign="-" if record.text("sign") == "-" else "+",
        why=record.text("why"),
        place=Place(record.place.file, record.place.line),
    )


def _named(record: Record) -> tuple[str, Texts]:
    return record.text("id"), parse_texts(record, "title")


def _staff_role(record: Record) -> StaffRole:
    levels = {name: str(level) for name, level in record.map("levels").items()}
    return StaffRole(
        record.text("id"), parse_texts(record, "title"), MappingProxyType(levels), place=record.place_of("id")
    )
