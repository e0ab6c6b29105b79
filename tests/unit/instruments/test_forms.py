"""Instruments as XLSForm, workbook and data: complete, accepted by pyxform without a warning, locked and harmless."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from publicvalue.actions.bringing.instruments import FORMATS, render_instruments, write_forms
from publicvalue.errors import InputError
from publicvalue.files.stores.folder import FolderStore
from publicvalue.files.tables.sheet_files import workbook_bytes
from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import LANGUAGES
from publicvalue.instruments.forms.sheets import Sheet, Workbook
from publicvalue.instruments.forms.version import instrument_version
from publicvalue.instruments.forms.web import render_web_form
from publicvalue.instruments.forms.workbook import render_workbook
from publicvalue.instruments.forms.xlsform import render_xlsform

AUDIENCES = ("citizens", "public_servants", "experts")
XFORMS = "{http://www.w3.org/2002/xforms}"


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("languages", [*((one,) for one in LANGUAGES), LANGUAGES])
def test_pyxform_converts_without_a_warning(
    framework: Framework, audience: str, languages: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / f"{audience}.xlsx"
    path.write_bytes(workbook_bytes(render_xlsform(framework, audience, languages)))
    converted = convert(xlsform=path, validate=False)
    assert converted.warnings == []
    ElementTree.fromstring(converted.xform)  # noqa: S314 - our own text


def bound(framework: Framework, audience: str) -> dict[str, dict[str, str]]:
    stream = io.BytesIO(workbook_bytes(render_xlsform(framework, audience)))
    form = ElementTree.fromstring(convert(xlsform=stream, validate=False, file_type=".xlsx").xform)  # noqa: S314
    return {bind.attrib["nodeset"].rsplit("/", 1)[-1]: bind.attrib for bind in form.iter(f"{XFORMS}bind")}


def test_every_column_of_every_question_is_in_the_form(framework: Framework) -> None:
    asked = framework.instruments
    assert all(asked.asked_of(audience) for audience in AUDIENCES)
    assert AUDIENCES
    for audience in AUDIENCES:
        binds = bound(framework, audience)
        for question in asked.asked_of(audience):
            several = question.type == "choose_several"
            columns = (question.id,) if several else question.columns(asked.choice_lists)
            assert set(columns) <= binds.keys(), question.id


def test_relevance_and_constraints_reach_the_form(framework: Framework) -> None:
    binds = bound(framework, "citizens")
    assert binds["fair_voice"]["relevant"].endswith("received_decision  = 'yes'")
    assert binds["section_trust"]["relevant"].endswith("consent  = 'agreed'")
    assert binds["expected_right"]["constraint"] == ". >= 0 and . <= 100"
    assert binds["points_citizen"]["constraint"].endswith("= 100")
    assert binds["consent"]["required"] == "true()"
    staff = bound(framework, "public_servants")
    assert staff["saves_time"]["relevant"].startswith("not(")


def test_an_unknown_audience_is_named(framework: Framework) -> None:
    with pytest.raises(InputError, match="asks no audience called 'citizen'"):
        render_xlsform(framework, "citizen")


def test_version_follows_meaning_and_not_wording(framework: Framework) -> None:
    asked = framework.instruments
    first = asked.question("trust_honest")

    def version(**changes: object) -> str:
        questions = tuple(replace(q, **changes) if q is first else q for q in asked.questions)  # type: ignore[arg-type]
        return instrument_version(replace(framework, instruments=replace(asked, questions=questions)), "citizens")

    same = version()
    assert version(texts={"en": "The agency tells the truth."}) == same
    assert version(choices="rating") != same
    assert same.startswith("1.0.")


def test_workbook_locks_headings_and_offers_choices(framework: Framework) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(render_workbook(framework, "citizens", "nl"))))
    page = book["answers"]
    names = [cell.value for cell in page[1]]
    assert names[:3] == ["consent", "sample_code", "contacted"]
    assert page.protection.sheet is True
    assert page["A1"].protection.locked is True
    assert page.column_dimensions["A"].protection.locked is False
    place = names.index("trust_honest")
    answer = page.cell(3, place + 1).coordinate
    offered = [rule for rule in page.data_validations.dataValidation if answer in rule.sqref]
    sheet, cells = offered[0].formula1.removeprefix("=").split("!")
    labels = [row[0].value for row in book[sheet][cells.replace("$", "")]]
    assert labels[:2] == ["Helemaal niet mee eens", "Niet mee eens"]
    assert "channels_phone" in names
    assert "matters_9_worst" in names


def test_formulas_in_texts_stay_texts() -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain", 7)
    page = load_workbook(io.BytesIO(workbook_bytes(Workbook((Sheet("s", (hostile,)),)))))["s"]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in page[1]] == [
        ("=1+1", "s", True),
        ("+1", "s", True),
        ("-1", "s", True),
        ("@SUM(A1)", "s", True),
        ("\tx", "s", True),
        ("plain", "s", False),
        (7, "n", False),
    ]


def test_web_form_carries_every_question_in_every_language(framework: Framework) -> None:
    data = render_web_form(framework, "experts")
    sections = data["sections"]
    assert isinstance(sections, list)
    questions = [question for section in sections for question in section["questions"]]
    assert [question["id"] for question in questions] == [
        question.id for question in framework.instruments.asked_of("experts")
    ]
    assert all(set(question["text"]) == set(LANGUAGES) for question in questions)
    assert json.loads(json.dumps(data)) == data


def test_files_are_named_by_audience_and_language(tmp_path: Path) -> None:
    files = render_instruments("public-value/1.0", ["experts"], FORMATS, ["fr", "nl"])
    write_forms(FolderStore(tmp_path), files)
    assert list(files) == [
        "experts.xlsform.xlsx",
        "experts.fr.xlsx",
        "experts.nl.xlsx",
        "experts.json",
    ]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_a_form_that_somebody_changed_is_replaced_only_when_told_to(tmp_path: Path) -> None:
    files = render_instruments("public-value/1.0", ["experts"], ["json", "workbook"], ["fr"])
    write_forms(FolderStore(tmp_path), files)
    again = render_instruments("public-value/1.0", ["experts"], ["json", "workbook"], ["fr"])
    assert list(again) == ["experts.json", "experts.fr.xlsx"]
    write_forms(FolderStore(tmp_path), again)
    (tmp_path / "experts.json").write_bytes(b"mine")
    with pytest.raises(InputError, match="another file has this name"):
        write_forms(FolderStore(tmp_path), files)
    assert (tmp_path / "experts.json").read_bytes() == b"mine"
    write_forms(FolderStore(tmp_path), files, replace=True)
    assert (tmp_path / "experts.json").read_bytes() == files["experts.json"]
