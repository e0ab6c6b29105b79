"""A publisher's file, spoilt: every bad row is named, with what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from publicvalue.actions.country.published_figures import figures_csv, read_figures
from publicvalue.cli.main import main
from publicvalue.country.published.read import compare_readings
from publicvalue.errors import InputError

HEAD = "year,country_code,country_name,gtmi,cgsi,psdi,dcei,gtei\n"
GOOD = "2025,TTO,Trinidad and Tobago,0.5,0.2,0.4,0.6,0.8\n"


def write(folder: Path, text: str, name: str = "gtmi.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def told(path: Path) -> list[str]:
    return [f"{one.place.row}, {one.place.field}: {one.what}" for one in read_figures(path).problems]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("2025,,Group average,0.5,0.2,0.4,0.6,0.8", "3, country_code: '' is no country"),
        ("2025,JAM,Jamaica,0.7,0.2,0.4,0.6,0.8", "3, gtmi: total is 0.7, and the mean of its parts 0.5"),
        ("2025,JAM,Jamaica,1.5,1.2,1.4,1.6,1.8", "3, gtmi: 1.5 cannot be"),
        ("2025,JAM,Jamaica,1.234.5,0.2,0.4,0.6,0.8", "3, gtmi: '1.234.5' is no number"),
        ('2025,JAM,Jamaica,"0,5",0.2,0.4,0.6,0.8', "3, gtmi: '0,5' is no number"),
        ("2023,JAM,Jamaica,0.5,0.2,0.4,0.6,0.8", "3, year: GovTech Maturity Index has no edition '2023'"),
        ("2025,TTO,Trinidad,0.5,0.2,0.4,0.6,0.8", "3, country_code: TTO 2025 stands in row 2 too"),
    ],
)
def test_bad_row_is_named_and_left_out(tmp_path: Path, row: str, problem: str) -> None:
    path = write(tmp_path, f"{HEAD}{GOOD}{row}\n")
    assert problem in told(path)
    assert [one.country for one in read_figures(path).rows] == ["TTO"]


def test_dots_are_unknown_and_never_zero(tmp_path: Path) -> None:
    reading = read_figures(write(tmp_path, f"{HEAD}{GOOD}2025,JAM,Jamaica,0.5,..,0.4,.,0.8\n"))
    assert reading.problems == ()
    assert reading.blank == 2
    assert [figure.part for figure in reading.rows[1].figures] == ["total", "service_delivery", "enablers"]
    assert reading.checked == 1


def test_one_country_in_three_spellings_is_one_country(tmp_path: Path) -> None:
    head = "Survey Year,Country Name,E-Government Rank,E-Government Index,Online Service Index,Human Capital Index,"
    names = ("Côte d'Ivoire ", "Cote d’Ivoire", "CÃ´te d'Ivoire", "Ivory Coast")
    rows = "".join(
        f"{year},{name},1,0.5,0.5,0.5,0.5\n" for year, name in zip((2018, 2020, 2022, 2024), names, strict=True)
    )
    path = write(tmp_path, f"{head}Telecommunication Infrastructure Index\n{rows}")
    assert {row.country for row in read_figures(path).rows} == {"CIV"}


def test_columns_of_another_edition_are_known_and_a_lost_one_is_named(tmp_path: Path) -> None:
    renamed = "Survey Year,Country,Rank,E_Index,Online_Service,Human_Capital,Tele_Infra\n2024,Aruba,3,0.5,0.4,0.5,0.6\n"
    reading = read_figures(write(tmp_path, renamed))
    assert (reading.index.id, reading.checked, reading.rows[0].rank) == ("egov-development", 1, 3)
    lost = renamed.replace("Tele_Infra", "Lines")
    assert [one.what for one in read_figures(write(tmp_path, lost)).problems] == ["no column holds 'telecommunication'"]


def test_file_of_nobody_and_file_without_a_year_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no layout fits the columns a, b"):
        read_figures(write(tmp_path, "a,b\n1,2\n"))
    text = "Country,Total,Government,Technology Sector,Data and Infrastructure,Vision,Governance and Ethics,Maturity\n"
    with pytest.raises(InputError, match="nothing tells the year"):
        read_figures(write(tmp_path, text, "workbook.csv"))
    assert read_figures(write(tmp_path, text + "Cuba,40,40,40,40,40,40,40\n", "2024-data.csv")).rows[0].year == 2024


def test_files_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    first = read_figures(write(tmp_path, HEAD + GOOD, "first.csv"))
    other = read_figures(write(tmp_path, HEAD + "2025,TTO,,0.6,0.4,0.5,0.7,0.8\n", "other.csv"))
    equal, problems = compare_readings([first, other])
    assert equal == 1
    assert next(one.what for one in problems) == "TTO 2025: total is 0.6 here and 0.5 in first.csv"
    assert "govtech-maturity,TTO,2025,total,0.5,,,first.csv" in figures_csv([first, other], ["TTO"])
    assert figures_csv([first], ["JAM"]).count("\n") == 1


def test_command_ends_with_2_and_writes_the_good_rows(tmp_path: Path) -> None:
    path, out = write(tmp_path, f"{HEAD}{GOOD}2025,,Summary,,,,,\n"), tmp_path / "figures.csv"
    result = CliRunner().invoke(main, ["region", "figures", str(path), "--out", str(out)], catch_exceptions=False)
    assert result.exit_code == 2
    assert "gtmi.csv, row 3, country_code: '' is no country" in result.output
    assert out.read_text(encoding="utf-8").count("TTO") == 5
