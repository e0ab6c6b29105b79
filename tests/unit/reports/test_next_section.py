"""What drives the uncertainty and what to collect next, as the report says it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from outcomes import empty_outcome, framework, full_outcome, hostile_outcome, partial_outcome
from publicvalue.findings.model import Outcome
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.charts_drivers import Bar, Panel, draw_drivers, write_share
from publicvalue.reports.factors import factor_name
from publicvalue.reports.html import render_html
from publicvalue.reports.next_section import TOP, describe_drivers, describe_next, render_next
from publicvalue.reports.tables import drivers_table, next_evidence_table
from publicvalue.scores.design import Factor


def test_drivers_name_the_largest_first_over_all_and_over_what_is_evidenced() -> None:
    part = describe_drivers(partial_outcome())
    assert part.figure is not None
    first, second = part.sentences
    assert first.startswith("Public value with everything unknown drawn from worst to best: ")
    assert " of its variance involves what is unknown" in first
    assert second.startswith("Public value over what is evidenced: ")
    ET.fromstring(part.figure.svg)  # noqa: S314


def test_nothing_evidenced_has_no_drivers_but_a_list_to_collect() -> None:
    part = describe_drivers(empty_outcome())
    assert part.figure is None
    assert part.sentences == ("Nothing is evidenced, so there is no interval yet that anything could drive.",)
    assert describe_next(empty_outcome()).count == len(framework().indicators)


def test_everything_evidenced_has_no_unknown_among_its_drivers() -> None:
    rows = drivers_table(full_outcome()).rows
    assert {row[1] for row in rows} == {"evidenced"}
    assert "what is unknown" not in {row[2] for row in rows}


def test_report_lists_the_first_ten_and_the_table_all() -> None:
    outcome = partial_outcome()
    part, table = describe_next(outcome), next_evidence_table(outcome)
    assert len(part.top.rows) == TOP
    assert [row[0] for row in table.rows] == list(range(1, part.count + 1))
    assert all(len(row) == len(part.top.columns) for row in part.top.rows)


def test_sentence_says_whether_one_answer_can_change_the_verdict() -> None:
    outcome = empty_outcome()
    assert (
        describe_next(outcome)
        .sentences[0]
        .startswith("No single answer would change the verdict: 0 % of what matters is evidenced.")
    )


def test_text_has_one_line_for_each_indicator_and_says_what_the_columns_mean() -> None:
    outcome = partial_outcome()
    lines = render_next(outcome).splitlines()
    (head,) = [place for place, line in enumerate(lines) if line.startswith("rank")]
    listed = lines[head + 1 : head + 1 + len(outcome.next_evidence)]
    assert [line.split()[1] for line in listed] == [one.indicator.id for one in outcome.next_evidence]
    assert any(line.startswith("Narrowing: ") for line in lines[head:])


def test_page_holds_both_sections_for_any_outcome() -> None:
    outcomes: list[Outcome] = [partial_outcome(), empty_outcome(), full_outcome(), hostile_outcome()]
    for outcome in outcomes:
        page = render_html(outcome)
        assert page.count('<section id="drivers"') == page.count('<section id="next-evidence"') == 1


def test_shares_stay_within_the_scale_and_names_within_the_picture() -> None:
    over = Bar("x" * 80, 1.2, 1.05, 0.06)
    assert write_share(over) == "over 99 % (94 to 100)"
    assert write_share(Bar("x", -0.01, 0.012, 0.004)) == "1.2 % (0.8 to 1.6)"
    svg = draw_drivers("d", "Drivers <b>", [Panel("Over & above", (over,))])
    ET.fromstring(svg)  # noqa: S314
    assert f"{'x' * 45}…" in svg


def test_inputs_have_names_for_people() -> None:
    names = [factor_name(framework(), Factor(*parts)) for parts in (("weights", PUBLIC_VALUE), ("goalposts",))]  # type: ignore[arg-type]
    assert names == ["weights of dimensions", "goalposts set by judgement"]
