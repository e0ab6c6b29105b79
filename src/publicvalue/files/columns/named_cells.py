"""Cells that a measure's options name, such as the group to compare with: each must be one that the file has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.errors import Problem
from publicvalue.evidence.model import Answer
from publicvalue.files.columns.chosen_values import NamedValues, find_values
from publicvalue.files.columns.typed import Wanted
from publicvalue.files.engines.duckdb import Engine, RawTable
from publicvalue.measures.definition import Wants
from publicvalue.measures.options import StatedOption
from publicvalue.words.text import Text


def find_named_cells(
    engine: Engine, raw: RawTable, answer: Answer, definition: Wants, wanted: Sequence[Wanted]
) -> Iterator[Problem]:
    """Yield the values of options that no cell of the column of their role has."""
    options: Sequence[StatedOption] = getattr(definition, "options", ())
    for option in options:
        value = answer.options.get(option.name)
        columns = [one.column for one in wanted if one.role.name == option.role]
        if value is None or len(columns) != 1:
            # Of several columns the measure makes combinations, and knows their names.
            continue
        column = columns[0]
        values = tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
        place = answer.places.get(f"options.{option.name}", answer.place)
        setting = Text("the option {name}", name=option.name)
        yield from find_values(engine, raw, NamedValues(column.name, values, place, setting))[1]
