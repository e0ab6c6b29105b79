"""Pages that a test was answered with, in a browser without a server: what it asks for is given to it from here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

HOST = "http://127.0.0.1"
"""Nobody is there: every request is answered before it leaves."""
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.)")
FAULTS_ALONE: dict[str, Any] = {"resultTypes": ["violations"]}
"""Options of axe: that a rule holds is not told part by part, which takes longer than to find it out."""


REACHABLE = """() => {
    const there = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
        .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}))
    const groups = new Set()
    return there.filter(one => {
        if (one.type !== "radio") return true
        const key = `${one.form && [...document.forms].indexOf(one.form)} ${one.name}`
        return !groups.has(key) && groups.add(key)
    }).length
}"""
"""Counts the stops of Tab: of a group of radio buttons there is one."""
COME_TO = """() => {
    const one = document.activeElement, name = (one.textContent || one.name || one.tagName).trim().slice(0, 40)
    if (one === document.body) return ["nothing is come to"]
    const before = window.come[window.come.length - 1], faults = []
    if (window.come.includes(one)) faults.push(`${name}: come to twice`)
    if (before && !(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING))
        faults.push(`${name}: before what stands above it`)
    window.come.push(one)
    const drawn = ["radio", "checkbox"].includes(one.type) ? one.nextElementSibling : one
    const box = drawn.getBoundingClientRect()
    if (!box.width || box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
        faults.push(`${name}: out of sight`)
    const marks = [[one, ""], [drawn, "::before"]].map(([part, which]) => getComputedStyle(part, which))
    const ring = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth)
    if (!marks.some(style => ring(style) || style.boxShadow !== "none"))
        faults.push(`${name}: not seen to be the one`)
    return faults
}"""
"""Looks at what Tab has come to."""


class Looking:
    """A browser's page that shows what a test was answered with."""

    def __init__(self, page: Page) -> None:
        self.page, self._given = page, dict[str, bytes]()
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=Path(str(finders.find(HASH.sub("", path.removeprefix("/static/"))))))
        elif path in self._given:
            route.fulfill(content_type="text/html; charset=utf-8", body=self._given[path])
        else:
            route.abort()

    def show(self, path: str, response: Any) -> None:
        """Open a page."""
        self._given[path] = response.content
        self.page.goto(f"{HOST}{path}")

    def faults(self, path: str, response: Any) -> list[str]:
        """Return what axe finds wrong with a page."""
        self.show(path, response)
        return self.faults_here(path)

    def faults_here(self, path: str, rules: tuple[str, ...] = ()) -> list[str]:
        """Return what axe finds wrong with the page that is open, by all of its rules or by some."""
        options = FAULTS_ALONE | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{path}: {one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]

    def in_scheme(self, scheme: Any) -> None:
        """Show pages on light or on dark ground from now on, and let colours come to rest."""
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def unfolded(self) -> None:
        """Open all that is folded: what is not shown is not looked at."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    def turned(self) -> None:
        """Let the page that is open run from right to left."""
        self.page.evaluate("document.documentElement.dir = 'rtl'")

    def out_of_sight(self) -> list[str]:
        """Return the links and buttons that a reader does not see before moving a part of the page sideways."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll(".pv-scroll")].flatMap(part => {
                const seen = part.getBoundingClientRect()
                return [...part.querySelectorAll("a, button, input, select")].filter(one => {
                    const own = one.getBoundingClientRect()
                    return own.width > 0 && (own.left >= seen.right || own.right <= seen.left)
                }).map(one => one.textContent.trim().slice(0, 40))
            })"""
        )
        return found

    def by_keyboard(self) -> list[str]:
        """Go through the page that is open by the key Tab alone, and return what is wrong on the way.

        Each thing that can be used is come to once, in the order in which it is read; it is in sight, it is seen to be
        the one, and behind the last the page lets go.
        """
        wanted: int = self.page.evaluate(REACHABLE)
        self.page.evaluate("() => { window.come = []; document.body.tabIndex = -1; document.body.focus() }")
        faults: list[str] = []
        for _ in range(wanted):
            self.page.keyboard.press("Tab")
            faults += self.page.evaluate(COME_TO)
        self.page.keyboard.press("Tab")
        again: bool = self.page.evaluate(
            "() => document.activeElement !== document.body && document.activeElement !== window.come[0]"
        )
        return faults + (["there is more than can be reached, or the page holds on"] if again else [])

    def wide(self) -> list[str]:
        """Return the parts of the page that have to be moved sideways to be seen, with the page itself as `html`."""
        found: list[str] = self.page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll(".pv-scroll")]
                .filter(one => one.scrollWidth > one.clientWidth).map(one => one.className || "html")"""
        )
        return found


@contextmanager
def looking(browser: Browser, **more: Any) -> Iterator[Looking]:
    """Give what looks at pages; the rules are run as a script, which the pages' own policy would refuse."""
    context = browser.new_context(bypass_csp=True, **more)
    yield Looking(context.new_page())
    context.close()
