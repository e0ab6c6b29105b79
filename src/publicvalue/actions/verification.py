"""Verify a bundle: assess again what it holds, and compare the numbers, the framework and the report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from publicvalue import __version__
from publicvalue.actions.assessments import AssessmentFolder, run_assessment
from publicvalue.actions.bundles import json_bytes, unpacked
from publicvalue.actions.released import describe_framework
from publicvalue.actions.report_files import rendered_files
from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.untrusted.bundle_archive import BUNDLE, FRESH, Manifest
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits, check_outside
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.files.untrusted.strict_json import read_strict_json
from publicvalue.reports.bundle import RESULTS, hash_bytes
from publicvalue.reports.reproduction import Reproduction, compare_results
from publicvalue.reports.system.results import results_data
from publicvalue.results.model import AssessmentResult


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
    framework
        Which framework it carries, in words.
    other_files
        Names of files of the report beside the bundle that are not those that were written with it.
    rendered
        Whether report and tables were made again and compared: with the same version and equal numbers alone.
    rendered_otherwise
        Names of those that came out otherwise.
    manifest_sha256
        Hash of the bundle's manifest: what is signed.
    """

    outcome: AssessmentResult
    reproduction: Reproduction
    made_by: str
    run_by: str
    framework: str
    other_files: tuple[str, ...]
    rendered: bool
    rendered_otherwise: tuple[str, ...]
    manifest_sha256: str

    @property
    def is_reproduced(self) -> bool:
        """Whether numbers, report and the files beside the bundle are what the bundle says."""
        return not (self.reproduction.differences or self.other_files or self.rendered_otherwise)


def verify_bundle(bundle: Path, evidence: Path | None = None, limits: Limits = DEFAULT_LIMITS) -> Verified:
    """Re-run a bundle, compare every number with the results in it, and the report beside it with the manifest.

    Evidence that the bundle withholds comes from the folder that is named, else from the assessment in whose report the
    bundle lies.

    Raises
    ------
    InputError, EvidenceError
        When this is no bundle that can be used, or its framework only calls itself by a released one's name.
    """
    with unpacked(bundle, evidence, limits) as (loaded, manifest):
        framework = describe_framework(loaded.framework_files)
        stored = _stored_results(bundle, loaded)
        outcome = run_assessment(loaded, limits)
    fresh = json.loads(json_bytes(results_data(outcome)))
    software = cast("Mapping[str, object]", manifest.data["software"])
    reproduction, made_by = compare_results(stored, fresh), str(software.get("version", "unknown"))
    comparable = manifest.rendered and made_by == __version__ and reproduction.status == "equal"
    return Verified(
        outcome=outcome,
        reproduction=reproduction,
        made_by=made_by,
        run_by=__version__,
        framework=framework,
        other_files=_other_files(bundle, manifest),
        rendered=bool(comparable),
        rendered_otherwise=_rendered_otherwise(manifest, outcome) if comparable else (),
        manifest_sha256=manifest.sha256,
    )


def _stored_results(bundle: Path, loaded: AssessmentFolder) -> Mapping[str, object]:
    try:
        stored = read_strict_json((loaded.folder / RESULTS).read_bytes())
        if isinstance(stored, dict):
            return stored
        reason = "it holds no results"
    except ValueError as error:
        reason = str(error)
    raise InputError(
        [Problem(Place(str(bundle), field=RESULTS), f"the results cannot be read: {reason}", BUNDLE, FRESH)]
    )


def _other_files(bundle: Path, manifest: Manifest) -> tuple[str, ...]:
    """Name the files beside the bundle that are not those that were written with it."""
    return tuple(name for name, sha256 in manifest.rendered.items() if _beside(bundle, name) not in {"", sha256})


def _beside(bundle: Path, name: str) -> str:
    """Return the hash of a file beside a bundle; empty where there is none."""
    try:
        path = check_outside(bundle.parent, name)
    except EvidenceError:
        return ""
    return hash_file(path) if path.is_file() else ""


def _rendered_otherwise(manifest: Manifest, outcome: AssessmentResult) -> tuple[str, ...]:
    """Name the files of the report that this version makes otherwise from the same numbers.

    The report alone shows a country's readiness, which is not in the bundle: such a report is not made again.
    """
    again = {name: hash_bytes(content) for name, content in rendered_files(outcome).items()}
    if manifest.data.get("country_context"):
        again.pop("report.html")
    return tuple(name for name, sha256 in again.items() if manifest.rendered.get(name) != sha256)
