"""What a strategy or a civil service has and lacks, and what is not known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publicvalue.country.model import Checklist, CountryCase, Item, ItemAnswer, ReadinessFramework


@dataclass(frozen=True)
class ChecklistResult:
    """A checklist with its answers.

    Parameters
    ----------
    checklist
        What is asked.
    has, lacks
        Items that are in place, with their answers, and items that are not.
    unknown
        Items without an answer.
    promises
        Items that a document promises for later, with their answers: they are not in place.
    """

    checklist: Checklist
    has: tuple[tuple[Item, ItemAnswer], ...]
    lacks: tuple[tuple[Item, ItemAnswer], ...]
    unknown: tuple[Item, ...]
    promises: tuple[tuple[Item, ItemAnswer], ...] = ()

    @property
    def coverage(self) -> float:
        """Share of the items that have an answer."""
        return 1 - len(self.unknown) / len(self.checklist.items)

    @property
    def bounds(self) -> tuple[float, float]:
        """Share in place, in percent, if everything unknown were not in place, and if it were."""
        items = len(self.checklist.items)
        return 100 * len(self.has) / items, 100 * (len(self.has) + len(self.unknown)) / items

    def state(self, item: str) -> str:
        """Return the state of an item: in_place, promised, lacking or unknown."""
        groups = (("in_place", self.has), ("promised", self.promises), ("lacking", self.lacks))
        return next((name for name, found in groups if any(one.id == item for one, _ in found)), "unknown")

    def theme_state(self, theme: str) -> str:
        """Return the state of a theme: the worst that is known of its items; unknown where one is and none is worse."""
        states = {self.state(one.id) for one in self.checklist.items if one.theme == theme}
        return next((one for one in ("lacking", "promised", "unknown") if one in states), "in_place")


def find_checklists(framework: ReadinessFramework, case: CountryCase) -> tuple[ChecklistResult, ...]:
    """Set each checklist beside its answers."""
    return tuple(_result(one, case.answers.get(one.id, ())) for one in framework.checklists)


def _result(checklist: Checklist, answers: Sequence[ItemAnswer]) -> ChecklistResult:
    # Of several documents the latest counts.
    dated = sorted(answers, key=lambda answer: answer.date)
    found: Mapping[str, ItemAnswer] = {answer.item: answer for answer in dated}
    known = [(item, found[item.id]) for item in checklist.items if item.id in found]
    return ChecklistResult(
        checklist,
        has=tuple(pair for pair in known if pair[1].in_place),
        lacks=tuple(pair for pair in known if not pair[1].in_place and not pair[1].promised),
        unknown=tuple(item for item in checklist.items if item.id not in found),
        promises=tuple(pair for pair in known if pair[1].promised),
    )
