"""A country on the terminal: readiness, its pillars, what the strategy has and lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import Readiness, ReadinessScore
from publicvalue.reports.country.tables import index_name
from publicvalue.reports.render.terminal import wrap
from publicvalue.reports.wording import NOTHING, UNKNOWN, write_percent
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

NAME = 42
WIDTH = 100
NARROW = 0.05
"""Width of an interval below which nothing but the printed digits is in it: it is not shown as one."""
NO_INTERVAL = Text(
    "No interval is published for these figures. The intervals here hold the rounding of the printed figures and the "
    "choices of the method alone, and nothing of the errors in what the publishers gathered."
)


def render_country(
    framework: ReadinessFramework,
    case: CountryCase,
    readiness: Readiness,
    checklists: Sequence[ChecklistResult],
    language: Language = ENGLISH,
) -> str:
    """Write a country as text."""
    name, write = framework.countries[case.country], language.write
    lines = [
        write(Text("{title} ({country}), context of the scores of its systems", title=case.title, country=name)),
        "",
    ]
    lines += _scores(readiness, language)
    if not readiness.score.published_interval:
        lines += [*wrap(write(NO_INTERVAL), WIDTH), ""]
    for found in checklists:
        counts = {"has": len(found.has), "lacks": len(found.lacks), "unknown": len(found.unknown)}
        title = Text(found.checklist.title)
        text = Text("{checklist}: {has} in place, {lacks} lacking, {unknown} unknown", checklist=title, **counts)
        lines.append(write(text))
        lines += [f"  {write(Text('lacks: {item}', item=Text(item.statement)))}" for item, _ in found.lacks]
    return "\n".join([*lines, ""]) + "\n"


def _scores(readiness: Readiness, language: Language) -> Iterator[str]:
    score, known, rank = map(language.write, (Text("0 to 100 (95 %)"), Text("known"), Text("rank (95 %)")))
    yield f"{'':<{NAME}} {score:>20} {known:>6}  {rank}"
    yield _line("", Text("Readiness"), readiness.score, language)
    for index in readiness.indices:
        yield _line("  ", index_name(index), index.score, language)
        for pillar in index.definition.pillars:
            yield _line("    ", Text(pillar.title), index.pillars[pillar.id], language)
    yield ""


def _line(indent: str, title: str, score: ReadinessScore, language: Language) -> str:
    name = f"{indent}{language.write(title)}"
    cut = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
    told, known, rank = map(language.write, (score_text(score), write_percent(score.coverage), rank_text(score)))
    return f"{cut:<{NAME}} {told:>20} {known:>6}  {rank}"


def score_text(score: ReadinessScore) -> Text:
    """Return a score with its interval in words."""
    if score.value is None or score.low is None or score.high is None:
        return UNKNOWN
    if not score.published_interval and score.high - score.low < NARROW:
        return Text("{score:fixed1} (none published)", score=score.value)
    low, high = round(score.low, 1), round(score.high, 1)
    return Text("{score:fixed1} ({low:number} to {high:number})", score=score.value, low=low, high=high)


def rank_text(score: ReadinessScore) -> Text:
    """Return a rank with its interval in words; empty where there is none."""
    if not score.rank:
        return NOTHING
    low, middle, high = score.rank
    return Text("{middle} ({low} to {high}) of {ranked}", middle=middle, low=low, high=high, ranked=score.ranked)
