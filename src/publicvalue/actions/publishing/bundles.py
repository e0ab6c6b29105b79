"""Bundles: one zip that holds all that a result rests on, and the re-run that proves it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from importlib.metadata import version

from publicvalue.actions.collecting import Loaded
from publicvalue.errors import EvidenceError
from publicvalue.files.disk.unchanged import changed_problem
from publicvalue.results.codec import json_bytes, write_result
from publicvalue.results.manifest import MANIFEST, RESULTS, Rendered, hash_bytes, manifest_data, member_name
from publicvalue.results.model import AssessmentResult

PACKAGES = ("numpy", "scipy", "duckdb", "ibis-framework")
NO_REPORT = Rendered()
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Time of every member: the same content gives the same bytes."""


def bundle_bytes(
    loaded: Loaded, result: AssessmentResult, rendered: Rendered = NO_REPORT, stored: bytes | None = None
) -> bytes:
    """Make the bundle of a result: settings, framework, evidence that may be published, results, manifest.

    Parameters
    ----------
    loaded, result
        What was assessed, and what was found.
    rendered
        Hashes of the report and tables that are written beside the bundle.
    stored
        The result as it was written beside the bundle; None writes it.

    Raises
    ------
    EvidenceError
        When a file is no longer what the result rests on.
    """
    members = {**loaded.store.read_definition(), RESULTS: write_result(result) if stored is None else stored}
    for evidence in loaded.assessment.evidence.values():
        if evidence.may_publish:
            content = loaded.store.read(evidence.file)
            if hash_bytes(content) != result.fingerprints[evidence.id].sha256:
                raise EvidenceError([changed_problem(evidence.file)])
            members[member_name(evidence.file)] = content
    packages = {name: version(name) for name in PACKAGES}
    members[MANIFEST] = json_bytes(manifest_data(result, _hashes(members), packages, rendered))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, members[name])
    return buffer.getvalue()


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hash_bytes(content) for name, content in files.items()}
