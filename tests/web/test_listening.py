"""Clients that say nothing, or say it slowly, hold nobody up: tried on a process with one thread."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from publicvalue.web.listening import ROOM, has_begun
from publicvalue.web.pace import Pace
from publicvalue.web.serving import Serving

PATIENCE = 30
APPLICATION = """
import publicvalue.web.listening, publicvalue.web.pace
publicvalue.web.listening.STALLED = 2
publicvalue.web.pace.LOOK_EVERY, publicvalue.web.pace.FIRST = 1, 4
publicvalue.web.pace.LATER = 5_000_000
MUCH = 30_000_000
def application(environ, start):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if environ["PATH_INFO"] == "/file":
        start("200 OK", [("Content-Length", str(MUCH))])
        return environ["wsgi.file_wrapper"](open("much", "rb"))
    if environ["PATH_INFO"] == "/much":
        body = b"a" * MUCH
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""
FORM = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"

pytestmark = pytest.mark.one_run


@pytest.fixture(params=[1])
def running(tmp_path: Path, request: Any) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server of one process with a thread, or as many as are asked for."""
    (tmp_path / "plain.py").write_text(APPLICATION)
    (tmp_path / "much").write_bytes(b"a" * 30_000_000)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = Serving().options
    kind, threads = str(options["worker_class"]), str(request.param)
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-k", kind, "--threads", threads]
    command += [] if options["sendfile"] else ["--no-sendfile"]
    own = os.environ | {"PYTHONPATH": str(tmp_path)}
    server = subprocess.Popen([*command, "--no-control-socket", "plain:application"], env=own, cwd=tmp_path)
    try:
        until = time.monotonic() + PATIENCE
        while not listens(port):
            assert (server.poll(), time.monotonic() < until) == (None, True)
            time.sleep(0.05)
        yield port, server
    finally:
        server.kill()
        server.wait(timeout=PATIENCE)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def sent(port: int, said: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    client.sendall(said)
    return client


def heard(client: socket.socket, end: bytes) -> bool:
    """Return whether an answer comes that ends so; False where the connection ends before."""
    said = b""
    while not said.endswith(end):
        part = client.recv(4096)
        if not part:
            return False
        said += part
    return True


def answered(port: int, body: bytes = b"", patience: float = 4) -> bytes:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=patience)) as connection:
        connection.request("POST", "/", body=body)
        return connection.getresponse().read()


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: a\r\nX-", FORM + b"a=1"])
def test_a_client_that_is_slow_holds_nobody_up(running: tuple[int, subprocess.Popen[bytes]], said: bytes) -> None:
    slow = [sent(running[0], said) for _ in range(30)]
    assert answered(running[0], b"quick") == b"quick"
    for one in slow:
        one.close()


@pytest.mark.parametrize("running", [2], indirect=True)
def test_long_bodies_that_do_not_come_leave_a_thread_for_pages(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    said = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + b"a" * 2 * ROOM
    slow = [sent(running[0], said) for _ in range(12)]
    time.sleep(0.3)
    began = time.monotonic()
    assert [answered(running[0], b"quick") for _ in range(3)] == [b"quick"] * 3
    assert time.monotonic() - began < 1, "nobody waited until one was given up"
    slow[0].sendall(b"a" * (900_000 - 2 * ROOM))
    assert heard(slow[0], b"a" * 1000), "the first is read, and answered"
    for one in slow[1:]:
        one.close()
    much = os.urandom(3_000_000)
    assert answered(running[0], much) == much, "whoever waits is read when the others have gone"


@pytest.mark.parametrize("path", ["much", "file"])
def test_whoever_does_not_read_an_answer_holds_a_thread_for_a_short_time(
    running: tuple[int, subprocess.Popen[bytes]], path: str
) -> None:
    slow = [sent(running[0], f"GET /{path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()) for _ in range(2)]
    time.sleep(0.3)
    with pytest.raises(TimeoutError):
        answered(running[0], b"held up", patience=1)
    assert answered(running[0], b"free again", patience=20) == b"free again"
    for one in slow:
        one.close()


LONG = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


def dripped(client: socket.socket, size: int, pause: float, seconds: float) -> bool:
    """Send bytes with pauses; return whether the connection stood for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            client.sendall(b"a" * size)
        except OSError:
            return False
        time.sleep(pause)
    return True


