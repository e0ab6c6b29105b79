"""The weights explorer: what each decision of the method does to public value and to every node below it."""

from __future__ import annotations

from outcomes import empty_outcome, partial_outcome
from publicvalue.reports.system.explorer import NOT_REACHED, describe_explorer
from publicvalue.reports.system.results import results_data
from publicvalue.reports.system.tables import decisions_table
from publicvalue.results.model import AssessmentResult


def above_indicators(outcome: AssessmentResult) -> list[str]:
    indicators = {indicator.id for indicator in outcome.framework.indicators}
    return [node for node in outcome.scores if node not in indicators]


def test_every_evidenced_node_below_public_value_has_a_row() -> None:
    outcome = partial_outcome()
    part = describe_explorer(outcome)
    known = [node for node in above_indicators(outcome) if outcome.scores[node].value is not None]
    assert {row.score.node for row in part.nodes} == set(known) - {"public_value"}
    assert {len(row.changes) for row in part.nodes} == {len(part.titles)} == {len(part.rows) - 1}


def test_rows_show_the_change_or_that_the_decision_does_not_reach() -> None:
    outcome = partial_outcome()
    found = {(one.node, one.title): one for one in outcome.decisions}
    part = describe_explorer(outcome)
    for row in part.nodes:
        for title, change in zip(part.titles, row.changes, strict=True):
            decision = found[row.score.node, title]
            assert decision.change is not None
            assert (change == NOT_REACHED) is not decision.applied
            if decision.applied:
                assert abs(float(change.replace("−", "-")) - decision.change) <= (
                    0.5 if change[2:4].isdigit() else 0.05
                )
    assert any(change not in {NOT_REACHED, "0"} for row in part.nodes for change in row.changes)


def test_table_and_json_hold_every_node_under_every_decision() -> None:
    outcome = partial_outcome()
    rows = decisions_table(outcome).rows
    pairs = {(node, decision) for _, node, _, decision, *_ in rows}
    assert pairs == {(node, one.id) for node in above_indicators(outcome) for one in outcome.decisions}
    listed = results_data(outcome)["decisions"]
    assert isinstance(listed, list)
    assert [(one["node"], one["id"], one["value"], one["applied"]) for one in listed] == [
        (row[1], row[3], row[4], row[-1] == "yes") for row in rows
    ]


def test_nothing_evidenced_gives_no_rows() -> None:
    part = describe_explorer(empty_outcome())
    assert (part.rows, part.nodes) == ((), ())
    assert part.sentence == "Nothing is evidenced yet, so no decision of the method can move the score."
