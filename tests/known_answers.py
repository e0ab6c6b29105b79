"""Known answers, computed by other programs: one file of the shared data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def known_answers(find: Callable[[str], Path]) -> dict[str, Any]:
    """Return the answers by what they are of; the fixture `shared_data` finds them."""
    found: dict[str, Any] = json.loads(find("known-answers/known-answers.json").read_text(encoding="utf-8"))
    return found
