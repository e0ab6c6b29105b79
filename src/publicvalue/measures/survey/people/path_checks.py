"""What a reader must know of a path model before its numbers: size, gaps, design, reliability, overlap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from publicvalue.measures.result import Diagnostic
from publicvalue.measures.survey.constructs.path_bootstrap import Bootstrap
from publicvalue.measures.survey.constructs.reliability import average_variance_extracted
from publicvalue.measures.survey.constructs.resamples import Sample
from publicvalue.measures.survey.constructs.validity import HTMT_LIMIT

FEW = 150
RELIABLE = 0.7
CONVERGENT = 0.5
INFLATED = 5.0


def check_path(found: Bootstrap, sample: Sample, asked: int, missing: str) -> tuple[Diagnostic, ...]:
    """Return the checks of a path model.

    Parameters
    ----------
    found
        The model with its resamples.
    sample
        Of the respondents used.
    asked
        Rows of the survey.
    missing
        Rule for missing answers.
    """
    return (*_sizes(found, asked, missing), *_design(sample), *_measurement(found), *_structure(found))


def _sizes(found: Bootstrap, asked: int, missing: str) -> Iterator[Diagnostic]:
    text = f"{found.respondents:,} of {asked:,} respondents are used (rule for gaps: {missing})."
    yield Diagnostic("Respondents", found.respondents >= asked / 2, text)
    if found.respondents < FEW:
        text = f"Below {FEW} respondents the intervals are somewhat too narrow: 93 to 94 of 100 hold, not 95."
        yield Diagnostic("Small sample", False, text)
    lost = found.replicates - len(found.draws.paths)
    if lost:
        yield Diagnostic("Resamples", None, f"{lost:,} of {found.replicates:,} resamples did not come to rest.")


def _design(sample: Sample) -> Iterator[Diagnostic]:
    weighted = bool(np.ptp(sample.weights) > 0)
    parts = [
        "weights" if weighted else "",
        "strata" if sample.stratum is not None else "",
        "clusters" if sample.cluster is not None else "",
    ]
    named = ", ".join(part for part in parts if part)
    text = (
        f"The survey's {named} are used; a finite population is not corrected for."
        if named
        else "No weights, strata or clusters were given: the intervals are those of a simple random sample."
    )
    yield Diagnostic("Design", None, text)


def _measurement(found: Bootstrap) -> Iterator[Diagnostic]:
    """Judge reliability, convergence and discrimination of the constructs that show in their items."""
    reflective = [place for place, one in enumerate(found.spec.constructs) if one.mode == "A" and len(one.items) > 1]
    weak = [found.spec.ids[place] for place in reflective if found.model.reliability[0, place] < RELIABLE]
    yield _verdict("Reliability", f"rho A of {RELIABLE} or more", weak)
    extracted = {
        place: float(average_variance_extracted(found.model.loadings[0, found.spec.blocks[place], place]))
        for place in reflective
    }
    loose = [found.spec.ids[place] for place, value in extracted.items() if value < CONVERGENT]
    yield _verdict("Convergence", f"AVE of {CONVERGENT} or more", loose)
    high = [
        f"{found.spec.ids[other]} and {found.spec.ids[one]}"
        for one in reflective
        for other in reflective
        if other < one and found.sample.htmt[0, one, other] > HTMT_LIMIT
    ]
    yield _verdict("Discrimination", f"HTMT of {HTMT_LIMIT} or less", high)


def _structure(found: Bootstrap) -> Iterator[Diagnostic]:
    inflated = [
        f"{source} → {target}"
        for source, target in found.spec.links
        if found.model.inflation[0, found.spec.ids.index(source), found.spec.ids.index(target)] > INFLATED
    ]
    yield _verdict("Overlap of predecessors", f"variance inflation of {INFLATED:g} or less", inflated)
    text = "The survey was taken at one time: it shows what goes together, and the arrows' directions are theory."
    yield Diagnostic("Causes", None, text)


def _verdict(name: str, rule: str, against: list[str]) -> Diagnostic:
    if not against:
        return Diagnostic(name, True, f"All have {rule}.")
    return Diagnostic(name, False, f"Not with {rule}: {', '.join(against)}.")
