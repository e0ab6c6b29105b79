"""What changes assessments: their files, and what happens to them on the way to publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.stores.folder import BUNDLE, EVIDENCE
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Audit, Hidden, Object, account_key, forget_hash, hidden_hash, writing
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores import blobs
from publicvalue.web.stores.bundles import drop_bundles
from publicvalue.web.stores.content import Content, hashes_of, kept_blob, note_written_over, snapshot_of, write_files
from publicvalue.web.stores.forgetting import forget_read
from publicvalue.web.stores.handed_out import forget_told
from publicvalue.web.stores.models import Assessment, Blob, Happening, ResultFile, StoredFile, Version, WrittenOver
from publicvalue.web.stores.queries import standing_of, subject_of
from publicvalue.words.text import Text
from publicvalue.workflow import events as happened
from publicvalue.workflow.events import Event, Request, write_event
from publicvalue.workflow.standing import VersionStanding, follow
from publicvalue.workflow.states import Owner, State, owner_of
from publicvalue.workflow.subjects import Action, Kind, Subject

Make = Callable[[Version], Event]


def of_version(version: Version, kind: Kind = Kind.ASSESSMENT) -> Object:
    agency = version.assessment.agency
    return Object(kind, f"{agency.slug}/{version.assessment.slug}/{version.number}", agency.country_id, agency.pk)


def _told_hashes(hashes: Mapping[str, str]) -> dict[str, str | Hidden]:
    """Return the hashes of files as the audit trail holds them: those of evidence so that nobody can try answers."""
    return {name: Hidden(one) if name.startswith(f"{EVIDENCE}/") else one for name, one in hashes.items()}


def start(by: User, agency: Agency, slug: str, title: str, files: Mapping[str, Content]) -> Version:
    """Begin an assessment with its first files."""
    with writing(by) as audit:
        check_may_at(by, Action.CREATE, Subject(Kind.ASSESSMENT), agency)
        if Assessment.objects.filter(agency=agency, slug=slug).exists():
            what, do = Text("your agency has an assessment with this short name"), Text("choose another")
            raise InputError([Problem(Place(field="slug"), what, Text("a short name of its own"), do)])
        assessment = Assessment.objects.create(agency=agency, slug=slug, title=title)
        return _begin(by, audit, assessment, lambda version: write_files(version, files))


def _begin(
    by: User, audit: Audit, assessment: Assessment, fill: Callable[[Version], None], corrects: Version | None = None
) -> Version:
    number = Version.objects.filter(assessment=assessment).count() + 1
    version = Version.objects.create(assessment=assessment, number=number, by=by, corrects=corrects, snapshot="")
    fill(version)
    _append(
        version,
        VersionStanding(),
        happened.Started(timezone.now(), account_key(by), str(corrects.pk) if corrects else ""),
    )
    audit.record(
        Action.CREATE, of_version(version), after={"title": assessment.title, "files": _told_hashes(hashes_of(version))}
    )
    _changed(by, version)
    return version


def _append(version: Version, standing: VersionStanding, event: Event) -> VersionStanding:
    """Add an event that can happen, and write the state that follows; raises NotPermittedError."""
    after = follow(standing, event)
    number = Happening.objects.filter(version=version).count() + 1
    Happening.objects.create(version=version, number=number, stored=write_event(event))
    version.state, version.snapshot = str(after.state), after.snapshot
    version.save(update_fields=["state", "snapshot"])
    return after


def _changed(by: User | None, version: Version) -> VersionStanding:
    event = happened.Changed(timezone.now(), account_key(by), snapshot_of(hashes_of(version)))
    standing = standing_of(version)
    return standing if event.snapshot == standing.snapshot else _append(version, standing, event)


def change_files(
    by: User, version: Version, files: Mapping[str, Content], seen: Mapping[str, str] | None = None, why: str = ""
) -> Version:
    """Write several files, in place of those of the same names: all of them, or none.

    Parameters
    ----------
    by, version
        Who changes what.
    files
        Name -> content.
    seen
        Name -> hash of what the person had before them, empty where nothing was: where somebody else has changed it
        since, InputError is raised.
    why
        What is told in the audit trail.
    """
    with writing(by) as audit:
        now = _locked(version)
        standing = standing_of(now)
        check_may_at(by, Action.CHANGE, subject_of(now, standing, by, Kind.ANSWER), now.assessment.agency)
        before = hashes_of(now)
        _check_seen(before, seen or {})
        write_files(now, files)
        _changed(by, now)
        after = {name: sha256 for name, sha256 in hashes_of(now).items() if before.get(name) != sha256}
        told = {name: before[name] for name in after if name in before}
        audit.record(Action.CHANGE, of_version(now), {"files": _told_hashes(told)}, {"files": _told_hashes(after)}, why)
    return now


def _check_seen(now: Mapping[str, str], seen: Mapping[str, str]) -> None:
    changed = [name for name, sha256 in seen.items() if now.get(name, "") != sha256]
    if changed:
        what, do = Text("somebody else has changed this since you opened it"), Text("look at both, and choose")
        raise InputError(Problem(Place(name), what, Text("what you saw"), do) for name in changed)


def _locked(version: Version) -> Version:
    """Return a version as it is now; writers take turns, so nobody changes it until the end."""
    return Version.objects.select_related("assessment__agency", "by").get(pk=version.pk)


def _happen(by: User, version: Version, action: Action, make: Make, kind: Kind = Kind.ASSESSMENT) -> Version:
    """Let something happen to a version: permitted, possible, kept, and recorded."""
    with writing(by) as audit:
        now = _locked(version)
        standing, before = standing_of(now), now.state
        subject = subject_of(now, standing, by, kind)
        # Whoever answers apart answers for themselves.
        subject = replace(subject, own=True) if kind is Kind.OPINION else subject
        check_may_at(by, action, subject, now.assessment.agency)
        event = make(now)
        after = _append(now, standing, event)
        told = {"state": now.state, "snapshot": Hidden(now.snapshot), "event": type(event).__name__}
        audit.record(action, of_version(now, kind), {"state": before}, told)
        if isinstance(event, happened.Published) and after.corrects:
            _replace(audit, int(after.corrects), now)
    return now


def _replace(audit: Audit, key: int, replacement: Version) -> None:
    """Let a correction take the place of the version that it corrects."""
    former = Version.objects.select_related("assessment__agency").get(pk=key)
    event = happened.Corrected(timezone.now(), audit.who, str(replacement.pk))
    _append(former, standing_of(former), event)
    audit.record(Action.CORRECT, of_version(former), after={"state": former.state})


def finish_apart(by: User, version: Version) -> Version:
    """Note that somebody has finished answers of their own: they are an author of what comes of them."""

    def make(_: Version) -> Event:
        return happened.AnsweredApart(timezone.now(), account_key(by))

    return _happen(by, version, Action.FINISH, make, Kind.OPINION)


def submit(by: User, version: Version, snapshot: str) -> Version:
    """Hand a version over for review, as it was seen."""
    return _happen(by, version, Action.SUBMIT, lambda _: happened.Submitted(timezone.now(), account_key(by), snapshot))


def take_back(by: User, version: Version) -> Version:
    """Take a version back from review."""
    return _happen(by, version, Action.TAKE_BACK, lambda _: happened.TakenBack(timezone.now(), account_key(by)))


def request_changes(by: User, version: Version, requests: Iterable[Request]) -> Version:
    """Ask for changes, each with its section and a reason."""
    asked = tuple(requests)
    if not asked or not all(one.reason.strip() for one in asked):
        what, do = Text("a change is asked for without its reason"), Text("write what is to be changed, and why")
        raise InputError([Problem(Place(field="reason"), what, Text("a section and a reason"), do)])
    return _happen(
        by,
        version,
        Action.REQUEST_CHANGES,
        lambda _: happened.ChangesRequested(timezone.now(), account_key(by), asked),
    )


def approve(by: User, version: Version, snapshot: str) -> Version:
    """Approve exactly what was seen; nobody approves their own."""
    return _happen(by, version, Action.APPROVE, lambda _: happened.Approved(timezone.now(), account_key(by), snapshot))


def publish(by: User, version: Version, snapshot: str) -> Version:
    """Publish what was approved, as the next numbered publication; what it corrects is replaced."""

    def make(now: Version) -> Event:
        published = Version.objects.filter(assessment=now.assessment, state__in=("published", "corrected", "withdrawn"))
        return happened.Published(timezone.now(), account_key(by), snapshot, published.count() + 1)

    return _happen(by, version, Action.PUBLISH, make)


def withdraw(by: User, version: Version, reason: str) -> Version:
    """Take a publication back; the reason stays in its place."""
    if not reason.strip():
        what, do = Text("a publication is withdrawn without its reason"), Text("write why: everybody will read it")
        raise InputError([Problem(Place(field="reason"), what, Text("a reason"), do)])
    return _happen(by, version, Action.WITHDRAW, lambda _: happened.Withdrawn(timezone.now(), account_key(by), reason))


def correct(by: User, version: Version) -> Version:
    """Begin a correction: a further version with the same files."""
    with writing(by) as audit:
        former = _locked(version)
        standing = standing_of(former)
        check_may_at(by, Action.CORRECT, subject_of(former, standing, by), former.assessment.agency)
        newer = Version.objects.filter(assessment=former.assessment, number__gt=former.number)
        if newer.exists():
            what, do = Text("a correction has begun already"), Text("go on with it")
            raise InputError([Problem(Place(), what, Text("a version without a correction"), do)])
        return _begin(by, audit, former.assessment, lambda made: _copy_files(former, made), former)


def _copy_files(former: Version, made: Version) -> None:
    # What was destroyed on order is not there to be worked with.
    files = StoredFile.objects.filter(version=former).exclude(blob__erased__isnull=False)
    StoredFile.objects.bulk_create(
        StoredFile(
            version=made,
            name=one.name,
            sha256=one.sha256,
            size=one.size,
            content=one.content,
            blob_id=one.blob_id,
            hash_key=one.hash_key,
        )
        for one in files
    )


def erase_evidence(by: User, version: Version, name: str, why: str, sha256: str = "") -> Version:
    """Destroy the bytes of a piece of evidence, on order, wherever they are used; hash and entries stay.

    Work that is not published loses the file, and an approval that rested on it lapses; every bundle that was computed
    from it goes. What was published from it stays as it is, until whoever may withdraws it.

    Parameters
    ----------
    by, version, name, why
        Who destroys which file of which version, and who ordered it.
    sha256
        Which of the bytes that were written over under this name; empty for those that stand there now.
    """
    with writing(by) as audit:
        now = _locked(version)
        standing = standing_of(now)
        check_may_at(by, Action.ERASE, subject_of(now, standing, by, Kind.EVIDENCE), now.assessment.agency)
        blob = _blob_of(now, name, sha256)
        if blob is None:
            what, do = Text("there is no evidence of this name"), Text("choose a file of this version")
            raise InputError([Problem(Place(name), what, Text("a piece of evidence"), do)])
        blobs.erase(blob)
        on = replace(of_version(now, Kind.EVIDENCE), key=hidden_hash(blob.sha256))
        audit.record(Action.ERASE, on, {"name": name}, why=why)
        with scopes_disabled():
            _drop(by, audit, blob.sha256)
    return now


def erase_bytes(by: User, country: Country, find: Callable[[], Blob], told: Mapping[str, object], why: str) -> None:
    """Destroy bytes that a country brought, on order, wherever they are used; hash and entries stay.

    Parameters
    ----------
    by, country
        Who destroys something of which country.
    find
        Returns the bytes, and raises what keeps them from being destroyed; asked once it is one's turn, so that what it
        says still holds when they are.
    told, why
        What the audit trail tells of it beside the hidden hash, and who ordered it.

    Raises
    ------
    InputError
        Where they were destroyed already.
    """
    with writing(by) as audit:
        check_may_at(by, Action.ERASE, Subject(Kind.EVIDENCE), country)
        now = Blob.objects.get(pk=find().pk)
        if now.erased:
            what, do = Text("these bytes were destroyed already"), Text("nothing is left to do")
            raise InputError([Problem(Place(), what, Text("bytes that are there"), do)])
        blobs.erase(now)
        on = Object(Kind.EVIDENCE, hidden_hash(now.sha256), country.pk)
        audit.record(Action.ERASE, on, told, why=why)
        with scopes_disabled():
            _drop(by, audit, now.sha256)


def _blob_of(version: Version, name: str, sha256: str) -> Blob | None:
    """Return the bytes that stand under a name in a version, or certain ones that stood there before."""
    named: dict[str, object] = {"version": version, "name": name, "blob__isnull": False}
    row: StoredFile | WrittenOver | None = StoredFile.objects.select_related("blob").filter(**named).first()
    if sha256:
        row = WrittenOver.objects.select_related("blob").filter(**named, blob=sha256).first()
    return row.blob if row else None


def kept_bytes() -> set[str]:
    """Return the hashes of all bytes that are kept or were."""
    return set(Blob.objects.values_list("pk", flat=True))


def erase_again(hashes: Iterable[str]) -> int:
    """Destroy what had been destroyed on order and came back with a backup; returns how many bytes there were."""
    number = 0
    for blob in Blob.objects.filter(pk__in=list(hashes), erased__isnull=True):
        with writing(None) as audit:
            blobs.erase(blob)
            audit.record(
                Action.ERASE, Object(Kind.EVIDENCE, hidden_hash(blob.sha256)), why="destroyed before the restore"
            )
            with scopes_disabled():
                _drop(None, audit, blob.sha256)
        number += 1
    return number


def _drop(by: User | None, audit: Audit, sha256: str) -> None:
    """Take a file out of every version that is still worked on, and what is known of its people out of all."""
    forget_told(sha256)
    forget_read(sha256)
    drop_bundles(sha256)
    WrittenOver.objects.filter(blob=sha256).delete()
    working = [state.value for state in State if owner_of(state) is not Owner.NOBODY]
    for file in StoredFile.objects.filter(blob=sha256, version__state__in=working):
        version = _locked(file.version)
        file.delete()
        _changed(by, version)
        gone = {"files": _told_hashes({file.name: sha256})}
        audit.record(Action.CHANGE, of_version(version), gone, {"files": {}})
    # A hash under a key that nobody has says nothing of bytes that nobody has.
    StoredFile.objects.filter(blob=sha256).update(hash_key=None)
    forget_hash(sha256)


def write_results(by: User | None, version: Version, kind: str, files: Mapping[str, Content], snapshot: str) -> None:
    """Keep the results that were computed from a version, in place of former ones of their kind."""
    with writing(by) as audit:
        now = _locked(version)
        former = ResultFile.objects.filter(version=now, kind=kind, name=BUNDLE).select_related("blob").first()
        ResultFile.objects.filter(version=now, kind=kind).delete()
        kept = [(name, kept_blob(content)) for name, content in files.items()]
        if former and (BUNDLE, former.blob) not in kept:
            note_written_over(now, BUNDLE, former.blob)
        ResultFile.objects.bulk_create(
            ResultFile(version=now, kind=kind, name=name, blob=blob, snapshot=snapshot) for name, blob in kept
        )
        after = {"snapshot": Hidden(snapshot), "files": {name: blob.sha256 for name, blob in kept}}
        audit.record(Action.CREATE, replace(of_version(now), key=f"{of_version(now).key}/{kind}"), after=after)
