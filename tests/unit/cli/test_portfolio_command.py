"""The portfolio command as a user runs it, on thirty folders with real files."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner, Result
from playwright.sync_api import Browser

from archetypes import core_indicators, core_row
from long_runs import confirming
from publicvalue.actions.portfolio.reading import PORTFOLIO, load_members
from publicvalue.cli.main import main
from publicvalue.files.disk.draw_files import ChunkFiles, inputs_key
from publicvalue.files.stores.bundle import StoreAt
from publicvalue.files.stores.results_folder import DRAWS, ResultsFolder
from publicvalue.scores.portfolio.draws import Plan
from publicvalue.scores.portfolio.systems import Choices, form_portfolio

CORE = core_indicators()[:11]
"""Core questions that each system answers: enough of the 26 to be ranked."""
ASSESSMENT = """\
assessment:
  id: permits-{number:02d}
  title: Permit triage {number}
  framework: public-value/1.0
  period: {{from: 2026-01-01, to: 2026-06-30}}
system:
  name: Permit triage {number}
  description: Sorts applications.
  organisation: {organisation}
  country: {country}
  phase: production
settings: {{seed: {number}, draws: 1000}}
"""
EVIDENCE = """\
evidence:
  - id: decisions
    kind: records
    title: Decisions
    file: evidence/decisions.csv
    source: Case system
    may_publish: true
answers:
  - indicator: administrative.benefit.security_accuracy.balanced_accuracy
    evidence: decisions
    columns: {truth: right, prediction: high}
"""
APPRAISAL = """\
  - id: appraisal
    kind: appraisal
    title: Appraisal
    file: evidence/appraisal.csv
    source: The agency
"""
EXTENSION = """\
extension:
  id: ministry
  version: "2026"
  title: Ministry
  extends: public-value/1.0
  why: decided
  weights: {economic: 5}
