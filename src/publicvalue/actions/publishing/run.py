"""Run an assessment and write all that it produces: the whole of the `assess` command."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from publicvalue.actions.assessments import load_assessment
from publicvalue.actions.collecting import collect_evidence, open_engines
from publicvalue.actions.publishing.given_away import GivenAway, find_published
from publicvalue.actions.publishing.handed_out import BesideEarlier, stand_beside
from publicvalue.actions.publishing.report_files import REPORT, write_report
from publicvalue.actions.store import Results, Store
from publicvalue.actions.work import PLAIN, Work
from publicvalue.assess import assess
from publicvalue.files.translations import speak_framework
from publicvalue.measures.privacy.ledger import Earlier, entries_under_key
from publicvalue.results.handed_out import Run
from publicvalue.results.model import AssessmentResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from publicvalue.reports.country.context import CountryContext


@dataclass(frozen=True)
class Written:
    """The result of an assessment that was written.

    Parameters
    ----------
    result
        What was found.
    published
        What its bundle gives away of the evidence.
    beside
        How its numbers of people stand beside those that were handed out before.
    """

    result: AssessmentResult
    published: GivenAway
    beside: BesideEarlier = field(default_factory=BesideEarlier)


def publish_assessment(
    store: Store,
    results: Results,
    work: Work = PLAIN,
    context_of: Callable[[str], CountryContext] | None = None,
    day: str = "",
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
    day
        Today, for the ledger of what is handed out.

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
        assessed = assess(framework, loaded.assessment, collected, "full", work.progress)
    loaded = replace(loaded, earlier=Earlier(withheld=assessed.beside_earlier))
    language = speak_framework(work.language, loaded.framework_files)
    (entries,) = entries_under_key([assessed.ledger], collected.earlier.key)
    run = Run(write_report(loaded, assessed.result, results, context, language), day, tuple(entries))
    beside = BesideEarlier()
    before = store.keep_run(run, collected.earlier.key)
    if run.entries or assessed.beside_earlier:
        beside = stand_beside(before, run, assessed.beside_earlier)
    return Written(assessed.result, published, beside)
