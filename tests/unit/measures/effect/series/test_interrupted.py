"""What a column of an interrupted series stands for."""

from __future__ import annotations

from typing import get_args

import pytest

from publicvalue.errors import MethodError
from publicvalue.measures.effect.series.interrupted import Kind, Regressor


def test_only_level_and_slope_are_changes_at_adoption() -> None:
    assert [kind for kind in get_args(Kind) if Regressor(kind).is_change] == ["level", "slope"]


def test_every_kind_has_a_title_and_each_season_is_its_own() -> None:
    assert len({Regressor(kind).title for kind in get_args(Kind)}) == len(get_args(Kind))
    assert Regressor("season", 2) != Regressor("season", 3)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(MethodError, match="there is no kind of regressor 'change of the level'"):
        Regressor("change of the level")  # type: ignore[arg-type]
