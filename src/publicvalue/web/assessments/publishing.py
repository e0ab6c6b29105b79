"""A publication as files that are never changed: made before it is told of, and gone when it is withdrawn."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.leftovers import sweep
from publicvalue.files.disk.write import write_folder
from publicvalue.files.frameworks import FrameworkFiles
from publicvalue.files.results_file import read_results
from publicvalue.files.stores.folder import REPORT, RESULTS
from publicvalue.files.translations import speak_framework
from publicvalue.reports.brief.forms import brief_files, citizens_files
from publicvalue.reports.system.html import render_html
from publicvalue.web.assessments.records import open_record
from publicvalue.web.audit.writing import writing
from publicvalue.web.public.files import FOLDER, folder_of
from publicvalue.web.public.models import Publication
from publicvalue.web.stores import blobs
from publicvalue.web.stores.models import ResultFile, Version
from publicvalue.words.languages import LANGUAGES, language_of
from publicvalue.words.text import Text

WHOLE = "report.html"


def published_files(version: Version, snapshot: str) -> dict[str, bytes]:
    """Return the files of a publication: report, brief and citizens' page in each language, results, tables and bundle.

    Parameters
    ----------
    version, snapshot
        What is published, and the content that its results have to be of.

    Raises
    ------
    InputError
        When the results were computed from other content, or not at all.
    """
    rows = list(ResultFile.objects.filter(version=version, kind=REPORT).select_related("blob"))
    if not rows or any(one.snapshot != snapshot for one in rows):
        what, expected = Text("the results of what was approved are not computed"), Text("results of the same content")
        raise InputError([Problem(Place(), what, expected, Text("have it computed, and publish then"))])
    kept = {one.name: blobs.checked(one.blob, one.name).read_bytes() for one in rows if not one.name.startswith(".")}
    with open_record(version) as record:
        return {**{name: one for name, one in kept.items() if name != WHOLE}, **_reports(kept, record.files)}


def _reports(kept: Mapping[str, bytes], files: FrameworkFiles) -> dict[str, bytes]:
    result = read_results(kept[RESULTS], RESULTS)
    spoken = {code: speak_framework(language_of(code), files) for code in LANGUAGES}
    found: dict[str, bytes] = {}
    for code, language in spoken.items():
        found[f"report.{code}.html"] = render_html(result, None, language).encode()
        for name, content in {**citizens_files(result, language), **brief_files(result, language)}.items():
            stem, _, ending = name.partition(".")
            found[f"{stem}.{code}.{ending}"] = content
    return found


def place_files(publication: Publication, files: Mapping[str, bytes]) -> None:
    """Lay the files of a publication at their stable place; as the last step before the database tells of them.

    Only what was never told of can lie there: the number of a publication is given once.
    """
    write_folder(folder_of(publication), files)


def remove_files(publications: Iterable[Publication]) -> None:
    """Take the files of withdrawn publications away."""
    for one in publications:
        shutil.rmtree(folder_of(one), ignore_errors=True)


def mend_published() -> int:
    """Remove what a killed server left: files of what was never published, and of what was withdrawn.

    Returns how many folders there were. Writers take turns, so nobody is publishing meanwhile. Where the database knows
    nothing of the bytes beside them, it is that of another folder: then all of them stay.
    """
    top = Path(settings.PUBLICVALUE_DATA) / FOLDER
    if not top.is_dir() or not blobs.knows_bytes():
        return 0
    with writing(None) as audit, scopes_disabled():
        audit.write_nothing()
        for system in top.iterdir():
            sweep(system)
        told = {folder_of(one) for one in Publication.objects.filter(withdrawn__isnull=True)}
        left = [one for one in top.glob("*/*") if one not in told]
        for one in left:
            shutil.rmtree(one, ignore_errors=True)
    return len(left)
