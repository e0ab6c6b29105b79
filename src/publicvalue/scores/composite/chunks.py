"""An uncertainty analysis in parts: memory bounded by the part, progress told, gone on with where it stopped.

`run_chunks` yields one part after the other and keeps none; `tally_ranks` reads them as they come and holds only how
often each unit takes each rank; `join_chunks` puts them together where the whole fits in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from publicvalue.errors import method_error
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Index
from publicvalue.scores.composite.uncertainty import Alternatives, RankStatistics, Uncertainty, run_uncertainty
from publicvalue.scores.simulation.parts import PartStore
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Chunks:
    """How the runs are cut.

    Parameters
    ----------
    size
        Runs of a part, at least 1. A step is done once for each combination in a part, so larger parts are quicker.
    codes
        Groups whose scores are kept; empty keeps the index alone.
    store
        Where the scores of parts, of shape (runs, units, codes), are kept and looked for; nowhere when None.
    watch
        Told the number of runs that are done, and of all.

    Raises
    ------
    MethodError
        When a part has no run.
    """

    size: int = 1000
    codes: tuple[str, ...] = ()
    store: PartStore[Floats] | None = None
    watch: Callable[[int, int], None] = lambda _done, _all: None

    def __post_init__(self) -> None:
        if self.size < 1:
            raise method_error(Text("parts of {size} runs", size=self.size), Text("at least one run"))


def run_chunks(
    index: Index, data: Data, alternatives: Alternatives, picks: Indices, chunks: Chunks
) -> Iterator[Uncertainty]:
    """Score all units once for each run, part by part; the parameters and errors are those of `run_uncertainty`.

    Raises
    ------
    InputError
        When the data cannot be used under an alternative, which is named.
    MethodError
        When the choices, picks and errors do not fit each other.
    """
    codes = chunks.codes or (index.top,)
    for number, start in enumerate(range(0, len(picks), chunks.size)):
        own = picks[start : start + chunks.size]
        rest = _from_run(alternatives, start)
        held = chunks.store.load(number) if chunks.store else None
        if held is not None and held.shape == (len(own), len(data.units), len(codes)):
            part = Uncertainty(data.units, codes, own, held, rest.tables(len(own)))
        else:
            part = run_uncertainty(index, data, rest, own, codes)
            if chunks.store:
                chunks.store.save(number, part.scores)
        chunks.watch(start + len(own), len(picks))
        yield part


def join_chunks(parts: Iterable[Uncertainty]) -> Uncertainty:
    """Put parts together; the same as all runs at once.

    Raises
    ------
    MethodError
        Without a part.
    """
    every = list(parts)
    if not every:
        raise method_error(Text("there is no part to join"))
    picks = np.concatenate([part.picks for part in every])
    scores = np.concatenate([part.scores for part in every])
    tables = np.concatenate([part.tables for part in every])
    return Uncertainty(every[0].units, every[0].codes, picks, scores, tables)


def _from_run(alternatives: Alternatives, start: int) -> Alternatives:
    """Return the alternatives of a part, whose runs draw the errors of the data that they draw in the whole."""
    return replace(alternatives, errors=alternatives.errors.shift(start)) if alternatives.errors else alternatives


@dataclass(frozen=True)
class RankTally:
    """How often each unit takes each rank.

    Parameters
    ----------
    units
        Names of the units.
    counts
        Shape (units, ranks).
    runs
        Number of runs, those in which a unit has no score included.
    """

    units: tuple[str, ...]
    counts: Indices = field(repr=False)
    runs: int

    @property
    def acceptability(self) -> Floats:
        """Share of the runs in which each unit takes each rank, shape (units, ranks)."""
        return self.counts / self.runs

    @property
    def statistics(self) -> RankStatistics:
        """The statistics of the ranks; NaN for a unit that has no score in any run."""
        running, places = np.cumsum(self.counts, axis=1), np.arange(1, self.counts.shape[1] + 1)
        total = running[:, -1]
        mean = np.divide(self.counts @ places, total, out=np.full(len(total), np.nan), where=total > 0)
        low, middle, high = (self._quantile(running, share) for share in (0.05, 0.5, 0.95))
        return RankStatistics(mean, middle, low, high)

    def _quantile(self, running: Indices, share: float) -> Floats:
        place = share * (running[:, -1] - 1)
        below = np.floor(place)
        # The rank at a place of the sorted ranks is the first whose running count lies above the place.
        at, beyond = (
            1 + (running <= np.minimum(p, running[:, -1] - 1)[:, None]).sum(axis=1) for p in (below, below + 1)
        )
        return np.where(running[:, -1] > 0, at + (place - below) * (beyond - at), np.nan)


def tally_ranks(parts: Iterable[Uncertainty], code: str = "") -> RankTally:
    """Count ranks part by part, holding no more than one part.

    Parameters
    ----------
    parts
        From `run_chunks`.
    code
        Group that is ranked; the first that was kept when empty.

    Raises
    ------
    MethodError
        Without a part.
    """
    units: tuple[str, ...] = ()
    counts, runs = np.zeros((0, 0), np.intp), 0
    for part in parts:
        ranks = part.ranks[:, :, part.codes.index(code) if code else 0]
        if not runs:
            units, counts = part.units, np.zeros((len(part.units), len(part.units)), np.intp)
        run, unit = np.nonzero(~np.isnan(ranks))
        np.add.at(counts, (unit, ranks[run, unit].astype(np.intp) - 1), 1)
        runs += len(ranks)
    if not runs:
        raise method_error(Text("there is no part to count"))
    return RankTally(units, counts, runs)
