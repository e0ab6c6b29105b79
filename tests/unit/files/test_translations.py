"""A framework's own translations: out to a sheet, back from it, and spoken."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from publicvalue.actions.framework_texts import write_texts
from publicvalue.cli.main import main
from publicvalue.errors import EvidenceError, InputError
from publicvalue.files.frameworks import SHIPPED, load_framework
from publicvalue.files.translations import read_catalogue, speak_framework
from publicvalue.framework.texts import framework_texts
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

NAME = "public-value/1.0"
CATALOGUE = SHIPPED / NAME / "translations" / "es.po"


def test_texts_have_one_id_each_and_are_those_of_the_framework() -> None:
    texts = framework_texts(load_framework(NAME).framework)
    assert len({one.id for one in texts}) == len(texts) > 800
    assert texts[0].text == "Public value of artificial intelligence in government"
    assert {one.text for one in texts} >= {"Economic", "economic", "5 Randomised", "Randomised", "Benefit-cost ratio"}


@pytest.mark.parametrize("name", [NAME, "country-readiness/1.0"])
def test_a_shipped_catalogue_is_part_of_the_language(name: str) -> None:
    spanish = language_of("es")
    own = read_catalogue(SHIPPED / name / "translations" / "es.po")
    assert len(own) > 100
    assert {text: spanish.write(Text(text)) for text in own} == own


def test_titles_of_the_shipped_framework_are_all_translated() -> None:
    framework = load_framework(NAME).framework
    known = read_catalogue(CATALOGUE)
    titled = (*framework.dimensions, *framework.categories, *framework.stages, *framework.strengths)
    titled = (*titled, *framework.policies, *framework.components, *framework.indicators)
    rules = framework.verdict
    titled = (*titled, *rules.directions, *rules.claims, *rules.certainties)
    assert len(titled) > 120
    assert [one.title for one in titled if one.title not in known] == []


def test_a_sheet_goes_out_and_comes_back_as_it_was(tmp_path: Path) -> None:
    sheet, catalogue = tmp_path / "texts.xlsx", tmp_path / "es.po"
    done, all_texts = write_texts(NAME, "es", sheet)
    assert 1_000 < done <= all_texts
    assert write_texts(NAME, "es", catalogue, sheet) == (done, all_texts)
    assert catalogue.read_bytes() == CATALOGUE.read_bytes()


def _filled(tmp_path: Path, change: dict[str, tuple[int, str]]) -> Path:
    """Return a sheet in which a cell of the row with that id was changed: id -> column and value."""
    path = tmp_path / "texts.xlsx"
    write_texts(NAME, "es", path)
    book = load_workbook(path)
    for row in book["texts"].iter_rows():
        if row[0].value in change:
            column, value = change[str(row[0].value)]
            row[column].value = value
    book.save(path)
    return path


def test_what_is_wrong_in_a_sheet_is_told_by_row(tmp_path: Path) -> None:
    path = _filled(
        tmp_path,
        {
            "framework title": (0, "framework name"),
            "dimensions economic title": (1, "Economical"),
            "components economic.benefit.costs title": (2, "Gastos"),
        },
    )
    with pytest.raises(InputError) as refused:
        write_texts(NAME, "es", tmp_path / "es.po", path)
    told = {(one.place.row, one.place.field): one.what for one in refused.value.problems}
    assert told[2, "id"] == "the framework has no text 'framework name'"
    assert told[4, "en"] == "the text 'dimensions economic title' is another one in the framework"
    assert "'Costs' is translated in two ways" in told.values()
    assert len(told) == 3
    assert not (tmp_path / "es.po").exists()


def test_a_sheet_without_its_columns_or_no_sheet_is_refused(tmp_path: Path) -> None:
    path = _filled(tmp_path, {"id": (2, "fr")})
    with pytest.raises(EvidenceError, match="the sheet has no column es"):
        write_texts(NAME, "es", tmp_path / "es.po", path)
    with pytest.raises(InputError, match="there is no such file"):
        write_texts(NAME, "es", tmp_path / "es.po", tmp_path / "gone.xlsx")
    with pytest.raises(InputError, match=r"es\.csv is neither a sheet nor a catalogue"):
        write_texts(NAME, "es", tmp_path / "es.csv")
    path.write_bytes(b"no workbook")
    with pytest.raises(EvidenceError):
        write_texts(NAME, "es", tmp_path / "es.po", path)


EXTENSION = """\
extension:
  id: ours
  version: "1"
  title: Our own framework
  extends: public-value/1.0
  why: A test.
"""


def test_a_ministrys_own_sentences_are_spoken_from_beside_its_file(tmp_path: Path) -> None:
    own = tmp_path / "ours.yaml"
    own.write_text(EXTENSION)
    catalogue = tmp_path / "translations" / "es.po"
    write_texts(str(own), "es", catalogue)
    catalogue.write_text(
        catalogue.read_text().replace(
            'msgid "Our own framework"\nmsgstr ""', 'msgid "Our own framework"\nmsgstr "El nuestro"'
        )
    )
    spoken = speak_framework(language_of("es"), load_framework(str(own)))
    assert spoken.write(Text("Our own framework")) == "El nuestro"
    assert spoken.write(Text("Costs")) == "Costos"
    catalogue.write_text("no catalogue at all")
    with pytest.raises(InputError, match="this catalogue of translations cannot be read"):
        speak_framework(language_of("es"), load_framework(str(own)))


def test_the_command_says_how_much_is_translated(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["framework", "texts", NAME, "--to", "es", "--out", str(tmp_path / "t.xlsx")])
    assert result.exit_code == 0
    assert "texts are translated." in result.output
    refused = CliRunner().invoke(main, ["framework", "texts", NAME, "--to", "es", "--out", str(tmp_path / "t.txt")])
    assert refused.exit_code == 2
    assert "name the file so" in refused.output
