"""Surveys of made-up people, asked in many ways at once: nobody's answer can be solved for from what is published."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from long_runs import often
from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.files.stores.folder import FolderStore
from publicvalue.measures.ledger_entries import DOMINATED, DOMINATED_CELLS
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.results.model import AssessmentResult
from recovering import FEW, recover, said
from small_surveys import EASE, TRUST, folder_of

FITS = "citizen.benefit.personalization.fits_my_situation"
REUSED = "democratic.consideration.cooperation.partners_reused"
SHARES = (
    EASE,
    FITS,
    "democratic.benefit.citizen_interaction.contact_satisfaction",
    "democratic.risk.transparency.reasons_understood",
    REUSED,
)
MEANS = (
    TRUST,
    "citizen.benefit.service_quality.perceived_quality",
    "democratic.consideration.accountability.procedural_fairness",
)


def published(path: Path, answers: list[dict], tables: dict) -> AssessmentResult:
    return run_assessment(load_assessment(FolderStore(folder_of(path, answers, tables))), depth="core")


def drawn_people(draw: random.Random) -> dict[str, dict[str, list]]:
    """Make up people, of whom one to three are in office c, and perhaps a second file of most of them."""
    n = draw.randint(12, 30)
    few = draw.randint(1, 3)
    ease = [draw.randint(1, 5) for _ in range(n)]
    people = {
        "person": list(range(n)),
        "ease": ease,
        "hard": [6 - one for one in ease],
        "office": ["c"] * few + [draw.choice("ab") for _ in range(n - few)],
        "sex": [draw.choice("wm") for _ in range(n)],
        "many": [draw.choice([1, 1, 1, 2]) for _ in range(n)],
        "odd": [3] + [1] * (n - 1),
    }
    if draw.random() < 0.5:
        return {"people": people}
    kept = list(range(n - draw.randint(0, 3)))
    draw.shuffle(kept)
    without = draw.choice([(), ("hard",), ("many",), ("sex", "odd")])
    again = {name: [cells[place] for place in kept] for name, cells in people.items() if name not in without}
    return {"people": people, "again": again}


def drawn_question(draw: random.Random, indicator: str, tables: dict[str, dict[str, list]]) -> dict:
    """Ask for a share or a mean of the people of a file, of all or some of them, weighted or not, by groups or not."""
    evidence = draw.choice(list(tables))
    table = tables[evidence]
    name = draw.choice([one for one in ("ease", "hard") if one in table])
    end = {"at_least": draw.choice([3, 4])} if name == "ease" else {"at_most": draw.choice([2, 3])}
    share = indicator in SHARES
    columns: dict[str, object] = {"event": {"column": name, **end}} if share else {"value": name}
    if draw.random() < 0.35 and (weights := [one for one in ("many", "odd") if one in table]):
        columns[draw.choice(["weight", "weight", "count"])] = draw.choice(weights)
    labels = [one for one in ("office", "sex") if one in table]
    if draw.random() < 0.2:
        columns["stratum"] = draw.choice(labels)
    where = {"office": draw.choice([["a"], ["a", "b"], ["b", "c"], ["b"]])} if draw.random() < 0.5 else {}
    if draw.random() < 0.2 and "sex" in table:
        where["sex"] = [draw.choice("wm")]
    return {
        "indicator": indicator,
        "evidence": evidence,
        "columns": columns,
        **({"options": {"census": True}} if share and draw.random() < 0.5 else {}),
        **({"where": where} if where else {}),
        **({"by": {"group": {"column": draw.choice(labels)}}} if draw.random() < 0.3 else {}),
    }


@pytest.mark.parametrize("seed", range(often(20, 400)))
def test_nobody_can_be_solved_for(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - to make up people
    tables = drawn_people(draw)
    asked = [drawn_question(draw, one, tables) for one in draw.sample(SHARES + MEANS, draw.randint(2, 6))]
    result = published(tmp_path / "drawn", asked, tables)
    assert recover(result, asked, tables) == []


@pytest.mark.parametrize("seed", range(often(6, 100)))
def test_nobody_can_be_solved_for_by_intervals(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - to make up people
    tables = {"people": drawn_people(draw)["people"]}
    asked = [drawn_question(draw, one, tables) for one in draw.sample(SHARES, draw.randint(1, 3))]
    weighted = {"event": asked[0]["columns"]["event"], "weight": draw.choice(["odd", "many"])}
    asked[0] = {"indicator": asked[0]["indicator"], "evidence": "people", "columns": weighted}
    result = published(tmp_path / "drawn", asked, tables)
    assert recover(result, asked, tables) == []


def people(n: int = 24) -> dict[str, list]:
    ease = [1 + (3 * place + place // 4) % 5 for place in range(n)]
    return {"person": list(range(n)), "ease": ease, "hard": [6 - one for one in ease], "all": ["x"] * n}


def share(indicator: str = EASE, evidence: str = "people", **more: object) -> dict:
    columns = {"event": {"column": "ease", "at_least": 4}, **more.pop("columns", {})}  # type: ignore[dict-item]
    return {
        "indicator": indicator,
        "evidence": evidence,
        "columns": columns,
        "options": {"census": True},
        **more,
    }


def test_the_attacker_finds_what_is_there(tmp_path: Path) -> None:
    # Two assessments, which are published apart: their numbers together tell of one.
    table = {**people(), "office": ["a"] * 23 + ["c"]}
    first, less = share(), share(FITS, where={"office": ["a"]})
    results = [published(tmp_path / name, [one], {"people": table}) for name, one in (("a", first), ("b", less))]
    both = results[0]
    answered = {**both.answered, FITS: results[1].answered[FITS]}
    (found,) = recover(type(both)(**{**vars(both), "answered": answered}), [first, less], {"people": table})
    assert found.people == (23,)
    assert found.total == pytest.approx(said(found, table))
    assert len(found.people) < FEW


@pytest.mark.parametrize(("role", "heavier", "given"), [("weight", 1, False), ("weight", 5, True), ("count", 1, False)])
def test_other_weights_do_not_tell_those_who_weigh_more(tmp_path: Path, role: str, heavier: int, given: bool) -> None:
    table = {**people(), "heavy": [2] * heavier + [1] * (24 - heavier)}
    result = published(tmp_path / "w", [share(), share(FITS, columns={role: "heavy"})], {"people": table})
    # Of two that take in as many the first is given.
    assert [isinstance(result.answered[id].result, Number) for id in (EASE, FITS)].count(True) == 1 + given


def test_weights_that_are_the_same_throughout_change_nothing(tmp_path: Path) -> None:
    weights = [1 + place / 7 for place in range(24)]
    table = {**people(), "heavy": weights, "office": ["a"] * 18 + ["b"] * 6}
    weight = {"weight": "heavy"}
    asked = [share(columns=weight), share(FITS, columns=weight, where={"office": ["a"]})]
    result = published(tmp_path / "w", asked, {"people": table})
    assert all(isinstance(result.answered[id].result, Number) for id in (EASE, FITS))


@pytest.mark.parametrize(("turned", "given"), [("hard", False), ("others", True)])
def test_a_column_that_was_turned_round_is_the_same_question(tmp_path: Path, turned: str, given: bool) -> None:
    others = [1 + (place * place) % 5 for place in range(24)]
    table = {**people(), "others": others, "office": ["a"] * 23 + ["c"]}
    second = share(FITS, where={"office": ["a"]})
    second["columns"] = {"event": {"column": turned, "at_most": 2}}
    result = published(tmp_path / "t", [share(), second], {"people": table})
    assert isinstance(result.answered[EASE].result, Number)
    assert isinstance(result.answered[FITS].result, Number) is given


def test_a_stratum_beside_a_number_of_one_person_less_is_not_told(tmp_path: Path) -> None:
    table = {**people(), "office": ["a"] * 12 + ["b"] * 12, "late": ["no"] * 11 + ["yes"] + ["no"] * 12}
    less = share(FITS, where={"office": ["a"], "late": ["no"]})
    result = published(tmp_path / "s", [share(columns={"stratum": "office"}), less], {"people": table})
    wide, narrow = (result.answered[id].result for id in (EASE, FITS))
    assert isinstance(wide, Number)
    assert isinstance(narrow, Number)
    (strata,) = [one for one in wide.details if one.title == "Strata"]
    told = "1 person could be told from these groups together with 'The service fitted my situation'"
    assert [[str(cell) for cell in row[:2]] for row in strata.rows] == [[told, "not shown"]]


def test_a_stratum_of_a_few_is_not_named(tmp_path: Path) -> None:
    table = {**people(), "office": ["a"] * 20 + ["Ann Brown"] * 4}
    result = published(tmp_path / "n", [share(columns={"stratum": "office"})], {"people": table}).answered[EASE].result
    assert isinstance(result, Number)
    (strata,) = [one for one in result.details if one.title == "Strata"]
    assert [row[0] for row in strata.rows] == ["a", "1 group of fewer than 5"]
    lonely = {**people(), "office": ["a"] * 23 + ["Ann Brown"]}
    asked = {**share(columns={"stratum": "office"}), "options": {}}
    none = published(tmp_path / "l", [asked], {"people": lonely}).answered[EASE].result
    assert isinstance(none, NotApplicable)
    assert none.reason.startswith("1 stratum (column office) has a single respondent, so the error cannot be known")


@pytest.mark.parametrize(
    ("weights", "given"),
    [([30] + [1] * 23, False), ([20] + [1] * 23, True), ([90, 70, 70, 70] + [1] * 20, False)],
)
def test_a_few_who_hold_nearly_all_of_the_weight_are_not_told(tmp_path: Path, weights: list, given: bool) -> None:
    table = {**people(), "heavy": weights}
    found = published(tmp_path / "d", [share(columns={"weight": "heavy"})], {"people": table}).answered[EASE].result
    assert isinstance(found, Number) if given else found.reason == DOMINATED


def test_a_group_in_which_one_holds_nearly_all_of_the_weight_is_not_told(tmp_path: Path) -> None:
    table = {**people(), "heavy": [8] + [1] * 23, "office": ["a"] * 6 + ["b"] * 18}
    asked = share(columns={"weight": "heavy"}, by={"group": {"column": "office"}})
    found = published(tmp_path / "g", [asked], {"people": table}).answered[EASE].result
    assert isinstance(found, Number)
    assert [row[0] for row in found.details[-1].rows] == [DOMINATED_CELLS]


@pytest.mark.parametrize(("last", "others", "given"), [(1, 1, False), (5, 1, False), (1, 6, False), (5, 6, True)])
def test_how_many_gave_an_answer_does_not_tell_whether_one_person_did(
    tmp_path: Path, last: int, others: int, given: bool
) -> None:
    # Both numbers are of those who said 4 or 5; the second leaves out office c.
    n = 24 + others
    ease = [1 + place % 5 for place in range(24)] + [last] * others
    trust = [1 + (2 * place) % 5 for place in range(n)]
    table = {"person": list(range(n)), "ease": ease, "trust": trust, "office": ["a"] * 24 + ["c"] * others}
    of_these = {"ease": [4, 5]}
    event = {"event": {"column": "trust", "at_least": 3}}
    asked = [
        share(),
        {"indicator": FITS, "evidence": "people", "columns": event, "where": of_these},
        {"indicator": REUSED, "evidence": "people", "columns": event, "where": {**of_these, "office": ["a"]}},
    ]
    result = published(tmp_path / "n", asked, {"people": table})
    assert isinstance(result.answered[EASE].result, Number)
    assert [isinstance(result.answered[id].result, Number) for id in (FITS, REUSED)].count(True) == 1 + given


@pytest.mark.parametrize("full", [1, 5])
def test_who_answered_too_few_items_hides_nobody(tmp_path: Path, full: int) -> None:
    # Of office c a few answered all four items, and four people each one of them: the scale's mean leaves those out.
    names, office = "abcd", ["a"] * 25 + ["c"] * (full + 16)
    n = len(office)
    items: dict[str, list] = {one: [1 + (place * step) % 5 for place in range(n)] for step, one in enumerate(names, 1)}
    for place, one in enumerate(names):
        items[one][25 + full :] = [3 if other // 4 == place else "" for other in range(16)]
    asked = [
        {"indicator": MEANS[1], "evidence": "people", "columns": {"items": list(names)}},
        {"indicator": MEANS[2], "evidence": "people", "columns": {"items": list("dcba")}, "where": {"office": ["a"]}},
    ]
    result = published(tmp_path / "s", asked, {"people": {"person": list(range(n)), **items, "office": office}})
    given = [isinstance(result.answered[one].result, Number) for one in MEANS[1:]].count(True)
    assert given == (2 if full == 5 else 1)


EXTENSION = """
extension:
  id: ours
  version: "1.0"
  title: Ours
  extends: public-value/1.0
  why: Decided by a test.
