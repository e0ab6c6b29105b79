"""How the effect of staggered adoption was computed, in words."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.measures.definition import Context
from publicvalue.measures.effect.cells import Cells
from publicvalue.measures.effect.staggered.adoption import Adoption, last_before
from publicvalue.measures.effect.staggered.group_time import ComparisonRules, UnitPanel
from publicvalue.words.text import Text, counted, joined, phrase

PLURALS = {
    "year": phrase("years"),
    "quarter": phrase("quarters"),
    "month": phrase("months"),
    "week": phrase("weeks"),
    "day": phrase("days"),
}


def describe_method(cells: Cells, adoption: Adoption, context: Context, rules: ComparisonRules) -> Text:
    """Return how the number was computed: who is compared with whom, and what is taken into account."""
    compared = counted(
        adoption.adopters,
        "Difference-in-differences with staggered adoption (Callaway and Sant'Anna): one unit that adopted on {dates}"
        " is compared, over {periods:count} {size:word}, with those that had not adopted by then.",
        "Difference-in-differences with staggered adoption (Callaway and Sant'Anna): {number:count} units that adopted"
        " on {dates} are compared, over {periods:count} {size:word}, with those that had not adopted by then.",
        dates=counted(len(adoption.panel.groups), "one date", "{number} dates"),
        periods=len(cells.periods),
        size=PLURALS[cells.size],
    )
    relative = (
        Text("It is given in percent of the mean to be expected without it.") if context.unit == "percent" else ""
    )
    return joined(compared, *_more(adoption.panel, rules), relative)


def _more(panel: UnitPanel, rules: ComparisonRules) -> Iterator[Text]:
    if panel.covariates.size:
        ways = {"doubly robust": Text("by regression and weighting, doubly robust"), "weighting": Text("by weighting")}
        way = ways.get(rules.adjustment, Text("by regression"))
        yield Text(
            "What was measured before, in {last_before}, is taken into account {way}.",
            last_before=last_before(rules),
            way=way,
        )
    if rules.anticipation:
        yield Text(
            "Units may have changed {anticipation} period(s) before adoption because of it.",
            anticipation=rules.anticipation,
        )
    if len(panel.clusters):
        yield Text(
            "The error is counted by {clusters:count} clusters of units.", clusters=int(panel.clusters.max()) + 1
        )
