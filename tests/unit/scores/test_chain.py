"""Where value is lost along the chain, and what is counted instead of shown, from scores of the stages."""

from __future__ import annotations

import pytest

from publicvalue.scores.chain import _largest_fall, _outputs_only
from publicvalue.scores.sheet import Score


def stage(id: str, value: float | None, coverage: float = 1.0) -> Score:
    return Score(f"stage.{id}", value, value, value, coverage, 0.0, 100.0, 3)


def fall(*values: float | None) -> tuple[str, float]:
    return _largest_fall([stage(name, value) for name, value in zip("abcdef", values, strict=False)])


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((80, 60, 70, 30), ("stage.d", 40)),
        ((80, 40, 70, 60), ("stage.b", 40)),
        # What nobody has seen is passed over.
        ((80, None, 30), ("stage.c", 50)),
        ((10, 20, 30), ("", 0)),
        ((50, 50), ("", 0)),
        ((50, 49.5), ("stage.b", 0.5)),
        ((50,), ("", 0)),
        ((), ("", 0)),
        # Noise of arithmetic is no fall.
        ((50, 50 - 1e-12), ("", 0)),
    ],
)
def test_largest_fall_from_the_stage_seen_before(values: tuple[float | None, ...], found: tuple[str, float]) -> None:
    assert fall(*values) == found


@pytest.mark.parametrize(
    ("outputs", "outcomes", "only"),
    [
        (0.25, 0.24, True),
        (0.24, 0.0, False),
        (1.0, 0.25, False),
        (1.0, 0.0, True),
        (None, 0.0, False),
        (1.0, None, False),
    ],
)
def test_outputs_alone_are_measured_where_they_are_seen_and_outcomes_are_not(
    outputs: float | None, outcomes: float | None, only: bool
) -> None:
    coverages = {"outputs": outputs, "outcomes": outcomes}
    stages = {f"stage.{id}": stage(id, 50, seen) for id, seen in coverages.items() if seen is not None}
    assert _outputs_only(stages) is only
