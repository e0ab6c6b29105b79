"""Of whom the parts of a survey tell: who answered what the path to trust and readiness rest on."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import made_up_survey
from publicvalue.evidence.people.model import PathAsked, SurveyUse
from publicvalue.findings.people import withheld_surveys
from publicvalue.findings.people.withheld_surveys import _Part, _path, _readiness
from publicvalue.measures.privacy.same_people import Source
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.measures.survey.people.answers import PeopleAnswers
from publicvalue.words.text import Text

PEOPLE = 30
INSTRUMENTS = made_up_survey.framework().instruments


def answers_of(cells: dict[str, list[str]], **left_out: list[int]) -> PeopleAnswers:
    """Return answers in which these people left a column out."""
    columns = {name: np.array(column, dtype=object) for name, column in cells.items()}
    for name, people in left_out.items():
        columns[name][people] = None
    return PeopleAnswers(columns, RespondentSample(np.ones(PEOPLE)))


def without(*people: int) -> list[int]:
    return [person for person in range(PEOPLE) if person not in people]


@pytest.mark.parametrize(("missing", "used"), [("complete", without(0, 1)), ("pairwise", without(0))])
def test_path_tells_of_those_whose_answers_it_uses_and_each_item_of_those_who_answered_it(
    missing: str, used: list[int]
) -> None:
    cells = made_up_survey.citizens(PEOPLE, np.random.default_rng(1))
    items = [one.id for one in INSTRUMENTS.questions if one.id in cells and one.construct]
    answers = answers_of(cells, **{item: [0, 1] if item == items[0] else [0] for item in items})
    told = list(_path(PathAsked(SurveyUse("citizens"), missing=missing), INSTRUMENTS, answers))  # type: ignore[arg-type]
    alone = {names[0]: np.flatnonzero(sets[0]).tolist() for names, sets in told[-len(items) :]}
    assert alone == {item: without(0, 1) if item == items[0] else without(0) for item in items}
    constructs = [np.flatnonzero(sets[0]).tolist() for _, sets in told[: -len(items)]]
    assert constructs == [used] * len(made_up_survey.STRUCTURE)


def test_attitude_of_staff_tells_of_those_who_answered_half_of_its_items() -> None:
    cells = made_up_survey.staff(PEOPLE, np.random.default_rng(1))
    told = {names: np.flatnonzero(sets[0]).tolist() for names, sets in _readiness(INSTRUMENTS, answers_of(cells))}
    several = next(names for names in told if len(names) > 2)
    few = len(several) - len(several) // 2
    left = {name: [3, 4] if place < few - 1 else [4] * (place < few + 1) for place, name in enumerate(several)}
    found = dict(_readiness(INSTRUMENTS, answers_of(cells, **left)))
    answered = {3: len(several) - few + 1, 4: len(several) - min(few + 1, len(several))}
    assert 2 * answered[3] >= len(several) > 2 * answered[4]
    assert np.flatnonzero(found[several][0]).tolist() == without(4)
    assert all(told[names] == without() for names in told)


@pytest.mark.parametrize(("least", "told"), [(10, [10]), (11, [])])
def test_a_part_tells_of_people_from_its_least_number_on(
    monkeypatch: pytest.MonkeyPatch, least: int, told: list[int]
) -> None:
    people = np.arange(PEOPLE, dtype=np.uint64)
    table: Any = SimpleNamespace(people="rows", roles={"q": ("b", "a")})
    sources: Any = SimpleNamespace(of=lambda _: Source("people", people, (), np.zeros((PEOPLE, 0), dtype=np.uint64)))
    monkeypatch.setattr(withheld_surveys, "fetch_people", lambda _: (people, answers_of({})))

    def tell(_: object, __: object) -> Iterator[tuple[tuple[str, ...], list[np.ndarray]]]:
        yield ("q",), [people < 10]

    part = _Part(Text("part"), tell, least)
    entries = withheld_surveys._entries(INSTRUMENTS, part, tell, table, sources)
    assert [len(ids) for entry in entries for ids in entry.sets] == told
    assert [entry.question for entry in entries] == [("a", "b")] * len(told)
    table.people = None
    assert withheld_surveys._entries(INSTRUMENTS, part, tell, table, sources) == []
