"""What checklists found not to be in place becomes sentences, whether or not they give a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from outcomes import build_outcome, framework
from publicvalue.framework.changes import find_changes
from publicvalue.measures.result import ChecklistItem, ItemState, NotApplicable
from publicvalue.reports.system.evidence.lacking import FRONT, find_lacking, lacking_section, lacking_table
from publicvalue.reports.system.terminal import render_summary
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text

DISCLOSURE = "democratic.consideration.accountability.disclosure_controls"
SECURITY = "administrative.risk.security.security_controls"


def checklist(indicator: str, document: str = "", **states: ItemState) -> NotApplicable:
    """A checklist of which too little was answered for a number."""
    texts = {str(one["id"]): str(one["text"]) for one in framework().indicator(indicator).options["items"]}  # type: ignore[attr-defined, index, union-attr]
    items = (ChecklistItem(id, text, states.get(id, "unknown"), document) for id, text in texts.items())
    return NotApplicable(Text("Too few."), tuple(items))


@cache
def half() -> AssessmentResult:
    return build_outcome(
        {
            DISCLOSURE: checklist(DISCLOSURE, monitoring_plan="partly", evaluation_published="no", owner_named="yes"),
            SECURITY: checklist(SECURITY, "Report 7", watched="no"),
        }
    )


def said(outcome: AssessmentResult) -> list[str]:
    return [f"{one.text}" for one in find_lacking(outcome)]


def test_half_a_checklist_yields_findings_the_worse_first() -> None:
    assert said(half()) == [
        "Logs are not watched for attacks. (Report 7)",
        "No evaluation was published.",
        "Only partly so: a written plan says what is measured while the system runs.",
    ]
    assert "No evaluation was published." in render_summary(half())
    assert [row[2:4] for row in lacking_table(half()).rows][1] == ("no", "No evaluation was published.")


def test_nothing_is_said_of_what_is_in_place_or_unknown() -> None:
    outcome = build_outcome({DISCLOSURE: checklist(DISCLOSURE, owner_named="yes")})
    assert said(outcome) == []
    assert lacking_section(outcome) == ()
    assert "not in place" not in render_summary(outcome).lower()


def test_worst_answer_of_several_counts_and_an_item_without_its_own_sentence_is_said_all_the_same() -> None:
    answered = half().answered[DISCLOSURE]
    own = ChecklistItem("own", "The minister signed it.", "no")
    items = (ChecklistItem("own", own.text, "partly"), own)
    changed: Mapping[str, object] = {
        **half().answered,
        DISCLOSURE: replace(answered, result=NotApplicable(Text("r"), items)),
    }
    assert said(replace(half(), answered=changed))[1:] == ["Not so: the minister signed it."]  # type: ignore[arg-type]


def test_what_is_beyond_the_first_stands_folded() -> None:
    every = {str(one["id"]): "no" for one in framework().indicator(SECURITY).options["items"]}  # type: ignore[attr-defined, index, union-attr]
    (section,) = lacking_section(build_outcome({SECURITY: checklist(SECURITY, **every)}))  # type: ignore[arg-type]
    first, folded = section.blocks
    assert len(first.items) == FRONT  # type: ignore[union-attr]
    assert f"{folded.summary}" == f"{len(every) - FRONT} more findings"  # type: ignore[union-attr]


def test_every_item_of_the_shipped_checklists_has_its_sentence_which_moves_no_number() -> None:
    asked = framework()
    lists = [one for one in asked.indicators if one.kind == "checklist"]
    items = [item for one in lists for item in one.options["items"]]  # type: ignore[attr-defined, union-attr]
    assert [item["id"] for item in items if not item.get("otherwise")] == []
    bare = [{"id": item["id"], "text": item["text"]} for item in lists[0].options["items"]]  # type: ignore[attr-defined, index, union-attr]
    components = tuple(
        replace(
            part,
            indicators=tuple(
                replace(one, options={**one.options, "items": bare}) if one.id == lists[0].id else one
                for one in part.indicators
            ),
        )
        for part in asked.components
    )
    assert find_changes(asked, replace(asked, components=components)) == ()
    other = [{**item, "text": "Another question."} for item in bare]
    changed = replace(components[0], indicators=(replace(lists[0], options={"items": other}),))
    assert lists[0].component == components[0].id
    assert "options of the measure changed" in {
        one.what for one in find_changes(asked, replace(asked, components=(changed, *components[1:])))
    }
