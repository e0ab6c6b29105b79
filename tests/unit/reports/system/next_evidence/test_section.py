"""What drives the uncertainty and what to collect next, as the report says it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from outcomes import empty_outcome, framework, full_outcome, hostile_outcome, partial_outcome
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.document.blocks import Figure, Paragraph, Section
from publicvalue.reports.factors import factor_name
from publicvalue.reports.pictures.draw import draw
from publicvalue.reports.pictures.drivers import write_share
from publicvalue.reports.pictures.model import DriverBar, DriverPanel, DriversPicture
from publicvalue.reports.system.html import render_html
from publicvalue.reports.system.next_evidence.driver_sentences import driver_sentences
from publicvalue.reports.system.next_evidence.section import (
    TOP,
    drivers_section,
    next_section,
    next_sentences,
    next_table,
)
from publicvalue.reports.system.next_evidence.text import render_next
from publicvalue.reports.system.tables import drivers_table, next_evidence_table
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.design import Factor
from publicvalue.words.language import ENGLISH


def found(section: Section) -> list[str]:
    """The findings of a section."""
    return [str(block.parts[0]) for block in section.blocks if isinstance(block, Paragraph) and block.role == "finding"]


def test_drivers_name_the_largest_first_over_all_and_over_what_is_evidenced() -> None:
    section = drivers_section(partial_outcome())
    first, second = found(section)
    assert first.startswith("With everything unknown drawn from worst to best, public value lies between ")
    assert " of the variance involves what is unknown" in first
    assert second.startswith("What is evidenced scores ")
    (figure,) = (block for block in section.blocks if isinstance(block, Figure))
    assert isinstance(figure.picture, DriversPicture)
    ET.fromstring(draw("d", figure.picture, ENGLISH))  # noqa: S314


def test_nothing_evidenced_has_no_drivers_but_a_list_to_collect() -> None:
    section = drivers_section(empty_outcome())
    assert len(section.blocks) == 1
    assert found(section) == ["Nothing is evidenced, so there is no interval yet that anything could drive."]
    assert len(next_evidence_table(empty_outcome()).rows) == len(framework().indicators)
    assert found(next_section(empty_outcome())) == list(next_sentences(empty_outcome()))


def test_everything_evidenced_has_no_unknown_among_its_drivers() -> None:
    rows = drivers_table(full_outcome()).rows
    assert {row[1] for row in rows} == {"evidenced"}
    assert "what is unknown" not in {row[2] for row in rows}


def test_report_lists_the_first_ten_and_the_table_all() -> None:
    outcome = partial_outcome()
    top, table = next_table(outcome), next_evidence_table(outcome)
    assert len(top.rows) == TOP
    assert [row[0] for row in table.rows] == list(range(1, len(outcome.next_evidence) + 1))
    assert all(len(row) == len(top.columns) for row in top.rows)


def test_sentence_says_whether_one_answer_can_change_the_verdict() -> None:
    outcome = empty_outcome()
    (said,) = next_sentences(outcome)
    assert said.startswith(
        "No single answer would change the verdict: 0 % of the core is answered, and a verdict needs 40 %, which takes "
    )
    # 40 % of 26 components are 10.4.
    assert outcome.answers_needed == 11
    assert "at least 11 more answers. " in said


def test_sentence_of_an_indicator_asks_for_a_better_sample() -> None:
    outcome = partial_outcome()
    drivers = [one for one in outcome.drivers if one.node == PUBLIC_VALUE and one.over == "evidenced"]
    measured = [one for one in drivers if one.factor.kind == "indicator"]
    assert (
        list(driver_sentences(outcome, measured))[-1] == "A larger or better sample of the first would narrow it most."
    )


def test_text_has_three_lines_for_each_indicator_and_says_what_the_columns_mean() -> None:
    outcome = partial_outcome()
    lines = render_next(outcome).splitlines()
    (head,) = [place for place, line in enumerate(lines) if line.startswith("rank")]
    listed = lines[head + 1 : head + 1 + 3 * len(outcome.next_evidence)]
    assert [line.strip() for line in listed[1::3]] == [one.indicator.id for one in outcome.next_evidence]
    assert all(
        line.endswith(f"  {one.indicator.title}") for line, one in zip(listed[::3], outcome.next_evidence, strict=True)
    )
    assert all(one.indicator.kind in line for line, one in zip(listed[2::3], outcome.next_evidence, strict=True))
    assert any(line.startswith("Narrowing: ") for line in lines[head:])


def test_page_holds_both_sections_for_any_outcome() -> None:
    outcomes: list[AssessmentResult] = [partial_outcome(), empty_outcome(), full_outcome(), hostile_outcome()]
    for outcome in outcomes:
        page = render_html(outcome)
        assert page.count('<section id="drivers"') == page.count('<section id="next-evidence"') == 1


def test_shares_stay_within_the_scale_and_names_within_the_picture() -> None:
    over = DriverBar("x" * 80, 1.2, 1.05, 0.06)
    assert write_share(over) == "over 99 % (94 to 100)"
    assert write_share(DriverBar("x", -0.01, 0.012, 0.004)) == "1.2 % (0.8 to 1.6)"
    svg = draw("d", DriversPicture("Drivers <b>", (DriverPanel("Over & above", (over,)),)), ENGLISH)
    ET.fromstring(svg)  # noqa: S314
    assert f"{'x' * 45}…" in svg


def test_inputs_have_names_for_people() -> None:
    names = [factor_name(framework(), Factor(*parts)) for parts in (("weights", PUBLIC_VALUE), ("goalposts",))]  # type: ignore[arg-type]
    assert names == ["weights of dimensions", "goalposts set by judgement"]
