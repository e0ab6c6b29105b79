"""YAML is read with its lines; broken files give one clear message."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from publicvalue.errors import InputError
from publicvalue.files.yaml.tree import parse_yaml, read_yaml
from publicvalue.schema.node import plain


def message(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_yaml(text, "a.yaml")
    return str(caught.value)


def test_values_know_their_lines() -> None:
    node = parse_yaml("a: 1\nb:\n  - x\n  - {c: true}\n", "a.yaml")
    assert plain(node) == {"a": 1, "b": ["x", {"c": True}]}
    b = node.get("b")
    assert b is not None
    assert [child.place.line for child in b.items()] == [3, 4]


def test_key_that_stands_twice() -> None:
    assert message("a: 1\nb: 2\na: 3\n") == (
        "a.yaml, line 3, a: 'a' stands twice here; the first is on line 1\n"
        "    expected: each name once\n    do: remove one of them"
    )


@pytest.mark.parametrize("text", ["a: [1\nb: 2", "a: b: c", "\t- x", "a: !!python/name:os.system x"])
def test_broken_yaml_names_its_line(text: str) -> None:
    found = message(text)
    assert found.startswith("a.yaml, line ")
    assert "Traceback" not in found


def test_empty_file() -> None:
    assert message("# nothing\n").startswith("a.yaml: the file is empty")


def test_aliases_that_unfold_without_end() -> None:
    text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "the file holds more than 200,000 values" in message(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: !!timestamp foo", "a.yaml, line 1: the tag '!!timestamp' stands before a value"),
        ("a: !!int ''", "a.yaml, line 1: the tag '!!int' stands before a value"),
        ("a: !!binary x", "a.yaml, line 1: the tag '!!binary' stands before a value"),
        ("a: !own x", "a.yaml, line 1: the tag '!own' stands before a value"),
        ("a: !!set {x}", "a.yaml, line 1: the tag '!!set' stands before a value"),
        ("[" * 100_000, "a.yaml, line 1: fields are nested more than 40 deep"),
        ("{a: " * 100_000, "a.yaml, line 1: fields are nested more than 40 deep"),
        ("- " * 100_000, "a.yaml, line 1: fields are nested more than 40 deep"),
        ("a: &a [*a]", "a.yaml, line 1: '*a' stands within itself"),
        ("a: *b", "a.yaml, line 1: '*b' points at nothing"),
        ("a: 1\n---\nb: 2", "a.yaml, line 2: a second document begins here"),
        ("? [a]\n: b", "a.yaml, line 1: a list, a group or an alias stands where a name must"),
        ('a: "x\\0y"', "a.yaml, line 1: the text holds a sign that cannot be seen"),
        ('a: "\\e[31m"', "a.yaml, line 1: the text holds a sign that cannot be seen"),
        ("a: \x00", "a.yaml, line 1: a sign stands here that no text holds"),
        ("a: [1\nb: 2", "a.yaml, line 2: this is not YAML: a bracket is not closed, or a comma is missing"),
    ],
)
def test_what_yaml_can_do_and_settings_must_not(text: str, found: str) -> None:
    assert message(text).startswith(found + "\n")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("10", 10),
        ("-3", -3),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("010", "010"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("0x1F", "0x1F"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("true", True),
        ("~", None),
        ("2024-02-29", datetime.date(2024, 2, 29)),
        ("2023-02-29", "2023-02-29"),
        ("2024-02-29 10:00", "2024-02-29 10:00"),
        ("'10'", "10"),
        ("!!str 10", "10"),
        ("9" * 301, "9" * 301),
    ],
)
def test_plain_scalars_are_few_kinds_and_stay_as_they_are_written(written: str, value: object) -> None:
    node = parse_yaml(f"a: {written}", "a.yaml").get("a")
    assert node is not None
    assert (node.value, node.written) == (value, written.removeprefix("!!str ").strip("'"))


def test_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: b\nc: Curaçao\n".encode("cp1252"))
    with pytest.raises(InputError) as caught:
        read_yaml(path, "a.yaml")
    assert str(caught.value) == (
        "a.yaml, line 2: the text is not UTF-8\n    expected: UTF-8\n    do: save the file as UTF-8 in your editor"
    )


def test_file_with_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert plain(read_yaml(path)) == {"a": 1}


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file does not exist"):
        read_yaml(tmp_path / "none.yaml")
