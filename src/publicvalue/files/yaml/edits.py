"""Change single values in the text of a YAML file: comments, order and layout of all else stay as they are.

After each change the whole is read again and compared with what it must say now; where that differs, the change is
refused with its place, and nothing is written.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

import yaml

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.yaml.scalars import read_scalar
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.instruments.appraisal.record import Edit, ListEntry
from publicvalue.instruments.appraisal.written import number_text
from publicvalue.schema.node import plain
from publicvalue.words.text import Text

PLAIN = re.compile(r"[^\W_][\w./() +-]*")
"""Texts that need no quotation marks, unless they would be read as another kind of value."""
INDENT = 2

Step = str | ListEntry
Data = Any


def apply_edits(text: str, edits: Iterable[Edit], file: str) -> str:
    """Return the text after the edits.

    Parameters
    ----------
    text
        YAML that can be read; a mapping.
    edits
        Values at places; an empty value (None) takes away what stands there, and what would be left empty above it.
    file
        How messages call the file.

    Raises
    ------
    InputError
        When the text is no YAML, or a change cannot be made without touching something else.
    """
    for edit in edits:
        text = _edited(text if text.endswith("\n") or not text else f"{text}\n", edit, file)
    return text


def _edited(text: str, edit: Edit, file: str) -> str:
    before = plain(parse_yaml(text, file)) if text.strip() else {}
    expected = expected_after(before, edit)
    if expected == before:
        return text
    root = yaml.compose(text, Loader=yaml.SafeLoader) if text.strip() else None
    path = list(edit.path)
    if edit.value is None:
        changed = _without(text, root, _widest_empty(before, path))
    else:
        changed = _with(text, root, path, edit.value)
    if changed is None or _read(changed, file) != expected:
        raise _refusal(root, path, edit, file)
    return changed


def _read(text: str, file: str) -> object:
    try:
        return plain(parse_yaml(text, file)) if text.strip() else {}
    except InputError:
        return None


def _refusal(root: yaml.Node | None, path: Sequence[Step], edit: Edit, file: str) -> InputError:
    node: yaml.Node | None = root
    line = None
    for step in path:
        found = _find(node, step)
        if found is None:
            break
        node, line = found[1], found[0].start_mark.line + 1
    name = ".".join(step if isinstance(step, str) else next(iter(step.known_by.values())) for step in path)
    what = Text("{name:quoted} cannot be changed without touching what stands beside it", name=name)
    do = Text("write it by hand: {value}", value=_flow(edit.value) if edit.value is not None else "-")
    return InputError([Problem(Place(file, line), what, Text("a value of its own line"), do)])


# ---- what the data are after an edit


def expected_after(data: Data, edit: Edit) -> Data:
    """Return plain data after an edit; what would be left empty is taken away."""
    data = copy.deepcopy(data) if data else {}
    path = list(edit.path)
    if edit.value is None:
        path = _widest_empty(data, path)
    parent = data
    for place, step in enumerate(path[:-1]):
        child = _child(parent, step)
        if child in (None, "", [], {}):
            if edit.value is None:
                return data
            empty: Data = [] if isinstance(path[place + 1], ListEntry) else {}
            parent[step] = empty
            child = empty
        parent = child
    _put(parent, path[-1], edit.value)
    return data


def _child(parent: Data, step: Step) -> Data:
    if isinstance(step, ListEntry):
        return next((one for one in parent if _is_known(one, step)), None) if isinstance(parent, list) else None
    return parent.get(step) if isinstance(parent, dict) else None


def _is_known(entry: object, item: ListEntry) -> bool:
    return isinstance(entry, dict) and all(entry.get(key) == value for key, value in item.known_by.items())


def _put(parent: Data, step: Step, value: object) -> None:
    if isinstance(step, ListEntry):
        kept = [one for one in parent if not _is_known(one, step)] if isinstance(parent, list) else []
        parent[:] = kept if value is None else [*kept, value]
    elif value is None:
        parent.pop(step, None)
    else:
        parent[step] = value


def _widest_empty(data: Data, path: Sequence[Step]) -> list[Step]:
    """Return the place highest up that holds nothing but what is taken away."""
    parents = [data]
    for step in path[:-1]:
        parents.append(_child(parents[-1], step))
    cut = len(path)
    while cut > 1 and isinstance(parents[cut - 1], list | dict) and len(parents[cut - 1]) == 1:
        if _child(parents[cut - 1], path[cut - 1]) is None or isinstance(path[cut - 2], ListEntry):
            break
        cut -= 1
    return list(path[:cut])


# ---- the text


Found = tuple[yaml.Node, yaml.Node]
"""Where a value begins (its key, or itself in a list), and the value."""


def _find(node: yaml.Node | None, step: Step) -> Found | None:
    if isinstance(step, ListEntry):
        for one in node.value if isinstance(node, yaml.SequenceNode) else ():
            held = {key.value: value.value for key, value in one.value} if isinstance(one, yaml.MappingNode) else {}
            if all(held.get(key) == value for key, value in step.known_by.items()):
                return one, one
        return None
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == step:
            return key, value
    return None


def _with(text: str, root: yaml.Node | None, path: list[Step], value: object) -> str | None:
    if root is None:
        return text + "".join(f"{line}\n" for line in block_lines(_nested(path, value)))
    node = root
    for place, step in enumerate(path):
        found = _find(node, step)
        if found is None:
            return _inserted(text, node, _nested(path[place:], value))
        node = found[1]
        if _is_empty(node) and place + 1 < len(path):
            return _filled(text, found, _nested(path[place + 1 :], value))
    return _replaced(text, node, value)


def _nested(path: Sequence[Step], value: object) -> object:
    """Return a value within what stands above it on its path."""
    for step in reversed(path):
        value = [value] if isinstance(step, ListEntry) else {step: value}
    return value


def _is_empty(node: yaml.Node) -> bool:
    return node.value in ([], "", "~", "null", "Null", "NULL") and getattr(node, "style", None) in (None, "")


def _replaced(text: str, node: yaml.Node, value: object) -> str | None:
    if not isinstance(node, yaml.ScalarNode):
        return None
    start, end = node.start_mark.index, node.end_mark.index
    # A block of text ends where the next line begins.
    tail = "\n" if text[start:end].endswith("\n") else ""
    lead = " " if start and text[start - 1] == ":" else ""
    return f"{text[:start]}{lead}{_flow(value)}{tail}{text[end:]}"


def _filled(text: str, found: Found, value: object) -> str:
    """Put something in place of nothing: `key:`, `key: {}`, `key: []`."""
    key, node = found
    lines = text.splitlines(keepends=True)
    mark = node.start_mark
    line = lines[mark.line]
    end = node.end_mark.column if node.end_mark.line == mark.line else len(line.rstrip("\n"))
    lines[mark.line] = (line[: mark.column].rstrip() + " " + line[end:].strip()).rstrip() + "\n"
    body = block_lines(value, key.start_mark.column + INDENT)
    lines[mark.line + 1 : mark.line + 1] = [f"{one}\n" for one in body]
    return "".join(lines)


def _inserted(text: str, node: yaml.Node, value: object) -> str | None:
    """Add an entry to a mapping or a list that holds others."""
    wanted: type = yaml.SequenceNode if isinstance(value, list) else yaml.MappingNode
    if not isinstance(node, wanted):
        return None
    node = cast(yaml.CollectionNode, node)
    if node.flow_style:
        at = node.end_mark.index - 1
        inner = _flow(value)[1:-1]
        return f"{text[:at].rstrip()}{', ' if node.value else ''}{inner}{text[at:]}"
    lines = text.splitlines(keepends=True)
    at = end_line(node, lines)
    lines[at:at] = [f"{one}\n" for one in block_lines(value, node.start_mark.column)]
    return "".join(lines)


def end_line(node: yaml.Node, lines: Sequence[str]) -> int:
    """Return the number of the line after a node, counted from 0, without blank lines behind it."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return end_line(last[1] if isinstance(last, tuple) else last, lines)
    line = node.end_mark.line + (1 if node.end_mark.column else 0)
    while line > node.start_mark.line + 1 and not lines[line - 1].strip():
        line -= 1
    return int(line)


