"""How much evidence may take, as options of every command that reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from publicvalue.files.guards import Limits

GIBIBYTE = 1024**3
MEMORY, MINUTES = "publicvalue.max_memory", "publicvalue.max_minutes"


def _keep(name: str) -> Callable[[click.Context, click.Parameter, float], None]:
    """Keep an option beside the command's own arguments, as all commands take it in the same way."""

    def keep(context: click.Context, _: click.Parameter, value: float) -> None:
        context.meta[name] = value

    return keep


OPTIONS = (
    click.option(
        "--max-file-size",
        type=click.FloatRange(0.001),
        default=1.0,
        show_default=True,
        help="Largest evidence file, in GB; 64 for Parquet unless more is given.",
    ),
    click.option(
        "--max-memory",
        type=click.FloatRange(0.05),
        default=2.0,
        show_default=True,
        expose_value=False,
        callback=_keep(MEMORY),
        help="Most memory for counting, in GB; what does not fit goes to the folder for temporary files.",
    ),
    click.option(
        "--max-minutes",
        type=click.FloatRange(0.001),
        default=240.0,
        show_default=True,
        expose_value=False,
        callback=_keep(MINUTES),
        help="Longest time for reading and counting.",
    ),
)


def limit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which takes `max_file_size` and hands it to `limits_of`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def limits_of(max_file_size: float) -> Limits:
    """Return the limits that the running command was given."""
    from publicvalue.files.guards import Limits

    given = click.get_current_context().meta
    return Limits(
        file_bytes=int(max_file_size * GIBIBYTE),
        memory_bytes=int(given[MEMORY] * GIBIBYTE),
        count_seconds=60 * given[MINUTES],
    )
