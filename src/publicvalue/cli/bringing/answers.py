"""Commands on answers: read what people answered into evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publicvalue.cli.terminal.help import CommandGroup
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.problems import will_write
from publicvalue.cli.terminal.say import say
from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.actions.bringing.answers import AnswerFile, TableTarget

FRAMEWORK = "public-value/1.0"
FILE = click.Path(path_type=Path)


@click.group(cls=CommandGroup)
def answers() -> None:
    """Bring back what people answered, from KoboToolbox, ODK Central, SurveyJS, a workbook or a plain table."""


@answers.command("read")
@click.argument("file", type=FILE)
@click.option("--into", "folder", type=FILE, default=None, help="Folder for the tables.")
@click.option("--add-to", "assessment", type=FILE, default=None, help="Assessment that the answers are added to.")
@click.option("--audience", required=True, help="Who was asked: citizens, leaving_users, public_servants, experts.")
@click.option(
    "--framework", "framework_name", default="public-value/1.0", show_default=True, help="Name, or your file."
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["kobo", "odk", "surveyjs", "workbook", "table"]),
    default=None,
    help="Who wrote the file.  [default: seen from the file]",
)
@click.option(
    "--keep",
    type=click.Choice(["not-rejected", "approved"]),
    default="not-rejected",
    show_default=True,
    help="Which review states count.",
)
@click.option("--any-version", is_flag=True, help="Take answers to other versions of the form too.")
@click.option("--sample", type=FILE, default=None, help="Table of the people drawn: sample_code, weight, stratum, ...")
@click.option("--margins", type=FILE, default=None, help="Table of the population: margin, category, people.")
@click.option("--margins-source", default="", help="Whose figures these are; needed with --margins and --add-to.")
@click.option("--wave", default="", help="Name of the wave, such as 2026; becomes a column.")
@click.option("--append", is_flag=True, help="Add the wave to the table of the waves before.")
@click.option("--name", default="", help="Beginning of the names of the files.  [default: the audience]")
@click.option("--source", default="", help="Who asked whom, and how they were drawn; needed with --add-to.")
@click.option("--collected", default="", help="When, such as '2026-05-04 to 2026-05-15'; needed with --add-to.")
@click.option("--made-up", is_flag=True, help="Nobody was asked: every report will say so first.")
@click.option("--replace", "replace_files", is_flag=True, help="Replace files of the same names.")
@limit_options
def read(file: Path, folder: Path | None, assessment: Path | None, audience: str, **options: object) -> None:
    """Read the answers in FILE into a table of evidence, with a report on every row: taken, changed, refused.

    Names, addresses, devices, places and free text stay in FILE. With --add-to, evidence, answers and what people are
    heard on are added to the assessment; what stands there already is left as it is.
    """
    from publicvalue.actions.bringing.answers import read_answers
    from publicvalue.instruments.answers.row_report import summarise_notes

    if (folder is None) == (assessment is None):
        raise _refused(Text("say either --into FOLDER or --add-to ASSESSMENT"))
    if assessment and not (options["source"] and options["collected"]):
        raise _refused(Text("--add-to needs --source (who asked whom) and --collected (when)"))
    if assessment and options["margins"] and not options["margins_source"]:
        raise _refused(Text("--margins needs --margins-source (whose figures these are) with --add-to"))
    place = assessment or folder or Path()
    will_write(place)
    limits = limits_of(float(str(options["max_file_size"])))
    found = read_answers(_source(file, assessment, audience, options), _target(folder, assessment, options), limits)
    for line in summarise_notes(found.tidy.notes):
        say(line)
    say("; ".join(f"{count} {what}" for what, count in found.tidy.counts.items()) + ".")
    for name in found.written:
        say(Text("Wrote {path}", path=str(place / name)))
    for name in found.added:
        say(Text("Added {name}", name=name))
    for name in found.standing:
        say(Text("Left as it stands: {name}", name=name))


def _refused(what: Text) -> InputError:
    return InputError([Problem(Place(), what, "", Text("`publicvalue answers read --help` tells what there is"))])


def _source(file: Path, assessment: Path | None, audience: str, options: dict[str, object]) -> AnswerFile:
    from publicvalue.actions.bringing.answers import AnswerFile, load_form, load_form_of
    from publicvalue.files.stores.folder import FolderStore
    from publicvalue.instruments.answers.rows import RowRules

    rules = RowRules(
        keep="approved" if options["keep"] == "approved" else "not_rejected",
        any_version=bool(options["any_version"]),
        wave=str(options["wave"]),
    )
    sample = options["sample"] if isinstance(options["sample"], Path) else None
    named = str(options["framework_name"])
    form = (
        load_form_of(FolderStore(assessment), audience)
        if assessment and not named
        else load_form(named or FRAMEWORK, audience)
    )
    return AnswerFile(file, form, rules, str(options["file_format"] or ""), sample)


def _target(folder: Path | None, assessment: Path | None, options: dict[str, object]) -> TableTarget:
    from publicvalue.actions.bringing.answers import TableTarget
    from publicvalue.files.stores.folder import FolderStore
    from publicvalue.instruments.parts.answers import Origin

    source, collected = str(options["source"] or ""), str(options["collected"] or "")
    origin = Origin(source, collected, made_up=bool(options["made_up"]), language=spoken())
    name, replace_files = str(options["name"]), bool(options["replace_files"])
    margins = options["margins"] if isinstance(options["margins"], Path) else None
    return TableTarget(
        store=FolderStore(assessment or folder or Path()),
        name=name,
        replace_files=replace_files,
        add=assessment is not None,
        origin=origin,
        append=bool(options["append"]),
        margins=margins,
        margins_source=str(options["margins_source"]),
    )
