"""Ask an assessment: what a score rests on, how two results compare, what to find out next."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.actions.assessments import load_assessment, run_assessment, run_with_draws
from publicvalue.actions.publishing.handed_out import hand_out
from publicvalue.actions.publishing.ledgers import check_ledgers
from publicvalue.actions.store import Store
from publicvalue.actions.work import PLAIN, Work
from publicvalue.errors import InputError, Place, Problem
from publicvalue.reports.system.next_evidence.drivers_text import ALL, drivers_of
from publicvalue.reports.system.trace import traceable
from publicvalue.results.comparison import Comparison, compare_assessed
from publicvalue.results.model import AssessmentResult
from publicvalue.schema.spelling import nearest
from publicvalue.scores.drivers.sensitivity import Driver, Interaction
from publicvalue.words.text import Text


def explain_score(store: Store, node: str, work: Work = PLAIN) -> AssessmentResult:
    """Run an assessment so that the score of a node can be traced; InputError when it has no such node."""
    result = run_assessment(load_assessment(store, work), work, "core")
    known = traceable(result)
    if node not in known:
        do = nearest(node, known, Text("`publicvalue framework show` lists the ids"))
        expected = Text("an id of {framework}", framework=result.framework.name)
        raise InputError([Problem(Place(), Text("nothing is called {name:quoted}", name=node), expected, do)])
    return result


def compare_assessments(first: Store, second: Store, work: Work = PLAIN, handed_out: str = "") -> Comparison:
    """Run two assessments, and set their results side by side.

    Parameters
    ----------
    first, second
        What keeps them.
    work
        What each may take.
    handed_out
        The day on which somebody outside gets the comparison, kept in the ledgers of both; empty where nobody does.

    Raises
    ------
    InputError
        When they tell of a few people together.
    """
    one, other = (run_with_draws(load_assessment(store, work), work, "core") for store in (first, second))
    again = second.name if second.name != first.name else f"{second.name} (2)"
    check_ledgers({first.name: one.ledger, again: other.ledger})
    for store, assessed in ((first, one), (second, other)) if handed_out else ():
        hand_out(store, assessed.ledger, f"comparison of {first.name} and {second.name}", handed_out)
    return compare_assessed(one, other)


def rank_evidence(store: Store, work: Work = PLAIN) -> AssessmentResult:
    """Run an assessment to its full depth: its result ranks the evidence that is worth collecting next."""
    return run_assessment(load_assessment(store, work), work, "full")


@dataclass(frozen=True)
class Drivers:
    """What drives the uncertainty of nodes of a result, and which pairs of inputs act together."""

    result: AssessmentResult
    drivers: tuple[Driver, ...]
    pairs: tuple[Interaction, ...]


def find_uncertainty(store: Store, node: str, work: Work = PLAIN, *, pairs: bool = False) -> Drivers:
    """Run an assessment, and find what makes a node uncertain, or each node above the indicators where it is `all`.

    Raises
    ------
    InputError
        When there is no such node, or pairs are asked for of all.
    """
    if pairs and node in ("", ALL):
        what, expected = Text("--pairs needs --drivers with one node"), Text("the id of one node")
        raise InputError([Problem(Place(), what, expected, Text("name it behind --drivers"))])
    assessed = run_with_draws(load_assessment(store, work), work, "core")
    found = drivers_of(assessed.draws, node)
    return Drivers(assessed.result, tuple(found), assessed.draws.find_interactions(node) if pairs else ())
