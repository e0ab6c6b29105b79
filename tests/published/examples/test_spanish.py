"""A whole assessment in Spanish: no English sentence of ours stands in its report, its tables or on the terminal."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from examples import EXAMPLES, outcome
from house import ROOT, load
from publicvalue.cli.main import main
from publicvalue.framework.texts import framework_texts
from publicvalue.reports.system.every_table import every_table
from publicvalue.reports.system.html import render_html
from publicvalue.reports.system.terminal import render_summary
from publicvalue.reports.table import csv_text
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.languages import language_of

NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/assessment.yaml"))
SPANISH = language_of("es")
SCRIPT = load(ROOT / "scripts" / "words.py")
VALUE = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
LEAST_WORDS = 4
"""Words from which a part of a text is told from words that somebody else wrote."""


def squeezed(text: str) -> str:
    """Return text without tags, with single blanks: lines are broken anywhere."""
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


@cache
def own_parts(*, translated: bool = True, least: int = LEAST_WORDS) -> tuple[str, ...]:
    """Return every part of a text of the product that stands between values and is not so in Spanish.

    Parameters
    ----------
    translated
        Those of texts that are translated, or of the others; `tests/repository/test_words.py` says which must be.
    least
        Words of the shortest part.
    """
    found: set[str] = set()
    for catalogue in SCRIPT.catalogues_of("es").values():
        for message in catalogue:
            if SCRIPT.is_translated(message) != translated:
                continue
            ids = (message.id,) if isinstance(message.id, str) else message.id
            spanish = " ".join((message.string,) if isinstance(message.string, str) else message.string or ())
            parts = (" ".join(part.split()) for id in ids for part in VALUE.split(id))
            found |= {part for part in parts if len(part.split()) >= least and part not in spanish}
    return tuple(sorted(found))


def others_words(name: str) -> str:
    """Return what others wrote: the assessment's files, and the framework's texts, of which some are not translated."""
    folder = EXAMPLES / name
    texts = [path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in (".yaml", ".csv")]
    return squeezed(" ".join((*texts, *(one.text for one in framework_texts(outcome(name).framework)))))


def english_in(text: str, name: str) -> list[str]:
    shown, others = squeezed(text), others_words(name)
    return [part for part in own_parts() if part in shown and part not in others]


def shown_in(result: AssessmentResult, language: Language) -> dict[str, str]:
    """Return all that is shown of an assessment."""
    tables = "\n".join(csv_text(table, language) for table in every_table(result).values())
    return {
        "report": render_html(result, None, language),
        "terminal": render_summary(result, 80, language),
        "tables": tables,
    }


@pytest.fixture(scope="module", params=NAMES)
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_parts_of_texts_are_found() -> None:
    assert len(own_parts()) > 1_000
    assert len(NAMES) > 3
    assert len(english_in(shown_in(outcome(NAMES[0]), ENGLISH)["report"], NAMES[0])) > 3


@pytest.mark.parametrize("part", ["report", "terminal", "tables"])
def test_no_english_sentence_is_shown(example: str, part: str) -> None:
    assert english_in(shown_in(outcome(example), SPANISH)[part], example) == []


def headings(page: str) -> Iterator[str]:
    for tag in ("h1", "h2", "h3", "h4", "h5", "th", "caption", "summary", "title", "dt", "figcaption"):
        for found in re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, flags=re.DOTALL):
            yield squeezed(found)


SAME = frozenset({"control", "data", "error", "indicator", "final", "n", "id", "sha-256", "csv"})
"""Words that are the same in both languages, or names."""


def _joined(text: str) -> str:
    """Return text as it stands in files: keys are shown with blanks, and long words may break behind a hyphen."""
    return re.sub(r"[_\s-]+", " ", text)


def test_every_heading_is_in_spanish(example: str) -> None:
    pages = {language.code: shown_in(outcome(example), language)["report"] for language in (ENGLISH, SPANISH)}
    english, spanish = (list(headings(pages[code])) for code in ("en", "es"))
    assert len(english) == len(spanish) > 20
    others = _joined(others_words(example).lower())
    open_parts = [part.lower() for part in own_parts(translated=False, least=1) if re.search("[A-Za-z]{3}", part)]
    both = {one.lower() for one in english if re.search("[A-Za-z]{3}", one)} & {one.lower() for one in spanish}
    said = {one.lstrip("0123456789 ") for one in both} - SAME
    assert (
        sorted(one for one in said if _joined(one) not in others and not any(part in one for part in open_parts)) == []
    )


def test_html_names_its_language(example: str) -> None:
    assert '<html lang="es"' in shown_in(outcome(example), SPANISH)["report"]


def test_problems_of_a_broken_folder_are_in_spanish(tmp_path: Path) -> None:
    name = "food-inspections"
    text = (EXAMPLES / name / "assessment.yaml").read_text("utf-8")
    text = text.replace("draws:", "drawn:").replace("framework: public-value/1.0", "framework: public-value/9.0")
    (tmp_path / "assessment.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "evidence").mkdir()
    result = CliRunner().invoke(main, ["--lang", "es", "check", str(tmp_path)])
    assert result.exit_code == 2
    assert "se esperaba" in result.output
    assert english_in(result.output, name) == []
