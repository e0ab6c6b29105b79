"""Write all that an assessment produces into one folder, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from publicvalue.actions.collecting import Loaded
from publicvalue.actions.publishing.bundles import bundle_bytes
from publicvalue.actions.store import Results
from publicvalue.reports.system.every_table import every_table
from publicvalue.reports.system.evidence.question_texts import asking
from publicvalue.reports.system.html import render_html
from publicvalue.reports.table import csv_text
from publicvalue.results.codec import write_result
from publicvalue.results.manifest import RESULTS, Rendered, hash_bytes
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH, Language

if TYPE_CHECKING:
    from publicvalue.reports.country.context import CountryContext

REPORT = "report"
"""What the folder is called in its mark."""


def write_report(
    loaded: Loaded,
    result: AssessmentResult,
    results: Results,
    context: CountryContext | None = None,
    language: Language = ENGLISH,
) -> str:
    """Write the report, the results, the tables and the bundle; a former report in the same place is replaced.

    Returns the hash of the results, by which the report is known.

    The country's readiness, where it is given, stands in the report alone: results and bundle do not depend on it.

    Raises
    ------
    InputError
        When something else than a former report is there: nothing else is ever replaced.
    """
    files = dict(rendered_files(result, context, language))
    hashes = {name: hash_bytes(content) for name, content in files.items()}
    files[RESULTS] = stored = write_result(result)
    beside = loaded.earlier.withheld if loaded.earlier else frozenset()
    rendered = Rendered(hashes, context is not None, language.code, beside)
    files["bundle.zip"] = bundle_bytes(loaded, result, rendered, stored)
    results.write(REPORT, files)
    return hash_bytes(stored)


def write_report_again(
    result: AssessmentResult, results: Results, language: Language = ENGLISH, *, annexes_on_paper: bool = False
) -> None:
    """Write report, tables and results of a result that was stored; raises InputError as `write_report`."""
    files = dict(rendered_files(result, language=language))
    if annexes_on_paper:
        files["report.html"] = render_html(result, None, language, annexes_on_paper=True).encode()
    results.write(REPORT, {**files, RESULTS: write_result(result)})


def rendered_files(
    result: AssessmentResult, context: CountryContext | None = None, language: Language = ENGLISH
) -> Mapping[str, bytes]:
    """Return the report and the tables of a result in a language: path -> content."""
    asked = asking(language, result.framework.instruments)
    tables = {
        f"tables/{name}.csv": csv_text(table, asked).encode("utf-8-sig") for name, table in every_table(result).items()
    }
    return {"report.html": render_html(result, context, language).encode(), **tables}
