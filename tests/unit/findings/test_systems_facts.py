"""What assessments of systems tell a government: facts by hand, and every rule that reads them, fired and quiet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from judged import assessment_of, line, verdict_of
from judged_framework import judged_framework
from publicvalue.actions.country.profiles import profile_country, profile_region
from publicvalue.actions.country.readiness import load_readiness
from publicvalue.actions.country.systems import SystemsBrought
from publicvalue.country.advice import CountryAdvice, Reach, find_country_advice
from publicvalue.country.rules import CountryRule
from publicvalue.errors import InputError
from publicvalue.findings.systems.facts import tell_country, tell_region, tell_systems
from publicvalue.findings.systems.found import OpenLine, SystemFound, found_of
from publicvalue.reports.country.advice import figure_text
from publicvalue.reports.country.parts import part_document
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.words.language import ENGLISH
from publicvalue.words.text import Text

FRAMEWORK = load_readiness("country-readiness/1.3")
TODAY = dt.date(2026, 12, 1)
REDRESS = OpenLine("redress", Text("Redress"), broken=True)
HUMAN = OpenLine("human_power", Text("A person can decide otherwise"), broken=True, due=dt.date(2026, 6, 30))
UNPROVED = OpenLine("legal_basis", Text("Legal basis"), broken=False)
SOUND = SystemFound(
    "triage", "Triage", "Tax", "JAM", "production", (), "none", "creates", "shown", "moderate", 20, 23
)  # fmt: skip
PROMISED = replace(
    SOUND, id="chat", title="Chat", phase="pilot", direction="could_create", claim="promised", certainty="very_low"
)


def another(one: SystemFound, name: str, **changed: object) -> SystemFound:
    return replace(one, id=name.lower(), title=name, **changed)  # type: ignore[arg-type]


def advice(*systems: SystemFound, listed: Mapping[str, int] | None = None) -> Mapping[str, CountryAdvice]:
    brought = SystemsBrought([(str(one.title), one) for one in systems], TODAY, listed)
    return {one.rule.id: one for one in profile_country("JAM", systems=brought).advice}


# ---- what is kept of a system


def test_a_result_gives_words_and_counts_of_its_verdict() -> None:
    framework = judged_framework()
    answers = {"legal": line("partly", document="D", mend_by="2026-10-01"), "reversals": line("yes")}
    verdict = verdict_of(framework, {}, red_lines=answers)
    found = found_of(assessment_of(framework, red_lines=answers), verdict)
    assert [(one.id, one.broken, one.due) for one in found.lines] == [
        ("legal", True, dt.date(2026, 10, 1)),
        ("reversals", False, None),
    ]
    assert (found.claim, found.certainty, found.answered) == ("promised", "very_low", verdict.core_answered)


# ---- facts by hand


def test_facts_count_systems_that_are_not_retired_and_name_them() -> None:
    retired = another(SOUND, "Old", phase="retired", harm="shown", lines=(REDRESS,))
    told = tell_systems([SOUND, PROMISED, replace(retired)], 6, TODAY)
    values = {id: fact.value for id, fact in told.facts.items()}
    assert values["systems.assessed"] == 3
    assert values["systems.living"] == 2
    assert (values["systems.unshown_share"], values["systems.uncertain_share"]) == (50, 50)
    assert (values["systems.harm"], values["systems.broken"], values["systems.wronged"]) == (0, 0, 1)
    assert (values["systems.unassessed"], values["systems.good"]) == (4, 1)
    # One of the two that are known is unshown; of the four that nobody assessed all may be.
    assert told.reaches["systems.unshown"] == Reach(1, 2, 6, Text("systems"), ("Chat",))
    assert told.reaches["systems.unshown"].high == 5
    assert f"{told.facts['systems.unshown'].text}" == "no outcome is shown: in 1 of 2 systems (Chat)"


def test_how_many_there_are_is_unknown_without_a_list() -> None:
    told = tell_systems([PROMISED], None)
    assert told.reaches["systems.unshown"].high is None
    assert "systems.unassessed" not in told.facts
    assert "systems.overdue" not in told.facts


def test_the_same_line_is_told_with_its_systems_and_apart_from_what_is_not_proved() -> None:
    both = (REDRESS, UNPROVED)
    systems = [another(SOUND, name, lines=both) for name in ("A", "B", "C", "D")]
    told = tell_systems([*systems, replace(SOUND, lines=(HUMAN,))], None)
    assert f"{told.facts['systems.same_line'].text}" == "'Redress' in 4 of 5 systems (A, B, C and 1 more)"
    assert told.facts["systems.same_open"].value == 4
    assert told.reaches["systems.same_line"].names == ("A", "B", "C", "D")


def test_the_line_that_most_systems_cross_is_told_first() -> None:
    lines = {"A": (REDRESS, HUMAN), "B": (REDRESS, HUMAN), "C": (HUMAN,)}
    told = tell_systems([another(SOUND, name, lines=own) for name, own in lines.items()], None)
    text = f"{told.facts['systems.same_line'].text}"
    assert text.index("'A person can decide otherwise' in 3 of 3") < text.index("'Redress' in 2 of 3")


@pytest.mark.parametrize(
    ("due", "id"),
    [(dt.date(2026, 11, 30), "systems.overdue"), (TODAY, "systems.due"), (dt.date(2027, 12, 1), "systems.due")],
)
def test_promised_days_are_overdue_the_day_after_and_near_for_a_year(due: dt.date, id: str) -> None:
    facts = tell_systems([replace(SOUND, lines=(replace(HUMAN, due=due),))], None, TODAY).facts
    assert [name for name in ("systems.overdue", "systems.due") if facts[name].value] == [id]
    far = tell_systems([replace(SOUND, lines=(replace(HUMAN, due=dt.date(2027, 12, 2)),))], None, TODAY).facts
    assert (far["systems.overdue"].value, far["systems.due"].value) == (0, 0)


# ---- rules of a country: where each fires, and where it stays quiet

HARMFUL = another(SOUND, "Debts", harm="shown", direction="harm")
FIRES: Mapping[str, tuple[tuple[SystemFound, ...], tuple[SystemFound, ...]]] = {
    "stop_shown_harm": ((HARMFUL,), (replace(HARMFUL, phase="retired"),)),
    "mend_red_lines": ((replace(SOUND, lines=(REDRESS,)),), (replace(SOUND, lines=(UNPROVED,)),)),
    "ask_for_overdue_promises": ((replace(SOUND, lines=(HUMAN,)),), (replace(SOUND, lines=(REDRESS,)),)),
    "look_into_claimed_harm": ((replace(SOUND, harm="claimed"),), (HARMFUL,)),
    "make_good_past_harm": ((replace(HARMFUL, phase="retired"),), (HARMFUL,)),
    "one_remedy_for_all": (
        (replace(SOUND, lines=(REDRESS,)), replace(PROMISED, lines=(REDRESS,))),
        (replace(SOUND, lines=(REDRESS,)), replace(PROMISED, lines=(HUMAN,))),
    ),
    "one_call_for_proofs": (
        (replace(SOUND, lines=(UNPROVED,)), replace(PROMISED, lines=(UNPROVED,))),
        (replace(SOUND, lines=(UNPROVED,)), PROMISED),
    ),
    "prepare_for_promised_days": (
        (replace(SOUND, lines=(replace(HUMAN, due=dt.date(2027, 3, 1)),)),),
        (replace(SOUND, lines=(HUMAN,)),),
    ),
    "measure_before_buying": ((SOUND, PROMISED), (SOUND, another(SOUND, "B"), PROMISED)),
    "answer_core_questions": ((replace(SOUND, answered=11),), (replace(SOUND, answered=12),)),
    "share_evaluators": (
        tuple(another(PROMISED, name) for name in "ABC"),
        tuple(another(PROMISED, name) for name in "AB"),
    ),
    "pass_on_what_works": ((SOUND,), (replace(SOUND, lines=(REDRESS,)),)),
    "assess_more_systems": ((SOUND,), (replace(SOUND, phase="retired"),)),
}


@pytest.mark.parametrize("rule", FIRES)
def test_rule_fires_on_systems_and_is_quiet_on_others(rule: str) -> None:
    fires, quiet = FIRES[rule]
    found = advice(*fires)
    assert rule in found
    assert rule not in advice(*quiet)
    assert found[rule].trace
    assert isinstance(found[rule].gain, Reach)


def test_duties_come_first_whatever_else_is_advised() -> None:
    found = list(advice(HARMFUL, another(PROMISED, "Forms", lines=(REDRESS, HUMAN))).values())
    assert [one.rule.id for one in found[:3]] == ["stop_shown_harm", "mend_red_lines", "ask_for_overdue_promises"]
    assert [one.order for one in found] == list(range(1, len(found) + 1))


def test_who_has_listed_is_not_told_to_list() -> None:
    assert "list_the_systems" in advice()
    listed = advice(listed={"Tax": 3})
    assert "list_the_systems" not in listed
    assert f"{figure_text(listed['assess_those_listed'])}" == "concerns 3 of 3 listed systems that are not assessed"
    assert not {"list_the_systems", "assess_those_listed"} & set(advice(SOUND, listed={"Tax": 1}))


def test_who_assessed_only_what_is_retired_is_told_to_list_what_runs() -> None:
    old = replace(SOUND, phase="retired")
    assert "list_what_runs_today" in advice(old)
    for others in (advice(), advice(SOUND), advice(old, another(SOUND, "Other")), advice(old, listed={"Tax": 0})):
        assert "list_what_runs_today" not in others


def test_nothing_is_to_be_measured_of_what_is_retired() -> None:
    old = replace(PROMISED, phase="retired", lines=(REDRESS, UNPROVED, HUMAN))
    told = set(advice(old, another(old, "Older")))
    assert told & set(FIRES) == {"make_good_past_harm"}


def test_harm_of_a_system_that_serves_nobody_yet_is_no_reason_to_stop_it() -> None:
    assert "stop_shown_harm" not in advice(replace(HARMFUL, phase="development"))


def test_a_trial_is_not_advised_beside_harm_or_mere_promises() -> None:
    rules = {one.id: one for one in FRAMEWORK.rules}
    assert "try_ai_where_services_are_ready" in rules["stop_shown_harm"].silences
    assert "try_ai_where_services_are_ready" in rules["measure_before_buying"].silences


# ---- agencies


AGENCY: Mapping[str, str] = {
    "agency_stop_shown_harm": "stop_shown_harm",
    "agency_mend_red_lines": "mend_red_lines",
    "agency_overdue": "ask_for_overdue_promises",
    "agency_look_into_harm": "look_into_claimed_harm",
    "agency_make_good": "make_good_past_harm",
    "agency_one_remedy": "one_remedy_for_all",
    "agency_prove_lines": "one_call_for_proofs",
    "agency_promised_days": "prepare_for_promised_days",
    "agency_answer_core": "answer_core_questions",
    "agency_show_outcome": "measure_before_buying",
    "agency_pass_on": "pass_on_what_works",
}


@pytest.mark.parametrize("rule", AGENCY)
def test_rule_of_an_agency_fires_on_its_own_systems_alone(rule: str) -> None:
    fires, quiet = FIRES[AGENCY[rule]]
    systems = [*fires, *(replace(one, id=f"{one.id}-b", agency="Health") for one in quiet)]
    brought = SystemsBrought([(one.id, one) for one in systems], TODAY)
    agencies = profile_country("JAM", systems=brought).agencies
    assert rule in [one.rule.id for one in agencies["Tax"]]
    assert rule not in [one.rule.id for one in agencies["Health"]]


def test_an_agency_asks_for_evaluators_and_for_what_was_not_assessed() -> None:
    brought = SystemsBrought([("a", PROMISED), ("b", another(SOUND, "B", agency="Health"))], TODAY, {"Tax": 2})
    agencies = profile_country("JAM", systems=brought).agencies
    tax, health = ({one.rule.id for one in agencies[name]} for name in ("Tax", "Health"))
    assert {"agency_ask_for_evaluators", "agency_assess_others"} <= tax
    assert not {"agency_ask_for_evaluators", "agency_assess_others"} & health


def test_an_agency_whose_systems_are_retired_is_not_told_to_ask_its_staff() -> None:
    told = tell_country([replace(SOUND, phase="retired")], None, TODAY)
    agencies = profile_country("JAM", systems=SystemsBrought([("a", replace(SOUND, phase="retired"))])).agencies
    assert told.agencies["Tax"].facts["systems.living"].value == 0
    assert [one.rule.id for one in agencies["Tax"]] == []
    assert "agency_ask_staff" in [
        one.rule.id for one in profile_country("JAM", systems=SystemsBrought([("a", SOUND)])).agencies["Tax"]
    ]


# ---- many, others', and the region


def test_five_hundred_systems_are_told_in_few_words_with_all_in_the_table() -> None:
    systems = [another(PROMISED, f"S{number}", lines=(REDRESS, UNPROVED)) for number in range(500)]
    brought = SystemsBrought([(one.id, one) for one in systems], TODAY, {"Tax": 600})
    profile = profile_country("JAM", systems=brought)
    page = render_markdown(part_document(profile, "advice"), ENGLISH)
    assert "concerns 500 to 600 of 600 systems: of 500 it is known" in page
    assert "(S0, S1, S2 and 497 more)" in page
    assert len(page) < 20_000


def test_systems_of_other_countries_and_named_twice_are_refused() -> None:
    systems = SystemsBrought([("a", replace(SOUND, country="BRB")), ("b", PROMISED), ("c", PROMISED)])
    with pytest.raises(InputError) as caught:
        profile_country("JAM", systems=systems)
    assert [f"{one.place}: {one.what}" for one in caught.value.problems] == [
        "a, country: this is a system of BRB",
        "c: 'chat' stands in b too",
    ]


def test_the_region_mends_together_what_is_open_in_several_states() -> None:
    here = replace(PROMISED, lines=(REDRESS,))
    there = another(here, "There", country="BRB")
    told = tell_region({"JAM": [here], "BRB": [there], "ATG": []}, 29)
    assert f"{told.facts['region.same_line'].text}" == "'Redress' in systems of JAM, BRB"
    assert f"{told.facts['region.assessed_states'].text}" == "systems of 2 states were assessed"
    one = tell_region({"JAM": [here], "BRB": []}, 29)
    assert f"{one.facts['region.assessed_states'].text}" == "systems of one state were assessed"
    assert told.reaches["region.same_line"] == Reach(2, 2, 29, Text("countries"), ("JAM", "BRB"))
    rules = {"one_remedy_for_the_region", "measure_together"}
    both = profile_region((), SystemsBrought([("a", here), ("b", there)]))
    assert rules <= {one.rule.id for one in both.advice}
    quiet = profile_region((), SystemsBrought([("a", SOUND), ("b", replace(there, lines=(), certainty="high"))]))
    assert not rules & {one.rule.id for one in quiet.advice}
    alone = profile_region((), SystemsBrought([("a", here)]))
    assert not rules & {one.rule.id for one in alone.advice}
    with pytest.raises(InputError):
        profile_region((), SystemsBrought([("a", replace(SOUND, country="AUS"))]))


@pytest.mark.parametrize(
    "rule", [*FRAMEWORK.rules, *FRAMEWORK.agency_rules, *FRAMEWORK.region_rules], ids=lambda one: one.id
)
def test_rules_name_only_rules_of_their_own_list(rule: CountryRule) -> None:
    lists = (FRAMEWORK.rules, FRAMEWORK.agency_rules, FRAMEWORK.region_rules)
    own = next({one.id for one in rules} for rules in lists if rule in rules)
    assert {*rule.after, *rule.silences} <= own
    assert not (rule.moves and rule.covers)
    assert rule.policy in {one.id for one in FRAMEWORK.policies}


def test_advice_without_a_figure_says_why() -> None:
    found = find_country_advice(FRAMEWORK.rules, profile_country("ABW").facts, {})
    texts = {one.rule.id: f"{figure_text(one)}" for one in found}
    assert texts["be_covered"] == "no figure: no index covers the country"
    assert all(text.startswith("no figure: ") for text in texts.values())


def test_whatever_a_rule_covers_is_counted() -> None:
    systems = [another(PROMISED, name, lines=(HUMAN,)) for name in "AB"]
    told, states = tell_systems(systems, 3, TODAY), tell_region({"JAM": systems}, 29)
    # Alike systems and shared specialists are counted where states told theirs: their own test holds that.
    known = {*told.reaches, *states.reaches, *profile_region().reaches, "region.alike", "region.pool"}
    known |= set(profile_country("JAM").reaches)
    rules = (*FRAMEWORK.rules, *FRAMEWORK.agency_rules, *FRAMEWORK.region_rules)
    assert [(one.id, one.covers) for one in rules if one.covers and one.covers not in known] == []
