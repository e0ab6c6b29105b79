"""What a re-runnable bundle holds: the manifest that names every file with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from publicvalue import __version__
from publicvalue.findings.model import Outcome

FORMAT = 1
MANIFEST = "manifest.json"
RESULTS = "results.json"


def manifest_data(outcome: Outcome, files: Mapping[str, str], packages: Mapping[str, str]) -> dict[str, object]:
    """Return a bundle's manifest.

    Parameters
    ----------
    outcome
        What was found.
    files
        Path in the bundle -> SHA-256 of its bytes.
    packages
        Names and versions of the packages that the numbers rest on.
    """
    withheld = [item for item in outcome.assessment.evidence.values() if not item.may_publish]
    return {
        "format": FORMAT,
        "software": {"name": "publicvalue", "version": __version__, "packages": dict(packages)},
        "assessment": outcome.assessment.id,
        "framework": outcome.framework.name,
        "settings": {"seed": outcome.assessment.settings.seed, "draws": outcome.assessment.settings.draws},
        "files": dict(sorted(files.items())),
        "withheld": {item.file: outcome.fingerprints[item.id].sha256 for item in withheld},
    }


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
