"""Every write to a business case: begun, files brought, reports kept, gates put on record; each with its entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django_scopes import scopes_disabled

from publicvalue.actions.before_go_live.business_cases import WORKBOOK, start_case
from publicvalue.actions.before_go_live.gate_records import BASELINE
from publicvalue.actions.before_go_live.gates import Decided
from publicvalue.actions.before_go_live.plans import PAST
from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.disk.unchanged import changed_problem
from publicvalue.files.stores.folder import FolderStore
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Hidden, Object, writing
from publicvalue.web.business_case.models import BusinessCase, CaseFile, CaseReport
from publicvalue.web.business_case.standing import FILE, STANDING, told_of
from publicvalue.web.jobs.actions import Wanted, ask
from publicvalue.web.jobs.models import BEFORE_USE, Job
from publicvalue.web.register.models import RecordedGate, System
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores import blobs
from publicvalue.web.stores.actions import erase_bytes
from publicvalue.web.stores.models import Blob
from publicvalue.web.stores.room import check_room
from publicvalue.words.language import Language
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind, Subject

FILES = (WORKBOOK, BASELINE, PAST)
"""Names of the files that are brought."""
CASE, PLAN, DELIVERY, GATE = "case", "plan", "delivery", "gate"
KINDS = (CASE, PLAN, DELIVERY, GATE)
"""What there are reports on."""


@dataclass(frozen=True)
class Report:
    """A report that was made.

    Parameters
    ----------
    kind, files
        Its kind, and its files by name.
    snapshot
        That of the case that it was made from.
    standing
        How far each gate is with it; empty where nobody knows.
    """

    kind: str
    files: Mapping[str, bytes]
    snapshot: str
    standing: bytes = b""


@dataclass(frozen=True)
class Gated:
    """A gate that is to be decided, and whether it is put on record."""

    gate: str
    record: bool = False


def of_case(case: BusinessCase) -> Object:
    """Return a business case as the audit trail names it."""
    agency = case.system.agency
    return Object(Kind.BUSINESS_CASE, case.system.slug, agency.country_id, agency.pk)


def case_of(system: System) -> BusinessCase | None:
    """Return the business case of a system; None where nobody has begun one."""
    return BusinessCase.objects.select_related("system__agency", "by").filter(system=system).first()


def files_of(case: BusinessCase) -> dict[str, CaseFile]:
    """Return the newest file of each name."""
    rows = CaseFile.objects.filter(case=case).select_related("blob", "by").order_by("pk")
    return {one.name: one for one in rows}


def snapshot_of(case: BusinessCase) -> str:
    """Return a hash of all that a report on a case is made from."""
    parts = [f"{name}:{one.blob_id}" for name, one in sorted(files_of(case).items())]
    record = hashlib.sha256(bytes(case.record or b"")).hexdigest()
    return hashlib.sha256("\n".join([*parts, record]).encode()).hexdigest()


def resting_on(case: BusinessCase) -> set[str]:
    """Return the hashes of the files that a gate on record was decided by: of each name the newest of that moment."""
    decided = CaseReport.objects.filter(case=case, kind__startswith=f"{GATE}-").values_list("made", flat=True)
    files = list(CaseFile.objects.filter(case=case).order_by("pk").values_list("name", "at", "blob"))
    return {blob for moment in set(decided) for blob in {name: one for name, at, one in files if at <= moment}.values()}


def superseded_of(case: BusinessCase) -> list[CaseFile]:
    """Return the files in whose place a newer one stands and that no gate on record rests on, the newest first.

    Those whose bytes were destroyed are left out, and those whose bytes stand elsewhere.
    """
    held = {one.blob_id for one in files_of(case).values()} | resting_on(case)
    with scopes_disabled():
        # Another case may have been begun by the same bytes.
        held |= set(CaseFile.objects.exclude(case=case).values_list("blob", flat=True))
    rows = CaseFile.objects.filter(case=case, blob__erased__isnull=True).exclude(blob__in=held)
    return list(rows.select_related("blob", "by"))


def is_own(user: User, case: BusinessCase) -> bool:
    """Tell whether somebody has brought any of its files: they put no gate of it on record."""
    return CaseFile.objects.filter(case=case, by=user).exists()


def begin(by: User, system: System, language: Language) -> BusinessCase:
    """Begin the business case of a system, with a blank workbook; the one that there is where somebody was faster."""
    check_may_at(by, Action.CREATE, Subject(Kind.BUSINESS_CASE), system.agency)
    with scratch_folder("case-") as folder:
        start_case(FolderStore(folder / "case"), system.name, language)
        blank = (folder / "case" / WORKBOOK).read_bytes()
    with writing(by) as audit:
        check_may_at(by, Action.CREATE, Subject(Kind.BUSINESS_CASE), system.agency)
        if there := case_of(system):
            audit.write_nothing()
            return there
        case = BusinessCase.objects.create(system=system, by=by)
        CaseFile.objects.create(case=case, name=WORKBOOK, blob=blobs.keep(blank), by=by)
        audit.record(Action.CREATE, of_case(case), after={"system": system.slug})
    return case


def bring(by: User, case: BusinessCase, name: str, pieces: Iterable[bytes]) -> None:
    """Bring a file to a case, in place of the one of its name; the earlier one is kept beside it.

    Raises
    ------
    InputError
        When a case has no such file, or the agency no room for it.
    """
    check_may_at(by, Action.CHANGE, Subject(Kind.BUSINESS_CASE), case.system.agency)
    if name not in FILES:
        what, do = Text("a business case has no file {name:quoted}", name=name), Text("bring one of those")
        raise InputError([Problem(Place(name), what, Text("one of: {names:list}", names=FILES), do)])
    content = b"".join(pieces)
    check_room(case.system.agency, name, hashlib.sha256(content).hexdigest(), len(content))
    with writing(by) as audit:
        check_may_at(by, Action.CHANGE, Subject(Kind.BUSINESS_CASE), case.system.agency)
        blob = blobs.keep(content)
        before = files_of(case).get(name)
        if before and before.blob_id == blob.sha256:
            audit.write_nothing()
            return
        CaseFile.objects.create(case=case, name=name, blob=blob, by=by)
        told = {"file": name, "sha256": Hidden(before.blob_id)} if before else {}
        audit.record(Action.CHANGE, of_case(case), told, {"file": name, "sha256": Hidden(blob.sha256)})


def erase_file(by: User, case: BusinessCase, key: int, why: str) -> None:
    """Destroy the bytes of a file that was written over, on order; its row, the hash and the entries stay.

    Raises
    ------
    InputError
        Without a reason, and where the case or a gate on record rests on it.
    """
    country = case.system.agency.country
    check_may_at(by, Action.ERASE, Subject(Kind.EVIDENCE), country)
    if not why.strip():
        what, do = Text("the reason is missing"), Text("write who ordered it, and why")
        raise InputError([Problem(Place(field="why"), what, Text("a reason"), do)])
    name = CaseFile.objects.filter(case=case, pk=key).values_list("name", flat=True).first() or ""
    erase_bytes(by, country, lambda: _free(case, key), {"case": case.system.slug, "file": name}, why)


def _free(case: BusinessCase, key: int) -> Blob:
    """Return the bytes of a file on which nothing rests; InputError where something does."""
    found = next((one.blob for one in superseded_of(case) if one.pk == key), None)
    if found is None:
        what, do = Text("the case, or a gate on record, rests on this file"), Text("leave it where it is")
        raise InputError([Problem(Place(), what, Text("a file in whose place a newer one stands"), do)])
    return found


def report(by: User, case: BusinessCase, kind: str, language: str, gated: Gated | None = None) -> Job:
    """Have a report made, or a gate decided, and put on record where that is wanted."""
    agency = case.system.agency
    check_may_at(by, Action.SEE, Subject(Kind.BUSINESS_CASE), agency)
    if gated and gated.record:
        check_may_at(by, Action.APPROVE, Subject(Kind.BUSINESS_CASE, own=is_own(by, case)), agency)
    asks = {"case": case.pk, "kind": kind, **(vars(gated) if gated else {})}
    wanted = Wanted(BEFORE_USE, case.system.name, asks, f"/before-go-live/{case.system.slug}/reports/{kind}/")
    return ask(by, agency, wanted, language)


def write_report(by: User, case: BusinessCase, made: Report, decided: Decided | None, record: bytes | None) -> None:
    """Keep a report in place of the former one of its kind; with a gate that is put on record, also that.

    Parameters
    ----------
    by, case, made
        Who asked, the case, and the report.
    decided
        The gate that is put on record; None where none is.
    record
        The record of gates after it.

    Raises
    ------
    EvidenceError
        When the case was changed while the report was made.
    """
    with writing(by) as audit:
        now = BusinessCase.objects.select_related("system__agency").get(pk=case.pk)
        if snapshot_of(now) != made.snapshot:
            raise EvidenceError([changed_problem(WORKBOOK)])
        if decided is not None:
            check_may_at(by, Action.APPROVE, Subject(Kind.BUSINESS_CASE, own=is_own(by, now)), now.system.agency)
            now.record = record
            now.save(update_fields=("record",))
            row = _recorded(now.system, decided)
            _keep(now, Report(f"{made.kind}-{row.number}", made.files, made.snapshot))
            told = {"gate": row.gate, "decision": row.decision, "number": row.number}
            audit.record(Action.APPROVE, of_case(now), after=told)
        _keep(now, Report(made.kind, made.files, snapshot_of(now)))
        if made.standing:
            _keep(now, Report(STANDING, {FILE: made.standing}, snapshot_of(now)))
        audit.record(Action.CREATE, of_case(now), after={"report": made.kind, "snapshot": Hidden(made.snapshot)})


def _keep(case: BusinessCase, made: Report) -> None:
    CaseReport.objects.filter(case=case, kind=made.kind).delete()
    CaseReport.objects.bulk_create(
        CaseReport(case=case, kind=made.kind, name=name, blob=blobs.keep(content), snapshot=made.snapshot)
        for name, content in made.files.items()
    )


def _recorded(system: System, decided: Decided) -> RecordedGate:
    passed = decided.record.gates[-1]
    with scopes_disabled():
        number = RecordedGate.objects.filter(system=system).count() + 1
    return RecordedGate.objects.create(
        system=system,
        number=number,
        gate=passed.gate,
        day=passed.day,
        decision=passed.decision,
        tier=passed.tier,
        framework=passed.framework,
        told=told_of(decided.decision),
    )


def keep_refusal(by: User, case: BusinessCase, record: bytes) -> None:
    """Keep on record that something that was frozen was changed, and refused; unless the record is another by now."""
    with writing(by) as audit:
        now = BusinessCase.objects.select_related("system__agency").get(pk=case.pk)
        if bytes(now.record or b"") != bytes(case.record or b""):
            # A gate that was decided meanwhile stays on it.
            audit.write_nothing()
            return
        now.record = record
        now.save(update_fields=("record",))
        audit.record(Action.CHANGE, of_case(now), after={"refused": hashlib.sha256(record).hexdigest()})
