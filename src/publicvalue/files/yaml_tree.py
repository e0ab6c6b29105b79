"""Read YAML files into nodes that know their lines. Duplicate keys and broken syntax are problems, not surprises."""

from __future__ import annotations

from pathlib import Path

import yaml

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.node import Node

LIMIT = 5_000_000
"""Largest settings file, in bytes: no assessment or framework comes near it."""

MOST_NODES = 200_000
"""Most values in one file, aliases expanded: stops a small file that unfolds without end."""


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
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        what = f"this is not YAML: {error.problem or 'it cannot be read'}"
        do = "check the indentation, and put text that holds ': ' or begins with a special sign in quotes"
        raise InputError([Problem(Place(name, line), what, "YAML", do)]) from None
    except yaml.YAMLError as error:
        raise InputError(
            [
                Problem(
                    Place(name), f"this is not YAML: {error}", "YAML text in UTF-8", "save the file again as UTF-8 text"
                )
            ]
        ) from None
    if root is None:
        raise InputError(
            [Problem(Place(name), "the file is empty", "YAML", "`publicvalue new` writes a file to start from")]
        )
    problems: list[Problem] = [] if found is None else found
    node = _Builder(name, problems).node(root)
    if problems and found is None:
        raise InputError(problems)
    return node


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LIMIT:
            raise InputError(
                [
                    Problem(
                        Place(name),
                        f"the file has more than {LIMIT:,} bytes",
                        "a settings file",
                        "move data into evidence files",
                    )
                ]
            )
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError([Problem(Place(name), "the file does not exist", "", "check the path")]) from None
    except IsADirectoryError:
        raise InputError([Problem(Place(name), "this is a folder", "a YAML file", "name the file in it")]) from None
    except PermissionError:
        raise InputError([Problem(Place(name), "the file may not be read", "", "ask for read access to it")]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        do = "save the file as UTF-8 in your editor"
        raise InputError([Problem(Place(name, line), "the text is not UTF-8", "UTF-8", do)]) from None


class _Builder:
    """Builds nodes from composed YAML; plain scalars are converted by the loader's own rules."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self._name = name
        self._problems = problems
        self._scalars = yaml.SafeLoader("")
        self._depth = 0
        self._count = 0

    def node(self, raw: yaml.Node) -> Node:
        """Convert one YAML node, refusing nesting so deep that only an attack would have it."""
        place = Place(self._name, raw.start_mark.line + 1)
        self._count += 1
        if self._count > MOST_NODES:
            raise InputError(
                [
                    Problem(
                        place,
                        f"the file holds more than {MOST_NODES:,} values",
                        "a smaller file",
                        "move data into evidence files, and write aliases out",
                    )
                ]
            )
        self._depth += 1
        try:
            if self._depth > 40:
                self._problems.append(
                    Problem(place, "fields are nested more than 40 deep", "a flatter file", "take levels away")
                )
                return Node(None, place)
            if isinstance(raw, yaml.MappingNode):
                return Node(self._mapping(raw), place)
            if isinstance(raw, yaml.SequenceNode):
                return Node([self.node(child) for child in raw.value], place)
            return Node(self._scalar(raw, place), place)
        finally:
            self._depth -= 1

    def _scalar(self, raw: yaml.Node, place: Place) -> object:
        try:
            return self._scalars.construct_object(raw)
        except ValueError:
            # A date that no calendar has stays the text that stands there: its reader says what it wants.
            return raw.value
        except yaml.YAMLError as error:
            what = f"'{raw.value}' cannot be read ({getattr(error, 'problem', None) or error})"
            self._problems.append(Problem(place, what, "a plain value", "put it in quotes if it is text"))
            return None

    def _mapping(self, raw: yaml.MappingNode) -> dict[str, Node]:
        children: dict[str, Node] = {}
        for key, value in raw.value:
            name = str(key.value)
            if name in children:
                first = children[name].place.line
                place = Place(self._name, key.start_mark.line + 1, None, name)
                what = f"'{name}' stands twice here; the first is on line {first}"
                self._problems.append(Problem(place, what, "each name once", "remove one of them"))
                continue
            node = self.node(value)
            children[name] = Node(node.value, Place(self._name, key.start_mark.line + 1))
        return children
