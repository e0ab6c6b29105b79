"""Pages that a test was answered with, in a browser without a server: what it asks for is given to it from here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Route

HOST = "http://127.0.0.1"
"""Nobody is there: every request is answered before it leaves."""
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.)")

Look = Callable[[str, Any], list[str]]
"""A path and the response that it gave -> what axe finds wrong with the page."""


@contextmanager
def looking(browser: Browser) -> Iterator[Look]:
    """Give what looks at pages; the rules are run as a script, which the pages' own policy would refuse."""
    context = browser.new_context(bypass_csp=True)
    page, given = context.new_page(), dict[str, bytes]()

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=Path(str(finders.find(HASH.sub("", path.removeprefix("/static/"))))))
        elif path in given:
            route.fulfill(content_type="text/html; charset=utf-8", body=given[path])
        else:
            route.abort()

    def look(path: str, response: Any) -> list[str]:
        given[path] = response.content
        page.goto(f"{HOST}{path}")
        found = Axe().run(page).response["violations"]
        return [f"{path}: {one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]

    page.route("**/*", answer)
    yield look
    context.close()
