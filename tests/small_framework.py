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
  directions:
    - {id: creates, title: Creates value, text: good}
    - {id: probably_creates, title: Probably creates value, text: probably good}
    - {id: could_create, title: Could create value, text: good on paper}
    - {id: mixed, title: Mixed, text: both}
    - {id: probably_harm, title: Probably little value or harm, text: probably bad}
    - {id: harm, title: Little value or harm, text: bad}
    - {id: cannot_say, title: Cannot be said yet, text: unknown}
  claims:
    - {id: promised, title: Promised, text: a promise}
    - {id: on_paper, title: On paper only, text: paper}
    - {id: sound_on_paper, title: Sound on paper, text: good paper}
    - {id: shown, title: Shown, text: measured}
  certainties:
    - {id: very_low, title: Very low, text: likely to change}
    - {id: low, title: Low, text: may well change}
    - {id: moderate, title: Moderate, text: may change}
    - {id: high, title: High, text: unlikely to change}
  bands: {good: 60, bad: 40, probably: 0.7, surely: 0.9}
  core: {some: 0.4, enough: 0.6, deep: 0.5}
  outcomes:
    stages: [outcomes]
    outputs: [outputs]
    trust: ""
    shown: 2
    creates: 3
    pilot: 3
    first_hand: [records, survey, appraisal]
  certainty: {strengths: [3, 3, 2, 1, 0, 0], wide: 20, very_wide: 40, few: 30, very_few: 10, years: 3, apart: 1}
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