"""
COUNTRIES = ["BRB"] * 12 + ["JAM"] * 9 + ["TTO"] * 6 + ["GUY"] * 2 + ["SUR"]
EMPTY = 30


def write_assessment(root: Path, number: int, country: str) -> Path:
    """A system that errs in 10 % of the cases and one more percent for each number; system 30 has no evidence."""
    folder = root / f"permits-{number:02d}"
    (folder / "evidence").mkdir(parents=True)
    organisation = f"<b>Office {number % 3}</b>"
    text = ASSESSMENT.format(number=number, country=country, organisation=organisation)
    rest = "".join(f"  - {{indicator: {one.id}, evidence: appraisal}}\n" for one in CORE)
    brought = EVIDENCE.replace("answers:\n", f"{APPRAISAL}answers:\n") + rest
    text += "evidence: []\nanswers: []\n" if number == EMPTY else brought
    (folder / "assessment.yaml").write_text(text, encoding="utf-8")
    right = [case // 2 % 2 == 0 for case in range(400)]
    high = [truth if case * 37 % 100 >= 10 + number else not truth for case, truth in enumerate(right)]
    rows = "".join(f"{'yes' if a else 'no'},{'yes' if b else 'no'}\n" for a, b in zip(right, high, strict=True))
    (folder / "evidence" / "decisions.csv").write_text(f"right,high\n{rows}", encoding="utf-8")
    with (folder / "evidence" / "appraisal.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["question", "answer", "of", "drawn", "low", "high", "basis", "document"])
        writer.writeheader()
        # Each is worse than the one before, and none has so many reversed decisions that a red line is broken.
        worse = {one.id: 85.0 if one.id.startswith("economic.risk") else 90.0 - 1.5 * number for one in CORE}
        writer.writerows(core_row(one, worse[one.id], 100, "D 1") for one in CORE)
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("systems")
    return [write_assessment(root, number, country) for number, country in enumerate(COUNTRIES, 1)]


@pytest.fixture(scope="module")
def written(folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("portfolio") / "out"
    return out, run(*folders, "--out", out, "--draws", 3000)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["portfolio", *(str(one) for one in arguments)], catch_exceptions=False)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_portfolio_writes_page_numbers_and_tables(written: tuple[Path, Result]) -> None:
    out, result = written
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == [
        ".publicvalue.json",
        "portfolio.html",
        "portfolio.json",
        "tables",
    ]
    assert sorted(path.stem for path in (out / "tables").iterdir()) == [
        "groups",
        "levels",
        "rank-probabilities",
        "ranks",
        "spread",
        "systems",
    ]
    assert "Portfolio of 30 systems: 29 ranked, 1 not ranked" in result.output
    assert "Permit triage 30: no indicators with evidence" in result.output


def test_portfolio_ranks_come_with_their_uncertainty(written: tuple[Path, Result]) -> None:
    data = json.loads((written[0] / "portfolio.json").read_text(encoding="utf-8"))
    systems = data["systems"]
    assert len(systems) == 30
    assert systems[-1]["rank"] is None
    worst = next(system for system in systems if system["id"] == "permits-29")
    best = next(system for system in systems if system["id"] == "permits-01")
    assert worst["rank"]["median"] > best["rank"]["median"] + 10
    assert all(one["rank"]["low"] <= one["rank"]["median"] <= one["rank"]["high"] for one in systems[:-1])
    assert all(sum(row[1:]) == pytest.approx(1) for row in data["rank_probabilities"])
    assert data["settings"]["draws"] == 3000


def test_portfolio_groups_are_never_small(written: tuple[Path, Result]) -> None:
    groups = rows_of(written[0] / "tables" / "groups.csv")
    # Guyana and Suriname have two systems with evidence: the smallest group that could be shown joins them.
    assert [(row["country"], row["systems that compare"]) for row in groups] == [
        ("BRB", "12"),
        ("JAM", "9"),
        ("others", "8"),
    ]


def test_portfolio_levels_climb_and_leave_out_what_is_small(written: tuple[Path, Result]) -> None:
    out, result = written
    rows = {(row["name"], row["country"]): row for row in rows_of(out / "tables" / "levels.csv")}
    shown = {key for key, row in rows.items() if row["Public value: score"]}
    # Trinidad has six systems, Guyana and Suriname two with evidence between them: Trinidad would give them away.
    # No agency of the countries that are shown has five systems.
    assert shown == {("Region", ""), ("BRB", "BRB"), ("JAM", "JAM")}
    assert rows[("TTO", "TTO")]["Public value: systems with a score"] == "6"
    assert rows[("TTO", "TTO")]["Public value: coverage (%)"] == ""
    systems = rows_of(out / "tables" / "systems.csv")
    agencies: dict[str, list[float]] = {}
    for row in systems:
        if row["country"] == "BRB":
            agencies.setdefault(row["organisation"], []).append(float(row["Public value: score"]))
    expected = sum(sum(own) / len(own) for own in agencies.values()) / len(agencies)
    assert float(rows[("BRB", "BRB")]["Public value: score"]) == pytest.approx(expected)
    assert "From systems to the region" in result.output
    data = json.loads((out / "portfolio.json").read_text(encoding="utf-8"))
    tto = next(one for one in data["levels"] if one["name"] == "TTO")
    assert tto["scores"]["public_value"] == {
        "known": 6, "shown": False, "value": None, "low": None, "high": None, "coverage": None,
    }  # fmt: skip
    page = (out / "portfolio.html").read_text(encoding="utf-8")
    assert "n = 6, not summed up" in page


def test_portfolio_weights_move_the_levels_and_not_the_systems(folders: list[Path], tmp_path: Path) -> None:
    weights = tmp_path / "weights.csv"
    text = "level,name,weight\ncountry,JAM,0\nsystem,permits-06,30\n"
    weights.write_text(text, encoding="utf-8")
    chosen = [*folders[:6], *folders[12:18]]
    for out, more in (("plain", ()), ("weighed", ("--weights", weights, "--region", "The islands"))):
        assert run(*chosen, "--out", tmp_path / out, "--draws", 1000, *more).exit_code == 0
    plain, weighed = (
        {row["name"]: row["Public value: score"] for row in rows_of(tmp_path / out / "tables" / "levels.csv")}
        for out in ("plain", "weighed")
    )
    assert plain["JAM"] == weighed["JAM"]
    assert weighed["The islands"] == weighed["BRB"]
    assert float(weighed["BRB"]) < float(plain["BRB"])
    assert rows_of(tmp_path / "plain" / "tables" / "ranks.csv") == rows_of(
        tmp_path / "weighed" / "tables" / "ranks.csv"
    )


def test_portfolio_weights_state_all_problems(folders: list[Path], tmp_path: Path) -> None:
    weights = tmp_path / "weights.csv"
    rows = "town,BRB,1\ncountry,BRA,1\ncountry,BRB,-1\nsystem,permits-01,2\nsystem,permits-01,3\n"
    weights.write_text(f"level,name,weight\n{rows}", encoding="utf-8")
    result = run(*folders[:2], "--weights", weights)
    assert result.exit_code == 2
    assert [line for line in result.output.splitlines() if line.startswith("weights.csv")] == [
        "weights.csv, row 2, level: no level is called 'town'",
        "weights.csv, row 3, name: the portfolio has no country 'BRA'",
        "weights.csv, row 4, weight: '-1' is no weight",
        "weights.csv, row 6, name: system 'permits-01' has a second weight",
    ]
    assert "4 problems. Nothing was written." in result.output


def test_portfolio_scores_are_those_of_the_assessment(folders: list[Path], written: tuple[Path, Result]) -> None:
    CliRunner().invoke(main, ["assess", str(folders[4]), "--out", str(written[0].parent / "one")])
    own = json.loads((written[0].parent / "one" / "results.json").read_text(encoding="utf-8"))["scores"]
    data = json.loads((written[0] / "portfolio.json").read_text(encoding="utf-8"))
    (found,) = [system for system in data["systems"] if system["id"] == "permits-05"]
    assert found["scores"] == {node: own[node] for node in found["scores"]}


class Tags(HTMLParser):
    """Collects the tags of a page and the addresses that it would ask."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def test_portfolio_page_stands_alone_and_shows_text_as_text(written: tuple[Path, Result]) -> None:
    page = (written[0] / "portfolio.html").read_text(encoding="utf-8")
    read = Tags(page)
    assert not read.tags & {"script", "link", "img", "iframe", "b", "form"}
    assert all(link.startswith(("#", "data:text/csv")) for link in read.links)
    assert len(read.ids) == len(set(read.ids))
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert "&lt;b&gt;Office" in page
    assert page.count('role="img"') == 4 + 30


