"""Which column of a file holds which question: names with or without groups, split choices, questions as headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from publicvalue.framework.instruments import Question, Texts
from publicvalue.interop.form import Form

DESIGN_COLUMNS = ("weight", "stratum", "cluster", "population", "wave")
"""Columns of a survey's design that a file may carry beside the questions."""


@dataclass(frozen=True)
class ColumnMatch:
    """How the columns of a file are understood.

    Parameters
    ----------
    names
        Column of the file -> name that its cells are read under.
    unknown
        Columns that hold no question; their cells are never read.
    """

    names: Mapping[str, str]
    unknown: tuple[str, ...]


def match_columns(headers: Iterable[str], form: Form) -> ColumnMatch:
    """Match the columns of a file with the questions asked.

    A column is a question's when its last part (after `/` or, in CSV of ODK, `-`) is the name of the question or of one
    of its columns; `name/code` is one choice of several; a heading that is the question's text in any language also
    counts.
    """
    known = _known_names(form)
    texts = _known_texts(form.asked)
    names: dict[str, str] = {}
    unknown: list[str] = []
    for header in dict.fromkeys(headers):
        found = _match(header, known) or texts.get(_folded(header))
        if found and found not in names.values():
            names[header] = found
        else:
            unknown.append(header)
    return ColumnMatch(names, tuple(unknown))


def _known_names(form: Form) -> dict[str, str]:
    known = {name: name for name in DESIGN_COLUMNS}
    for question in form.asked:
        known |= {column: column for column in (question.id, *form.columns(question))}
        if question.type == "choose_several":
            codes = form.instruments.choice_lists[question.choices].codes
            known |= {f"{question.id}/{code}": f"{question.id}_{code}" for code in codes}
    return known


def _known_texts(asked: Sequence[Question]) -> dict[str, str]:
    """Return the texts that name one question only."""
    found: dict[str, set[str]] = {}
    for question in asked:
        for text in question.texts.values():
            found.setdefault(_folded(text), set()).add(question.id)
    return {text: next(iter(ids)) for text, ids in found.items() if len(ids) == 1}


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def _match(header: str, known: Mapping[str, str]) -> str | None:
    header = header.strip()
    parts = header.split("/")
    candidates = ["/".join(parts[-2:]), parts[-1]]
    # ODK joins groups by dashes and splits choices by a slash; ids hold no dash themselves.
    candidates += [f"{parts[-2].rsplit('-', 1)[-1]}/{parts[-1]}"] if len(parts) > 1 else []
    candidates += [parts[-1].rsplit("-", 1)[-1]]
    return next((known[name] for name in candidates if name in known), None)


@dataclass(frozen=True)
class Labels:
    """The codes that the texts of a choice list stand for, in every language."""

    codes: Mapping[str, str]
    ambiguous: frozenset[str]

    def code(self, text: str) -> str | None:
        """Return the code of a text; None when it is no text of the list, or stands for two codes."""
        folded = _folded(text)
        return None if folded in self.ambiguous else self.codes.get(folded)


def labels_of(choices: Iterable[tuple[str, Texts]]) -> Labels:
    """Build the labels of (code, texts) pairs."""
    found: dict[str, set[str]] = {}
    for code, texts in choices:
        for text in texts.values():
            found.setdefault(_folded(text), set()).add(code)
    return Labels(
        {text: next(iter(codes)) for text, codes in found.items()},
        frozenset(text for text, codes in found.items() if len(codes) > 1),
    )
