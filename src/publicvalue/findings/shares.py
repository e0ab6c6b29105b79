"""How a share is written, in reasons and in reports alike."""

from __future__ import annotations

from publicvalue.words.numbers import write_percent

__all__ = ["write_percent"]
