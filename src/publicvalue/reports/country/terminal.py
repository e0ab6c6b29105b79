"""A country on the terminal: readiness, its pillars, what the strategy has and lacks."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import Readiness, ReadinessScore
from publicvalue.findings.shares import write_percent
from publicvalue.reports.wording import UNKNOWN, write_number

NAME = 42
NARROW = 0.05
"""Width of an interval below which nothing but the printed digits is in it: it is not shown as one."""
NO_INTERVAL = (
    "No interval is published for these figures. The intervals here hold the rounding of the printed figures and the "
    "choices of the method alone, and nothing of the errors in what the publishers gathered."
)


def render_country(
    framework: ReadinessFramework, case: CountryCase, readiness: Readiness, checklists: Sequence[ChecklistResult]
) -> str:
    """Write a country as text."""
    return "\n".join(_lines(framework, case, readiness, checklists)) + "\n"


def _lines(
    framework: ReadinessFramework, case: CountryCase, readiness: Readiness, checklists: Sequence[ChecklistResult]
) -> Iterator[str]:
    yield f"{case.title} ({framework.countries[case.country]}), context of the scores of its systems"
    yield ""
    yield f"{'':<{NAME}} {'0 to 100 (95 %)':>20} {'known':>6}  {'rank (95 %)'}"
    yield _line("Readiness", readiness.score)
    for index in readiness.indices:
        yield _line(f"  {index.definition.title} {index.year or ''}", index.score)
        for pillar in index.definition.pillars:
            yield _line(f"    {pillar.title}", index.pillars[pillar.id])
    yield ""
    if not readiness.score.published_interval:
        yield from textwrap.wrap(NO_INTERVAL, 100)
        yield ""
    for found in checklists:
        counts = f"{len(found.has)} in place, {len(found.lacks)} lacking, {len(found.unknown)} unknown"
        yield f"{found.checklist.title}: {counts}"
        yield from (f"  lacks: {item.statement}" for item, _ in found.lacks)
    yield ""


def _line(name: str, score: ReadinessScore) -> str:
    cut = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
    return f"{cut:<{NAME}} {score_text(score):>20} {write_percent(score.coverage):>6}  {rank_text(score)}"


def score_text(score: ReadinessScore) -> str:
    """Return a score with its interval in words."""
    if score.value is None or score.low is None or score.high is None:
        return UNKNOWN
    if not score.published_interval and score.high - score.low < NARROW:
        return f"{score.value:.1f} (none published)"
    return f"{score.value:.1f} ({write_number(round(score.low, 1))} to {write_number(round(score.high, 1))})"


def rank_text(score: ReadinessScore) -> str:
    """Return a rank with its interval in words; empty where there is none."""
    return f"{score.rank[1]} ({score.rank[0]} to {score.rank[2]}) of {score.ranked}" if score.rank else ""
