"""What is known of a country, as facts that rules are held against; each can be told in a sentence.

A fact without a value is unknown: rules never take it for a low number. States of items and themes are `in_place`,
`promised`, `lacking` and `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.comparison.changes import Changes
from publicvalue.country.comparison.ways import Places
from publicvalue.country.reference import Step
from publicvalue.country.series import IndexSeries
from publicvalue.country.services import DigitalLevel
from publicvalue.country.staff.found import StaffFound
from publicvalue.measures.survey.people.expectations import OPTIMISTIC, SCEPTICAL
from publicvalue.words.text import Text, counted

STATUS: Mapping[str, Text] = {
    "adopted": Text("a strategy is adopted"),
    "drafting": Text("a strategy or policy is being drafted"),
    "announced": Text("a strategy or law is announced"),
    "assessed": Text("readiness was assessed on the way to a strategy"),
    "discussed": Text("AI is discussed in public bodies"),
    "digital_strategy": Text("there is a strategy for digital government, and none for AI was found"),
    "nothing_found": Text("a search found no strategy, which is no proof that there is none"),
    "unknown": Text("nothing is known of a strategy"),
}
STATE: Mapping[str, Text] = {
    "in_place": Text("in place"),
    "promised": Text("promised"),
    "lacking": Text("lacking"),
    "unknown": Text("unknown"),
}


@dataclass(frozen=True)
class Fact:
    """A fact: a word, a number, or None where it is unknown; and the sentence that tells it."""

    id: str
    value: float | str | None
    text: Text


def status_of(steps: Sequence[Step]) -> str:
    """Return how far a country is by its latest step; `unknown` without any."""
    return steps[0].status if steps else "unknown"


def strategy_facts(steps: Sequence[Step], strategy: ChecklistResult) -> Iterator[Fact]:
    """Yield how far the strategy is, and what its items and themes say."""
    status = status_of(steps)
    told = Text("{status}", status=STATUS[status])
    if steps:
        told = Text("{status} ({date}, {kind:word})", status=STATUS[status], date=steps[0].date, kind=steps[0].kind)
    yield Fact("strategy.status", status, told)
    yield from checklist_facts("strategy", strategy)
    for theme in strategy.checklist.themes:
        state = strategy.theme_state(theme.id)
        text = Text("strategy, {theme:lower}: {state}", theme=Text(theme.title), state=STATE[state])
        yield Fact(f"strategy.theme.{theme.id}", state, text)


def corner_facts(found: ChecklistResult) -> Iterator[Fact]:
    """Yield what the review of an institution's public value says, by item and by corner."""
    yield from checklist_facts(found.checklist.id, found)
    for theme in found.checklist.themes:
        state = found.theme_state(theme.id)
        text = Text("public value, {corner:lower}: {state}", corner=Text(theme.title), state=STATE[state])
        yield Fact(f"{found.checklist.id}.theme.{theme.id}", state, text)


def checklist_facts(name: str, found: ChecklistResult) -> Iterator[Fact]:
    """Yield how much of a checklist is known, in place, promised and lacking, and the state of each item."""
    all_items, title = len(found.checklist.items), Text(found.checklist.title)
    known = all_items - len(found.unknown)
    text = Text("{checklist}: {known} of {all} items are known", checklist=title, known=known, all=all_items)
    yield Fact(f"{name}.known", 100 * known / all_items, text)
    for kind, count in (("lacking", len(found.lacks)), ("promised", len(found.promises))):
        told = Text("{checklist}: {count} items are {state}", checklist=title, count=count, state=STATE[kind])
        yield Fact(f"{name}.{kind}", float(count), told)
    for item in found.checklist.items:
        state = found.state(item.id)
        told = Text("{item:quoted}: {state}", item=Text(item.statement), state=STATE[state])
        yield Fact(f"{name}.item.{item.id}", state, told)


def coverage_facts(series: Sequence[IndexSeries]) -> Iterator[Fact]:
    """Yield how many indices cover the country, and how many left it out of their latest edition."""
    covered, left_out = sum(one.covered for one in series), sum(one.left_out for one in series)
    text = Text("{covered} of {all} indices cover the country", covered=covered, all=len(series))
    yield Fact("indices.covered", float(covered), text)
    text = Text("{count} indices leave the country out of their latest edition", count=left_out)
    yield Fact("indices.left_out", float(left_out), text)


