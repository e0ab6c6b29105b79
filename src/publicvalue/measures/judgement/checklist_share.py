"""Share of the applicable controls that are in place, each proved by its document.

What
    100 x (controls in place + half of those partly in place) / controls that are answered and apply. A control that is
    in place only by assertion (no document) is uncertain: in the draws it counts anything between nothing and what is
    claimed, evenly, and in the estimate half of what is claimed.
Unit
    Percent, 0 to 100.
Left out
    Controls that do not apply, and controls without an answer or answered `unknown`: missing is unknown, never zero and
    never the average. A diagnostic states the coverage. With fewer than half of the controls answered, no number; each
    answer that was given is a finding of its own all the same.
Interval
    95 % quantiles of the draws. Where every claim has its document the interval equals the estimate: a complete count.
Strength
    2 when every control that is claimed to be in place has its document, otherwise 1.
Source
    Half credit and the even spread of an assertion are judgements of this method; they rest on no publication.
"""

from __future__ import annotations

from collections import Counter
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.diagnostics import note_diagnostics
from publicvalue.measures.judgement.asked_items import ItemsOptions, unknown_item_problems
from publicvalue.measures.result import (
    LEVEL,
    ChecklistItem,
    Detail,
    Diagnostic,
    ItemState,
    Measured,
    NotApplicable,
    Result,
)
from publicvalue.words.text import Text

CLAIMS = {"yes": 1.0, "partly": 0.5, "no": 0.0}
"""What a state claims; states outside it claim nothing."""

STATES = get_args(ItemState)


def measure_checklist_share(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of controls in place, as the module's definition says.

    Raises
    ------
    EvidenceError
        With every answer that cannot be used.
    """
    items = context.given(ItemsOptions).texts
    given = _read_answers(evidence, items)
    answers = tuple(given.get(item, ChecklistItem(item, text, "unknown")) for item, text in items.items())
    open_items = [answer.id for answer in answers if answer.state == "unknown"]
    if 2 * len(open_items) > len(items):
        answered = len(items) - len(open_items)
        return NotApplicable(
            Text(
                "Only {answered} of {items} controls are answered: answer {open_items:list}.",
                answered=answered,
                items=len(items),
                open_items=tuple(open_items),
            ),
            answers,
        )
    counted = [answer for answer in answers if answer.state in CLAIMS]
    if not counted:
        return NotApplicable(Text("No answered control applies: answer at least one control that does."), answers)
    return _measured(counted, answers, evidence, context)


def _read_answers(evidence: EvidenceTable, items: dict[str, str]) -> dict[str, ChecklistItem]:
    """Read one answer per control and report everything that is wrong with them."""
    names = [name for name in ("item", "state", "document") if evidence.has(name)]
    columns = {name: list(values) for name, values in fetch(evidence.rows.select(*names)).items()}
    documents = columns.get("document", [None] * len(columns["item"]))
    rows = list(zip(columns["item"], map(_plain_state, columns["state"]), documents, strict=True))
    problems = unknown_item_problems(columns["item"], items)
    expected = Text("one of {names:list}", names=tuple(STATES))
    for item, state, _ in rows:
        if state not in STATES:
            what = Text("{item}: {state:quoted} is no state", item=item, state=state)
            problems.append(Problem(Place(field="state"), what, expected, Text("correct the state")))
    for item, times in Counter(columns["item"]).items():
        if times > 1 and item in items:
            what = Text("{item} is answered {times} times", item=item, times=times)
            problems.append(Problem(Place(field="item"), what, Text("one answer"), Text("keep the answer that holds")))
    if problems:
        raise EvidenceError(problems)
    return {
        item: ChecklistItem(item, items[item], cast(ItemState, state), (document or "").strip())
        for item, state, document in rows
    }


def _plain_state(state: str | None) -> str:
    """Return a state as it is listed: lower case, underscores; blank is unknown."""
    return "unknown" if state is None else state.strip().lower().replace(" ", "_") or "unknown"


def _measured(
    counted: list[ChecklistItem], answers: tuple[ChecklistItem, ...], evidence: EvidenceTable, context: Context
) -> Measured:
    """Put the number together."""
    asserted = [CLAIMS[answer.state] for answer in counted if answer.claimed]
    proved = sum(CLAIMS[answer.state] for answer in counted if not answer.claimed)
    estimate = 100 * (proved + sum(asserted) / 2) / len(counted)
    draws = share_draws(proved, np.array(asserted), len(counted), context)
    low, high = interval_of(draws, estimate)
    return Measured(
        estimate=estimate,
        low=low,
        high=high,
        draws=draws,
        n=len(counted),
        unit=context.unit,
        method=(
            Text(
                "{counted} controls answered and applicable; half credit for a control partly in place or in "
                "place without a document.",
                counted=len(counted),
            )
        ),
        strength=1 if asserted else 2,
        diagnostics=note_diagnostics(evidence) + _checks(answers, len(asserted)),
        details=(_table(answers),),
        items=answers,
    )


def share_draws(proved: float, asserted: NDArray[np.float64], counted: int, context: Context) -> NDArray[np.float64]:
    """Return draws of the share.

    Parameters
    ----------
    proved
        Credit of the controls with their document.
    asserted
        Credit claimed without a document, one value per control.
    counted
        Controls answered and applicable, at least 1.
    context
        Draws and rng.

    Returns
    -------
    array
        Percent, shape (draws,).
    """
    claimed = context.rng.random((context.draws, len(asserted))) @ asserted
    draws: NDArray[np.float64] = 100 * (proved + claimed) / counted
    return draws


def interval_of(draws: NDArray[np.float64], estimate: float) -> tuple[float, float]:
    """Return the 95 % quantiles of the draws, widened where needed to hold the estimate."""
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return min(float(low), estimate), max(float(high), estimate)


def _checks(answers: tuple[ChecklistItem, ...], asserted: int) -> tuple[Diagnostic, ...]:
    """State how many controls are answered and how many are proved."""
    answered = sum(answer.state != "unknown" for answer in answers)
    claimed = sum(CLAIMS.get(answer.state, 0.0) > 0 for answer in answers)
    coverage = Text(
        "{answered} of {all} controls are answered ({percent:.0f} %).",
        answered=answered,
        all=len(answers),
        percent=100 * answered / len(answers),
    )
    proof = Text(
        "{documented} of {claimed} controls claimed to be in place have their document.",
        documented=claimed - asserted,
        claimed=claimed,
    )
    return (
        Diagnostic(Text("Coverage"), answered == len(answers), coverage),
        Diagnostic(Text("Documents"), not asserted, proof),
    )


def _table(answers: tuple[ChecklistItem, ...]) -> Detail:
    """List each control with its state and document."""
    rows = tuple((answer.id, answer.text, answer.state, answer.document or None) for answer in answers)
    return Detail(Text("Controls"), (Text("Id"), Text("Control"), Text("State"), Text("Document")), rows)


DEFINITION = Definition(
    id="checklist_share",
    version=1,
    title=Text("Share of controls in place"),
    kinds=("checklist",),
    role_sets=(
        (
            Role("item", "category", Text("the id of the control")),
            Role("state", "category", Text("yes, partly, no, not_applicable or unknown")),
            Role("document", "category", Text("the document that proves it: title, number or address"), required=False),
        ),
    ),
    units=("percent",),
    takes=ItemsOptions,
    compute=measure_checklist_share,
)
