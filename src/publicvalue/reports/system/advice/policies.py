"""All recommendations under the policy headings."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.findings.advice.recommendations import Advice
from publicvalue.findings.names import node_name
from publicvalue.reports.document.blocks import Block, Definitions, Download, Entry, Item, Items, Paragraph, Section
from publicvalue.reports.system.judgement.first_page import step_parts
from publicvalue.reports.system.judgement.opening import advice_anchor, write_effort, write_gain, write_who
from publicvalue.reports.system.tables import recommendations_table
from publicvalue.reports.wording import capitalise
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, listed, sentence


def recommendations_section(outcome: AssessmentResult) -> Section:
    """Return the advice by policy heading, the most worthwhile first under each."""
    text = Text(
        "Under the five policy headings. The number before each is its rank: advice on a measured weakness first, then "
        "by what it brings for its effort."
    )
    blocks: tuple[Block, ...] = (Paragraph((text, Download(recommendations_table(outcome)))), *_policies(outcome))
    return Section("recommendations", Text("Recommendations"), blocks, contents=Text("Recommendations"))


def steps_section(outcome: AssessmentResult) -> Section:
    """Return the advice that stands in front, in its order; the annex has all of it with its reasons."""
    front = [advice for advice in outcome.advice if advice.in_front]
    steps = Items(tuple(Item(step_parts(one, f"#{advice_anchor(one)}")) for one in front), ordered=True, role="steps")
    nothing = Paragraph((Text("No rule of the framework asks for action."),))
    return Section("steps", Text("What to do"), (steps if front else nothing,), contents=Text("What to do"))


def _policies(outcome: AssessmentResult) -> Iterator[Section]:
    ranked = list(enumerate(outcome.advice, 1))
    for policy in outcome.framework.policies:
        own = [_advice(outcome, place, advice) for place, advice in ranked if advice.recommendation.policy == policy.id]
        nothing = Paragraph((Text("No rule under this heading was raised by the evidence."),), "small")
        blocks: tuple[Block, ...] = (Paragraph((Text(policy.text),), "small"), *(own or (nothing,)))
        yield Section(f"policy-{policy.id}", Text(policy.title), blocks, "part")


def _advice(outcome: AssessmentResult, place: int, advice: Advice) -> Section:
    recommendation = advice.recommendation
    concerns = listed(node_name(outcome.framework, node) for node in recommendation.raises)
    because = sentence(listed(dict.fromkeys(advice.because)))
    entries = [
        Entry(Text("Raised because"), (because,)),
        Entry(Text("Why it matters"), (Text(recommendation.why),)),
        Entry(Text("Who acts"), (write_who(advice),)),
        Entry(Text("Effort"), (capitalise(write_effort(advice)),)),
        Entry(Text("Concerns"), (concerns,)),
        Entry(Text("Source"), (recommendation.source,)),
    ]
    if brings := write_gain(advice):
        entries.insert(4, Entry(Text("Would bring"), (capitalise(brings),)))
    blocks = (Paragraph((Text(recommendation.action),)), Definitions(tuple(entries)))
    return Section(advice_anchor(advice), Text(recommendation.title), blocks, "advice", place=place)
