"""Commands on a country: new, check, assess, report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publicvalue.cli.assessments import FOLDER
from publicvalue.cli.terminal.help import CommandGroup
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.problems import will_write
from publicvalue.cli.terminal.say import say
from publicvalue.country.comparison.choices import MEANS, RULES, Way
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.actions.country.systems import SystemsBrought
    from publicvalue.country.profile import CountryProfile


systems_option = click.option(
    "--systems",
    type=FOLDER,
    multiple=True,
    help="Assessed system of the country: its folder, its results.json, or a folder of such folders.",
)


@click.group(cls=CommandGroup)
def country() -> None:
    """Readiness of a country, as context beside the scores of its systems. A country is a folder with country.yaml."""


@country.command("new")
@click.argument("folder", type=FOLDER)
@click.argument("code")
@click.option("--title", default="", help="Name for people.  [default: name of the country]")
def country_new(folder: Path, code: str, title: str) -> None:
    """Start a country's folder: settings, an empty table of figures, open checklists.

    CODE is the country's ISO 3166-1 alpha-3 code, such as BRB.
    """
    from publicvalue.actions.country.readiness import start_country
    from publicvalue.files.stores.folder import COUNTRY, FolderStore

    will_write(folder)
    written = start_country(FolderStore(folder, COUNTRY), code, title)
    say(Text("Started {folder}: {count:count} files.", folder=str(folder), count=len(written)))
    first, figures = str(folder / "READ-ME-FIRST.txt"), str(folder / "figures.csv")
    say(Text("Next: read {first}, fill {figures}, then", first=first, figures=figures))
    say(f"  publicvalue country check {folder}\n  publicvalue country assess {folder}")


@country.command("check")
@click.argument("folder", type=FOLDER)
def country_check(folder: Path) -> None:
    """List every problem of a country's folder. Exit code 2 when there is one."""
    from publicvalue.actions.country.readiness import load_country
    from publicvalue.files.stores.folder import COUNTRY, FolderStore

    load_country(FolderStore(folder, COUNTRY))
    say(Text("{folder}: no problems.", folder=str(folder)))


@country.command("assess")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Folder for the report.  [default: FOLDER/report]")
def country_assess(folder: Path, out: Path | None) -> None:
    """Find a country's readiness from its folder alone: summary here; page, JSON and CSV in FOLDER/report.

    For any country: its own figures beside the peers that it names, pillar by pillar. The two pages with advice to a
    Caribbean country are of `country report`.
    """
    from publicvalue.actions.country.readiness import REPORT, load_country, run_country, write_country
    from publicvalue.actions.country.references import load_reference
    from publicvalue.files.stores.folder import COUNTRY, FolderStore
    from publicvalue.reports.country.terminal import render_country

    store = FolderStore(folder, COUNTRY)
    results = store.results(out)
    target = results.folder
    loaded = load_country(store)
    results.check(REPORT)
    will_write(target)
    report = run_country(loaded)
    write_country(report, results, spoken())
    say(render_country(report.framework, report.case, report.readiness, report.checklists, spoken()))
    say(Text("Page:    {page}", page=str(target / "country.html")))
    say(Text("Numbers: {numbers}, {tables}", numbers=str(target / "country.json"), tables=str(target / "tables")))
    if load_reference().member(report.case.country):
        told = {"code": report.case.country, "folder": str(folder)}
        say(Text("Two pages with advice: publicvalue country report {code} --folder {folder}", **told))


@country.command("report")
@click.argument("code")
@click.option("--folder", type=FOLDER, default=None, help="The country's own folder, with what it brought itself.")
@click.option("--before", type=FOLDER, default=None, help="The country's folder of an earlier year.")
@systems_option
@click.option("--out", type=FOLDER, default=None, help="Folder for the brief.  [default: country-CODE]")
def country_report(
    code: str, folder: Path | None, before: Path | None, systems: tuple[Path, ...], out: Path | None
) -> None:
    """Write the brief of a Caribbean country: two pages on what is known, what is not, and what to do next.

    CODE is its ISO 3166-1 alpha-3 code, such as TTO. Without a folder the brief rests on what is published of it. With
    an earlier one advice also rests on what became of promises, and on what went back; with systems, on what their
    assessments found.
    """
    from publicvalue.actions.country.profiles import BRIEF, write_country_brief
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.country.forms import render_brief

    target = out or Path(f"country-{code}")
    results = ResultsFolder(target)
    profile = _profile(code, folder, before, systems)
    results.check(BRIEF)
    will_write(target)
    write_country_brief(profile, results, spoken())
    say(render_brief(profile, spoken()))
    if folder:
        text = Text(
            "The folder's figures beside its own peers: publicvalue country assess {folder}", folder=str(folder)
        )
        say(text)
    say(Text("Page:    {page}", page=str(target / "country.html")))


