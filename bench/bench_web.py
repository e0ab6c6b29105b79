"""The web application beside a bare Django page and form: CPU for each request, and requests a second under a load.

Both are served in the same run by two processes of the same server, to eight clients on the same machine. TLS and the
network are left out. A published page and the list are asked for again and again, as citizens do, while nothing is
written; a search is another each time, so that nothing that was made before can be given out.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

HERE = Path(__file__).resolve().parent
CLIENTS, REQUESTS, AGAIN = 8, 400, 2_000
"""Clients, and how often they ask together: more often for what is given out again, which takes them no second."""
WARM = 80
"""Requests that are not counted: each process loads its templates once."""
START = 120
TICK = os.sysconf("SC_CLK_TCK") if os.name == "posix" else 100


class Asked(NamedTuple):
    """What clients ask for, how often, and whether it is a form that is sent with a name of its own each time."""

    path: str
    saves: bool = False
    times: int = REQUESTS


class Load(NamedTuple):
    """What a load found: CPU milliseconds and milliseconds of waiting for a request, and requests a second."""

    cpu: float
    a_second: float
    slowest: float
    errors: int


def cpu_of(pids: Sequence[int]) -> float:
    """Return the CPU seconds that processes and their children that ended have taken."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15]))
    return total / TICK


def family(pid: int) -> list[int]:
    """Return a process and its children, as they are now."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


@contextmanager
def served(environment: dict[str, str], application: str) -> Iterator[tuple[int, int]]:
    """Serve an application by two processes, as `publicvalue web` does; give its port and the process that serves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    worker = "publicvalue.web.listening.ListeningWorker"
    options = ["--workers", "2", "--worker-class", worker, "--threads", "4", "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", "--log-level", "error", "--no-sendfile", *options, application]
    running = subprocess.Popen(command, env=environment, cwd=HERE)  # noqa: S603 - our own server
    try:
        _wait(port, running)
        yield port, running.pid
    finally:
        running.terminate()
        running.wait(timeout=60)


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and running.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start.")


