"""A country's readiness in one line, to stand beside the scores of its systems; it moves none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import Readiness, ReadinessScore
from publicvalue.findings.shares import write_percent
from publicvalue.reports.country.terminal import rank_text, score_text
from publicvalue.reports.table import Cell, Table


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
    def text(self) -> str:
        """Readiness in words."""
        if self.score.value is None:
            return "readiness unknown"
        rank = f", rank {rank_text(self.score)}" if self.score.rank else ""
        return f"readiness {score_text(self.score)}, {write_percent(self.score.coverage)} of the indices known{rank}"


def context_of(
    framework: ReadinessFramework, case: CountryCase, readiness: Readiness, checklists: Sequence[ChecklistResult]
) -> CountryContext:
    """Return what is shown of a country beside its systems."""
    known = [index for index in readiness.indices if index.score.value is not None]
    return CountryContext(
        case.country,
        framework.countries[case.country],
        readiness.score,
        tuple((f"{index.definition.title} {index.year}", index.score) for index in known),
        tuple((one.checklist.title, len(one.has), len(one.lacks), len(one.unknown)) for one in checklists),
    )


def context_table(contexts: Mapping[str, CountryContext]) -> Table:
    """Return readiness and the indices of each country."""
    rows: list[tuple[Cell, ...]] = []
    for context in contexts.values():
        for title, score in (("Readiness", context.score), *context.indices):
            rows.append((context.code, context.name, title, score.value, score.low, score.high, 100 * score.coverage))
    columns = ("code", "country", "index", "score", "low (95 %)", "high (95 %)", "coverage (%)")
    return Table("context", "Readiness of the countries, as context", columns, tuple(rows))
