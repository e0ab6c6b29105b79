"""What `make long` tries beyond `make test`: more cases of the same, and parameters that only confirm."""

from __future__ import annotations

import os
from typing import Any

import pytest

LONG = bool(os.environ.get("PUBLICVALUE_LONG"))


def often(number: int, long: int) -> int:
    """Return how many cases a test tries: the first number, or the second where there is time for it."""
    return long if LONG else number


def confirming(*values: Any) -> list[Any]:
    """Return values of a parameter, or tuples for several, that confirm what others hold: `make long` tries them."""
    return [pytest.param(*(one if isinstance(one, tuple) else (one,)), marks=pytest.mark.long) for one in values]
