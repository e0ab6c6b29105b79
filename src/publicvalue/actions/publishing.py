"""Run an assessment and write all that it produces: the whole of the `assess` command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publicvalue.actions.assessments import load_assessment
from publicvalue.actions.collecting import collect_evidence, open_engines
from publicvalue.actions.published import Published, find_published
from publicvalue.actions.report_files import REPORT, write_report
from publicvalue.actions.store import Results, Store
from publicvalue.actions.work import PLAIN, Work
from publicvalue.assess import assess
from publicvalue.files.translations import speak_framework
from publicvalue.results.model import AssessmentResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from publicvalue.reports.country.context import CountryContext


@dataclass(frozen=True)
class Written:
    """The result of an assessment that was written, and what its bundle gives away of the evidence."""

    result: AssessmentResult
    published: Published


def publish_assessment(
    store: Store,
    results: Results,
    work: Work = PLAIN,
    context_of: Callable[[str], CountryContext] | None = None,
) -> Written:
    """Run an assessment, and write report, results, tables and bundle.

    Parameters
    ----------
    store
        What keeps the assessment.
    results
        Where they go.
    work
        What it may take, and who is told how far it is.
    context_of
        Gives the readiness of a country by its code, to be shown in the report.

    Raises
    ------
    InputError, EvidenceError
        With every problem of the assessment, or of the place for its results; nothing is written then.
    """
    loaded = load_assessment(store, work)
    results.check(REPORT)
    context = context_of(loaded.assessment.system.country) if context_of else None
    with open_engines(loaded, work) as engine:
        collected = collect_evidence(engine, loaded, work.limits)
        published = find_published(engine, loaded.assessment)
        framework = loaded.framework_files.framework
        result = assess(framework, loaded.assessment, collected, "full", work.progress).result
    write_report(loaded, result, results, context, speak_framework(work.language, loaded.framework_files))
    return Written(result, published)
