from __future__ import annotations

import warnings

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.effect.designs import Design, guarded
from publicvalue.measures.result import NotApplicable, Result


def _raise(error: Exception) -> Result:
    raise error


@pytest.mark.parametrize(
    "error", [np.linalg.LinAlgError("Singular matrix"), FloatingPointError("overflow"), ZeroDivisionError("division")]
)
def test_a_failure_of_arithmetic_becomes_a_reason(error: Exception) -> None:
    measure = guarded(lambda evidence, told: _raise(error))  # noqa: ARG005 - the signature of a measure
    result = measure(table_of(value=[1.0]), context())
    assert isinstance(result, NotApplicable)
    assert str(error) not in result.reason
    assert "constant or nearly so" in result.reason


def test_no_warning_of_a_library_comes_through_any_design(recwarn: pytest.WarningsRecorder) -> None:
    def warns(evidence: EvidenceTable, told: Context) -> Result:  # noqa: ARG001 - the signature of a measure
        warnings.warn("RankWarning: Polyfit may be poorly conditioned", stacklevel=1)
        return NotApplicable(str(np.array([1.0]) / np.array([0.0])))

    result = Design("id", "title", "reason", 3, lambda evidence, told: None, warns).measure(  # noqa: ARG005
        table_of(value=[1.0]), context()
    )
    assert result == NotApplicable("[inf]")
    assert not list(recwarn)


def test_a_mistake_of_ours_is_not_hidden() -> None:
    measure = guarded(lambda evidence, told: _raise(KeyError("a name")))  # noqa: ARG005
    with pytest.raises(KeyError):
        measure(table_of(value=[1.0]), context())