@country.command("outline")
@click.argument("code")
@click.option("--folder", type=FOLDER, default=None, help="The country's own folder, with its reviewed documents.")
@click.option("--out", type=FOLDER, default=None, help="Folder for the outline.  [default: outline-CODE]")
def country_outline(code: str, folder: Path | None, out: Path | None) -> None:
    """Write the outline of a national strategy from what is lacking: owners, sequence, indicators, budget questions.

    CODE is the country's ISO 3166-1 alpha-3 code, such as TTO.
    """
    from publicvalue.actions.country.profiles import OUTLINE, profile_country, write_outline
    from publicvalue.files.stores.folder import COUNTRY, FolderStore
    from publicvalue.files.stores.results_folder import ResultsFolder

    target = out or Path(f"outline-{code}")
    results = ResultsFolder(target)
    profile = profile_country(code, FolderStore(folder, COUNTRY) if folder else None)
    results.check(OUTLINE)
    will_write(target)
    write_outline(profile, results, spoken())
    say(Text("Outline: {page}, and as Markdown and text beside it", page=str(target / "outline.html")))


@country.command("readiness")
@click.argument("code")
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="NAME=WEIGHT",
    help="Weight of an index or a pillar among its siblings; 0 leaves it out.  [default: 1]",
)
@click.option("--mean", type=click.Choice(MEANS), default=MEANS[0], show_default=True, help="Of pillars and indices.")
@click.option(
    "--missing", type=click.Choice(RULES), default=RULES[0], show_default=True, help="What is done about gaps."
)
@click.option("--peer", "peers", multiple=True, help="Code of a country to reach.  [default: the next, and the best]")
@click.option(
    "--figures", "files", type=FOLDER, multiple=True, help="A publisher's own file, in place of what is shipped."
)
@click.option("--folder", type=FOLDER, default=None, help="The country's own folder, with what it brought itself.")
@click.option("--out", type=FOLDER, default=None, help="Folder for the page.  [default: readiness-CODE]")
def country_readiness(code: str, folder: Path | None, out: Path | None, **how: Any) -> None:
    """Form a country's readiness in other ways: weights, means, rules for gaps; and tell what reaches a peer.

    CODE is its ISO 3166-1 alpha-3 code, such as TTO. With publishers' own files it is ranked among all countries in
    them. Rules: known leaves out what is missing, complete compares only countries in every index, middle puts the
    middle of the others in its place.
    """
    from publicvalue.actions.country.published_figures import read_figures
    from publicvalue.actions.country.ways import (
        READINESS,
        WaysAsked,
        find_ways,
        read_weights,
        render_ways,
        write_ways,
    )
    from publicvalue.files.stores.folder import COUNTRY, FolderStore
    from publicvalue.files.stores.results_folder import ResultsFolder

    target = out or Path(f"readiness-{code}")
    results = ResultsFolder(target)
    store = FolderStore(folder, COUNTRY) if folder else None
    way = Way(read_weights(how["weights"]), how["mean"], how["missing"])
    found = find_ways(code, WaysAsked(way, how["peers"], tuple(map(read_figures, how["files"])), store))
    results.check(READINESS)
    will_write(target)
    write_ways(found, results, spoken())
    say(render_ways(found, spoken()))
    say(Text("Page:    {page}", page=str(target / "readiness.html")))


def _profile(code: str, folder: Path | None, before: Path | None, systems: tuple[Path, ...]) -> CountryProfile:
    """Find what can be said of a country from its folders and its systems."""
    from publicvalue.actions.country.profiles import profile_country
    from publicvalue.files.stores.folder import COUNTRY, FolderStore

    own, earlier = (FolderStore(one, COUNTRY) if one else None for one in (folder, before))
    return profile_country(code, own, earlier, brought_from(systems))


