"""A country over time: snapshots of its own folder, the earliest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publicvalue.actions.country.readiness import CONTEXT, CountryFolder, asks_the_same, load_country, load_readiness
from publicvalue.actions.store import Results, Store
from publicvalue.country.comparison.changes import Changes, find_history
from publicvalue.errors import InputError, Place, Problem, PublicValueError
from publicvalue.reports.country.comparison.changes import changes_files
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

CHANGES = "country changes"
"""What the folder is called in its mark."""


def find_country_history(stores: Sequence[Store]) -> tuple[str, tuple[Changes, ...]]:
    """Return a country's name, and what changed from each of its folders to the next.

    Raises
    ------
    InputError
        With the problems of all folders; for folders of two countries, or under frameworks that do not ask the same.
    """
    if len(stores) < 2:
        what, do = Text("one folder alone has no history"), Text("name a folder for each year, the earliest first")
        raise InputError([Problem(Place(), what, Text("two folders or more of one country"), do)])
    framework = load_readiness(CONTEXT)
    problems: list[Problem] = []
    loaded: list[tuple[str, CountryFolder]] = []
    for store in stores:
        try:
            loaded.append((store.name, load_country(store, framework)))
        except PublicValueError as error:
            problems += [
                replace(one, place=replace(one.place, file=f"{store.name}: {one.place.file}")) for one in error.problems
            ]
    for name, folder in loaded:
        if folder.case.country != loaded[0][1].case.country:
            what = Text("this is the folder of {other}", other=folder.case.country)
            expected = Text("the folder of {code}", code=loaded[0][1].case.country)
            problems.append(Problem(Place(name), what, expected, Text("name that folder")))
        if not asks_the_same(folder.framework, framework):
            what = Text("this folder is under {name}", name=folder.framework.name)
            do = Text("name this framework in its country.yaml: indices are the same, checklists have more items")
            problems.append(Problem(Place(name, field="framework"), what, framework.name, do))
    if problems:
        raise InputError(problems)
    cases = [(name, folder.case) for name, folder in loaded]
    return framework.countries[cases[0][1].country], find_history(framework, cases)


def write_changes(name: str, history: Sequence[Changes], results: Results, language: Language = ENGLISH) -> None:
    """Write the page and its table; former ones in the same place are replaced, nothing else ever is."""
    results.write(CHANGES, changes_files(name, history, language))