def service_facts(level: DigitalLevel, titles: Mapping[str, str]) -> Iterator[Fact]:
    """Yield the level of services and the share of those with each feature, by the features' titles."""
    if not level.known:
        yield Fact("services.known", 0.0, Text("the level of no service is known"))
        return
    share = 100 * level.known / level.asked
    text = Text("the level of {known} of {all} services is known", known=level.known, all=level.asked)
    yield Fact("services.known", share, text)
    yield Fact(
        "services.level", level.level, Text("mean level of services {level:fixed1} of 5", level=level.level or 0.0)
    )
    for id, count in level.features.items():
        if count.share is not None:
            known, title = count.has + count.lacks, Text(titles[id])
            told = Text("{feature}: {has} of {known} services", feature=title, has=count.has, known=known)
            yield Fact(f"services.{id}", count.share, told)


def systems_fact(assessed: int | None) -> Fact:
    """Return how many systems of the country were assessed."""
    if assessed is None:
        return Fact("systems.assessed", None, Text("no assessment of a system is known here"))
    told = counted(assessed, "one system was assessed", "{number:count} systems were assessed")
    return Fact("systems.assessed", float(assessed), told)


def staff_facts(found: StaffFound) -> Iterator[Fact]:
    """Yield what is known of levels, coming systems, specialists and mindsets; what was not asked is no fact."""
    if found.levels.cells:
        short = sum(one.cell.state == "short" for one in found.plan)
        told = Text("levels lie below the target, beyond chance, in {n} of {all} cells", n=short, all=_cells(found))
        yield Fact("staff.gaps", float(short), told)
    if any(one.state != "unknown" for one in found.needs):
        titles = tuple(dict.fromkeys(one.system.title for one in found.needs if one.state == "short"))
        told = Text("{n} coming systems are short of people who are ready", n=len(titles))
        if titles:
            told = Text("short of people who are ready: {systems:list}", systems=titles)
        yield Fact("staff.short_systems", float(len(titles)), told)
    yield from _loss_facts(found)
    if found.brought.systems:
        working = [one for one in found.brought.systems if one.phase in ("pilot", "use")]
        unmeasured = tuple(one.title for one in working if one.right is None)
        told = Text(
            "of {n} of {all} systems on trial or in use it is not known how often they are right",
            n=len(unmeasured),
            all=len(working),
        )
        yield Fact("systems.unmeasured", float(len(unmeasured)), told)
    if found.opinions:
        weak = [one for one in found.opinions if one.state == "weak"]
        told = Text(
            "staff disagree with {n} of {all} statements on working with AI", n=len(weak), all=len(found.opinions)
        )
        yield Fact("mindset.weak", float(len(weak)), told)
    if measured := [one for one in found.expected if one.verdict]:
        more, less = (sum(one.verdict == verdict for one in measured) for verdict in (OPTIMISTIC, SCEPTICAL))
        told = Text("staff expect more of {n} of {all} systems than was measured", n=more, all=len(measured))
        yield Fact("mindset.optimistic", float(more), told)
        told = Text("staff expect less of {n} of {all} systems than was measured", n=less, all=len(measured))
        yield Fact("mindset.sceptical", float(less), told)


def places_fact(places: Places | None) -> Iterator[Fact]:
    """Yield by how many places a country moves with the way of forming readiness; nothing where it has no place."""
    if places:
        told = Text(
            "place {best} to {worst} over {ways} ways of forming readiness",
            best=places.best,
            worst=places.worst,
            ways=places.ways,
        )
        yield Fact("readiness.spread", float(places.worst - places.best), told)


def history_facts(found: Changes) -> Iterator[Fact]:
    """Yield what became of promises since an earlier folder, and how much went back beyond noise."""
    broken = [one for one in found.promises if one.fate in ("withdrawn", "forgotten")]
    told = Text(
        "{n} of {all} promises of {before} were withdrawn or are not spoken of any more",
        n=len(broken),
        all=len(found.promises),
        before=found.before,
    )
    yield Fact("promises.broken", float(len(broken)), told)
    worse = found.of("worse")
    told = counted(
        len(worse),
        "one thing went back since {before}: {list:parts}",
        "{number:count} things went back since {before}: {list:parts}",
        before=found.before,
        list=tuple(one.what for one in worse),
    )
    yield Fact("changes.worse", float(len(worse)), told)


def _cells(found: StaffFound) -> int:
    single = any(one.agency for one in found.levels.cells)
    return sum(bool(one.agency) or not single for one in found.levels.cells)


def _loss_facts(found: StaffFound) -> Iterator[Fact]:
    for one in found.losses:
        if one.rate is not None and one.left is not None:
            told = Text(
                "{left} specialists left within a year, {people} are there ({low:fixed0} to {high:fixed0} of 100)",
                left=one.left,
                people=one.people,
                low=100 * one.rate.low,
                high=100 * one.rate.high,
            )
            yield Fact("staff.specialists_lost", 100 * one.rate.low, told)
        told = counted(
            len(one.lone), "one specialist alone in one agency", "one specialist alone in {number:count} agencies"
        )
        yield Fact("staff.lone_specialists", float(len(one.lone)), told)
