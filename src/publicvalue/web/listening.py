"""The process that serves: a request is given a thread once it has arrived, so that slow clients hold nobody up."""

from __future__ import annotations

import errno
import re
import socket
import struct
import time
from collections.abc import Iterator
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

WHOLE = 30.0
"""Seconds in which the beginning of a request has to arrive; it takes no thread meanwhile."""
STALLED = 30
"""Seconds without a byte after which a body that is read is given up."""
LOOK = 0.05
"""Seconds between two looks at requests that arrived in part."""
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


class ListeningWorker(ThreadWorker):
    """Waits for requests in its one loop; gunicorn's own gives a thread to a connection that says nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._in_part: dict[TConn, float] = {}

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, and wait until it says something."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in GONE:
                raise
            return
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", STALLED, 0))
        self.nr_conns += 1
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + WHOLE
        self.pending_conns.append(connection)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))

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
            begun = has_begun(conn.sock.recv(ROOM, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            begun = False
        except OSError:
            # The thread finds out what is wrong.
            begun = True
        if not begun:
            self._in_part[conn] = until
            return
        self._in_part.pop(conn, None)
        conn.data_ready = True
        self.enqueue_req(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for what happens, and look again at requests that arrived in part."""
        super().wait_for_and_dispatch_events(min(timeout, LOOK) if self._in_part else timeout)
        for conn, until in list(self._in_part.items()):
            if self.alive and time.monotonic() < until:
                self._hear(conn, until)
            else:
                del self._in_part[conn]
                self._give_up(conn)

    def murder_pending(self) -> None:
        """Close connections that said nothing in time; all of them when the server ends."""
        super().murder_pending()
        for conn in () if self.alive else self._silent():
            self.poller.unregister(conn.sock)
            self._give_up(conn)

    def _silent(self) -> Iterator[TConn]:
        while self.pending_conns:
            yield self.pending_conns.popleft()

    def _give_up(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()
