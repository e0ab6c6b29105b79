"""What users can run or cite has its page, and the changelog and the glossary are kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click

import publicvalue
from house import ROOT, load
from publicvalue.cli.main import main
from publicvalue.measures.definitions import DEFINITIONS, FILES

REFERENCE = ROOT / "docs" / "reference"


def _commands(command: click.Command, name: str) -> Iterator[str]:
    """Every command below this one that does something, as it is typed."""
    if isinstance(command, click.Group):
        for word, child in command.commands.items():
            yield from _commands(child, f"{name} {word}")
    else:
        yield name


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _defining_modules() -> list[Path]:
    """Modules of measures that state a definition."""
    files = (ROOT / "src" / "publicvalue" / "measures").rglob("*.py")
    return sorted(file for file in files if re.search(r"^DEFINITION\b", file.read_text(encoding="utf-8"), re.MULTILINE))


def _terms(glossary: str) -> list[str]:
    """The terms of a glossary: the bold words that open a line, a list item or a table row."""
    return re.findall(r"^(?:[-*] |\| )?\*\*(.+?)\*\*", glossary, flags=re.MULTILINE)


def test_documentation_has_a_page_for_each_measure() -> None:
    missing = [id for id in DEFINITIONS if not (REFERENCE / "measures" / f"{id}.md").is_file()]
    assert missing == []


def test_documentation_lists_each_measure_file() -> None:
    measures = ROOT / "src" / "publicvalue" / "measures"
    assert _defining_modules() == sorted(measures / f"{file.replace('.', '/')}.py" for file in FILES.values())


def test_documentation_pages_made_from_the_code_are_up_to_date() -> None:
    docs = load(ROOT / "scripts" / "docs.py")
    stale = [
        name.as_posix()
        for name, text in docs.pages().items()
        if not docs.is_written_by_hand(REFERENCE / name) and _text(REFERENCE / name) != text
    ]
    assert stale == [], "Run: make docs"


def test_documentation_schema_of_results_changes_with_the_number_of_its_format_alone() -> None:
    docs = load(ROOT / "scripts" / "docs.py")
    pinned, made = _text(docs.SCHEMA), docs.schema_text()
    assert docs.format_is_kept(pinned, made), docs.RAISE_FORMAT
    assert pinned == made, "Run: make docs"


def test_documentation_schema_with_another_shape_needs_another_number() -> None:
    docs = load(ROOT / "scripts" / "docs.py")
    pinned = json.dumps({"$id": "urn:publicvalue:results:2", "required": ["a"]})
    assert docs.format_is_kept("", pinned)
    assert docs.format_is_kept(pinned, pinned)
    assert docs.format_is_kept(pinned, json.dumps({"$id": "urn:publicvalue:results:3", "required": ["b"]}))
    assert not docs.format_is_kept(pinned, json.dumps({"$id": "urn:publicvalue:results:2", "required": ["b"]}))


def test_documentation_schema_is_the_same_after_a_class_moved_to_another_module() -> None:
    docs = load(ROOT / "scripts" / "docs.py")

    def schema(module: str, **shape: str) -> str:
        return json.dumps({"$id": "f:2", "$defs": {f"publicvalue__{module}__Interval": shape, "A": {}}})

    assert docs.format_is_kept(schema("a__b", type="object"), schema("c", type="object"))
    assert not docs.format_is_kept(schema("a__b", type="object"), schema("c", type="array"))


def test_documentation_has_no_page_for_a_measure_that_is_gone() -> None:
    pages = {page.stem for page in (REFERENCE / "measures").glob("*.md")} - {"index", "README"}
    assert sorted(pages - set(DEFINITIONS)) == []


def test_documentation_names_each_command() -> None:
    page = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    assert [command for command in _commands(main, "publicvalue") if command not in page] == []


def test_documentation_changelog_has_the_coming_or_the_current_version() -> None:
    headings = re.findall(r"^## \[?([^\]\s]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {"Unreleased", publicvalue.__version__} & set(headings) != set()


def test_documentation_glossary_is_sorted() -> None:
    terms = _terms((ROOT / "GLOSSARY.md").read_text(encoding="utf-8"))
    assert terms != []
    assert terms == sorted(terms, key=str.casefold)


def test_documentation_terms_are_found_in_each_form() -> None:
    assert _terms("# G\n\n**Answer**: one\n- **Bound** two\n| **Cell** | **three** |\ntext **not this**\n") == [
        "Answer",
        "Bound",
        "Cell",
    ]
