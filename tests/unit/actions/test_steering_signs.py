"""Signs that steer a terminal or turn a text, and formulas, planted in every place of an input: none gets out."""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from openpyxl import load_workbook

from publicvalue.cli.main import main
from publicvalue.files.tables.sheet_files import workbook_bytes
from publicvalue.framework.written.text import DIRECTING
from publicvalue.instruments.forms.sheets import Sheet, Workbook
from publicvalue.reports.table import neutralise
from small_surveys import TRUST, folder_of

STEERING = "\x1b]8;;http://evil\x1b\\x\x1b[2J\x07\x08\x9b31m\u202eturned\u2066"
SIGNS = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{DIRECTING}]")
FORMULA = re.compile("[\\s\u200b\ufeff]*[=+@＝＋＠]")


def texts_of(report: Path) -> dict[str, str]:
    """Return all that a report holds, what the page offers for download and the bundle's members too."""
    found: dict[str, str] = {}
    for file in (path for path in report.rglob("*") if path.is_file()):
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                found |= {f"bundle: {name}": archive.read(name).decode() for name in archive.namelist()}
        else:
            found[file.name] = file.read_text(encoding="utf-8-sig")
    for place, inside in enumerate(re.findall(r";base64,([A-Za-z0-9+/=]+)", found["report.html"])):
        with suppress(UnicodeDecodeError):
            found[f"download {place}.csv"] = base64.b64decode(inside).decode()
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an assessment whose cells steer, and whose titles are formulas."""
    answer = {
        "indicator": TRUST,
        "evidence": "people",
        "columns": {"value": "trust", "stratum": "place"},
        "by": {"group": {"column": "sex"}},
    }
    trust = [1, 2, 3, 4, 5, 4, 3, 2, 2, 3] * 2
    place = [f"=cmd|' /C calc'!A0{STEERING}"] * 10 + ["\u200b=1+1"] * 10
    sex = [f"\u202ew{STEERING}"] * 10 + ['m;=1+1;"'] * 10
    table = {"trust": trust, "place": place, "sex": sex}
    folder = folder_of(tmp_path_factory.mktemp("signs") / "a", [answer], {"people": table})
    file = folder / "assessment.yaml"
    settings = yaml.safe_load(file.read_text())
    settings["assessment"]["title"] = "=1+1"
    settings["system"] |= {"name": "＝1+1", "organisation": "\u200b+1", "description": "@x"}
    settings["evidence"][0] |= {"title": "+1", "source": "=1"}
    file.write_text(yaml.safe_dump(settings, sort_keys=False))
    return folder


def test_what_stands_in_cells_steers_no_terminal_and_turns_no_text(folder: Path) -> None:
    for command in ([], ["explain", str(folder), TRUST], ["check", str(folder)]):
        found = CliRunner().invoke(main, command or ["assess", str(folder)])
        assert found.exit_code == 0, found.output
        assert SIGNS.findall(found.output) == []
    texts = texts_of(folder / "report")
    assert any("turned" in text for text in texts.values())
    assert {name: SIGNS.findall(text) for name, text in texts.items() if SIGNS.search(text)} == {}


def test_no_cell_of_a_table_is_run_as_a_formula(folder: Path) -> None:
    if not (folder / "report").exists():
        assert CliRunner().invoke(main, ["assess", str(folder)]).exit_code == 0
    tables = {name: text for name, text in texts_of(folder / "report").items() if name.endswith(".csv")}
    assert any("'=1+1" in text for text in tables.values())
    # A program that separates by another sign minds no quotation mark within what is then a cell.
    cells = {cell for text in tables.values() for cell in re.split("[;\t\r\n]", text.removeprefix("\ufeff"))}
    cells |= {cell for text in tables.values() for row in csv.reader(io.StringIO(text)) for cell in row}
    assert len(cells) > 100
    assert [cell for cell in cells if FORMULA.match(cell.lstrip('"'))] == []


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", *DIRECTING])
def test_settings_hold_no_sign_that_steers_or_turns(folder: Path, tmp_path: Path, sign: str) -> None:
    settings = yaml.safe_load((folder / "assessment.yaml").read_text())
    settings["assessment"]["title"] = f"Good{sign}daB"
    (tmp_path / "assessment.yaml").write_text(yaml.safe_dump(settings, sort_keys=False))
    found = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert found.exit_code == 2
    assert "the text holds a sign that cannot be seen" in found.output


@pytest.mark.parametrize(
    "text", ["=1", "\t1", "\u200b=1", "\ufeff@x", "\x1b=1", "\u202e=1", "＝1", "﹦1", " +1", "\x00-1"]
)
def test_text_that_would_be_a_formula_once_unseen_signs_are_gone_is_kept_a_text(text: str) -> None:
    assert neutralise(text).startswith("'")
    assert not SIGNS.search(neutralise(text))


def test_a_workbook_with_signs_that_steer_is_written_without_them() -> None:
    sheet = Sheet("page", ((f"=1{STEERING}",), ("plain",)))
    page = load_workbook(io.BytesIO(workbook_bytes(Workbook((sheet,)))))["page"]
    assert page["A1"].value == SIGNS.sub("", f"=1{STEERING}")
    assert page["A1"].data_type != "f"
    assert page["A1"].quotePrefix
