"""The covariance-based model beside the path model, when it is asked for."""

from __future__ import annotations

from publicvalue.errors import MethodError
from publicvalue.measures.survey.constructs.covariance_model import compare_with_factors
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.measures.survey.constructs.path_spec import PathSpec
from publicvalue.measures.survey.people.path_result import FactorComparison, FactorPath
from publicvalue.words.text import Text


def compare_models(spec: PathSpec, values: Floats) -> FactorComparison:
    """Fit the same constructs and links as common factors; the reason where that cannot be done.

    Parameters
    ----------
    spec
        Constructs and links.
    values
        Answers, shape (respondents, items). Survey weights do not count here.
    """
    if any(construct.mode == "B" for construct in spec.constructs):
        return FactorComparison(reason=Text("A construct that its items make up is no common factor."))
    try:
        found = compare_with_factors(spec, values)
    except MethodError as error:
        problem = error.problems[0]
        return FactorComparison(
            reason=Text("{what}: {repair}.", what=problem.what, repair=problem.do or problem.expected)
        )
    return FactorComparison(
        paths=tuple(
            FactorPath(source, target, one.standardised, one.value, one.error)
            for (source, target), one in found.paths.items()
        ),
        chi_square=found.chi_square,
        freedom=found.freedom,
        fit_index=found.fit_index,
        tucker_lewis=found.tucker_lewis,
        error_of_approximation=found.error_of_approximation,
    )
