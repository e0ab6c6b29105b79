"""Assessments in the database: who may change them when, what follows from it, and how they come in and leave."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from django_scopes import ScopeError, scope, scopes_disabled

from publicvalue.actions.assessments import check_assessment, load_assessment
from publicvalue.actions.publishing.run import publish_assessment
from publicvalue.errors import EvidenceError, InputError, NotPermittedError
from publicvalue.files.stores.bundle import open_bundle
from publicvalue.files.stores.folder import FolderStore
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.queries import history_of
from publicvalue.web.audit.verification import head, verify_trail
from publicvalue.web.audit.writing import hidden_hash
from publicvalue.web.spaces.models import Agency, Membership
from publicvalue.web.stores import actions
from publicvalue.web.stores.blobs import finish_erasures, keep_pieces, mend_blobs, path_of
from publicvalue.web.stores.content import hashes_of
from publicvalue.web.stores.models import Blob, ResultFile, StoredFile, Version
from publicvalue.web.stores.opened import DatabaseResults, VersionKept, open_version
from publicvalue.web.stores.queries import (
    current_version,
    current_versions,
    is_outdated,
    possible,
    standing_of,
    timeline,
)
from publicvalue.web.stores.transfer import bring, lay_out, zipped
from publicvalue.workflow.events import Request
from publicvalue.workflow.roles import Role
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind

Member = Callable[..., User]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

SETTINGS = b"""\
assessment: {id: permits, title: Permit triage, framework: public-value/1.0,
  period: {from: 2026-01-01, to: 2026-06-30}}
system: {name: Permits, description: Sorts, organisation: Office, country: BRB, phase: production}
settings: {seed: 7}
evidence:
  - {id: decisions, kind: records, title: Decisions, file: evidence/decisions.csv, source: Case system}
answers:
  - indicator: administrative.benefit.security_accuracy.balanced_accuracy
    evidence: decisions
    columns: {truth: right, prediction: high}
