"""The language of a page: that of its address; else that of the person, else that of the browser."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if translation.get_language_from_path(request.path_info) or not request.user.is_authenticated:
            return
        if preferred := request.user.language:
            translation.activate(preferred)
            request.LANGUAGE_CODE = preferred
