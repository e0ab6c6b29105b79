"""How much evidence may take, as options of every command that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from publicvalue.files.untrusted.guards import Limits

GIBIBYTE = 1024**3
KEPT = "publicvalue."


def _keep(context: click.Context, option: click.Parameter, value: float) -> None:
    """Keep an option beside the command's own arguments, as all commands take it in the same way."""
    context.meta[f"{KEPT}{option.name}"] = value


def _limit(name: str, default: float, least: float, text: str, **more: Any) -> Callable[..., Any]:
    """Return an option that bounds something from above."""
    return click.option(name, type=click.FloatRange(least), default=default, show_default=True, help=text, **more)


ASIDE: Mapping[str, Any] = {"expose_value": False, "callback": _keep}
OPTIONS = (
    _limit("--max-file-size", 1.0, 0.001, "Largest evidence file, in GB; 64 for Parquet unless more is given."),
    _limit(
        "--max-memory",
        2.0,
        0.05,
        "Most memory for counting, in GB; what does not fit goes to the folder for temporary files.",
        **ASIDE,
    ),
    _limit("--max-minutes", 240.0, 0.001, "Longest time that may pass while evidence is read and counted.", **ASIDE),
)


def limit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which takes `max_file_size` and hands it to `limits_of`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def limits_of(max_file_size: float) -> Limits:
    """Return the limits that the running command was given."""
    from publicvalue.files.untrusted.guards import LEAST_READER_BYTES, Limits

    given = click.get_current_context().meta
    memory = int(given[f"{KEPT}max_memory"] * GIBIBYTE)
    return Limits(
        file_bytes=int(max_file_size * GIBIBYTE),
        memory_bytes=memory,
        # A workbook takes several times what is kept of it: its reader gets half, as it does where nothing is said.
        sheet_memory_bytes=max(memory // 2, LEAST_READER_BYTES),
        log_memory_bytes=max(memory, LEAST_READER_BYTES),
        count_seconds=60 * given[f"{KEPT}max_minutes"],
    )
