"""Where a request came from: what the last trusted proxy says, or the peer where that is no address."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - nothing listens there
"""Stands for an address that nobody tells, as of a peer that comes by a socket in a folder."""
WITH_PORT = re.compile(r"\[(?P<six>[^\]]*)\](?::\d+)?|(?P<four>[^:]*):\d+")


def origin_of(request: HttpRequest) -> str:
    """Return the address from which a request came, without a port; `UNKNOWN` where none can be read."""
    return _proxied(request) or _read(str(request.META.get("REMOTE_ADDR", ""))) or UNKNOWN


def _proxied(request: HttpRequest) -> str:
    """Return what the outermost proxy that is trusted saw; what stands before it is the reader's own word."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _read(passed[-proxies]) if proxies and len(passed) >= proxies else ""


def _read(written: str) -> str:
    """Return an address as it is written everywhere; empty where it is none."""
    text = written.strip()
    if found := WITH_PORT.fullmatch(text):
        text = found["six"] or found["four"] or ""
    try:
        # The zone is a name that a machine gives its own card: nobody else reads it.
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