def _without(text: str, root: yaml.Node | None, path: Sequence[Step]) -> str | None:
    node, parent, found = root, root, None
    for step in path:
        found = _find(node, step)
        if found is None:
            return text
        parent, node = node, found[1]
    if found is None or not isinstance(parent, yaml.CollectionNode):
        return None
    begin, value = found
    if parent.flow_style:
        return _without_in_brackets(text, begin.start_mark.index, value.end_mark.index)
    lines = text.splitlines(keepends=True)
    del lines[begin.start_mark.line : end_line(value, lines)]
    return "".join(lines)


def _without_in_brackets(text: str, start: int, end: int) -> str:
    after = re.match(r"\s*,\s*", text[end:])
    if after:
        return text[:start] + text[end + after.end() :]
    return text[:start].rstrip().removesuffix(",").rstrip() + text[end:]


# ---- values as text


def block_lines(value: object, indent: int = 0) -> list[str]:
    """Return a mapping or a list as lines, indented."""
    blank = " " * indent
    if isinstance(value, list):
        found = []
        for entry in value:
            first, *rest = block_lines(entry, indent + INDENT)
            found += [f"{blank}- {first.strip()}", *rest]
        return found
    found = []
    for key, one in cast(dict[str, object], value).items():
        # A list of plain values stands on one line.
        if (isinstance(one, dict) and one) or (isinstance(one, list) and any(isinstance(entry, dict) for entry in one)):
            found += [f"{blank}{_flow(key)}:", *block_lines(one, indent + INDENT)]
        else:
            found.append(f"{blank}{_flow(key)}: {_flow(one)}")
    return found


def _flow(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    text = str(value)
    is_text = isinstance(read_scalar(text), str)
    return text if PLAIN.fullmatch(text) and text == text.strip() and is_text else json.dumps(text, ensure_ascii=False)