indicators:
  - id: citizen.benefit.accessibility.difference
    title: Difference of ease between places
    statement: How much easier is it in one place than in another?
    kind: survey
    measure: survey_difference
    unit: points
    goalposts:
      anchors: [[-4, 0], [0, 50], [4, 100]]
      basis: judgement
      source: Judgement of a test.
    answered_by: [line agency]
    good_evidence: A survey.
"""


@pytest.mark.parametrize(("left_out", "given"), [(1, False), (6, True)])
def test_the_groups_beside_a_difference_do_not_tell_one_person(tmp_path: Path, left_out: int, given: bool) -> None:
    # Of place z, which is not compared, another number takes in all but some.
    n, difference = 36, "citizen.benefit.accessibility.difference"
    table = {
        "person": list(range(n)),
        "ease": [1 + (3 * place + place // 4) % 5 for place in range(n)],
        "place": ["x"] * 12 + ["y"] * 12 + ["z"] * 12,
        "late": ["no"] * (n - left_out) + ["yes"] * left_out,
    }
    columns = {"value": "ease", "group": "place"}
    options = {"group": "x", "reference": "y"}
    asked = [
        {"indicator": difference, "evidence": "people", "columns": columns, "options": options},
        share(where={"place": ["z"], "late": ["no"]}),
    ]
    folder = folder_of(tmp_path / "d", asked, {"people": table})
    (folder / "ours.yaml").write_text(EXTENSION)
    settings = folder / "assessment.yaml"
    settings.write_text(settings.read_text().replace("framework: public-value/1.0", "framework: ours.yaml"))
    result = run_assessment(load_assessment(FolderStore(folder)), depth="core")
    found = result.answered[difference].result
    assert isinstance(found, Number)
    assert isinstance(result.answered[EASE].result, Number)
    (means,) = [one for one in found.details if one.title == "Means by group"]
    assert ("z" in [row[0] for row in means.rows]) is given


@pytest.mark.parametrize(("fewer", "given"), [(5, True), (10, True)])
def test_raked_weights_stand_beside_plain_ones_where_no_few_share_a_factor(
    tmp_path: Path, fewer: int, given: bool
) -> None:
    table = {**people(), "sex": ["w"] * fewer + ["m"] * (24 - fewer)}
    raked = share(FITS, columns={"margins": "sex"})
    raked["options"] = {"margins": {"sex": {"w": 50, "m": 50}}}
    result = published(tmp_path / "r", [share(), raked], {"people": table})
    assert all(isinstance(result.answered[id].result, Number) for id in (EASE, FITS)) is given


def test_raked_weights_beside_plain_ones_do_not_tell_a_few_who_share_a_factor(tmp_path: Path) -> None:
    # Four women weigh otherwise than the men: a raked and a plain share together tell of the four.
    table = {**people(), "sex": ["w"] * 4 + ["m"] * 20}
    raked = share(FITS, columns={"margins": "sex"})
    raked["options"] = {"margins": {"sex": {"w": 30, "m": 70}}}
    result = published(tmp_path / "r", [share(), raked], {"people": table})
    assert [isinstance(result.answered[id].result, Number) for id in (EASE, FITS)].count(True) == 1
