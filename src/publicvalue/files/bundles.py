"""Bundles: one zip that holds all that a result rests on, and the re-run that proves it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import cast

from publicvalue import __version__
from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.evidence.model import Assessment
from publicvalue.files.assessments import FILE, AssessmentFolder, load_assessment, run_assessment
from publicvalue.files.frameworks import load_unpacked_framework
from publicvalue.files.guards import DEFAULT_LIMITS, Limits
from publicvalue.files.scratch import scratch_folder
from publicvalue.files.unchanged import changed_problem, check_unchanged
from publicvalue.findings.model import Outcome
from publicvalue.reports.bundle import FORMAT, MANIFEST, RESULTS, hash_bytes, manifest_data
from publicvalue.reports.reproduction import Reproduction, compare_results
from publicvalue.reports.results import results_data

PACKAGES = ("numpy", "scipy", "duckdb", "ibis-framework")
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Time of every member: the same content gives the same bytes."""

BUNDLE, FRESH = "a bundle (bundle.zip)", "ask its publisher for a fresh copy"
"""What is expected of a bundle, and what to do with one that was changed."""


@dataclass(frozen=True)
class Verified:
    """What a re-run of a bundle gave.

    Parameters
    ----------
    outcome
        The result of the re-run.
    reproduction
        How its numbers agree with those in the bundle.
    made_by, run_by
        Versions of the software that made the bundle and that re-ran it.
    """

    outcome: Outcome
    reproduction: Reproduction
    made_by: str
    run_by: str


def json_bytes(data: object) -> bytes:
    """Write plain data as JSON: UTF-8, indented, shortest exact numbers, no NaN."""
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def bundle_bytes(loaded: AssessmentFolder, outcome: Outcome) -> bytes:
    """Make the bundle of an outcome: settings, framework, evidence that may be published, results, manifest.

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
            members[evidence.file] = loaded.evidence_path(evidence.id).read_bytes()
            if hash_bytes(members[evidence.file]) != outcome.fingerprints[evidence.id].sha256:
                raise EvidenceError([changed_problem(evidence.file)])
    check_unchanged(loaded.states)
    packages = {name: version(name) for name in PACKAGES}
    hashes = {name: hash_bytes(content) for name, content in members.items()}
    members[MANIFEST] = json_bytes(manifest_data(outcome, hashes, packages))
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
        Folder with the evidence that the bundle withholds; needed only when it withholds some.
    limits
        Largest sizes that are unpacked.

    Raises
    ------
    InputError
        When this is no bundle, a file was changed, or withheld evidence is missing: all such problems at once.
    """
    with scratch_folder("bundle-") as folder:
        manifest = _unpack(bundle, folder, limits)
        _bring_withheld(bundle, manifest, folder, evidence)
        loaded = load_assessment(folder, load_unpacked_framework(folder / "framework"))
        yield replace(loaded, assessment=without_connections(loaded.assessment))


def without_connections(assessment: Assessment) -> Assessment:
    """Return an assessment that asks no database: a bundle comes from elsewhere, and holds what was fetched then."""
    evidence = {id: replace(item, connection="") for id, item in assessment.evidence.items()}
    return replace(assessment, evidence=MappingProxyType(evidence))


def verify_bundle(bundle: Path, evidence: Path | None = None, limits: Limits = DEFAULT_LIMITS) -> Verified:
    """Re-run a bundle and compare every number with the results in it."""
    with open_bundle(bundle, evidence, limits) as loaded:
        stored = json.loads((loaded.folder / RESULTS).read_text(encoding="utf-8"))
        outcome = run_assessment(loaded, limits)
    fresh = json.loads(json_bytes(results_data(outcome)))
    return Verified(
        outcome=outcome,
        reproduction=compare_results(stored, fresh),
        made_by=str(stored.get("software", {}).get("version", "unknown")),
        run_by=__version__,
    )


def _unpack(bundle: Path, folder: Path, limits: Limits) -> Mapping[str, object]:
    try:
        with zipfile.ZipFile(bundle) as archive:
            _check_members(bundle, archive, limits)
            manifest = _read_manifest(bundle, archive)
            problems = [*_changed(bundle, archive, manifest)]
            if problems:
                raise InputError(problems)
            archive.extractall(folder)
            return manifest
    except FileNotFoundError:
        raise InputError([Problem(Place(str(bundle)), "the bundle does not exist", "", "check the path")]) from None
    except IsADirectoryError:
        raise InputError([Problem(Place(str(bundle)), "this is a folder", BUNDLE, "name the zip in it")]) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as error:
        place = Place(str(bundle))
        raise InputError([Problem(place, f"this is no readable zip ({error})", BUNDLE, FRESH)]) from None


def _check_members(bundle: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
    place = Place(str(bundle))
    members = archive.infolist()
    if sum(member.file_size for member in members) > 2 * limits.file_bytes or len(members) > limits.zip_members:
        raise InputError([Problem(place, "the bundle unpacks to more than is allowed", "", "raise --max-file-size")])
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            what = f"the bundle holds a path that leaves it: '{member.filename}'"
            raise InputError([Problem(place, what, "paths inside the bundle", FRESH)])


def _read_manifest(bundle: Path, archive: zipfile.ZipFile) -> Mapping[str, object]:
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise InputError(
            [Problem(Place(str(bundle)), f"the zip holds no readable {MANIFEST}", BUNDLE, FRESH)]
        ) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else "none"
        what = f"the bundle has format {found}; this version reads format {FORMAT}"
        raise InputError(
            [Problem(Place(str(bundle)), what, "", "use the version of the software that the manifest names")]
        )
    return manifest


def _changed(bundle: Path, archive: zipfile.ZipFile, manifest: Mapping[str, object]) -> Iterator[Problem]:
    wanted = cast(Mapping[str, str], manifest.get("files", {}))
    held = {member.filename for member in archive.infolist() if not member.is_dir()} - {MANIFEST}
    for name in sorted(held - wanted.keys()):
        yield Problem(
            Place(str(bundle), field=name), "the manifest does not name this file", "only files of the manifest", FRESH
        )
    for name, sha256 in wanted.items():
        if name not in held:
            yield Problem(Place(str(bundle), field=name), "this file of the manifest is missing", "", FRESH)
        elif hash_bytes(archive.read(name)) != sha256:
            place = Place(str(bundle), field=name)
            yield Problem(place, "the file was changed after the bundle was made", f"SHA-256 {sha256}", FRESH)


def _bring_withheld(bundle: Path, manifest: Mapping[str, object], folder: Path, evidence: Path | None) -> None:
    problems = []
    for name, sha256 in cast(Mapping[str, str], manifest.get("withheld", {})).items():
        place = Place(str(bundle), field=name)
        source = evidence / name if evidence else None
        if source is None or not source.is_file():
            do = "pass --evidence FOLDER, the assessment's folder that holds it"
            problems.append(Problem(place, "the bundle withholds this evidence", f"SHA-256 {sha256}", do))
            continue
        content = source.read_bytes()
        if hash_bytes(content) != sha256:
            problems.append(
                Problem(
                    Place(str(source)),
                    "this is not the evidence of the bundle",
                    f"SHA-256 {sha256}",
                    "use the file that the bundle was made from",
                )
            )
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    if problems:
        raise InputError(problems)
