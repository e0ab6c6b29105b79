from __future__ import annotations

from outcomes import build_outcome, empty_outcome, framework, full_outcome, measured, partial_outcome
from publicvalue.reports.document.blocks import Figure
from publicvalue.reports.pictures.draw import draw
from publicvalue.reports.system.scores.stages import chain_section, chain_sentences
from publicvalue.words.language import ENGLISH


def test_chain_sentences_say_that_outputs_are_measured_and_outcomes_are_not() -> None:
    asked = framework()
    outputs = [one for one in asked.indicators if asked.stage_of(one) == "outputs"]
    first = next(iter(chain_sentences(build_outcome({one.id: measured(one, 0.7) for one in outputs}))))
    assert first.startswith("Outputs are measured and outcomes are not: the evidence counts what is produced")


def test_chain_sentences_say_where_most_is_lost_and_what_is_unknown() -> None:
    first, second = chain_sentences(partial_outcome())
    assert first.startswith("Most is lost between outputs, which score ")
    assert first.endswith("so a part of the fall can come from what was measured. Between them, outcomes are unknown.")
    assert second == "Nothing is known yet about inputs, activities, outcomes or trust and legitimacy."


def test_chain_sentences_of_nothing_measured_name_every_stage() -> None:
    assert list(chain_sentences(empty_outcome())) == [
        "Nothing is known yet about inputs, activities, outputs, outcomes, effects or trust and legitimacy."
    ]


def test_chain_sentences_of_full_evidence_name_no_unknown_stage() -> None:
    said = list(chain_sentences(full_outcome()))
    assert said
    assert not any("unknown" in text or "Nothing is known" in text for text in said)


def test_describe_chain_draws_six_stages_with_their_table() -> None:
    (figure,) = (block for block in chain_section(partial_outcome()).blocks if isinstance(block, Figure))
    assert figure.picture is not None
    assert draw("chain", figure.picture, ENGLISH).count(">unknown</text>") == 4
    assert len(figure.table.rows) == 6
