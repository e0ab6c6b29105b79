"""Commands of the web application."""

from __future__ import annotations

import os
import webbrowser
from importlib.util import find_spec
from pathlib import Path

import click

from publicvalue.cli.terminal.help import Command, CommandGroup
from publicvalue.cli.terminal.problems import show_problems
from publicvalue.cli.terminal.say import say
from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text, counted

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
BROKEN = 1
"""Exit code of a trail that is not whole."""
data_option = click.option("--data", type=FOLDER, help="Folder of database and files, else PUBLICVALUE_DATA_DIR.")


def _check_installed() -> None:
    if not find_spec("django"):
        what = Text("the packages of the web application are not installed")
        do = Text("install them with: pip install 'publicvalue[web]'")
        raise InputError([Problem(Place(), what, Text("an installation with them"), do)])


def _set_up(data: Path | None, demonstration: bool = False, port: int = 8000) -> None:
    _check_installed()
    from publicvalue.web.command import set_up

    set_up(data, demonstration, port, os.environ)


@click.group(cls=CommandGroup, invoke_without_command=True)
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen at.")
@click.option("--processes", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that serve.")
@click.option("--workers", type=click.IntRange(0, 64), default=1, show_default=True, help="Processes of long work.")
@click.option("--demonstration", is_flag=True, help="Bring made-up people and the examples; everybody may sign in.")
@click.option("--open", "opened", is_flag=True, help="Open it in a browser.")
@click.pass_context
def web(ctx: click.Context, /, data: Path | None, demonstration: bool, opened: bool, **serving: int | str) -> None:
    """Serve the web application, with a worker for long work, until Ctrl-C.

    The first start makes database and key in the data folder, and shows the address at which the first administrator
    is made. Further settings stand in the environment.
    """
    if ctx.invoked_subcommand:
        ctx.obj = data
        return
    _set_up(data, demonstration, int(serving["port"]))
    from publicvalue.web.command import make_ready
    from publicvalue.web.serving import Serving, check_free, serve

    check_free(str(serving["host"]), int(serving["port"]))
    make_ready(lambda text: say(Text("{step} ...", step=text)))

    def ready(address: str) -> None:
        say(Text("Ready: {address}  (Ctrl-C stops it)", address=address))
        if opened:
            webbrowser.open(address)

    serve(Serving(**serving, ready=ready))  # type: ignore[arg-type]


@web.command("backup")
@data_option
@click.argument("target", type=FOLDER)
@click.pass_obj
def web_backup(before: Path | None, data: Path | None, target: Path) -> None:
    """Write database and files of the web application as one new folder, while people go on working.

    Whoever reads the folder reads everything, the key included: keep it where nobody else can, and destroy it in time.
    """
    _set_up(data or before)
    from publicvalue.web.backup.making import make_backup

    made = make_backup(target)
    say(counted(len(made.files), "{number} file in {folder}", "{number:count} files in {folder}", folder=str(target)))
    say(Text("Head of the audit trail: {head}", head=made.head))


@web.command("restore")
@data_option
@click.option(
    "--erased",
    "lists",
    multiple=True,
    type=FILE,
    help="The file erased-evidence.txt of the data folder that was lost, where it is newer than every backup.",
)
@click.argument("backup", type=FOLDER)
@click.pass_context
def web_restore(ctx: click.Context, data: Path | None, lists: tuple[Path, ...], backup: Path) -> None:
    """Restore a backup into an empty data folder and an empty database, and verify the audit trail.

    Nothing that stands is changed: where folder or database hold something, it says so and ends. Evidence that was
    destroyed on order since is destroyed again, as told by the backups that lie beside this one.
    """
    from publicvalue.web.command import restore_backup

    _check_installed()
    found = restore_backup(backup, data or ctx.obj, os.environ, lists)
    say(counted(found.files, "{number} file is back", "{number:count} files are back"))
    say(counted(found.entries, "{number} entry of the audit trail", "{number:count} entries of the audit trail"))
    if found.erased:
        say(
            counted(
                found.erased,
                "{number} file that had been destroyed on order was destroyed again",
                "{number:count} files that had been destroyed on order were destroyed again",
            )
        )
    if found.problems:
        show_problems(found.problems)
        ctx.exit(BROKEN)
    say(Text("The trail is whole, and every file is as it was."))


@click.command(cls=Command, context_settings={"ignore_unknown_options": True})
@data_option
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(data: Path | None, words: tuple[str, ...]) -> None:
    """Run an administrative command of the web application, such as `check --deploy` or `migrate`."""
    _set_up(data)
    from publicvalue.web.command import administer

    administer(words)


@click.group(cls=CommandGroup)
def audit() -> None:
    """Look after the audit trail of the web application."""


@audit.command("verify")
@data_option
@click.option("--head", "known", default="", metavar="COUNT:HASH", help="A head that was published or noted before.")
@click.pass_context
def audit_verify(ctx: click.Context, data: Path | None, known: str) -> None:
    """Read the whole audit trail, and tell whether it is as it was written.

    With --head it also tells whether the trail was cut off or written anew since.
    """
    _set_up(data)
    from publicvalue.web.command import verify

    count, digest, problems = verify(known)
    say(counted(count, "{number} entry, its hash {digest}", "{number:count} entries, the last {digest}", digest=digest))
    if problems:
        show_problems(problems)
        ctx.exit(BROKEN)
    say(Text("The trail is whole."))
