"""How readiness may be formed: weights, mean, and what is done about what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from publicvalue.words.choices import check_name

Mean = Literal["arithmetic", "geometric"]
Missing = Literal["known", "complete", "middle"]
MEANS: tuple[Mean, ...] = ("arithmetic", "geometric")
RULES: tuple[Missing, ...] = ("known", "complete", "middle")


@dataclass(frozen=True)
class Way:
    """How readiness is formed.

    Parameters
    ----------
    weights
        `index` or `index.pillar` -> weight among its siblings; 1 where nothing is said, 0 leaves it out.
    mean
        Of pillars and of indices.
    missing
        What is done about what is missing.

    Raises
    ------
    MethodError
        When there is no such mean, or no such rule for what is missing.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    mean: Mean = "arithmetic"
    missing: Missing = "known"

    def __post_init__(self) -> None:
        """Refuse a mean and a rule that nobody knows."""
        check_name(self.mean, Mean, "mean")
        check_name(self.missing, Missing, "rule for what is missing")
