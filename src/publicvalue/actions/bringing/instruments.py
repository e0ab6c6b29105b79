"""Write an instrument of a framework as files: XLSForm, workbook, data for a form on the web."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from publicvalue.actions.store import Store
from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.frameworks import load_framework
from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import LANGUAGES
from publicvalue.instruments.forms.web import render_web_form
from publicvalue.instruments.forms.workbook import render_workbook
from publicvalue.instruments.forms.xlsform import render_xlsform
from publicvalue.words.text import Text

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
        what = Text("{framework} holds no questions", framework=framework.name)
        do = Text("name such a framework, as public-value/1.0 is")
        raise InputError([Problem(Place(), what, Text("a framework with audiences"), do)])
    files: dict[str, bytes] = {}
    for audience in chosen:
        for one in formats:
            files |= _rendered(framework, audience, one, languages or LANGUAGES)
    return files


def write_forms(store: Store, files: Mapping[str, bytes], *, replace: bool = False) -> None:
    """Write forms, all or none.

    Raises
    ------
    InputError
        With every form that would take the place of a file that differs from it, unless they may be replaced.
    """
    standing = [name for name, content in files.items() if not replace and _differs(store, name, content)]
    if standing:
        what, do = Text("another file has this name"), Text("name another folder; or say --replace if they may go")
        places = (Place(f"{store.name}/{name}") for name in standing)
        raise InputError(Problem(place, what, Text("a new name"), do) for place in places)
    store.change(files)


def _differs(store: Store, name: str, content: bytes) -> bool:
    try:
        return store.holds(name) and store.read(name) != content
    except EvidenceError:
        return True


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
