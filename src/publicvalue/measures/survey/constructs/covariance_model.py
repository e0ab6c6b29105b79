"""The same constructs as common factors in a covariance-based structural equation model, for comparison.

Fitted by maximum likelihood with the library semopy, an optional extra that is imported only here. A path model by
partial least squares treats a construct as the weighted sum of its items, this one as a factor behind them; where both
tell the same story, the story does not hang on that choice.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from publicvalue.errors import method_error
from publicvalue.measures.survey.constructs.moments import Floats, keep_complete
from publicvalue.measures.survey.constructs.path_spec import Construct, Link, PathSpec
from publicvalue.words.text import Text


@dataclass(frozen=True)
class ParameterEstimate:
    """One parameter: its value, its standard error (NaN where it is fixed), and its standardised value."""

    value: float
    error: float
    standardised: float


@dataclass(frozen=True)
class CovarianceModel:
    """A fitted covariance-based model.

    Parameters
    ----------
    loadings
        (construct, item) -> estimate; the first item of a construct is fixed at 1.
    paths
        (from, to) -> estimate.
    covariances
        (construct, construct) -> estimate, in alphabetical order, for constructs without predecessors.
    chi_square, freedom
        Misfit and degrees of freedom.
    fit_index, tucker_lewis, error_of_approximation
        CFI, TLI, RMSEA.
    respondents
        Respondents with complete answers.
    """

    loadings: Mapping[tuple[str, str], ParameterEstimate]
    paths: Mapping[Link, ParameterEstimate]
    covariances: Mapping[tuple[str, str], ParameterEstimate]
    chi_square: float
    freedom: float
    fit_index: float
    tucker_lewis: float
    error_of_approximation: float
    respondents: int


def fit_covariance_model(constructs: tuple[Construct, ...], links: tuple[Link, ...], values: Floats) -> CovarianceModel:
    """Fit constructs as common factors.

    Parameters
    ----------
    constructs
        Constructs with two items or more, or one that stands for it.
    links
        Pairs (from, to); without any, the constructs are merely correlated (confirmatory factor analysis).
    values
        Answers, shape (respondents, items), in the constructs' order; respondents with gaps are left out.

    Raises
    ------
    MethodError
        When the extra `structural` is not installed, or the model cannot be fitted.
    """
    try:
        import pandas as pd  # noqa: PLC0415 - heavy, and only for who asks
        import semopy  # noqa: PLC0415
    except ImportError:
        do = "pip install 'publicvalue[structural]'"
        what = Text("the covariance-based model needs the library semopy")
        raise method_error(what, Text("the extra 'structural'"), do) from None
    # Names of its language, for any name that a question may have.
    items = [item for construct in constructs for item in construct.items]
    names = {item: f"x{place}" for place, item in enumerate(items)}
    factors = {construct.id: f"f{place}" for place, construct in enumerate(constructs)}
    lines = [f"{factors[c.id]} =~ " + " + ".join(names[item] for item in c.items) for c in constructs]
    lines += [f"{names[c.items[0]]} ~~ 0*{names[c.items[0]]}" for c in constructs if len(c.items) == 1]
    lines += [f"{factors[target]} ~ {factors[source]}" for source, target in links]
    complete = values[keep_complete(values)]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        model = semopy.Model("\n".join(lines))
        # Its default solver stops early.
        solved = model.fit(pd.DataFrame(complete, columns=list(names.values())), solver="BFGS")
        table = model.inspect(std_est=True)
        chi_square, freedom = semopy.stats.calc_chi2(model)[0], semopy.stats.calc_dof(model)
    if not solved.success or not np.isfinite(chi_square):
        raise method_error(
            Text("the covariance-based model does not come to rest"), Text("more respondents or fewer constructs")
        )
    back = {short: long for long, short in (*names.items(), *factors.items())}
    return _gather(table.to_dict("records"), back, complete, (float(chi_square), float(freedom)))


def _gather(
    rows: list[dict[str, object]], back: Mapping[str, str], values: Floats, misfit: tuple[float, float]
) -> CovarianceModel:
    found: dict[str, dict[tuple[str, str], ParameterEstimate]] = {"loadings": {}, "paths": {}, "covariances": {}}
    for row in rows:
        left, right, operation = str(row["lval"]), str(row["rval"]), row["op"]
        estimate = ParameterEstimate(*(_number(row[name]) for name in ("Estimate", "Std. Err", "Est. Std")))
        pair = (back[right], back[left])
        if operation == "~":
            found["loadings" if left.startswith("x") else "paths"][pair] = estimate
        elif left.startswith("f"):
            found["covariances"][min(pair), max(pair)] = estimate
    chi_square, freedom = misfit
    loose, looser = chi_square - freedom, _unrelated(values)
    return CovarianceModel(
        **found,
        chi_square=chi_square,
        freedom=freedom,
        fit_index=1 - max(loose, 0) / max(looser[0] - looser[1], loose, 1e-12),
        tucker_lewis=(looser[0] / looser[1] - chi_square / freedom) / (looser[0] / looser[1] - 1)
        if freedom
        else float("nan"),
        error_of_approximation=float(np.sqrt(max(loose, 0) / freedom / len(values))) if freedom else 0.0,
        respondents=len(values),
    )


def _unrelated(values: Floats) -> tuple[float, float]:
    """Return misfit and degrees of freedom of the model in which no items are related."""
    correlations = np.asarray(np.corrcoef(values, rowvar=False))
    items = values.shape[1]
    return float(-len(values) * np.linalg.slogdet(correlations)[1]), items * (items - 1) / 2


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else float("nan")


def compare_with_factors(spec: PathSpec, values: Floats) -> CovarianceModel:
    """Fit the constructs and links of a path model as a covariance-based model; see `fit_covariance_model`.

    Raises
    ------
    MethodError
        When the model has structural extras, or does not come to rest.
    """
    return fit_covariance_model(spec.constructs, spec.links, values)
