"""The page that shows a link once, to be handed over by whoever made it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from publicvalue.words.text import Text


def show_link(request: HttpRequest, path: str, heading: Text) -> HttpResponse:
    """Show the address at a path of this installation; it stands nowhere else."""
    texts = [Text("Hand this link over yourself. It is shown once, works once, and not for long.")]
    link = f"{settings.PUBLICVALUE_ADDRESS}{path}"
    shown = {"link": link, "heading": heading, "texts": texts, "back": reverse("people")}
    return render(request, "accounts/link_page.html", shown)
