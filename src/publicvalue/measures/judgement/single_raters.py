"""Ratings held against each other: no two numbers of a rubric together give what a single rater said.

A mean of three raters and a mean of two of them give the third one's. Raters are told by their codes, in whatever file
they stand; a number of an indicator is a sum over its raters, and no sum or difference of the sums of one indicator may
rest on one rater. The number of most raters is taken first.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

import numpy as np

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.privacy.ledger import fewest_people
from publicvalue.measures.privacy.same_people import Ids
from publicvalue.measures.result import NotApplicable
from publicvalue.words.text import Text

Name = TypeVar("Name", bound=Hashable)
TOLD = Text(
    "What a single rater said could be told from it together with another number of the same ratings: ask it of the"
    " same raters, or of two others."
)


@dataclass(frozen=True)
class Rated:
    """A number of ratings that is to be given: its indicator, its ratings, and the code of a consensus, if any."""

    indicator: str
    table: EvidenceTable
    consensus: object = None

    def raters(self) -> Ids:
        """Return a number for each rater, sorted."""
        rows = usable_rows(self.table, ["item", "rater", "rating"]).rows
        codes = set(fetch(rows.select("rater").distinct())["rater"].tolist()) - {self.consensus}
        hashes = (blake2b(str(code).encode(), digest_size=8).digest() for code in codes)
        return np.array(sorted(int.from_bytes(one, "little") for one in hashes), dtype=np.uint64)


def withhold_single_raters(rated: Mapping[Name, Rated]) -> dict[Name, NotApplicable]:
    """Return the numbers that must not be given beside others, with the reason.

    Parameters
    ----------
    rated
        Name of each number that ratings give -> the number. Several of one indicator have a name each.
    """
    found: dict[Name, NotApplicable] = {}
    for indicator in dict.fromkeys(one.indicator for one in rated.values()):
        own = {name: one for name, one in rated.items() if one.indicator == indicator}
        if len(own) < 2:
            continue
        raters = {name: one.raters() for name, one in own.items()}
        taken: list[Ids] = []
        for name in sorted(own, key=lambda one: -len(raters[one])):
            if fewest_people([*taken, raters[name]]) == 1:
                found[name] = NotApplicable(TOLD)
            else:
                taken.append(raters[name])
    return found
