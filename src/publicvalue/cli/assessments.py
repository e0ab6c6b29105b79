"""Commands on assessments: new, check, assess, explain, compare, verify."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publicvalue.cli.help import Command
from publicvalue.cli.language import speak_own
from publicvalue.cli.limits import limit_options, limits_of
from publicvalue.cli.problems import BAD_INPUT, show_problems, tell_written
from publicvalue.cli.progress import Steps
from publicvalue.cli.say import say
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.files.untrusted.guards import Limits
    from publicvalue.reports.country.context import CountryContext
    from publicvalue.results.draws import Assessed

FOLDER = click.Path(path_type=Path)


def _run(folder: Path, limits: Limits) -> Assessed:
    from publicvalue.actions.assessments import load_assessment, run_with_draws

    loaded = load_assessment(folder)
    speak_own(loaded.framework_files)
    with Steps() as steps:
        return run_with_draws(loaded, limits, "core", steps.step, steps.share)


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option(
    "--framework", "framework_name", default="public-value/1.0", show_default=True, help="Name, or your own file."
)
@click.option("--title", default="", help="Name of the assessment for people.")
def new(folder: Path, framework_name: str, title: str) -> None:
    """Start an assessment: a folder with every open question in it."""
    from publicvalue.actions.new_assessment import write_new_assessment

    written = write_new_assessment(folder, framework_name, title)
    tell_written(folder)
    say(Text("Started {folder}: {count:count} files.", folder=str(folder), count=len(written)))
    settings, evidence = str(folder / "assessment.yaml"), str(folder / "evidence")
    say(Text("Next: edit {settings}, put your evidence under {evidence}, then", settings=settings, evidence=evidence))
    say(f"  publicvalue check {folder}\n  publicvalue assess {folder}")


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@limit_options
def check(folder: Path, max_file_size: float) -> None:
    """List every problem of an assessment. Exit code 2 when there is one."""
    from publicvalue.actions.assessments import review_folder

    problems, notes = review_folder(folder, limits_of(max_file_size))
    if problems:
        show_problems(problems)
        raise SystemExit(BAD_INPUT)
    for note in notes:
        say(Text("Note: {note}", note=note))
    say(Text("{folder}: no problems.", folder=str(folder)))


def _context(folder: Path, code: str) -> CountryContext:
    # Most assessments name no country's folder, and its parts take a while to load.
    from publicvalue.actions.countries import load_context

    return load_context(folder, code)


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Folder for the report.  [default: FOLDER/report]")
@click.option("--country", type=FOLDER, default=None, help="Folder of the country's readiness, shown as context.")
@limit_options
def assess(folder: Path, out: Path | None, country: Path | None, max_file_size: float) -> None:
    """Run an assessment: summary here; report, JSON, CSV and bundle in FOLDER/report."""
    from publicvalue.actions.assessments import load_assessment, run_assessment
    from publicvalue.actions.published import describe_published, find_published
    from publicvalue.actions.report_files import REPORT, write_report
    from publicvalue.files.stores.marked import check_target
    from publicvalue.reports.system.terminal import render_summary

    place = out or folder / "report"
    loaded = load_assessment(folder)
    speak_own(loaded.framework_files)
    check_target(place, REPORT)
    context = _context(country, loaded.assessment.system.country) if country else None
    with Steps() as steps:
        outcome = run_assessment(loaded, limits := limits_of(max_file_size), "full", steps.step, steps.share)
    target = write_report(loaded, outcome, place, context)
    tell_written(target)
    say(render_summary(outcome))
    say(Text("Report:  {page}", page=str(target / "report.html")))
    say(Text("Numbers: {numbers}, {tables}", numbers=str(target / "results.json"), tables=str(target / "tables")))
    published = find_published(loaded, limits)
    brought = f" --evidence {folder}" if published.withheld else ""
    bundle = str(target / "bundle.zip")
    again = f"publicvalue verify {bundle}{brought}"
    say(Text("Bundle:  {bundle} (re-run it with: {again})", bundle=bundle, again=again))
    for line in describe_published(published):
        say(Text("         {line}", line=line))
    say()


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.argument("component")
@limit_options
def explain(folder: Path, component: str, max_file_size: float) -> None:
    """Trace a score down to measures, evidence, rows and hashes.

    COMPONENT is the id of a component, indicator, dimension or stage, or public_value.
    """
    from publicvalue.errors import InputError, Place, Problem
    from publicvalue.framework.fields import nearest
    from publicvalue.reports.system.trace import render_trace, traceable

    outcome = _run(folder, limits_of(max_file_size)).result
    known = traceable(outcome)
    if component not in known:
        do = nearest(component, known, Text("`publicvalue framework show` lists the ids"))
        what = Text("nothing is called {name:quoted}", name=component)
        raise InputError([Problem(Place(), what, Text("an id of {framework}", framework=outcome.framework.name), do)])
    say(render_trace(outcome, component), nl=False)


@click.command(cls=Command)
@click.argument("first", type=FOLDER)
@click.argument("second", type=FOLDER)
@limit_options
def compare(first: Path, second: Path, max_file_size: float) -> None:
    """Set two results side by side. FIRST and SECOND are assessments' folders or bundles."""
    from publicvalue.reports.comparison import compare_assessed, render_comparison

    limits = limits_of(max_file_size)
    with _assessed(first, limits) as a, _assessed(second, limits) as b:
        say(render_comparison(compare_assessed(a, b)), nl=False)


@contextmanager
def _assessed(path: Path, limits: Limits) -> Iterator[Assessed]:
    if path.is_dir():
        yield _run(path, limits)
        return
    from publicvalue.actions.assessments import run_with_draws
    from publicvalue.actions.bundles import open_bundle

    with open_bundle(path, limits=limits) as loaded:
        yield run_with_draws(loaded, limits, "core")


@click.command("verify", cls=Command)
@click.argument("bundle", type=FOLDER)
@click.option("--evidence", type=FOLDER, default=None, help="Folder with the evidence that the bundle withholds.")
@click.option("--key", type=FOLDER, multiple=True, help="Public key of who must have signed it; several may be named.")
@limit_options
def bundle_verify(bundle: Path, evidence: Path | None, key: tuple[Path, ...], max_file_size: float) -> None:
    """Re-run a bundle and compare every number. Exit code 1 when one differs, or the signature does not hold."""
    from publicvalue.actions.signing import check_signature
    from publicvalue.actions.verification import verify_bundle
    from publicvalue.cli.signing import signature_text
    from publicvalue.reports.reproduction_text import one_line, render_reproduction

    verified = verify_bundle(bundle, evidence, limits_of(max_file_size))
    made, run = one_line(verified.made_by), verified.run_by
    say(Text("{bundle}: made by version {made}, re-run by version {run}.", bundle=str(bundle), made=made, run=run))
    say(Text("  Framework: {framework}.", framework=one_line(verified.framework)))
    signature = check_signature(bundle, verified.manifest_sha256, "bundle manifest", key)
    say(Text("  Signature: {signature}.", signature=signature_text(signature)))
    for line in render_reproduction(verified.outcome, verified.reproduction):
        say(line)
    for name in verified.other_files:
        path = str(bundle.parent / name)
        say(Text("NOT what was published: {path} is not the file that was written with the bundle.", path=path))
    for name in verified.rendered_otherwise:
        say(Text("NOT reproduced: {name}, as the manifest states it, does not come of these numbers.", name=name))
    if not verified.is_reproduced or signature.is_refused or (key and not signature.holds):
        raise SystemExit(1)
