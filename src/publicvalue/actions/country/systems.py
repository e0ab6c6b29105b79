"""What was found of a country's AI systems, for the advice to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publicvalue.country.advice import Told
from publicvalue.country.model import CountryCase
from publicvalue.errors import InputError, Place, Problem
from publicvalue.findings.systems.facts import tell_country, tell_region
from publicvalue.findings.systems.found import SystemFound, found_of
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text


@dataclass(frozen=True)
class SystemsBrought:
    """What was found of systems.

    Parameters
    ----------
    found
        What they are called where they are kept, and what was found of each.
    today
        The day from which promised days are counted; None counts none.
    listed
        Agency -> how many systems it has that are not retired; None where no list is known.
    """

    found: Sequence[tuple[str, SystemFound]] = ()
    today: dt.date | None = None
    listed: Mapping[str, int] | None = None


NO_SYSTEMS = SystemsBrought()


def found_in(result: AssessmentResult) -> SystemFound:
    """Return what advice to a country keeps of a result."""
    return found_of(result.assessment, result.verdict)


def tell_brought(code: str, brought: SystemsBrought, own: CountryCase | None = None) -> Told:
    """Tell what systems of a country say.

    Parameters
    ----------
    code
        The country that each must be of.
    brought
        What was found of them.
    own
        What the country brought itself: its list of systems counts where no other is known.

    Raises
    ------
    InputError
        For systems of other countries, and for one that was named twice.
    """
    _check(brought, (code,))
    return tell_country([one for _, one in brought.found], _listed(brought, own), brought.today)


def tell_states(codes: Sequence[str], brought: SystemsBrought) -> Told:
    """Tell what systems of the states of a region say together; raises InputError as `tell_brought`."""
    _check(brought, codes)
    found = {code: [one for _, one in brought.found if one.country == code] for code in codes}
    return tell_region(found, len(codes))


def _check(brought: SystemsBrought, codes: Sequence[str]) -> None:
    problems = []
    seen: dict[str, str] = {}
    for name, one in brought.found:
        if one.country not in codes:
            what = Text("this is a system of {other}", other=one.country)
            do = Text("name the country in its assessment.yaml, or leave it out")
            expected = Text("a system of {codes:list}", codes=tuple(codes))
            problems.append(Problem(Place(name, field="country"), what, expected, do))
        if one.id in seen:
            what = Text("{id:quoted} stands in {file} too", id=one.id, file=seen[one.id])
            problems.append(Problem(Place(name), what, Text("each system once"), Text("name one of them")))
        seen.setdefault(one.id, name)
    if problems:
        raise InputError(problems)


def _listed(brought: SystemsBrought, own: CountryCase | None) -> Mapping[str, int] | None:
    if brought.listed is not None or own is None or not own.staff.systems:
        return brought.listed
    return Counter(one.agency for one in own.staff.systems if one.phase != "ended")
