"""What comes after the questions, as tasks: handing over, review, publication. It follows from the state alone."""

from __future__ import annotations

from publicvalue.words.text import Text
from publicvalue.workflow.states import EDITABLE, State

STEPS = (
    (Text("Hand it over for review"), Text("an assessor, once the answers are as good as they get")),
    (Text("Review and approval"), Text("reviewers ask for changes; an approver who wrote none of it approves")),
    (Text("Publication"), Text("an approver; from then on anybody can read it")),
)
"""What is done, and by whom."""
CANNOT, DONE, OPEN = Text("cannot start yet"), (Text("done"), "green"), (Text("not started"), "grey")
UNDER_WAY = {
    State.CHANGES_REQUESTED: (Text("changes requested"), "orange"),
    State.IN_REVIEW: (Text("in progress"), "blue"),
}
"""Where the step that is next has begun."""


def steps_of(state: State, address: str) -> list[dict[str, str]]:
    """Return the steps as tasks; one that cannot start yet has no address.

    Parameters
    ----------
    state, address
        The state of the assessment, and the page on which all of it is done.
    """
    if state in EDITABLE:
        following = 0
    else:
        following = {State.IN_REVIEW: 1, State.APPROVED: 2}.get(state, len(STEPS))
    tasks = []
    for place, (title, hint) in enumerate(STEPS):
        if place > following:
            tasks.append({"title": title, "hint": hint, "address": "", "state": CANNOT, "colour": ""})
            continue
        word, colour = DONE if place < following else UNDER_WAY.get(state, OPEN)
        tasks.append({"title": title, "hint": hint, "address": address, "state": word, "colour": colour})
    return tasks
