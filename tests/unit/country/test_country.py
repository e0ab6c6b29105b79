"""A country's folder: what is found, what is uncertain, what compares, and every slip named at once."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from publicvalue.actions.country.readiness import CountryFolder, load_country
from publicvalue.cli.main import main
from publicvalue.country.checklists import find_checklists
from publicvalue.country.readiness import Readiness, find_readiness
from publicvalue.errors import InputError
from publicvalue.files.stores.folder import COUNTRY, FolderStore

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "caribbean-readiness"
SETTINGS = """\
country:
  id: barbados
  title: Barbados
  country: BRB
  framework: country-readiness/1.0
  peers: [{peers}]
  seed: 5
  draws: 4000
  figures: figures.csv
  checklists: {{strategy: strategy.csv}}
"""
HEAD = "index,country,year,part,value,source,low,high\n"
PILLARS = ("online_service", "human_capital", "telecommunication")


def egov(country: str, year: int, values: tuple[str, ...], total: str = "", ends: str = ",") -> str:
    rows = [
        f"egov-development,{country},{year},{part},{value},UN,{ends}\n"
        for part, value in zip(PILLARS, values, strict=True)
    ]
    rows += [f"egov-development,{country},{year},total,{total},UN,,\n"] if total else []
    return "".join(rows)


def write(folder: Path, figures: str, peers: str = "", answers: str = "", head: str = SETTINGS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "country.yaml").write_text(head.format(peers=peers), encoding="utf-8")
    (folder / "figures.csv").write_text(HEAD + figures, encoding="utf-8")
    (folder / "strategy.csv").write_text(f"item,in_place,document\n{answers}", encoding="utf-8")
    return folder


def found(folder: Path) -> tuple[CountryFolder, Readiness]:
    loaded = load_country(FolderStore(folder, COUNTRY))
    return loaded, find_readiness(loaded.framework, loaded.case)


def problems(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_country(FolderStore(folder, COUNTRY))
    return [f"{problem.place}: {problem.what}" for problem in caught.value.problems]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["country", *(str(one) for one in arguments)], catch_exceptions=False)


# ---- scores


def test_readiness_is_the_mean_of_the_known_indices_and_their_pillars(tmp_path: Path) -> None:
    figures = egov("BRB", 2024, ("0.60", "0.70", "0.80"), "0.70")
    figures += "".join(f"govtech-maturity,BRB,2025,{part},{value},WB,,\n" for part, value in (
        ("core_systems", 0.2), ("service_delivery", 0.4), ("citizen_engagement", 0.6), ("enablers", 0.8),
    ))  # fmt: skip
    _, readiness = found(write(tmp_path, figures))
    assert readiness.score.value == pytest.approx((70 + 50) / 2)
    assert readiness.score.coverage == pytest.approx(2 / 3)
    assert readiness.bounds == pytest.approx((40, 40 + 100 / 3))
    by_id = {index.definition.id: index for index in readiness.indices}
    assert by_id["egov-development"].agrees is True
    assert by_id["egov-development"].pillars["human_capital"].value == pytest.approx(70)
    assert by_id["ai-readiness"].score.value is None
    assert by_id["ai-readiness"].score.coverage == 0.0


def test_readiness_forms_pillars_from_dimensions(tmp_path: Path) -> None:
    values = {"government": (100, 80, 60, 40), "technology_sector": (30, 60, 90), "data_infrastructure": (10, 20, 30)}
    parts = {
        "government": ("vision", "governance_ethics", "digital_capacity", "adaptability"),
        "technology_sector": ("maturity", "innovation_capacity", "human_capital"),
        "data_infrastructure": ("infrastructure", "data_availability", "data_representativeness"),
    }
    figures = "".join(
        f"ai-readiness,BRB,2024,{pillar}.{part},{value},OI,,\n"
        for pillar, names in parts.items()
        for part, value in zip(names, values[pillar], strict=True)
    )
    _, readiness = found(write(tmp_path, figures))
    index = readiness.indices[0]
    assert {id: score.value for id, score in index.pillars.items()} == pytest.approx(
        {"government": 70, "technology_sector": 60, "data_infrastructure": 20}
    )
    assert index.score.value == pytest.approx(50)


def test_interval_without_a_published_one_holds_rounding_and_choices_alone(tmp_path: Path) -> None:
    _, readiness = found(write(tmp_path, egov("BRB", 2024, ("0.60", "0.60", "0.60"))))
    score = readiness.indices[1].score
    assert score.published_interval is False
    assert score.low is not None
    assert score.high is not None
    # Equal pillars leave no choice that could matter: what remains is half a percent of rounding, over three pillars.
    assert 0.1 < score.high - score.low < 1.0
    pillar = readiness.indices[1].pillars["human_capital"]
    assert pillar.low == pytest.approx(59.5, abs=0.1)
    assert pillar.high == pytest.approx(60.5, abs=0.1)


def test_interval_that_is_published_is_the_one_shown(tmp_path: Path) -> None:
    _, readiness = found(write(tmp_path, egov("BRB", 2024, ("0.50", "0.50", "0.50"), ends="0.40,0.60")))
    pillar = readiness.indices[1].pillars["human_capital"]
    score = readiness.indices[1].score
    assert pillar.published_interval is True
    assert pillar.low == pytest.approx(40)
    assert pillar.high == pytest.approx(60)
    assert score.published_interval is True
    assert (score.high or 0) - (score.low or 0) == pytest.approx(20 / np.sqrt(3), rel=0.1)


def test_total_that_does_not_fit_its_pillars_is_found(tmp_path: Path) -> None:
    _, readiness = found(write(tmp_path, egov("BRB", 2024, ("0.60", "0.70", "0.80"), "0.75")))
    assert readiness.indices[1].agrees is False


# ---- peers and years


def test_peers_rank_in_the_same_edition_and_only_where_the_publisher_ranks(tmp_path: Path) -> None:
    figures = egov("BRB", 2024, ("0.60", "0.60", "0.60")) + egov("JAM", 2024, ("0.90", "0.90", "0.90"))
    figures += egov("TTO", 2022, ("0.1", "0.1", "0.1"))
    figures += "govtech-maturity,BRB,2025,total,0.5,WB,,\ngovtech-maturity,JAM,2025,total,0.6,WB,,\n"
    _, readiness = found(write(tmp_path, figures, "JAM, TTO"))
    egov_index, govtech = readiness.indices[1:]
    assert egov_index.peers == pytest.approx({"BRB": 60, "JAM": 90})
    assert egov_index.score.rank == (2, 2, 2)
    assert egov_index.score.ranked == 2
    assert govtech.score.value == pytest.approx(50)
    assert govtech.score.rank is None


def test_peers_known_in_other_indices_have_no_rank_by_readiness(tmp_path: Path) -> None:
    figures = egov("BRB", 2024, ("0.6", "0.6", "0.6")) + egov("JAM", 2024, ("0.9", "0.9", "0.9"))
    figures += "govtech-maturity,JAM,2025,total,0.6,WB,,\ngovtech-maturity,BRB,2025,total,0.6,WB,,\n"
    figures += egov("TTO", 2024, ("0.9", "0.9", "0.9"))
    _, readiness = found(write(tmp_path, figures, "JAM, TTO"))
    assert set(readiness.peers) == {"BRB", "JAM"}
    assert readiness.score.ranked == 2


def test_trend_compares_within_a_series_only(tmp_path: Path) -> None:
    figures = egov("BRB", 2024, ("0.6", "0.6", "0.6")) + egov("BRB", 2022, ("0.5", "0.5", "0.5"))
    figures += "govtech-maturity,BRB,2020,total,0.3,WB,,\ngovtech-maturity,BRB,2022,total,0.4,WB,,\n"
    figures += "govtech-maturity,BRB,2025,total,0.5,WB,,\n"
    _, readiness = found(write(tmp_path, figures))
    assert [(one.year, one.compares) for one in readiness.indices[1].trend] == [(2022, False), (2024, True)]
    assert [(one.year, one.compares) for one in readiness.indices[2].trend] == [
        (2020, False),
        (2022, True),
        (2025, True),
    ]


def test_checklist_says_what_is_there_what_lacks_and_what_is_unknown(tmp_path: Path) -> None:
    answers = "adopted,yes,Strategy 2025\nbudget,no,\nowner,,\n"
    loaded, _ = found(write(tmp_path, egov("BRB", 2024, ("0.6", "0.6", "0.6")), answers=answers))
    strategy = find_checklists(loaded.framework, loaded.case)[0]
    assert [item.id for item, _ in strategy.has] == ["adopted"]
    assert [item.id for item, _ in strategy.lacks] == ["budget"]
    assert len(strategy.unknown) == len(strategy.checklist.items) - 2
    asked = len(strategy.checklist.items)
    assert strategy.coverage == pytest.approx(2 / asked)
    assert strategy.bounds == pytest.approx((100 / asked, 100 * (asked - 1) / asked))


# ---- what is refused


def test_every_slip_is_named_at_once(tmp_path: Path) -> None:
    figures = (
        "ai-readiness,BRB,2025,total,40,OI,,\n"
        "egov-development,BRB,2012,total,0.6,UN,,\n"
        "egov-development,BRB,2023,total,0.6,UN,,\n"
        "egov-development,Barbados,2024,total,0.6,UN,,\n"
        "govtech-maturity,ROM,2025,total,0.6,WB,,\n"
        "egov-development,BRB,2024,total,60,UN,,\n"
        "ai-readyness,BRB,2024,total,60,OI,,\n"
        "egov-development,BRB,2022,total,0.5,,,\n"
        "egov-development,BRB,2020,total,0.5,UN,0.6,0.7\n"
        "egov-development,BRB,2018,total,0.5,UN,,\n"
        "egov-development,BRB,2018,total,0.6,UN,,\n"
        "egov-development,BRB,2016,online_service,0.6,UN,,\n"
    )
    assert problems(write(tmp_path, figures, "JAM, XYZ", "adopted,yes,\nplan,maybe,\n")) == [
        "country.yaml, line 6, peers: 'XYZ' is no country",
        "figures.csv, row 2, year: the edition 2025 of the Government AI Readiness Index does not compare: another "
        "framework than that of 2020 to 2024",
        "figures.csv, row 3, year: the edition 2012 of the E-Government Development Index does not compare: the total "
        "is not the mean of the three parts as they are published",
        "figures.csv, row 4, year: E-Government Development Index has no edition '2023'",
        "figures.csv, row 5, country: 'Barbados' is no country",
        "figures.csv, row 6, country: 'ROM' is no country",
        "figures.csv, row 7, value: 60 is outside the E-Government Development Index",
        "figures.csv, row 8, index: no index is called 'ai-readyness'",
        "figures.csv, row 9, source: the source is missing",
        "figures.csv, row 10, value: 0.5 is outside its interval 0.6 to 0.7",
        "figures.csv, row 12, value: egov-development BRB 2018 total stands in row 11 too",
        "figures.csv: egov-development BRB 2016: human_capital, telecommunication is missing",
        "strategy.csv, row 2, document: 'adopted' is answered without a document",
        "strategy.csv, row 3, item: National strategy for AI has no item 'plan'",
        "strategy.csv, row 3, in_place: 'maybe' stands here",
    ]


def test_refused_codes_say_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_country(FolderStore(write(tmp_path, "govtech-maturity,ROM,2025,total,0.6,WB,,\n"), COUNTRY))
    assert [problem.do for problem in caught.value.problems] == ["write ROU"]


# ---- commands


def test_country_commands_start_check_and_assess(tmp_path: Path) -> None:
    folder = tmp_path / "guyana"
    assert run("new", folder, "GUY").exit_code == 0
    with (folder / "figures.csv").open("a", encoding="utf-8") as stream:
        stream.write("govtech-maturity,JAM,2025,total,0.6,World Bank,,\n")
    refused = run("check", folder)
    assert refused.exit_code == 2
    assert "there is no figure of GUY" in refused.output
    with (folder / "figures.csv").open("a", encoding="utf-8") as stream:
        stream.write("govtech-maturity,GUY,2025,total,0.5,World Bank,,\n")
    assert run("check", folder).exit_code == 0
    assert run("assess", folder).exit_code == 0
    written = [".publicvalue.json", "country.html", "country.json", "tables"]
    assert sorted(path.name for path in (folder / "report").iterdir()) == written
    again = run("new", folder, "GUY")
    assert again.exit_code == 2
    assert "Nothing was written." in again.output


def test_example_runs_to_the_same_bytes_and_stands_alone(tmp_path: Path) -> None:
    for name in ("one", "two"):
        result = run("assess", EXAMPLE, "--out", tmp_path / name)
        assert result.exit_code == 0, result.output
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in ("one", "two"))
    assert first == second
    page = first["country.html"].decode()
    assert "<script" not in page
    assert "http-equiv" in page
    data = json.loads(first["country.json"])
    assert data["country"]["code"] == "JAM"
    assert all(index["agrees"] for index in data["indices"])
    assert data["readiness"]["coverage"] == 1.0


def test_report_replaces_nothing_but_a_report(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    result = run("assess", EXAMPLE, "--out", tmp_path)
    assert result.exit_code == 2
    assert "holds what this product did not write there (letter.txt)" in result.output


SYSTEM = """\
assessment:
  id: triage
  title: Triage
  framework: public-value/1.0
  period: {from: 2026-01-01, to: 2026-06-30}
