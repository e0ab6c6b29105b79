"""Bundles: one zip that holds all that a result rests on, and the re-run that proves it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from publicvalue.actions.assessments import FILE, AssessmentFolder, load_assessment
from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.evidence.model import Assessment
from publicvalue.files.frameworks import load_unpacked_framework
from publicvalue.files.stores.scratch import scratch_folder
from publicvalue.files.stores.unchanged import changed_problem, check_unchanged
from publicvalue.files.untrusted.bundle_archive import FRESH, Manifest, bring_withheld, shown, unpack_bundle
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits
from publicvalue.reports.bundle import MANIFEST, RESULTS, Rendered, hash_bytes, manifest_data, member_name, stated
from publicvalue.reports.system.results import results_data
from publicvalue.results.model import AssessmentResult

PACKAGES = ("numpy", "scipy", "duckdb", "ibis-framework")
NO_REPORT = Rendered()
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Time of every member: the same content gives the same bytes."""


def json_bytes(data: object) -> bytes:
    """Write plain data as JSON: UTF-8, indented, shortest exact numbers, no NaN."""
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def bundle_bytes(loaded: AssessmentFolder, outcome: AssessmentResult, rendered: Rendered = NO_REPORT) -> bytes:
    """Make the bundle of an outcome: settings, framework, evidence that may be published, results, manifest.

    Parameters
    ----------
    loaded, outcome
        What was assessed, and what was found.
    rendered
        Hashes of the report and tables that are written beside the bundle.

    Raises
    ------
    EvidenceError
        When a file is no longer what the outcome rests on.
    """
    members = {FILE: (loaded.folder / FILE).read_bytes(), RESULTS: json_bytes(results_data(outcome))}
    for name, path in loaded.framework_files.files:
        members[name] = path.read_bytes()
    for evidence in loaded.assessment.evidence.values():
        if evidence.may_publish:
            content = loaded.evidence_path(evidence.id).read_bytes()
            if hash_bytes(content) != outcome.fingerprints[evidence.id].sha256:
                raise EvidenceError([changed_problem(evidence.file)])
            members[member_name(evidence.file)] = content
    check_unchanged(loaded.states)
    packages = {name: version(name) for name in PACKAGES}
    members[MANIFEST] = json_bytes(manifest_data(outcome, _hashes(members), packages, rendered))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, members[name])
    return buffer.getvalue()


@contextmanager
def open_bundle(
    bundle: Path, evidence: Path | None = None, limits: Limits = DEFAULT_LIMITS
) -> Iterator[AssessmentFolder]:
    """Unpack a bundle, check every hash, and load the assessment in it with the bundle's own framework.

    Parameters
    ----------
    bundle
        The zip.
    evidence
        Folder with the evidence that the bundle withholds; else it is looked for where the bundle was written.
    limits
        Largest sizes that are unpacked.

    Raises
    ------
    InputError
        When this is no bundle, a file was changed, or withheld evidence is missing: all such problems at once.
    """
    with unpacked(bundle, evidence, limits) as (loaded, _):
        yield loaded


@contextmanager
def unpacked(bundle: Path, evidence: Path | None, limits: Limits) -> Iterator[tuple[AssessmentFolder, Manifest]]:
    with scratch_folder("bundle-") as folder:
        manifest = unpack_bundle(bundle, folder, limits)
        bring_withheld(bundle, manifest, folder, evidence or folder_around(bundle))
        loaded = load_assessment(folder, load_unpacked_framework(folder / "framework"))
        _check_stated(bundle, manifest, loaded)
        yield replace(loaded, assessment=without_connections(loaded.assessment)), manifest


def folder_around(bundle: Path) -> Path | None:
    """Return the assessment's folder in whose report a bundle lies, as `assess` writes it; None for another place.

    Evidence that the bundle withholds is there, and is held against its hash like any other.
    """
    folder = bundle.resolve().parent.parent
    return folder if (folder / FILE).is_file() else None


def _check_stated(bundle: Path, manifest: Manifest, loaded: AssessmentFolder) -> None:
    """Refuse a manifest that says other than the assessment, and files that no assessment has."""
    items = loaded.assessment.evidence.values()
    published = {member_name(item.file) for item in items if item.may_publish}
    known = {FILE, RESULTS, *published, *(name for name, _ in loaded.framework_files.files)}
    said = stated(loaded.assessment, loaded.framework_files.framework.name)
    what = "the manifest does not state what the assessment does"
    wrong = [(name, what) for name in said if manifest.data.get(name) != said[name]]
    wrong += [(name, "nothing in the assessment names this file") for name in sorted(manifest.files.keys() - known)]
    withheld = {member_name(item.file) for item in items if not item.may_publish}
    if manifest.withheld.keys() != withheld:
        wrong.append(("withheld", "the manifest withholds other files than the assessment"))
    if wrong:
        places = ((Place(str(bundle), field=shown(name)), what) for name, what in wrong)
        raise InputError(Problem(place, what, "a bundle as it was made", FRESH) for place, what in places)


def without_connections(assessment: Assessment) -> Assessment:
    """Return an assessment that asks no database: a bundle comes from elsewhere, and holds what was fetched then."""
    evidence = {id: replace(item, connection="") for id, item in assessment.evidence.items()}
    return replace(assessment, evidence=MappingProxyType(evidence))


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hash_bytes(content) for name, content in files.items()}
