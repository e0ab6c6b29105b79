"""Public pages that set results side by side: one system over the years, and two systems."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from publicvalue.reports.comparison import comparison_blocks
from publicvalue.reports.document.blocks import Section
from publicvalue.reports.system.over_time import over_time_sections
from publicvalue.results.comparison import compare_results
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.spoken import spoken
from publicvalue.web.public import assessments
from publicvalue.web.public.kept import kept
from publicvalue.web.public.models import Publication
from publicvalue.web.public.views import find_public
from publicvalue.web.register.models import State, System
from publicvalue.words.text import Text

MOST = 1000
"""Systems to choose from on one page; another one is compared from its own page."""


@require_safe
@kept
def over_time(request: HttpRequest, slug: str) -> HttpResponse:
    """A system over the years: nothing leads from one way of measuring to another."""
    found = find_public(slug)
    editions = assessments.editions_of(found) if found.state == State.PUBLIC else ()
    sections = over_time_sections(editions) if editions else ()
    body = assessments.part_of_page(sections, spoken(), f"{slug}-over-time") if sections else ""
    shown = {"here": "register", "system": found, "sections": body}
    return render(request, "public/over_time.html", shown)


@require_safe
@kept
def compare(request: HttpRequest) -> HttpResponse:
    """Two systems of the public register side by side."""
    chosen = [request.GET.get(name, "") for name in ("one", "other")]
    systems = [_assessed(slug) if slug else None for slug in chosen]
    shown: dict[str, Any] = {"here": "register", "inputs": _inputs(chosen), "systems": systems}
    if None not in systems:
        if chosen[0] == chosen[1]:
            shown["same"] = True
        else:
            shown["comparison"] = _side_by_side(systems)
    return render(request, "public/compare.html", shown)


def _assessed(slug: str) -> System:
    """Return a public system of which an assessment is published; Http404 where there is none."""
    found = find_public(slug)
    if found.state != State.PUBLIC or assessments.latest_of(found) is None:
        raise Http404
    return found


def _side_by_side(systems: list[System | None]) -> SafeString | None:
    results = []
    for one in systems:
        publication = assessments.latest_of(one) if one else None
        result = assessments.result_of(publication) if publication else None
        if result is None:
            return None
        results.append(result)
    section = Section("comparison", Text("Side by side"), comparison_blocks(compare_results(*results)))
    return assessments.part_of_page((section,), spoken(), "comparison")


def _inputs(chosen: list[str]) -> list[Input]:
    with scopes_disabled():
        published = Publication.objects.filter(withdrawn__isnull=True).values("system")
        found = System.objects.filter(pk__in=published, state=State.PUBLIC).select_related("agency")
        systems = [(one.slug, Text("{name}, {agency}", name=one.name, agency=one.agency.name)) for one in found[:MOST]]
    labels = (("one", Text("One system")), ("other", Text("Another system")))
    return [
        Input(
            name,
            label,
            "select",
            slug,
            options=(
                Option("", Text("choose one"), not slug),
                *(Option(key, text, key == slug, as_is=True) for key, text in systems),
            ),
        )
        for (name, label), slug in zip(labels, chosen, strict=True)
    ]
