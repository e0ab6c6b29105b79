from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from made_up import number
from portfolio_members import ALL, FRAMEWORK, everywhere, member
from publicvalue.measures.kernels.pooling import pool_effects
from publicvalue.measures.result import NotApplicable
from publicvalue.reports.portfolio.html import render_portfolio_html
from publicvalue.reports.portfolio.results import portfolio_data
from publicvalue.reports.portfolio.tables import portfolio_tables
from publicvalue.reports.portfolio.terminal import render_portfolio
from publicvalue.scores.portfolio.effects import OwnEffect, own_effects, pool_systems
from publicvalue.scores.portfolio.systems import Choices, Portfolio, form_portfolio
from publicvalue.words.languages import language_of

INDICATOR = FRAMEWORK.indicator(ALL[0])
ESTIMATES = (-20.0, -10.0, -15.0, -2.0, -12.0)


def effect(estimate: float, error: float = 2.0, indicator: object = INDICATOR) -> OwnEffect:
    return OwnEffect(indicator, estimate, estimate - 1.959964 * error, estimate + 1.959964 * error, 4)


def systems(count: int = 5) -> list[tuple[str, str, tuple[OwnEffect, ...]]]:
    return [(f"s{place}", f"System {place}", (effect(one),)) for place, one in enumerate(ESTIMATES[:count])]


def portfolio(minimum: int = 5, count: int = 5) -> Portfolio:
    members = [
        replace(member(id, everywhere(40 + place)), effects=effects)
        for place, (id, _, effects) in enumerate(systems(count))
    ]
    return form_portfolio(members, Choices(seed=1, draws=1000, minimum=minimum))


def test_mean_is_the_meta_analysis_of_the_effects_and_their_errors() -> None:
    (found,) = pool_systems(systems(), 5)
    assert found.pooled is not None
    known = pool_effects(np.sort(ESTIMATES), np.full(5, 2.0))
    assert (found.pooled.mean, found.pooled.low, *found.pooled.predicted) == pytest.approx(
        (known.mean, known.low, *known.predicted), rel=1e-5
    )
    assert [id for id, _, _ in found.systems] == ["s0", "s2", "s4", "s1", "s3"]


def test_fewer_systems_than_the_smallest_group_have_no_mean() -> None:
    (found,) = pool_systems(systems(4), 5)
    assert found.pooled is None
    assert len(found.systems) == 4
    assert pool_systems(systems(2), 2)[0].pooled is not None


def test_one_system_is_not_compared() -> None:
    assert pool_systems(systems(1), 2) == ()


def test_effects_in_another_unit_or_on_another_question_are_not_pooled() -> None:
    other = (
        replace(INDICATOR, unit="days"),
        replace(INDICATOR, statement="Something else?"),
        replace(INDICATOR, options={"signed": "better is positive"}),
    )
    for one in other:
        assert pool_systems([*systems(1), ("x", "X", (effect(1.0, indicator=one),))], 2) == ()


def test_only_numbers_of_measures_of_effect_are_taken() -> None:
    results = {
        ALL[0]: ("adoption_effect", number(30.0, 5.0)),
        ALL[1]: ("share", number(30.0, 5.0)),
        ALL[2]: ("staggered_adoption", NotApplicable("No unit adopted.")),
    }
    (found,) = own_effects(FRAMEWORK.indicators, results)
    assert found.indicator.id == ALL[0]
    assert found.standard_error == pytest.approx((found.high - found.low) / 3.919928)


def test_every_output_shows_the_effects() -> None:
    formed = portfolio()
    page = render_portfolio_html(formed, {})
    assert "What the systems changed" in page
    assert "On average over 5 systems" in page
    assert "A further system" in page
    tables = portfolio_tables(formed)
    assert [row[5] for row in tables["effects"].rows] == sorted(ESTIMATES)
    (row,) = tables["pooled-effects"].rows
    data = portfolio_data(formed, {})["effects"][0]
    assert row[4] == data["pooled"]["mean"]
    assert len(data["systems"]) == 5
    assert "mean over 5 systems: −" in " ".join(render_portfolio(formed).split())


def test_too_few_systems_are_shown_one_by_one_and_without_a_mean() -> None:
    formed = portfolio(count=3)
    page = render_portfolio_html(formed, {})
    assert "3 systems are too few for a mean; it is formed from 5 on." in page
    assert "On average over" not in page
    assert set(portfolio_tables(formed)["pooled-effects"].rows[0][4:]) == {None}
    assert portfolio_data(formed, {})["effects"][0]["pooled"] is None
    assert "3 systems are too few for a mean (5 are needed)." in " ".join(render_portfolio(formed).split())


def test_without_effects_nothing_is_said_of_them() -> None:
    formed = form_portfolio([member("a", everywhere(40)), member("b", everywhere(60))], Choices(seed=1, draws=500))
    assert "What the systems changed" not in render_portfolio_html(formed, {})
    assert "effects" not in portfolio_tables(formed)


def test_a_terminal_shows_a_portfolio_in_spanish_with_its_columns_in_line() -> None:
    shown = render_portfolio(portfolio(), language_of("es"))
    assert "Cartera de 5 sistemas: 5 clasificados, 0 sin clasificar" in shown
    assert "media de 5 sistemas: −" in " ".join(shown.split())
    head, first = next((a, b) for a, b in pairwise(shown.splitlines()) if a.startswith("rango"))
    assert len(head) == len(first)
