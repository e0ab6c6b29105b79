"""The ledger of an agency in the database: whom the numbers of what was published rest on; it leaves with nothing."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import F, Q
from django_scopes import scopes_disabled

from publicvalue.actions.publishing.handed_out import find_conflicts
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.stores.hash_keys import new_key
from publicvalue.files.stores.ledgers import parse_ledger, written_ledger
from publicvalue.measures.privacy.ledger import Earlier
from publicvalue.results.handed_out import Ledger, Run
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Hidden, Object, writing
from publicvalue.web.stores.models import LedgerKey, StoredFile, ToldRun, Version, WrittenOver
from publicvalue.words.text import Text
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind

OUTSIDE = (State.PUBLISHED, State.CORRECTED, State.WITHDRAWN)
"""States of what somebody outside may have."""


def ledger_of(version: Version) -> Ledger:
    """Return the ledger that a version is held against: what the agency published, of this assessment and of others."""
    agency = version.assessment.agency
    with scopes_disabled():
        key = LedgerKey.objects.filter(agency=agency).first()
        outside = [str(state.value) for state in OUTSIDE]
        rows = ToldRun.objects.filter(version__assessment__agency=agency, version__state__in=outside)
        others = list(rows.exclude(version=version).select_related("version").order_by("pk"))
    runs = [_run(bytes(one.content), str(one.pk)) for one in others if one.content is not None]
    # Whom they told of was destroyed with their evidence.
    own = (one for one in others if one.version.assessment_id == version.assessment_id)
    return Ledger(
        bytes(key.key) if key else new_key(),
        tuple(replace(one, is_handed_out=True) for one in runs),
        is_late=any(one.content is None for one in own),
    )


def earlier_of(version: Version) -> Earlier:
    """Return what a version is held against."""
    return ledger_of(version).earlier()


def keep_told(by: User | None, version: Version, snapshot: str, run: Run, key: bytes) -> None:
    """Keep whom the numbers of a version rest on, in place of what was kept of it before.

    Raises
    ------
    InputError
        When the first ledger of the agency was begun elsewhere meanwhile.
    """
    agency = version.assessment.agency
    with writing(by) as audit:
        kept, _ = LedgerKey.objects.get_or_create(agency=agency, defaults={"key": key})
        if bytes(kept.key) != key:
            what, do = Text("the ledger was exchanged while the assessment ran"), Text("have it computed again")
            raise InputError([Problem(Place(str(version)), what, Text("the ledger as it was"), do)])
        # Whom it tells of goes with evidence that was destroyed, or changed, while the numbers were found.
        content = written_ledger(Ledger(key, (run,))) if _is_as_read(version, snapshot) else None
        ToldRun.objects.update_or_create(version=version, defaults={"snapshot": snapshot, "content": content})
        name = f"{agency.slug}/{version.assessment.slug}/{version.number}/ledger"
        on = Object(Kind.ASSESSMENT, name, agency.country_id, agency.pk)
        audit.record(Action.CREATE, on, after={"snapshot": Hidden(snapshot), "numbers": len(run.entries)})


def is_told(version: Version, snapshot: str) -> bool:
    """Return whether it is known whom the numbers of a version rest on: it was computed here, and nothing destroyed."""
    return ToldRun.objects.filter(version=version, snapshot=snapshot, content__isnull=False).exists()


def _is_as_read(version: Version, snapshot: str) -> bool:
    now = Version.objects.values_list("snapshot", flat=True).get(pk=version.pk)
    gone = StoredFile.objects.filter(version=version, blob__erased__isnull=False)
    return now == snapshot and not gone.exists()


def check_told(version: Version, snapshot: str) -> None:
    """Raise InputError where a version must not be published beside what the agency published before."""
    row = ToldRun.objects.filter(version=version, snapshot=snapshot).first()
    if row is None or row.content is None:
        what = Text("nobody knows of whom the numbers of these results tell")
        expected = Text("results that were computed here, by this version of the program")
        raise InputError([Problem(Place(), what, expected, Text("have it computed, and publish then"))])
    run, ledger = _run(bytes(row.content), "own"), ledger_of(version)
    if titles := find_conflicts(run, ledger.handed_out):
        what = Text(
            "a few people could be told from these numbers together with published ones: {titles:list}", titles=titles
        )
        expected = Text("numbers that are held against all that was published before them")
        raise InputError([Problem(Place(), what, expected, Text("have it computed again: they are then not given"))])


def forget_told(sha256: str) -> None:
    """Destroy what is known of people in evidence that is destroyed, wherever its numbers were told."""
    with scopes_disabled():
        holding = StoredFile.objects.filter(blob=sha256).values("version")
        held = WrittenOver.objects.filter(blob=sha256).values("version")
        # What was computed since other bytes stand there tells of their people.
        before = ToldRun.objects.filter(version__in=held).exclude(snapshot=F("version__snapshot"))
        ToldRun.objects.filter(Q(version__in=holding) | Q(pk__in=before.values("pk"))).update(content=None)


def _run(content: bytes, name: str) -> Run:
    (run,) = parse_ledger(content, "ledger").runs
    # The files of several ledgers are told apart by their names.
    sources = {id(one.source): replace(one.source, name=f"{name} {one.source.name}") for one in run.entries}
    return replace(run, entries=tuple(replace(one, source=sources[id(one.source)]) for one in run.entries))
