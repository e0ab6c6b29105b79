"""Somebody else who writes in the moment between what an action has looked at and its turn to write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

TURN = "publicvalue.web.audit.writing._take_turn"


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> list[str]:
    """Let another writer come first at the next turn that somebody takes; returns what tells that it was there.

    It writes in the transaction of whoever waits: what it wrote goes with that where the action is refused.
    """
    came: list[str] = []

    def turn() -> None:
        if not came:
            came.append("first")
            act()

    monkeypatch.setattr(TURN, turn)
    return came
