"""The files of published assessments: each at an address that never changes, until they are withdrawn."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from publicvalue.web.public.models import Publication
from publicvalue.web.register.models import State, System

FOLDER = "published"


def folder_of(publication: Publication) -> Path:
    """Return where the files of a publication lie."""
    return Path(settings.PUBLICVALUE_DATA) / FOLDER / str(publication.system_id) / str(publication.number)


def names_of(publication: Publication) -> list[str]:
    """Return the names of the files of a publication; none where it was withdrawn."""
    folder = folder_of(publication)
    if publication.withdrawn or not folder.is_dir():
        return []
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())


@require_safe
def published_file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    """A file of a publication, to be kept; nothing of it is shown as a page of this application."""
    with scopes_disabled():
        system = get_object_or_404(System, slug=slug, state__in=(State.PUBLIC, State.WITHDRAWN))
    publication = get_object_or_404(Publication, system=system, number=number)
    if publication.withdrawn or system.state == State.WITHDRAWN:
        return _gone(request, system, publication)
    if name not in names_of(publication):
        raise Http404
    response = FileResponse((folder_of(publication) / name).open("rb"), as_attachment=True, filename=Path(name).name)
    response["Cache-Control"] = "public, max-age=300"
    return response


def _gone(request: HttpRequest, system: System, publication: Publication) -> HttpResponse:
    shown = {"here": "register", "system": system, "publication": publication, "latest": None, "report": None}
    return render(request, "public/assessment.html", shown, status=410)
