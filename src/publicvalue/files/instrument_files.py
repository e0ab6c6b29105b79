"""Write an instrument of a framework as files: XLSForm, workbook, data for a form on the web."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.frameworks import load_framework
from publicvalue.files.write import write_bytes
from publicvalue.framework.instruments import LANGUAGES
from publicvalue.framework.model import Framework
from publicvalue.interop.answer_workbook import render_workbook
from publicvalue.interop.web_form import render_web_form
from publicvalue.interop.xlsform import render_xlsform

FORMATS = ("xlsform", "workbook", "json")


def write_instrument(
    folder: Path, framework_name: str, audiences: Sequence[str], formats: Sequence[str], languages: Sequence[str]
) -> tuple[Path, ...]:
    """Write the instruments of audiences (all when none is named) in every format asked for.

    Returns
    -------
    tuple
        The paths written: `<audience>.xlsform.xlsx`, `<audience>.<language>.xlsx`, `<audience>.json`.

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
    for name, content in files.items():
        write_bytes(folder / name, content)
    return tuple(folder / name for name in files)


def _rendered(framework: Framework, audience: str, form: str, languages: Sequence[str]) -> dict[str, bytes]:
    if form == "json":
        data = render_web_form(framework, audience, languages)
        return {f"{audience}.json": (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()}
    # Imported here: the writer of workbooks is needed by these two formats alone.
    from publicvalue.files.sheet_files import workbook_bytes  # noqa: PLC0415

    if form == "xlsform":
        return {f"{audience}.xlsform.xlsx": workbook_bytes(render_xlsform(framework, audience, languages))}
    return {
        f"{audience}.{language}.xlsx": workbook_bytes(render_workbook(framework, audience, language))
        for language in languages
    }
