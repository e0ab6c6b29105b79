"""What the product did not foresee, written to a file that can be sent to those who mend it."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from publicvalue import __version__

NOTE = (
    "publicvalue met something that it did not foresee. This is a defect: please send this file to those who keep the"
    " product, after looking whether it names anything that must stay with you.\n"
)


def write_defect_report(error: BaseException, words: Sequence[str]) -> Path | None:
    """Write the traceback of an error to a file of its own; None where nothing can be written.

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
        # A call within a call too often has a traceback of thousands of lines.
        *traceback.format_exception(type(error), error, error.__traceback__, limit=-50),
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
