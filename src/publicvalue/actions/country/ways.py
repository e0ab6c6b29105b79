"""Readiness of a country formed in other ways, from what comes with the product or from a publisher's own files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from publicvalue.actions.country.profiles import load_own
from publicvalue.actions.country.readiness import CONTEXT, load_readiness
from publicvalue.actions.country.references import load_reference
from publicvalue.actions.store import Results, Store
from publicvalue.country.comparison.choices import Way
from publicvalue.country.comparison.reach import find_reach
from publicvalue.country.comparison.ways import (
    PillarScores,
    Ranked,
    check_weights,
    common_ways,
    rank_country,
    read_table,
)
from publicvalue.country.model import CountryCase, Figure, ReadinessFramework
from publicvalue.country.profile import check_member, country_case
from publicvalue.country.published.read import FileReading
from publicvalue.errors import InputError, Place, Problem
from publicvalue.reports.country.comparison.ways import WaysFound, ways_document, ways_files
from publicvalue.reports.render.terminal import render_text
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

READINESS = "country readiness"
"""What the folder is called in its mark."""
WIDTH = 100
DRAWS = 2_000


@dataclass(frozen=True)
class WaysAsked:
    """How readiness is to be formed, beside the common ways.

    Parameters
    ----------
    way
        Weights, mean, and what is done about what is missing.
    peers
        Codes of the countries to reach; the next ahead and the best where none is named.
    readings
        Publishers' own files as they were read; their figures take the place of those that come with the product.
    store
        The country's own folder.
    """

    way: Way = field(default_factory=Way)
    peers: tuple[str, ...] = ()
    readings: tuple[FileReading, ...] = ()
    store: Store | None = None


def read_weights(written: Sequence[str]) -> Mapping[str, float]:
    """Read weights that were written as NAME=WEIGHT; raises InputError with each that is not."""
    problems, weights = [], {}
    for one in written:
        name, _, number = one.partition("=")
        try:
            weights[name.strip()] = float(number)
        except ValueError:
            what, expected = Text("{text:quoted} is no weight", text=one), Text("a name, = and a number")
            problems.append(Problem(Place(field="weight"), what, expected, Text("write it such as ai-readiness=2")))
    if problems:
        raise InputError(problems)
    return weights


def find_ways(code: str, asked: WaysAsked) -> WaysFound:
    """Form a country's readiness as asked and in the common ways, and tell what it would take to reach peers.

    Raises
    ------
    InputError
        For a country that is none of the region's, a weight of what there is not, a peer that is not compared, and
        with every bad row of a publisher's file.
    """
    reference = load_reference()
    framework = load_readiness(CONTEXT)
    check_member(reference, code)
    check_weights(framework, asked.way.weights)
    own = load_own(asked.store, framework, code) if asked.store else None
    case = replace(country_case(framework, reference, code, own), draws=DRAWS)
    if asked.readings:
        case = _with_files(framework, case, asked.readings)
    table = read_table(framework, case)
    ranked = rank_country(table, case, asked.way)
    others = tuple(rank_country(table, case, way) for way in common_ways(framework) if way != asked.way)
    reached = tuple(find_reach(table, peer, asked.way) for peer in _peers(table, asked, ranked))
    return WaysFound(framework, code, table, (ranked, *others), reached, reference.name, _sources(case, asked))


def _sources(case: CountryCase, asked: WaysAsked) -> tuple[str, ...]:
    named = (one.source for one in case.figures if one.country == case.country)
    return tuple(dict.fromkeys((*(one.file for one in asked.readings), *named)))


def _with_files(framework: ReadinessFramework, case: CountryCase, readings: Sequence[FileReading]) -> CountryCase:
    """Return a case whose figures of the files' indices are those of the files, for every country in them."""
    if problems := [problem for one in readings for problem in one.problems]:
        raise InputError(problems)
    refused = {(index.id, one.year) for index in framework.indices for one in index.editions if one.refused}
    taken: dict[tuple[str, str, int, str], Figure] = {}
    for reading in readings:
        for row in reading.rows:
            for one in row.figures:
                if (one.index, one.year) not in refused:
                    taken.setdefault((one.index, row.country, row.year, one.part), one)
    held = {one.index.id for one in readings}
    kept = tuple(one for one in case.figures if one.index not in held)
    codes = dict.fromkeys((*case.peers, *(key[1] for key in taken)))
    peers = tuple(code for code in codes if code != case.country)
    return replace(case, peers=peers, figures=(*kept, *taken.values()))


def _peers(table: PillarScores, asked: WaysAsked, ranked: Ranked) -> tuple[str, ...]:
    """Return the peers that were named, or the next country ahead and the best of those that compare."""
    known = table.countries[1:]
    if wrong := [one for one in asked.peers if one not in known]:
        raise InputError(
            [
                Problem(
                    Place(field="peer"),
                    Text("no figure of {code:quoted} is known here", code=one),
                    one_of(known),
                    nearest(one.upper(), known),
                )
                for one in wrong
            ]
        )
    if asked.peers or ranked.score is None:
        return asked.peers
    ahead = {code: score for code, score in ranked.scores.items() if score > ranked.score}
    ordered = sorted(ahead, key=lambda code: ahead[code])
    return tuple(dict.fromkeys((*ordered[:1], *ordered[-1:])))


def write_ways(found: WaysFound, results: Results, language: Language = ENGLISH) -> None:
    """Write the page and its tables; former ones in the same place are replaced, nothing else ever is."""
    results.write(READINESS, ways_files(found, language))


def render_ways(found: WaysFound, language: Language = ENGLISH) -> str:
    """Return the page as text."""
    return render_text(ways_document(found), language, WIDTH)
