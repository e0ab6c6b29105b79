"""Evidence goes out of settings, or another takes its place, and nothing names it any more but its own entry."""

from __future__ import annotations

import yaml

from publicvalue.actions.bringing.steps import Piece, with_piece, without_piece

TEXT = """\
assessment: {title: Ours}
evidence:
- {id: old, kind: survey, title: Old, file: evidence/old.csv}
- {id: other, kind: survey, title: Other, file: evidence/other.csv}
answers:
- {indicator: a.b, evidence: old}
- {indicator: c.d, evidence: old, columns: {value: trust}}
people:
  path: {evidence: old, missing: mean}
  weights:
  - evidence: old
    question: points
    who: citizens
    count: true
  - {evidence: other, question: points, who: staff}
  readiness: {evidence: other}
"""
SETTINGS = yaml.safe_load(TEXT)


def test_what_is_not_used_any_more_is_named_nowhere() -> None:
    found = yaml.safe_load(without_piece(TEXT, SETTINGS, "old"))
    assert found == {
        "assessment": {"title": "Ours"},
        "evidence": [SETTINGS["evidence"][1]],
        "people": {"weights": [SETTINGS["people"]["weights"][1]], "readiness": {"evidence": "other"}},
    }
    assert "people" not in without_piece(without_piece(TEXT, SETTINGS, "old"), {**SETTINGS, **found}, "other")


def test_a_newer_survey_is_heard_on_all_that_the_older_one_was() -> None:
    newer = Piece("a.b", "survey", "new", "New", "evidence/new.csv", replaces="old")
    found = yaml.safe_load(with_piece(TEXT, SETTINGS, newer))
    assert [one["id"] for one in found["evidence"]] == ["old", "other", "new"]
    assert {one["indicator"]: one["evidence"] for one in found["answers"]} == {"a.b": "new", "c.d": "new"}
    assert found["people"]["path"] == {"evidence": "new", "missing": "mean"}
    first, second = SETTINGS["people"]["weights"]
    assert found["people"]["weights"] == [second, {**first, "evidence": "new"}]
