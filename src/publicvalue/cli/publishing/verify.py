"""The command on what was published: verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.problems import CANNOT_RUN
from publicvalue.cli.terminal.progress import working
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.actions.publishing.verification import NotRunAgain, Verified

FILE = click.Path(path_type=Path)


@click.command("verify", cls=Command)
@click.argument("bundle", type=FILE)
@click.option("--evidence", type=FILE, default=None, help="Folder with the evidence that the bundle withholds.")
@click.option("--key", type=FILE, multiple=True, help="Public key of who must have signed it; several may be named.")
@limit_options
def bundle_verify(bundle: Path, evidence: Path | None, key: tuple[Path, ...], max_file_size: float) -> None:
    """Re-run a bundle and compare every number. Exit code 1 when one differs, or the signature does not hold.

    BUNDLE may be an assessment's folder too: then the results in its report are compared.

    Exit code 4 when another version made the bundle and this one cannot run it again: its hashes hold, and no number
    was compared.
    """
    from publicvalue.actions.publishing.signing import check_signature
    from publicvalue.actions.publishing.verification import NotRunAgain, verify_published
    from publicvalue.cli.publishing.signing import signature_text
    from publicvalue.files.stores.bundle import open_store
    from publicvalue.reports.reproduction_text import render_not_run_again

    with working(limits_of(max_file_size)) as work, open_store(bundle, evidence, work.limits, whole=False) as store:
        found = verify_published(store, work)
    signature = check_signature(store.bundle, found.manifest_sha256, "bundle manifest", key)
    is_signature_wrong = signature.is_refused or bool(key and not signature.holds)
    _say_versions(bundle, found)
    say(Text("  Framework: {framework}.", framework=found.framework))
    say(Text("  Signature: {signature}.", signature=signature_text(signature)))
    if isinstance(found, NotRunAgain):
        for line in render_not_run_again(found.made_by, found.files, found.why):
            say(line)
        for name in found.not_brought:
            say(Text("  {name} is withheld and was not brought: it was not held against its hash.", name=name))
    else:
        _say_run(found, is_whole=found.is_reproduced and not is_signature_wrong)
    for name in found.other_files:
        path = str(store.report / name)
        say(Text("NOT what was published: {path} is not the file that was written with the bundle.", path=path))
    if isinstance(found, NotRunAgain):
        raise SystemExit(1 if found.other_files or is_signature_wrong else CANNOT_RUN)
    if found.is_reproduced and not is_signature_wrong:
        raise SystemExit(0)
    if not found.reproduction.differences:
        say(Text("NOT reproduced as it was published: what is said above does not hold, although its numbers do."))
    raise SystemExit(1)


def _say_versions(bundle: Path, found: Verified | NotRunAgain) -> None:
    from publicvalue.actions.publishing.verification import NotRunAgain
    from publicvalue.reports.reproduction_text import one_line

    versions = {"bundle": str(bundle), "made": one_line(found.made_by), "run": found.run_by}
    if isinstance(found, NotRunAgain):
        say(Text("{bundle}: made by version {made}, and NOT run again: version {run} cannot.", **versions))
    else:
        say(Text("{bundle}: made by version {made}, re-run by version {run}.", **versions))


def _say_run(found: Verified, *, is_whole: bool) -> None:
    """Say what a re-run gave."""
    from publicvalue.reports.reproduction_text import render_reproduction

    for line in render_reproduction(found.result, found.reproduction, is_whole=is_whole):
        say(line)
    if found.not_rendered:
        say(Text("NOT made again: {what}.", what=found.not_rendered))
    for name in found.rendered_otherwise:
        say(Text("NOT reproduced: {name}, as the manifest states it, does not come of these numbers.", name=name))
