from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from adopting_units import draw_panel, rows_of
from evidence_tables import context, table_of
from publicvalue.measures.effect.adoption_effect import DESIGNS, measure_adoption_effect
from publicvalue.measures.effect.designs import LEAST_STRENGTH, rate_strength, strength_diagnostic
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable
from publicvalue.words.languages import language_of

PASSED, FAILED, NOTE = (Diagnostic(f"{passed}", passed, "x") for passed in (True, False, None))


@pytest.mark.parametrize(
    ("strongest", "checks", "strength"),
    [
        (5, (PASSED,), 5),
        (5, (FAILED,), 4),
        (4, (PASSED, NOTE), 4),
        (4, (FAILED, PASSED), 3),
        (4, (FAILED, FAILED), 2),
        (4, (FAILED,) * 4, 2),
        (3, (FAILED, FAILED), 2),
    ],
)
def test_each_check_not_passed_lowers_the_strength_to_no_less_than_two(
    strongest: int, checks: tuple[Diagnostic, ...], strength: int
) -> None:
    assert rate_strength(strongest, checks) == strength
    assert strength_diagnostic(strongest, checks).text.startswith(f"{strength} of 5")


def test_designs_stand_in_the_order_of_their_strength() -> None:
    strongest = [design.strongest for design in DESIGNS]
    assert strongest == sorted(strongest, reverse=True)
    assert min(strongest) > LEAST_STRENGTH
    assert DESIGNS[-1].id == "before_after"


def test_the_reason_against_each_stronger_design_is_said() -> None:
    rng = np.random.default_rng(1)
    months = [dt.date(2019 + i // 12, i % 12 + 1, 1) for i in range(24)]
    evidence = table_of(value=rng.normal(10, 1, 24).tolist(), period=months)
    result = measure_adoption_effect(evidence, context("days", adoption="2020-01-01", design="before_after"))
    assert isinstance(result, Measured)
    assert "The assessment names this design." in result.diagnostics[1].text
    staggered = measure_adoption_effect(
        rows_of(draw_panel(rng, np.repeat([4, 8], [12, 20]), 8)), context("days", design="staggered_adoption")
    )
    assert isinstance(staggered, Measured)
    assert staggered.strength == 4
    chosen = measure_adoption_effect(rows_of(draw_panel(rng, np.repeat([4, 8], [12, 20]), 8)), context("days"))
    assert isinstance(chosen, Measured)
    assert chosen.diagnostics[1].text == (
        "Measured by comparing units before and after adoption with units that had not adopted "
        "(difference-in-differences): what changed everywhere at the same time is taken off. Not by comparing those "
        "that drew the system by lot with those that did not: lots did not decide who works with the system (no column "
        "drawn). Not by comparing cases just above a threshold with cases just below it (regression discontinuity): "
        "the option threshold names no threshold at which adoption was decided."
    )


def test_what_a_design_says_is_said_in_spanish_with_its_marks() -> None:
    rng = np.random.default_rng(1)
    months = [dt.date(2019 + i // 12, i % 12 + 1, 1) for i in range(24)]
    evidence = table_of(value=(rng.normal(10, 1, 24) - 5 * (np.arange(24) >= 12)).tolist(), period=months)
    result = measure_adoption_effect(evidence, context("percent", adoption="2020-01-01", design="before_after"))
    assert isinstance(result, Measured)
    spanish = language_of("es")
    low, high = (f"{end:.3g}".replace("-", "−").replace(".", ",") for end in (result.low, result.high))
    assert spanish.write(result.diagnostics[0].name) == "Lo que se puede decir"
    assert spanish.write(result.diagnostics[0].text) == (
        f"Evidencia de solidez media, y un intervalo que no contiene el cero: una baja, de {low} a {high} %."
    )
    texts = [text for check in result.diagnostics for text in (check.name, check.text)]
    left = [text for text in (*texts, result.method) if spanish.write(text) == text]
    assert len(texts) >= 10
    assert left == []


def test_no_design_at_all_is_said_in_spanish() -> None:
    result = measure_adoption_effect(table_of(value=[1.0, 2.0]), context("days"))
    assert isinstance(result, NotApplicable)
    assert (
        language_of("es")
        .write(result.reason)
        .startswith(
            "No se puede usar ningún diseño. No por comparación de aquellos a quienes les tocó el sistema por sorteo"
            " con los demás: la suerte no decidió quién trabaja con el sistema (no hay columna drawn). No por"
        )
    )


def test_without_any_design_every_reason_is_given() -> None:
    result = measure_adoption_effect(table_of(value=[1.0, 2.0]), context("days"))
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith("No design can be used. Not by comparing those that drew the system by lot")
    assert result.reason.count("Not by ") == len(DESIGNS)


def panel_result(effect: float, **options: object) -> Measured:
    rng = np.random.default_rng(6)
    result = measure_adoption_effect(
        rows_of(draw_panel(rng, np.repeat([4, 8], [12, 20]), 8, effect)), context("days", **options)
    )
    assert isinstance(result, Measured)
    return result


def test_an_outcome_that_adopters_state_of_themselves_is_weaker_evidence() -> None:
    plain, stated = panel_result(-4.0), panel_result(-4.0, self_reported=True)
    assert (plain.strength, stated.strength) == (4, 3)
    assert (plain.estimate, plain.low) == (stated.estimate, stated.low)
    strength = next(one.text for one in stated.diagnostics if one.name == "Strength of evidence")
    assert strength.startswith(
        "3 of 5 instead of 4, because a check was not passed: Stated by others than the adopters"
    )
    assert [one.name for one in stated.diagnostics].count("Strength of evidence") == 1


def test_the_number_is_put_into_words() -> None:
    found, nothing = panel_result(-4.0), panel_result(0.0)
    assert found.diagnostics[0].text.startswith(
        "Strong evidence from a comparison, and an interval that holds no zero: a"
    )
    assert "a fall and a rise are both compatible with the data" in nothing.diagnostics[0].text


def test_columns_and_options_that_the_design_does_not_use_are_said() -> None:
    one = draw_panel(np.random.default_rng(2), np.repeat([6, 10], [1, 14]), 10, -4.0)
    size = np.repeat(np.arange(15.0), 10).tolist()
    result = measure_adoption_effect(rows_of(one, before=[size]), context("days", weigh="cases"))
    assert isinstance(result, Measured)
    assert "synthetic control" in result.method.lower() or "Synthetic" in result.method
    said = {one.name: one.text for one in result.diagnostics}["Not used by this design"]
    assert said == "This design does not use columns before, the option weigh: they change nothing in the number."


def test_one_adopter_without_enough_others_for_a_mix_is_compared_with_them() -> None:
    one = draw_panel(np.random.default_rng(2), np.repeat([3, 6], [1, 6]), 6, -4.0)
    result = measure_adoption_effect(rows_of(one), context("days"))
    assert isinstance(result, Measured)
    texts = "\n".join(one.text for one in result.diagnostics)
    assert "difference-in-differences with one adopter" in texts
    assert "Only one unit adopted the system within the time observed" in texts
    assert result.strength == 2
    assert "Not used by this design" not in {one.name for one in result.diagnostics}
