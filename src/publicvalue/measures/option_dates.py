"""Reads dates that are given as options."""

from __future__ import annotations

import datetime as dt

import numpy as np

from publicvalue.errors import method_error
from publicvalue.measures.definition import Context
from publicvalue.words.text import Text


def read_date_option(context: Context, name: str) -> np.datetime64 | None:
    """Return the day that an option names, None when it is left out.

    Parameters
    ----------
    context
        The measure's context.
    name
        Name of the option; its value is a date or text such as 2014-09-30.

    Raises
    ------
    MethodError
        When the value is no date.
    """
    stated = context.options.get(name)
    if stated is None:
        return None
    try:
        day = stated if isinstance(stated, dt.date) else dt.date.fromisoformat(str(stated))
    except ValueError:
        raise method_error(
            Text("Option {name} is {stated}", name=name, stated=repr(stated)), Text("a date such as 2014-09-30")
        ) from None
    return np.datetime64(day.isoformat()[:10], "D")
