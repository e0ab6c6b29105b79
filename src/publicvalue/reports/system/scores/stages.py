"""The public value chain in words and as a picture: where value is lost, and what is counted instead of shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from publicvalue.reports.document.blocks import Block, Definitions, Entry, Figure, Paragraph, Section, findings
from publicvalue.reports.pictures.model import ChainPicture
from publicvalue.reports.system.tables import chain_table
from publicvalue.reports.wording import lowered, write_score
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text, joined


def chain_section(outcome: AssessmentResult) -> Section:
    """Return what the chain shows."""
    titles = stage_titles(outcome)
    picture = ChainPicture(outcome.chain, tuple(titles[score.node] for score in outcome.chain.stages))
    stages = (Entry(Text(stage.title), (Text(stage.text),), f"stage.{stage.id}") for stage in outcome.framework.stages)
    text = Text(
        "The same components, by the stage at which they act. Value is created at the end of the chain, not at its "
        "start."
    )
    blocks: tuple[Block, ...] = (
        Paragraph((text,)),
        *findings(tuple(chain_sentences(outcome))),
        Figure("chain", picture, chain_table(outcome)),
        Definitions(tuple(stages)),
    )
    return Section("chain-section", Text("The public value chain"), blocks, contents=Text("Value chain"))


def stage_titles(outcome: AssessmentResult) -> dict[str, Text]:
    """Return the title of each stage by its node."""
    return {f"stage.{stage.id}": Text(stage.title) for stage in outcome.framework.stages}


def chain_sentences(outcome: AssessmentResult) -> Iterator[Text]:
    """Say where value is lost, whether outputs stand for outcomes, and which stages are unknown."""
    chain, titles = outcome.chain, stage_titles(outcome)
    seen = [score for score in chain.stages if score.value is not None]
    if chain.measures_outputs_only:
        outputs, outcomes = (next(s for s in chain.stages if s.node == f"stage.{id}") for id in ("outputs", "outcomes"))
        yield Text(
            "Outputs are measured and outcomes are not: the evidence counts what is produced, and does not show what "
            "changes for those who use the service. {outputs:percent} of the outputs is evidenced, and "
            "{outcomes:percent} of the outcomes.",
            outputs=outputs.coverage,
            outcomes=outcomes.coverage,
        )
    for before, after in pairwise(seen):
        if after.node == chain.lost_at:
            yield joined(_fall(outcome, before, after), _unseen(outcome, before, after))
    if len(seen) > 1 and not chain.lost_at:
        yield Text("No stage that is seen scores lower than the one before it.")
    if unknown := tuple(lowered(titles[score.node]) for score in chain.stages if score.value is None):
        yield Text("Nothing is known yet about {stages:or}.", stages=unknown)


def _fall(outcome: AssessmentResult, before: Score, after: Score) -> Text:
    titles = stage_titles(outcome)
    return Text(
        "Most is lost between {before:lower}, which score {first}, and {after:lower}, which score {second}: a fall of "
        "{fall:whole} points. {first_known:percent} of the first and {second_known:percent} of the second is "
        "evidenced, so a part of the fall can come from what was measured.",
        before=titles[before.node],
        after=titles[after.node],
        first=write_score(before),
        second=write_score(after),
        fall=outcome.chain.fall,
        first_known=before.coverage,
        second_known=after.coverage,
    )


def _unseen(outcome: AssessmentResult, before: Score, after: Score) -> Text:
    """Say which stages lie unseen between two that are seen; empty where none does."""
    stages, titles = outcome.chain.stages, stage_titles(outcome)
    between = stages[stages.index(before) + 1 : stages.index(after)]
    names = tuple(lowered(titles[score.node]) for score in between)
    return Text("Between them, {stages:and} are unknown.", stages=names) if names else Text("")
