"""Commands on keys and signatures: keys new, sign; and the words for how a signature stands."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publicvalue.cli.terminal.help import Command, CommandGroup
from publicvalue.cli.terminal.problems import tell_written
from publicvalue.cli.terminal.say import say
from publicvalue.words.message import Value
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.actions.publishing.signing import SignatureCheck

FILE = click.Path(path_type=Path)
LOCKED_BY = "PUBLICVALUE_KEY_PASSPHRASE"


@click.group(cls=CommandGroup)
def keys() -> None:
    """Make the keys with which an agency signs what it publishes."""


@keys.command(cls=Command)
@click.argument("name", type=FILE)
def new(name: Path) -> None:
    """Write NAME.key, which signs and stays secret, and NAME.pub, which others check with.

    With a passphrase in PUBLICVALUE_KEY_PASSPHRASE the secret key is locked by it.
    """
    from publicvalue.actions.publishing.signing import make_keys

    private, public, id = make_keys(name, os.environ.get(LOCKED_BY, ""))
    tell_written(private)
    say(Text("{private} signs: keep it secret, and keep a copy of it.", private=str(private)))
    say(Text("{public} checks: publish it where people trust that it is yours.", public=str(public)))
    say(Text("The key's id is {id}: publish it too.", id=id))


@click.command(cls=Command)
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, required=True, help="The secret key, NAME.key.")
@click.option("--by", required=True, help="Who signs, such as the agency's name.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day, if it is not today.")
def sign(file: Path, key: Path, by: str, on: dt.datetime | None) -> None:
    """Sign a bundle or any other file: the signature is written beside it, as FILE.sig."""
    from publicvalue.actions.publishing.signing import Signer
    from publicvalue.actions.publishing.signing import sign as sign_file

    day = on.date() if on else dt.datetime.now().astimezone().date()
    target, statement = sign_file(file, Signer(key, by, day, os.environ.get(LOCKED_BY, "")))
    tell_written(target)
    said: dict[str, Value] = {"file": str(file), "by": statement.by, "day": statement.on, "key": statement.key}
    say(Text("{file}: signed by {by} on {day:date}, with the key {key}.", **said))
    say(Text("Signature: {target}. Publish it beside the file.", target=str(target)))


def signature_text(check: SignatureCheck) -> Text:
    """Return how a signature stands, for one line."""
    statement = check.statement
    if statement is None:
        return Text("unsigned: nobody states that this is theirs")
    said: dict[str, Value] = {"by": statement.by, "day": statement.on, "key": statement.key}
    match check.standing:
        case "signed":
            return Text("signed by {by} on {day:date}, with the key {key}", **said)
        case "unchecked":
            return Text("it says {by}, {day:date}, key {key}; not checked: name their public key with --key", **said)
        case "other key":
            return Text("NOT by the key that was named: it says {by}, {day:date}, key {key}", **said)
        case "other content":
            return Text("NOT of this: the signature of {by}, {day:date}, key {key}, is for something else", **said)
        case _:
            return Text("FALSE: it says {by}, {day:date}, key {key}, and was not made with that key", **said)
