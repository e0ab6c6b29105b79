"""How slowly a client may send or read while a thread waits for it: what drips is given up, what is slow is not."""

from __future__ import annotations

import errno
import socket
import time
from dataclasses import dataclass

LOOK_EVERY = 60.0
"""Seconds of waiting after which it is looked at how much has come; pauses within them are nobody's fault."""
SLOWEST = 1_000
"""Bytes a second that have to come at first: half of what the slowest lines give, 16 kilobits a second."""
FIRST = 600.0
"""Seconds of waiting for which this is enough: a megabyte by the slowest line, thirty by 400 kilobits a second."""
LATER = 16_000
"""Bytes a second from then on: a third of 400 kilobits a second."""
PIECE = 65_536
"""Bytes that are written at once."""


@dataclass
class Pace:
    """Counts the seconds that were waited for a client, and the bytes that came or went since they were looked at."""

    waited: float = 0.0
    since: float = 0.0
    moved: int = 0

    def is_fair(self, seconds: float, moved: int) -> bool:
        """Count one more wait, and return whether the client is fast enough to be waited for again.

        Parameters
        ----------
        seconds
            That were waited, from 0 on.
        moved
            Bytes that came or went, from 0 on.
        """
        self.since, self.moved = self.since + seconds, self.moved + moved
        if self.since < LOOK_EVERY:
            return True
        fair = self.moved >= self.since * (SLOWEST if self.waited < FIRST else LATER)
        self.waited, self.since, self.moved = self.waited + self.since, 0.0, 0
        return fair


class PacedSocket(socket.socket):
    """A connection that a thread reads and writes: BlockingIOError where its client is too slow to be waited for.

    Only waiting counts: what the application does between two reads is not the client's time.
    """

    def __init__(self, client: socket.socket) -> None:
        super().__init__(client.family, client.type, client.proto, fileno=client.detach())
        self.begin()

    def begin(self) -> None:
        """Count anew: another request begins."""
        self.reading, self.writing = Pace(), Pace()

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return what has come; looks that take nothing are not counted."""
        began = time.monotonic()
        got = super().recv(size, flags)
        if not flags:
            _go_on(self.reading, time.monotonic() - began, len(got))
        return got

    def sendall(self, content: bytes, flags: int = 0) -> None:  # type: ignore[override]
        """Write all of it, as fast as the client takes it."""
        rest = memoryview(content)
        while rest:
            began = time.monotonic()
            taken = super().send(rest[:PIECE], flags)
            _go_on(self.writing, time.monotonic() - began, taken)
            rest = rest[taken:]


def _go_on(pace: Pace, seconds: float, moved: int) -> None:
    if not pace.is_fair(seconds, moved):
        raise BlockingIOError(errno.EAGAIN, "the client is too slow")
