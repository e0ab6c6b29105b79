"""The weights explorer: what each decision of the method does to public value and to every node below it."""

from __future__ import annotations

from dataclasses import replace

from blocks import walk
from outcomes import empty_outcome, partial_outcome
from publicvalue.findings.judgement.model import OtherWeighting
from publicvalue.findings.names import node_name
from publicvalue.reports.document.blocks import Grid
from publicvalue.reports.system.scores.explorer import (
    NOT_REACHED,
    decisions_section,
    decisions_sentence,
    node_rows,
    weighed_otherwise,
)
from publicvalue.reports.system.tables import decisions_table
from publicvalue.reports.system.weightings import weightings_grid, weightings_table
from publicvalue.reports.wording import write_score
from publicvalue.results.model import AssessmentResult


def above_indicators(outcome: AssessmentResult) -> list[str]:
    indicators = {indicator.id for indicator in outcome.framework.indicators}
    return [node for node in outcome.scores if node not in indicators]


def test_every_evidenced_node_below_public_value_has_a_row() -> None:
    outcome = partial_outcome()
    weighed, whole, below = (block for block in walk((decisions_section(outcome),)) if isinstance(block, Grid))
    known = [node for node in above_indicators(outcome) if outcome.scores[node].value is not None]
    assert [row.id for row in weighed.groups[0].rows] == ["stated", "by_category", "equal_indicators"]
    names = {node_name(outcome.framework, node).capitalize() for node in known if node != "public_value"}
    rows = below.groups[0].rows
    assert {str(row.cells[0]).capitalize() for row in rows} == names
    assert len(rows) == len(known) - 1
    assert {len(row.cells) for row in rows} == {len(below.columns)} == {len(whole.groups[0].rows) + 1}


def test_rows_show_the_change_or_that_the_decision_does_not_reach() -> None:
    outcome = partial_outcome()
    known = [one.node for one in outcome.decisions if outcome.scores[one.node].value is not None]
    found = {node: [one for one in outcome.decisions if one.node == node][1:] for node in known}
    del found["public_value"]
    rows = list(node_rows(outcome))
    assert len(rows) == len(found)
    changes = [[str(cell) for cell in row.cells[2:]] for row in rows]
    for decisions, told in zip(found.values(), changes, strict=True):
        for decision, change in zip(decisions, told, strict=True):
            assert decision.change is not None
            assert (change == NOT_REACHED) is not decision.applied
            if decision.applied:
                assert abs(float(change.replace("−", "-")) - decision.change) <= (
                    0.5 if change[2:4].isdigit() else 0.05
                )
    assert any(change not in {NOT_REACHED, "0"} for told in changes for change in told)


def test_the_table_holds_every_node_under_every_decision() -> None:
    outcome = partial_outcome()
    rows = decisions_table(outcome).rows
    pairs = {(node, decision) for _, node, _, decision, *_ in rows}
    assert pairs == {(node, one.id) for node in above_indicators(outcome) for one in outcome.decisions}


def test_nothing_evidenced_gives_no_rows() -> None:
    assert not any(isinstance(block, Grid) for block in walk((decisions_section(empty_outcome()),)))
    assert list(node_rows(empty_outcome())) == []
    assert (
        decisions_sentence(empty_outcome())
        == "Nothing is evidenced yet, so no decision of the method can move the score."
    )


def test_weightings_show_the_scores_of_each_and_leave_the_unknown_unknown() -> None:
    outcome = partial_outcome()
    cells = {row.id: [str(cell) for cell in row.cells] for row in weightings_grid(outcome).groups[0].rows}
    assert cells["stated"][1] == str(write_score(outcome.scores["public_value"]))
    assert cells["stated"][-1] == "unknown"
    by_category = outcome.weightings[0]
    assert cells["by_category"] == [
        "Categories count alike within their dimension",
        *(str(write_score(score)) for score in by_category.scores.values()),
    ]
    assert by_category.scores["citizen"].value is None
    rows = weightings_table(outcome).rows
    assert [(row[1], row[3]) for row in rows] == [(one.id, node) for one in outcome.weightings for node in one.scores]
    assert rows[0][4:] == tuple(vars(by_category.scores["public_value"]).values())


def test_nothing_evidenced_has_no_weightings_on_the_page() -> None:
    assert [block for block in walk((decisions_section(empty_outcome()),)) if isinstance(block, Grid)] == []


def test_weights_under_which_the_answer_would_read_otherwise_are_named() -> None:
    outcome = partial_outcome()
    direction = outcome.framework.verdict.direction("creates")

    def told(*differ: bool) -> str:
        ways = tuple(OtherWeighting(f"way{n}", f"way {n}", direction, one) for n, one in enumerate(differ))
        return weighed_otherwise(replace(outcome, verdict=replace(outcome.verdict, weightings=ways)))

    assert told(False, True) == "The answer would read otherwise under: way 1 (creates value)."
    assert told(False) == "Under none of these weights would the answer read otherwise."
    assert told() == ""
