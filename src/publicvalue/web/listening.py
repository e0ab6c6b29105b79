"""The process that serves: a request is given a thread once it has arrived, so that slow clients hold nobody up."""

from __future__ import annotations

import errno
import math
import re
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from publicvalue.web.pace import PacedSocket

WHOLE = 30.0
"""Seconds in which the beginning of a request has to arrive; it takes no thread meanwhile."""
STALLED = 30
"""Seconds without a byte after which a body that is read, or an answer that is written, is given up.

One that drips is given up, too: `pace.py` says how slow it may be."""
LONG_WAIT = 300.0
"""Seconds that a long body waits for one of the threads that read such bodies; it takes none meanwhile."""
LOOK = 0.05
"""Seconds between two looks at requests that arrived in part."""
LINGER = 2.0
"""Seconds in which a client may take the end of its answer, after which its connection is closed."""
LAST_WORD = 1.0
"""Seconds for which a process that ends, or is replaced, still hears who was let in and has not said all."""
ROOM = 32_768
"""Bytes of a request that are waited for: a whole form of text, and the beginning of a file."""
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})", re.IGNORECASE)
GONE = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


def has_begun(seen: bytes) -> bool:
    """Return whether enough of a request has arrived for a thread to take it, or it was ended."""
    head, found, body = seen.partition(b"\r\n\r\n")
    if not seen or len(seen) >= ROOM:
        return True
    if not found or b"100-continue" in head.lower():
        return bool(found)
    length = LENGTH.search(head)
    return not length or len(body) >= min(int(length[1]), ROOM - len(head) - len(found))


def is_whole(seen: bytes) -> bool:
    """Return whether nothing more of a request is to come, as far as its head says; or it was ended."""
    head, found, body = seen.partition(b"\r\n\r\n")
    if not seen:
        return True
    length = LENGTH.search(head)
    is_open = b"\r\ntransfer-encoding:" in head.lower()
    return bool(found) and not is_open and (not length or len(body) >= int(length[1]))


class PatientConnection(TConn):
    """A connection whose end is waited for by the one loop beside all else; gunicorn's own stops the loop for it."""

    linger: Callable[[PatientConnection], None]

    def close(self, graceful: bool = False) -> None:
        """Close it; graceful, once its client has taken what was said."""
        if graceful:
            self.linger(self)
        else:
            super().close()


class ListeningWorker(ThreadWorker):
    """Waits for requests in its one loop; gunicorn's own gives a thread to a connection that says nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._in_part: dict[TConn, float] = {}
        # Requests whose body a thread still reads: half of the threads at most, so that pages are always served.
        self._long: set[TConn] = set()
        self._most_long = max(1, self.cfg.threads // 2)
        self._waiting: deque[tuple[TConn, float]] = deque()
        self._ending: dict[PatientConnection, float] = {}
        self._stops: float | None = None

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, and wait until it says something."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in GONE:
                raise
            return
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            client.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", STALLED, 0))
        self.nr_conns += 1
        connection = PatientConnection(self.cfg, PacedSocket(client), address, listener.getsockname())
        connection.linger = self._linger
        connection.timeout = time.monotonic() + WHOLE
        self.pending_conns.append(connection)
        self.poller.register(connection.sock, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Look at what a new connection says."""
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        self._hear(conn, time.monotonic() + WHOLE)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Look at what a connection says that was served before."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._hear(conn, time.monotonic() + WHOLE)

    def _hear(self, conn: TConn, until: float) -> None:
        try:
            seen = conn.sock.recv(ROOM, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            begun, whole = has_begun(seen), is_whole(seen)
        except BlockingIOError:
            begun = whole = False
        except OSError:
            # The thread finds out what is wrong.
            begun = whole = True
        if not begun:
            self._in_part[conn] = until
            return
        self._in_part.pop(conn, None)
        conn.data_ready = True
        if whole:
            self.enqueue_req(conn)
        else:
            self._wait_long(conn)

    def _wait_long(self, conn: TConn) -> None:
        self._waiting.append((conn, time.monotonic() + LONG_WAIT))
        self._begin_long()

    def enqueue_req(self, conn: TConn) -> None:
        """Give a thread to a request, unless it was sent behind another and its long body is still to come."""
        ahead = conn.parser.unreader.buf.getvalue() if conn.parser else b""
        if ahead and conn not in self._long and not is_whole(ahead):
            self._wait_long(conn)
            return
        conn.sock.begin()
        super().enqueue_req(conn)

    def _begin_long(self) -> None:
        """Give threads to requests with long bodies, as many as may have one."""
        while self._waiting and len(self._long) < self._most_long:
            conn, _ = self._waiting.popleft()
            self._long.add(conn)
            self.enqueue_req(conn)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """See a request end, and let another one have its thread."""
        self._long.discard(conn)
        super().finish_request(conn, fs)
        self._begin_long()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for what happens, and look again at requests that arrived in part."""
        super().wait_for_and_dispatch_events(min(timeout, LOOK) if self._in_part else timeout)
        for conn, until in list(self._in_part.items()):
            if time.monotonic() < min(until, self._hears_until()):
                self._hear(conn, until)
            else:
                del self._in_part[conn]
                self._give_up(conn)

    def murder_pending(self) -> None:
        """Close connections that said nothing in time; all of them soon when the process ends."""
        super().murder_pending()
        now = time.monotonic()
        for conn, until in list(self._ending.items()):
            if until < now:
                self._end(conn)
        while self._waiting and self._waiting[0][1] < now:
            self._give_up(self._waiting.popleft()[0])
        for conn in self._silent() if self._hears_until() < now else ():
            self.poller.unregister(conn.sock)
            self._give_up(conn)

    def _hears_until(self) -> float:
        """Return until when anything is heard. One that ends has all its threads for bodies."""
        if self.alive:
            return math.inf
        if self._stops is None:
            self._stops, self._most_long = time.monotonic() + LAST_WORD, self.cfg.threads
            self._begin_long()
        return self._stops

    def _linger(self, conn: PatientConnection) -> None:
        """Say nothing more, and close when the client has closed, too: it would lose the end of its answer before."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            conn.close()
            return
        # Counted until then, so that a process that ends waits for it.
        self.nr_conns += 1
        self._ending[conn] = time.monotonic() + LINGER
        self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))

    def _drain(self, conn: PatientConnection, client: socket.socket) -> None:
        try:
            gone = not client.recv(ROOM)
        except BlockingIOError:
            gone = False
        except OSError:
            gone = True
        if gone:
            self._end(conn)

    def _end(self, conn: PatientConnection) -> None:
        self.nr_conns -= 1
        del self._ending[conn]
        self.poller.unregister(conn.sock)
        conn.close()

    def _silent(self) -> Iterator[TConn]:
        while self.pending_conns:
            yield self.pending_conns.popleft()

    def _give_up(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()
