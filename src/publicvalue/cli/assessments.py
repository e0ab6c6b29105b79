"""Commands on assessments: new, check, assess, explain, compare."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

import click

from publicvalue.cli.publishing.handed_out import handed_out_option, today_if
from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.problems import BAD_INPUT, show_problems, will_write
from publicvalue.cli.terminal.progress import working
from publicvalue.cli.terminal.say import say
from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

FOLDER = click.Path(path_type=Path)


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option(
    "--framework", "framework_name", default="public-value/1.0", show_default=True, help="Name, or your own file."
)
@click.option("--title", default="", help="Name of the assessment for people.")
@click.option("--quick", is_flag=True, help="Write one workbook to fill in: an assessment in a day.")
@click.option("--before-go-live", is_flag=True, help="Write the workbook of a business case, all forecasts.")
@click.option("--profile", default="", help="Kind of system, with --quick; `publicvalue framework show` lists them.")
def new(folder: Path, framework_name: str, title: str, profile: str, **how: bool) -> None:
    """Start an assessment: a folder with every open question in it, or with one workbook to fill in."""
    from publicvalue.actions.new_assessment import start_assessment
    from publicvalue.cli.bringing.appraisals import started
    from publicvalue.files.stores.folder import FolderStore

    will_write(folder)
    if how["before_go_live"]:
        from publicvalue.cli.before_go_live.business_cases import started as started_case

        started_case(folder, title)
        return
    if how["quick"] or profile:
        started(FolderStore(folder), framework_name, title, profile)
        workbook = str(folder / "workbook.xlsx")
        say(Text("Started {folder}: fill in {workbook}, save it, then", folder=str(folder), workbook=workbook))
        say(f"  publicvalue import {workbook}")
        say(Text("Or answer the same questions here: {command}", command=f"publicvalue answer {folder}"))
        return
    written = start_assessment(FolderStore(folder), framework_name, title, spoken())
    say(Text("Started {folder}: {count:count} files.", folder=str(folder), count=len(written)))
    settings, evidence = str(folder / "assessment.yaml"), str(folder / "evidence")
    say(Text("Next: edit {settings}, put your evidence under {evidence}, then", settings=settings, evidence=evidence))
    say(f"  publicvalue check {folder}\n  publicvalue assess {folder}")


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@limit_options
def check(folder: Path, max_file_size: float) -> None:
    """List every problem of an assessment. Exit code 2 when there is one."""
    from publicvalue.actions.assessments import check_assessment
    from publicvalue.files.stores.folder import FolderStore

    with working(limits_of(max_file_size)) as work:
        checked = check_assessment(FolderStore(folder), work)
    if checked.problems:
        show_problems(checked.problems)
        raise SystemExit(BAD_INPUT)
    for note in checked.notes:
        say(Text("Note: {note}", note=note))
    say(Text("{folder}: no problems.", folder=str(folder)))


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Folder for the report.  [default: FOLDER/report]")
@click.option("--country", type=FOLDER, default=None, help="Folder of the country's readiness, shown as context.")
@limit_options
def assess(folder: Path, out: Path | None, country: Path | None, max_file_size: float) -> None:
    """Run an assessment: summary here; report, JSON, CSV and bundle in FOLDER/report."""
    from publicvalue.actions.publishing.given_away import describe_published
    from publicvalue.actions.publishing.handed_out import describe_beside
    from publicvalue.actions.publishing.run import publish_assessment
    from publicvalue.files.stores.folder import COUNTRY, FolderStore
    from publicvalue.reports.system.terminal import render_summary

    store = FolderStore(folder)
    results = store.results(out)
    will_write(results.folder)
    context_of = None
    if country:
        from publicvalue.actions.country.readiness import load_context

        context_of = partial(load_context, FolderStore(country, COUNTRY))
    with working(limits_of(max_file_size)) as work:
        written = publish_assessment(store, results, work, context_of, f"{dt.datetime.now().astimezone():%Y-%m-%d}")
    target = results.folder
    say(render_summary(written.result, language=spoken()))
    say(Text("Report:  {page}", page=str(target / "report.html")))
    say(Text("Numbers: {numbers}, {tables}", numbers=str(target / "results.json"), tables=str(target / "tables")))
    brought = f" --evidence {folder}" if written.published.withheld else ""
    bundle = str(target / "bundle.zip")
    again = f"publicvalue verify {bundle}{brought}"
    say(Text("Bundle:  {bundle} (re-run it with: {again})", bundle=bundle, again=again))
    for line in (*describe_published(written.published), *describe_beside(written.beside, str(folder))):
        say(Text("         {line}", line=line))
    say()


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.argument("component")
@limit_options
def explain(folder: Path, component: str, max_file_size: float) -> None:
    """Trace a score down to measures, evidence, rows and hashes.

    FOLDER is an assessment's folder or bundle. COMPONENT is the id of a component, indicator, dimension or stage, or
    public_value.
    """
    from publicvalue.actions.questions import explain_score
    from publicvalue.files.stores.bundle import open_store
    from publicvalue.reports.system.trace import render_trace

    with working(limits_of(max_file_size)) as work, open_store(folder, limits=work.limits) as store:
        result = explain_score(store, component, work)
    say(render_trace(result, component, spoken()), nl=False)


@click.command(cls=Command)
@click.argument("first", type=FOLDER)
@click.argument("second", type=FOLDER)
@handed_out_option
@limit_options
def compare(first: Path, second: Path, max_file_size: float, *, handed_out: bool) -> None:
    """Set two results side by side. FIRST and SECOND are assessments' folders or bundles.

    Two files results.json are compared without a re-run, by their intervals alone.
    """
    from publicvalue.actions.questions import compare_assessments
    from publicvalue.files.results_file import load_results
    from publicvalue.files.stores.bundle import open_store
    from publicvalue.reports.comparison import render_comparison
    from publicvalue.results.comparison import compare_results

    if (first.suffix == ".json") != (second.suffix == ".json"):
        what, do = Text("results.json beside what is none"), Text("name two of the same kind")
        expected = Text("two folders or bundles, or two results.json")
        raise InputError([Problem(Place(str(first if first.suffix == ".json" else second)), what, expected, do)])
    if first.suffix == ".json" and handed_out:
        what, do = Text("results.json does not say whom its numbers rest on"), Text("name the two folders")
        raise InputError([Problem(Place(str(first)), what, Text("assessments' folders"), do)])
    if first.suffix == ".json":
        say(render_comparison(compare_results(load_results(first), load_results(second)), spoken()), nl=False)
        return
    with (
        working(limits_of(max_file_size)) as work,
        open_store(first, limits=work.limits) as one,
        open_store(second, limits=work.limits) as other,
    ):
        compared = compare_assessments(one, other, work, today_if(handed_out=handed_out))
    say(render_comparison(compared, spoken()), nl=False)
