"""Questions of a framework: parsed with every problem at once, complete in four languages, extended, compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from made_up_questions import GROUPS
from publicvalue.errors import InputError
from publicvalue.files.frameworks import load_framework
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.framework.changes import find_changes
from publicvalue.framework.extension import extend_framework
from publicvalue.framework.model import Framework
from publicvalue.framework.parse import parse_framework
from publicvalue.framework.questions.model import LANGUAGES, ChoiceList, Instruments, Question
from publicvalue.framework.rules.parts import check_framework
from publicvalue.measures.definitions import measure_terms
from publicvalue.reports.framework_text import render_framework, render_node
from small_framework import TEXT


def framework_with(groups: str = GROUPS) -> Framework:
    framework = parse_framework(parse_yaml(TEXT + groups, "small.yaml"))
    check_framework(framework, measure_terms())
    return framework


def shipped() -> Instruments:
    return load_framework("public-value/1.0").framework.instruments


def problems_of(old: str, new: str) -> list[str]:
    assert old in GROUPS
    with pytest.raises(InputError) as caught:
        framework_with(GROUPS.replace(old, new, 1))
    return [problem.what for problem in caught.value.problems]


def test_columns_of_each_type_of_question() -> None:
    asked = framework_with().instruments
    columns = {question.id: question.columns(asked.choice_lists) for question in asked.questions}
    assert columns == {
        "used": ("used",),
        "good": ("good",),
        "bad": ("bad",),
        "points": ("points_a", "points_b", "points_c"),
        "top": ("top_1_best", "top_1_worst"),
        "which": ("which_a", "which_b", "which_c"),
    }


def test_choice_list_knows_what_is_no_answer() -> None:
    found = framework_with().instruments.choice_lists["agreement"]
    assert (found.codes, found.answers, found.missing) == (
        ("1", "2", "dont_know"),
        ("1", "2"),
        ("dont_know",),
    )
    assert found.ends() == (1, 2)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("id: used", "id: weight", "'weight' is the name of another column of a table of answers"),
        ("id: used", "id: Used", "'Used' is no id of a question"),
        ("section: only, type: scale", "section: other, type: scale", "good: no section 'other'"),
        ("asked_of: citizens", "asked_of: people", "used: no audience 'people'"),
        ("construct: quality, text", "construct: qualty, text", "good: no construct 'qualty'"),
        ("choices: agreement, construct", "choices: agree, construct", "good: no choice list 'agree'"),
        ('{code: "2"', "{code: two", "good: 'two' on the scale agreement is no number"),
        ('{code: "2"', '{code: "0"', "good: the codes of agreement do not rise"),
        ('{code: "2"', '{code: "1"', "agreement: the code '1' stands 2 times"),
        ("node: economic", "node: economy", "values: no node is called 'economy'"),
        (", total: 100", "", "points: how many points are shared out is not said"),
        ("[[a, b, c]]", "[[a, b, a]]", "top: no task shows c"),
        ("[[a, b, c]]", "[[a, b, d]]", "top: a task shows 'd', which values does not hold"),
        ("question: used, is", "question: usd, is", "bad: no other question 'usd'"),
        ("question: used, is", "question: points, is", "bad depends on points, which comes after it"),
        ('is: "yes"', 'is: "maybe"', "bad: used has no choice 'maybe'"),
        ('is: "yes"', 'is: "yes", at_least: 1', "bad: the condition on 'used' has 2 tests"),
        ("stage: outcomes, mode", "stage: outcome, mode", "quality: no stage 'outcome'"),
        ("    construct: quality\n    reversed: true\n", "", "the construct quality has 1 question"),
        ("    construct: quality\n", "", "bad is reversed but belongs to no construct"),
        ("id: quality, title", "id: used, title", "the construct used and used both have the column 'used'"),
        ("id: which,", "id: used,", "two questions are called 'used'"),
        ("  - id: values", "  - id: yes_no", "two choice lists are called 'yes_no'"),
        ("choose_one, choices: yes_no", "choose_one", "used: a question of type choose_one needs a choice list"),
    ],
)
def test_a_fault_is_named(old: str, new: str, what: str) -> None:
    assert what in problems_of(old, new)


def test_all_problems_come_at_once_with_their_lines() -> None:
    groups = GROUPS.replace("section: only, type: scale", "section: other, type: scale").replace(", total: 100", "")
    with pytest.raises(InputError) as caught:
        framework_with(groups)
    assert [problem.place.file for problem in caught.value.problems] == ["small.yaml", "small.yaml"]
    assert all(problem.place.line for problem in caught.value.problems)


def test_links_that_run_in_a_circle_are_refused() -> None:
    second = "  - {id: quality, title: Quality, stage: outcomes, mode: A, source: tests}\n"
    circle = second.replace("id: quality", "id: other") + (
        "construct_links:\n  - {from: quality, to: other, why: x}\n  - {from: other, to: quality, why: x}\n"
    )
    assert "the links between constructs run in a circle (quality, other)" in problems_of(second, second + circle)


def test_shipped_questions_have_all_four_languages() -> None:
    asked = shipped()
    texts = [
        *(question.texts for question in asked.questions),
        *(question.hints for question in asked.questions if question.hints),
        *(choice.texts for found in asked.choice_lists.values() for choice in found.choices),
        *(section.texts for section in asked.sections),
        *(audience.texts for audience in asked.audiences),
        *(audience.intro for audience in asked.audiences),
        *(construct.texts for construct in asked.constructs),
        *(competency.texts for competency in asked.competencies),
        *(role.texts for role in asked.staff_roles),
    ]
    assert [dict(text) for text in texts if tuple(text) != LANGUAGES] == []


def test_shipped_questions_belong_to_something_or_say_where_they_come_from() -> None:
    homeless = [
        question.id
        for question in shipped().questions
        if question.use == "answer"
        and question.type != "text"
        and not (question.construct or question.indicator or question.source)
    ]
    assert homeless == []


def test_every_survey_indicator_has_a_question() -> None:
    framework = load_framework("public-value/1.0").framework
    asked = framework.instruments
    answered = {question.indicator for question in asked.questions} | {one.indicator for one in asked.constructs}
    surveys = {indicator.id for indicator in framework.indicators if indicator.kind == "survey"}
    assert surveys - answered == set()


def test_the_path_leads_to_trust_and_legitimacy() -> None:
    asked = shipped()
    stages = {construct.id: construct.stage for construct in asked.constructs}
    assert {"trust_in_agency", "trust_in_government", "legitimacy"} <= {
        link.end for link in asked.links if stages[link.end] == "trust_legitimacy"
    }


def test_best_worst_tasks_are_a_balanced_incomplete_block_design() -> None:
    asked = shipped()
    question = asked.question("matters")
    tasks, codes = question.tasks, asked.choice_lists[question.choices].answers
    shown = Counter(code for task in tasks for code in task)
    pairs = Counter(frozenset(pair) for task in tasks for pair in combinations(task, 2))
    assert (len(codes), len(tasks), {len(task) for task in tasks}) == (12, 33, {4})
    assert {shown[code] for code in codes} == {11}
    assert {pairs[frozenset(pair)] for pair in combinations(codes, 2)} == {3}


def test_best_worst_tasks_are_dealt_out_in_equal_runs_that_show_every_choice() -> None:
    asked = shipped()
    question = asked.question("matters")
    places = asked.task_places(question)
    assert [place.name for place in (*places[:2], places[11], places[-1])] == ["A1", "A2", "B1", "C11"]
    runs: dict[str, Counter[str]] = {}
    for task, place in zip(question.tasks, places, strict=True):
        assert place.of == 11
        runs.setdefault(place.code, Counter()).update(task)
    dealing = asked.choice_lists[asked.question(question.dealt_by).choices]
    assert tuple(runs) == dealing.answers
    assert [set(run.values()) for run in runs.values()] == [{3, 4}] * 3


DEALT = GROUPS.replace("tasks: [[a, b, c]]", "tasks: [[a, b, c], [c, b, a]], dealt_by: used")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("dealt_by: used", "dealt_by: usd", "top: no other question 'usd'"),
        ("dealt_by: used", "dealt_by: good", "top is dealt out by good, which chooses none of a list"),
        ("[c, b, a]]", "[c, b, a], [b, c, a]]", "top: 3 tasks cannot be dealt out evenly over 2 choices of used"),
    ],
)
def test_tasks_that_cannot_be_dealt_out_are_named(old: str, new: str, what: str) -> None:
    assert framework_with(DEALT).instruments.question("top").dealt_by == "used"
    assert old in DEALT
    with pytest.raises(InputError) as caught:
        framework_with(DEALT.replace(old, new, 1))
    assert [problem.what for problem in caught.value.problems] == [what]


def test_citizens_answer_in_both_directions() -> None:
    """Agreeing with everything must not raise any construct: its items run both ways."""
    asked = shipped()
    agreeing = {"agreement", "agreement_if_it_happened"}
    constructs = [
        construct
        for construct in asked.constructs
        if any("citizens" in item.asked_of and item.choices in agreeing for item in asked.items(construct.id))
    ]
    assert len(constructs) == 8
    for construct in constructs:
        items = asked.items(construct.id)
        turned = sum(item.reversed for item in items)
        assert len(items) // 3 <= turned <= (len(items) + 1) // 2, construct.id


def test_the_exit_form_asks_seven_questions_on_five_indicators() -> None:
    asked = shipped()
    form = [one for one in asked.asked_of("leaving_users") if one.use == "answer"]
    owners = {one.indicator or asked.construct(one.construct).indicator for one in form}
    assert len(form) == 7
    assert owners == {
        "citizen.benefit.accessibility.ease_of_use",
        "citizen.benefit.personalization.fits_my_situation",
        "citizen.benefit.service_quality.perceived_quality",
        "democratic.benefit.citizen_interaction.contact_satisfaction",
        "democratic.risk.trust.trust_in_agency",
    }


def test_where_people_live_and_which_language_they_speak_is_asked() -> None:
    groups = {one.id for one in shipped().asked_of("citizens") if one.use == "group"}
    assert {"home_place", "home_language", "age_group", "sex", "disability"} <= groups


def test_no_choice_that_scores_as_right_stands_out_by_its_length() -> None:
    lengths = {choice.code: len(choice.texts["en"]) for choice in shipped().choice_lists["ai_is"].choices}
    assert lengths["patterns"] <= 1.3 * max(n for code, n in lengths.items() if code != "patterns")


def test_each_staff_role_is_a_choice_of_the_question_on_roles() -> None:
    asked = shipped()
    assert tuple(role.id for role in asked.staff_roles) == asked.choice_lists["staff_role"].codes
    assert {len(role.levels) for role in asked.staff_roles} == {4}


EXTENSION = """\
extension: {id: own, version: "1", title: Own, extends: small/1, why: tests}
questions:
  - {id: clean, asked_of: citizens, section: only, type: scale, choices: agreement, construct: quality, text: Clean}
