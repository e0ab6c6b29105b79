"""A framework small enough to compute by hand: two dimensions, three components, five indicators."""

from __future__ import annotations

from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.framework.model import Framework
from publicvalue.framework.parse import parse_framework

HEAD = """\
framework:
  id: small
  version: "1"
  title: Small
  citation: made for tests
  dimensions:
    - {id: economic, title: Economic, text: money}
    - {id: citizen, title: Citizen, text: people}
  categories:
    - {id: benefit, title: Benefits, text: realised}
    - {id: risk, title: Risks, text: contained}
  stages:
    - {id: outputs, title: Outputs, text: produced}
    - {id: outcomes, title: Outcomes, text: changed}
  strengths:
    - {id: none, title: "0", text: none}
    - {id: asserted, title: "1", text: asserted}
    - {id: rated, title: "2", text: rated}
    - {id: measured, title: "3", text: measured}
    - {id: compared, title: "4", text: compared}
    - {id: randomised, title: "5", text: randomised}
  means: {component: arithmetic, dimension: geometric, public_value: geometric}
  weight_spread: 0.25
  anchor_spread: 0.1
"""
INDICATOR = """\
      - id: {id}
        title: {title}
        statement: How much?
        kind: records
        measure: share
        unit: percent
        goalposts: {{anchors: {anchors}, basis: {basis}, source: tests}}
        answered_by: [agency]
        good_evidence: a count
"""
COMPONENT = """\
  - id: {id}
    title: {title}
    stage: {stage}
    statement: It works.
    why: It matters.
    indicators:
"""
VERDICT = """\
verdict:
  levels:
    - {id: good, title: Good, text: good}
    - {id: mixed, title: Mixed, text: mixed}
    - {id: bad, title: Bad, text: bad}
    - {id: cannot_say, title: Cannot say, text: unknown}
  rules:
    - {level: cannot_say, when: [{of: this, coverage_below: 0.5}]}
    - {level: good, when: [{of: this, score_at_least: 60, probability: 0.7}]}
    - {level: bad, when: [{of: this, score_below: 40, probability: 0.7}]}
    - {level: mixed, when: []}
  leanings:
    - {level: cannot_say, when: [{of: this, coverage_below: 0.001}]}
    - {level: good, when: [{of: this, score_at_least: 60, probability: 0.7}]}
    - {level: mixed, when: []}
  floors:
    - {component: economic.risk.harm, below: 25, probability: 0.9, caps_at: bad, why: Harm is harm.}
policies:
  - {id: assess, title: Assess, statement: Look.}
recommendations:
  - id: assess.look
    title: Look at outcomes
    action: Count them.
    why: Nobody knows.
    when: [{of: stage.outcomes, coverage_below: 0.01}]
    raises: [citizen.benefit.service]
    who: line agency
    effort: small
    source: tests
  - id: assess.mend
    title: Mend the costs
    action: Mend them.
    why: They are high.
    when: [{of: economic.benefit.costs, score_below: 50, probability: 0.7}]
    raises: [economic.benefit.costs]
    who: line agency
    effort: medium
    source: tests
"""


def indicator(id: str, anchors: str = "[[0, 0], [100, 100]]", basis: str = "standard") -> str:
    """YAML of one indicator."""
    return INDICATOR.format(id=id, title=id.rsplit(".", 1)[-1], anchors=anchors, basis=basis)


def component(id: str, stage: str, *indicators: str) -> str:
    """YAML of one component with its indicators."""
    return COMPONENT.format(id=id, title=id.rsplit(".", 1)[-1], stage=stage) + "".join(indicators)


COMPONENTS = "components:\n" + "".join(
    (
        component(
            "economic.benefit.costs",
            "outputs",
            indicator("economic.benefit.costs.a"),
            indicator("economic.benefit.costs.b"),
        ),
        component(
            "economic.risk.harm",
            "outputs",
            indicator("economic.risk.harm.a", "[[0, 100], [50, 0]]"),
            indicator("economic.risk.harm.b"),
        ),
        component(
            "citizen.benefit.service",
            "outcomes",
            indicator("citizen.benefit.service.a"),
            indicator("citizen.benefit.service.b"),
        ),
    )
)
TEXT = HEAD + COMPONENTS + VERDICT


def small_framework(text: str = TEXT) -> Framework:
    """Parse the small framework, or a changed text of it."""
    return parse_framework(parse_yaml(text, "small.yaml"))
