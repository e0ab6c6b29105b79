"""What ids of a framework name, and what is said where nothing has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publicvalue.errors import Place, Problem
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text, phrase


@dataclass(frozen=True)
class Noun:
    """What an id names: what is said where nothing has it, and what is expected in its place."""

    unknown: str
    expected: str


NODE = Noun(phrase("no node has the id {id:quoted}"), phrase("an id of this framework's nodes"))
COMPONENT = Noun(phrase("no component has the id {id:quoted}"), phrase("an id of this framework's components"))
INDICATOR = Noun(phrase("no indicator has the id {id:quoted}"), phrase("an id of this framework's indicators"))
DIMENSION = Noun(phrase("no dimension has the id {id:quoted}"), phrase("an id of this framework's dimensions"))
STAGE = Noun(phrase("no stage has the id {id:quoted}"), phrase("an id of this framework's stages"))
FACT = Noun(phrase("no fact has the id {id:quoted}"), phrase("an id of this framework's facts"))
ADVICE = Noun(phrase("no recommendation has the id {id:quoted}"), phrase("an id of this framework's recommendations"))
POLICY = Noun(phrase("no policy has the id {id:quoted}"), phrase("an id of this framework's policies"))


def find_unknown(ids: Iterable[str], known: Iterable[str], place: Place, noun: Noun) -> Iterator[Problem]:
    """Yield the ids that are not known, each with what was likely meant."""
    names = list(known)
    for id in ids:
        if id not in names:
            yield Problem(place, Text(noun.unknown, id=id), Text(noun.expected), nearest(id, names))
