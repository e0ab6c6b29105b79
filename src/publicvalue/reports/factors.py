"""Names for people of the inputs that drive the uncertainty."""

from __future__ import annotations

from types import MappingProxyType

from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.scores.drivers.design import Factor
from publicvalue.words.text import Text

WEIGHTS = MappingProxyType(
    {
        "component": Text("weights of indicators"),
        "dimension": Text("weights of components"),
        PUBLIC_VALUE: Text("weights of dimensions"),
    }
)
"""Level of the tree -> what its weights weigh."""

WEIGHTS_WITH_CATEGORIES = MappingProxyType(
    {**WEIGHTS, "category": Text("weights of components"), "dimension": Text("weights of categories")}
)
"""The same for results whose categories formed a level of the tree."""


LEVELS = MappingProxyType(
    {
        "component": Text("components"),
        "category": Text("categories"),
        "dimension": Text("dimensions"),
        PUBLIC_VALUE: Text("public value"),
    }
)
"""Level of the tree -> its nodes in words."""


def factor_name(framework: Framework, factor: Factor) -> Text:
    """Return the name of an input in words, such as `weights of dimensions` or an indicator's title."""
    match factor.kind:
        case "indicator":
            return node_name(framework, factor.id)
        case "goalposts":
            return Text("goalposts set by judgement")
        case "weights":
            names = WEIGHTS_WITH_CATEGORIES if framework.averages_categories else WEIGHTS
            return names.get(factor.id) or Text("weights below {level:word}", level=factor.id)
        case "mean":
            return Text("mean that forms {level:word}", level=LEVELS.get(factor.id, factor.id))
        case "weighting":
            return Text("given or equal weights")
        case "unknown":
            return Text("what is unknown")
