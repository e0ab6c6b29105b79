"""The stages in which respondents were drawn: of how many, and what each stands for where no weights are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from publicvalue.errors import Place, Problem
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.survey.sample.design import Codes, DesignRows, stage_columns
from publicvalue.measures.survey.sample.linearisation import Numbers, SamplingStage
from publicvalue.words.text import Text


def read_stages(rows: DesignRows) -> tuple[list[SamplingStage], list[tuple[str, ...]]]:
    """Return the stages of drawing, and the names of the parents of each."""
    held, parent = np.unique(rows.stratum.codes, return_inverse=True)
    parents = tuple(str(rows.stratum.names[place]) for place in held)
    stages, names = [], [parents]
    for place in range(max(len(rows.clusters), len(rows.population), 1)):
        if place < len(rows.clusters):
            own = rows.clusters[place]
            found, unit = np.unique(parent * len(own.names) + own.codes, return_inverse=True)
            below = tuple(str(own.names[code]) for code in found % len(own.names))
        else:
            unit, below = np.arange(len(rows.cases)), ()
        size = np.full(len(parents), np.inf)
        if place < len(rows.population):
            size = _largest(parent, rows.population[place], len(parents))
        stages.append(SamplingStage(unit, parent, size, place >= len(rows.clusters)))
        parent, parents = unit, below
        names.append(below)
    return stages, names


def _largest(places: Codes, numbers: Numbers, size: int) -> Numbers:
    """Return the largest number of each place, shape (size,)."""
    found = np.full(size, -np.inf)
    np.maximum.at(found, places, numbers)
    return found


def stage_problems(
    rows: DesignRows, stages: Sequence[SamplingStage], names: Sequence[tuple[str, ...]], evidence: EvidenceTable
) -> Iterator[Problem]:
    """Yield what is wrong with the populations of the stages."""
    for place, (stage, size) in enumerate(zip(stages, rows.population, strict=False)):
        named = Text("stratum") if evidence.has("stratum") else None
        thing = Text("respondents") if stage.alike else Text("clusters")
        sizes = (-_largest(stage.parent, -size, len(stage.population)), stage.population)
        units = np.bincount(stage.owners, stage.copies(rows.cases), len(stage.population)).astype(float)
        yield from _population_problems((Text("cluster") if place else named, thing), names[place], units, sizes)


def drawn_weights(rows: DesignRows, stages: Sequence[SamplingStage], evidence: EvidenceTable) -> Numbers:
    """Return the weights that are given, or those of the design where populations are known and no weights."""
    if evidence.has("weight") or not evidence.has("population"):
        return np.where(np.isnan(rows.weights), 0.0, np.maximum(rows.weights, 0.0))
    weights = np.ones(len(rows.cases))
    for stage in stages[: len(stage_columns(evidence, "population"))]:
        weights = weights / stage.drawn(rows.cases)[stage.parent]
    return weights


def _population_problems(
    named: tuple[Text | None, Text], names: Sequence[str], units: Numbers, sizes: tuple[Numbers, Numbers]
) -> Iterator[Problem]:
    """Yield what is wrong with populations that differ within a stratum or are smaller than the sample.

    Parameters
    ----------
    named
        What a parent is called, None where there is one alone, and what its units are.
    names
        Of the parents.
    units
        Drawn in each parent, shape (parents,).
    sizes
        Lowest and highest population that the rows of each parent state, each of shape (parents,).
    """
    parent, thing = named
    for name, drawn, least, most in zip(names, units.tolist(), *(one.tolist() for one in sizes), strict=True):
        where = Text("{parent} '{name}'", parent=parent, name=name) if parent else Text("the sample")
        if least != most:
            what = Text("{where} has populations from {least:g} to {most:g}", where=where, least=least, most=most)
            expected = Text("one number in each {parent}", parent=parent or Text("stratum"))
            yield Problem(Place(field="population"), what, expected, Text("correct the column"))
        elif most < drawn:
            what = Text(
                "{where} has {drawn:count} {thing} but a population of {most:count}",
                where=where,
                drawn=drawn,
                thing=thing,
                most=most,
            )
            do = Text(
                "give the number of {thing}; where the file holds several waves, name their column as `wave`",
                thing=thing,
            )
            yield Problem(Place(field="population"), what, Text("at least the {thing} drawn", thing=thing), do)
