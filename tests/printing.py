"""How many pages a file takes on paper, for tests of what is handed on."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser


def count_pages(browser: Browser, page: Path) -> int:
    """Return how many pages Chromium prints of an HTML file, without scripts."""
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(page.as_uri())
    printed = opened.pdf(prefer_css_page_size=True)
    context.close()
    return len(re.findall(rb"/Type\s*/Page\b", printed))
