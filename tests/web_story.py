"""Browsers of several people who tell a story on the pages, and pictures of the pages for whoever wants to look."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from publicvalue.files.frameworks import load_framework
from publicvalue.files.translations import speak_framework
from publicvalue.web.accounts.models import User
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text
from web_people import client_of

FILES = load_framework("public-value/1.0")
PICTURES = os.environ.get("PUBLICVALUE_PICTURES", "")
"""A folder for pictures of the pages, for whoever wants to look at them."""
PHONE = {"width": 320, "height": 640}


@dataclass
class Story:
    """Browsers of several people, in a language, with or without JavaScript."""

    browser: Browser
    server: str
    code: str
    scripts: bool

    def __post_init__(self) -> None:
        self._language = speak_framework(language_of(self.code), FILES)
        self._opened: list[BrowserContext] = []

    def say(self, id: str, **values: object) -> str:
        """Return a text as its page writes it."""
        return self._language.write(Text(id, **values))

    def open(self, user: User | None, address: str) -> Page:
        """Open an address as somebody who has just signed in, or as nobody."""
        context = self.browser.new_context(java_script_enabled=self.scripts, bypass_csp=self.scripts)
        self._opened.append(context)
        if user:
            cookie = client_of(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.server}])
        page = context.new_page()
        page.goto(f"{self.server}/{self.code}{address}")
        return page

    def press(self, page: Page, id: str) -> None:
        page.get_by_role("button", name=self.say(id), exact=True).first.click()

    def follow(self, page: Page, id: str) -> None:
        page.get_by_role("link", name=self.say(id), exact=True).first.click()

    def look(self, page: Page, name: str) -> None:
        """Find no fault of accessibility on a page, and keep a picture where somebody wants one."""
        if self.scripts:
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == [], name
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{self.code}.png"), full_page=True)
            before = page.viewport_size
            page.set_viewport_size(PHONE)
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{self.code}-phone.png"), full_page=True)
            page.set_viewport_size(before or PHONE)

    def close(self) -> None:
        for one in self._opened:
            one.close()
