"""What an appraisal asks of a system: the facts, the red lines and the core questions that apply to its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from publicvalue.framework.judgement.red_lines import RedLine
from publicvalue.framework.model import Framework, Indicator
from publicvalue.framework.profiles import FactQuestion, Profile, facts_hold


@dataclass(frozen=True)
class Asked:
    """What is asked, in order, and what is not.

    Parameters
    ----------
    facts, red_lines, core
        The facts, the red lines that apply, and the indicators that carry the core questions that apply.
    left_out
        Id of a red line or of the indicator of a core question that does not apply -> why.
    """

    facts: tuple[FactQuestion, ...]
    red_lines: tuple[RedLine, ...]
    core: tuple[Indicator, ...]
    left_out: Mapping[str, str]


def find_asked(framework: Framework, profile: str, facts: Mapping[str, bool]) -> Asked:
    """Return what is asked of a system of a kind.

    Parameters
    ----------
    framework
        The framework.
    profile
        Id of the kind of system; empty where it is not known.
    facts
        The facts that are stated. One that is not stated is unknown, so that everything applies that hangs on it.
    """
    found = find_profile(framework, profile)
    aside = dict(_inapplicable(found, facts)) if found else {}
    every = core_indicators(framework)
    left_out = {
        one.id: aside.get(one.id) or aside[one.component] for one in every if {one.id, one.component} & set(aside)
    }
    for line in framework.red_lines:
        if line.exempt and facts_hold(line.exempting_facts, facts):
            left_out[line.id] = line.exempt.why
    return Asked(
        facts=framework.facts,
        red_lines=tuple(line for line in framework.red_lines if line.id not in left_out),
        core=tuple(one for one in every if one.id not in left_out),
        left_out=MappingProxyType(left_out),
    )


def find_profile(framework: Framework, id: str) -> Profile | None:
    """Return the kind of system of that id; None where the framework has none."""
    return next((one for one in framework.profiles if one.id == id), None)


def core_indicators(framework: Framework) -> tuple[Indicator, ...]:
    """Return the indicators that carry a core question, in the framework's order."""
    return tuple(one for one in framework.indicators if one.core)


def rated_indicators(framework: Framework) -> tuple[Indicator, ...]:
    """Return the indicators that people rate item by item."""
    return tuple(one for one in framework.indicators if one.kind == "ratings" and one.options.get("items"))


def rated_items(indicator: Indicator) -> dict[str, str]:
    """Return the items of an indicator that is rated: id -> text."""
    items = indicator.options.get("items")
    listed = items if isinstance(items, list | tuple) else ()
    return {str(one["id"]): str(one.get("text", one["id"])) for one in listed}


def money_indicators(framework: Framework) -> tuple[Indicator, ...]:
    """Return the indicators that dated flows of money answer."""
    return tuple(one for one in framework.indicators if one.kind == "costs")


def _inapplicable(profile: Profile, facts: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    for one in profile.not_applicable:
        if facts_hold(one.when, facts):
            yield one.of, one.why


def word_count(texts: Iterable[str]) -> int:
    """Return how many words somebody reads."""
    return len(list(chain.from_iterable(text.split() for text in texts)))
