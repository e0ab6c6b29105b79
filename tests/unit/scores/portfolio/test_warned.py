"""What a reader of a portfolio is warned of, and what is left out where nothing compares."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portfolio_members import everywhere, member
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.portfolio.systems import Choices, form_portfolio
from publicvalue.scores.portfolio.warnings import SHOWN, warn

SYSTEM = member("s", everywhere(50))


@pytest.mark.parametrize(("made_up", "named"), [(SHOWN, "T0, T1, T2, T3, T4"), (SHOWN + 1, "T0, T1, T2, T3, T4, ...")])
def test_made_up_systems_are_named_up_to_five(made_up: int, named: str) -> None:
    members = [replace(SYSTEM, id=f"t{place}", title=f"T{place}", made_up=True) for place in range(made_up)]
    told = [str(one) for one in warn([*members, SYSTEM], [*members, SYSTEM], [PUBLIC_VALUE])]
    assert told == [f"MADE-UP DATA in {made_up} of {made_up + 1} systems ({named}): what they add says nothing real."]


def test_systems_on_the_same_evidence_need_no_warning() -> None:
    assert list(warn([SYSTEM, SYSTEM], [SYSTEM, SYSTEM], [PUBLIC_VALUE])) == []
    one = [str(text) for text in warn([SYSTEM], [SYSTEM], [PUBLIC_VALUE])]
    assert one == ["Fewer than two systems can be compared, so there are no ranks."]


def test_portfolio_of_which_nothing_is_known_has_no_groups_and_no_levels() -> None:
    found = form_portfolio([member("empty", {}), member("bare", {})], Choices(seed=1, draws=100))
    assert found.nested == ()
    assert found.groups == ()
