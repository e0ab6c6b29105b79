"""What is told after a redirect: written in the language of the page that says it, as a session keeps strings alone."""

from __future__ import annotations

from django.contrib.messages.storage.fallback import FallbackStorage

from publicvalue.web.language.spoken import spoken


class SpokenStorage(FallbackStorage):
    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        super().add(level, spoken().write(message), extra_tags)
