"""Whatever keeps an assessment, the same actions give the same: the promises of `actions/store.py`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scopes_disabled

from publicvalue import assess as assess_module
from publicvalue.actions.assessments import check_assessment, load_assessment, run_assessment
from publicvalue.actions.publishing.run import publish_assessment
from publicvalue.actions.publishing.verification import verify_assessment
from publicvalue.actions.questions import compare_assessments, explain_score, find_uncertainty, rank_evidence
from publicvalue.actions.store import Store
from publicvalue.actions.work import Work
from publicvalue.errors import EvidenceError, InputError
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.files.disk.unchanged import state_of
from publicvalue.files.stores.bundle import open_bundle
from publicvalue.files.stores.folder import FolderStore
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.findings.people import hearing
from publicvalue.reports.comparison import render_comparison
from publicvalue.reports.system.trace import render_trace
from publicvalue.results.codec import write_result
from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency, Country, Membership
from publicvalue.web.stores.opened import open_version
from publicvalue.web.stores.transfer import bring
from publicvalue.workflow.roles import Role

EVIDENCE = "evidence/decisions.csv"
INDICATOR = "administrative.benefit.security_accuracy.balanced_accuracy"
SETTINGS = f"""\
assessment:
  id: permits
  title: Permit triage
  framework: ministry.yaml
  period: {{from: 2026-01-01, to: 2026-06-30}}
system: {{name: Permits, description: Sorts, organisation: Office, country: BRB, phase: production}}
settings: {{seed: 7, draws: 1000}}
evidence:
  - {{id: decisions, kind: records, title: Decisions, file: {EVIDENCE}, source: Case system, may_publish: true}}
answers:
  - indicator: {INDICATOR}
    evidence: decisions
    columns: {{truth: right, prediction: high}}
"""
MINISTRY = """\
extension:
  id: ministry
  version: "2026"
  title: Ministry
  extends: public-value/1.0
  why: decided
  weights: {economic: 5}
"""
KINDS = ("folder", "bundle", "database")
Open = Callable[[], AbstractContextManager[Store]]


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    """Let the database's store keep bytes in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "kept"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An assessment that was run, with its report."""
    folder = tmp_path_factory.mktemp("kept") / "permits"
    (folder / "evidence").mkdir(parents=True)
    (folder / "assessment.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "ministry.yaml").write_text(MINISTRY, encoding="utf-8")
    (folder / EVIDENCE).write_text("right,high\n" + "yes,yes\nno,no\nyes,no\nno,no\n" * 40, encoding="utf-8")
    store = FolderStore(folder)
    publish_assessment(store, store.results())
    return folder


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest, published: Path) -> Open:
    return opener(request.param, published)


def opener(kind: str, folder: Path) -> Open:
    """What opens the assessment where it is kept; a further kind of store gets a line here."""
    match kind:
        case "bundle":
            return lambda: open_bundle(folder / "report" / "bundle.zip")
        case "database":
            return lambda: brought(folder)
        case _:
            return lambda: nullcontext(FolderStore(folder))


@contextmanager
def brought(folder: Path) -> Iterator[Store]:
    """Bring a folder into the database, and open what was made of it."""
    with scopes_disabled():
        country = Country.objects.create(code="BRB", name="Barbados")
        office = Agency.objects.create(country=country, slug="office", name="Office")
        user = User.objects.create_user("ana@example.org", name="Ana")
        Membership.objects.create(user=user, role=Role.ASSESSOR, country=country, agency=office)
        version = bring(user, office, "permits", FolderStore(folder))
        with open_version(version) as store:
            yield store


def numbers(store: Store) -> bytes:
    return write_result(run_assessment(load_assessment(store)))


def test_store_loads_the_same_assessment(opened: Open, published: Path) -> None:
    with opened() as store:
        loaded = load_assessment(store)
    expected = load_assessment(FolderStore(published))
    assert loaded.assessment.answers == expected.assessment.answers
    assert loaded.assessment.settings == expected.assessment.settings
    assert loaded.framework_files.framework == expected.framework_files.framework


def test_store_gives_definition_and_evidence_byte_for_byte(opened: Open, published: Path) -> None:
    with opened() as store:
        load_assessment(store)
        definition = store.read_definition()
        assert definition["assessment.yaml"] == (published / "assessment.yaml").read_bytes()
        assert definition["framework/extension-1.yaml"] == MINISTRY.encode()
        assert store.read(EVIDENCE) == (published / EVIDENCE).read_bytes()
        expected = Fingerprint(hash_file(published / EVIDENCE), (published / EVIDENCE).stat().st_size)
        assert store.fingerprint(EVIDENCE, DEFAULT_LIMITS) == expected
        assert (store.holds(EVIDENCE), store.holds("evidence/other.csv")) == (True, False)


