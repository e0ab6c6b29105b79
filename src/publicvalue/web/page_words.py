"""What to do about a problem, in words of pages: the core speaks to people who write files and commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from publicvalue.words.text import Text

Values = Mapping[str, Any]

_EVENTS: Mapping[str, Text] = {
    "write for example {line}": Text(
        "pages take no log with several types of objects: save the events about the type that makes a case as a table,"
        " with a column for the object, one for what happened and one for when, and bring that table"
    ),
    "write `case: {trace}` under cases where each trace is a case, `case: {column}` where they are parts of one": Text(
        "give each trace a name of its own in the log; or save its events as a table with a column that tells the cases"
        " apart, and bring that table"
    ),
    "write the words so; or keep those of the ends alone, by {line} under cases": Text(
        "write the words so in the log; or leave out the events that are no ends, and bring it again"
    ),
    "fill the cells, or delete the rows; where a row is a case, write opened: {start} and closed: {time} in place"
    " of activity, start and time": Text(
        "fill the cells, or delete the rows; where a row is a case, say so where it is asked what a row of the file is"
    ),
    "correct closed_by, or leave it out where the last event of a case ends it": Text(
        "correct the activities that end a case, or name none where the last event of a case ends it"
    ),
    "correct time_zone": Text("correct the time zone of the office"),
    "No `closed_by` is given, so each case is taken to have ended with its last event: cases still open count too.": (
        Text(
            "No activity is named that ends a case, so each case is taken to have ended with its last event: cases"
            " still open count too."
        )
    ),
    "for a median or percentile write value: followed and still_open: open; for other measures state `within`"
    " under cases, and write closed_within (yes or no) or duration_within in its place": Text(
        "for a median or percentile choose the column followed as the value, and open for what is still open; for other"
        " measures fill in the time in which a case should end, and choose closed_within (yes or no) or duration_within"
        " in its place"
    ),
}
_LIMITS: Mapping[str, Text] = {
    "export fewer columns or rows, or raise the limit with --max-file-size": Text("export fewer columns or rows"),
    "export fewer columns, or the answers in parts; or raise the limit with --max-memory": Text(
        "export fewer columns, or the answers in parts"
    ),
    "export fewer columns, or the answers in parts; or raise the limit with --max-minutes": Text(
        "export fewer columns, or the answers in parts"
    ),
    "export the answers as CSV, or in parts; or raise the limit with --max-memory": Text(
        "export the answers as CSV, or in parts"
    ),
    "allow more with --max-memory, save it as Parquet, or keep only the columns that are needed": Text(
        "save it as Parquet, or keep only the columns that are needed"
    ),
    "allow more with --max-minutes, save the table as Parquet, keep only the columns that are needed, or choose"
    " engine: spark in the settings": Text("save it as Parquet, or keep only the columns that are needed"),
    "export the one sheet that is needed as CSV, or allow more memory with --max-memory": Text(
        "export the one sheet that is needed as CSV"
    ),
    "save it as Parquet, or count equal rows and give the number in a `count` column, or raise the limit with"
    " --max-file-size": Text("save it as Parquet, or count equal rows and give their number in a column"),
    "count equal rows and give the number in a `count` column, or raise the limit with --max-file-size": Text(
        "count equal rows and give their number in a column"
    ),
}
_REST: Mapping[str, Text] = {
    "add the line `{name}:` with its value": Text("answer the question of that name in the list of the assessment"),
    "correct them, or check --framework": Text(
        "correct them, or see whether the form asked the questions of this assessment's framework"
    ),
}


def _taken(values: Values) -> Text:
    return Text(
        "Taken by their own names, from {file}: {roles:list}. Choose another column where this is not meant.", **values
    )


def _not_used(values: Values) -> Text:
    return Text("A column of {file} is not used: {role:quoted}. Choose it where it holds {meaning}.", **values)


def _blank(values: Values) -> Text:
    return Text(
        "{word:quoted} means that a cell is blank; where it is a value, write another word for it in the file",
        word=values["word"],
    )


_WITH_VALUES: Mapping[str, Callable[[Values], Text]] = {
    "Taken by their own names, from {file}: {roles:list}. Name another column under `columns` where this is not"
    " meant.": _taken,
    "A column of {file} is not used: {role:quoted}. Write `{role}: {role}` under `columns` where it holds"
    " {meaning}.": _not_used,
    "{word:quoted} means that a cell is blank; where it is a value, write {line} under the evidence": _blank,
}
IN_OTHER_WORDS: Mapping[str, Text | Callable[[Values], Text]] = MappingProxyType(
    {**_EVENTS, **_LIMITS, **_REST, **_WITH_VALUES}
)
"""What the core says -> what pages say instead."""


def on_pages(text: str) -> str:
    """Return what a page says of a text of the core: itself, where it speaks of no file and no command."""
    other = IN_OTHER_WORDS.get(text.id) if isinstance(text, Text) else None
    if isinstance(text, Text) and other is not None:
        return other if isinstance(other, Text) else other(text.values)
    return text