def test_who_drips_is_given_up_and_who_is_slow_is_served(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    drips = sent(running[0], LONG % 900_000 + b"a" * 2 * ROOM)
    time.sleep(0.2)
    assert not dripped(drips, 1, 0.2, 8), "never silent for two seconds, and never done"
    slow = sent(running[0], LONG % (2 * ROOM + 9_000))
    slow.sendall(b"a" * 2 * ROOM)
    for _ in range(15):
        slow.sendall(b"a" * 600)
        time.sleep(0.2)
    assert heard(slow, b"a" * 1000), "in three seconds, faster than the least"
    for one in (drips, slow):
        one.close()


def test_who_reads_a_long_answer_slowly_is_given_up(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    slow = sent(running[0], b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
    slow.settimeout(2)
    time.sleep(0.3)
    began, free = time.monotonic(), False
    with closing(sent(running[0], FORM + b"quick")) as other:
        other.settimeout(0.01)
        while not free and time.monotonic() < began + 15:
            slow.recv(50_000)
            time.sleep(0.04)
            with contextlib.suppress(TimeoutError):
                free = heard(other, b"quick")
    slow.close()
    assert free, "a megabyte a second: the whole would take half a minute"
    assert time.monotonic() - began > 3, "nobody who is slow is given up at once"


@pytest.mark.parametrize("running", [2], indirect=True)
def test_long_bodies_behind_another_request_leave_a_thread_for_pages(
    running: tuple[int, subprocess.Popen[bytes]],
) -> None:
    slow = [sent(running[0], FORM + b"quick" + LONG % 900_000 + b"a") for _ in range(4)]
    assert all(heard(one, b"quick") for one in slow)
    time.sleep(0.2)
    began = time.monotonic()
    assert [answered(running[0], b"quick") for _ in range(3)] == [b"quick"] * 3
    assert time.monotonic() - began < 1, "nobody waited until one was given up"
    slow[0].sendall(b"a" * 899_999)
    assert heard(slow[0], b"a" * 1000), "the first is read, and answered"
    for one in slow:
        one.close()


@pytest.mark.parametrize(
    ("bits", "size", "fair"),
    [
        (16_000, 500_000, True),
        (16_000, 5_000_000, False),
        (400_000, 2_000_000_000, True),
        (8 / 29, 100, False),
    ],
)
def test_a_pace_is_fair_by_what_comes_in_a_minute(bits: float, size: int, fair: bool) -> None:
    """Bits a second, and bytes of a file; they come in pieces that take half a minute at most."""
    pace, left, seconds = Pace(), size, 29.0
    piece = max(1, round(bits / 8 * seconds))
    while left > 0 and pace.is_fair(seconds, min(piece, left)):
        left -= piece
    assert (left <= 0) is fair


def test_a_pause_of_half_a_minute_is_no_fault_of_a_slow_line() -> None:
    pace = Pace()
    waits = [(29.0, 50_000 * 20), (29.0, 1), (2.0, 100_000)] * 60
    assert [pace.is_fair(seconds, came) for seconds, came in waits] == [True] * len(waits)


def test_whoever_does_not_close_holds_nobody_up(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    left = [sent(running[0], b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") for _ in range(5)]
    began = time.monotonic()
    assert [answered(running[0], b"quick") for _ in range(3)] == [b"quick"] * 3
    assert time.monotonic() - began < 1, "no end of another was waited for"
    assert all(heard(one, b"\r\n\r\n") for one in left), "each has its answer"
    for one in left:
        assert one.recv(1) == b"", "and is told that it is the end"
        one.close()


def test_what_comes_in_parts_is_answered_when_it_is_whole(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    with sent(running[0], FORM[:20]) as client:
        for part in (FORM[20:30], FORM[30:] + b"ab", b"cde"):
            time.sleep(0.1)
            client.sendall(part)
        assert heard(client, b"\r\n\r\nabcde")
        client.sendall(FORM + b"again")
        assert heard(client, b"\r\n\r\nagain"), "on the same connection"
    much = os.urandom(3_000_000)
    assert answered(running[0], much) == much


def test_the_server_ends_at_once_where_somebody_says_nothing(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, server = running
    slow = [sent(port, said) for said in (b"", b"GET / HT")]
    assert answered(port) == b""
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=10) == 0
    for one in slow:
        one.close()


def test_who_was_let_in_is_heard_while_a_process_ends(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, server = running
    silent, partly = sent(port, b""), sent(port, FORM + b"pa")
    time.sleep(0.2)
    server.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    silent.sendall(FORM + b"other")
    partly.sendall(b"rts")
    assert heard(silent, b"other")
    assert heard(partly, b"parts")
    assert server.wait(timeout=10) == 0


def test_long_bodies_are_read_before_a_process_ends(running: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, server = running
    ends = [bytes([letter]) * 1000 for letter in b"abc"]
    slow = [sent(port, LONG % (2 * ROOM + 1000) + b"x" * 2 * ROOM) for _ in ends]
    time.sleep(0.2)
    server.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    for one, end in zip(slow, ends, strict=True):
        one.sendall(end)
    assert [heard(one, end) for one, end in zip(slow, ends, strict=True)] == [True] * 3
    assert server.wait(timeout=10) == 0


@pytest.mark.parametrize(
    ("seen", "begun"),
    [
        (b"", True),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (FORM + b"1234", False),
        (FORM + b"12345", True),
        (FORM.replace(b"Content-Length: 5", b"content-length:9999999") + b"1234", False),
        (FORM.replace(b"Content-Length", b"Expect: 100-continue\r\nContent-Length"), True),
        (b"x" * ROOM, True),
    ],
)
def test_a_request_has_begun_once_a_thread_would_not_wait_for_it(seen: bytes, begun: bool) -> None:
    assert has_begun(seen) is begun
