"""Names for people of the inputs that drive the uncertainty."""

from __future__ import annotations

from types import MappingProxyType

from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.scores.drivers.design import Factor

WEIGHTS = MappingProxyType(
    {
        "component": "weights of indicators",
        "category": "weights of components",
        "dimension": "weights of categories",
        PUBLIC_VALUE: "weights of dimensions",
    }
)
"""Level of the tree -> what its weights weigh."""


LEVELS = MappingProxyType(
    {"component": "components", "category": "categories", "dimension": "dimensions", PUBLIC_VALUE: "public value"}
)
"""Level of the tree -> its nodes in words."""


def factor_name(framework: Framework, factor: Factor) -> str:
    """Return the name of an input in words, such as `weights of dimensions` or an indicator's title."""
    match factor.kind:
        case "indicator":
            return node_name(framework, factor.id)
        case "goalposts":
            return "goalposts set by judgement"
        case "weights":
            return WEIGHTS.get(factor.id, f"weights below {factor.id}")
        case "mean":
            return f"mean that forms {LEVELS.get(factor.id, factor.id)}"
        case "weighting":
            return "given or equal weights"
        case "unknown":
            return "what is unknown"
