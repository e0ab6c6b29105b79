"""A country's folder at two moments: what changed, what is noise, what became of what was promised.

A change of what is known is kept apart from a change of the country: an item that was unknown and is in place now may
have been in place before. Figures of an index are compared within one series alone. A difference within what rounding
(or the published interval) leaves is noise; so is one of staff's means whose 95 % interval holds zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from publicvalue.country.checklists import ChecklistResult, find_checklists
from publicvalue.country.model import TOTAL, CountryCase, Figure, ReadinessFramework, ServiceAnswer
from publicvalue.country.staff.adoption import difference, find_opinions
from publicvalue.country.staff.levels import ALL, find_levels
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.words.text import Text

Verdict = Literal["better", "worse", "noise", "learned", "lost", "not_comparable"]
"""`learned` and `lost` are changes of what is known, and none of the country."""

Fate = Literal["kept", "open", "withdrawn", "forgotten"]
"""What became of a promise: in place; promised still; lacking; not spoken of any more."""


@dataclass(frozen=True)
class Change:
    """Something that is told differently at the later moment.

    Parameters
    ----------
    kind
        `item`, `service`, `index`, `level`, `statement`.
    what
        What it is.
    before, after
        As it is told at each moment.
    verdict
        What to make of it.
    difference
        Later less earlier with its interval, in the unit of the number; None where there is none.
    """

    kind: str
    what: Text
    before: Text | str
    after: Text | str
    verdict: Verdict
    difference: Interval | None = None


@dataclass(frozen=True)
class Promise:
    """What a document promised at the earlier moment, and what became of it."""

    what: Text
    where: str
    fate: Fate


@dataclass(frozen=True)
class Changes:
    """What is told differently between two moments, and what became of promises; `same` counts what did not move."""

    before: str
    after: str
    changes: tuple[Change, ...]
    promises: tuple[Promise, ...]
    same: int = field(default=0)

    def of(self, *verdicts: Verdict) -> tuple[Change, ...]:
        """Return the changes with one of these verdicts."""
        return tuple(one for one in self.changes if one.verdict in verdicts)


STATE = {
    "in_place": Text("in place"),
    "promised": Text("promised"),
    "lacking": Text("lacking"),
    "unknown": Text("unknown"),
}
ORDER = ("lacking", "promised", "in_place")
UNKNOWN = Text("unknown")


def find_changes(
    framework: ReadinessFramework, cases: tuple[CountryCase, CountryCase], names: tuple[str, str]
) -> Changes:
    """Find what changed between two moments of one country."""
    lists = [{one.checklist.id: one for one in find_checklists(framework, case)} for case in cases]
    found = [
        *(one for id in lists[0] for one in _items(lists[0][id], lists[1][id])),
        *_services(framework, *cases),
        *_indices(framework, *cases),
        *_staff(framework, *cases),
    ]
    promises = tuple(one for id in lists[0] for one in _promises(lists[0][id], lists[1][id]))
    changes = tuple(one for one in found if one is not None)
    return Changes(*names, changes, promises, len(found) - len(changes))


def _items(before: ChecklistResult, after: ChecklistResult) -> Iterator[Change | None]:
    for item in before.checklist.items:
        old, new = before.state(item.id), after.state(item.id)
        if old == new:
            yield None
            continue
        verdict: Verdict = "better" if "unknown" not in (old, new) and ORDER.index(new) > ORDER.index(old) else "worse"
        if "unknown" in (old, new):
            verdict = "learned" if old == "unknown" else "lost"
        yield Change("item", Text(item.statement), STATE[old], STATE[new], verdict)


def _promises(before: ChecklistResult, after: ChecklistResult) -> Iterator[Promise]:
    fates: Mapping[str, Fate] = {"in_place": "kept", "promised": "open", "lacking": "withdrawn", "unknown": "forgotten"}
    for item, answer in before.promises:
        yield Promise(Text(item.statement), answer.where, fates[after.state(item.id)])


def _services(framework: ReadinessFramework, before: CountryCase, after: CountryCase) -> Iterator[Change | None]:
    titles = {one.value: Text(one.title) for one in framework.levels}
    old, new = ({one.service: one for one in case.services} for case in (before, after))
    for id in dict.fromkeys((*old, *new)):
        levels = [one.level if one else None for one in (old.get(id), new.get(id))]
        if levels[0] == levels[1]:
            yield None
            continue
        verdict: Verdict = "learned" if levels[0] is None else "lost"
        if levels[0] is not None and levels[1] is not None:
            verdict = "better" if levels[1] > levels[0] else "worse"
        told = [UNKNOWN if level is None else titles[level] for level in levels]
        yield Change("service", _title(new.get(id) or old.get(id)), told[0], told[1], verdict)


def _title(service: ServiceAnswer | None) -> Text:
    return Text(service.title) if service else Text("")


def _indices(framework: ReadinessFramework, before: CountryCase, after: CountryCase) -> Iterator[Change | None]:
    for index in framework.indices:
        old, new = (_latest(case, index.id) for case in (before, after))
        if new is None or (old and old.year == new.year and old.value == new.value):
            yield None
            continue
        title = Text("{index}, total", index=Text(index.title))
        after_text = Text("{year}: {value:g}", year=str(new.year), value=new.value)
        if old is None:
            yield Change("index", title, UNKNOWN, after_text, "learned")
            continue
        before_text = Text("{year}: {value:g}", year=str(old.year), value=old.value)
        editions = [index.edition(one.year) for one in (old, new)]
        if editions[0] is None or editions[1] is None or editions[0].series != editions[1].series:
            yield Change("index", title, before_text, after_text, "not_comparable")
            continue
        gap = difference(_interval(new), _interval(old))
        yield Change("index", title, before_text, after_text, _verdict(gap), gap)


def _latest(case: CountryCase, index: str) -> Figure | None:
    own = (one for one in case.figures if (one.index, one.country, one.part) == (index, case.country, TOTAL))
    return max(own, key=lambda one: one.year, default=None)


def _interval(one: Figure) -> Interval:
    low = one.low if one.low is not None else one.value - one.half_unit
    high = one.high if one.high is not None else one.value + one.half_unit
    return Interval(one.value, low, high)


def _verdict(gap: Interval) -> Verdict:
    if gap.low > 0:
        return "better"
    return "worse" if gap.high < 0 else "noise"


def _staff(framework: ReadinessFramework, before: CountryCase, after: CountryCase) -> Iterator[Change | None]:
    asked = framework.staff
    if asked is None:
        return
    levels = [_level_numbers(framework, case) for case in (before, after)]
    said: list[dict[tuple[str, ...], Interval]] = [
        {(one.agency, Text(one.mindset.title)): one.mean for one in find_opinions(asked, case.staff)}
        for case in (before, after)
    ]
    yield from _numbers("level", *levels)
    yield from _numbers("statement", *said)


def _level_numbers(framework: ReadinessFramework, case: CountryCase) -> Mapping[tuple[str, ...], Interval]:
    """Return (agency, role, competency, how measured) -> mean; tests and own words are never set side by side."""
    asked = framework.staff
    found: dict[tuple[str, ...], Interval] = {}
    if asked is None:
        return found
    for one in find_levels(asked, case.staff).cells:
        named = (one.agency, Text(asked.role(one.role).title), Text(asked.competency(one.competency).title))
        if one.agency != ALL:
            found |= {(*named, Text("by test")): one.tested} if one.tested else {}
            found |= {(*named, Text("by their own word")): one.said} if one.said else {}
    return found


def _numbers(
    kind: str, old: Mapping[tuple[str, ...], Interval], new: Mapping[tuple[str, ...], Interval]
) -> Iterator[Change | None]:
    for key in dict.fromkeys((*old, *new)):
        what = Text("{parts:list}", parts=key)
        told = [Text("{mean:fixed1}", mean=one.value) if one else UNKNOWN for one in (old.get(key), new.get(key))]
        if key not in old or key not in new:
            yield Change(kind, what, told[0], told[1], "learned" if key in new else "lost")
            continue
        if new[key] == old[key]:
            yield None
            continue
        gap = difference(new[key], old[key])
        yield Change(kind, what, told[0], told[1], _verdict(gap), gap)


def find_history(framework: ReadinessFramework, cases: Sequence[tuple[str, CountryCase]]) -> tuple[Changes, ...]:
    """Find what changed from each moment to the next."""
    return tuple(find_changes(framework, (old[1], new[1]), (old[0], new[0])) for old, new in pairwise(cases))
