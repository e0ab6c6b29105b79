"""Results as they were written of an assessment, to be held against new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import cast

from publicvalue.errors import EvidenceError
from publicvalue.files.untrusted.bundle_archive import Manifest
from publicvalue.files.untrusted.guards import check_outside
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.words.languages import LANGUAGES


@dataclass(frozen=True)
class StoredResults:
    """What was written of an assessment.

    Parameters
    ----------
    results
        `results.json`, byte for byte.
    made_by
        Version of the software that wrote it.
    rendered
        Name of a file of the report -> its SHA-256, of those that were written with the results.
    country_context
        Whether the report shows a country's readiness too, which the results do not hold.
    language
        Code of the language of the report and the tables.
    other_files
        Names of files of the report that are there, and are not those that were written.
    manifest_sha256
        Hash of the manifest that was written with the results: what is signed.
    beside_earlier
        Names of what is not given beside numbers that were handed out before.
    framework
        Name of a file of the framework, as it lies in a bundle -> its SHA-256; empty where it is not in a bundle.
    files
        How many files the bundle holds beside its manifest.
    """

    results: bytes
    made_by: str
    rendered: Mapping[str, str]
    country_context: bool
    language: str
    other_files: tuple[str, ...]
    manifest_sha256: str
    beside_earlier: frozenset[str] = frozenset()
    framework: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    files: int = 0

    @classmethod
    def of(cls, manifest: Manifest, results: bytes, others: tuple[str, ...]) -> StoredResults:
        """Return results with what the manifest that was written with them says."""
        software = cast("Mapping[str, object]", manifest.data["software"])
        context = bool(manifest.data.get("country_context"))
        made_by = str(software["version"])
        # Bundles of older versions name none: they were English.
        language = str(manifest.data.get("language", LANGUAGES[0]))
        return cls(
            results, made_by, manifest.rendered, context, language, others, manifest.sha256, manifest.beside_earlier
        )


def other_files(folder: Path, rendered: Mapping[str, str]) -> tuple[str, ...]:
    """Name the files in a report's folder that are not those that were written there; what is gone is not named."""
    return tuple(name for name, sha256 in rendered.items() if _hash_in(folder, name) not in {"", sha256})


def _hash_in(folder: Path, name: str) -> str:
    """Return the hash of a file in a folder; empty where there is none."""
    try:
        path = check_outside(folder, name)
    except EvidenceError:
        return ""
    return hash_file(path) if path.is_file() else ""
