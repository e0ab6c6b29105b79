"""Start a new assessment in an empty place."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.write import write_folder
from publicvalue.files.frameworks import load_framework
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.reports.system.template import Start, empty_table, render_template
from publicvalue.reports.table import csv_text


def write_new_assessment(folder: Path, framework_name: str, title: str) -> tuple[str, ...]:
    """Write the folder of a new assessment; returns the names of its files.

    Raises
    ------
    InputError
        When the folder exists and holds anything, or there is no such framework.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        do = "name a new folder; nothing is overwritten"
        raise InputError([Problem(Place(str(folder)), "this already exists and is not empty", "a new folder", do)])
    framework = load_framework(framework_name).framework
    id = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "assessment"
    named = framework_name if not Path(framework_name).exists() else os.path.relpath(framework_name, folder)
    start = Start(id, title or folder.resolve().name, named, secrets.randbelow(10**9))
    text = render_template(framework, DEFINITIONS, start)
    files = {"assessment.yaml": text.encode()}
    for indicator in framework.indicators:
        if table := empty_table(indicator):
            files[f"evidence/templates/{indicator.id}.csv"] = csv_text(table).encode("utf-8-sig")
    write_folder(folder, files)
    return tuple(files)
