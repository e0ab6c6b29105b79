"""What stands in one folder: a business case, and the assessment of the same system, each shown beside the other."""

from __future__ import annotations

from pathlib import Path

from publicvalue.actions.before_go_live.business_cases import WORKBOOK, ValuedCase, value_workbook
from publicvalue.files.results_file import REPORT, find_results
from publicvalue.files.untrusted.guards import Limits
from publicvalue.results.manifest import RESULTS
from publicvalue.results.model import AssessmentResult


def case_beside(folder: Path, limits: Limits) -> ValuedCase | None:
    """Return the business case in an assessment's folder; None where there is none.

    Raises
    ------
    InputError, EvidenceError
        As `value_workbook`.
    """
    path = folder / WORKBOOK
    return value_workbook(path, limits) if path.is_file() else None


def results_beside(folder: Path) -> AssessmentResult | None:
    """Return the last results of the assessment in a business case's folder; None where it was not computed there.

    Raises
    ------
    InputError
        When the results cannot be read.
    """
    places = (folder / RESULTS, folder / REPORT / RESULTS)
    return find_results(folder) if any(place.is_file() for place in places) else None
