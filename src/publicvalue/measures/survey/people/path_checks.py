"""What a reader must know of a path model before its numbers: size, gaps, design, reliability, overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from publicvalue.measures.result import Diagnostic
from publicvalue.measures.survey.constructs.path_bootstrap import Bootstrap
from publicvalue.measures.survey.constructs.reliability import average_variance_extracted
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.measures.survey.constructs.validity import HTMT_LIMIT
from publicvalue.words.text import Text

FEW = 150
RELIABLE = 0.7
CONVERGENT = 0.5
INFLATED = 5.0


def check_path(found: Bootstrap, sample: RespondentSample, asked: int, missing: str) -> tuple[Diagnostic, ...]:
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
    text = Text(
        "{respondents:count} of {asked:count} respondents are used (rule for gaps: {missing}).",
        respondents=found.respondents,
        asked=asked,
        missing=missing,
    )
    yield Diagnostic(Text("Respondents"), found.respondents >= asked / 2, text)
    if found.respondents < FEW:
        text = Text(
            "Below {few} respondents the intervals are somewhat too narrow: 93 to 94 of 100 hold, not 95.", few=FEW
        )
        yield Diagnostic(Text("Small sample"), False, text)
    lost = found.replicates - len(found.draws.paths)
    if lost:
        yield Diagnostic(
            Text("Resamples"),
            None,
            Text(
                "{lost:count} of {replicates:count} resamples did not come to rest.",
                lost=lost,
                replicates=found.replicates,
            ),
        )


def _design(sample: RespondentSample) -> Iterator[Diagnostic]:
    weighted = bool(np.ptp(sample.weights) > 0)
    parts = (
        *([Text("weights")] if weighted else []),
        *([Text("strata")] if sample.stratum is not None else []),
        *([Text("clusters")] if sample.cluster is not None else []),
    )
    text = (
        Text("The survey's {parts:list} are used; a finite population is not corrected for.", parts=parts)
        if parts
        else Text("No weights, strata or clusters were given: the intervals are those of a simple random sample.")
    )
    yield Diagnostic(Text("Design"), None, text)


def _measurement(found: Bootstrap) -> Iterator[Diagnostic]:
    """Judge reliability, convergence and discrimination of the constructs that show in their items."""
    reflective = [place for place, one in enumerate(found.spec.constructs) if one.mode == "A" and len(one.items) > 1]
    weak = [found.spec.ids[place] for place in reflective if found.model.reliability[0, place] < RELIABLE]
    yield _verdict(Text("Reliability"), Text("rho A of {reliable} or more", reliable=RELIABLE), weak)
    extracted = {
        place: float(average_variance_extracted(found.model.loadings[0, found.spec.blocks[place], place]))
        for place in reflective
    }
    loose = [found.spec.ids[place] for place, value in extracted.items() if value < CONVERGENT]
    yield _verdict(Text("Convergence"), Text("AVE of {convergent} or more", convergent=CONVERGENT), loose)
    high = [
        Text("{one} and {other}", one=found.spec.ids[other], other=found.spec.ids[one])
        for one in reflective
        for other in reflective
        if other < one and found.sample.htmt[0, one, other] > HTMT_LIMIT
    ]
    yield _verdict(Text("Discrimination"), Text("HTMT of {htmt_limit} or less", htmt_limit=HTMT_LIMIT), high)


def _structure(found: Bootstrap) -> Iterator[Diagnostic]:
    inflated = [
        Text("{source} → {target}", source=source, target=target)
        for source, target in found.spec.links
        if found.model.inflation[0, found.spec.ids.index(source), found.spec.ids.index(target)] > INFLATED
    ]
    yield _verdict(
        Text("Overlap of predecessors"), Text("variance inflation of {inflated:g} or less", inflated=INFLATED), inflated
    )
    text = Text("The survey was taken at one time: it shows what goes together, and the arrows' directions are theory.")
    yield Diagnostic(Text("Causes"), None, text)


def _verdict(name: Text, rule: Text, against: Sequence[str]) -> Diagnostic:
    if not against:
        return Diagnostic(name, True, Text("All have {rule}.", rule=rule))
    return Diagnostic(name, False, Text("Not with {rule}: {against:list}.", rule=rule, against=tuple(against)))