@pytest.mark.parametrize("width", [320, *confirming(1280)])
def test_portfolio_page_has_no_accessibility_fault(browser: Browser, written: tuple[Path, Result], width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto((written[0] / "portfolio.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.scrollingElement.scrollWidth") == width
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    context.close()


def test_portfolio_runs_again_to_the_same_bytes(folders: list[Path], tmp_path: Path) -> None:
    for name, order in (("one", folders[:6]), ("two", folders[5::-1])):
        assert run(*order, "--out", tmp_path / name, "--draws", 1000).exit_code == 0
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in ("one", "two"))
    assert one == two


def test_portfolio_reads_bundles_and_asks_for_no_folder(folders: list[Path], tmp_path: Path) -> None:
    bundles = []
    for folder in folders[:2]:
        CliRunner().invoke(main, ["assess", str(folder), "--out", str(tmp_path / folder.name)])
        bundles.append(tmp_path / folder.name / "bundle.zip")
    result = run(*bundles, "--by", "organisation")
    assert result.exit_code == 0, result.output
    assert "2 ranked" in result.output
    assert "No groups: fewer than 5 systems compare." in result.output
    assert "Add --out FOLDER" in result.output


def test_portfolio_replaces_nothing_but_a_portfolio(folders: list[Path], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    result = run(*folders[:2], "--out", tmp_path)
    assert result.exit_code == 2
    assert "holds what this product did not write there (letter.txt)" in result.output
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "keep me"


def test_portfolio_takes_several_countries_for_no_country(tmp_path: Path) -> None:
    folders = [write_assessment(tmp_path, 1, "XXX"), write_assessment(tmp_path, 2, "BRB")]
    result = run(*folders, "--out", tmp_path / "out")
    assert "no one country" in result.output
    assert "XXX" not in result.output
    page = (tmp_path / "out" / "portfolio.html").read_text(encoding="utf-8")
    assert "(BRB)" in page
    assert "(XXX)" not in page
    assert {row["country"] for row in rows_of(tmp_path / "out" / "tables" / "systems.csv")} == {"XXX", "BRB"}


def test_portfolio_names_the_problems_of_all_assessments(folders: list[Path], tmp_path: Path) -> None:
    result = run(folders[0], tmp_path / "gone", tmp_path)
    assert result.exit_code == 2
    assert "2 problems" in result.output
    assert str(tmp_path / "gone") in result.output


def test_portfolio_of_the_same_assessment_twice_is_refused(folders: list[Path]) -> None:
    result = run(folders[0], folders[0])
    assert result.exit_code == 2
    assert "2 assessments have the id 'permits-01'" in result.output


def test_portfolio_of_frameworks_that_differ_ranks_nothing(folders: list[Path], tmp_path: Path) -> None:
    other = write_assessment(tmp_path, 40, "BRB")
    (other / "ministry.yaml").write_text(EXTENSION, encoding="utf-8")
    text = (other / "assessment.yaml").read_text(encoding="utf-8")
    (other / "assessment.yaml").write_text(text.replace("public-value/1.0", "ministry.yaml"), encoding="utf-8")
    result = run(folders[0], other, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "0 ranked, 2 not ranked" in result.output
    assert "The administrative dimension" in result.output
    assert "There are no ranks." in (tmp_path / "out" / "portfolio.html").read_text(encoding="utf-8")
    assert sorted(path.stem for path in (tmp_path / "out" / "tables").iterdir()) == ["spread", "systems"]


def test_portfolio_that_was_stopped_goes_on_with_the_same_inputs_only(folders: list[Path], tmp_path: Path) -> None:
    members = load_members([StoreAt(folder) for folder in folders[:3]])
    keep = ResultsFolder(tmp_path).keep_draws(PORTFOLIO)
    choices = Choices(seed=1, draws=1000, chunk=100)

    def stop(done: int, _all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        form_portfolio(members, choices, keep, stop)
    kept = sorted(path.name for path in (tmp_path / DRAWS).glob("*.npz"))
    # Parts are drawn two at a time: those that were begun are finished.
    assert kept[:2] == ["chunk-00000.npz", "chunk-00001.npz"]
    assert len(kept) < 10
    (tmp_path / DRAWS / "chunk-00001.npz").write_bytes(b"half a file")
    went_on = form_portfolio(members, choices, keep)
    whole = form_portfolio(members, choices)
    assert went_on.drawn is not None
    assert whole.drawn is not None
    assert (went_on.drawn.scores == whole.drawn.scores).all()
    keep(Plan(2, 300, 100), sorted(members, key=lambda member: member.id))
    assert ChunkFiles(tmp_path / DRAWS).load(0) is None
    assert inputs_key(Plan(1, 300), members[:2]) != inputs_key(Plan(1, 300), members[:1])
