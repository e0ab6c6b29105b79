"""Whether the database answers, and whether it holds an installation: asked before a command works on it."""

from __future__ import annotations

from pathlib import Path

from django.db import OperationalError, connection

from publicvalue.errors import InputError, Place, Problem
from publicvalue.web.settings.environment import DATABASE
from publicvalue.words.text import Text

TRAIL = "audit_entry"
"""The table of the audit trail, which every installation has."""
_NAMES = ("DATABASE_URL", "PUBLICVALUE_DATA_DIR", "SECRET_KEY")


def check_reached() -> None:
    """Do nothing where the database answers; InputError with its reason where it does not."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        what = Text("the database cannot be reached: {said}", said=said)
        do = Text("see that the server runs, and that name, password and host are right")
        raise InputError([Problem(Place(field=DATABASE), what, Text("a database that answers"), do)]) from error


def check_there() -> None:
    """Do nothing where the database holds an installation; InputError where it does not, and nothing is made."""
    lite = connection.vendor == "sqlite"
    if lite and not Path(connection.settings_dict["NAME"]).is_file():
        _refuse(Place(str(connection.settings_dict["NAME"])))
    check_reached()
    if TRAIL not in connection.introspection.table_names():
        _refuse(Place(field=DATABASE))


def _refuse(place: Place) -> None:
    what = Text("there is no installation in the database")
    expected = Text("the database and the data folder of an installation that has been started")
    do = Text("give this command the variables that the server has: {names:list}", names=_NAMES)
    raise InputError([Problem(place, what, expected, do)])