@pytest.mark.parametrize("name", ["evidence/other.csv", "../outside.csv", "/etc/passwd"])
def test_store_reads_nothing_that_is_not_its_own(opened: Open, name: str) -> None:
    with opened() as store:
        with pytest.raises(EvidenceError):
            store.read(name)
        with pytest.raises(EvidenceError):
            store.fingerprint(name, DEFAULT_LIMITS)


def test_store_holds_work_to_the_limits_that_were_given(opened: Open) -> None:
    small = Work(replace(DEFAULT_LIMITS, file_bytes=100))
    with opened() as store:
        (problem,) = check_assessment(store, small).problems
    assert (problem.place.file, "the limit is 100 bytes" in problem.what) == (EVIDENCE, True)


def test_store_can_be_checked(opened: Open) -> None:
    with opened() as store:
        checked = check_assessment(store)
    assert (checked.problems, checked.notes) == ((), ())


def test_check_measures_and_neither_scores_nor_simulates(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def simulated(*_: object) -> None:
        raise AssertionError("a simulation ran")

    for module in (assess_module, hearing):
        monkeypatch.setattr(module, "score_assessment", simulated)
    with opened() as store:
        assert check_assessment(store).problems == ()
        with pytest.raises(AssertionError, match="a simulation ran"):
            run_assessment(load_assessment(store))


def test_store_gives_the_same_numbers(opened: Open, published: Path) -> None:
    with opened() as store:
        found = numbers(store)
    assert found == (published / "report" / "results.json").read_bytes()


def test_store_answers_the_same_questions(opened: Open, published: Path) -> None:
    folder = FolderStore(published)
    with opened() as store:
        assert render_trace(explain_score(store, INDICATOR), INDICATOR) == render_trace(
            explain_score(folder, INDICATOR), INDICATOR
        )
        assert rank_evidence(store).next_evidence == rank_evidence(folder).next_evidence
        assert find_uncertainty(store, "public_value").drivers == find_uncertainty(folder, "public_value").drivers
        same = render_comparison(compare_assessments(store, folder))
    assert same == render_comparison(compare_assessments(folder, folder))


def test_store_can_be_verified(opened: Open) -> None:
    with opened() as store:
        verified = verify_assessment(store)
    assert (verified.is_reproduced, verified.rendered, verified.reproduction.status) == (True, True, "equal")
    assert verified.framework == "ministry/2026, A MINISTRY'S OWN, which extends public-value/1.0 as it comes with" + (
        f" version {verified.run_by}"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_store_tells_of_a_report_that_was_changed(kind: str, published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "permits"
    shutil.copytree(published, folder)
    with (folder / "report" / "report.html").open("a", encoding="utf-8") as page:
        page.write("<p>and more</p>")
    with opener(kind, folder)() as store:
        verified = verify_assessment(store)
    assert (verified.is_reproduced, verified.other_files) == (False, ("report.html",))


def test_store_results_that_differ_are_found(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "permits"
    shutil.copytree(published, folder)
    results = json.loads((folder / "report" / "results.json").read_text(encoding="utf-8"))
    next(iter(results["answered"].values()))["result"]["estimate"] += 1
    (folder / "report" / "results.json").write_text(json.dumps(results), encoding="utf-8")
    assert not verify_assessment(FolderStore(folder)).is_reproduced


def test_store_without_results_says_so(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "permits"
    shutil.copytree(published, folder, ignore=shutil.ignore_patterns("report"))
    with pytest.raises(InputError, match="no results were written of this assessment"):
        verify_assessment(FolderStore(folder))


@pytest.mark.parametrize("out", ["evidence", "evidence/report", "evidence/../evidence/new"])
def test_results_never_go_among_the_evidence(published: Path, out: str) -> None:
    with pytest.raises(InputError, match="the folder for the report lies within the evidence"):
        FolderStore(published).results(published / out)


def test_bundle_is_never_written_to(published: Path) -> None:
    bundle = published / "report" / "bundle.zip"
    before = state_of(bundle)
    with open_bundle(bundle) as store:
        for write in (lambda: store.change({"a": b"b"}), lambda: store.start({"a": b"b"}), store.results):
            with pytest.raises(InputError, match="nothing is written into a bundle"):
                write()
    assert state_of(bundle) == before


@contextmanager
def counted_engines(store: FolderStore, opened: list[str]) -> Iterator[FolderStore]:
    original = store.open_engine
    store.open_engine = lambda *given: opened.append("engine") or original(*given)  # type: ignore[method-assign]
    yield store


def test_an_assessment_opens_one_engine(published: Path, tmp_path: Path) -> None:
    opened: list[str] = []
    with counted_engines(FolderStore(published), opened) as store:
        written = publish_assessment(store, store.results(tmp_path / "out"))
    assert opened == ["engine"]
    assert written.published.held == ("decisions",)
