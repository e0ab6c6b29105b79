"""Commands on answers: read what people answered into evidence."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(path_type=Path)


@click.group()
def answers() -> None:
    """Bring back what people answered, from KoboToolbox, ODK Central, SurveyJS, a workbook or a plain table."""


@answers.command("read")
@click.argument("file", type=FILE)
@click.option("--into", "folder", type=FILE, required=True, help="Folder for the evidence.")
@click.option("--audience", required=True, help="Who was asked: citizens, public_servants, experts.")
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
@click.option("--wave", default="", help="Name of the wave, such as 2026; becomes a column.")
@click.option("--name", default="", help="Beginning of the names of the files.  [default: the audience]")
@click.option("--replace", "replace_files", is_flag=True, help="Replace files of the same names.")
def read(file: Path, folder: Path, audience: str, framework_name: str, **options: object) -> None:
    """Read the answers in FILE into a table of evidence, with a report on every row: taken, changed, refused.

    Names, addresses, devices, places and free text stay in FILE.
    """
    from publicvalue.files.answer_files import Source, Target, load_form, read_answers
    from publicvalue.interop.answer_rows import Rules
    from publicvalue.interop.row_report import summarise_notes

    rules = Rules(
        keep="approved" if options["keep"] == "approved" else "not_rejected",
        any_version=bool(options["any_version"]),
        wave=str(options["wave"]),
    )
    sample = options["sample"] if isinstance(options["sample"], Path) else None
    source = Source(file, load_form(framework_name, audience), rules, str(options["file_format"] or ""), sample)
    found = read_answers(source, Target(folder, str(options["name"]), bool(options["replace_files"])))
    for line in summarise_notes(found.tidy.notes):
        click.echo(line)
    click.echo("; ".join(f"{count} {what}" for what, count in found.tidy.counts.items()) + ".")
    for path in found.written:
        click.echo(f"Wrote {path}")
