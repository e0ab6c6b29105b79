"""Systems of several states that serve the same purpose: where the wheel may be invented again, and why it looks so.

Purposes are compared by their words: each word counts by how rare it is among all systems (term frequency times inverse
document frequency, smoothed), and two purposes by the cosine of the angle between them (Salton and Buckley, 1988). Data
are compared by the share of kinds that two systems have in common (Jaccard). A pair is shown where the function of
government is not known to differ and the mean of the two, or of purposes alone where one names no data, reaches the
least; with it stand the words and the kinds of data that it rests on, so that a reader can say no. Words are compared
within one language: systems that are told in two are not found.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

LEAST = 0.25
"""Of 1, from which a pair is shown: judgement."""
WORD = re.compile(r"[^\W\d_]{4,}")
ENDINGS = ("ings", "ing", "ers", "er", "ies", "es", "s", "ed", "ción", "ciones", "ar", "ir")
COMMON = frozenset(
    {
        "with",
        "from",
        "that",
        "this",
        "which",
        "when",
        "what",
        "they",
        "them",
        "their",
        "have",
        "been",
        "into",
        "over",
        "more",
        "such",
        "than",
        "before",
        "after",
        "each",
        "only",
        "about",
        "between",
        "through",
        "para",
        "desde",
        "sobre",
        "entre",
        "cuando",
        "como",
        "esta",
        "este",
        "estos",
        "estas",
        "donde",
        "sistema",
        "system",
        "systems",
        "people",
        "citizens",
        "government",
        "public",
        "service",
        "services",
        "artificial",
        "intelligence",
        "inteligencia",
        "gobierno",
        "personas",
    }
)
"""Words that tell nothing of a purpose."""


@dataclass(frozen=True)
class StateSystem:
    """A system of a state, as far as it is compared."""

    country: str
    title: str
    agency: str
    phase: str
    purpose: str
    topic: str = ""
    data: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alike:
    """Two systems of two states.

    Parameters
    ----------
    one, other
        The systems; of two states.
    purpose, data
        How alike they are, 0 to 1; data is None where one of them names none.
    words, kinds
        What they have in common: the words of their purposes that weigh most, and kinds of data.
    """

    one: StateSystem
    other: StateSystem
    purpose: float
    data: float | None
    words: tuple[str, ...] = field(default=())
    kinds: tuple[str, ...] = field(default=())

    @property
    def degree(self) -> float:
        """How alike they are, 0 to 1."""
        return self.purpose if self.data is None else (self.purpose + self.data) / 2


def find_alike(systems: Sequence[StateSystem], least: float = LEAST) -> tuple[Alike, ...]:
    """Find systems of different states that look alike, the most alike first; none that is out of use."""
    used = [one for one in systems if one.phase != "ended"]
    weights = _weights([f"{one.title} {one.purpose}" for one in used])
    found = []
    for first, second in combinations(range(len(used)), 2):
        one, other = used[first], used[second]
        if one.country == other.country or (one.topic and other.topic and one.topic != other.topic):
            continue
        pair = _compare(one, other, (weights[first], weights[second]))
        if pair.degree >= least and pair.words:
            found.append(pair)
    return tuple(sorted(found, key=lambda pair: -pair.degree))


def _compare(one: StateSystem, other: StateSystem, weights: tuple[Mapping[str, float], Mapping[str, float]]) -> Alike:
    shared = {word: weights[0][word] * weights[1][word] for word in weights[0] if word in weights[1]}
    said = {_stem(word): word for word in _words(f"{one.title} {one.purpose}")}
    words = tuple(said[stem] for stem in sorted(shared, key=lambda stem: (-shared[stem], stem))[:5])
    own, theirs = ({kind.casefold() for kind in system.data} for system in (one, other))
    both = own & theirs
    data = len(both) / len(own | theirs) if own and theirs else None
    return Alike(one, other, min(1.0, sum(shared.values())), data, words, tuple(sorted(both)))


def _weights(texts: Sequence[str]) -> list[Mapping[str, float]]:
    """Return for each text word -> weight; the weights of a text have length 1."""
    counts = [Counter(map(_stem, _words(text))) for text in texts]
    spread = Counter(word for count in counts for word in count)
    rare = {word: 1 + math.log((1 + len(texts)) / (1 + number)) for word, number in spread.items()}
    found: list[Mapping[str, float]] = []
    for count in counts:
        weights = {word: number * rare[word] for word, number in count.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        found.append({word: weight / length for word, weight in weights.items()})
    return found


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text.casefold()) if word not in COMMON]


def _stem(word: str) -> str:
    """Return a word without an ending of number or time, where four letters are left."""
    ending = next((one for one in ENDINGS if word.endswith(one) and len(word) - len(one) >= 4), "")
    return word[: len(word) - len(ending)]
