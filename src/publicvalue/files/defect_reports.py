"""What the product did not foresee, written to a file that can be sent to those who mend it."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from publicvalue import __version__

NOTE = (
    "publicvalue met something that it did not foresee. This is a defect: please send this file to those who keep the"
    " product, after looking whether it names anything that must stay with you.\n"
)


MOST_CAUSES = 10
LEFT_OUT = "(its message is left out, as it may quote what stands in a cell)\n"


def _lines(error: BaseException) -> Iterator[str]:
    """Yield where an error and those before it were raised, and of which kind: no word of theirs."""
    found: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if found is None:
            return
        yield "Traceback (most recent call last):\n"
        # A call within a call too often has a traceback of thousands of lines.
        yield from traceback.format_tb(found.__traceback__, limit=-50)
        yield f"{type(found).__module__}.{type(found).__qualname__} {LEFT_OUT}\n"
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def write_defect_report(error: BaseException, words: Sequence[str]) -> Path | None:
    """Write where an error came from to a file of its own, without its message; None where nothing can be written.

    Parameters
    ----------
    error
        What was raised.
    words
        The command line.
    """
    parts = (
        NOTE,
        f"version {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
        f"command: {' '.join(words)!r}\n\n",
        *_lines(error),
    )
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="publicvalue-defect-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
        ) as stream:
            stream.writelines(parts)
    except OSError:
        sys.stderr.writelines(parts)
        return None
    return Path(stream.name)
