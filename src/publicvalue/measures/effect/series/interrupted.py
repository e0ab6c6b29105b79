"""A series that adoption interrupts, with the regressors that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.result import Diagnostic
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]
Kind = Literal["constant", "trend", "season", "control", "level", "slope"]
TITLES: Mapping[Kind, Text] = MappingProxyType(
    {
        "constant": Text("constant"),
        "trend": Text("trend"),
        "season": Text("season"),
        "control": Text("control series"),
        "level": Text("change of the level"),
        "slope": Text("change of the trend"),
    }
)


@dataclass(frozen=True)
class Regressor:
    """What a column of the design stands for; `number` is that of a season.

    Raises
    ------
    MethodError
        When there is no such kind.
    """

    kind: Kind
    number: int = 0

    def __post_init__(self) -> None:
        """Refuse a kind that is not known."""
        check_name(self.kind, Kind, "kind of regressor")

    @property
    def is_change(self) -> bool:
        """Whether it is a change at adoption: of the level, or of the trend."""
        return self.kind in ("level", "slope")

    @property
    def title(self) -> Text:
        """Its name for people."""
        return TITLES[self.kind]


@dataclass(frozen=True)
class SeriesSettings:
    """How the series is explained: periods in a year, trend, change of the trend, logarithm or not."""

    season: int
    trend: bool
    slope: bool
    logarithm: bool


@dataclass(frozen=True)
class Interrupted:
    """A series ready to be explained.

    Parameters
    ----------
    time
        Periods since the first, without those that are missing; shape (n,).
    places
        Their places among the periods of the track; shape (n,).
    values
        The series, as its logarithm where `logarithm`; shape (n,).
    design, regressors
        Regressors, shape (n, k), and what each is. The change at adoption is the last, or with a change of the trend
        the last but one.
    contrast
        What the coefficients are multiplied by to give the effect: the average over the periods with the system.
    start
        Time of the first period with the system.
    season
        Periods after which the seasons return; 1 for none.
    logarithm, shares
        Scale of the series, and whether it is a share of 0 to 1.
    mean_with
        Mean outcome over the periods with the system, in its own unit.
    checks
        What was found while it was built.
    """

    time: NDArray[np.int64]
    places: NDArray[np.int64]
    values: Numbers
    design: Numbers
    regressors: tuple[Regressor, ...]
    contrast: Numbers
    start: int
    season: int
    logarithm: bool
    shares: bool
    mean_with: float
    checks: tuple[Diagnostic, ...] = ()

    @property
    def periods(self) -> tuple[int, int]:
        """Periods before adoption and with the system."""
        after = int((self.time >= self.start).sum())
        return len(self.time) - after, after

    @property
    def changes(self) -> NDArray[np.bool_]:
        """Which regressors are changes at adoption, shape (k,)."""
        return np.array([one.is_change for one in self.regressors])

    @property
    def explained_by(self) -> Text:
        """The regressors, in words."""
        kinds = {one.kind for one in self.regressors}
        words = [Text("trend")] * ("trend" in kinds) + [Text("seasons")] * (self.season > 1)
        words += [Text("a control series")] * ("control" in kinds) + [Text("a change at adoption")]
        return Text("{words:list}", words=tuple(words))

    def effect_path(self, coefficients: Numbers) -> Numbers:
        """Return the effect in each period, shape (n,)."""
        return np.asarray(self.design[:, self.changes] @ coefficients[self.changes])

    def path_errors(self, covariance: Numbers) -> Numbers:
        """Return the standard error of the effect in each period, shape (n,)."""
        design = self.design * self.changes
        return np.asarray(np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", design, covariance, design), 0.0)))

    def before(self, pretended: int | None = None) -> Interrupted:
        """Return the series up to adoption, with adoption pretended at an earlier time.

        Parameters
        ----------
        pretended
            Time of the pretended adoption, within the time before adoption.
        """
        kept = self.time < self.start
        time = self.time[kept]
        at = self.start if pretended is None else pretended
        change = (time >= at).astype(float)
        design = self.design[kept][:, ~self.changes]
        kept_regressors = tuple(one for one in self.regressors if not one.is_change)
        return replace(
            self,
            time=time,
            places=self.places[kept],
            values=self.values[kept],
            design=np.column_stack([design, change]),
            regressors=(*kept_regressors, Regressor("level")),
            contrast=np.append(np.zeros(design.shape[1]), 1.0),
            start=at,
        )
