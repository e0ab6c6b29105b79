"""The shipped framework's red lines, harms, facts and profiles name what there is, and say it once."""

from __future__ import annotations

import string
from collections import Counter
from itertools import pairwise

from publicvalue.framework.model import Framework
from publicvalue.framework.texts import framework_texts


def items_of(framework: Framework) -> list[str]:
    """Return every item of every checklist: indicator id, a slash, item id."""
    checklists = [one for one in framework.indicators if one.kind == "checklist"]
    return [f"{one.id}/{item['id']}" for one in checklists for item in one.options["items"]]  # type: ignore[attr-defined]


def test_red_lines_are_the_eight(framework: Framework) -> None:
    assert [line.id for line in framework.red_lines] == [
        "legal_basis",
        "not_prohibited",
        "human_review",
        "redress",
        "owner",
        "safe_stop",
        "reversals",
        "open_findings",
    ]


def test_red_lines_rest_on_what_there_is(framework: Framework) -> None:
    indicators = {one.id for one in framework.indicators}
    asked = [item for line in framework.red_lines for item in line.items]
    assert set(asked) <= set(items_of(framework))
    assert max(Counter(asked).values()) == 1
    assert {line.measured.indicator for line in framework.red_lines if line.measured} <= indicators
    assert {cap for line in framework.red_lines for cap in line.caps} <= {one.id for one in framework.dimensions}


def test_lines_and_harms_lead_to_advice_that_says_what_to_do_this_week(framework: Framework) -> None:
    advice = {one.id: one for one in framework.recommendations}
    wanted = {line.advice for line in framework.red_lines} | {harm.advice for harm in framework.harms}
    assert [id for id in sorted(wanted) if not advice[id].first_step] == []


def test_exemptions_follow_from_facts_that_are_asked(framework: Framework) -> None:
    asked = {fact.id for fact in framework.facts}
    exempting = {fact for line in framework.red_lines for fact in line.exempting_facts}
    usual = {fact for profile in framework.profiles for fact in profile.facts}
    needed = {fact for profile in framework.profiles for one in profile.not_applicable for fact in one.when}
    assert exempting | usual | needed <= asked
    assert exempting


def test_harms_are_of_indicators_and_say_their_value(framework: Framework) -> None:
    indicators = {one.id for one in framework.indicators}
    said = {one.id: {name for _, name, _, _ in string.Formatter().parse(one.text) if name} for one in framework.harms}
    assert {id for id, named in said.items() if named != {"value", "low", "high"}} == set()
    assert {one.indicator for one in framework.harms} <= indicators
    assert [one.id for one in framework.harms if one.above is None and one.below is None] == []


def test_profiles_set_aside_what_there_is_and_no_dimension_whole(framework: Framework) -> None:
    nodes = {one.id for one in (*framework.components, *framework.indicators)}
    gone = {profile.id: {one.of for one in profile.not_applicable} for profile in framework.profiles}
    assert set().union(*gone.values()) <= nodes
    held = {
        id: {component.dimension for component in framework.components if component.id not in set_aside}
        for id, set_aside in gone.items()
    }
    assert held == {profile.id: {one.id for one in framework.dimensions} for profile in framework.profiles}


def test_what_bears_on_people_is_set_aside_from_facts_alone(framework: Framework) -> None:
    """A kind takes away by itself only what its systems cannot have; what people could lose needs a stated fact."""
    guarded = {item.partition("/")[0] for line in framework.red_lines for item in line.items}
    guarded |= {line.measured.indicator for line in framework.red_lines if line.measured}
    loose = [
        (profile.id, one.of)
        for profile in framework.profiles
        for one in profile.not_applicable
        if not one.when and any(id == one.of or id.startswith(f"{one.of}.") for id in guarded)
    ]
    assert loose == []


def test_every_component_has_one_core_question_and_no_component_asks_too_much(framework: Framework) -> None:
    asked = {one.id: [i.id for i in one.indicators if i.core] for one in framework.components}
    assert {id: core for id, core in asked.items() if len(core) != 1} == {}


def test_core_and_red_lines_are_read_within_half_an_hour_and_answered_within_days(framework: Framework) -> None:
    core = [one.core.core for one in framework.components if one.core and one.core.core]
    asked = [f"{one.question} {one.guidance} {one.example} {one.counted}" for one in core]
    asked += [grade.text for one in core for grade in one.grades]
    asked += [f"{one.title} {one.question} {one.text} {one.example}" for one in framework.red_lines]
    assert len(core) == 26
    assert 2_000 < sum(len(text.split()) for text in asked) <= 6_000
    assert 10 < sum(one.hours for one in core) <= 32


def test_grades_of_core_questions_cover_the_scale_without_gaps(framework: Framework) -> None:
    graded = [one for one in framework.indicators if one.core and one.core.form == "grade"]
    ends = {one.id: (one.core.grades[0].high, one.core.grades[-1].low) for one in graded if one.core}
    scale = {one.id: (one.goalposts.anchors[-1][0], one.goalposts.anchors[0][0]) for one in graded}
    assert ends == scale
    pairs = [(above, below) for one in graded if one.core for above, below in pairwise(one.core.grades)]
    assert [above.id for above, below in pairs if above.low != below.high] == []


def test_a_checklist_asks_each_thing_once(framework: Framework) -> None:
    texts = [text.text for text in framework_texts(framework) if text.id.startswith("items ")]
    assert len(texts) > 100
    assert [text for text, times in Counter(texts).items() if times > 1] == []
