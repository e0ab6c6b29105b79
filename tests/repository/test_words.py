"""The catalogues of texts are those of the code, complete where a room is finished, and say every value."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any

import pytest

from house import ROOT, load

FINISHED = {
    "actions",
    "assess",
    "business_case",
    "cli",
    "country",
    "evidence",
    "files",
    "findings",
    "framework",
    "instruments",
    "interop",
    "measures",
    "measuring",
    "reports",
    "results",
    "schema",
    "scores",
    "web",
    "words",
    "workflow",
}
"""Rooms whose texts are all translated."""

VALUE = re.compile(r"\{(\w+)")
"""The names of values, those within a way of writing too."""


WORDS = load(ROOT / "scripts" / "words.py")
LANGUAGES = WORDS.languages()


@pytest.fixture(scope="module")
def catalogues() -> dict[str, Any]:
    """Language -> room -> its sentences. All of the code is read for it: where these tests run, and not before."""
    return {language: WORDS.catalogues_of(language) for language in LANGUAGES}


@pytest.fixture(autouse=True)
def _read_once(catalogues: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the code be read once for all tests here."""
    monkeypatch.setattr(WORDS, "catalogues_of", catalogues.__getitem__)


def test_languages_are_found() -> None:
    assert "es" in LANGUAGES
    assert set(WORDS.rooms()) >= FINISHED


def test_texts_within_texts_are_found_and_variables_are_no_calls(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        'first = Text("{names:list} are left", names=tuple(found) or (Text("none"),))\n'
        "shown = len(counted)\n"
        'last = check(Text("the last"), number)\n'
        'several = counted(number, "one row", "{number} rows")\n'
        'check_name(kind, Kind, "kind of row")\n'
        'values = Text("{low} to {high}"), Text("{low}")\n'
    )
    assert set(WORDS._ids_in(module)) == {
        "{names:list} are left",
        "none",
        "the last",
        ("one row", "{number} rows"),
        "kind of row",
        "{low} to {high}",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_what_make_words_writes(language: str) -> None:
    needed = WORDS.files_of(language)
    stale = [path.name for path, data in needed.items() if not path.exists() or path.read_bytes() != data]
    left = [path.name for path in (WORDS.CATALOGUES / language).glob("*.po") if path not in needed]
    assert (stale, left) == ([], []), "run make words"


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_finished_rooms_are_translated(language: str, catalogues: dict[str, Any]) -> None:
    assert [found for found in WORDS.open_texts(catalogues[language]) if found[0] in FINISHED] == []


def _values(text: str) -> set[str]:
    return set(VALUE.findall(text))


def _faults(id: str | tuple[str, ...], strings: tuple[str, ...]) -> list[str]:
    """Return what is wrong with a translation: values that are missing or not there, and braces that do not close."""
    ids = (id,) if isinstance(id, str) else id
    needed = set.union(*map(_values, ids))
    faults = []
    for own, other in zip(ids if len(ids) == len(strings) else ids[-1:] * len(strings), strings, strict=True):
        try:
            list(string.Formatter().parse(other))
        except ValueError as error:
            faults.append(f"{other}: {error}")
        # One alone need not be said in figures.
        faults += [f"{other}: without {name}" for name in _values(own) - _values(other) - {"number"}]
        faults += [f"{other}: there is no {name}" for name in _values(other) - needed]
    return faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_say_every_value_and_no_other(language: str, catalogues: dict[str, Any]) -> None:
    translated = [
        (message.id, message.string)
        for found in catalogues[language].values()
        for message in found
        if message.id and WORDS.is_translated(message)
    ]
    assert translated
    assert [
        fault for id, found in translated for fault in _faults(id, (found,) if isinstance(found, str) else tuple(found))
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_translated_alike_in_all_rooms_and_frameworks(language: str) -> None:
    said: dict[object, set[object]] = {}
    for path in sorted((WORDS.CATALOGUES / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in WORDS.read_po(stream):
                if message.id and WORDS.is_translated(message):
                    said.setdefault(message.id, set()).add(message.string)
    for found in WORDS.framework_catalogues(language).values():
        for message in found:
            if message.id and message.string:
                said.setdefault(message.id, set()).add(message.string)
    assert said
    assert {id: found for id, found in said.items() if len(found) > 1} == {}


def test_faults_are_found() -> None:
    assert _faults("{a:count} rows", ("{a:count} filas",)) == []
    assert _faults("{a} to {b:fixed{c}}", ("de {a} a {b:fixed{c}}",)) == []
    assert _faults("{a} rows", ("filas",)) == ["filas: without a"]
    assert _faults("{a} rows", ("{a} de {b} filas",)) == ["{a} de {b} filas: there is no b"]
    assert _faults(("one of {b}", "{number} of {b}"), ("una de {b}", "{number} de {b}")) == []
    assert _faults("{a} rows", ("{a filas",))[0].startswith("{a filas: ")


def _one_word(glossary: str) -> list[tuple[str, list[str], list[str]]]:
    """Return the rows of the glossary's last table: the terms, and the words that are not used for them."""
    rows = [line.strip("|").split("|") for line in glossary.split("## In Spanish")[1].splitlines() if line[:2] == "| "]
    return [(cells[0].strip(), _names(cells[0]), _names(cells[2])) for cells in rows[1:]]


def _names(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(",")]


def _says(text: str, words: list[str]) -> bool:
    # A name between braces or backquotes is no word of the sentence.
    said = re.sub(r"\{[^}]*\}|`[^`]*`", " ", text)
    return bool(re.search(rf"(?<![\w-])({'|'.join(map(re.escape, words))})(?![\w-])", said, re.IGNORECASE))


def _otherwise(rows: list[tuple[str, list[str], list[str]]], texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return each term and sentence in which another word stands for it."""
    return [(of, said) for of, terms, other in rows for id, said in texts if _says(id, terms) and _says(said, other)]


def test_an_idea_has_one_word_in_spanish(catalogues: dict[str, Any]) -> None:
    rows = _one_word((ROOT / "GLOSSARY.md").read_text(encoding="utf-8"))
    texts = [
        (" ".join(one.id) if one.pluralizable else one.id, said)
        for catalogue in catalogues["es"].values()
        for one in catalogue
        if one.id
        for said in (one.string if one.pluralizable else [one.string])
    ]
    assert [of for of, terms, _ in rows if not any(_says(id, terms) for id, _ in texts)] == []
    assert _otherwise(rows, texts) == []


def test_a_second_word_for_an_idea_is_found() -> None:
    rows = _one_word("# G\n\n## In Spanish\n\n| term | es | not |\n|---|---|---|\n| agency, agencies | o | entidad |\n")
    texts = [("The agency", "La Entidad"), ("the agency", "identidad {entidad} `entidad`"), ("one", "entidad")]
    assert _otherwise(rows, texts) == [("agency, agencies", "La Entidad")]
