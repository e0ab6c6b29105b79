"""Behaviour of checklist_share."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError, MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.judgement.checklist_share import measure_checklist_share
from publicvalue.measures.result import ChecklistItem, Diagnostic, Measured, NotApplicable

ITEMS = [{"id": name, "text": f"Control {name}"} for name in ("law", "assessment", "redress", "register")]


def answers(*rows: tuple[str | None, str | None, str | None]) -> EvidenceTable:
    item, state, document = zip(*rows, strict=True)
    return table_of(item=list(item), state=list(state), document=list(document))


def measure(evidence: EvidenceTable, draws: int = 2000) -> Measured:
    return measured(measure_checklist_share(evidence, context(draws=draws, items=ITEMS)))


def reason(evidence: EvidenceTable) -> str:
    result = measure_checklist_share(evidence, context(items=ITEMS))
    assert isinstance(result, NotApplicable)
    return result.reason


PROVED = answers(
    ("law", "yes", "Act 12"), ("assessment", "partly", "DPIA"), ("redress", "no", None), ("register", "no", None)
)


def test_checklist_share_fully_proved_is_a_complete_count() -> None:
    result = measure(PROVED)
    assert (result.low, result.estimate, result.high) == (37.5, 37.5, 37.5)
    assert set(result.draws) == {37.5}
    assert (result.n, result.strength) == (4, 2)


def test_checklist_share_asserted_controls_count_anything_up_to_the_claim() -> None:
    evidence = answers(
        ("law", "yes", None), ("assessment", "yes", "DPIA"), ("redress", "no", None), ("register", "no", None)
    )
    result = measure(evidence, draws=200_000)
    assert result.estimate == 37.5
    assert result.strength == 1
    assert [result.low, result.high] == pytest.approx([25 + 0.025 * 25, 50 - 0.025 * 25], abs=0.1)
    assert result.draws.min() >= 25
    assert result.draws.max() <= 50
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high])


def test_checklist_share_without_document_column_everything_is_asserted() -> None:
    evidence = table_of(item=[item["id"] for item in ITEMS], state=["yes"] * 4)
    assert measure(evidence).estimate == 50


def test_checklist_share_blank_document_is_none() -> None:
    evidence = answers(
        ("law", "yes", "  "), ("assessment", "no", None), ("redress", "no", None), ("register", "no", None)
    )
    assert measure(evidence).strength == 1


def test_checklist_share_not_applicable_and_unanswered_are_left_out() -> None:
    result = measure(answers(("law", "yes", "Act 12"), ("assessment", "no", None), ("redress", "Not applicable", None)))
    assert result.estimate == 50
    assert result.n == 2
    assert result.diagnostics[0] == Diagnostic("Coverage", False, "3 of 4 controls are answered (75 %).")
    assert result.details[0].rows[-1] == ("register", "Control register", "unknown", None)


def test_checklist_share_notes_become_diagnostics() -> None:
    evidence = EvidenceTable(PROVED.rows, PROVED.roles, PROVED.rows_read, ("A column was renamed.",))
    assert measure(evidence).diagnostics[0].text == "A column was renamed."


def test_checklist_share_fewer_than_half_answered_is_not_applicable() -> None:
    evidence = answers(("law", "yes", "Act 12"), ("assessment", "unknown", None), ("redress", None, None))
    assert reason(evidence) == "Only 1 of 4 controls are answered: answer assessment, redress, register."


def test_checklist_share_nothing_applies_is_not_applicable() -> None:
    evidence = answers(*((item["id"], "not_applicable", None) for item in ITEMS))
    assert reason(evidence) == "No answered control applies: answer at least one control that does."


def test_checklist_share_all_problems_are_named() -> None:
    evidence = answers(
        ("law", "yes", None), ("law", "no", None), ("laws", "yes", None), ("redress", "maybe", None), (None, "no", None)
    )
    with pytest.raises(EvidenceError) as raised:
        measure_checklist_share(evidence, context(items=ITEMS))
    assert [(problem.place.field, problem.what) for problem in raised.value.problems] == [
        ("item", "'laws' is not asked"),
        ("item", "a row names no item"),
        ("state", "redress: 'maybe' is no state"),
        ("item", "law is answered 2 times"),
    ]


@pytest.mark.parametrize("items", [None, "law", [], [{"text": "no id"}], [{"id": "a"}, {"id": "a"}]])
def test_checklist_share_unusable_items_are_refused(items: object) -> None:
    with pytest.raises(MethodError):
        measure_checklist_share(PROVED, context(items=items))


def test_checklist_share_lists_every_item_as_it_was_answered() -> None:
    evidence = answers(("redress", "no", None), ("law", "yes", " Act 12 "), ("assessment", "partly", None))
    assert measure(evidence).items == (
        ChecklistItem("law", "Control law", "yes", "Act 12"),
        ChecklistItem("assessment", "Control assessment", "partly"),
        ChecklistItem("redress", "Control redress", "no"),
        ChecklistItem("register", "Control register", "unknown"),
    )


def test_checklist_share_below_half_keeps_the_answers_that_were_given() -> None:
    result = measure_checklist_share(answers(("redress", "no", None)), context(items=ITEMS))
    assert isinstance(result, NotApplicable)
    assert [(item.id, item.state) for item in result.items] == [
        ("law", "unknown"),
        ("assessment", "unknown"),
        ("redress", "no"),
        ("register", "unknown"),
    ]


def test_an_item_is_claimed_where_no_document_proves_what_is_said_to_be_in_place() -> None:
    claims = [ChecklistItem("law", "Law", state).claimed for state in ("yes", "partly", "no", "unknown")]
    assert claims == [True, True, False, False]
    assert not ChecklistItem("law", "Law", "yes", "Act 12").claimed
