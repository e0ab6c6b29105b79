"""A form: the questions that a framework puts to one audience, with their choices and version."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.instruments.forms.version import find_audience, instrument_version


@dataclass(frozen=True)
class Form:
    """The questions of one audience; InputError when the framework asks no such audience."""

    framework: Framework
    audience: str

    def __post_init__(self) -> None:
        """Refuse an audience that is not asked."""
        find_audience(self.framework, self.audience)

    @cached_property
    def instruments(self) -> Instruments:
        """All that the framework asks of people."""
        return self.framework.instruments

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions, section by section."""
        return self.instruments.asked_of(self.audience)

    @cached_property
    def version(self) -> str:
        """Version of the form."""
        return instrument_version(self.framework, self.audience)

    @cached_property
    def _columns(self) -> Mapping[str, tuple[str, ...]]:
        # Asked for each person again.
        return {one.id: one.columns(self.instruments.choice_lists) for one in self.instruments.questions}

    @cached_property
    def items(self) -> Mapping[str, tuple[Question, ...]]:
        """Construct -> the questions asked that measure it."""
        found = self.instruments.constructs
        return {one.id: tuple(asked for asked in self.asked if asked.construct == one.id) for one in found}

    def columns(self, question: Question) -> tuple[str, ...]:
        """Return the columns that hold a question's answers."""
        return self._columns[question.id]

    def is_present(self, question: Question, names: Set[str]) -> bool:
        """Whether a file whose columns are known holds a question."""
        return question.id in names or bool(names & set(self.columns(question)))
