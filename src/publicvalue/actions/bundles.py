"""Bundles: one zip that holds all that a result rests on, and the re-run that proves it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from importlib.metadata import version

from publicvalue.actions.collecting import Loaded
from publicvalue.errors import EvidenceError
from publicvalue.files.disk.unchanged import changed_problem
from publicvalue.reports.bundle import MANIFEST, RESULTS, Rendered, hash_bytes, manifest_data, member_name
from publicvalue.reports.system.results import results_data
from publicvalue.results.model import AssessmentResult

PACKAGES = ("numpy", "scipy", "duckdb", "ibis-framework")
NO_REPORT = Rendered()
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Time of every member: the same content gives the same bytes."""


def json_bytes(data: object) -> bytes:
    """Write plain data as JSON: UTF-8, indented, shortest exact numbers, no NaN."""
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def bundle_bytes(loaded: Loaded, outcome: AssessmentResult, rendered: Rendered = NO_REPORT) -> bytes:
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
    members = {**loaded.store.read_definition(), RESULTS: json_bytes(results_data(outcome))}
    for evidence in loaded.assessment.evidence.values():
        if evidence.may_publish:
            content = loaded.store.read(evidence.file)
            if hash_bytes(content) != outcome.fingerprints[evidence.id].sha256:
                raise EvidenceError([changed_problem(evidence.file)])
            members[member_name(evidence.file)] = content
    packages = {name: version(name) for name in PACKAGES}
    members[MANIFEST] = json_bytes(manifest_data(outcome, _hashes(members), packages, rendered))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, members[name])
    return buffer.getvalue()


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hash_bytes(content) for name, content in files.items()}
