"""Bring the catalogues of texts up to date with the code, and compile them: run it by `make words`.

Every language has a file of sentences for each room, `src/publicvalue/words/catalogues/<language>/<room>.po`: new texts
are added to it without a translation, and those that the code no longer says are taken out. All files of a language are
compiled into `<language>.mo`, which the product reads. Prints what is not translated.
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from publicvalue.cli.main import main as command_line
from publicvalue.cli.terminal.help import first_context, help_texts

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "publicvalue"
CATALOGUES = PACKAGE / "words" / "catalogues"
MAKERS = {"Text": (0,), "phrase": (0,), "counted": (1, 2), "check_name": (2,)}
"""What makes a text, and the places of its arguments that are the ids."""

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plural}\\n"\n\n'
VALUES = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
"""Where the values of a text stand: a text of one value alone is the same in every language."""

QUOTED = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
SAID = re.compile(rf"{{%-?\s*say\s+{QUOTED}")
SAID_COUNTED = re.compile(rf"{{%-?\s*say_counted\s+\S+\s+{QUOTED}\s+{QUOTED}")

WRITTEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

Id = str | tuple[str, str]


def rooms() -> list[str]:
    return sorted({path.relative_to(PACKAGE).with_suffix("").parts[0] for path in PACKAGE.rglob("*.py")} - {"__init__"})


def ids_of(room: str) -> set[Id]:
    """Every text of a room: the rooms' modules, the pages of the reports, and the help of the commands."""
    found = {id for path in _sources(room) for id in _ids_in(path)}
    return found | set(help_texts(command_line, first_context(command_line))) if room == "cli" else found


def _sources(room: str) -> Iterator[Path]:
    module = PACKAGE / f"{room}.py"
    yield from [module] if module.exists() else sorted((PACKAGE / room).rglob("*.py"))
    yield from sorted((PACKAGE / room).rglob("*.j2"))
    yield from sorted((PACKAGE / room).rglob("templates/**/*.html")) if room == "web" else ()


def _ids_in(path: Path) -> Iterator[Id]:
    read = {".j2": _in_page, ".html": _in_template}.get(path.suffix, _in_module)
    for id in read(path):
        if _has_words(id) or len(VALUES.findall("".join(id))) > 1:
            yield id


def _in_page(path: Path) -> Iterator[Id]:
    for _, id, _, _ in extract_from_file("jinja2", path, keywords={"_": None}):
        yield tuple(id) if isinstance(id, tuple | list) else id


def _in_template(path: Path) -> Iterator[Id]:
    """The sentences of `{% say %}` and `{% say_counted %}`, as `web/language/templatetags/say.py` says them."""
    text = path.read_text(encoding="utf-8")
    yield from (literal(found) for found in SAID.findall(text))
    yield from ((literal(one), literal(many)) for one, many in SAID_COUNTED.findall(text))


def literal(quoted: str) -> str:
    """The text that stands between quotation marks in a template."""
    return re.sub(r"\\(.)", r"\1", quoted[1:-1])


def _in_module(path: Path) -> Iterator[Id]:
    # Babel's own reading of Python loses texts within texts, and takes a variable `counted` for a call.
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            given = [node.args[place] for place in MAKERS[node.func.id] if place < len(node.args)]
            ids = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if ids:
                yield ids[0] if len(ids) == 1 else (ids[0], ids[1])


def _has_words(id: Id) -> bool:
    return any(map(str.isalpha, VALUES.sub("", id if isinstance(id, str) else "".join(id))))


def languages() -> list[str]:
    return sorted({file.parent.name for file in CATALOGUES.glob("*/*.po")})


def known_sentences(language: str) -> Catalog:
    """Every translation that there is: a text that moves to another room keeps its own."""
    whole = _empty(language)
    for path in sorted((CATALOGUES / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if message.id and is_translated(message):
                    whole.add(message.id, message.string)
    return whole


def catalogue(language: str, room: str, known: Catalog) -> Catalog:
    """The room's sentences in a language: those of the code, with the translations that there are."""
    new = _empty(language)
    for id in sorted(ids_of(room), key=str):
        old = known.get(id[0] if isinstance(id, tuple) else id)
        fits = isinstance(old, Message) and isinstance(old.string, tuple) == isinstance(id, tuple)
        # Values alone stand as in English, unless a language orders them otherwise.
        new.add(id, old.string if old and fits else None if _has_words(id) else id)
    return new


def _empty(language: str) -> Catalog:
    # Without the time at which it is written: the same texts give the same files.
    found = Catalog(locale=language, header_comment="", fuzzy=False, creation_date=WRITTEN, revision_date=WRITTEN)
    if language == "es":
        # CLDR has a form of its own for whole millions, which nothing here needs.
        found._num_plurals, found._plural_expr = 2, "(n != 1)"  # noqa: SLF001 - there is no other way to say it
    return found


def text_of(found: Catalog) -> str:
    buffer = io.BytesIO()
    write_po(buffer, found, width=100, omit_header=True, sort_output=False)
    return HEADER.format(plural=found.plural_forms) + buffer.getvalue().decode()


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)


def framework_catalogues(language: str) -> dict[str, Catalog]:
    """The catalogues of the frameworks that are shipped: translators edit them by `publicvalue framework texts`."""
    found = {}
    for path in sorted((PACKAGE / "frameworks").glob(f"*/*/translations/{language}.po")):
        with path.open("rb") as stream:
            found["/".join(path.parts[-4:-2])] = read_po(stream)
    return found


def compiled(catalogues: dict[str, Catalog], language: str) -> bytes:
    """The language's compiled catalogue: what is translated in the rooms' catalogues, and in those of frameworks."""
    whole = _empty(language)
    for found in (*framework_catalogues(language).values(), *catalogues.values()):
        for message in found:
            if message.id and is_translated(message):
                whole.add(message.id, message.string)
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    return buffer.getvalue()


def open_texts(catalogues: dict[str, Catalog]) -> list[tuple[str, str]]:
    """Every text without translation, behind its room."""
    return [
        (room, message.id if isinstance(message.id, str) else message.id[0])
        for room, found in catalogues.items()
        for message in found
        if message.id and not is_translated(message)
    ]


def catalogues_of(language: str) -> dict[str, Catalog]:
    """Room -> its sentences in a language."""
    known = known_sentences(language)
    return {room: catalogue(language, room, known) for room in rooms()}


def files_of(language: str) -> dict[Path, bytes]:
    """Every file of a language, as it has to be."""
    catalogues = catalogues_of(language)
    texts = {
        CATALOGUES / language / f"{room}.po": text_of(found).encode()
        for room, found in catalogues.items()
        if len(found)
    }
    return texts | {CATALOGUES / f"{language}.mo": compiled(catalogues, language)}


def main() -> int:
    for language in languages():
        needed = files_of(language)
        for path in (CATALOGUES / language).glob("*.po"):
            if path not in needed:
                path.unlink()
        for path, data in needed.items():
            path.write_bytes(data)
        left = open_texts(catalogues_of(language))
        for room, text in left:
            print(f"{language}: not translated: {room}: {text}")
        print(f"{language}: {len(left)} texts without translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
