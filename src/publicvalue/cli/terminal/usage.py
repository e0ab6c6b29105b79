"""What is wrong with the words of a command line, as a problem like any other."""

from __future__ import annotations

import click

from publicvalue.errors import Place, Problem
from publicvalue.words.text import Text, either


def usage_problem(error: click.UsageError) -> Problem:
    """Return what click found wrong with a command line."""
    what, expected = _what(error), _expected(error)
    called = error.ctx.command_path if error.ctx else "publicvalue"
    near = getattr(error, "possibilities", None)
    do = (
        Text("did you mean {names:or}?", names=tuple(near))
        if near
        else Text("`{called} --help` tells what there is", called=called)
    )
    return Problem(Place(), what, expected, do)


def _what(error: click.UsageError) -> Text:
    match error:
        case click.MissingParameter():
            return Text("{name} is missing", name=_name(error))
        case click.BadParameter():
            return Text("this value of {name} cannot be used", name=_name(error))
        case click.NoSuchOption():
            return Text("there is no option {name:quoted}", name=error.option_name)
        case click.BadOptionUsage():
            return Text("the option {name:quoted} is not used as it must be", name=error.option_name)
    if name := getattr(error, "command_name", ""):
        return Text("there is no command {name:quoted}", name=name)
    return Text("these words are no command: {message}", message=error.message)


def _name(error: click.BadParameter) -> str:
    """Return how a user writes an option or argument."""
    if error.param is None:
        return str(error.param_hint or "")
    option = isinstance(error.param, click.Option)
    return error.param.opts[0] if option else (error.param.metavar or (error.param.name or "").upper())


def _expected(error: click.UsageError) -> Text:
    kind = error.param.type if isinstance(error, click.BadParameter) and error.param else None
    match kind:
        case click.Choice():
            return either(str(one) for one in kind.choices)
        case click.IntRange() | click.FloatRange() if kind.max is not None:
            return Text("a number from {least} to {most}", least=kind.min, most=kind.max)
        case click.IntRange() | click.FloatRange():
            return Text("a number of at least {least}", least=kind.min)
    return Text("")