def brought_from(paths: tuple[Path, ...]) -> SystemsBrought:
    """Read what was found of systems, from the results that stand at paths."""
    from publicvalue.actions.country.systems import SystemsBrought, found_in
    from publicvalue.files.results_file import find_all_results

    found = [(name, found_in(result)) for path in paths for name, result in find_all_results(path)]
    return SystemsBrought(found, dt.datetime.now(tz=dt.UTC).date())


def _write_part(
    part: str, code: str, folder: Path | None, out: Path | None, profile: CountryProfile | None = None
) -> None:
    from publicvalue.actions.country.profiles import part_mark, profile_country, write_part
    from publicvalue.files.stores.folder import COUNTRY, FolderStore
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.country.parts import render_part

    target = out or Path(f"{part}-{code}")
    results = ResultsFolder(target)
    profile = profile or profile_country(code, FolderStore(folder, COUNTRY) if folder else None)
    results.check(part_mark(part))
    will_write(target)
    write_part(profile, part, results, spoken())
    say(render_part(profile, part, spoken()))
    say(Text("Page:    {page}", page=str(target / f"{part}.html")))


@country.command("advice")
@click.argument("code")
@click.option("--folder", type=FOLDER, default=None, help="The country's own folder, with what it brought itself.")
@click.option("--before", type=FOLDER, default=None, help="The country's folder of an earlier year.")
@systems_option
@click.option("--out", type=FOLDER, default=None, help="Folder for the page.  [default: advice-CODE]")
def country_advice(
    code: str, folder: Path | None, before: Path | None, systems: tuple[Path, ...], out: Path | None
) -> None:
    """Write all advice to a country on one page, in its order: who, by when, after what, what it could gain.

    CODE is its ISO 3166-1 alpha-3 code, such as TTO. A folder with public servants and systems adds advice to each
    agency; so do systems that were assessed.
    """
    _write_part("advice", code, folder, out, _profile(code, folder, before, systems))


@country.command("capability")
@click.argument("code")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Folder for the page.  [default: capability-CODE]")
def country_capability(code: str, folder: Path, out: Path | None) -> None:
    """Set levels of public servants beside what their roles ask: gaps, training plan, coming systems, who leaves.

    FOLDER is the country's own, with staff.csv, staff-survey.csv, staff-tests.csv and systems.csv.
    """
    _write_part("capability", code, folder, out)


@country.command("adoption")
@click.argument("code")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Folder for the page.  [default: adoption-CODE]")
def country_adoption(code: str, folder: Path, out: Path | None) -> None:
    """Write an adoption plan for each agency from what its staff say, and set what they expect beside what is measured.

    FOLDER is the country's own, with staff-survey.csv and systems.csv.
    """
    _write_part("adoption", code, folder, out)


@country.command("public-value")
@click.argument("code")
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Folder for the page.  [default: public-value-CODE]")
def country_public_value(code: str, folder: Path, out: Path | None) -> None:
    """Review an institution by mandate, support and capacity: outcomes, hearing, results, budgets; one picture.

    FOLDER is the country's own, with public_value.csv.
    """
    _write_part("public-value", code, folder, out)


@country.command("changes")
@click.argument("folders", type=FOLDER, nargs=-1, required=True)
@click.option("--out", type=FOLDER, default=Path("changes"), show_default=True, help="Folder for the page.")
def country_changes(folders: tuple[Path, ...], out: Path) -> None:
    """Set a country's folders of several years side by side: what changed, what is noise, what was promised.

    FOLDERS are two or more of one country, the earliest first.
    """
    from publicvalue.actions.country.history import CHANGES, find_country_history, write_changes
    from publicvalue.files.stores.folder import COUNTRY, FolderStore
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.country.comparison.changes import render_changes

    results = ResultsFolder(out)
    name, history = find_country_history([FolderStore(one, COUNTRY) for one in folders])
    results.check(CHANGES)
    will_write(out)
    write_changes(name, history, results, spoken())
    say(render_changes(name, history, spoken()))
    say(Text("Page:    {page}", page=str(out / "changes.html")))
