"""A business case from the command that begins it to its report, and what is said of one that cannot be used."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from business_case_book import BASE, BENEFITS, COSTS, END, EXCHANGE, OPTIONS, START, WHOLE, Rows, fill_in
from publicvalue.cli.main import main
from publicvalue.errors import InputError
from publicvalue.files.answers.appraisal_book import read_appraisal_book
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.instruments.business_case.read_case import read_case
from publicvalue.instruments.business_case.sheets import BUSINESS_CASE
from publicvalue.words.language import ENGLISH
from publicvalue.words.languages import language_of

LINE: Mapping[str, object] = {"title": "x", "kind": "staff", "first": BASE, "likely": 1}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case") / "new"
    done = CliRunner().invoke(main, ["new", str(folder), "--before-go-live", "--title", "Sorting"])
    assert done.exit_code == 0, done.output
    return folder / "business-case.xlsx"


def problems_of(blank: Path, tmp_path: Path, start: Mapping[str, object], rows: Mapping[str, Rows]) -> list[str]:
    path = tmp_path / "business-case.xlsx"
    path.write_bytes(blank.read_bytes())
    fill_in(path, {**START, **start}, {"case_options": OPTIONS, "case_costs": [LINE], **rows})
    book, _ = read_appraisal_book(path, DEFAULT_LIMITS, BUSINESS_CASE)
    with pytest.raises(InputError) as refused:
        read_case(book, path.name, ENGLISH)
    return [f"{one.place.field} {one.what}" for one in refused.value.problems]


def test_case_is_valued_and_every_page_says_that_it_is_a_forecast(blank: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sorting"
    folder.mkdir()
    (folder / "business-case.xlsx").write_bytes(blank.read_bytes())
    fill_in(folder / "business-case.xlsx", START, WHOLE)
    done = CliRunner().invoke(main, ["case", str(folder)])
    assert done.exit_code == 0, done.output
    assert "Sorting by model is forecast to be worth DOP" in done.output
    report = folder / "report"
    data = json.loads((report / "business-case.json").read_text())
    assert data["kind"] == "forecast"
    for name in ("business-case.html", "business-case.md", "business-case.txt"):
        assert "Nothing of it is a result" in (report / name).read_text().replace("\n   ", " ")
    proposed = data["options"][0]
    by_kind = {kind: spread["mean"] for kind, spread in data["by_kind"].items()}
    # 40 percent of the hours are used otherwise: two lines, and the larger one is in no sum.
    assert proposed["time_not_redeployed"] == pytest.approx(by_kind["time"] * 60 / 40, rel=1e-9)
    assert proposed["benefits"]["mean"] == pytest.approx(by_kind["time"] + by_kind["social"], rel=1e-9)
    # Development: mean 5.5 million, raised by 200 percent of which 80 are managed, paid on the base day.
    assert by_kind["build"] == pytest.approx(5.5e6 * 1.4, rel=1e-3)
    assert data["drivers"][0]["id"] == "uptake"
    assert data["value_of_perfect_information"] >= data["drivers"][0]["worth"] > 0


def test_case_in_spanish_says_nothing_in_english(tmp_path: Path) -> None:
    folder = tmp_path / "caso"
    CliRunner().invoke(main, ["new", str(folder), "--before-go-live", "--lang", "es"])
    fill_in(folder / "business-case.xlsx", START, WHOLE)
    done = CliRunner().invoke(main, ["case", str(folder), "--lang", "es"])
    assert done.exit_code == 0, done.output
    text = (folder / "report" / "business-case.html").read_text()
    assert "nada entra en una puntuación" in text
    assert [word for word in ("forecast", "Costs", "worth", "draws", "Most likely") if word in text] == []


def test_everything_wrong_with_a_workbook_is_said_at_once_with_its_cell(blank: Path, tmp_path: Path) -> None:
    costs = [
        {**LINE, "low": 5, "likely": 3, "high": 9},
        {**LINE, "likely": -4},
        {**LINE, "currency": "USD"},
        {**LINE, "first": dt.date(2030, 1, 1), "last": dt.date(2029, 1, 1)},
        {**LINE, "first": dt.date(2026, 12, 31)},
        {**LINE, "growth_likely": 80},
        {**LINE, "option": "More stuff"},
        {"title": "y", "kind": "staff", "first": BASE},
    ]
    benefits = [
        {**LINE, "kind": "social", "price": 4},
        {**LINE, "kind": "time saved, in hours", "redeployed": 140},
    ]
    found = problems_of(blank, tmp_path, {}, {"case_costs": costs, "case_benefits": benefits})
    assert found == [
        "Costs!G3 lowest, most likely and highest are not all there, or out of order",
        "Costs!H4 the amount −4 is negative",
        "Costs!P8 a price that changes by 80 percent a year",
        "Costs!H10 'Most likely' is left blank",
        "Benefits!K3 the price has no source",
        "Benefits!J4 hours have no price: what an hour of work costs is not known here",
        "Benefits!M4 140 percent",
        "Costs!J5 there is no exchange rate for 'USD'",
        "Costs!F6 it ends on 2029-01-01, before it begins on 2030-01-01",
        "Costs!E7 2026-12-31 lies outside the time that the case looks at",
        "Costs!C9 no option is called 'More stuff'",
    ]


def test_option_of_which_nothing_is_written_is_not_worth_0(blank: Path, tmp_path: Path) -> None:
    found = problems_of(blank, tmp_path, {}, {})
    assert found == ["Options!B4 no cost and no benefit of this option is written"]


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ({"end": BASE}, "is not after the base day"),
        ({"end": dt.date(2027, 1, 30)}, "the case looks at 30 days"),
        ({"end": dt.date(2027, 1, 2)}, "the case looks at 2 days"),
        ({"rate": 150}, "a discount rate of 150 percent"),
        ({"rate": 0.08}, "looks like a share"),
        ({"end": dt.date(9999, 12, 31)}, "9999-12-31 is too far away"),
        ({"base": dt.date(9998, 1, 1), "end": dt.date(9999, 1, 1)}, "9998-01-01 is too far away"),
        ({"rate": -3}, "a discount rate of −3 percent"),
        ({"rate": None}, "is left blank"),
        ({"currency": None}, "is left blank"),
    ],
)
def test_first_sheet_that_cannot_be_used(blank: Path, tmp_path: Path, start: dict[str, object], told: str) -> None:
    found = problems_of(blank, tmp_path, start, {})
    assert len(found) == 1
    assert told in found[0]


def test_costs_alone_and_a_rate_of_0_are_said_before_the_number(blank: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dear"
    folder.mkdir()
    (folder / "business-case.xlsx").write_bytes(blank.read_bytes())
    rows = {"case_options": OPTIONS[:1], "case_costs": COSTS[:2], "case_exchange": EXCHANGE}  # type: ignore[index]
    fill_in(folder / "business-case.xlsx", {**START, "rate": 0}, rows)
    done = CliRunner().invoke(main, ["case", str(folder)])
    assert done.exit_code == 0, done.output
    assert "No benefit is written" in done.output
    assert "A discount rate of 0 counts every year alike" in done.output
    assert "a way without AI is missing" in done.output


def test_two_lines_of_one_title_are_told_apart_in_one_option_and_may_stand_in_two(blank: Path, tmp_path: Path) -> None:
    same = [{**LINE}, {**LINE, "option": "More staff"}, {**LINE, "likely": 2}]
    assert problems_of(blank, tmp_path, {}, {"case_costs": same}) == [
        "Costs!B5 another line of this option is called 'x' too: Costs, row 3"
    ]


def test_workbook_of_another_kind_is_no_business_case(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "business-case.xlsx")
    done = CliRunner().invoke(main, ["case", str(tmp_path)])
    assert done.exit_code == 2
    assert "a workbook of a business case" in done.output


def test_workbook_reads_the_same_in_another_language(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "business-case.xlsx"
    path.write_bytes(blank.read_bytes())
    fill_in(path, START, WHOLE)
    book, _ = read_appraisal_book(path, DEFAULT_LIMITS, BUSINESS_CASE)
    assert read_case(book, "b", ENGLISH) == read_case(book, "b", language_of("es"))
    assert len(read_case(book, "b", ENGLISH).lines) == len([*COSTS, *BENEFITS])
    assert read_case(book, "b", ENGLISH).end == END


def test_gate_freezes_what_was_promised_and_two_years_later_sets_what_came_beside_it(
    blank: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sorting"
    folder.mkdir()
    workbook, baseline = folder / "business-case.xlsx", folder / "baseline.csv"
    workbook.write_bytes(blank.read_bytes())
    baseline.write_text("month,days\n2026-12,31\n")
    fill_in(workbook, START, WHOLE)
    run = CliRunner().invoke
    first = run(main, ["gate", str(folder), "go-live", "--record"])
    assert first.exit_code == 0, first.output
    assert "Go-live: not yet." in first.output
    # The forecast is made rosier afterwards, and results come in.
    rosy = [{**one, "low": 1, "likely": 1, "high": 1} if one["title"] == "Hours of clerks" else one for one in BENEFITS]
    results = [{"title": "Hours of clerks", "measured": 4_000}, {"title": "Cloud", "measured": 30_000}]
    fill_in(workbook, START, {**WHOLE, "case_benefits": rosy, "case_results": results})
    later = run(main, ["gate", str(folder), "yearly"])
    assert later.exit_code == 0, later.output
    page = (folder / "gate-report" / "gate.html").read_text()
    # The others are not due before their first day.
    assert "Of 2 promises 2 were measured" in page
    assert "Not due yet: Development" in page
    # Against the 12,000 hours of the gate, and not those written since: less by 8,000, at 300 an hour, of which
    # 40 percent are used otherwise. The cloud is dearer by 5,000 of another currency.
    assert "−8,000" in page
    assert "−960,000" in page
    assert "311,000" in page
    assert "Go-live" in page
    assert "go_live" not in page
    # Nobody wrote when it was measured.
    assert "Not met: Was what was promised measured in the last year?" in later.output
    fill_in(workbook, START, {"case_results": [{"title": "Clod", "measured": 1}]})
    unknown = run(main, ["gate", str(folder), "yearly"])
    assert (unknown.exit_code, "no line is called 'Clod'" in unknown.output) == (2, True)
    baseline.write_text("month,days\n2026-12,45\n")
    refused = run(main, ["case", str(folder)])
    assert refused.exit_code == 2
    assert "the baseline was changed after it was frozen" in refused.output
    assert len(json.loads((folder / "gates.json").read_text())["refused"]) == 1