"""
CSV = b"right,high\n" + b"yes,yes\nno,no\nyes,no\n" * 10
EVIDENCE = "evidence/decisions.csv"
KEY = f"{EVIDENCE}.hash-key"
FILES = {"assessment.yaml": SETTINGS, "evidence/decisions.csv": CSV}


@pytest.fixture
def author(member: Member) -> User:
    return member(Role.ASSESSOR, name="Ana")


@pytest.fixture
def approver(member: Member) -> User:
    return member(Role.APPROVER, name="Bo")


@pytest.fixture
def version(author: User, agency: Agency, within: None) -> Version:  # noqa: ARG001 - saved from within
    return actions.start(author, agency, "permits", "Permit triage", FILES)


def approved(version: Version, author: User, approver: User) -> Version:
    actions.submit(author, version, version.snapshot)
    return actions.approve(approver, version, version.snapshot)


def published(version: Version, author: User, approver: User) -> Version:
    approved(version, author, approver)
    return actions.publish(approver, version, version.snapshot)


def said(version: Version) -> list[str]:
    return [moment.text for moment in timeline(version)]


def test_an_assessment_begins_as_a_draft_with_its_files(version: Version, author: User) -> None:
    assert (version.state, standing_of(version).snapshot) == (State.DRAFT, version.snapshot)
    assert set(hashes_of(version)) == set(FILES)
    assert StoredFile.objects.get(name="evidence/decisions.csv").content is None
    assert list(current_versions([version.assessment.agency])) == [version]
    assert current_version(version.assessment) == version
    assert said(version) == ["Ana changed answers or evidence.", "Ana began the assessment."]
    with pytest.raises(InputError, match="an assessment with this short name"):
        actions.start(author, version.assessment.agency, "permits", "Again", FILES)


def test_the_whole_way_to_publication(version: Version, author: User, approver: User) -> None:
    done = published(version, author, approver)
    assert (done.state, standing_of(done).number) == (State.PUBLISHED, 1)
    assert said(done)[:3] == ["Bo published it.", "Bo approved it.", "Ana submitted it for review."]
    key = f"{done.assessment.agency.slug}/permits/1"
    verbs = [entry.action for entry in history_of(Kind.ASSESSMENT, key)]
    assert verbs == ["publish", "approve", "submit", "create"]
    assert verify_trail().problems == ()


def test_a_correction_takes_the_place_of_what_it_corrects(version: Version, author: User, approver: User) -> None:
    published(version, author, approver)
    correction = actions.correct(author, version)
    assert (correction.number, correction.state, correction.snapshot) == (2, State.DRAFT, version.snapshot)
    with pytest.raises(InputError, match="a correction has begun already"):
        actions.correct(author, version)
    published(correction, author, approver)
    former = Version.objects.get(pk=version.pk)
    assert (former.state, standing_of(former).replacement) == (State.CORRECTED, str(correction.pk))
    assert said(former)[0] == "A correction took its place."
    assert standing_of(Version.objects.get(pk=correction.pk)).number == 2


def test_a_publication_is_withdrawn_with_its_reason(version: Version, author: User, approver: User) -> None:
    published(version, author, approver)
    with pytest.raises(InputError, match="without its reason"):
        actions.withdraw(approver, version, " ")
    assert actions.withdraw(approver, version, "wrong year").state == State.WITHDRAWN
    assert said(version)[0] == "Bo withdrew it: Wrong year."


def test_changes_are_asked_for_with_reasons(version: Version, author: User, approver: User) -> None:
    actions.submit(author, version, version.snapshot)
    with pytest.raises(InputError, match="asked for without its reason"):
        actions.request_changes(approver, version, [Request("economic", "")])
    asked = actions.request_changes(approver, version, [Request("economic", "no source")])
    assert (asked.state, standing_of(asked).requests[0].reason) == (State.CHANGES_REQUESTED, "no source")
    actions.submit(author, asked, asked.snapshot)
    assert actions.take_back(author, asked).state == State.DRAFT


def test_nobody_approves_what_they_changed(version: Version, author: User, member: Member) -> None:
    both = member(Role.APPROVER)
    with scopes_disabled():
        agency = version.assessment.agency
        Membership.objects.create(user=both, role=Role.CONTRIBUTOR, country=agency.country, agency=agency)
    changed = actions.change_files(both, version, {"notes.txt": b"a note"})
    actions.submit(author, changed, changed.snapshot)
    with pytest.raises(NotPermittedError, match="nobody may approve what is their own"):
        actions.approve(both, changed, changed.snapshot)
    assert Version.objects.get(pk=version.pk).state == State.IN_REVIEW


def test_approval_is_of_what_was_seen(version: Version, author: User, approver: User) -> None:
    seen = version.snapshot
    changed = actions.change_files(author, version, {"evidence/decisions.csv": CSV + b"no,no\n"})
    actions.submit(author, changed, changed.snapshot)
    with pytest.raises(NotPermittedError, match="the content has changed since you saw it"):
        actions.approve(approver, changed, seen)


def test_content_stays_while_it_is_reviewed(version: Version, author: User, approver: User) -> None:
    actions.submit(author, version, version.snapshot)
    before = head()
    with pytest.raises(NotPermittedError, match="nobody can change an answer that is in review"):
        actions.change_files(author, version, {"assessment.yaml": b"x"})
    assert (head(), hashes_of(version)) == (before, hashes_of(Version.objects.get(pk=version.pk)))
    assert possible(author, Version.objects.get(pk=version.pk)) == {Action.SEE, Action.EXPORT, Action.TAKE_BACK}
    assert Action.APPROVE in possible(approver, Version.objects.get(pk=version.pk))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(version: Version, author: User) -> None:
    seen = {"assessment.yaml": hashes_of(version)["assessment.yaml"]}
    actions.change_files(author, version, {"assessment.yaml": SETTINGS + b"# one\n"}, seen)
    with pytest.raises(InputError, match="somebody else has changed this since you opened it"):
        actions.change_files(author, version, {"assessment.yaml": SETTINGS + b"# two\n"}, seen)
    assert bytes(StoredFile.objects.get(name="assessment.yaml").content).endswith(b"# one\n")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a\\b", "c:x", "a//b", "", "a/./b", "a\x00b"])
def test_names_that_lead_elsewhere_are_refused(name: str, version: Version, author: User) -> None:
    with pytest.raises(InputError, match="this is no name of a file"):
        actions.change_files(author, version, {name: b"x"})


def test_changes_tell_which_files_and_by_which_hashes(version: Version, author: User) -> None:
    old = hashes_of(version)["assessment.yaml"]
    actions.change_files(author, version, {"assessment.yaml": SETTINGS + b"\n"}, why="a blank line")
    told = json.loads(Entry.objects.first().body)
    assert told["before"] == {"files": {"assessment.yaml": old}}
    assert list(told["after"]["files"]) == ["assessment.yaml"]
    assert told["why"] == "a blank line"


def test_two_agencies_do_not_reach_each_other(version: Version, other_agency: Agency, member: Member) -> None:
    stranger = member(Role.ASSESSOR, other_agency)
    with pytest.raises(NotPermittedError):
        actions.change_files(stranger, version, {"assessment.yaml": b"x"})
    assert possible(stranger, version) == frozenset()
    with scope(agency=other_agency.pk):
        assert not Version.objects.filter(pk=version.pk).exists()
        assert not StoredFile.objects.exists()
        with pytest.raises(Version.DoesNotExist):
            actions.submit(stranger, version, version.snapshot)


@pytest.mark.usefixtures("version")
def test_queries_without_an_agency_are_refused() -> None:
    def count(model: type[Version | StoredFile | ResultFile]) -> int:
        # A thread of its own stands in no scope, as a request of somebody who is not signed in.
        return model.objects.count()

    with ThreadPoolExecutor(1) as others:
        for model in (Version, StoredFile, ResultFile):
            with pytest.raises(ScopeError):
                others.submit(count, model).result()
    assert Version.objects.count() == 1


def test_a_version_leaves_as_a_folder_and_comes_back_equal(
    version: Version, author: User, agency: Agency, tmp_path: Path
) -> None:
    lay_out(version, tmp_path / "out")
    assert (tmp_path / "out" / "assessment.yaml").read_bytes() == SETTINGS
    key = (tmp_path / "out" / KEY).read_bytes()
    again = bring(author, agency, "again", FolderStore(tmp_path / "out"))
    assert (again.snapshot, again.assessment.title) == (version.snapshot, "Permit triage")
    with zipfile.ZipFile(zipped(again)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {f"again/{name}": content for name, content in {**FILES, KEY: key}.items()}


def withheld_hash(version: Version) -> str:
    with open_version(version) as store:
        return store.fingerprint(EVIDENCE, DEFAULT_LIMITS, withheld=True).sha256


def test_the_hash_of_withheld_evidence_has_a_key_that_stays_in_the_database(
    version: Version, author: User, approver: User, administrator: User, agency: Agency, tmp_path: Path
) -> None:
    told = withheld_hash(version)
    assert told.startswith("hmac-")
    lay_out(version, tmp_path / "out")
    # An auditor's folder, a correction and what is brought again have the same hash; another assessment has another.
    assert FolderStore(tmp_path / "out").fingerprint(EVIDENCE, DEFAULT_LIMITS, withheld=True).sha256 == told
    assert withheld_hash(bring(author, agency, "again", FolderStore(tmp_path / "out"))) == told
    assert withheld_hash(actions.start(author, agency, "other", "Other", FILES)) != told
    done = published(version, author, approver)
    assert withheld_hash(actions.correct(author, done)) == told
    key = bytes(StoredFile.objects.get(version=done, name=EVIDENCE).hash_key)
    assert not [one for one in Entry.objects.all() if key.hex() in one.body]
    actions.erase_evidence(administrator, done, EVIDENCE, "on order")
    assert StoredFile.objects.get(version=done, name=EVIDENCE).hash_key is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [(KEY, b"0" * 63, "no key of a hash"), ("evidence/x.csv.hash-key", b"0" * 64, "a file that is not here")],
)
def test_what_is_no_key_of_a_file_is_refused(
    name: str, content: bytes, said: str, version: Version, author: User
) -> None:
    with pytest.raises(EvidenceError, match=said):
        actions.change_files(author, version, {name: content})


def test_a_bundle_is_brought(author: User, agency: Agency, tmp_path: Path) -> None:
    folder = FolderStore(tmp_path / "permits")
    folder.start(FILES)
    publish_assessment(folder, folder.results())
    with open_bundle(folder.bundle) as store:
        expected = load_assessment(store)
        version = bring(author, agency, "bundle", store)
    carried = [name for name in hashes_of(version) if name.startswith("framework/")]
    assert carried == [], "a framework that the product brings is named, and not carried"
    assert set(FILES) <= set(hashes_of(version))
    with open_version(version) as store:
        loaded = load_assessment(store)
    assert loaded.assessment.answers == expected.assessment.answers
    assert loaded.framework_files.framework == expected.framework_files.framework


def test_what_cannot_be_loaded_is_not_brought(author: User, agency: Agency, tmp_path: Path) -> None:
    (tmp_path / "assessment.yaml").write_bytes(SETTINGS.replace(b"seed: 7", b"seeds: 7"))
    before = head()
    with pytest.raises(InputError, match="seeds"):
        bring(author, agency, "bad", FolderStore(tmp_path))
    assert head() == before


@pytest.mark.parametrize("content", [b"case\n1\n", b"title,office\nLetter,North\n"])
def test_evidence_with_the_name_of_a_table_of_the_questions_is_not_brought(
    content: bytes, version: Version, author: User, agency: Agency, tmp_path: Path
) -> None:
    lay_out(version, tmp_path)
    load_assessment(FolderStore(tmp_path))
    (tmp_path / "evidence" / "documents.csv").write_bytes(content)
    load_assessment(FolderStore(tmp_path))
    before = head()
    with pytest.raises(InputError, match=r"(?s)evidence/documents[.]csv.*give it another name"):
        bring(author, agency, "bad", FolderStore(tmp_path))
    assert head() == before


@pytest.mark.parametrize("framework", ["../secret.yaml", "/etc/hostname", "own.yaml"])
def test_frameworks_elsewhere_on_the_server_are_not_read(framework: str, author: User, version: Version) -> None:
    settings = SETTINGS.replace(b"public-value/1.0", framework.encode())
    own = b"extension: {id: own, version: '1', title: Own, extends: ../../secret.yaml, why: so}\n"
    changed = actions.change_files(author, version, {"assessment.yaml": settings, "own.yaml": own})
    with (
        open_version(changed) as store,
        pytest.raises(InputError, match="the file lies outside the assessment's folder"),
    ):
        load_assessment(store)


def test_a_store_that_is_read_alone_writes_nothing(version: Version, author: User) -> None:
    with open_version(version) as store, pytest.raises(NotPermittedError, match="opened to be read"):
        store.change({"a.txt": b"b"})
    with open_version(version, author) as store:
        store.change({"a.txt": b"b"})
        assert store.read("a.txt") == b"b"
        with pytest.raises(InputError, match="not empty"):
            store.start({"b.txt": b"b"})
    assert "a.txt" in hashes_of(version)


def test_a_change_during_work_is_noticed(version: Version, author: User) -> None:
    def work() -> None:
        with open_version(version) as store, store.unchanged(["evidence/decisions.csv"]):
            actions.change_files(author, version, {"notes.txt": b"meanwhile"})

    with pytest.raises(EvidenceError, match="the file was changed while it was read"):
        work()


def test_erased_evidence_is_gone_and_nobody_finds_it_by_its_hash(
    version: Version, author: User, administrator: User, agency: Agency, django_capture_on_commit_callbacks: Any
) -> None:
    sha256 = hashes_of(version)["evidence/decisions.csv"]
    named = hidden_hash(sha256)
    with pytest.raises(NotPermittedError):
        actions.erase_evidence(author, version, "evidence/decisions.csv", "on order")
    with django_capture_on_commit_callbacks() as destroying:
        actions.erase_evidence(administrator, version, "evidence/decisions.csv", "on order")
    assert path_of(sha256).exists(), "an order that fails leaves the bytes where they are"
    assert (len(destroying), finish_erasures()) == (1, 1), "one that was cut off is brought to its end"
    assert not path_of(sha256).exists()
    told = Entry.objects.get(action="erase")
    assert (told.key, told.agency, hashes_of(version)) == (named, agency.pk, {"assessment.yaml": ANY})
    assert hidden_hash(sha256) != named, "with the bytes the secret is gone under which the trail names them"
    # Whoever reads the trail could try answers until one has a hash that stands there.
    assert not [one.number for one in Entry.objects.all() if sha256 in one.body]
    actions.change_files(author, version, {"evidence/decisions.csv": CSV})
    with open_version(version) as store:
        assert check_assessment(store).problems == ()


def test_an_approval_that_rested_on_erased_evidence_lapses(
    version: Version, author: User, approver: User, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    approved(version, author, approver)
    actions.write_results(author, version, "report", {"bundle.zip": b"its rows", "results.json": b"{}"}, "now")
    bundle = path_of(hashlib.sha256(b"its rows").hexdigest())
    assert bundle.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_evidence(administrator, version, "evidence/decisions.csv", "on order")
    assert Version.objects.get(pk=version.pk).state == State.DRAFT
    assert not bundle.exists(), "the bundle that was computed from it holds its rows"
    assert [one.name for one in ResultFile.objects.filter(version=version)] == ["results.json"]


def test_a_publication_stays_as_it_was_when_its_evidence_is_erased(
    version: Version, author: User, approver: User, administrator: User
) -> None:
    done = published(version, author, approver)
    actions.erase_evidence(administrator, done, "evidence/decisions.csv", "on order")
    now = Version.objects.get(pk=version.pk)
    assert (now.state, hashes_of(now)) == (State.PUBLISHED, hashes_of(done))
    with pytest.raises(EvidenceError, match="were destroyed, on order"), open_version(now):
        pass
    assert set(hashes_of(actions.correct(author, done))) == {"assessment.yaml"}, "a correction goes on without it"


def test_damaged_bytes_are_noticed(version: Version) -> None:
    path = path_of(hashes_of(version)["evidence/decisions.csv"])
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(EvidenceError, match="were changed on the server"), VersionKept(version).open():
        pass
    path.unlink()
    with pytest.raises(EvidenceError, match="are missing on the server"), open_version(version):
        pass


def test_the_same_bytes_are_kept_once() -> None:
    first, second = keep_pieces([b"ab", b"c"]), keep_pieces([b"abc"])
    assert (first, Blob.objects.count()) == (second, 1)
    assert path_of(first.sha256).read_bytes() == b"abc"


def test_results_tell_whether_they_are_of_what_stands(version: Version, author: User) -> None:
    with open_version(version, author) as store:
        results = store.results()
        assert isinstance(results, DatabaseResults)
        assert is_outdated(version, "report") is None
        results.write("report", {"results.json": b"{}", "report.html": b"<p>"})
        assert is_outdated(version, "report") is False
        results.write("report", {"results.json": b"{ }"})
    assert [file.name for file in ResultFile.objects.all()] == ["results.json"]
    changed = actions.change_files(author, version, {"notes.txt": b"x"})
    assert is_outdated(changed, "report") is True


def test_bytes_that_nobody_was_told_of_go_and_those_of_another_database_stay(version: Version) -> None:
    left = path_of("a" * 64)
    for path in (left, left.with_name(".publicvalue-new-0123456789abcdef-x")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left by a killed writer")
    assert Blob.objects.exists(), version
    assert (mend_blobs(), mend_blobs(), left.exists()) == (2, 0, False)
    kept = [path_of(one.sha256) for one in Blob.objects.all()]
    StoredFile.objects.all().delete()
    Blob.objects.all().delete()
    assert (mend_blobs(), all(path.exists() for path in kept)) == (0, True)
