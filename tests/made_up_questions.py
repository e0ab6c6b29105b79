"""A few questions of each type for the small framework, as its file has them."""

from __future__ import annotations

GROUPS = """\
audiences:
  - {id: citizens, title: Citizens, intro: Hello}
sections:
  - {id: only, title: Questions}
choice_lists:
  - id: agreement
    choices: [{code: "1", text: Disagree}, {code: "2", text: Agree}, {code: dont_know, text: Unsure, missing: true}]
  - id: yes_no
    choices: [{code: "yes", text: "Yes"}, {code: "no", text: "No"}]
  - id: values
    choices: [{code: a, text: A, node: economic}, {code: b, text: B, node: citizen}, {code: c, text: C}]
questions:
  - {id: used, asked_of: citizens, section: only, type: choose_one, choices: yes_no, use: group, text: Used?}
  - {id: good, asked_of: citizens, section: only, type: scale, choices: agreement, construct: quality, text: Good}
  - id: bad
    asked_of: citizens
    section: only
    type: scale
    choices: agreement
    construct: quality
    reversed: true
    relevant: {question: used, is: "yes"}
    text: Bad
  - {id: points, asked_of: citizens, section: only, type: allocation, choices: values, total: 100, text: Share out}
  - {id: top, asked_of: citizens, section: only, type: best_worst, choices: values, tasks: [[a, b, c]], text: Choose}
  - {id: which, asked_of: citizens, section: only, type: choose_several, choices: values, most: 2, text: Which?}
constructs:
  - {id: quality, title: Quality, stage: outcomes, mode: A, source: tests}
"""
