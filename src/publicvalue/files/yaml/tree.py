"""Read YAML files into nodes that know their lines. Duplicate keys and broken syntax are problems, not surprises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, cast

import yaml

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.yaml.scalars import read_scalar, said_plainly
from publicvalue.framework.written.text import DIRECTING
from publicvalue.schema.node import Node
from publicvalue.words.text import Text

LIMIT = 5_000_000
"""Largest settings file, in bytes: no assessment or framework comes near it."""

MOST_NODES = 200_000
"""Most values in one file, aliases expanded: stops a small file that unfolds without end."""

DEEPEST = 40
"""Most levels of fields within fields."""

UNSEEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff{DIRECTING}]")
"""Signs that steer a terminal, turn what is shown, or end a name of a file, and are no text."""

SHOWN = 60
TAG = "tag:yaml.org,2002:"
TEXT_TAGS = (f"{TAG}str", "!")
PLAIN_TAGS = (f"{TAG}map", f"{TAG}seq", "!")


def read_yaml(path: Path, shown_as: str = "", found: list[Problem] | None = None) -> Node:
    """Read one YAML file.

    Parameters
    ----------
    path
        The file.
    shown_as
        How messages call it.
    found
        Takes the problems that leave the rest of the file readable, such as a key that stands twice, so that they are
        told together with what its reader finds; raised here when it is None.

    Raises
    ------
    InputError
        When the file is not there, too large, not text, not YAML, or names a key twice.
    """
    name = shown_as or str(path)
    return parse_yaml(_text(path, name), name, found)


def parse_yaml(text: str, name: str, found: list[Problem] | None = None) -> Node:
    """Read YAML text; `name` is how messages call the file. Raises InputError as `read_yaml` does."""
    problems: list[Problem] = [] if found is None else found
    try:
        # Events, and not the parser's own tree: calls within calls build that one, and deep files end the process.
        node = _Builder(name, problems, yaml.parse(text, Loader=yaml.CSafeLoader)).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        what = Text("this is not YAML: {reason}", reason=said_plainly(error.problem or ""))
        do = Text("check the indentation, and put text that holds ': ' or begins with a special sign in quotes")
        raise InputError([Problem(Place(name, line), what, "YAML", do)]) from None
    except yaml.YAMLError as error:
        at = getattr(error, "position", None)
        line = text[: int(at)].count("\n") + 1 if isinstance(at, int) else None
        what = Text("a sign stands here that no text holds")
        do = Text("remove it, and save the file again as UTF-8 text")
        raise InputError([Problem(Place(name, line), what, Text("YAML text in UTF-8"), do)]) from None
    if node is None:
        do = Text("`publicvalue new` writes a file to start from")
        raise InputError([Problem(Place(name), Text("the file is empty"), "YAML", do)])
    if problems and found is None:
        raise InputError(problems)
    return node


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LIMIT:
            what, do = (
                Text("the file has more than {most:count} bytes", most=LIMIT),
                Text("move data into evidence files"),
            )
            raise InputError([Problem(Place(name), what, Text("a settings file"), do)])
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        what, do = Text("the file does not exist"), Text("check the path")
        raise InputError([Problem(Place(name), what, "", do)]) from None
    except IsADirectoryError:
        what, do = Text("this is a folder"), Text("name the file in it")
        raise InputError([Problem(Place(name), what, Text("a YAML file"), do)]) from None
    except PermissionError:
        what, do = Text("the file may not be read"), Text("ask for read access to it")
        raise InputError([Problem(Place(name), what, "", do)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what, do = Text("the text is not UTF-8"), Text("save the file as UTF-8 in your editor")
        raise InputError([Problem(Place(name, line), what, "UTF-8", do)]) from None
    except (OSError, ValueError, RuntimeError):
        # A circle of links, a name that no file can have: the system's own words help nobody.
        what, do = Text("the file cannot be opened"), Text("check the path: a link may lead back to itself")
        raise InputError([Problem(Place(name), what, Text("a YAML file"), do)]) from None


class _Builder:
    """Builds nodes from the parser's events, with bounds on depth and number before anything is kept."""

    def __init__(self, name: str, problems: list[Problem], events: Iterator[yaml.Event]) -> None:
        self._name = name
        self._problems = problems
        self._events = events
        self._depth = 0
        self._count = 0
        self._known: dict[str, tuple[Node, int] | None] = {}
        """Anchor -> its node and how many values it holds; None while it is being read."""

    def document(self) -> Node | None:
        """Return the one document of the file; None where there is none."""
        next(self._events)
        first = next(self._events)
        if isinstance(first, yaml.StreamEndEvent):
            return None
        node = self._node(next(self._events))
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            what, do = Text("a second document begins here"), Text("remove the line `---`")
            self._refuse(self._place(after), what, Text("one document"), do)
        return node

    def _place(self, event: yaml.Event) -> Place:
        return Place(self._name, cast(yaml.Mark, event.start_mark).line + 1)

    def _node(self, event: yaml.Event) -> Node:
        place = self._place(event)
        self._add(1, place)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place)
        anchor, before = cast(yaml.NodeEvent, event).anchor, self._count
        if anchor:
            self._known[anchor] = None
        node = self._scalar(event, place) if isinstance(event, yaml.ScalarEvent) else self._group(event, place)
        if anchor:
            self._known[anchor] = (node, self._count - before)
        return node

    def _add(self, count: int, place: Place) -> None:
        self._count += count
        if self._count > MOST_NODES:
            what = Text("the file holds more than {most:count} values", most=MOST_NODES)
            do = Text("move data into evidence files, and write aliases out")
            self._refuse(place, what, Text("a smaller file"), do)

    def _alias(self, event: yaml.AliasEvent, place: Place) -> Node:
        name, do = str(event.anchor), Text("write the value out")
        alias = f"*{name[:SHOWN]}"
        if name not in self._known:
            what = Text("{alias:quoted} points at nothing", alias=alias)
            self._refuse(place, what, Text("{anchor:quoted} above it", anchor=f"&{name[:SHOWN]}"), do)
        known = self._known[name]
        if known is None:
            self._refuse(place, Text("{alias:quoted} stands within itself", alias=alias), Text("a value that ends"), do)
        node, size = known
        self._add(size, place)
        if self._depth + _depth(node) > DEEPEST:
            self._too_deep(place)
        return node

    def _group(self, event: yaml.Event, place: Place) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            self._too_deep(place)
        self._check_tag(event, place, PLAIN_TAGS)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node = Node(self._list() if is_list else self._mapping(), place)
        self._depth -= 1
        return node

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Node:
        written = str(event.value)
        if UNSEEN.search(written):
            what = Text("the text holds a sign that cannot be seen")
            do = Text("remove it; a line end in a text is written by a line of its own")
            self._problems.append(Problem(place, what, Text("plain text"), do))
            return Node(None, place)
        if not self._check_tag(event, place, TEXT_TAGS):
            return Node(None, place)
        # `implicit` tells whether the text is unquoted and has no tag.
        return Node(read_scalar(written) if event.implicit[0] else written, place, written)

    def _check_tag(self, event: yaml.Event, place: Place, allowed: tuple[str, ...]) -> bool:
        tag = str(getattr(event, "tag", None) or "")
        if not tag or tag in allowed:
            return True
        shown = "!!" + tag.removeprefix(TAG) if tag.startswith(TAG) else tag
        what = Text("the tag {tag:quoted} stands before a value", tag=shown[:SHOWN])
        do = Text("remove the tag; text in quotes is text")
        self._problems.append(Problem(place, what, Text("a value without a tag"), do))
        return False

    def _list(self) -> list[Node]:
        children = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            children.append(self._node(event))
        return children

    def _mapping(self) -> dict[str, Node]:
        children: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name, line = self._name_of(event)
            node = self._node(next(self._events))
            if name in children:
                place, first = Place(self._name, line, None, name[:SHOWN]), children[name].place.line
                what = Text(
                    "{name:quoted} stands twice here; the first is on line {line}", name=name[:SHOWN], line=first
                )
                self._problems.append(Problem(place, what, Text("each name once"), Text("remove one of them")))
                continue
            children[name] = Node(node.value, Place(self._name, line), node.written)
        return children

    def _name_of(self, event: yaml.Event) -> tuple[str, int]:
        place = self._place(event)
        if not isinstance(event, yaml.ScalarEvent):
            what = Text("a list, a group or an alias stands where a name must")
            self._refuse(place, what, Text("`name: value`"), Text("write a plain name"))
        if UNSEEN.search(event.value):
            what = Text("the name holds a sign that cannot be seen")
            self._refuse(place, what, Text("a plain name"), Text("write it anew"))
        return str(event.value), cast(int, place.line)

    def _too_deep(self, place: Place) -> NoReturn:
        what = Text("fields are nested more than {most} deep", most=DEEPEST)
        self._refuse(place, what, Text("a flatter file"), Text("take levels away"))

    def _refuse(self, place: Place, what: Text, expected: Text, do: Text) -> NoReturn:
        """Raise what ends the reading, after what was found before."""
        raise InputError([*self._problems, Problem(place, what, expected, do)])


def _depth(node: Node) -> int:
    if isinstance(node.value, dict):
        return 1 + max(map(_depth, node.value.values()), default=0)
    return 1 + max(map(_depth, node.value), default=0) if isinstance(node.value, list) else 0
