"""The checks that come with an interrupted series: what would make its change doubtful, looked for in the series."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from publicvalue.measures.effect.series.interrupted import Interrupted
from publicvalue.measures.effect.series.local_level import LevelFit, LevelModel, Mixture
from publicvalue.measures.effect.series.opinions import arima_opinion, autoregressive_opinion, structural_opinion
from publicvalue.measures.effect.series.regressors import LEAST_BEFORE, tells_apart
from publicvalue.measures.result import LEVEL, Diagnostic
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]

SIGNIFICANCE = 1 - LEVEL
MOST_PLACEBOS = 12
FALSE_ALARMS = 0.25
"""Share of pretended dates with an effect above which the check is failed; the dates overlap and fail together."""
QUICK_SEASONS = 4
"""Seasons up to which the airline model is asked; with twelve it takes longer than its answer is worth."""
MOST_PERIODS = 400
"""Periods up to which other models are asked."""


def check_series(series: Interrupted, fit: LevelFit, change: Mixture) -> tuple[Diagnostic, ...]:
    """Return every check of an interrupted series, whose change at adoption has a distribution."""
    own = (independence_check(fit, series.season), placebo_check(series))
    return (*series.checks, *own, *opinions_check(series, change))


def independence_check(fit: LevelFit, season: int) -> Diagnostic:
    """Test that what is left of the series is not autocorrelated (Ljung and Box, 1978, Biometrika 65, 297-303)."""
    left = fit.innovations()
    n = len(left)
    lags = max(min(2 * season if season > 1 else 10, n // 5), 2)
    p = ljung_box(left, lags, fitted=1)
    found = Text("not visibly autocorrelated") if p >= SIGNIFICANCE else Text("still autocorrelated")
    text = Text(
        "What the model leaves of the series is {found} (Ljung-Box over {lags} lags, p = {p:.2g}).",
        found=found,
        lags=lags,
        p=p,
    )
    return Diagnostic(Text("Nothing left unexplained"), p >= SIGNIFICANCE, text)


def ljung_box(left: Numbers, lags: int, fitted: int) -> float:
    """Return the p-value of the Ljung-Box test.

    Parameters
    ----------
    left
        Residuals, shape (n,).
    lags
        Autocorrelations tested together, more than `fitted`.
    fitted
        Parameters of the autocorrelation that were fitted.
    """
    n, total = len(left), float(left @ left)
    correlations = np.array([left[lag:] @ left[:-lag] / total for lag in range(1, lags + 1)])
    statistic = n * (n + 2) * float((correlations**2 / (n - np.arange(1, lags + 1))).sum())
    return float(chdtrc(lags - fitted, statistic))


def placebo_check(series: Interrupted) -> Diagnostic:
    """Pretend that adoption came earlier, and look only at the time before it really came."""
    name = Text("No effect at dates before adoption")
    found = list(placebo_effects(series))
    if not found:
        text = Text(
            "Too few periods before adoption to pretend that it came earlier, so that nothing is known of chance."
        )
        return Diagnostic(name, False, text)
    seen = sum(low > 0 or high < 0 for low, high in found)
    text = Text(
        "With adoption pretended at {found} earlier dates, the interval leaves out no effect at {seen} of them.",
        found=len(found),
        seen=seen,
    )
    return Diagnostic(name, seen <= FALSE_ALARMS * len(found), text)


def placebo_effects(series: Interrupted) -> Iterator[tuple[float, float]]:
    """Yield the interval of the change at each pretended date, with as many periods after it as after the real one."""
    time = series.time[series.time < series.start]
    after = max(1, min(series.periods[1], len(time) // 3))
    needed = int((~series.changes).sum()) + LEAST_BEFORE
    places = np.arange(needed, len(time) - after + 1)
    if len(places) > MOST_PLACEBOS:
        places = np.unique(np.linspace(places[0], places[-1], MOST_PLACEBOS).astype(int))
    for place in places:
        pretended = series.before(int(time[place]))
        kept = slice(0, place + after)
        model = LevelModel(pretended.time[kept], pretended.design[kept])
        if tells_apart(model.design):
            yield model.fit(pretended.values[kept]).combine(pretended.contrast).interval(LEVEL)


def opinions_check(series: Interrupted, change: Mixture) -> Iterator[Diagnostic]:
    """Set what other models of the series say beside ours."""
    gaps = np.ptp(series.time) + 1 != len(series.time)
    if gaps or len(series.time) > MOST_PERIODS or series.changes.sum() > 1:
        return
    kept = [one.kind not in ("constant", "season") for one in series.regressors]
    regressors = series.design[:, kept]
    asked = [
        (Text("local level by the Kalman filter"), structural_opinion),
        (Text("autoregressive errors"), autoregressive_opinion),
    ]
    if series.season <= QUICK_SEASONS:
        asked.append((Text("ARIMA errors"), arima_opinion))
    found = {name: opinion(series.values, regressors, series.season) for name, opinion in asked}
    known = {name: one for name, one in found.items() if one is not None}
    if not known:
        return
    low, high = change.interval(LEVEL)
    agree = all(low <= effect <= high for effect, _ in known.values())
    each = tuple(
        Text("{name} {effect:.3g} (error {error:.2g})", name=name, effect=effect, error=error)
        for name, (effect, error) in known.items()
    )
    ours = Text("{estimate:.3g} [{low:.3g}, {high:.3g}]", estimate=change.estimate, low=low, high=high)
    scale = Text("in logarithms") if series.logarithm else Text("in the outcome's unit")
    place = Text("lie within our interval") if agree else Text("do not all lie within our interval")
    text = Text(
        "Other models of the same series {place} {ours}, {scale}: {each:parts}.",
        place=place,
        ours=ours,
        scale=scale,
        each=each,
    )
    yield Diagnostic(Text("Other models say the same"), agree, text)
