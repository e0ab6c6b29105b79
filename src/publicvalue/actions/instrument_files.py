"""Write an instrument of a framework as files: XLSForm, workbook, data for a form on the web."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.changes import change_files
from publicvalue.files.frameworks import load_framework
from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import LANGUAGES
from publicvalue.instruments.answer_workbook import render_workbook
from publicvalue.instruments.web_form import render_web_form
from publicvalue.instruments.xlsform import render_xlsform

FORMATS = ("xlsform", "workbook", "json")


def render_instruments(
    framework_name: str, audiences: Sequence[str], formats: Sequence[str], languages: Sequence[str]
) -> Mapping[str, bytes]:
    """Render the instruments of audiences (all when none is named) in every format asked for.

    Returns
    -------
    mapping
        Name of a file (`<audience>.xlsform.xlsx`, `<audience>.<language>.xlsx`, `<audience>.json`) -> its content.

    Raises
    ------
    InputError
        When the framework has no such audience or asks nobody anything.
    """
    framework = load_framework(framework_name).framework
    chosen = audiences or [audience.id for audience in framework.instruments.audiences]
    if not chosen:
        raise InputError(
            [
                Problem(
                    Place(),
                    f"{framework.name} holds no questions",
                    "a framework with audiences",
                    "name such a framework, as public-value/1.0 is",
                )
            ]
        )
    files: dict[str, bytes] = {}
    for audience in chosen:
        for one in formats:
            files |= _rendered(framework, audience, one, languages or LANGUAGES)
    return files


def write_forms(folder: Path, files: Mapping[str, bytes], *, replace: bool = False) -> tuple[Path, ...]:
    """Write forms into a folder, all or none.

    Raises
    ------
    InputError
        With every form that would take the place of a file that differs from it, unless they may be replaced.
    """
    standing = [folder / name for name, content in files.items() if not replace and _differs(folder / name, content)]
    do = "name another folder; or say --replace if they may go"
    if standing:
        raise InputError(
            [Problem(Place(str(path)), "another file has this name", "a new name", do) for path in standing]
        )
    change_files(folder, files)
    return tuple(folder / name for name in files)


def _differs(path: Path, content: bytes) -> bool:
    return path.exists() and not (path.is_file() and path.read_bytes() == content)


def _rendered(framework: Framework, audience: str, form: str, languages: Sequence[str]) -> dict[str, bytes]:
    if form == "json":
        data = render_web_form(framework, audience, languages)
        return {f"{audience}.json": (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()}
    # Imported here: the writer of workbooks is needed by these two formats alone.
    from publicvalue.files.tables.sheet_files import workbook_bytes  # noqa: PLC0415

    if form == "xlsform":
        return {f"{audience}.xlsform.xlsx": workbook_bytes(render_xlsform(framework, audience, languages))}
    return {
        f"{audience}.{language}.xlsx": workbook_bytes(render_workbook(framework, audience, language))
        for language in languages
    }
