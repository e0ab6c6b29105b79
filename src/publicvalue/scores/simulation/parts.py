"""Where the parts of a long simulation are kept, so that it can go on where it stopped."""

from __future__ import annotations

from typing import Protocol, TypeVar

Part = TypeVar("Part")


class PartStore(Protocol[Part]):
    """Where parts are kept, for one set of inputs."""

    def load(self, number: int) -> Part | None:
        """Return a part that was kept for the same inputs, else None."""

    def save(self, number: int, part: Part) -> None:
        """Keep a part."""
