"""What several states could share: systems that look alike, with the reason, and specialists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publicvalue.actions.country.readiness import load_readiness
from publicvalue.actions.country.references import load_reference
from publicvalue.country.model import CountryCase, ItemAnswer
from publicvalue.country.region.alike import StateSystem, find_alike
from publicvalue.country.region.profile import find_region
from publicvalue.country.region.specialists import pool_specialists
from publicvalue.country.staff.model import PlannedSystem, Post, StaffBrought
from publicvalue.reports.country.comparison.matrices import matrix_tables
from publicvalue.reports.country.region import region_document
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.words.languages import language_of

FRAMEWORK = load_readiness("country-readiness/1.3")
TAX = StateSystem(
    "GRD", "Triage", "Tax", "planned", "Sorts tax returns by the risk of errors", "economy", ("Tax returns", "payments")
)
OTHER = StateSystem("GRD", "Birds", "Parks", "use", "Counts birds in recordings of wetlands", "environment", ("sound",))


def elsewhere(system: StateSystem, **changed: object) -> StateSystem:
    return replace(system, country="JAM", **changed)  # type: ignore[arg-type]


def test_the_same_purpose_in_two_states_is_found_with_its_reason() -> None:
    found = find_alike([TAX, OTHER, elsewhere(TAX, data=("tax returns", "employers", "payments"))])
    assert len(found) == 1
    assert found[0].purpose == pytest.approx(1.0)
    assert found[0].data == pytest.approx(2 / 3)
    assert found[0].degree == pytest.approx(5 / 6)
    assert found[0].kinds == ("payments", "tax returns")
    assert {"returns", "errors", "risk"} <= set(found[0].words)


def test_cosine_agrees_with_arithmetic_by_hand() -> None:
    one = StateSystem("GRD", "", "", "use", "harbour pilot")
    other = StateSystem("JAM", "", "", "use", "harbour tariff")
    # Smoothed weights: 1 + ln(3 / 3) for the word of both, 1 + ln(3 / 2) for the words of one.
    rare = 1 + 0.4054651081
    assert find_alike([one, other])[0].purpose == pytest.approx(1 / (1 + rare**2), abs=1e-9)


@pytest.mark.parametrize(
    "other", [TAX, elsewhere(TAX, topic="health"), elsewhere(TAX, phase="ended"), elsewhere(OTHER, topic="")]
)
def test_one_state_another_function_out_of_use_or_another_purpose_is_no_pair(other: StateSystem) -> None:
    assert find_alike([TAX, other]) == ()


def case(country: str, people: int, needed: int) -> CountryCase:
    system = PlannedSystem(
        "s", "Triage", "Tax", "planned", purpose="Sorts tax returns by risk", needs={"specialist": needed}
    )
    staff = StaffBrought(posts=(Post("Tax", "specialist", people),), systems=(system,))
    return CountryCase(country.lower(), country, country, (), 1, 200, (), {}, staff=staff)


def test_specialists_are_short_together_by_what_is_left_after_sharing() -> None:
    assert FRAMEWORK.staff is not None
    pool = pool_specialists(FRAMEWORK.staff, [case("GRD", 1, 4), case("JAM", 6, 2), case("DMA", 0, 2)])
    assert pool is not None
    assert (pool.alone, pool.together, pool.saved) == (5, 1, 4)
    assert pool_specialists(FRAMEWORK.staff, [case("GRD", 1, 4)]) is None


def test_the_region_tells_pairs_and_advises_talks() -> None:
    region = find_region(FRAMEWORK, load_reference(), [case("GRD", 1, 4), case("JAM", 6, 2)])
    advised = {one.rule.id for one in region.advice}
    assert {"talk_about_shared_services", "pool_specialists"} <= advised
    page = render_markdown(region_document(region), language_of("es"))
    assert "Ninguno lo usa todavía: vale la pena conversar para construirlo una sola vez." in page
    assert "a los Estados les faltan 3; juntos, 0." in page


def test_advice_to_the_region_has_a_sequence_and_says_how_many_countries_it_concerns() -> None:
    region = find_region(FRAMEWORK, load_reference())
    status = {one.code: region.reference.steps_of(one.code) for one in region.reference.members}
    known = [code for code, steps in status.items() if steps and steps[0].status != "nothing_found"]
    page = render_markdown(region_document(region), language_of("en"))
    lack = len(known) - 2
    assert f"concerns {lack} to {lack + 29 - len(known)} of 29 countries: of {len(known)} it is known" in page
    assert "concerns 13 of 29 countries" in page
    # Nine of the fifteen that the index covers; of the fourteen others nobody knows.
    assert "concerns 9 to 23 of 29 countries: of 15 it is known" in page
    places = {one.rule.id: one.order for one in region.advice}
    assert all(places[before] < one.order for one in region.advice for before in one.after)
    assert {one.rule.id for one in region.advice if one.after} == {"write_strategies_together", "cover_the_associates"}
    assert {one.rule.who for one in region.advice if one.gain is None} == set()


def test_reviews_of_institutions_stand_beside_each_other() -> None:
    found = tuple(ItemAnswer(item, state == "yes", "Law 3") for item, state in (("outcomes", "yes"), ("heard", "no")))
    reviewed = replace(case("GRD", 1, 1), answers={"public_value": found})
    region = find_region(FRAMEWORK, load_reference(), [reviewed, case("JAM", 1, 1)])
    page = render_markdown(region_document(region), language_of("en"))
    assert "## Public value of institutions" in page
    assert "| Theme | Grenada |" in page
    assert "a review of an institution's public value is known of 1 of 29 countries" in page
    assert [row[0] for row in matrix_tables(region)[1].rows] == ["GRD"] * 12
    unreviewed = find_region(FRAMEWORK, load_reference(), [case("JAM", 1, 1)])
    assert "Public value of institutions" not in render_markdown(region_document(unreviewed), language_of("en"))
