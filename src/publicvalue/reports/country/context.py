"""A country's readiness in one line, to stand beside the scores of its systems; it moves none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import Readiness, ReadinessScore
from publicvalue.reports.country.tables import index_name
from publicvalue.reports.country.terminal import rank_text, score_text
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import write_percent
from publicvalue.words.text import Text


@dataclass(frozen=True)
class CountryContext:
    """What stands beside the scores of a country's systems.

    Parameters
    ----------
    code, name
        ISO 3166-1 alpha-3 code and name.
    score
        Readiness.
    indices
        Title and edition of each index that is known, with its score.
    checklists
        Title of each checklist, with the number of items in place, lacking and unknown.
    """

    code: str
    name: str
    score: ReadinessScore
    indices: tuple[tuple[str, ReadinessScore], ...]
    checklists: tuple[tuple[str, int, int, int], ...]

    @property
    def text(self) -> Text:
        """Readiness in words."""
        if self.score.value is None:
            return Text("readiness unknown")
        told = {"score": score_text(self.score), "share": write_percent(self.score.coverage)}
        if not self.score.rank:
            return Text("readiness {score}, {share} of the indices known", **told)
        return Text("readiness {score}, {share} of the indices known, rank {rank}", rank=rank_text(self.score), **told)


def context_of(
    framework: ReadinessFramework, case: CountryCase, readiness: Readiness, checklists: Sequence[ChecklistResult]
) -> CountryContext:
    """Return what is shown of a country beside its systems."""
    known = [index for index in readiness.indices if index.score.value is not None]
    return CountryContext(
        case.country,
        framework.countries[case.country],
        readiness.score,
        tuple((index_name(index), index.score) for index in known),
        tuple((Text(one.checklist.title), len(one.has), len(one.lacks), len(one.unknown)) for one in checklists),
    )


def context_table(contexts: Mapping[str, CountryContext]) -> Table:
    """Return readiness and the indices of each country."""
    rows: list[tuple[Cell, ...]] = []
    for context in contexts.values():
        for title, score in ((Text("Readiness"), context.score), *context.indices):
            rows.append((context.code, context.name, title, score.value, score.low, score.high, 100 * score.coverage))
    columns = (
        Text("code"),
        Text("country"),
        Text("index"),
        Text("score"),
        Text("low (95 %)"),
        Text("high (95 %)"),
        Text("coverage (%)"),
    )
    return Table("context", Text("Readiness of the countries, as context"), columns, tuple(rows))
