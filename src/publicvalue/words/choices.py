"""Refuses the name of a way of working that does not exist."""

from __future__ import annotations

from typing import get_args

from publicvalue.errors import method_error
from publicvalue.words.text import Text


def check_name(name: str, allowed: object, what: str) -> None:
    """Refuse the name of a method that does not exist.

    Parameters
    ----------
    name
        What was asked for.
    allowed
        The Literal type of its names.
    what
        What it names, for the message: a phrase of the product.

    Raises
    ------
    MethodError
        When it is none of them.
    """
    names = get_args(allowed)
    if name not in names:
        raise method_error(
            Text("there is no {what:word} {name:quoted}", what=what, name=str(name)),
            Text("one of: {names:list}", names=tuple(map(str, names))),
        )
