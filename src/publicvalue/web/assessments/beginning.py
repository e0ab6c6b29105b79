"""The settings with which an assessment begins: what the register says already is not asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from django.utils import timezone

from publicvalue.actions.bringing.appraisals import QuickStart, changed_files, new_record
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.stores.folder import FILE, FolderStore
from publicvalue.web.register.models import System
from publicvalue.words.language import Language

FRAMEWORK = "public-value/1.0"
PHASES: Mapping[str, str] = MappingProxyType(
    {
        "planned": "design",
        "development": "development",
        "pilot": "pilot",
        "use": "production",
        "ended": "retired",
    }
)
"""Phase of a record of the register -> that of an assessment."""


def first_settings(system: System, slug: str, language: Language) -> str:
    """Return the settings of a new assessment: what the register says already is not asked again."""
    with scratch_folder("assessment-") as folder:
        start = QuickStart(FRAMEWORK, system.name, "", timezone.now().year)
        record = new_record(FolderStore(Path(folder) / slug), start, language)
    told = {
        "name": system.name,
        "description": system.summary,
        "organisation": system.agency.name,
        "phase": PHASES.get(system.phase, ""),
        "country": system.agency.country.code,
        "goal": system.purpose,
        "responsible_owner": system.owner,
        "supplier": system.supplier,
    }
    known = MappingProxyType({name: text for name, text in told.items() if text})
    return changed_files(record, replace(record.appraisal, system=known))[FILE].decode()
