"""What an action may take, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from publicvalue.files.engines.watch import Share
from publicvalue.files.frameworks import FrameworkFiles
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits
from publicvalue.results.exploration import Progress
from publicvalue.words.language import ENGLISH, Language


def _tell_nobody(_: object) -> None:
    pass


@dataclass(frozen=True)
class Work:
    """What an action may take, and who is told how far it is.

    Parameters
    ----------
    limits
        What reading and counting may take.
    progress
        Told in a few words each step before it begins.
    share
        Told the percent done of a query that takes long.
    opened
        Told the framework that is worked with, before anything is said in its words.
    language
        The language of what is written for people; numbers and results are the same in every language.
    """

    limits: Limits = DEFAULT_LIMITS
    progress: Progress = _tell_nobody
    share: Share = _tell_nobody
    opened: Callable[[FrameworkFiles], None] = _tell_nobody
    language: Language = ENGLISH


PLAIN = Work()
"""As much as everybody may take, and nobody is told."""
