"""What a re-runnable bundle holds: the manifest that names every file with its hash."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from publicvalue import __version__
from publicvalue.evidence.model import Assessment
from publicvalue.results.handed_out import beside_data
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH

FORMAT = 3
FORMATS = (1, 2, 3)
"""Formats that are read; 1 states no hashes of the report and the tables, 1 and 2 plain hashes of withheld evidence."""
MANIFEST = "manifest.json"
RESULTS = "results.json"


@dataclass(frozen=True)
class Rendered:
    """What is written beside a bundle.

    Parameters
    ----------
    hashes
        Path -> SHA-256.
    country_context
        Whether the report shows a country's readiness too.
    language
        Code of the language of the report and the tables.
    beside_earlier
        Names of what is not given beside numbers that were handed out before, so that it is withheld again.
    """

    hashes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    country_context: bool = False
    language: str = ENGLISH.code
    beside_earlier: frozenset[str] = frozenset()


def manifest_data(
    result: AssessmentResult, files: Mapping[str, str], packages: Mapping[str, str], rendered: Rendered
) -> dict[str, object]:
    """Return a bundle's manifest.

    Parameters
    ----------
    result
        What was found.
    files
        Path in the bundle -> SHA-256 of its bytes.
    packages
        Names and versions of the packages that the numbers rest on.
    rendered
        The report and the tables that are made from the result.
    """
    return {
        "format": FORMAT,
        "software": {"name": "publicvalue", "version": __version__, "packages": dict(packages)},
        **stated(result.assessment, result.framework.name),
        "files": dict(sorted(files.items())),
        "withheld": {
            member_name(item.file): result.fingerprints[item.id].sha256
            for item in result.assessment.evidence.values()
            if not item.may_publish
        },
        "rendered": dict(sorted(rendered.hashes.items())),
        "country_context": rendered.country_context,
        "language": rendered.language,
        **beside_data(rendered.beside_earlier),
    }


def stated(assessment: Assessment, framework: str) -> dict[str, object]:
    """Return what a manifest states of an assessment, for those who do not open it; it must be true."""
    return {
        "assessment": assessment.id,
        "framework": framework,
        "settings": {"seed": assessment.settings.seed, "draws": assessment.settings.draws},
    }


def member_name(file: str) -> str:
    """Return the path in a bundle of a file that an assessment names, however it is written there."""
    return posixpath.normpath(file.replace("\\", "/"))


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
