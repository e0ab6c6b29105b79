"""What a judgement leaves open, in sentences: what is to be mended, what is not shown, what is missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from publicvalue.findings.judgement.claim import shown_outcomes
from publicvalue.findings.judgement.known import Known, read_last_day
from publicvalue.findings.judgement.model import NOTHING, OpenQuestion, RedLineFinding
from publicvalue.findings.judgement.outcomes import Outcome
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.words.text import Text, counted, joined, sentence

NAMED = 4
"""Things that a sentence names at most."""


def say_conditions(known: Known, lines: Sequence[RedLineFinding]) -> Iterator[Text]:
    """Say what is to be mended by when, and what was measured beside the red lines."""
    for line in lines:
        if line.state == "partly" and known.assessment.system.phase == "retired":
            # Nothing of it can be mended any more; what it was short of is what its successor is to be held to.
            title = Text("{title:lower}", title=line.title)
            said = Text("Partly kept while it was in use, and to be kept by its successor: {title}", title=title)
            yield joined(sentence(said), sentence(line.fact))
        elif line.state == "partly" and line.mend_by and _is_past(known, line.mend_by):
            yield sentence(Text("Was to be mended by {day}: {fact}", day=line.mend_by, fact=line.fact))
        elif line.state == "partly" and line.mend_by:
            yield sentence(Text("To mend by {day}: {fact}", day=line.mend_by, fact=line.fact))
        elif line.state == "partly":
            yield sentence(Text("To mend by a day that is still to be set: {fact}", fact=line.fact))
        if line.beside:
            yield line.beside


def _is_past(known: Known, day: str) -> bool:
    """Return whether a day lies before the end of the period that is assessed: what is open after it is late."""
    last = read_last_day(day)
    return last is not None and last < dt.date.fromisoformat(known.assessment.period_to)


def _set_aside(known: Known) -> Text:
    """Name what people said does not apply, each with their reason."""
    own = [one for one in known.not_applicable if one.by == "person"]
    names = tuple(Text("{title:lower} ({why})", title=one.title, why=one.why) for one in own)
    if len(names) <= NAMED:
        return Text("Set aside by those who answered: {names:parts}.", names=names) if names else NOTHING
    more = len(names) - NAMED
    return counted(
        more,
        "Set aside by those who answered: {names:parts}; and {number} more.",
        "Set aside by those who answered: {names:parts}; and {number} more.",
        names=names[:NAMED],
    )


def say_left_out(known: Known, outcomes: Sequence[Outcome]) -> Text:
    """Say what is not shown, and what people set aside."""
    parts = [one for one in (_not_shown(known, outcomes), _set_aside(known)) if one]
    return joined(*parts) if parts else NOTHING


def _not_shown(known: Known, outcomes: Sequence[Outcome]) -> Text:
    """Name the components that ask for outcomes, and for which none is shown."""
    shown = {known.indicator(one.indicator).component for one in shown_outcomes(known, outcomes)}
    asked: dict[str, list[str]] = defaultdict(list)
    for component in known.components(PUBLIC_VALUE):
        if component.stage in known.rules.outcomes.stages and component.id not in shown:
            asked[component.title].append(component.id)
    names = tuple(Text("{title:lower}", title=Text(title)) for title in asked)
    if not names:
        return NOTHING
    if len(names) <= NAMED:
        return Text("Not shown: {names:list}.", names=names)
    more = len(names) - NAMED
    return counted(
        more,
        "Not shown: {names:list} and {number} more.",
        "Not shown: {names:list} and {number} more.",
        names=names[:NAMED],
    )


def say_missing(missing: Sequence[OpenQuestion]) -> Text:
    """Say how many core questions are open and how long they take; empty where none is."""
    if not missing:
        return NOTHING
    hours = sum(one.hours for one in missing)
    if not hours:
        return counted(
            len(missing), "{number} core question is not answered.", "{number} core questions are not answered."
        )
    return counted(
        len(missing),
        "{number} core question is not answered; about {hours:number} hours.",
        "{number} core questions are not answered; about {hours:number} hours for all of them.",
        hours=hours,
    )
