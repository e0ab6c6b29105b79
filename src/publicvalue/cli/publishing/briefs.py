"""Commands that make what people read aloud and hand on, from stored results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.problems import tell_written
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

FILE = click.Path(path_type=Path)


@click.command(cls=Command)
@click.argument("results", type=FILE)
@click.option("--out", type=FILE, default=Path("brief"), show_default=True, help="Folder for the brief.")
def brief(results: Path, out: Path) -> None:
    """Make a brief of two pages from RESULTS, to read aloud: as a page, Markdown and text.

    RESULTS is a results.json, or the folder of an assessment that was assessed.
    """
    from publicvalue.actions.publishing.briefs import write_brief
    from publicvalue.reports.brief.forms import render_brief

    _hand_on(results, out, write_brief, render_brief)
    say(Text("Brief: {page}, and as Markdown and text beside it", page=str(out / "brief.html")))


@click.command(cls=Command)
@click.argument("results", type=FILE)
@click.option("--out", type=FILE, default=Path("citizens"), show_default=True, help="Folder for the page.")
def citizens(results: Path, out: Path) -> None:
    """Make a page for citizens from RESULTS, in plain words: as a page, Markdown and text.

    RESULTS is a results.json, or the folder of an assessment that was assessed.
    """
    from publicvalue.actions.publishing.briefs import write_citizens
    from publicvalue.reports.brief.forms import render_citizens

    _hand_on(results, out, write_citizens, render_citizens)
    say(Text("Page for citizens: {page}, and as Markdown and text beside it", page=str(out / "citizens.html")))


def _hand_on(results: Path, out: Path, write: Callable[..., None], render: Callable[..., str]) -> None:
    """Write what is made of a result in every form, and say it."""
    from publicvalue.files.results_file import find_results
    from publicvalue.files.stores.results_folder import ResultsFolder

    result = find_results(results)
    write(result, ResultsFolder(out), spoken())
    tell_written(out)
    say(render(result, language=spoken()))
