"""Asks questions on the terminal, line by line: no colour, no moving cursor, so that a screen reader can follow."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.actions.bringing.appraisals import Record
    from publicvalue.instruments.appraisal.model import Appraisal
    from publicvalue.instruments.appraisal.questions import Prompt, Question

WIDTH = 78
Command = Literal["back", "skip", "stop"]
SINGLY = "singly"
"""How asking after several facts ends where not all of them are so."""
UNKNOWN = Text("unknown")
COMMANDS: dict[Command, Text] = {"back": Text("back"), "skip": Text("skip"), "stop": Text("stop")}
PARTS = {
    "system": Text("The system"),
    "profile": Text("The kind of system"),
    "facts": Text("The kind of system"),
    "fact": Text("The kind of system"),
    "red_line": Text("Red lines"),
    "core": Text("Core questions"),
}


class Stopped(Exception):  # noqa: N818 - no error: somebody goes on later
    """Somebody stops; what was answered is kept."""


class Interview:
    """Asks one question after the other, and keeps each answer before it asks the next.

    Parameters
    ----------
    record
        What the assessment holds.
    save
        Writes another appraisal, and returns what the assessment holds then.
    later
        Whether it asks what can wait, too.
    """

    def __init__(self, record: Record, save: Callable[[Record, Appraisal], Record], *, later: bool = False) -> None:
        from publicvalue.instruments.appraisal.interview import Course

        self.record, self._save = record, save
        self._framework = record.files.framework
        self._course = Course(self._framework, later)
        self._part = ""

    def run(self) -> None:
        """Ask all that is open, from the first; raises Stopped where somebody stops."""
        from publicvalue.instruments.appraisal.interview import before, next_open
        from publicvalue.instruments.appraisal.questions import profile_question

        say(self._opening())
        question = next_open(self._course, self.record.appraisal)
        while question:
            outcome = self._ask(question)
            after = question
            if outcome == "back":
                question = before(self._course, self.record.appraisal, question)
                continue
            if outcome == SINGLY:
                self._course = replace(self._course, singly=True)
                after = profile_question(self._framework)
            question = next_open(self._course, self.record.appraisal, after)

    def _opening(self) -> Text:
        words = {name: Text("{word:quoted}", word=text) for name, text in COMMANDS.items()}
        return Text(
            "Write an answer and press Enter. {back} goes to the question before, {skip} or Enter alone leaves it open,"
            " {stop} or Ctrl-C stops: all that was answered is kept, and the same command goes on.",
            **words,
        )

    def _ask(self, question: Question) -> str:
        """Ask a question with all that follows from its answer; returns the command that ended it, if any."""
        from publicvalue.instruments.appraisal.interview import prompts_after
        from publicvalue.instruments.appraisal.values import value_of, with_value

        self._show(question)
        standing = dict(value_of(self.record.appraisal, question))
        given: dict[str, str] = {}
        waiting, again = [question.prompt("answer")], False
        while waiting:
            prompt = waiting.pop(0)
            read = self._read(question, prompt, standing.get(prompt.field, ""))
            if read in COMMANDS and (again or prompt.field == "answer"):
                return read
            if read == "back":
                return self._ask(question)
            given[prompt.field] = "" if read in COMMANDS else read
            filled = {name: value for name, value in given.items() if value}
            self.record = self._save(self.record, with_value(self.record.appraisal, question, filled))
            waiting = [one for one in prompts_after(question, filled) if one.field not in given]
            if not waiting and (wrong := self._contradiction(question, filled)):
                waiting, again = [question.prompt(wrong)], True
        return SINGLY if question.kind == "facts" and given["answer"] == "no" else ""

    def _contradiction(self, question: Question, given: dict[str, str]) -> str:
        """Tell what does not fit in an answer; returns the field that is asked again, empty where all fits."""
        from publicvalue.instruments.appraisal.read_book import find_contradictions

        for field, fault in find_contradictions(question, given, self._framework):
            say(Text("{what}; expected: {expected}.", what=fault.what, expected=fault.expected))
            return field
        return ""

    def _show(self, question: Question) -> None:
        from publicvalue.instruments.appraisal.interview import find_progress

        part = PARTS[question.kind]
        say()
        if part != self._part:
            say(Text("{part:capital}.", part=part))
            self._part = part
        say(find_progress(self._course, self.record.appraisal, question, spoken()).told())
        for text in (question.asks, *question.guidance):
            say(_wrapped(text))

    def _read(self, question: Question, prompt: Prompt, standing: str) -> str:
        """Return what is filled in as files hold it, or a command; asks again while it cannot be used."""
        from publicvalue.instruments.appraisal.interview import proposed
        from publicvalue.instruments.appraisal.written import WrittenFault, read_written

        usual = standing or (
            proposed(self._framework, self.record.appraisal, question) if prompt.field == "answer" else ""
        )
        self._offer(question, prompt, usual)
        while True:
            line = _line()
            if command := _command(line):
                return command
            if _is_word(line, UNKNOWN) and not any(one.id == UNKNOWN.id for one in prompt.choices):
                return "skip"
            if not line:
                return usual or ("skip" if prompt.field == "answer" else "")
            if line.isdigit() and prompt.form == "choice" and 0 < int(line) <= len(prompt.choices):
                return prompt.choices[int(line) - 1].id
            read = read_written(prompt, line, spoken())
            if not isinstance(read, WrittenFault):
                return read
            say(Text("{what}; expected: {expected}. {do:sentence}", what=read.what, expected=read.expected, do=read.do))

    def _offer(self, question: Question, prompt: Prompt, usual: str) -> None:
        if prompt.asks != question.asks and not (prompt.field == "answer" and prompt.form == "choice"):
            say(_wrapped(prompt.asks))
        for number, choice in enumerate(prompt.choices, 1):
            shown = Text("{number}: {choice}", number=number, choice=choice.text)
            say(_wrapped(shown if prompt.form == "choice" else Text("or: {choice}", choice=choice.text)))
        if usual:
            words = next((one.text for one in prompt.choices if one.id == usual), usual)
            say(Text("Enter alone: {answer}", answer=words))


def _line() -> str:
    """Return a line that somebody wrote; raises Stopped at the end of what is read."""
    say("> ", nl=False)
    line = sys.stdin.readline()
    if not line:
        raise Stopped
    return line.strip()


def _command(line: str) -> Command | None:
    """Return the command that a line is, in the spoken language or in English; raises Stopped where it is to stop."""
    for name, text in COMMANDS.items():
        if _is_word(line, text):
            if name == "stop":
                raise Stopped
            return name
    return None


def _is_word(line: str, word: Text) -> bool:
    return line.casefold() in (word.id, spoken().write(word).casefold())


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(part, WIDTH) for part in spoken().write(text).splitlines())
