"""What stands behind a result while it is computed: the draws, and what can be asked of them afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publicvalue.findings.judgement.known import Known
from publicvalue.framework.model import Framework
from publicvalue.measures.privacy.ledger import LedgerEntry
from publicvalue.measures.result import Measured
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver, Interaction, find_drivers, find_interactions
from publicvalue.scores.sheet import ScoreSheet
from publicvalue.scores.tree import Floats
from publicvalue.scores.weightings import Weighting


@dataclass(frozen=True)
class Draws:
    """The numbers of an assessment with their draws, and the scores with theirs.

    Parameters
    ----------
    framework
        Under the weights that count, with the draws of weights that come from people.
    measured
        Indicator id -> its number.
    sheet
        The scores.
    seed
        Start of the random numbers.
    priorities
        What people weigh, for each set of people of which it can be had.
    weighed
        The weightings beside the one that counts, each with its sheet.
    known
        What the judgement looked at; None where nothing was judged.
    whole
        The framework with what does not apply to the system, under the same weights: what systems compare by. None
        where that is `framework`.
    """

    framework: Framework
    measured: Mapping[str, Measured] = field(repr=False)
    sheet: ScoreSheet
    seed: int
    priorities: tuple[Priorities, ...] = ()
    weighed: tuple[tuple[Weighting, ScoreSheet], ...] = field(default=(), repr=False)
    known: Known | None = field(default=None, repr=False)
    whole: Framework | None = field(default=None, repr=False)

    def of(self, node: str) -> Floats:
        """Return the draws of a node over what is evidenced, shape (draws,); NaN where nothing is."""
        if node in self.sheet.evidenced:
            return self.sheet.evidenced[node]
        simulation = self.sheet.simulation
        return simulation.indicators[:, simulation.tree.indicators.index(node)]

    def find_drivers(self, *nodes: str) -> tuple[Driver, ...]:
        """Find what drives the uncertainty of nodes above the indicators; of all when none is named.

        Raises
        ------
        InputError
            When the framework has no such node.
        """
        return find_drivers(self.framework, self.measured, self.seed, nodes)

    def find_interactions(self, node: str) -> tuple[Interaction, ...]:
        """Find which pairs of inputs drive a node together; InputError when the framework has no such node."""
        return find_interactions(self.framework, self.measured, self.seed, node)


@dataclass(frozen=True)
class Assessed:
    """A result, and the draws behind it: for a portfolio, for a comparison, for more questions to the same numbers.

    Parameters
    ----------
    result, draws
        What was found, and what stands behind it.
    ledger
        Which people each number of a survey rests on; it is never published.
    beside_earlier
        Names of what is not given because of numbers that were handed out before.
    """

    result: AssessmentResult
    draws: Draws
    ledger: tuple[LedgerEntry, ...] = ()
    beside_earlier: frozenset[str] = frozenset()
