"""Known margins of a population from a file of evidence: how many people each category has, with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.margins import margins_named
from publicvalue.evidence.model import Answer, Evidence
from publicvalue.evidence.table import fetch
from publicvalue.files.engines.duckdb import Engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.definition import Role
from publicvalue.words.text import Text


@dataclass(frozen=True)
class MarginReader:
    """Names the columns of a file of margins."""

    id: str = "margins"
    role_sets: tuple[tuple[Role, ...], ...] = (
        (
            Role("margin", "category", Text("column of the survey that the category belongs to, such as sex")),
            Role("category", "category", Text("category, as the survey's column has it")),
            Role("people", "number", Text("how many people, or what share, the population has")),
        ),
    )


def with_margins(engine: Engine, answer: Answer, evidence: Mapping[str, Evidence]) -> Answer:
    """Return an answer whose option `margins` holds the numbers of the file that it names; else as it is.

    Raises
    ------
    EvidenceError
        When the file cannot be read, a cell is blank, or a category stands twice.
    """
    named = margins_named(answer)
    if not named:
        return answer
    item = evidence[named]
    asked = Answer(f"{answer.indicator} margins", named, place=answer.place)
    found = fetch(open_evidence(engine, item, asked, MarginReader(), "").rows)
    margins: dict[str, dict[str, float]] = {}
    problems = []
    for place, (margin, category, people) in enumerate(
        zip(found["margin"], found["category"], found["people"], strict=True), 2
    ):
        if margin is None or category is None or not np.isfinite(np.float64(people)):
            what, expected = Text("a cell is blank"), Text("margin, category and people")
            problems.append(Problem(Place(item.file, row=place), what, expected, Text("fill it in")))
        elif str(category) in margins.setdefault(str(margin), {}):
            what = Text("{category:quoted} of {margin:quoted} stands twice", category=str(category), margin=str(margin))
            at = Place(item.file, row=place, field="category")
            problems.append(Problem(at, what, Text("each category once"), Text("remove a row")))
        elif people <= 0:
            what = Text("{people:g} people", people=float(people))
            at = Place(item.file, row=place, field="people")
            problems.append(Problem(at, what, Text("a number above 0"), Text("correct it, or merge categories")))
        else:
            margins[str(margin)][str(category)] = float(people)
    if problems:
        raise EvidenceError(problems)
    columns = [column.name for column in answer.columns.get("margins", ())]
    # A file may hold more margins than one survey asks for.
    chosen = {name: margins[name] for name in columns if name in margins} or margins
    return replace(answer, options=MappingProxyType({**answer.options, "margins": chosen}))
