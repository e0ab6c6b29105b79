"""A framework with a core question of each form, red lines, facts and profiles; small enough to read at once."""

from __future__ import annotations

from pathlib import Path

from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.framework.model import Framework
from publicvalue.framework.parse import parse_framework
from small_framework import HEAD, VERDICT, component

CONTROLS = """\
      - id: economic.benefit.costs.controls
        title: Controls in place
        statement: Which controls are in place?
        kind: checklist
        measure: checklist_share
        unit: percent
        options: {items: [{id: budget, text: A budget is kept}, {id: owner, text: An owner is named}]}
        goalposts: {anchors: [[0, 0], [100, 100]], basis: judgement, source: tests}
        answered_by: [agency]
        good_evidence: documents
        shows: nobody
        core:
          question: Is there a budget line for the system, with somebody who answers for it?
          form: grade
          guidance: Look at the estimates of the ministry, and at letters of appointment.
          example: Mostly. Vote 12 of the estimates; no owner is named.
          hours: 1
          grades:
            - {id: proven, text: Both are there and proved by documents, low: 80, high: 100}
            - {id: partly, text: One of them is there, low: 30, high: 80}
            - {id: none, text: Neither is there, low: 0, high: 30}
"""
IN_TIME = """\
      - id: citizen.benefit.service.in_time
        title: Decided in time
        statement: Which share of cases is decided in time?
        kind: records
        measure: share
        unit: percent
        goalposts: {anchors: [[0, 0], [100, 100]], basis: judgement, source: tests}
        answered_by: [agency]
        good_evidence: a register
        shows: people
        core:
          question: Of the cases of last year, how many were decided in time?
          form: count
          guidance: Draw twenty files at random, and look at their dates.
          example: 14 of 20 drawn at random; list of the files drawn.
          hours: 3
          counted: cases decided in time, of all that were looked at
"""
HOURS = """\
      - id: economic.risk.harm.hours
        title: Hours without the system
        statement: For how many hours a month could the service not be used?
        kind: records
        measure: mean
        unit: hours
        goalposts: {anchors: [[0, 100], [50, 0]], basis: judgement, source: tests}
        answered_by: [agency]
        good_evidence: a log
        shows: people
        core:
          question: For how many hours of a month could the service not be used?
          form: figure
          guidance: Ask those who run the service for their log.
          example: About 3 hours, between 1 and 6; log of the data centre.
          hours: 1
"""
RATED = """\
      - id: citizen.benefit.service.rated
        title: Quality as experts rate it
        statement: How good is the service?
        kind: ratings
        measure: rating_mean
        unit: points
        options:
          low: 1
          high: 5
          items: [{id: clear, text: Letters are clear}, {id: kind, text: People are met with respect}]
        goalposts: {anchors: [[1, 0], [5, 100]], basis: judgement, source: tests}
        answered_by: [experts]
        good_evidence: two raters
        shows: people
"""
MONEY = """\
      - id: economic.benefit.costs.ratio
        title: Benefits over costs
        statement: What comes back for what is spent?
        kind: costs
        measure: benefit_cost_ratio
        unit: ratio
        goalposts: {anchors: [[0, 0], [1, 50], [2, 100]], basis: judgement, source: tests}
        answered_by: [finance]
        good_evidence: accounts
        shows: public
"""
COMPONENTS = "components:\n" + "".join(
    (
        component("economic.benefit.costs", "outputs", CONTROLS, MONEY),
        component("economic.risk.harm", "outputs", HOURS),
        component("citizen.benefit.service", "outcomes", IN_TIME, RATED),
    )
)
JUDGED = """\
red_lines:
  - id: legal_basis
    title: Legal basis
    question: Does a law allow the system to decide?
    text: Yes means that an act names the power; no that it rests on practice alone.
    example: Yes, section 4 of the Licences Act.
    advice: assess.mend
    source: tests
    checked: not looked up
    caps: [economic, citizen]
  - id: review
    title: A person reviews
    question: Can a person have a decision looked at by a person?
    text: Yes where there is an office that does so.
    example: Yes, the appeals desk.
    advice: assess.mend
    source: tests
    checked: not looked up
    exempt: {when: {decides: false}, why: Nothing is decided about anybody.}
facts:
  - {id: decides, title: Decides about people, question: Does it decide about people?, text: Also where a person signs.}
  - {id: public, title: Serves the public, question: Do people outside use it?, text: Citizens or firms.}
profiles:
  - id: assistant
    title: Assistant that answers people
    text: Answers questions, decides nothing.
    facts: {decides: false, public: true}
    not_applicable:
      - {of: economic.risk.harm, why: Nothing waits for it., when: {decides: false}}
  - id: decisions
    title: Decisions on money
    text: Decides about benefits.
    facts: {decides: true, public: true}
"""
TEXT = HEAD + COMPONENTS + VERDICT + JUDGED


def core_framework(text: str = TEXT) -> Framework:
    """Parse the framework, or a changed text of it."""
    return parse_framework(parse_yaml(text, "core.yaml"))


def write_framework(folder: Path, text: str = TEXT) -> Path:
    """Write the framework into a folder of its own, as assessments name it; returns that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "framework.yaml").write_text(text, encoding="utf-8")
    return folder
