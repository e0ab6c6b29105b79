"""The public value chain in words and as a picture: where value is lost, and what is counted instead of shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from publicvalue.findings.shares import write_percent
from publicvalue.reports.pictures.chain import draw_chain
from publicvalue.reports.pictures.figure import Figure
from publicvalue.reports.system.tables import chain_table
from publicvalue.reports.wording import join_words, write_score, write_whole
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score


@dataclass(frozen=True)
class ChainPart:
    """The chain: what it says, and its picture with its table."""

    sentences: tuple[str, ...]
    figure: Figure


def describe_chain(outcome: AssessmentResult) -> ChainPart:
    """Return what the chain shows."""
    titles = stage_titles(outcome)
    svg = draw_chain("chain", outcome.chain, [titles[score.node] for score in outcome.chain.stages])
    return ChainPart(tuple(chain_sentences(outcome)), Figure("chain", svg, chain_table(outcome)))


def stage_titles(outcome: AssessmentResult) -> dict[str, str]:
    """Return the title of each stage by its node."""
    return {f"stage.{stage.id}": stage.title for stage in outcome.framework.stages}


def chain_sentences(outcome: AssessmentResult) -> Iterator[str]:
    """Say where value is lost, whether outputs stand for outcomes, and which stages are unknown."""
    chain, titles = outcome.chain, stage_titles(outcome)
    seen = [score for score in chain.stages if score.value is not None]
    if chain.measures_outputs_only:
        outputs, outcomes = (next(s for s in chain.stages if s.node == f"stage.{id}") for id in ("outputs", "outcomes"))
        yield (
            "Outputs are measured and outcomes are not: the evidence counts what is produced, and does not show what "
            f"changes for those who use the service. {write_percent(outputs.coverage)} of the outputs is evidenced, "
            f"and {write_percent(outcomes.coverage)} of the outcomes."
        )
    for before, after in pairwise(seen):
        if after.node == chain.lost_at:
            yield (
                f"Most is lost between {titles[before.node].lower()}, which score {write_score(before)}, and "
                f"{titles[after.node].lower()}, which score {write_score(after)}: a fall of {write_whole(chain.fall)} "
                f"points. {write_percent(before.coverage)} of the first and {write_percent(after.coverage)} of the "
                "second is evidenced, so a part of the fall can come from what was measured."
                f"{_gap(outcome, before, after)}"
            )
    if len(seen) > 1 and not chain.lost_at:
        yield "No stage that is seen scores lower than the one before it."
    if unknown := [titles[score.node].lower() for score in chain.stages if score.value is None]:
        yield f"Nothing is known yet about {join_words(unknown, 'or')}."


def _gap(outcome: AssessmentResult, before: Score, after: Score) -> str:
    """Say which stages lie unseen between two that are seen."""
    stages, titles = outcome.chain.stages, stage_titles(outcome)
    between = stages[stages.index(before) + 1 : stages.index(after)]
    return f" Between them, {join_words([titles[s.node].lower() for s in between])} are unknown." if between else ""
