"""Several choices in one cell: codes or labels, joined as the collecting programs join them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from publicvalue.instruments.folded_text import folded

JOINTS = (r"\s+", r"\s*[;|]\s*", r"\s*,\s*", r"\s*[;,|/]\s*")
"""Between choices: spaces in Kobo and ODK, and the marks of other programs."""

MOST_WORDS = 200
"""Words in a cell up to which labels joined by spaces are told apart."""


def split_choices(text: str, code_of: Callable[[str], str | None], labels: Mapping[str, str]) -> set[str] | None:
    """Return the codes in a cell; None where any part of it is no choice, or it can be read in two ways.

    Parameters
    ----------
    text
        The cell, clean and not blank.
    code_of
        Code of one choice, or None.
    labels
        Folded text of a choice -> its code.
    """
    whole = code_of(text)
    if whole is not None:
        return {whole}
    for joint in JOINTS:
        codes = [code_of(part) for part in re.split(joint, text) if part]
        if codes and None not in codes:
            return {code for code in codes if code is not None}
    return _labels_in_a_row(folded(text), labels)


def _labels_in_a_row(text: str, labels: Mapping[str, str]) -> set[str] | None:
    """Return the codes of labels that stand behind each other: a space joins them, and they hold spaces themselves."""
    words = text.split()
    if len(words) > MOST_WORDS:
        return None
    known = {tuple(label.split()): code for label, code in labels.items() if label}
    ways: list[set[frozenset[str]]] = [{frozenset()}]
    for end in range(1, len(words) + 1):
        here: set[frozenset[str]] = set()
        for label, code in known.items():
            start = end - len(label)
            if start >= 0 and tuple(words[start:end]) == label:
                here |= {way | {code} for way in ways[start]}
        # Two ways are enough to know that the cell is not clear.
        ways.append(set(sorted(here, key=sorted)[:2]))
    return set(next(iter(ways[-1]))) if len(ways[-1]) == 1 else None
