"""Adding to the text of an assessment: what stands there stays, and what cannot be added to is refused."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from publicvalue.errors import InputError
from publicvalue.files.yaml.assessment_text import Added, add_part
from publicvalue.instruments.parts.answers import AssessmentPart
from publicvalue.instruments.parts.people import PeoplePart

PART = AssessmentPart(
    {"citizens": ("id: citizens", "kind: survey")},
    {"a.b": ("indicator: a.b", "evidence: citizens", "columns:", "  value: trust")},
    PeoplePart({"path": ("evidence: citizens",)}, {"weights": {"points": ("evidence: citizens", "question: points")}}),
)
ADDED = {
    "evidence": [{"id": "citizens", "kind": "survey"}],
    "answers": [{"indicator": "a.b", "evidence": "citizens", "columns": {"value": "trust"}}],
    "people": {"path": {"evidence": "citizens"}, "weights": [{"evidence": "citizens", "question": "points"}]},
}


def add(text: str) -> Added:
    return add_part(text, PART, "assessment.yaml")


def test_everything_is_added_to_a_new_assessment() -> None:
    found = add("# head\nevidence: [] # none yet\n# later\nanswers: []\n# end\n")
    assert yaml.safe_load(found.text) == ADDED
    assert [line for line in found.text.splitlines() if line.startswith("#")] == ["# head", "# later", "# end"]
    assert "evidence: # none yet" in found.text
    assert found.added == ("evidence citizens", "answer a.b", "people path", "people weights points")
    assert found.standing == ()


def test_what_stands_there_is_left_as_it_is() -> None:
    text = """\
evidence:
- id: citizens   # ours
  kind: survey
answers:
    - {indicator: a.b, evidence: old}
people:
  path: {evidence: old}
  weights:
    - evidence: citizens
      question: points
      who: all
"""
    found = add(text)
    assert (found.text, found.added) == (text, ())
    assert found.standing == ("evidence citizens", "answer a.b", "people path", "people weights points")


def test_items_go_behind_folded_texts_and_before_comments() -> None:
    text = """\
evidence:
  - id: cases
    note: >-
      Two lines
      of text.

# ---- answers
answers:
  - indicator: c
    evidence: cases

# ---- the end
"""
    found = add(text)
    data = yaml.safe_load(found.text)
    assert data["evidence"] == [{"id": "cases", "note": "Two lines of text."}, *ADDED["evidence"]]
    assert data["answers"] == [{"indicator": "c", "evidence": "cases"}, *ADDED["answers"]]
    rest = iter(found.text.splitlines())
    assert all(line in rest for line in text.splitlines())


def test_a_list_in_brackets_is_refused_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        add("answers: []\nevidence: [{id: cases}]\n")
    (problem,) = caught.value.problems
    assert problem.place.line == 2
    assert problem.what == "this is written in brackets, and nothing can be added to it"


LINES = st.sampled_from(["", "# a comment", "  # another"])


@given(
    indent=st.sampled_from([0, 2, 4]),
    between=st.lists(LINES, max_size=3),
    notes=st.lists(
        st.sampled_from(["short", "'quoted: text'", ">-\n{0}    folded\n\n{0}    text", "|\n{0}    kept"]), max_size=3
    ),
    empty=st.sampled_from(["", " []", " # open", " [] # open", " null"]),
)
def test_nothing_is_lost_whatever_stands_there(indent: int, between: list[str], notes: list[str], empty: str) -> None:
    space = " " * indent
    items = [f"{space}- id: e{n}\n{space}  note: {note.format(space)}" for n, note in enumerate(notes)]
    text = "\n".join([f"evidence:{'' if items else ' []'}", *items, *between, f"answers:{empty}", *between]) + "\n"
    before, found = yaml.safe_load(text), add(text)
    after = yaml.safe_load(found.text)
    assert after["evidence"] == (before["evidence"] or []) + ADDED["evidence"]
    assert after["answers"] == ADDED["answers"]
    assert after["people"] == ADDED["people"]
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in found.text.splitlines() if line.lstrip().startswith("#")] == comments


def test_a_day_that_is_none_stays_as_it_is_written() -> None:
    text = "note: 2024-02-30\ncode: 010\nevidence: []\n"
    assert add(text).text.startswith("note: 2024-02-30\ncode: 010\nevidence:")
