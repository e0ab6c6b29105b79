"""Makes reports on business cases beside the server: by the same actions as the command line, in every language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from publicvalue.actions.before_go_live.business_cases import WORKBOOK, case_report, value_workbook, write_case
from publicvalue.actions.before_go_live.deliveries import compare_deliveries, delivery_report, write_deliveries
from publicvalue.actions.before_go_live.gate_records import RECORD, checked_record
from publicvalue.actions.before_go_live.gate_reports import gate_report, write_gate
from publicvalue.actions.before_go_live.gates import Decided, decide_gate, record_decision
from publicvalue.actions.before_go_live.plans import make_plan, plan_report, write_plan
from publicvalue.errors import Problem, PublicValueError
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.stores.results_folder import ResultsFolder
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.html import render_body
from publicvalue.web.business_case import actions
from publicvalue.web.business_case.actions import CASE, DELIVERY, GATE, PLAN, Report, files_of, snapshot_of
from publicvalue.web.business_case.models import BusinessCase
from publicvalue.web.business_case.standing import standing_of
from publicvalue.web.jobs.models import Job
from publicvalue.web.jobs.watch import Watch
from publicvalue.web.stores import blobs
from publicvalue.words.language import Language
from publicvalue.words.languages import LANGUAGES, language_of
from publicvalue.words.text import Text

BODY = "body.html"
"""The report as a part of a page of this application."""
RUNS = 1_000
"""Roll-outs that are simulated for a plan."""


@dataclass(frozen=True)
class Held(ResultsFolder):
    """Where an action writes its report: held until all of it is made."""

    files: dict[str, bytes] = field(default_factory=dict)

    def check(self, kind: str) -> None:
        """Do nothing: nothing is there."""

    def write(self, kind: str, files: Mapping[str, bytes]) -> None:
        """Hold the files: there is one report of one kind."""
        del kind
        self.files.update(files)


@dataclass(frozen=True)
class Asked:
    """What was asked for, over the folder in which the case lies; `share` is told how many percent are done.

    `standing` says whether it is found, too, how far each gate is: it takes longer than most reports.
    """

    folder: Path
    today: dt.date
    gate: str = ""
    record: bool = False
    share: Callable[[float], None] = lambda _: None
    standing: bool = True


Made = tuple[Document, Callable[[Held, Language], None], Decided | None]
"""The report, what writes its files, and the gate that is put on record; None where none is."""


def _case(asked: Asked) -> Made:
    checked_record(asked.folder, asked.today)
    valued = value_workbook(asked.folder / WORKBOOK, DEFAULT_LIMITS)
    return case_report(valued), lambda held, language: write_case(valued, held, language), None


def _plan(asked: Asked) -> Made:
    found = make_plan(asked.folder, DEFAULT_LIMITS, asked.today, RUNS, lambda share: asked.share(100 * share))
    return plan_report(found), lambda held, language: write_plan(found, held, language), None


def _delivery(asked: Asked) -> Made:
    found = compare_deliveries([asked.folder], None, DEFAULT_LIMITS, asked.today)
    return delivery_report(found), lambda held, language: write_deliveries(found, held, language), None


def _gate(asked: Asked) -> Made:
    decided = decide_gate(asked.folder, asked.gate, DEFAULT_LIMITS, asked.today)
    if asked.record:
        decided = record_decision(asked.folder, decided, asked.today)
    recorded = decided if asked.record else None
    return gate_report(decided), lambda held, language: write_gate(decided, held, language), recorded


MAKERS: Mapping[str, tuple[Text, Callable[[Asked], Made]]] = {
    CASE: (Text("valuing the business case"), _case),
    PLAN: (Text("simulating the roll-out"), _plan),
    DELIVERY: (Text("setting what came beside what was promised"), _delivery),
    GATE: (Text("deciding at the gate"), _gate),
}


def report_in_job(job: Job, watch: Watch) -> None:
    """Make the report that a job was asked for, and keep it together with the job's end."""
    case = BusinessCase.objects.select_related("system__agency").get(pk=job.wanted["case"])
    kind, snapshot = job.wanted["kind"], snapshot_of(case)
    watch.step(MAKERS[kind][0])
    with laid_out(case) as folder, _refusals_kept(job, case, folder):
        gate, record = str(job.wanted.get("gate", "")), bool(job.wanted.get("record"))
        asked = Asked(folder, timezone.localdate(), gate, record, watch.share)
        made = make_report(kind, asked, snapshot)
        with transaction.atomic():
            actions.write_report(job.by, case, *made)
            watch.finish()


def make_report(kind: str, asked: Asked, snapshot: str) -> tuple[Report, Decided | None, bytes | None]:
    """Return a report in every language; with a gate that goes on record, also that, and the record after it."""
    document, write, recorded = MAKERS[kind][1](asked)
    files = _in_every_language(document, write)
    report = Report(kind, files, snapshot, standing_of(asked.folder, asked.today) if asked.standing else b"")
    return report, recorded, (asked.folder / RECORD).read_bytes() if recorded else None


def _in_every_language(document: Document, write: Callable[[Held, Language], None]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for code in LANGUAGES:
        held, language = Held(Path("report")), language_of(code)
        write(held, language)
        held.files[BODY] = render_body(document, language).encode()
        files |= {f"{code}/{name}": content for name, content in held.files.items()}
    return files


@contextmanager
def laid_out(case: BusinessCase) -> Iterator[Path]:
    """Lay a case out as the folder that the actions work on."""
    with scratch_folder("case-") as folder:
        for name, one in files_of(case).items():
            blobs.lay(one.blob, name, folder / name)
        if case.record:
            (folder / RECORD).write_bytes(bytes(case.record))
        yield folder


@contextmanager
def _refusals_kept(job: Job, case: BusinessCase, folder: Path) -> Iterator[None]:
    """Keep on record what an action refused, and let its problems name files by their names alone."""
    try:
        yield
    except PublicValueError as error:
        if refused := _refused(case, folder):
            actions.keep_refusal(job.by, case, refused)
        raise type(error)([_named(one, folder) for one in error.problems]) from error


def _refused(case: BusinessCase, folder: Path) -> bytes:
    """Return the record where it tells of more that was refused than before, and of the same gates; else nothing."""
    if not case.record:
        return b""
    before, content = json.loads(bytes(case.record)), (folder / RECORD).read_bytes()
    now = json.loads(content)
    return content if now != before and now["gates"] == before["gates"] else b""


def _named(problem: Problem, folder: Path) -> Problem:
    place = problem.place
    return replace(problem, place=replace(place, file=place.file.removeprefix(f"{folder}/")))
