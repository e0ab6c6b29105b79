"""Results of format 3, as version 0.3 stored them, turned into data of the present format.

Two things were not asked then: advice of its own where a red line is partly kept, and experts who compare in pairs.
Everything else is as it stands, so that nothing unknown passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publicvalue.results.model import FORMAT
from publicvalue.results.plain_data import Data

THIRD = 3


def from_third_format(data: Mapping[str, Any]) -> Data:
    """Return data of format 3 as data of the present format."""
    framework, assessment, people = data["framework"], data["assessment"], data["assessment"]["people"]
    lines = [{"advice_partly": "", **one} for one in framework["red_lines"]]
    if people is not None:
        people = {**people, "weights": [{"pairs": False, **one} for one in people["weights"]]}
    return {
        **data,
        "framework": {**framework, "red_lines": lines},
        "assessment": {**assessment, "people": people},
        "format": FORMAT,
    }
