"""Start a new assessment where nothing is kept yet."""

from __future__ import annotations

import re
import secrets

from publicvalue.actions.store import Store
from publicvalue.files.frameworks import load_framework
from publicvalue.files.translations import speak_framework
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.reports.system.template import TemplateStart, empty_table, render_template
from publicvalue.reports.table import csv_text
from publicvalue.words.language import ENGLISH, Language


def start_assessment(store: Store, framework_name: str, title: str, language: Language = ENGLISH) -> tuple[str, ...]:
    """Write the files of a new assessment, its questions and comments in a language; returns their names.

    Raises
    ------
    InputError
        When something is kept there already, or there is no such framework.
    """
    loaded = load_framework(framework_name)
    framework, language = loaded.framework, speak_framework(language, loaded)
    id = re.sub(r"[^a-z0-9]+", "-", store.label.lower()).strip("-") or "assessment"
    start = TemplateStart(id, title or store.label, store.refer_to(framework_name), secrets.randbelow(10**9))
    files = {"assessment.yaml": render_template(framework, DEFINITIONS, start, language).encode()}
    for indicator in framework.indicators:
        if table := empty_table(indicator, language):
            files[f"evidence/templates/{indicator.id}.csv"] = csv_text(table).encode("utf-8-sig")
    store.start(files)
    return tuple(files)
