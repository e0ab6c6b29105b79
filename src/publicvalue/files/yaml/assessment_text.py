"""Add to the text of `assessment.yaml` without touching what stands there: order, comments and layout stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import yaml

from publicvalue.errors import InputError, Place, Problem
from publicvalue.instruments.parts.answers import AssessmentPart, list_item
from publicvalue.words.text import Text

Data = dict[str, object]
Render = Callable[[int], list[str]]
"""Given an indent, returns lines."""


@dataclass(frozen=True)
class Added:
    """The new text, what was added to it, and what stood there already."""

    text: str
    added: tuple[Text, ...]
    standing: tuple[Text, ...] = field(default=())


def add_part(text: str, part: AssessmentPart, file: str) -> Added:
    """Add evidence, answers and people to the text of an assessment.

    What stands there already (evidence of the same id, an answer to the same indicator, the same part of `people`) is
    left as it is.

    Parameters
    ----------
    text
        YAML that can be read.
    part
        What is to be added.
    file
        How messages call the file.

    Raises
    ------
    InputError
        When a list is written in brackets, where nothing can be added without rewriting it.
    """
    writer = _Writer(text, file)
    for id, lines in part.evidence.items():
        writer.add_item(("evidence",), {"id": id}, Text("evidence {id}", id=id), lines)
    for indicator, lines in part.answers.items():
        writer.add_item(("answers",), {"indicator": indicator}, Text("answer {indicator}", indicator=indicator), lines)
    for name, lines in part.people.one.items():
        writer.add_people(name, lines)
    for name, items in part.people.many.items():
        for question, lines in items.items():
            evidence = _read(lines[0])
            known_by = {**evidence, "question": question}
            writer.add_item(
                ("people", name), known_by, Text("people {part} {question}", part=name, question=question), lines
            )
    return Added(writer.text, tuple(writer.added), tuple(writer.standing))


class _Written(yaml.CSafeLoader):
    """Leaves numbers and days as they are written: what is compared here is text, and 2024-02-30 is no day."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the library declares it
        sign: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"null", "bool", "merge"}]
        for sign, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _read(text: str) -> Any:
    return yaml.load(text, Loader=_Written)  # noqa: S506 - a safe loader


class _Writer:
    """Adds to a text, one thing after the other; after each the whole is read again and compared."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self._file = text if text.endswith("\n") else f"{text}\n", file
        self.added: list[Text] = []
        self.standing: list[Text] = []

    def add_item(self, path: Sequence[str], known_by: Data, name: Text, lines: Sequence[str]) -> None:
        """Add an item to a list, unless one stands there that has the same `known_by`."""
        expected = self._data()
        parent = expected
        for key in path[:-1]:
            parent = cast(Data, _filled(parent, key, {}))
        items = cast(list[Data], _filled(parent, path[-1], []))
        if any(all(item.get(key) == value for key, value in known_by.items()) for item in items):
            self.standing.append(name)
            return
        items.append(_read("\n".join(lines)))
        self._insert(path, lambda indent: list_item(tuple(lines), indent), "SequenceNode")
        self._check(expected, name)

    def add_people(self, key: str, lines: Sequence[str]) -> None:
        """Add a mapping under a key of `people`, unless the key stands there."""
        expected = self._data()
        above = cast(Data, _filled(expected, "people", {}))
        name = Text("people {part}", part=key)
        if above.get(key):
            self.standing.append(name)
            return
        above[key] = _read("\n".join(lines))
        inner = [f"{key}:", *(f"  {line}" for line in lines)]
        self._insert(("people",), lambda indent: [" " * indent + line for line in inner], "MappingNode")
        self._check(expected, name)

    def _data(self) -> Data:
        return cast(Data, _read(self.text))

    def _check(self, expected: Data, name: Text) -> None:
        if self._data() != expected:
            what = Text("{name:quoted} cannot be added without changing what stands in the file", name=name)
            raise self._refusal(None, what)
        self.added.append(name)

    def _refusal(self, line: int | None, what: Text) -> InputError:
        expected = Text("lists and mappings of one item a line")
        do = Text("read the answers with --into, and paste the lines of the file that ends in -part.yaml")
        return InputError([Problem(Place(self._file, line), what, expected, do)])

    def _insert(self, path: Sequence[str], make: Render, kind: str) -> None:
        lines = self.text.splitlines()
        node: yaml.Node | None = yaml.compose(self.text, Loader=yaml.SafeLoader)
        indent = 0
        for place, key in enumerate(path):
            found = _child(node, key)
            if found is None:
                at = len(lines) if place == 0 else _end(cast(yaml.Node, node), lines)
                missing = path[place:]
                heads = [" " * (indent + 2 * n) + f"{one}:" for n, one in enumerate(missing)]
                lines[at:at] = [*heads, *make(indent + 2 * len(missing))]
                self.text = "\n".join(lines) + "\n"
                return
            name, node = found
            indent = name.start_mark.column + 2
        self._into(cast(yaml.Node, node), lines, make, (indent, kind))

    def _into(self, node: yaml.Node, lines: list[str], make: Render, shape: tuple[int, str]) -> None:
        """Insert lines at the end of a node: a list or mapping, or nothing yet."""
        indent, kind = shape
        mark = node.start_mark
        block = isinstance(node, yaml.CollectionNode) and not node.flow_style
        if type(node).__name__ == kind and node.value and block:
            at, indent = _end(node, lines), mark.column
        elif node.value in ([], "", "null", "~"):
            line = lines[mark.line]
            end = node.end_mark.column if node.end_mark.line == mark.line else len(line)
            lines[mark.line] = (line[: mark.column].rstrip() + " " + line[end:].strip()).rstrip()
            at = mark.line + 1
        else:
            raise self._refusal(mark.line + 1, Text("this is written in brackets, and nothing can be added to it"))
        lines[at:at] = make(indent)
        self.text = "\n".join(lines) + "\n"


def _filled(data: Data, key: str, empty: object) -> object:
    """Return what stands under a key; where nothing does, put the empty value there."""
    if not data.get(key):
        data[key] = empty
    return data[key]


def _child(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == key:
            return name, value
    return None


def _end(node: yaml.Node, lines: Sequence[str]) -> int:
    """Return the number of the line after a node, counted from 0, without blank lines behind it."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _end(node.value[-1][1], lines)
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _end(node.value[-1], lines)
    line = node.end_mark.line + (1 if node.end_mark.column else 0)
    while line > node.start_mark.line + 1 and not lines[line - 1].strip():
        line -= 1
    return int(line)
