"""What is published of a region and of each of its countries, beside the systems that their agencies registered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from publicvalue.actions.country.profiles import profile_country, profile_region
from publicvalue.actions.country.references import load_reference
from publicvalue.actions.country.ways import WaysAsked, find_ways
from publicvalue.country.profile import CountryProfile
from publicvalue.country.region.profile import RegionProfile
from publicvalue.reports.country.brief import country_brief
from publicvalue.reports.country.comparison.ways import WaysFound, ways_document
from publicvalue.reports.country.outline import outline_document
from publicvalue.reports.country.parts import part_document
from publicvalue.reports.country.region import region_document
from publicvalue.reports.document.blocks import Document
from publicvalue.reports.render.html import render_body
from publicvalue.web.language.spoken import spoken
from publicvalue.web.public.kept import kept
from publicvalue.web.region.systems import Registered, registered_in
from publicvalue.words.text import Text

PROFILES = 64
"""Countries that are kept, each as its systems and the day make it."""
MAPS = "maps"
"""The section of the region's document that has a page of its own."""


@cache
def _region() -> RegionProfile:
    return profile_region()


@lru_cache(PROFILES)
def _profile(code: str, registered: Registered, today: dt.date) -> CountryProfile:
    return profile_country(code, systems=registered.brought(today))


@cache
def _ways(code: str) -> WaysFound:
    return find_ways(code, WaysAsked())


@require_safe
@kept
def region(request: HttpRequest) -> HttpResponse:
    """All countries of the region side by side: what is published and known of each."""
    whole = region_document(_region())
    sections = tuple(one for one in whole.sections if one.id != MAPS)
    return _page(request, "region/region.html", replace(whole, sections=sections), {"countries": _countries()})


@require_safe
@kept
def maps(request: HttpRequest) -> HttpResponse:
    """The maps of the region, on a page of their own: a slow link carries it when it is asked for."""
    whole = region_document(_region())
    sections = tuple(one for one in whole.sections if one.id == MAPS)
    return _page(request, "region/maps.html", replace(whole, opening=(), sections=sections), {})


@require_safe
@kept
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: what is known of it, what is not, what to do next, and the systems that its agencies registered."""
    profile, registered = _found(code)
    names = {one.code: one for one in _countries()}
    told = {"systems": registered.count, "assessed": registered.assessed}
    more = {**told, "here_is": names[profile.member.code], "countries": _countries()}
    return _page(request, "region/country.html", country_brief(profile), more)


@require_safe
@kept
def outline(request: HttpRequest, code: str) -> HttpResponse:
    """The outline of a national strategy, from what is lacking or unknown."""
    profile, _ = _found(code)
    more = {"code": profile.member.code, "country": Text(profile.name)}
    return _page(request, "region/outline.html", outline_document(profile), more)


@require_safe
@kept
def advice(request: HttpRequest, code: str) -> HttpResponse:
    """All advice to a country on one page, in the order of doing."""
    profile, _ = _found(code)
    more = {"code": profile.member.code, "country": Text(profile.name)}
    return _page(request, "region/part.html", part_document(profile, "advice"), more)


@require_safe
@kept
def readiness(request: HttpRequest, code: str) -> HttpResponse:
    """A country's readiness formed in other ways, and what it would take to reach a peer."""
    profile, _ = _found(code)
    more = {"code": profile.member.code, "country": Text(profile.name)}
    return _page(request, "region/part.html", ways_document(_ways(profile.member.code)), more)


def _found(code: str) -> tuple[CountryProfile, Registered]:
    """Return what is known of a country, and of its systems that are public."""
    if load_reference().member(code.upper()) is None:
        raise Http404
    registered = registered_in(code.upper())
    return _profile(code.upper(), registered, timezone.now().date()), registered


@dataclass(frozen=True)
class Listed:
    """A country in a list of links."""

    code: str
    name: Text


@cache
def _countries() -> tuple[Listed, ...]:
    framework = _region().framework
    return tuple(Listed(one.code, Text(framework.countries[one.code])) for one in load_reference().members)


def _page(request: HttpRequest, template: str, document: Document, more: dict[str, Any]) -> HttpResponse:
    body = SafeString(render_body(document, spoken()))
    return render(request, template, {"here": "region", "document": document, "body": body, **more})
