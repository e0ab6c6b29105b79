"""Odd things that may stand where a value is expected, and the ways in which a tree of settings is spoilt with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

Tree = object
"""Dictionaries, lists, scalars, and `Raw` text."""
Path = tuple[object, ...]


@dataclass(frozen=True)
class Raw:
    """YAML that is written as it stands."""

    text: str


@dataclass(frozen=True)
class Spoilt:
    """One change: of which node, in which way, with what."""

    place: int
    way: str
    text: str


NOTHING = ("~", "''", "' '", "[]", "{}", "[~]", "{a: ~}", "[[]]")
NUMBERS = (
    "0",
    "-1",
    "1.5",
    "010",
    "1_000",
    "0x1F",
    "1e400",
    "1e-320",
    "-0.0",
    ".nan",
    ".inf",
    "-.inf",
    "9" * 400,
    "9" * 5_000,
    "9007199254740993",
    "1" + "0" * 30,
)
TEXTS = (
    "true",
    "NO",
    "12:30",
    "2024-02-30",
    "2024-01-01",
    "0001-01-01",
    "'%Y-%m'",
    "'%'",
    '"\'; DROP TABLE t; --"',
    '"\\"x"',
    "é",
    "'ﬁ́'",
    "a b",
    "value",
    "group",
    "count",
    "'a,b'",
    "'*'",
    "'{}'",
    "'[x'",
    "'$HOME'",
    "'a\n\n b'",
    "x" * 3_000,
    '"\\0"',
    '"a\\0b"',
    '"\\e[31m"',
    '"\\uD800"',
    '"\\u202e"',
)
PATHS = (
    "../x.csv",
    "/etc/passwd",
    ".",
    "..",
    "evidence",
    "evidence/",
    "'evidence/*.csv'",
    "a/b/c.csv",
    "/dev/null",
)
TREES = (
    "[a, b]",
    "{a: b}",
    "[1, [2, {x: 3}]]",
    "{a: {b: {c: 1}}}",
    "[" * 30 + "]" * 30,
    "[" * 300 + "]" * 300,
    "{a: " * 60 + "1" + "}" * 60,
    "[" + "x, " * 500 + "x]",
)
YAML = (
    "!!timestamp foo",
    "!!int ''",
    "!!int x",
    "!!float x",
    "!!binary x",
    "!!null x",
    "!!bool x",
    "!!set {a}",
    "!!omap [a: 1]",
    "!!python/name:os.system x",
    "!x y",
    "*nowhere",
    "&a [*a]",
    "&b {x: *b}",
    "{<<: {a: 1}}",
    "{? [a] : b}",
    "{a: 1, a: 2}",
    "=",
)
CELLS = (
    "",
    " ",
    "NA",
    "-1",
    "9" * 400,
    "1e308",
    "-1e308",
    "1e-320",
    "inf",
    "nan",
    "NaN",
    "1.0",
    "1_000",
    "0x1F",
    "1/2",
    "50 %",
    "12:30",
    "9999-12-31",
    "0001-01-01",
    "2024-02-30",
    "2024-03-05T10:00:00+99:00",
    "31/12/2024",
    "é",
    "\u202e",
    "\x1b[31m",
    "=1+1",
    "x" * 3_000,
    "true",
    "''",
    "a b",
    "1;2",
)
VALUES = (*NOTHING, *NUMBERS, *TEXTS, *PATHS, *TREES, *YAML)
WAYS = ("set", "set", "set", "set", "drop", "twice", "in a list", "in a group", "another", "rename")

spoils = st.builds(Spoilt, place=st.integers(0, 400), way=st.sampled_from(WAYS), text=st.sampled_from(VALUES))


def paths_of(tree: Tree, path: Path = ()) -> Iterator[Path]:
    """Yield the way to every node below the root."""
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from paths_of(child, (*path, key))


def spoil(tree: Tree, changes: Sequence[Spoilt]) -> Tree:
    """Return a copy of a tree with the changes, one after the other."""
    for change in changes:
        paths = list(paths_of(tree))
        if paths:
            tree = _changed(tree, paths[change.place % len(paths)], change, tree)
    return tree


def _changed(tree: Tree, path: Path, change: Spoilt, whole: Tree) -> Tree:
    copy = dict(tree) if isinstance(tree, dict) else list(tree)  # type: ignore[call-overload]
    key = path[0]
    if len(path) > 1:
        copy[key] = _changed(copy[key], path[1:], change, whole)
        return copy
    if change.way == "drop":
        del copy[key]
    elif change.way == "twice":
        return [*copy, copy[key]] if isinstance(copy, list) else {**copy, Raw(str(key)): copy[key]}
    elif change.way == "rename" and isinstance(copy, dict):
        return {(Raw(change.text) if name == key else name): value for name, value in copy.items()}
    else:
        copy[key] = _instead(copy[key], change, whole)
    return copy


def _instead(value: Tree, change: Spoilt, whole: Tree) -> Tree:
    """Return what stands in a value's place: odd text, the value within another, or a value from elsewhere."""
    if change.way == "in a list":
        return [value]
    if change.way == "in a group":
        return {"a": value}
    if change.way == "another":
        paths = list(paths_of(whole))
        return _at(whole, paths[change.place * 7 % len(paths)])
    return Raw(change.text)


