"""What raters agreed on after they had rated alone, with their reasons. It is shown, and never moves the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Role
from publicvalue.measures.options import CellsOf, Options
from publicvalue.measures.result import Detail, Diagnostic, Measured
from publicvalue.schema.values import Cell, said
from publicvalue.words.text import Text, phrase


@dataclass(frozen=True, kw_only=True)
class ConsensusOptions(Options):
    """Which rows hold what was agreed on."""

    consensus: Annotated[
        Cell | None,
        CellsOf("rater"),
        said(phrase("code under `rater` of the rows that hold what all agreed on afterwards")),
    ] = None


REASON = Role(
    "reason", "category", Text("why the raters agreed on this rating; needed for a consensus"), required=False
)


@dataclass(frozen=True)
class Agreed:
    """What was agreed on one item."""

    item: str
    rating: float
    reason: str


def without_consensus(evidence: EvidenceTable, code: str) -> EvidenceTable:
    """Return the rows of the raters who rated alone."""
    rater = evidence.rows["rater"]
    rows = evidence.rows.filter((rater != code) | rater.isnull())
    return EvidenceTable(rows, evidence.roles, evidence.rows_read, evidence.notes)


def read_consensus(
    evidence: EvidenceTable, code: str, items: Mapping[str, str], scale: tuple[float, float]
) -> tuple[Agreed, ...]:
    """Return what was agreed, item by item; EvidenceError names every rating without a reason or off the scale."""
    rows = evidence.rows.filter(evidence.rows["rater"] == code)
    reason = rows["reason"] if evidence.has("reason") else rows["rater"].nullif(code)
    found = fetch(rows.select("item", "rating", reason=reason))
    agreed = tuple(
        Agreed(str(item), float(rating), str(why or ""))
        for item, rating, why in zip(found["item"], found["rating"].astype(float), found["reason"], strict=True)
    )
    if problems := _problems(agreed, code, items, scale):
        raise EvidenceError(problems)
    return agreed


def _problems(
    agreed: Sequence[Agreed], code: str, items: Mapping[str, str], scale: tuple[float, float]
) -> list[Problem]:
    if not agreed:
        what = Text("no row holds a consensus: nobody under rater is called {code:quoted}", code=code)
        return [
            Problem(
                Place(field="rater"),
                what,
                Text("rows whose rater is {code:quoted}", code=code),
                Text("write that code in the rows of the consensus, or name another under `options`"),
            )
        ]
    problems = []
    for one in agreed:
        if one.item not in items:
            problems.append(
                Problem(
                    Place(field="item"),
                    Text("{item:quoted} is not asked", item=one.item),
                    Text("one of {names:list}", names=tuple(items)),
                    Text("correct the item"),
                )
            )
        if not scale[0] <= one.rating <= scale[1]:
            what = Text("the consensus on {item} is {rating:g}", item=one.item, rating=one.rating)
            problems.append(
                Problem(
                    Place(field="rating"),
                    what,
                    Text("{low:g} to {high:g}", low=scale[0], high=scale[1]),
                    Text("correct the rating"),
                )
            )
        if not one.reason.strip():
            what = Text("the consensus on {item} has no reason", item=one.item)
            problems.append(
                Problem(Place(field="reason"), what, Text("why all agreed on it"), Text("write the reason beside it"))
            )
    return problems


def add_consensus(result: Measured, agreed: Sequence[Agreed], items: Mapping[str, str]) -> tuple[Detail, Diagnostic]:
    """Return the table of what was agreed, and a note on how far it lies from the raters' own mean."""
    rows = tuple((one.item, items[one.item], one.rating, one.reason) for one in agreed)
    ratings: NDArray[np.float64] = np.array([one.rating for one in agreed])
    apart = float(ratings.mean()) - result.estimate
    text = Text(
        "Afterwards the raters agreed on {ratings:.2f} over {rows} of {items} items, {apart:+.2f} from their "
        "own mean. The number stays that of the independent ratings.",
        ratings=ratings.mean(),
        rows=len(rows),
        items=len(items),
        apart=apart,
    )
    return Detail(
        Text("Consensus"), (Text("Id"), Text("Item"), Text("Agreed, points"), Text("Reason")), rows
    ), Diagnostic(Text("Consensus"), None, text)
