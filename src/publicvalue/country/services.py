"""The level of digital government, service by service: how far each can be had online, and by which features.

The level of a country is the mean over the services that are known, each weighing the same, from 0 to 5. What is
unknown stays out of the mean and goes into the bounds: the level if every unknown service were not online at all, and
if every one were integrated. A service that the country does not have is no part of it. The notion of levels is that of
UN ECLAC; the scale and the equal weights are judgement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from publicvalue.country.model import CountryCase, ReadinessFramework, ServiceAnswer


@dataclass(frozen=True)
class FeatureCount:
    """How many of the services have a feature, lack it, have no need of it, or leave it open."""

    has: int
    lacks: int
    unneeded: int
    unknown: int

    @property
    def share(self) -> float | None:
        """Share in percent of those that are known and need it; None where there are none."""
        known = self.has + self.lacks
        return 100 * self.has / known if known else None


@dataclass(frozen=True)
class DigitalLevel:
    """The level of a country's services.

    Parameters
    ----------
    answers
        Services with what was answered of them.
    asked
        Number of services: those of the list, less those that the country does not have, and its own.
    level
        Mean level of those that are known, 0 to 5; None where none is.
    bounds
        The mean if the unknown were all at the lowest level, and at the highest.
    by_use
        Mean weighed by users, over the services whose level and users are known; None with fewer than two of these.
    spread
        Level -> number of services.
    features
        Feature -> how many services have it.
    """

    answers: tuple[ServiceAnswer, ...] = field(repr=False)
    asked: int
    level: float | None
    bounds: tuple[float, float]
    by_use: float | None
    spread: Mapping[int, int]
    features: Mapping[str, FeatureCount]

    @property
    def known(self) -> int:
        """Number of services whose level is known."""
        return sum(self.spread.values())


def find_level(framework: ReadinessFramework, case: CountryCase) -> DigitalLevel:
    """Find the level of digital government of a country."""
    answers = {one.service: one for one in case.services}
    listed = [one.id for one in framework.services]
    own = [id for id in answers if id not in listed]
    asked = [id for id in (*listed, *own) if not (id in answers and answers[id].absent)]
    known = [answers[id] for id in asked if id in answers and answers[id].level is not None]
    levels = [one.level for one in known if one.level is not None]
    top = max((one.value for one in framework.levels), default=0)
    count = len(asked) or 1
    used = [(one.level, one.users) for one in known if one.level is not None and one.users]
    weight = sum(users for _, users in used)
    return DigitalLevel(
        answers=tuple(answers[id] for id in asked if id in answers),
        asked=len(asked),
        level=sum(levels) / len(levels) if levels else None,
        bounds=(sum(levels) / count, (sum(levels) + top * (len(asked) - len(levels))) / count),
        by_use=sum(level * users for level, users in used) / weight if len(used) > 1 else None,
        spread=dict(sorted(Counter(levels).items())),
        features={one.id: _count(one.id, asked, answers) for one in framework.features},
    )


def _count(feature: str, asked: list[str], answers: Mapping[str, ServiceAnswer]) -> FeatureCount:
    found = Counter(answers[id].features.get(feature, "") if id in answers else "" for id in asked)
    return FeatureCount(found["yes"], found["no"], found["n/a"], found[""])
