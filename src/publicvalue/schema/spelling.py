"""The nearest spelling of what was written, and texts cut to what a message shows."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from publicvalue.words.text import Text

SHOWN = 60
"""Characters of a value that a message shows."""


def nearest(word: str, known: Sequence[str], otherwise: str = "") -> str:
    """Return 'did you mean ...?' for the nearest known word; what else to do where none is near."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if found:
        return Text("did you mean {word:quoted}?", word=found[0])
    return otherwise or Text("write one that is expected")


def one_of(known: Sequence[str], otherwise: str = "") -> str:
    """Return which words are known, for what a problem expects; what else to say where there are none."""
    if known:
        return Text("one of: {known:list}", known=tuple(known))
    return Text("one of: {otherwise}", otherwise=otherwise or Text("none"))


def shortened(text: str) -> str:
    """Return a text for a message, cut where it is long."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
