"""Commands that bring answers: the workbook in and out, the questions on the terminal, a file of evidence."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import speak_own, spoken
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.problems import STOPPED, will_write
from publicvalue.cli.terminal.say import say
from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text, counted

if TYPE_CHECKING:
    from publicvalue.actions.bringing.appraisals import Import, Record
    from publicvalue.files.stores.folder import FolderStore
    from publicvalue.instruments.appraisal.book import ReadBook

FILE = click.Path(path_type=Path)
SETTINGS = "assessment.yaml"
FRAMEWORK = "public-value/1.0"


@click.command("import", cls=Command)
@click.argument("workbook", type=FILE)
@click.argument("folder", type=FILE, required=False)
@click.option("--yes", is_flag=True, help="Write the changes without asking.")
@limit_options
def import_workbook(workbook: Path, folder: Path | None, yes: bool, max_file_size: float) -> None:
    """Read a filled-in workbook into an assessment: shows what changes, and writes it once you agree.

    WORKBOOK is what `publicvalue new --quick` or `publicvalue export` wrote. FOLDER is the assessment, which is made
    where there is none; left out, it is the folder of the workbook.
    """
    from publicvalue.actions.bringing.appraisals import read_import
    from publicvalue.files.answers.appraisal_book import read_appraisal_book

    target = folder or workbook.parent
    will_write(target, target / SETTINGS)
    book, notes = read_appraisal_book(workbook, limits_of(max_file_size))
    record = _record_for(target, book, workbook)
    speak_own(record.files)
    found = read_import(record, book, workbook.name)
    for note in notes:
        say(Text("Note: {note}", note=note))
    if not found.changes:
        say(Text("{folder}: nothing changes.", folder=str(target)))
        return
    for change in found.changes:
        say(change.told())
    say(counted(len(found.changes), "1 change.", "{number:count} changes."))
    if yes or _agrees():
        _write(found)
        say(Text("Written: {files:list}.", files=tuple(found.written)))
        _say_next(target)
    else:
        say(Text("Nothing was written. The same command with --yes writes it."))


def _record_for(target: Path, book: ReadBook, workbook: Path) -> Record:
    """Return what an assessment holds, or what a new one would where there is none."""
    from publicvalue.actions.bringing.appraisals import QuickStart, framework_told, new_record, read_appraisal
    from publicvalue.files.stores.folder import FolderStore

    store = FolderStore(target)
    if (target / SETTINGS).exists():
        return read_appraisal(store)
    named = framework_told(book)
    if not named:
        what, do = Text("the workbook names no framework"), Text("name the folder of its assessment")
        raise InputError([Problem(Place(workbook.name), what, Text("a workbook of ours"), do)])
    own = (target / named).resolve()
    # A workbook comes from others: what it names is read within the folder only.
    if own.exists() and not own.is_relative_to(target.resolve()):
        what = Text("the workbook names a framework outside the folder: {named:quoted}", named=named)
        do = Text("start the assessment with `publicvalue new` and the framework that you trust, then import")
        raise InputError([Problem(Place(workbook.name), what, Text("a framework that is shipped"), do)])
    start = QuickStart(str(own) if own.exists() else named, "", "", dt.datetime.now(dt.UTC).year)
    return new_record(store, start, spoken())


def _write(found: Import) -> None:
    files = {SETTINGS: found.record.text.encode(), **found.written}
    found.record.store.change(files)


def _agrees() -> bool:
    """Ask whether to write, where somebody sits at the terminal; no, where nobody does."""
    if not sys.stdin.isatty():
        return False
    say(Text("Write these changes? yes or no:"))
    say("> ", nl=False)
    return sys.stdin.readline().strip().casefold() in ("y", "yes", spoken().write(Text("yes")).casefold())


@click.command(cls=Command)
@click.argument("folder", type=FILE)
@click.option("--out", type=FILE, default=None, help="Where the workbook goes.  [default: FOLDER/workbook.xlsx]")
@click.option("--replace", is_flag=True, help="Replace a workbook that is there.")
def export(folder: Path, out: Path | None, replace: bool) -> None:
    """Write the workbook of an assessment, with all that was answered so far."""
    from publicvalue.actions.bringing.appraisals import WORKBOOK, export_book, read_appraisal
    from publicvalue.files.disk.write import write_bytes
    from publicvalue.files.stores.folder import FolderStore

    path = out or folder / WORKBOOK
    if path.exists() and not replace:
        what, do = Text("a workbook is there, and may hold answers"), Text("import it first, or add --replace")
        raise InputError([Problem(Place(str(path)), what, Text("a new file"), do)])
    record = read_appraisal(FolderStore(folder))
    speak_own(record.files)
    write_bytes(path, export_book(record, spoken()))
    say(Text("Workbook: {path}", path=str(path)))


@click.command(cls=Command)
@click.argument("folder", type=FILE)
@click.option("--framework", "framework_name", default=FRAMEWORK, show_default=True, help="Of a new assessment.")
@click.option(
    "--later", is_flag=True, help="Ask what can wait, too: for whom, since when, where, who answers, supplier."
)
def answer(folder: Path, framework_name: str, later: bool) -> None:
    """Answer the questions of an assessment one by one, here on the terminal; it can be stopped and gone on with.

    FOLDER is the assessment, which is made where there is none.
    """
    from publicvalue.actions.bringing.appraisals import QuickStart, new_record, read_appraisal, save_appraisal
    from publicvalue.cli.terminal.interview import Interview, Stopped
    from publicvalue.files.stores.folder import FolderStore

    store = FolderStore(folder)
    will_write(folder, folder / SETTINGS)
    if (folder / SETTINGS).exists():
        record = read_appraisal(store)
    else:
        record = new_record(store, QuickStart(framework_name, "", "", dt.datetime.now(dt.UTC).year), spoken())
        store.change({SETTINGS: record.text.encode()})
    speak_own(record.files)
    interview = Interview(record, save_appraisal, later=later)
    try:
        interview.run()
    except (Stopped, KeyboardInterrupt) as stop:
        say()
        say(Text("Stopped. What was answered is kept; `{command}` goes on.", command=f"publicvalue answer {folder}"))
        raise SystemExit(STOPPED if isinstance(stop, KeyboardInterrupt) else 0) from None
    _close(folder, interview.record, later=later)


def _close(folder: Path, record: Record, *, later: bool) -> None:
    from publicvalue.instruments.appraisal.model import LATER_FIELDS

    say()
    say(Text("No question is open behind this one."))
    say(Text("Money and ratings by people are filled in a workbook: {export}", export=f"publicvalue export {folder}"))
    if not later and set(LATER_FIELDS) - set(record.appraisal.system):
        told = Text("What can wait is asked by: {later}", later=f"publicvalue answer {folder} --later")
        say(told)
    _say_next(folder)


@click.command(cls=Command)
@click.argument("folder", type=FILE)
@click.argument("file", type=FILE)
@click.option("--answers", "indicator", required=True, help="Indicator that the file answers.")
@click.option("--kind", default="", help="Kind of evidence.  [default: seen from the columns]")
@click.option("--column", "columns", multiple=True, metavar="ROLE=COLUMN", help="Column that plays a role.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="Option of the measure.")
@click.option("--id", "id", default="", help="Name of the evidence.  [default: that of the file]")
@click.option("--title", default="", help="Name of the evidence for people.")
@click.option("--source", default="", help="Where the file comes from.")
@click.option("--yes", is_flag=True, help="Write the changes without asking.")
@limit_options
def add(folder: Path, file: Path, yes: bool, max_file_size: float, **said: Any) -> None:
    """Add a file of evidence: guesses its kind and columns, shows what it would write, and writes it once you agree.

    FOLDER is the assessment. FILE is copied under its evidence where it lies elsewhere.
    """
    from publicvalue.actions.bringing.adding import SaidOfFile, propose_addition
    from publicvalue.actions.bringing.appraisals import read_appraisal
    from publicvalue.files.stores.folder import FolderStore
    from publicvalue.files.yaml.scalars import read_scalar

    will_write(folder, folder / SETTINGS)
    record = read_appraisal(FolderStore(folder))
    columns, options = _pairs("--column", said.pop("columns")), _pairs("--option", said.pop("options"))
    values = {name: read_scalar(value) for name, value in options.items()}
    given = SaidOfFile(columns=columns, options=values, **said)
    found = propose_addition(record, folder, file, given, limits_of(max_file_size))
    for note in found.guessed:
        say(note)
    say("\n".join(found.lines))
    if yes or _agrees():
        record.store.change(found.files)
        say(Text("Written: {files:list}.", files=tuple(found.files)))
        _say_next(folder)
    else:
        say(Text("Nothing was written. The same command with --yes writes it."))


def _pairs(option: str, written: tuple[str, ...]) -> dict[str, str]:
    wrong = [one for one in written if "=" not in one]
    if wrong:
        what, do = Text("{written:quoted} has no equals sign", written=wrong[0]), Text("write NAME=VALUE")
        raise InputError([Problem(Place(field=option), what, Text("two words with = between"), do)])
    return {one.partition("=")[0].strip(): one.partition("=")[2].strip() for one in written}


def _say_next(folder: Path) -> None:
    check, assess = f"publicvalue check {folder}", f"publicvalue assess {folder}"
    say(Text("Next: {check}, then {assess}", check=check, assess=assess))


def started(store: FolderStore, framework: str, title: str, profile: str) -> tuple[str, ...]:
    """Start an assessment with its workbook; returns the names of what was written."""
    from publicvalue.actions.bringing.appraisals import QuickStart, start_appraisal

    start = QuickStart(framework, title, profile, dt.datetime.now(dt.UTC).year)
    return start_appraisal(store, start, spoken())