def _at(tree: Tree, path: Path) -> Tree:
    for key in path:
        tree = tree[key]  # type: ignore[index]
    return tree


def as_yaml(tree: Tree) -> str:
    """Write a tree as YAML in brackets."""
    if isinstance(tree, Raw):
        return tree.text
    if isinstance(tree, dict):
        return "{" + ",\n ".join(f"{_name(key)}: {as_yaml(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(as_yaml, tree)) + "]"
    return json.dumps(str(tree) if not isinstance(tree, bool | int | float) else tree, ensure_ascii=False)


def _name(key: object) -> str:
    return key.text if isinstance(key, Raw) else json.dumps(str(key))


def as_written(tree: Tree) -> Tree:
    """Return a tree whose texts stand as a file had them, without quotes where they need none."""
    if isinstance(tree, dict):
        return {key: as_written(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [as_written(value) for value in tree]
    try:
        return float(tree) if "." in str(tree) else int(str(tree))
    except ValueError:
        return {"true": True, "false": False}.get(str(tree), tree)


JSON_VALUES = (
    "null",
    "true",
    "0",
    "-1",
    "3",
    "98.7",
    "1e400",
    "-0.0",
    "NaN",
    "Infinity",
    "9" * 400,
    '""',
    '"x"',
    '"98.7"',
    '"yes"',
    '"0.0.1"',
    '"2024-02-30"',
    '"../x"',
    '"/etc/passwd"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\u001b[2KReproduced"',
    f'"{"0" * 64}"',
    f'"hmac-{"0" * 64}"',
    "[]",
    "{}",
    "[null]",
    '{"a": 1, "a": 2}',
    "[" * 300 + "]" * 300,
)
json_spoils = st.lists(
    st.builds(Spoilt, place=st.integers(0, 20_000), way=st.sampled_from(WAYS), text=st.sampled_from(JSON_VALUES)),
    min_size=1,
    max_size=3,
)


def as_json(tree: Tree) -> str:
    """Write a tree as JSON, odd values as they stand."""
    if isinstance(tree, Raw):
        return tree.text
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{_key(key)}: {as_json(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(as_json, tree)) + "]"
    return json.dumps(tree)


def _key(key: object) -> str:
    text = key.text if isinstance(key, Raw) else str(key)
    return text if text.startswith('"') else json.dumps(text)


damages = st.lists(
    st.tuples(
        st.integers(0, 10**6), st.integers(0, 6), st.binary(max_size=4) | st.sampled_from((b"\0" * 8, b"9" * 30))
    ),
    min_size=1,
    max_size=4,
)
"""Places in bytes, how many are taken away there, and what is put in."""


def damaged(content: bytes, changes: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Return bytes that were changed in some places."""
    for place, away, put in changes:
        at = place % (len(content) + 1)
        content = content[:at] + put + content[at + away :]
    return content
