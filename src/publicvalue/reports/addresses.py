"""Addresses: what may become a link, and the anchors of a page."""

from __future__ import annotations


def web_address(text: str) -> str:
    """Return an address when it is one of the web, else nothing: no other kind becomes a link."""
    return text if text.startswith(("https://", "http://")) else ""


def page_id(id: str) -> str:
    """Return an id as letters, digits and hyphens."""
    return id.replace(".", "-").replace("_", "-")
