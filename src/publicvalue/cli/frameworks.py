"""Commands on frameworks: check, show, diff, schema, texts."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.terminal.help import CommandGroup
from publicvalue.cli.terminal.language import speak_own, spoken
from publicvalue.cli.terminal.problems import tell_written
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text


@click.group(cls=CommandGroup)
def framework() -> None:
    """Check, show or compare frameworks. A framework is named (public-value/1.0) or a path of your own file."""


@framework.command()
@click.argument("name", default="public-value/1.0")
def check(name: str) -> None:
    """List every problem of a framework. Exit code 2 when there is one."""
    from publicvalue.files.frameworks import load_and_check

    found = load_and_check(name)
    say(
        Text(
            "{name}: no problems. {dimensions} dimensions, {components} components, {indicators} indicators,"
            " {recommendations} recommendations, {questions} questions, {constructs} constructs.",
            name=found.name,
            dimensions=len(found.dimensions),
            components=len(found.components),
            indicators=len(found.indicators),
            recommendations=len(found.recommendations),
            questions=len(found.instruments.questions),
            constructs=len(found.instruments.constructs),
        )
    )


@framework.command()
@click.argument("name", default="public-value/1.0")
@click.argument("node", default="")
def show(name: str, node: str) -> None:
    """Show a framework, or one of its components, indicators, questions or constructs (NODE) in full."""
    from publicvalue.files.frameworks import load_framework
    from publicvalue.reports.framework_text import render_framework, render_node

    files = load_framework(name)
    speak_own(files)
    found = files.framework
    say(render_node(found, node, spoken()) if node else render_framework(found, spoken()), nl=False)


@framework.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Say what changed from OLD to NEW, and what of two results still compares."""
    from publicvalue.files.frameworks import load_framework
    from publicvalue.reports.framework_text import render_changes

    first, second = load_framework(old), load_framework(new)
    speak_own(second)
    say(render_changes(first.framework, second.framework, spoken()), nl=False)


@framework.command()
@click.argument("kind", type=click.Choice(["framework", "extension", "assessment", "options", "results"]))
def schema(kind: str) -> None:
    """Print the JSON Schema of a file, for editors that check while you write."""
    import json

    from publicvalue.files.schemas import file_schema

    say(json.dumps(file_schema(kind), indent=2, ensure_ascii=False))


@framework.command()
@click.argument("name", default="public-value/1.0")
@click.option("--to", "code", required=True, help="Language of the translations, such as es.")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Sheet (.xlsx) or catalogue (.po) to write."
)
@click.option("--in", "sheet", type=click.Path(path_type=Path), help="Sheet to read the translations from.")
def texts(name: str, code: str, out: Path, sheet: Path | None) -> None:
    """Write the texts of a framework for a translator, and read them back.

    Without --in the translations are those of the catalogue beside the framework, translations/LANGUAGE.po. To bring a
    filled sheet back, name it with --in and that catalogue with --out.
    """
    from publicvalue.actions.framework_texts import write_texts

    done, all_texts = write_texts(name, code, out, sheet)
    tell_written(out)
    say(
        Text("Wrote {path}: {done:count} of {all:count} texts are translated.", path=str(out), done=done, all=all_texts)
    )
