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
from django_scopes import scopes_disabled

from publicvalue.actions.country.profiles import profile_known, region_known
from publicvalue.actions.country.readiness import CONTEXT, load_readiness
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
from publicvalue.web.region.folders import folder_hash, folder_hashes, public_cases, version_of
from publicvalue.web.region.systems import Registered, registered_in, registered_in_all
from publicvalue.web.spaces.models import Country
from publicvalue.web.spaces.permission import may_at
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind, Subject

PROFILES = 64
"""Countries that are kept, each as its systems and the day make it."""
APART = ("maps", "spread")
"""The sections of the region's document that have a page of their own: pictures, which are heavy."""


def _region() -> RegionProfile:
    """Return the region with what its countries brought and what was published of their systems."""
    return _region_of(folder_hashes(), registered_in_all(), timezone.localdate())


@lru_cache(1)
def _region_of(folders: tuple[str, ...], registered: Registered, today: dt.date) -> RegionProfile:
    own = tuple(public_cases().values()) if folders else ()
    return region_known(own, registered.brought(today))


@lru_cache(PROFILES)
def _profile(code: str, folder: str, registered: Registered, today: dt.date) -> CountryProfile:
    """Return a country as its folder, its systems and the day make it; the folder's hash stands for its content."""
    return profile_known(code, public_cases().get(code) if folder else None, registered.brought(today))


@cache
def _ways(code: str) -> WaysFound:
    return find_ways(code, WaysAsked())


@require_safe
@kept
def region(request: HttpRequest) -> HttpResponse:
    """All countries of the region side by side: what is published and known of each."""
    whole = region_document(_region())
    sections = tuple(one for one in whole.sections if one.id not in APART)
    return _page(request, "region/region.html", replace(whole, sections=sections), {"countries": _countries()})


@require_safe
@kept
def maps(request: HttpRequest) -> HttpResponse:
    """The pictures of the region, on a page of their own: a slow link carries it when it is asked for."""
    whole = region_document(_region())
    sections = tuple(one for one in whole.sections if one.id in APART)
    return _page(request, "region/maps.html", replace(whole, opening=(), sections=sections), {})


@require_safe
@kept
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: what is known of it, what is not, what to do next, and the systems that its agencies registered."""
    profile, registered = _found(code)
    names = {one.code: one for one in _countries()}
    told = {"systems": registered.count, "assessed": registered.assessed, **_folder_told(request, profile.member.code)}
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


def _folder_told(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return when the country's folder was brought last, and whether who asks may bring one."""
    place = Country.objects.filter(code=code).first()
    with scopes_disabled():
        last = version_of(place) if place else None
    may = place is not None and may_at(request.user, Action.CHANGE, Subject(Kind.COUNTRY), place)
    return {"brought": last.at if last else None, "may_bring": may}


def _found(code: str) -> tuple[CountryProfile, Registered]:
    """Return what is known of a country, and of its systems that are public."""
    if load_reference().member(code.upper()) is None:
        raise Http404
    registered = registered_in(code.upper())
    return _profile(code.upper(), folder_hash(code.upper()), registered, timezone.localdate()), registered


@dataclass(frozen=True)
class Listed:
    """A country in a list of links."""

    code: str
    name: Text


@cache
def _countries() -> tuple[Listed, ...]:
    framework = load_readiness(CONTEXT)
    return tuple(Listed(one.code, Text(framework.countries[one.code])) for one in load_reference().members)


def _page(request: HttpRequest, template: str, document: Document, more: dict[str, Any]) -> HttpResponse:
    body = SafeString(render_body(document, spoken()))
    return render(request, template, {"here": "region", "document": document, "body": body, **more})