system: {name: Triage, description: Sorts., organisation: Office, country: BRB, phase: production}
settings: {seed: 1, draws: 1000}
evidence: []
answers: []
"""


def assess(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["assess", *(str(one) for one in arguments)], catch_exceptions=False)


def test_context_stands_in_the_report_and_moves_no_number(tmp_path: Path) -> None:
    country = write(tmp_path / "barbados", egov("BRB", 2024, ("0.60", "0.70", "0.80")))
    (tmp_path / "assessment.yaml").write_text(SYSTEM, encoding="utf-8")
    assert assess(tmp_path, "--out", tmp_path / "plain").exit_code == 0
    assert assess(tmp_path, "--out", tmp_path / "beside", "--country", country).exit_code == 0
    page = (tmp_path / "beside" / "report.html").read_text(encoding="utf-8")
    assert "Barbados: readiness 70.0 (" in page
    assert 'id="country"' not in (tmp_path / "plain" / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "plain" / "results.json").read_bytes() == (tmp_path / "beside" / "results.json").read_bytes()
    plain, beside = (members(tmp_path / name / "bundle.zip") for name in ("plain", "beside"))
    manifests = [json.loads(one.pop("manifest.json")) for one in (plain, beside)]
    assert plain == beside
    # The manifest says that the report shows more than the bundle holds, and is verified all the same.
    assert [one["country_context"] for one in manifests] == [False, True]
    verified = CliRunner().invoke(main, ["verify", str(tmp_path / "beside" / "bundle.zip")])
    assert (verified.exit_code, "values are identical" in verified.output) == (0, True), verified.output


def members(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_context_of_another_country_is_refused(tmp_path: Path) -> None:
    (tmp_path / "assessment.yaml").write_text(SYSTEM, encoding="utf-8")
    result = assess(tmp_path, "--country", EXAMPLE)
    assert result.exit_code == 2
    assert "this is the readiness of JAM, and the system is one of BRB" in result.output
    assert not (tmp_path / "report").exists()


def test_a_folder_that_is_not_there_is_called_so(tmp_path: Path) -> None:
    refused = run("assess", tmp_path / "nowhere")
    assert refused.exit_code == 2
    assert "there is no such folder" in refused.output
    (tmp_path / "empty").mkdir()
    assert "this folder holds no country.yaml" in run("check", tmp_path / "empty").output
