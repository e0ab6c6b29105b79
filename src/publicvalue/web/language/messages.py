"""What a page is told after a redirect: written in the language of the page that says it, as a session keeps strings."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage

from publicvalue.web.language.spoken import spoken


class SpokenStorage(FallbackStorage):
    def add(self, level: int, message: Any, extra_tags: str = "") -> None:
        super().add(level, spoken().write(message), extra_tags)
