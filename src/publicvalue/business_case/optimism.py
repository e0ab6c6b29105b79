"""Optimism bias: how far projects of a class went over cost and time, and what is left of it after mitigation.

The upper value is what projects at their outline stage overran by; the lower is what is left once all that contributes
to it is managed. Mitigation is the share of the upper value that is managed, with evidence.

Source: Mott MacDonald, Review of Large Public Procurement in the UK (2002), table 2. Outsourcing has no value for works
duration, and its other value is one of operating cost, not of capital.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from publicvalue.errors import method_error
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

ProjectClass = Literal[
    "standard_buildings",
    "non_standard_buildings",
    "standard_civil",
    "non_standard_civil",
    "equipment_development",
    "outsourcing",
]
Overrun = Literal["cost", "duration"]


@dataclass(frozen=True)
class Bias:
    """Bounds of the optimism bias of a class, as shares.

    Parameters
    ----------
    cost
        Upper and lower overrun of the cost.
    duration
        Upper and lower overrun of the works duration; None where none was found.
    """

    cost: tuple[float, float]
    duration: tuple[float, float] | None


BIASES: Mapping[ProjectClass, Bias] = MappingProxyType(
    {
        "standard_buildings": Bias((0.24, 0.02), (0.04, 0.01)),
        "non_standard_buildings": Bias((0.51, 0.04), (0.39, 0.02)),
        "standard_civil": Bias((0.44, 0.03), (0.20, 0.01)),
        "non_standard_civil": Bias((0.66, 0.06), (0.25, 0.03)),
        "equipment_development": Bias((2.00, 0.10), (0.54, 0.10)),
        "outsourcing": Bias((0.41, 0.0), None),
    }
)
"""Software that is developed counts as equipment and development."""


def find_uplift(upper: float, mitigation: float = 0.0) -> float:
    """Return by what share an estimate is raised.

    Parameters
    ----------
    upper
        Upper bound of the bias, a share.
    mitigation
        Share of it that is managed, 0 to 1.

    Raises
    ------
    MethodError
        When the mitigation is no share.
    """
    if not 0 <= mitigation <= 1:
        raise method_error(Text("A mitigation of {share:g}", share=mitigation), Text("a share from 0 to 1"))
    return upper * (1 - mitigation)


def mix_uppers(shares: Mapping[ProjectClass, float], of: Overrun = "cost") -> float:
    """Return the upper bound of a project that is part of several classes: their mean by share of the cost.

    Raises
    ------
    MethodError
        When the shares do not add up to 1, or a class has no bound.
    """
    check_name(of, Overrun, "overrun")
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise method_error(Text("The shares of the classes do not add up to 1"), Text("shares of the whole cost"))
    total = 0.0
    for name, share in shares.items():
        check_name(name, ProjectClass, "class of projects")
        bounds = getattr(BIASES[name], of)
        if bounds is None:
            raise method_error(Text("{name} has no bias of the works duration", name=name))
        total += share * bounds[0]
    return total