class Client:
    """One client: it has a cookie and a token where it saves, and a connection of its own for each request.

    It asks as a proxy does, and reads no more of an answer than its status: it shares the processors with the server.
    """

    def __init__(self, port: int, cookies: str, token: str) -> None:
        self.port, self.token = port, token
        self.common = f"Host: 127.0.0.1:{port}\r\nConnection: close\r\n"
        self.cookies = f"Cookie: {cookies}\r\n" if cookies else ""

    def ask(self, asked: Asked, name: str) -> int:
        with socket.create_connection(("127.0.0.1", self.port), 60) as connection:
            connection.sendall(self._request(asked, name).encode())
            answer = b"".join(iter(partial(connection.recv, 65_536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
        is_whole = len(body) == int(length[1]) if length else body.endswith(b"0\r\n\r\n")
        return int(head.split(b" ", 2)[1]) if is_whole else 0

    def _request(self, asked: Asked, name: str) -> str:
        if not asked.saves:
            return f"GET {asked.path.format(name=quote(name))} HTTP/1.1\r\n{self.common}\r\n"
        sent = urlencode({"name": name, "reason": "tried", "csrfmiddlewaretoken": self.token})
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(sent)}\r\n"
        return f"POST {asked.path} HTTP/1.1\r\n{self.common}{self.cookies}{kind}\r\n{sent}"


def load(server: tuple[int, int], asked: Asked, session: tuple[str, str]) -> Load:
    """Let eight clients ask, a bounded number of times, and return what it took."""
    port, pid = server
    client = Client(port, *session)
    run(client, asked, WARM)
    pids = family(pid)
    before, start = cpu_of(pids), time.perf_counter()
    found = run(client, asked, asked.times)
    lasted, used = time.perf_counter() - start, cpu_of(pids) - before
    good = 302 if asked.saves else 200
    errors = sum(status != good for status, _ in found)
    return Load(1000 * used / asked.times, asked.times / lasted, slowest(found), errors)


def slowest(found: list[tuple[int, float]]) -> float:
    """Return the milliseconds within which 95 of 100 requests were answered."""
    return 1000 * sorted(seconds for _, seconds in found)[int(0.95 * len(found))]


def run(client: Client, asked: Asked, requests: int) -> list[tuple[int, float]]:
    """Return the status of each answer, and how long it took."""
    found: list[tuple[int, float]] = []

    def work(number: int) -> None:
        for turn in range(requests // CLIENTS):
            start = time.perf_counter()
            status = client.ask(asked, f"Name {number} {turn} {time.time_ns()}")
            found.append((status, time.perf_counter() - start))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Give the address of an empty database; of PostgreSQL, of a server that is gone afterwards."""
    if kind == "sqlite":
        yield ""
        return
    sys.path.insert(0, str(HERE.parent / "tests"))
    from postgresql import running_server  # noqa: PLC0415 - the tests' own server

    with running_server("bench", "-c fsync=on") as socket_folder:
        yield f"postgres://bench@{quote(str(socket_folder), safe='')}/postgres"


def fill(environment: dict[str, str], script: str) -> dict[str, Any]:
    """Run a script that fills a database, and return what it tells."""
    command = [sys.executable, str(HERE / "web_served" / script)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


PAGES = {
    "published page": ("published", False, AGAIN),
    "register of 25 rows": ("register", False, AGAIN),
    "search of the register": ("search", False, REQUESTS),
    "save with audit": ("save", True, REQUESTS),
}
BUDGETS = {"published page": 6.0, "search of the register": 12.0, "register of 25 rows": 12.0, "save with audit": 10.0}
"""Milliseconds of CPU for a request on SQLite."""
SAVE_ON_POSTGRESQL = 14.0


def environment_of(folder: str, address: str) -> dict[str, str]:
    """Return the environment of an installation in a folder, with a database of its own."""
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return own | {"DATABASE_URL": address, "PUBLICVALUE_DATA_DIR": folder, "SECRET_KEY": secrets.token_urlsafe(64)}


@cache
def loads(kind: str) -> dict[str, tuple[Load, Load]]:
    """Return, for each page, the load of ours and that of the bare one, on one kind of database."""
    with tempfile.TemporaryDirectory() as folder, database(kind) as address:
        own = environment_of(folder, address)
        told = fill(own, "fill.py")
        ours = measure(own, "publicvalue.web.wsgi:application", told)
        own["BARE_DATABASE"] = address or f"sqlite:///{folder}/bare.sqlite3"
        bare = measure(own, "web_served.bare:application", fill(own, "bare.py"))
        return {page: (ours[page], bare[page]) for page in PAGES}


def measure(environment: dict[str, str], application: str, told: dict[str, str]) -> dict[str, Load]:
    """Load each page of an application, one after the other."""
    session = told["cookies"], told["token"]
    with served(environment, application) as server:
        return {page: load(server, Asked(told[path], *how), session) for page, (path, *how) in PAGES.items()}


def cpu(kind: str, page: str) -> dict[str, float]:
    """CPU for each request, beside the bare page; an answer that is no success fails the benchmark."""
    ours, bare = loads(kind)[page]
    if ours.errors or bare.errors:
        raise RuntimeError(f"{ours.errors} and {bare.errors} requests failed.")
    budget = SAVE_ON_POSTGRESQL if (kind, page) == ("postgresql", "save with audit") else BUDGETS[page]
    # No ratio: the budget is one of milliseconds, and the bare page tells how fast the machine is.
    return {"figure": ours.cpu, "reference": bare.cpu, "budget": budget}


def a_second(kind: str, page: str) -> dict[str, float]:
    """Requests a second of eight clients, beside the bare page; told, and no budget."""
    ours, bare = loads(kind)[page]
    return {"figure": ours.a_second, "reference": bare.a_second}


def slowest_of(kind: str, page: str) -> dict[str, float]:
    """Milliseconds within which 95 of 100 requests of eight clients are answered."""
    ours, bare = loads(kind)[page]
    return {"figure": ours.slowest, "reference": bare.slowest}


SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""A link of 400 kbit/s with 400 ms, as Chromium emulates it."""
USABLE = 2_500.0
"""Milliseconds within which a first visit can be used on such a link."""
VISITS = 2
VISITED = {
    "register": ("register", False),
    "page of a system": ("published", False),
    "task list": ("task list", True),
    "question": ("question", True),
}
"""Page -> the name of its address, and whether somebody is signed in."""


@cache
def visits() -> dict[str, float]:
    """Return the milliseconds until each page is painted and its script has run, on a slow link, with nothing kept."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - needed by these lines alone

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        own = environment_of(folder, "")
        told = fill(own, "fill.py")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(own, "publicvalue.web.wsgi:application") as (port, _):
            here = f"http://127.0.0.1:{port}"
            found = {
                page: min(_visit(browser, here, told[name], told["author"] * signed) for _ in range(VISITS))
                for page, (name, signed) in VISITED.items()
            }
        browser.close()
    return found


def _visit(browser: Any, here: str, path: str, session: str) -> float:
    context = browser.new_context()
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": here}])
    page = context.new_page()
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(here + path)
    taken: float = page.evaluate(
        """() => Math.max(performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
            ...performance.getEntriesByType("paint").map(one => one.startTime))"""
    )
    context.close()
    return taken


def usable(page: str) -> dict[str, float]:
    """Milliseconds until a first visit can be used on a slow link, the shorter of two."""
    return {"figure": visits()[page], "budget": USABLE}


LISTS = (
    "list",
    "search",
    "search that finds nothing",
    "filters",
    "page of the country",
    "list of agencies",
    "own list",
)
QUICK, JUDGED = 200.0, 1_000.0
"""Milliseconds within which a page of a list is there, and a judgement after one more answer."""


@cache
def country(kind: str) -> dict[str, Any]:
    """Return what the pages of a country of 5,000 systems took, and a judgement, on one kind of database."""
    with tempfile.TemporaryDirectory() as folder, database(kind) as address:
        return fill(environment_of(folder, address), "country.py")


def listed(kind: str, page: str) -> dict[str, float]:
    """Milliseconds until a page of a list is there, made anew, and how often the database was asked for it."""
    milliseconds, queries = country(kind)["pages"][page]
    return {"figure": milliseconds, "budget": QUICK, "queries": queries}


def judged(kind: str) -> dict[str, float]:
    """Milliseconds that the judgement of an example takes after one more answer."""
    return {"figure": country(kind)["judged"], "budget": JUDGED}


BENCHMARKS: list[tuple[str, Callable[[], dict[str, float]]]] = [
    (f"{page} on {kind} {what}", partial(measured, kind, page))
    for kind in ("sqlite", "postgresql")
    for page in PAGES
    for what, measured in (
        ("(ms of CPU a request)", cpu),
        ("(requests a second)", a_second),
        ("(ms, 95 of 100 requests)", slowest_of),
    )
]
for kind in ("sqlite", "postgresql"):
    BENCHMARKS += [(f"{page} among 5,000 systems on {kind} (ms)", partial(listed, kind, page)) for page in LISTS]
    BENCHMARKS.append((f"judgement after one more answer on {kind} (ms)", partial(judged, kind)))
BENCHMARKS += [(f"{page} at 400 kbit/s and 400 ms (ms)", partial(usable, page)) for page in VISITED]
