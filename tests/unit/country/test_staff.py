"""Public servants of a country: levels, training, coming systems, who leaves, what they think; by hand."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publicvalue.actions.country.profiles import profile_country
from publicvalue.actions.country.readiness import load_country, load_readiness
from publicvalue.actions.country.references import load_reference
from publicvalue.cli.main import main
from publicvalue.country.advice import find_agency_advice
from publicvalue.country.comparison.changes import Changes
from publicvalue.country.facts import history_facts
from publicvalue.country.profile import CountryProfile
from publicvalue.country.region.profile import find_region
from publicvalue.country.staff.adoption import difference, find_expected, find_opinions
from publicvalue.country.staff.levels import ALL, domain_levels, find_levels, mean_of
from publicvalue.country.staff.model import Person, PlannedSystem, Post, StaffAsked, StaffBrought
from publicvalue.country.staff.training import find_losses, find_needs, plan_training
from publicvalue.errors import InputError
from publicvalue.files.frameworks import load_framework
from publicvalue.files.stores.folder import COUNTRY, FolderStore
from publicvalue.findings.systems.facts import tell_region, tell_systems
from publicvalue.findings.systems.found import SystemFound
from publicvalue.measures.survey.people.expectations import IN_LINE, OPTIMISTIC, SCEPTICAL
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.reports.country.brief import country_brief
from publicvalue.reports.country.parts import PARTS, part_document
from publicvalue.reports.render.html import render_body
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.words.languages import language_of

FRAMEWORK = load_readiness("country-readiness/1.3")
assert FRAMEWORK.staff is not None
ASKED: StaffAsked = FRAMEWORK.staff
COMPETENCIES = tuple(one.id for one in ASKED.competencies)


def people(agency: str, role: str, *levels: float, **more: float) -> list[Person]:
    return [Person(agency, role, dict.fromkeys(COMPETENCIES, level) | more) for level in levels]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)


# ---- levels


def test_roles_ask_what_the_framework_of_systems_asks() -> None:
    instruments = load_framework("public-value/1.0").framework.instruments
    assert {one.id: {name: int(level) for name, level in one.levels.items()} for one in instruments.staff_roles} == {
        one.id: dict(one.targets) for one in ASKED.roles
    }
    assert [one.id for one in instruments.competencies] == list(COMPETENCIES)
    assert {one.domain for one in ASKED.competencies} == {one.id for one in ASKED.domains}


def test_mean_has_the_interval_of_student_with_a_finite_number_of_people() -> None:
    values = [1.0, 2, 2, 3, 3, 1]
    half = 2.570582 * math.sqrt(0.8 / 6)
    found, finite = mean_of(values, (1, 5)), mean_of(values, (1, 5), 12)
    assert found is not None
    assert finite is not None
    assert (found.value, found.low, found.high) == pytest.approx((2.0, 2 - half, 2 + half), abs=1e-5)
    assert finite.high == pytest.approx(2 + half * math.sqrt(6 / 11), abs=1e-5)
    assert mean_of(values[:4], (1, 5)) is None
    # All alike: ten of whom nobody said otherwise leave a share of 1 - 0.025 ^ (1 / 10) open.
    alike = mean_of([4.0] * 10, (1, 5))
    assert alike is not None
    assert (alike.low, alike.high) == pytest.approx((4 - 0.3085 * 3, 4 + 0.3085), abs=1e-4)


def test_test_counts_before_own_word_and_few_people_are_not_told() -> None:
    brought = StaffBrought(
        posts=(Post("Tax", "case_handler", 40),),
        asked=(*people("Tax", "case_handler", *[4.0] * 10), *people("Health", "leader", 1, 1, 1, 1)),
        tested=tuple(people("Tax", "case_handler", 1, 1, 2, 2, 2, 2, 2, 2, 3, 3)),
    )
    levels = find_levels(ASKED, brought)
    cell = levels.cell("Tax", "case_handler", "new_ways")
    assert cell is not None
    assert cell.said is not None
    assert (cell.said.value, cell.gap.value, cell.state, cell.answered) == (4.0, 1.0, "short", 10)
    # Two of ten reach the level: told is that it is one to four, whose shares lie within 1 of 10 and 4 of 10.
    assert (cell.below.value, cell.below.low, cell.below.high) == pytest.approx((0.75, 0.2624, 0.9975), abs=1e-4)
    assert levels.cell("Health", "leader", "new_ways") is None
    assert levels.few == 8
    # Over all agencies tests count only where every agency was tested.
    whole = levels.cell(ALL, "case_handler", "new_ways")
    assert whole is not None
    assert whole.tested is not None
    assert domain_levels(ASKED, brought)["data_use"]["case_handler"].value == 2.0


# ---- training, coming systems, specialists


def test_plan_begins_with_shown_gaps_before_a_system_and_then_by_reach() -> None:
    system = PlannedSystem("s", "Triage", "Tax", "pilot", starts="2027-03", needs={"case_handler": 9})
    brought = StaffBrought(
        posts=(Post("Tax", "case_handler", 20), Post("Health", "case_handler", 300)),
        asked=(*people("Tax", "case_handler", *[2.0] * 12), *people("Health", "case_handler", *[2.0] * 12)),
        systems=(system,),
    )
    levels = find_levels(ASKED, brought)
    plan = plan_training(levels, brought)
    # New solutions ask level 2 of case work, which is reached.
    assert [(one.cell.agency, one.system) for one in plan if one.cell.state == "short"] == [
        *[("Tax", "Triage")] * 3,
        *[("Health", "")] * 3,
    ]
    need = find_needs(ASKED, levels, brought)[0]
    assert need.ready is not None
    # None of twelve reaches it: of twenty at most 20 x (1 - 0.025 ^ (1 / 12)).
    assert (need.ready.value, need.ready.high, need.state) == (0.0, pytest.approx(5.29, abs=0.01), "short")


def test_loss_of_specialists_is_a_share_with_its_interval() -> None:
    posts = (Post("A", "specialist", 6, 3, 4), Post("B", "specialist", 1, None, 1), Post("C", "specialist", 2))
    loss = find_losses(ASKED, StaffBrought(posts=posts))[0]
    assert (loss.people, loss.left, loss.vacant, loss.lone) == (9, 5, 3, ("B",))
    assert loss.rate is not None
    assert (loss.rate.value, loss.rate.low, loss.rate.high) == pytest.approx((5 / 12, 0.1517, 0.7233), abs=1e-4)
    assert loss.halving == pytest.approx(math.log(2) / math.log(12 / 7))
    unknown = find_losses(ASKED, StaffBrought(posts=posts[2:]))[0]
    assert (unknown.left, unknown.rate, unknown.halving) == (None, None, None)


# ---- mindsets


@pytest.mark.parametrize(
    ("right", "verdict"), [((80, 76, 84), OPTIMISTIC), ((91, 80, 97), IN_LINE), ((99, 98, 100), SCEPTICAL)]
)
def test_expectation_beside_what_was_measured(right: tuple[float, float, float], verdict: str) -> None:
    system = PlannedSystem("s", "Triage", "Tax", "use", right=right)
    asked = tuple(people("Tax", "leader", *[3.0] * 6, expected_s=92.0)) + tuple(
        people("Tax", "leader", *[3.0] * 6, expected_s=93.0)
    )
    found = find_expected(StaffBrought(asked=asked, systems=(system,)))[0]
    assert (found.expected.value, found.verdict) == (92.5, verdict)


def test_difference_takes_each_end_from_the_interval_that_bears_it() -> None:
    found = difference(Interval(92, 91, 94), Interval(80, 76, 83))
    assert (found.value, found.low, found.high) == (12, 12 - math.hypot(1, 3), 12 + math.hypot(2, 4))


def test_statements_are_weak_or_good_only_beyond_chance() -> None:
    answers = {"attitude": [2.0] * 9 + [1.0], "leadership": [4.0] * 9 + [5.0], "workload": [2.0, 4] * 5}
    asked = tuple(
        Person("Tax", "leader", {name: values[place] for name, values in answers.items()}) for place in range(10)
    )
    found = find_opinions(ASKED, StaffBrought(asked=asked))
    assert [(one.mindset.id, one.state) for one in found] == [
        ("attitude", "weak"),
        ("workload", "open"),
        ("leadership", "good"),
    ]


# ---- a folder


def own_folder(folder: Path) -> Path:
    path = folder / "gd"
    assert run("country", "new", path, "GRD").exit_code == 0
    (path / "staff.csv").write_text(
        "agency,role,people,vacant,left\nTax,case_handler,60,,\nTax,leader,8,,\nTax,specialist,1,2,3\n", "utf-8"
    )
    mindsets = tuple(one.id for one in ASKED.mindsets)
    rows = [f"Tax,case_handler,{2 - n % 2},2,1,1,4,4,4,4,{1 + n % 2},3,{90 + n % 5}" for n in range(20)]
    header = ",".join(("agency", "role", *COMPETENCIES, *mindsets, "expected_triage"))
    (path / "staff-survey.csv").write_text("\n".join((header, *rows)), "utf-8")
    (path / "systems.csv").write_text(
        "system,title,agency,phase,starts,topic,purpose,data,needs,right,right_low,right_high,source\n"
        "triage,Claims triage,Tax,pilot,2027-03,economy,Sort returns,returns,case_handler:25,80,76,84,Assessment 1\n",
        "utf-8",
    )
    (path / "public_value.csv").write_text(
        "item,in_place,document,page\ntask,yes,Act,4\noutcomes,yes,Plan,3\ntargets,yes,Plan,4\nlimits,yes,Plan,5\n"
        "heard,no,Plan,9\nresults,promised,Plan,12\n",
        "utf-8",
    )
    (path / "services.csv").write_text("service,level,source,offline\nbirth,2,https://example.org,yes\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def grenada(tmp_path_factory: pytest.TempPathFactory) -> CountryProfile:
    return profile_country("GRD", FolderStore(own_folder(tmp_path_factory.mktemp("own")), COUNTRY))


def test_what_is_known_of_staff_and_institution_changes_the_advice(grenada: CountryProfile) -> None:
    advised = {one.rule.id for one in grenada.advice}
    assert {
        "train_by_role",
        "train_before_go_live",
        "keep_specialists",
        "pair_lone_specialists",
        "follow_adoption_plans",
        "show_where_it_is_wrong",
        "tie_budgets_to_outcomes",
        "publish_what_services_did",
        "hear_citizens_before_changes",
        "win_support_for_the_mandate",
    } <= advised
    assert not advised & {"measure_competence", "involve_staff", "name_the_outcomes", "show_where_it_is_right"}


def test_each_agency_is_advised_from_its_own_people_and_systems_alone(grenada: CountryProfile) -> None:
    brought = grenada.case.staff
    health = StaffBrought(
        (*brought.posts, Post("Health", "leader", 8)),
        brought.asked,
        brought.tested,
        (*brought.systems, PlannedSystem("beds", "Beds", "Health", "use")),
    )
    found = find_agency_advice(FRAMEWORK.agency_rules, ASKED, health)
    assert {agency: {one.rule.id.removeprefix("agency_") for one in advice} for agency, advice in found.items()} == {
        "Tax": {
            "train_first",
            "train_before_start",
            "keep_specialists",
            "second_specialist",
            "adoption_plan",
            "show_errors",
        },
        "Health": {"measure_systems", "ask_staff"},
    }
    assert grenada.agencies == {"Tax": found["Tax"]}
    page = render_markdown(part_document(grenada, "advice"), language_of("en"))
    assert "Left out: 'Measure what public servants can do, by role'" in page
    assert page.index("Advice to Tax") < page.index("Go through ten cases in which the system was wrong")


def test_rules_name_facts_and_policies_that_there_are(grenada: CountryProfile) -> None:
    neighbour = replace(grenada.case, country="JAM")
    region = find_region(FRAMEWORK, load_reference(), [grenada.case, neighbour])
    since = {one.id for one in history_facts(Changes("2026", "2027", (), ()))}
    system = SystemFound("a", "A", "Tax", "GRD", "pilot", (), "none", "mixed", "promised", "low", 1, 23)
    systems = tell_systems([system], 2, dt.date(2026, 12, 1))
    states = tell_region({"GRD": [system]}, 29)
    known = {*grenada.facts, *region.facts, *since, *systems.facts, *states.facts, "agency.works"}
    rules = (*FRAMEWORK.rules, *FRAMEWORK.agency_rules, *FRAMEWORK.region_rules)
    assert [(rule.id, one.fact) for rule in rules for one in rule.when if one.fact not in known] == []
    ids, policies = {one.id for one in rules}, {one.id for one in FRAMEWORK.policies}
    assert [one.id for one in rules if one.policy not in policies or not {*one.after, *one.silences} <= ids] == []
    assert [one.id for one in rules if one.moves and one.moves not in grenada.middles] == []


@pytest.mark.parametrize("part", PARTS)
def test_parts_are_whole_in_both_languages(grenada: CountryProfile, part: str) -> None:
    english, spanish = (
        set(render_markdown(part_document(grenada, part), language_of(code)).splitlines()) for code in ("en", "es")
    )
    assert [one for one in english & spanish if len(re.findall("[a-z]{3,}", one)) > 2] == []
    assert len(english) > 5


def test_brief_tells_people_in_short_and_draws_the_triangle_behind(grenada: CountryProfile) -> None:
    brief = country_brief(grenada)
    page = render_markdown(brief, language_of("en"))
    assert "Most is lacking at: support." in page
    assert [one.id for one in brief.sections][:2] == ["public-value", "capability"]
    body = render_body(brief, language_of("es"))
    assert "Mandato, apoyo y capacidad: cada marca es una pregunta" in body
    nothing = profile_country("GRD")
    assert country_brief(nothing).sections == ()
    assert "public value of an institution (all 12 items)" in render_markdown(country_brief(nothing), language_of("en"))


def test_commands_write_the_parts(tmp_path: Path) -> None:
    path = own_folder(tmp_path)
    found = run("country", "capability", "GRD", path, "--out", tmp_path / "c")
    assert found.exit_code == 0
    assert "Claims triage, 2027-03" in found.output
    assert {one.name for one in (tmp_path / "c" / "tables").iterdir()} >= {"levels.csv", "training.csv", "adoption.csv"}
    for part in ("adoption", "public-value"):
        assert run("country", part, "GRD", path, "--out", tmp_path / part).exit_code == 0
        assert (tmp_path / part / f"{part}.html").is_file()


def test_whatever_is_wrong_with_the_tables_of_staff_is_told_at_once(tmp_path: Path) -> None:
    path = own_folder(tmp_path)
    (path / "staff.csv").write_text(
        "agency,role,people\nTax,chief,3\nTax,leader,\n,leader,1,\n".replace("1,\n", "1\n"), "utf-8"
    )
    (path / "staff-survey.csv").write_text("agency,role,new_ways,expected_tirage\nTax,leader,6,50\n", "utf-8")
    (path / "systems.csv").write_text(
        "system,title,agency,phase,starts,needs,right,right_low,right_high,source\n"
        "triage,Triage,Tax,live,soon,leader,80,90,95,\n",
        "utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_country(FolderStore(path, COUNTRY))
    assert [f"{one.place}: {one.what}" for one in caught.value.problems] == [
        "systems.csv, row 2, phase: 'live' stands here",
        "systems.csv, row 2, starts: 'soon' is no date",
        "systems.csv, row 2, needs: 'leader' is no role with its people",
        "systems.csv, row 2, right: 80, 90, 95 are no share with its interval",
        "systems.csv, row 2, source: the measured share has no source",
        "staff-survey.csv, row 2, expected_tirage: there is no system 'tirage'",
        "staff.csv, row 2, role: there is no role 'chief'",
        "staff.csv, row 3, people: '' is no number of people",
        "staff.csv, row 4, agency: the agency is missing",
        "staff-survey.csv, row 2, new_ways: '6' stands here",
    ]


def test_a_folder_of_the_earlier_framework_is_read_as_before(tmp_path: Path) -> None:
    path = own_folder(tmp_path)
    settings = (path / "country.yaml").read_text("utf-8").replace("country-readiness/1.3", "country-readiness/1.1")
    settings = re.sub(r"  staff:\n(    .*\n)+", "", settings).replace("    public_value: public_value.csv\n", "")
    (path / "country.yaml").write_text(settings, "utf-8")
    assert profile_country("GRD", FolderStore(path, COUNTRY)).framework.name == "country-readiness/1.3"
