"""What assessments of systems tell a government: facts that rules of advice are held against, and how far each reaches.

Counted are systems that are not retired, but where a fact is about those. What nobody assessed is unknown: how many
systems a fact holds for lies between those of which it is known, and these with all that are listed and not assessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from publicvalue.country.advice import Reach, Told
from publicvalue.country.facts import Fact, systems_fact
from publicvalue.country.region.facts import COUNTRIES
from publicvalue.findings.systems.found import OpenLine, SystemFound
from publicvalue.words.text import Text, counted

NAMED, LINES = 3, 3
"""Systems that a sentence names at most, and red lines; a table has all of them."""

SOON = dt.timedelta(days=365)
"""How near a promised day is that is spoken of before it has come."""

GOOD = ("creates", "probably_creates")
SURE = ("moderate", "high")
UNASSESSED = Text("listed systems that are not assessed")
REACHED = Text("systems")


def tell_country(
    systems: Sequence[SystemFound], listed: Mapping[str, int] | None, today: dt.date | None = None
) -> Told:
    """Tell what systems of a country say together, and those of each of its agencies.

    Parameters
    ----------
    systems
        Those that were assessed.
    listed
        Agency -> how many it has that are not retired, assessed or not; None where that is unknown.
    today
        The day from which promised days are counted; None tells nothing of them.
    """
    whole = tell_systems(systems, sum(listed.values()) if listed else None, today)
    names = tuple(dict.fromkeys(one.agency for one in systems))
    own = {name: [one for one in systems if one.agency == name] for name in names}
    agencies = {name: tell_systems(own[name], (listed or {}).get(name), today) for name in names}
    return replace(whole, agencies=agencies)


def tell_systems(systems: Sequence[SystemFound], listed: int | None, today: dt.date | None = None) -> Told:
    """Tell what systems of a country, of an agency or of several countries say together.

    Parameters
    ----------
    systems
        Those that were assessed.
    listed
        How many there are that are not retired, assessed or not; None where that is unknown.
    today
        The day from which promised days are counted; None tells nothing of them.
    """
    if not systems:
        left = {"systems.unassessed": Reach(listed, listed, listed, UNASSESSED)} if listed else {}
        return Told(dict(_listed(listed, 0)), left)
    living = [one for one in systems if not one.retired]
    every = None if listed is None else max(listed, len(living))
    facts: dict[str, Fact] = {"systems.assessed": systems_fact(len(systems)), **dict(_listed(listed, len(living)))}
    reaches: dict[str, Reach] = {}
    for id, (holds, told) in _COUNTS.items():
        concerned = [one for one in living if holds(one)]
        facts[id] = Fact(id, float(len(concerned)), _said(told, concerned, len(living)))
        reaches[id] = _reach(concerned, len(living), every)
    past = [one for one in systems if one.retired and (one.harm == "shown" or one.broken)]
    facts["systems.wronged"] = Fact("systems.wronged", float(len(past)), _said(_WRONGED, past, len(systems)))
    reaches["systems.wronged"] = _reach(past, len(systems) - len(living), len(systems) - len(living))
    for id, broken in (("systems.same_line", True), ("systems.same_open", False)):
        facts[id], reaches[id] = _shared(id, living, every, broken=broken)
    facts |= {one.id: one for one in _shares(living)}
    reaches["systems.living"] = _reach(living, len(living), every)
    if every is not None:
        reaches["systems.unassessed"] = Reach(every - len(living), every, every, UNASSESSED)
    if today:
        for fact, reach in _due(living, every, today):
            facts[fact.id], reaches[fact.id] = fact, reach
    return Told(facts, reaches)


def tell_region(systems: Mapping[str, Sequence[SystemFound]], countries: int) -> Told:
    """Tell what systems of several states say together.

    Parameters
    ----------
    systems
        Country -> its assessed systems.
    countries
        How many countries the region has.
    """
    living = {code: [one for one in found if not one.retired] for code, found in systems.items()}
    known = {code: found for code, found in living.items() if found}
    if not known:
        return Told()
    states: dict[str, list[str]] = {}
    titles: dict[str, Text] = {}
    for code, found in known.items():
        for line in dict.fromkeys(line for one in found for line in one.broken):
            if code not in states.setdefault(line.id, []):
                states[line.id].append(code)
            titles[line.id] = line.title
    shared = sorted((id for id in states if len(states[id]) > 1), key=lambda id: -len(states[id]))
    parts = tuple(
        Text("{line:quoted} in systems of {states:list}", line=titles[id], states=tuple(states[id]))
        for id in shared[:LINES]
    )
    told = Text("{parts:parts}", parts=parts) if parts else Text("no red line is open in systems of two states")
    concerned = tuple(dict.fromkeys(code for id in shared for code in states[id]))
    every = [one for found in known.values() for one in found]
    unsure = [one for one in every if one.certainty not in SURE]
    of_them = tuple(dict.fromkeys(one.country for one in unsure))
    said = Text("certainty is low or very low in {n} of {all} systems", n=len(unsure), all=len(every))
    assessed = counted(len(known), "systems of one state were assessed", "systems of {number} states were assessed")
    return Told(
        {
            "region.assessed_states": Fact("region.assessed_states", float(len(known)), assessed),
            "region.same_line": Fact("region.same_line", float(len(states[shared[0]]) if shared else 0), told),
            "region.uncertain_share": Fact("region.uncertain_share", 100 * len(unsure) / len(every), said),
        },
        {
            "region.same_line": Reach(len(concerned), len(known), countries, COUNTRIES, concerned),
            "region.uncertain": Reach(len(of_them), len(known), countries, COUNTRIES, of_them),
        },
    )


_Holds = Callable[[SystemFound], bool]
_WRONGED = Text("a retired system harmed people or crossed a red line")
_COUNTS: Mapping[str, tuple[_Holds, Text]] = {
    "systems.harm": (lambda one: one.harm == "shown" and one.serves, Text("harm is measured or documented")),
    "systems.harm_claimed": (lambda one: one.harm == "claimed", Text("harm is claimed or to be looked into")),
    "systems.broken": (lambda one: bool(one.broken), Text("a red line is crossed, or kept in part")),
    "systems.unshown": (lambda one: one.claim != "shown", Text("no outcome is shown")),
    "systems.uncertain": (lambda one: one.certainty not in SURE, Text("certainty is low or very low")),
    "systems.thin": (
        lambda one: 2 * one.answered < one.asked,
        Text("fewer than half of the core questions are answered"),
    ),
    "systems.good": (
        lambda one: one.claim == "shown" and one.direction in GOOD and one.certainty in SURE and not one.broken,
        Text("an outcome is shown to be good, with moderate or high certainty"),
    ),
}
"""Name of the fact -> whether it holds of a system, and what is said of those that it holds of."""


def _listed(listed: int | None, assessed: int) -> Iterator[tuple[str, Fact]]:
    if listed is None:
        return
    told = counted(listed, "one system is listed", "{number:count} systems are listed")
    yield "systems.listed", Fact("systems.listed", float(listed), told)
    left = max(0, listed - assessed)
    told = Text("{left} of {all} listed systems are not assessed", left=left, all=max(listed, assessed))
    yield "systems.unassessed", Fact("systems.unassessed", float(left), told)


def _said(told: Text, systems: Sequence[SystemFound], of: int) -> Text:
    if not systems:
        return Text("{told}: in none of {all} systems", told=told, all=of)
    names = _named(systems)
    return Text("{told}: in {n} of {all} systems ({systems})", told=told, n=len(systems), all=of, systems=names)


def _named(systems: Sequence[SystemFound]) -> Text:
    titles: tuple[Text | str, ...] = tuple(one.title for one in systems[:NAMED])
    if len(systems) > NAMED:
        return Text("{titles:list} and {more} more", titles=titles, more=len(systems) - NAMED)
    return Text("{titles:list}", titles=titles)


def _reach(systems: Sequence[SystemFound], known: int, every: int | None) -> Reach:
    return Reach(len(systems), known, every, REACHED, tuple(one.title for one in systems))


def _shared(id: str, living: Sequence[SystemFound], every: int | None, *, broken: bool) -> tuple[Fact, Reach]:
    """Return of how many systems the same red line is open, for the line that most have, and all that have one."""
    having: dict[str, list[SystemFound]] = {}
    titles: dict[str, Text] = {}
    for one in living:
        for line in one.lines:
            if line.broken is broken:
                having.setdefault(line.id, []).append(one)
                titles[line.id] = line.title
    shared = sorted((line for line in having if len(having[line]) > 1), key=lambda line: -len(having[line]))
    parts = tuple(
        Text("{line:quoted} in {n} of {all} systems ({systems})",
             line=titles[line], n=len(having[line]), all=len(living), systems=_named(having[line]))
        for line in shared[:LINES]
    )  # fmt: skip
    most = len(having[shared[0]]) if shared else 0
    concerned = [one for one in living if any(one in having[line] for line in shared)]
    told = Text("{parts:parts}", parts=parts) if parts else Text("no red line is open in two systems")
    if len(shared) > LINES:
        told = Text("{parts:parts}, and {more} further red lines", parts=parts, more=len(shared) - LINES)
    return Fact(id, float(most), told), _reach(concerned, len(living), every)


def _shares(living: Sequence[SystemFound]) -> Iterator[Fact]:
    """Yield how many systems are not retired, and shares of them in percent; none where there is none."""
    yield Fact("systems.living", float(len(living)), Text("{n} assessed systems are not retired", n=len(living)))
    if not living:
        return
    unshown = sum(one.claim != "shown" for one in living)
    told = Text("no outcome is shown in {n} of {all} systems", n=unshown, all=len(living))
    yield Fact("systems.unshown_share", 100 * unshown / len(living), told)
    unsure = sum(one.certainty not in SURE for one in living)
    told = Text("certainty is low or very low in {n} of {all} systems", n=unsure, all=len(living))
    yield Fact("systems.uncertain_share", 100 * unsure / len(living), told)


def _due(living: Sequence[SystemFound], every: int | None, today: dt.date) -> Iterator[tuple[Fact, Reach]]:
    """Yield what was promised and is overdue, and what is due within a year."""
    overdue = [(one, line) for one in living for line in one.broken if line.due and line.due < today]
    near = [(one, line) for one in living for line in one.broken if line.due and today <= line.due <= today + SOON]
    for id, found in (("systems.overdue", overdue), ("systems.due", near)):
        systems = list(dict.fromkeys(one for one, _ in found))
        parts = tuple(_promise(one, line) for one, line in sorted(found, key=lambda pair: str(pair[1].due))[:NAMED])
        told = Text("{parts:parts}", parts=parts) if parts else Text("no promised day is known")
        if len(found) > NAMED:
            told = Text("{parts:parts}, and {more} further promises", parts=parts, more=len(found) - NAMED)
        yield Fact(id, float(len(found)), told), _reach(systems, len(living), every)


def _promise(one: SystemFound, line: OpenLine) -> Text:
    day = line.due.isoformat() if line.due else ""
    return Text("{system}, {line:quoted}, by {day}", system=one.title, line=line.title, day=day)
