"""From a path model with its resamples to what is reported of constructs, links, items, pairs and levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.measures.survey.constructs.item_analysis import analyse_items, hidden_items, is_deviation_shown
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.measures.survey.constructs.path_bootstrap import Bootstrap
from publicvalue.measures.survey.constructs.path_model import adjusted_r_squared
from publicvalue.measures.survey.constructs.reliability import (
    average_variance_extracted,
    composite_reliability,
    cronbach_alpha,
    known_omega,
)
from publicvalue.measures.survey.constructs.resamples import RespondentSample, percentile_interval
from publicvalue.measures.survey.people.path_result import (
    ConstructFound,
    Interval,
    ItemFound,
    Lever,
    LinkFound,
    PairFound,
)


def interval_of(value: float, draws: Floats) -> Interval:
    """Return a number with its percentile interval, widened where needed to hold the number itself."""
    low, high = percentile_interval(draws[:, None])
    return Interval(value, min(float(low[0]), value), max(float(high[0]), value))


def describe_constructs(instruments: Instruments, found: Bootstrap) -> tuple[ConstructFound, ...]:
    """Return each construct with its reliability, performance and R squared."""
    return tuple(_construct(instruments, found, place) for place in range(len(found.spec.ids)))


def _construct(instruments: Instruments, found: Bootstrap, place: int) -> ConstructFound:
    construct, block = found.spec.constructs[place], found.spec.blocks[place]
    covariances = found.moments.covariances[0][np.ix_(block, block)]
    loadings = found.model.loadings[0, block, place]
    reflective = construct.mode == "A"
    sources = int(found.spec.arrows[:, place].sum())
    explained = float(found.model.r_squared[0, place])
    stated = instruments.construct(construct.id)
    return ConstructFound(
        id=construct.id,
        title=stated.texts["en"],
        stage=stated.stage,
        mode=construct.mode,
        items=len(block),
        alpha=float(cronbach_alpha(covariances)) if reflective else None,
        omega=known_omega(covariances) if reflective else None,
        rho_a=float(found.model.reliability[0, place]) if reflective else None,
        rho_c=float(composite_reliability(loadings)) if reflective else None,
        variance_extracted=float(average_variance_extracted(loadings)) if reflective else None,
        performance=interval_of(float(found.sample.performance[0, place]), found.draws.performance[:, place]),
        r_squared=interval_of(explained, found.draws.r_squared[:, place]) if sources else None,
        adjusted=adjusted_r_squared(explained, found.respondents, sources) if sources else None,
    )


def describe_links(instruments: Instruments, found: Bootstrap) -> tuple[LinkFound, ...]:
    """Return each link with its path, effect size and whether it runs as theory expects."""
    signs = {(link.start, link.end): link.sign for link in instruments.links}
    links = []
    for source, target in found.spec.links:
        row, column = found.spec.ids.index(source), found.spec.ids.index(target)
        path = interval_of(float(found.model.paths[0, row, column]), found.draws.paths[:, row, column])
        clear = path.low > 0 or path.high < 0
        links.append(
            LinkFound(
                source=source,
                target=target,
                path=path,
                f_squared=float(found.model.f_squared[0, row, column]),
                inflation=float(found.model.inflation[0, row, column]),
                sign=signs[source, target],
                as_expected=(path.value > 0) == (signs[source, target] == "+") if clear else None,
            )
        )
    return tuple(links)


def describe_items(
    questions: Mapping[str, Question], found: Bootstrap, values: Floats, sample: RespondentSample
) -> tuple[ItemFound, ...]:
    """Return each item with its analysis, loading and weight; values and sample of all who answered any item."""
    items = []
    for construct, block in zip(found.spec.constructs, found.spec.blocks, strict=True):
        covariances = found.moments.covariances[0][np.ix_(block, block)]
        analysis = analyse_items(values[:, block], sample.weights, covariances)
        hidden = hidden_items(~np.isnan(values[:, block]))
        shown = [is_deviation_shown(one) for one in values[:, block].T]
        for place, item in enumerate(block):
            items.append(
                ItemFound(
                    id=found.spec.items[item],
                    construct=construct.id,
                    text=questions[found.spec.items[item]].texts["en"],
                    mean=None if hidden[place] else float(analysis.means[place]),
                    deviation=None if hidden[place] or not shown[place] else float(analysis.deviations[place]),
                    # Sums of weights round: where nobody is missing, that is 0.
                    missing=max(0.0, round(float(analysis.missing[place]), 12)),
                    item_rest=_known(analysis.item_rest[place]),
                    alpha_without=_known(analysis.alpha_without[place]),
                    loading=interval_of(float(found.sample.loadings[0, item]), found.draws.loadings[:, item]),
                    weight=interval_of(float(found.sample.weights[0, item]), found.draws.weights[:, item]),
                )
            )
    return tuple(items)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def describe_pairs(found: Bootstrap) -> tuple[PairFound, ...]:
    """Return every two constructs with what tells them apart."""
    pairs = []
    constructs = found.spec.constructs
    extracted = [
        float(average_variance_extracted(found.model.loadings[0, block, place]))
        for place, block in enumerate(found.spec.blocks)
    ]
    for one in range(len(constructs)):
        for other in range(one):
            reflective = constructs[one].mode == constructs[other].mode == "A"
            correlation = float(found.model.correlations[0, one, other])
            ratio = interval_of(float(found.sample.htmt[0, one, other]), found.draws.htmt[:, one, other])
            apart = min(extracted[one], extracted[other]) > correlation**2
            pairs.append(
                PairFound(
                    constructs[other].id,
                    constructs[one].id,
                    ratio if reflective else None,
                    correlation,
                    apart if reflective else None,
                )
            )
    return tuple(pairs)


def describe_levers(found: Bootstrap, targets: Sequence[str]) -> tuple[Lever, ...]:
    """Return what acts on each target, the most room first."""
    levers = []
    for target in targets:
        column = found.spec.ids.index(target)
        acting = [row for row in range(len(found.spec.ids)) if found.model.total_effects[0, row, column] != 0]
        rows = [_lever(found, row, column) for row in acting]
        levers += sorted(rows, key=lambda lever: -lever.room.value)
    return tuple(levers)


def _lever(found: Bootstrap, row: int, column: int) -> Lever:
    importance, performance = found.draws.effects[:, row, column], found.draws.performance[:, row]
    value, level = float(found.sample.effects[0, row, column]), float(found.sample.performance[0, row])
    return Lever(
        construct=found.spec.ids[row],
        target=found.spec.ids[column],
        importance=interval_of(value, importance),
        performance=interval_of(level, performance),
        room=interval_of(value * (100 - level), importance * (100 - performance)),
    )
