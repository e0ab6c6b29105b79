"""Published tables: no cell of a few people is shown, and none can be found from the totals and the cells shown."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_up import number
from publicvalue.actions.bringing.answers import load_form
from publicvalue.evidence.people.model import SurveyUse, WeightsAsked
from publicvalue.findings.people.mindsets import compare_expectation
from publicvalue.instruments.answers.rows import DrawnPeople as Drawn
from publicvalue.instruments.submissions import Submission
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES, hide_in_lines
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.measures.survey.people.answers import PeopleAnswers
from publicvalue.measures.survey.people.expectations import Expectation
from publicvalue.measures.survey.people.priorities import find_priorities
from publicvalue.measures.survey.people.readiness import find_readiness
from publicvalue.scores.portfolio.groups import OTHERS, pool_groups

FORM = load_form("public-value/1.0", "citizens")
INSTRUMENTS = FORM.instruments


def known_cells(sizes: list[float], hidden: list[bool], lines: list[list[int]]) -> set[int]:
    """Return the hidden cells that an attacker finds from the totals of lines: solves for them one after the other."""
    rows = np.array([[float(cell in line) for cell in range(len(sizes))] for line in lines])
    unknown = [cell for cell, away in enumerate(hidden) if away]
    if not unknown:
        return set()
    equations = rows[:, unknown]
    found = set()
    for place, cell in enumerate(unknown):
        wanted = np.zeros(len(unknown))
        wanted[place] = 1
        weights = np.linalg.lstsq(equations.T, wanted, rcond=None)[0]
        if np.allclose(equations.T @ weights, wanted, atol=1e-9):
            found.add(cell)
    return found


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8), st.integers(2, 9), st.data())
def test_no_hidden_cell_of_a_row_is_found(sizes: list[int], least: int, data: st.DataObject) -> None:
    also = data.draw(st.lists(st.booleans(), min_size=len(sizes), max_size=len(sizes)))
    everything = [np.ones(len(sizes), dtype=bool)]
    hidden = list(hide_in_lines(sizes, everything, least, np.array(also)))
    assert all(away for size, away in zip(sizes, hidden, strict=True) if size < least)
    assert all(away for mark, away in zip(also, hidden, strict=True) if mark)
    if not all(hidden):
        small = {cell for cell, size in enumerate(sizes) if size < least}
        assert not known_cells([float(size) for size in sizes], hidden, [list(range(len(sizes)))]) & small
        assert not small or sum(size for size, away in zip(sizes, hidden, strict=True) if away) >= least


@given(st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_hidden_cell_of_a_table_is_found(table: list[list[int]]) -> None:
    counts = np.array(table)
    places = np.arange(counts.size).reshape(counts.shape)
    lines = [list(range(counts.size)), *places.tolist(), *places.T.tolist()]
    masks = [np.isin(np.arange(counts.size), line) for line in lines]
    sizes = counts.ravel()
    hidden = list(hide_in_lines(sizes, masks))
    small = {cell for cell, size in enumerate(sizes) if size < LEAST_CASES}
    if not all(hidden):
        assert not known_cells([float(size) for size in sizes], hidden, lines) & small


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=1))
def test_response_by_stratum_shows_no_few(answered: dict[str, int]) -> None:
    members = {f"{name}{n}": {"stratum": name} for name, count in answered.items() for n in range(count + 3)}
    kept = [Submission(1, {"stratum": name}) for name, count in answered.items() for _ in range(count)]
    rows = Drawn(members).response(kept).rows
    shown = {row[0]: int(row[2]) for row in rows if row[2] != HIDDEN}
    assert all(count >= LEAST_CASES and count == answered[name] for name, count in shown.items())
    assert [row[1] for row in rows] == [str(answered[row[0]] + 3) for row in rows]
    assert all((row[2] == HIDDEN) == (row[3] == HIDDEN) for row in rows)
    rest = sum(answered.values()) - sum(shown.values())
    assert not shown or len(shown) == len(answered) or (len(answered) - len(shown) >= 2 and rest >= LEAST_CASES)


def weights_of(groups: list[str | None]) -> list[tuple[str, int]]:
    """Return the groups that are shown, with their sizes, for people of these groups who share out points."""
    n = len(groups)
    names = INSTRUMENTS.question("points").columns(INSTRUMENTS.choice_lists)
    rng = np.random.default_rng(1)
    points = rng.multinomial(100, [0.4, 0.3, 0.2, 0.1], size=n)
    cells = {name: np.array([str(one) for one in points[:, place]], dtype=object) for place, name in enumerate(names)}
    cells["sex"] = np.array(groups, dtype=object)
    asked = WeightsAsked(SurveyUse("citizens"), "points", "citizens", ("sex",))
    found = find_priorities(INSTRUMENTS, asked, PeopleAnswers(cells, simple(n)), rng)
    texts = {choice.texts["en"]: choice.code for choice in INSTRUMENTS.choice_lists["sex"].choices}
    return [(texts[group.group], group.respondents) for group in found.groups]


def simple(n: int) -> RespondentSample:
    return RespondentSample(np.ones(n), None, None)


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"woman": 60, "man": 50}, {"woman", "man"}),
        ({"woman": 60, "man": 50, "other": 3}, {"woman"}),
        ({"woman": 60, "man": 50, "other": 12}, {"woman", "man"}),
        ({"woman": 60, "man": 50, None: 3}, {"woman"}),
        ({"woman": 60, "man": 50, "no_say": 4, None: 2}, {"woman", "man"}),
        ({"woman": 60, "man": 20}, set()),
    ],
)
def test_no_group_is_shown_by_which_a_few_people_are_found(sizes: dict, shown: set[str]) -> None:
    groups = [name for name, count in sizes.items() for _ in range(count)]
    assert {name for name, _ in weights_of(groups)} == shown


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries(
        {"woman": st.integers(30, 60), "man": st.integers(0, 60), "other": st.integers(0, 35), None: st.integers(0, 8)}
    )
)
def test_weights_by_group_give_nobody_away(sizes: dict) -> None:
    found = weights_of([name for name, count in sizes.items() for _ in range(count)])
    assert dict(found).items() <= sizes.items()
    assert min((count for _, count in found), default=30) >= 30
    total = sum(sizes.values())
    for many in range(1, len(found) + 1):
        for taken in combinations(found, many):
            rest = total - sum(count for _, count in taken)
            assert rest == 0 or rest >= LEAST_CASES


@given(st.lists(st.sampled_from(["A", "B", "C", "D", OTHERS]), max_size=40), st.integers(2, 7))
def test_pooled_groups_are_large_and_hold_everybody(labels: list[str], minimum: int) -> None:
    groups = pool_groups(labels, minimum)
    assert all(len(systems) >= minimum for systems in groups.values())
    counts = Counter(labels)
    named = [label for label in groups if label != OTHERS]
    assert all(len(groups[label]) == counts[label] for label in named)
    small = [label for label in counts if label not in named]
    assert not groups or OTHERS not in groups or len(small) >= 2 or small == [OTHERS]


@given(better=st.integers(0, 20), worse=st.integers(0, 20), between=st.integers(0, 20))
def test_expectations_of_a_few_are_not_shown(better: int, worse: int, between: int) -> None:
    n = better + worse + between
    if n < 10:
        return
    values = np.array([95.0] * better + [10.0] * worse + [50.0] * between)
    expected = Expectation("staff", "e", "q", "t", "i", values, np.ones(n), float(values.mean()), np.full(100, 50.0))
    indicator = next(one for one in FORM.framework.indicators if one.unit == "percent")
    found = compare_expectation(expected, indicator, number(50, 2))
    shown = {name: share for name, share in (("better", found.better), ("worse", found.worse)) if share is not None}
    sizes = {"better": better, "worse": worse, "between": between}
    assert shown == {name: pytest.approx(100 * sizes[name] / n) for name in shown}
    assert all(sizes[name] == 0 or sizes[name] >= LEAST_CASES for name in shown)
    # What the shares that are shown leave is nobody, or enough people.
    rest = n - sum(sizes[name] for name in shown)
    assert rest == 0 or rest >= LEAST_CASES
    if all(size == 0 or size >= LEAST_CASES for size in sizes.values()):
        assert len(shown) == 2


@given(above=st.integers(0, 25), below=st.integers(0, 25))
@settings(max_examples=25, deadline=None)
def test_readiness_of_a_few_is_not_shown(above: int, below: int) -> None:
    if above + below < 10:
        return
    cells = {"competence_develop_or_use": np.array(["5"] * above + ["1"] * below, dtype=object)}
    cells["role"] = np.array(["manager"] * (above + below), dtype=object)
    found = find_readiness(INSTRUMENTS, "staff", PeopleAnswers(cells, simple(above + below)), np.random.default_rng(1))
    few = any(0 < count < LEAST_CASES for count in (above, below))
    assert (found.traits[0].reached is None) == few
