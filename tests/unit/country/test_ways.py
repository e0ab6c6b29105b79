"""Readiness in other ways: each against plain arithmetic on the published pillars, and gaps that are never zero."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from publicvalue.actions.country.profiles import profile_country
from publicvalue.actions.country.published_figures import read_figures
from publicvalue.actions.country.references import load_reference
from publicvalue.actions.country.ways import WaysAsked, find_ways, read_weights
from publicvalue.cli.main import main
from publicvalue.country.comparison.choices import Way
from publicvalue.country.comparison.ways import Places, Ranked
from publicvalue.errors import InputError
from publicvalue.reports.country.comparison.ways import WaysFound, ways_document
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.words.languages import language_of

EGOV = ("online_service", "human_capital", "telecommunication")


@pytest.fixture(scope="module")
def jamaica() -> WaysFound:
    return find_ways("JAM", WaysAsked(peers=("BHS", "DMA", "BRB")))


def pillars(index: str, year: int, country: str, scale: float = 1.0) -> list[float]:
    figures = (one.figure for one in load_reference().figures)
    return [
        scale * one.value
        for one in figures
        if (one.index, one.year, one.country) == (index, year, country) and one.part != "total" and "." not in one.part
    ]


def plain(country: str, mean: str = "arithmetic") -> float:
    def form(values: list[float]) -> float:
        return float(np.mean(values) if mean == "arithmetic" else np.exp(np.mean(np.log(values))))

    indices = (("ai-readiness", 2024, 1.0), ("egov-development", 2024, 100.0), ("govtech-maturity", 2025, 100.0))
    return form([form(pillars(index, year, country, scale)) for index, year, scale in indices])


def way(found: WaysFound, **said: object) -> Ranked:
    return next(one for one in found.ranked if one.way == Way(**said))  # type: ignore[arg-type]


def test_scores_are_plain_means_of_the_published_pillars(jamaica: WaysFound) -> None:
    assert way(jamaica).score == pytest.approx(plain("JAM"), abs=1e-9)
    assert way(jamaica, mean="geometric").score == pytest.approx(plain("JAM", "geometric"), abs=1e-9)
    codes = [one.code for one in load_reference().members if len(pillars("ai-readiness", 2024, one.code)) == 3]
    for mean in ("arithmetic", "geometric"):
        rank = 1 + sum(plain(code, mean) > plain("JAM", mean) for code in codes)
        found = way(jamaica, mean=mean)
        assert (found.rank, found.among) == (rank, len(codes))
        assert found.rank_low is not None
        assert found.rank_high is not None
        assert found.rank_low <= rank <= found.rank_high


def test_an_index_that_weighs_twice_counts_twice(jamaica: WaysFound) -> None:
    parts = [np.mean(pillars("ai-readiness", 2024, "JAM")), 100 * np.mean(pillars("egov-development", 2024, "JAM"))]
    parts.append(100 * np.mean(pillars("govtech-maturity", 2025, "JAM")))
    doubled = way(jamaica, weights={"ai-readiness": 2.0}).score
    assert doubled == pytest.approx((2 * parts[0] + parts[1] + parts[2]) / 4, abs=1e-9)
    assert way(jamaica, weights={"ai-readiness": 0.0}).score == pytest.approx((parts[1] + parts[2]) / 2, abs=1e-9)


def test_what_is_missing_is_left_out_or_filled_by_the_middle_and_never_zero(jamaica: WaysFound) -> None:
    # Dominica is not in the latest edition of one index that Jamaica is in.
    assert way(jamaica).among == 15
    filled = way(jamaica, missing="middle")
    assert (filled.among, filled.filled) == (16, 3)
    assert filled.score == way(jamaica).score
    aruba = find_ways("ABW", WaysAsked())
    assert [one.score for one in aruba.ranked] == [None] * len(aruba.ranked)
    assert aruba.reached == ()


def test_reach_agrees_with_closed_forms(jamaica: WaysFound) -> None:
    bahamas, dominica, _ = jamaica.reached
    gap = plain("BHS") - plain("JAM")
    # Three indices of which this one has three pillars: each counts for a ninth.
    assert bahamas.alone["egov-development.human_capital"] == pytest.approx(9 * gap, abs=1e-6)
    assert bahamas.together == pytest.approx(gap, abs=1e-6)
    assert dominica.indices == ("egov-development", "govtech-maturity")
    assert dominica.together is None
    geometric = find_ways("JAM", WaysAsked(Way({"ai-readiness": 0, "govtech-maturity": 0}, "geometric"), ("BRB",)))
    own, theirs = (100 * np.array(pillars("egov-development", 2024, code)) for code in ("JAM", "BRB"))
    factor = np.prod(theirs) / np.prod(own)
    assert geometric.reached[0].alone["egov-development.human_capital"] == pytest.approx(
        (factor - 1) * own[1], rel=1e-6
    )


def test_a_profile_lies_between_the_places_of_all_ways(jamaica: WaysFound) -> None:
    ranks = [one.rank for one in jamaica.ranked if one.rank is not None]
    found = profile_country("JAM")
    assert found.places == Places(min(ranks), max(ranks), len(ranks))
    assert found.facts["readiness.spread"].value == max(ranks) - min(ranks)
    assert profile_country("ABW").places is None


def test_a_whole_file_of_a_publisher_gives_the_rank_that_it_prints(shared_data: Callable[[str], Path]) -> None:
    only = Way({"ai-readiness": 0, "govtech-maturity": 0})
    reading = read_figures(shared_data("egov-development-index/EGOV_DATA_2024.csv"))
    found = find_ways("JAM", WaysAsked(only, readings=(reading,))).ranked[0]
    assert (found.rank, found.among) == (96, 193)
    only = Way({"egov-development": 0, "govtech-maturity": 0})
    reading = read_figures(shared_data("ai-readiness-index/gairi_2024_tidy.csv"))
    found = find_ways("JAM", WaysAsked(only, readings=(reading,))).ranked[0]
    printed = {row.country: figure.value for row in reading.rows for figure in row.figures if figure.part == "total"}
    assert (found.rank, found.among) == (1 + sum(one > printed["JAM"] for one in printed.values()), 188)
    assert found.score == pytest.approx(printed["JAM"], abs=1e-7)


def test_a_publishers_own_file_ranks_among_all_of_its_countries(tmp_path: Path) -> None:
    file = tmp_path / "egov-2024.csv"
    rows = ["iso3,year,rank,EGDI,OSI,HCI,TII"]
    rows += [
        f"{code},2024,,{value},{value},{value},{value}" for code, value in (("DEU", 0.9), ("JAM", 0.6), ("KEN", 0.3))
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    only = Way({"ai-readiness": 0, "govtech-maturity": 0})
    found = find_ways("JAM", WaysAsked(only, readings=(read_figures(file),)))
    assert (found.ranked[0].rank, found.ranked[0].among) == (2, 3)
    assert found.ranked[0].score == pytest.approx(60.0)
    assert [one.peer for one in found.reached] == ["DEU"]


def test_wrong_weights_and_peers_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        find_ways("JAM", WaysAsked(Way({"ai-redness": 2, "govtech-maturity": -1})))
    assert [one.what for one in caught.value.problems] == [
        "there is no index or pillar 'ai-redness'",
        "a weight of −1 stands here",
    ]
    with pytest.raises(InputError, match="all weights of ai-readiness, egov-development, govtech-maturity are 0"):
        find_ways("JAM", WaysAsked(Way(dict.fromkeys(("ai-readiness", "egov-development", "govtech-maturity"), 0.0))))
    with pytest.raises(InputError, match="no figure of 'ABW' is known here"):
        find_ways("JAM", WaysAsked(peers=("ABW",)))
    with pytest.raises(InputError, match="'x' is no weight"):
        read_weights(["x"])


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)


def test_command_writes_the_page_and_its_tables(tmp_path: Path, jamaica: WaysFound) -> None:
    found = run("--lang", "es", "country", "readiness", "JAM", "--weight", "ai-readiness=0", "--out", tmp_path / "r")
    assert found.exit_code == 0
    assert "Jamaica" in found.output
    assert len((tmp_path / "r" / "tables" / "readiness.csv").read_text(encoding="utf-8-sig").splitlines()) == 11
    english = set(render_markdown(ways_document(jamaica), language_of("en")).splitlines())
    spanish = set(render_markdown(ways_document(jamaica), language_of("es")).splitlines())
    assert [one for one in english & spanish if len(re.findall("[a-z]{3,}", one)) > 2] == []