"""


def test_an_extension_adds_questions_and_switches_others_off() -> None:
    extended = extend_framework(framework_with(), parse_yaml(EXTENSION, "own.yaml"))
    assert [item.id for item in extended.instruments.items("quality")] == ["good", "bad", "clean"]
    off = EXTENSION.replace("why: tests}", "why: tests, switch_off: [bad]}")
    extended = extend_framework(framework_with(), parse_yaml(off, "own.yaml"))
    assert [item.id for item in extended.instruments.items("quality")] == ["good", "clean"]


def test_an_extension_may_not_give_an_id_a_new_meaning() -> None:
    with pytest.raises(InputError, match="'good' exists in small/1 already"):
        extend_framework(framework_with(), parse_yaml(EXTENSION.replace("id: clean", "id: good"), "own.yaml"))


def test_changes_say_whether_answers_still_compare() -> None:
    old = framework_with()
    asked = old.instruments

    def changed(question: Question) -> Framework:
        others = tuple(question if one.id == question.id else one for one in asked.questions)
        return replace(old, instruments=replace(asked, questions=others))

    good = asked.question("good")
    reworded = find_changes(old, changed(replace(good, texts={"en": "Very good"})))
    assert [one.describe() for one in reworded] == ["good: texts of the question reworded or moved (still compares)"]
    turned = find_changes(old, changed(replace(good, reversed=True)))
    assert [one.describe() for one in turned] == ["good: reversed of the question changed (does not compare)"]
    fewer = replace(asked, questions=tuple(one for one in asked.questions if one.id != "bad"))
    dropped = find_changes(old, replace(old, instruments=fewer))
    assert [(one.node, one.effect) for one in dropped] == [("bad", "none"), ("quality", "breaks")]
    agreement = asked.choice_lists["agreement"]
    cut = ChoiceList("agreement", agreement.choices[:2])
    recoded = replace(asked, choice_lists={**asked.choice_lists, "agreement": cut})
    found = find_changes(old, replace(old, instruments=recoded))
    assert [(one.node, one.effect) for one in found] == [("agreement", "breaks")]


def test_questions_are_shown() -> None:
    framework = framework_with()
    assert "Questions for citizens (6): Citizens" in render_framework(framework)
    shown = render_node(framework, "bad")
    assert "type: scale, quality; reversed" in shown
    assert "asked when used is yes" in shown
    assert "dont_know (no answer): Unsure" in shown
    assert "- bad (reversed): Bad" in render_node(framework, "quality")
