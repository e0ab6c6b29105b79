"""What is found in surveys: the path to trust, weights, expectations, readiness; and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import ibis
import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import t as student

import made_up_survey
from publicvalue.errors import EvidenceError, MethodError
from publicvalue.evidence.people.model import ExpectationAsked, PathAsked, SurveyUse, WeightsAsked
from publicvalue.evidence.table import EvidenceTable
from publicvalue.framework.model import Framework
from publicvalue.measures.survey.people.answers import PeopleAnswers, fetch_answers, read_scale
from publicvalue.measures.survey.people.expectations import find_expectation
from publicvalue.measures.survey.people.path_result import TrustPath
from publicvalue.measures.survey.people.priorities import Priorities, columns_of, find_priorities
from publicvalue.measures.survey.people.readiness import find_readiness
from publicvalue.measures.survey.people.trust_path import find_path
from publicvalue.measures.survey.people.weighing import weigh_framework
from publicvalue.measures.survey.priorities.pairs import pairwise_weights
from publicvalue.scores.simulation.samples import batch_ends, draw_inputs
from publicvalue.scores.simulation.uncertainty import name_inputs
from publicvalue.scores.simulation.uncertainty import weigh as weigh_level
from publicvalue.scores.tree import build_tree

SURVEY = SurveyUse("citizens")
SEED = 20240706


@cache
def framework() -> Framework:
    return made_up_survey.framework()


def answers(columns: Mapping[str, list]) -> PeopleAnswers:
    read = {name: [float(cell) for cell in cells] if name == "weight" else cells for name, cells in columns.items()}
    return fetch_answers(EvidenceTable(ibis.memtable(pa.table(read)), {}, 0))


@cache
def citizens(people: int = 400) -> Mapping[str, list]:
    return made_up_survey.citizens(people, np.random.default_rng(SEED))


@cache
def path() -> TrustPath:
    asked = PathAsked(SURVEY, replicates=300)
    return find_path(framework(), asked, answers(citizens()), np.random.default_rng(SEED))


def found_path(columns: Mapping[str, list], **asked: object) -> TrustPath:
    given = PathAsked(SURVEY, replicates=200, **asked)  # type: ignore[arg-type]
    return find_path(framework(), given, answers(columns), np.random.default_rng(SEED))


def test_path_holds_the_citizens_constructs_and_says_what_is_left_out() -> None:
    assert [one.id for one in path().constructs] == [
        "perceived_quality",
        "perceived_usefulness",
        "satisfaction",
        "perceived_transparency",
        "procedural_justice",
        "trust_in_agency",
        "trust_in_government",
        "legitimacy",
        "ai_attitude",
    ]
    assert path().left_out["Job insecurity"] == "no item of it is in the survey, and two are needed"
    assert path().targets == ("trust_in_agency", "legitimacy")


def test_path_finds_the_structure_from_which_the_answers_were_made() -> None:
    links = {(one.source, one.target): one for one in path().links}
    assert links["perceived_transparency", "procedural_justice"].path.low > 0.3
    # Errors of answers leak from the way through justice into the direct one; corrected for them it is gone.
    assert links["perceived_transparency", "trust_in_agency"].path.value < 0.2
    corrected = {(one.source, one.target): one for one in found_path(dict(citizens()), consistent=True).links}
    none = corrected["perceived_transparency", "trust_in_agency"]
    assert none.path.low < 0 < none.path.high
    assert none.as_expected is None
    assert all(one.as_expected is not False for one in path().links)


def test_path_levers_are_ordered_by_room_and_add_up() -> None:
    levers = [one for one in path().levers if one.target == "trust_in_agency"]
    assert levers[0].construct in {"procedural_justice", "satisfaction"}
    assert [one.room.value for one in levers] == sorted((one.room.value for one in levers), reverse=True)
    for one in levers:
        assert one.room.value == pytest.approx(one.importance.value * (100 - one.performance.value))


def test_path_turns_reversed_items() -> None:
    reversed_items = [one.id for one in framework().instruments.questions if one.reversed]
    shown = [one for one in path().items if one.id in reversed_items]
    assert shown != []
    assert all(one.loading.low > 0.5 for one in shown)


def test_path_of_survey_with_one_item_leaves_that_construct_out() -> None:
    columns = {name: cells for name, cells in citizens().items() if name not in {"useful_goal", "useful_little"}}
    found = found_path(columns)
    assert found.left_out["Perceived usefulness"] == "one item of it is in the survey, and two are needed"
    assert "perceived_usefulness" not in [one.id for one in found.constructs]


def test_path_of_too_few_respondents_is_refused_with_the_numbers() -> None:
    few = {name: cells[:49] for name, cells in citizens().items()}
    with pytest.raises(MethodError, match="49 respondents with usable answers are too few"):
        found_path(few)


def test_path_of_an_item_that_all_answer_alike_is_refused_by_name() -> None:
    with pytest.raises(MethodError, match="all answers to fair_voice are alike"):
        found_path({**citizens(), "fair_voice": ["3"] * 400})


def test_path_of_a_survey_without_linked_constructs_is_refused() -> None:
    only = {name: cells for name, cells in citizens().items() if name.startswith("useful")}
    with pytest.raises(MethodError, match="no two linked constructs"):
        found_path(only)


def test_path_to_a_target_that_nothing_leads_to_is_refused() -> None:
    with pytest.raises(MethodError, match="nothing in the survey leads to 'ai_attitude'"):
        found_path(citizens(), targets=("ai_attitude",))


def test_path_says_when_the_sample_is_small_and_gaps_cost_respondents() -> None:
    columns = {name: cells[:200] for name, cells in citizens().items()}
    blanks = [None if place < 120 else cell for place, cell in enumerate(columns["fair_voice"])]
    found = found_path({**columns, "fair_voice": blanks})
    checks = {one.name: one for one in found.diagnostics}
    assert checks["Respondents"].text == "80 of 200 respondents are used (rule for gaps: complete)."
    assert checks["Respondents"].passed is False
    assert checks["Small sample"].passed is False
    pairwise = found_path({**columns, "fair_voice": blanks}, missing="pairwise")
    assert pairwise.respondents == 200


def test_path_stands_beside_a_covariance_based_model() -> None:
    pytest.importorskip("semopy")
    found = found_path(citizens(), compare=True)
    assert found.comparison is not None
    assert found.comparison.fit_index > 0.95
    factors = {(one.source, one.target): one.standardised for one in found.comparison.paths}
    for link in found.links:
        assert factors[link.source, link.target] == pytest.approx(link.path.value, abs=0.15)


def test_answers_outside_the_choices_are_named() -> None:
    columns = {"fair_voice": ["1", "6", "x", "6", None, "dont_know"]}
    question = framework().instruments.question("fair_voice")
    with pytest.raises(EvidenceError) as caught:
        read_scale(answers(columns), framework().instruments, question)
    (problem,) = caught.value.problems
    assert problem.place.field == "fair_voice"
    assert problem.what == "3 cells are no answer to the question, such as '6' (2 times)"
    assert problem.expected == "one of: 1, 2, 3, 4, 5"


def test_answers_that_say_there_is_none_are_missing() -> None:
    question = framework().instruments.question("fair_voice")
    read = read_scale(answers({"fair_voice": ["1.0", "dont_know", None, "5"]}), framework().instruments, question)
    np.testing.assert_array_equal(read, [1, np.nan, np.nan, 5])


def test_answers_with_an_impossible_weight_are_refused() -> None:
    with pytest.raises(EvidenceError, match="1 respondents have a weight of 0 or less"):
        answers({"fair_voice": ["1", "2"], "weight": ["0", "1"]})


def weigh(question: str, columns: Mapping[str, list], groups: tuple[str, ...] = ()) -> object:
    asked = WeightsAsked(SURVEY, question, "citizens", groups, count=True)
    return find_priorities(framework().instruments, asked, answers(columns), np.random.default_rng(SEED))


def test_priorities_of_points_are_near_the_shares_they_were_made_from() -> None:
    found = weigh("points", citizens())
    assert [part.node for part in found.parts] == ["economic", "administrative", "democratic", "citizen"]
    for part, share in zip(found.parts, made_up_survey.SHARES, strict=True):
        assert part.share.value == pytest.approx(share, abs=0.03)
    assert sum(part.share.value for part in found.parts) == pytest.approx(1)
    np.testing.assert_allclose(found.draws.sum(axis=1), 1)


def test_priorities_of_best_worst_rise_along_the_list() -> None:
    found = weigh("matters", citizens())
    shares = [part.share.value for part in found.parts]
    assert shares[0] == min(shares)
    assert shares[-1] == max(shares)
    assert np.corrcoef(shares, [part.check for part in found.parts])[0, 1] > 0.9


def test_priorities_by_group_compare_each_with_all_others() -> None:
    columns = dict(citizens())
    first, second = framework().instruments.choice_lists["sex"].answers[:2]
    columns["sex"] = [first] * 150 + [second] * 250
    names = [name for name in columns if name.startswith("points_")]
    for name, points in zip(names, ("70", "10", "10", "10"), strict=True):
        columns[name] = [points] * 150 + columns[name][150:]
    found = weigh("points", columns, ("sex",))
    mine, other = found.groups
    assert (mine.respondents, other.respondents) == (150, 250)
    assert mine.away[0].low > 0.3
    assert mine.away[0].value == pytest.approx(-other.away[0].value)


def test_priorities_of_points_that_do_not_add_up_are_refused_with_the_row() -> None:
    columns = dict(citizens())
    columns["points_economic"] = ["99", *columns["points_economic"][1:]]
    with pytest.raises(EvidenceError) as caught:
        weigh("points", columns)
    assert str(caught.value.problems[0]).startswith("row 1, points: 1 allocations do not add up")


def test_priorities_with_the_best_as_the_worst_are_refused_with_the_row() -> None:
    columns = dict(citizens())
    task = next(n for n in range(1, 34) if columns[f"matters_{n}_best"][4])
    worst = columns[f"matters_{task}_worst"]
    columns[f"matters_{task}_worst"] = [*worst[:4], columns[f"matters_{task}_best"][4], *worst[5:]]
    with pytest.raises(EvidenceError) as caught:
        weigh("matters", columns)
    assert str(caught.value.problems[0]).startswith(
        "row 5, matters: 1 best-worst answers cannot be used because the best is also the worst"
    )


def test_priorities_of_too_few_people_or_without_columns_are_refused() -> None:
    with pytest.raises(MethodError, match="20 people answered 'points'"):
        weigh("points", {name: cells[:20] for name, cells in citizens().items()})
    with pytest.raises(MethodError, match="no columns for 'points'"):
        weigh("points", {"fair_voice": ["1"]})


COLUMNS = ("points_economic", "points_administrative", "points_democratic", "points_citizen")


def panel(*points: tuple[int, int, int, int]) -> Priorities:
    columns = {name: [str(row[place]) for row in points] for place, name in enumerate(COLUMNS)}
    asked = WeightsAsked(SURVEY, "points", "evaluators")
    return find_priorities(framework().instruments, asked, answers(columns), np.random.default_rng(SEED), panel=True)


def test_a_panel_that_compares_in_pairs_has_the_weights_that_it_implies_and_its_consistency() -> None:
    """Two who agree with themselves on 4 to 2 to 1 to 1, and one who goes round in a circle."""
    instruments = framework().instruments
    asked = WeightsAsked(SURVEY, "points", "experts", pairs=True)
    pairs = columns_of(instruments, asked)
    assert len(pairs) == 6
    sure, circle = ("2", "4", "4", "2", "2", "1"), ("5", "1/5", "1", "5", "1", "1")
    columns = {name: [one[place] for one in (sure, sure, circle)] for place, name in enumerate(pairs)}
    found = find_priorities(instruments, asked, answers(columns), np.random.default_rng(SEED), panel=True)
    assert (found.kind, found.respondents) == ("pairs", 3)
    alone = pairwise_weights(np.array([[1, 5, 0.2, 1], [0.2, 1, 5, 1], [5, 0.2, 1, 1], [1, 1, 1, 1]])).weights
    joined = np.array([4, 2, 1, 1]) ** (2 / 3) * alone ** (1 / 3)
    np.testing.assert_allclose([part.share.value for part in found.parts], joined / joined.sum())
    consistency = found.diagnostics[-1]
    assert consistency.passed is False
    assert "1 of 3 lie above 0.10" in str(consistency.text)


def test_a_panel_of_three_has_the_interval_of_student_and_says_that_it_was_chosen() -> None:
    found = panel((40, 20, 20, 20), (30, 30, 20, 20), (20, 30, 25, 25))
    apart = np.log([40 / 20, 30 / 30, 20 / 30])
    assert found.draws is not None
    drawn = np.log(found.draws[:, 0] / found.draws[:, 1])
    # Known answer: Student's t about the mean of the log-ratio of two parts.
    ends = student.interval(0.9, 2, apart.mean(), apart.std(ddof=1) / np.sqrt(3))
    assert np.quantile(drawn, [0.05, 0.95]) == pytest.approx(ends, abs=0.12)
    geometric = np.prod([(40, 20, 20, 20), (30, 30, 20, 20), (20, 30, 25, 25)], axis=0) ** (1 / 3)
    assert [part.share.value for part in found.parts] == pytest.approx(list(geometric / geometric.sum()))
    assert str(found.diagnostics[-1].text).startswith("A panel of 3 was chosen, not drawn")
    alike = panel(*[(40, 20, 20, 20)] * 3).parts[0].share
    assert (alike.low, alike.high) == pytest.approx((0.4, 0.4))
    with pytest.raises(MethodError, match="2 people answered 'points'"):
        panel((40, 20, 20, 20), (30, 30, 20, 20))


def test_weights_of_people_reach_the_tree_with_their_sampling_error() -> None:
    found = weigh("matters", citizens())
    weighed = weigh_framework(framework(), found)
    # A category within a dimension hands its share on to its components, alike.
    members = [component.id for component in weighed.components if component.group == "economic.benefit"]
    assert [weighed.weight_in_tree(id) * len(members) for id in members] == pytest.approx(
        [found.parts[0].share.value] * len(members)
    )
    dimension = sum(part.share.value for part in found.parts if part.node.startswith("citizen."))
    assert weighed.weight("citizen") == pytest.approx(dimension)
    tree = build_tree(weighed)
    top = tree.levels[-1]
    inputs = draw_inputs(name_inputs(weighed, tree), batch_ends(5_000), np.random.default_rng(1))
    drawn = weigh_level(top, np.ones((4, 5_000)), None, inputs)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    assert drawn.mean(axis=0) == pytest.approx(top.weights, abs=0.002)
    # What nobody weighed keeps the weights that it had, and the same draw of people serves every level.
    first = tree.levels[0]
    own = weigh_level(first, np.full((len(tree.indicators), 5_000), 7.0), None, inputs)
    np.testing.assert_allclose(own, np.tile(7 * first.weights, (5_000, 1)))
    components = weigh_level(tree.levels[-2], np.ones((len(tree.components), 5_000)), None, inputs)
    economic = [id.startswith("economic.") for id in tree.components]
    np.testing.assert_allclose(components[:, economic].sum(axis=1), drawn[:, 0])


def test_expectation_is_the_weighted_mean_with_its_error() -> None:
    asked = ExpectationAsked(SURVEY, "expected_right", "citizens", "x")
    found = find_expectation(framework().instruments, asked, answers(citizens()), np.random.default_rng(SEED))
    values = np.array([float(cell) for cell in citizens()["expected_right"]])
    weights = np.array([float(cell) for cell in citizens()["weight"]])
    assert found.mean == pytest.approx(np.average(values, weights=weights))
    error = values.std() / np.sqrt(weights.sum() ** 2 / (weights**2).sum())
    assert found.draws.std() == pytest.approx(error, rel=0.1)
    with pytest.raises(MethodError, match="no column for 'expected_right'"):
        find_expectation(framework().instruments, asked, answers({"x": ["1"]}), np.random.default_rng(SEED))


def test_readiness_compares_levels_with_what_roles_ask() -> None:
    columns = made_up_survey.staff(120, np.random.default_rng(SEED))
    columns |= {"role": ["leader"] * 60 + ["case_handler"] * 60, "competence_develop_or_use": ["2"] * 120}
    found = find_readiness(framework().instruments, "staff", answers(columns), np.random.default_rng(SEED))
    trait = found.traits[0]
    assert trait.id == "develop_or_use"
    low, high = (
        framework()
        .instruments.choice_lists[framework().instruments.question("competence_develop_or_use").choices]
        .ends()
    )
    assert trait.level.value == pytest.approx(100 * (2 - low) / (high - low))
    # Leaders are asked for level 2, case handlers for level 3.
    assert trait.reached is not None
    assert trait.reached.value == pytest.approx(50)
    assert {one.id for one in found.traits if one.kind == "attitude"} >= {"readiness_to_change", "job_insecurity"}
    with pytest.raises(MethodError, match="tells nothing of the staff"):
        find_readiness(framework().instruments, "staff", answers({"x": ["1"]}), np.random.default_rng(SEED))
