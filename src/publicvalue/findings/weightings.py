"""Which weightings stand beside the one that counts: the framework's own, by category, equal indicators, people's."""

from __future__ import annotations

from collections.abc import Sequence

from publicvalue.framework.model import Framework
from publicvalue.measures.result import NotApplicable
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measures.survey.people.weighing import weigh_framework
from publicvalue.scores.weightings import Weighting, own_weightings
from publicvalue.words.text import Text


def find_weightings(framework: Framework, priorities: Sequence[Priorities | NotApplicable]) -> tuple[Weighting, ...]:
    """Return every weighting beside the one that counts.

    Parameters
    ----------
    framework
        Under its own weights.
    priorities
        What each set of people weighs, in the order of the assessment: citizens, experts, staff.

    Returns
    -------
    tuple of Weighting
        The framework's own where people's weights count; by category; equal indicators; then those of each set of
        people whose weights do not count, as `people_N` by their place.

    Raises
    ------
    MethodError
        When weights of people come without their draws.
    """
    heard = [(place, one) for place, one in enumerate(priorities, 1) if isinstance(one, Priorities)]
    counting = next((place for place, one in heard if one.counts), None)
    own = (Weighting("framework", Text("components count alike within their dimension"), framework),)
    return (
        *(own if counting else ()),
        *own_weightings(framework),
        *(
            Weighting(f"people_{place}", Text("the weights of {who}", who=one.who), weigh_framework(framework, one))
            for place, one in heard
            if place != counting
        ),
    )
