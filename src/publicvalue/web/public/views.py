"""The public register: what anybody may see, without an account."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from publicvalue.actions.country.references import load_reference
from publicvalue.interop.fields import FIELDS, GROUPS
from publicvalue.reports.system.over_time import promise_sections
from publicvalue.web.accounts.origin import origin_of
from publicvalue.web.design.inputs import Input
from publicvalue.web.language.spoken import spoken
from publicvalue.web.public import assessments, files
from publicvalue.web.public.badges import badge
from publicvalue.web.public.entries import entries_of
from publicvalue.web.public.happened import events_of
from publicvalue.web.public.kept import kept
from publicvalue.web.public.models import Publication
from publicvalue.web.register import actions, queries
from publicvalue.web.register.filters import chips_of, filters_of
from publicvalue.web.register.gates import gates_of
from publicvalue.web.register.models import Declaration, State, System
from publicvalue.web.register.records import values_of
from publicvalue.web.register.shown import PHASE_COLOURS, moment_text, rows_of, words_of
from publicvalue.web.register.tables import csv_response, json_response, record_response
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action

TAKEAWAYS = (("citizens", Text("The page for citizens")), ("brief", Text("The brief for decision-makers")))
"""Pages to take along: how the names of their files begin, and what they are called."""
REMARKS_AN_HOUR = 20
"""Remarks that the whole register takes in an hour from one address, whose trace alone is kept for that hour."""
LONGEST_REMARK = 4_000
AGENCIES, FIRST_AGENCIES = 50, 15
"""Agencies on a page of their list, and on the page of their country."""


@require_safe
@kept
def systems(request: HttpRequest) -> HttpResponse:
    """All public records, narrowed by what the address asks for."""
    asked = queries.asked_of(request.GET)
    found = queries.narrowed(queries.for_lists(queries.public_systems()), asked, actions.today())
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    names = _names(asked)
    shown = {
        "here": "register",
        "page": page,
        "entries": entries_of(request, page),
        "asked": asked,
        "filters": filters_of(asked, ()),
        "chips": chips_of(asked, request.GET, names),
        "query": request.GET.urlencode(),
        "everything": None if asked.narrows else page.paginator.count,
    }
    return render(request, "public/systems.html", shown)


def _names(asked: queries.ListChoice) -> dict[str, str]:
    """Return the names of the agency and the country that a list is narrowed to."""
    names: dict[str, str] = {}
    with scopes_disabled():
        if asked.agency:
            names |= dict(Agency.objects.filter(slug=asked.agency).values_list("slug", "name"))
        if asked.country:
            names |= dict(Country.objects.filter(code=asked.country).values_list("code", "name"))
    return names


def find_public(slug: str) -> System:
    """Return a record that is public, or was."""
    with scopes_disabled():
        shown = System.objects.filter(state__in=(State.PUBLIC, State.WITHDRAWN))
    return get_object_or_404(shown.select_related("agency__country"), slug=slug)


@require_safe
@kept
def system(request: HttpRequest, slug: str) -> HttpResponse:
    """One system in plain language."""
    found = find_public(slug)
    if found.state == State.WITHDRAWN:
        last = queries.history_of(found, public=True).filter(action=Action.WITHDRAW.value).first()
        return render(request, "public/withdrawn.html", {"here": "register", "system": found, "last": last}, status=410)
    values = values_of(found)
    publication = assessments.latest_of(found)
    shown = {
        "here": "register",
        "system": found,
        "phase": _phase(found),
        "used_from": moment_text(found.used_from, found.used_from_is) if found.used_from else "",
        "role": words_of(FIELDS["role"], values) if found.role else "",
        "for_whom": words_of(FIELDS["people"], values),
        "values": values,
        "appeal": words_of(FIELDS["appeal"], values),
        "oversight": words_of(FIELDS["oversight"], values),
        "groups": [(Text("{word:word}", word=one.title), rows_of(one, values)) for one in GROUPS],
        "reported": sum(bool(values.get(id)) for one in GROUPS for id in _ids(one)),
        "asked": sum(len(_ids(one)) for one in GROUPS),
        "overdue": queries.is_overdue(found, actions.today()),
        "assessment": _assessment(found, publication),
        "told": _told(found, publication),
        "gates": gates_of(found),
        "public_gates": True,
        "withdrawn": None if publication else assessments.was_withdrawn(found),
        "permanent": request.build_absolute_uri(reverse("public_system", args=(slug,))),
        "badge": request.build_absolute_uri(reverse("public:badge", args=(slug,))),
        "events": list(islice(events_of(found), 3)),
    }
    return render(request, "public/system.html", shown)


def _assessment(system: System, publication: Publication | None) -> assessments.Shown | None:
    if publication is None:
        return None
    return assessments.shown(
        publication, spoken(), reverse("public:assessment", args=(system.slug, publication.number))
    )


def _told(system: System, publication: Publication | None) -> dict[str, Any]:
    """Return what stands beside a published assessment: pages to take along, other periods, what was promised."""
    if publication is None:
        return {}
    code, editions = spoken().code, assessments.editions_of(system)
    there = set(files.names_of(publication))
    sections = promise_sections(editions) if editions else ()
    return {
        "takeaways": [(words, name) for stem, words in TAKEAWAYS if (name := f"{stem}.{code}.html") in there],
        "periods": len(editions),
        "promised": assessments.part_of_page(sections, spoken(), "promised") if sections else "",
    }


@require_safe
@kept
def assessment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The whole report of one published version of an assessment; every version keeps its address."""
    found = find_public(slug)
    publication = get_object_or_404(Publication, system=found, number=number)
    shown = {
        "here": "register",
        "system": found,
        "publication": publication,
        "latest": assessments.latest_of(found),
        "report": None if publication.withdrawn else assessments.report(publication, spoken()),
        "files": files.names_of(publication),
    }
    return render(request, "public/assessment.html", shown, status=410 if publication.withdrawn else 200)


def _ids(group: Any) -> list[str]:
    return [field.id for field in group.fields if not field.id.endswith("_is") and field.id != "cost_basis"]


def _phase(system: System) -> tuple[Text, str]:
    if not system.phase:
        return Text("phase not reported"), "grey"
    return Text("{word:word}", word=FIELDS["phase"].choices[system.phase]), PHASE_COLOURS[system.phase]


@require_safe
@kept
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened to a system since its record is public."""
    found = find_public(slug)
    page = Paginator(list(events_of(found)), queries.PAGE).get_page(request.GET.get("page"))
    return render(request, "public/history.html", {"here": "register", "system": found, "page": page, "events": page})


def remark(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the agency what is wrong with a record: no account, no name, no address is kept."""
    found = find_public(slug)
    if found.state != State.PUBLIC:
        raise Http404
    text: str = ""
    errors: tuple[Text, ...] = ()
    if request.method == "POST":
        text = request.POST.get("text", "").strip()
        # A box that people do not see: programs fill it in, and their remark is thanked for and thrown away.
        if request.POST.get("website"):
            return redirect("public:thanks", slug)
        errors = _remark_errors(request, text)
        if not errors:
            with scopes_disabled():
                actions.remark(found, text)
            return redirect("public:thanks", slug)
    hint = Text("Do not write who you are, nor anything about your own case: an official will read this.")
    asked = [Input("text", Text("What is wrong, or missing?"), "textarea", text, hint, errors=errors)]
    shown = {"here": "register", "system": found, "inputs": asked}
    return render(request, "public/remark.html", shown, status=422 if errors else 200)


def _remark_errors(request: HttpRequest, text: str) -> tuple[Text, ...]:
    if not text:
        return (Text("write what is wrong"),)
    if len(text) > LONGEST_REMARK:
        return (
            Text("it has {signs:count} signs; at most {most:count} are taken", signs=len(text), most=LONGEST_REMARK),
        )
    # A digest by the installation's key: the address itself is written nowhere.
    key = "remarks-" + salted_hmac("remarks", f"{origin_of(request)} {timezone.now():%Y%m%d%H}").hexdigest()
    cache.add(key, 0, timeout=3600)
    if cache.incr(key) > REMARKS_AN_HOUR:
        return (Text("too many remarks came from your network within the hour; try again later"),)
    return ()


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "public/thanks.html", {"here": "register", "system": find_public(slug)})


@require_safe
@kept
def agencies(request: HttpRequest) -> HttpResponse:
    """Countries and their agencies, with what each reported."""
    narrowed = Country.objects.filter(code=request.GET.get("country", "")[:3].upper()).first()
    found = queries.reporting_agencies(narrowed).order_by("country__name", "name")
    page = Paginator(found, AGENCIES).get_page(request.GET.get("page"))
    shown = {
        "here": "agencies",
        "countries": queries.countries_with_systems(),
        "narrowed": narrowed,
        "page": page,
        "rows": [(one, reported(one)) for one in page],
    }
    return render(request, "public/agencies.html", shown)


def reported(agency: Any) -> tuple[Text, str]:
    """Return what an agency has reported, and the colour of its tag: silence is not "none"."""
    if agency.systems:
        return Text("reported"), "green"
    if agency.none_on:
        return Text("reported none"), "blue"
    return Text("did not report"), "grey"


@require_safe
@kept
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """One agency: what it reported, and its systems."""
    with scopes_disabled():
        found = get_object_or_404(queries.reporting_agencies(), slug=slug)
        declared = Declaration.objects.filter(agency=found, withdrawn__isnull=True).order_by("-pk").first()
    systems = queries.for_lists(queries.public_systems().filter(agency=found)).order_by("sorted_by", "pk")
    return _body(request, systems, {"agency": found, "reported": reported(found), "declared": declared})


@require_safe
@kept
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: its agencies and systems."""
    found = get_object_or_404(Country, code=code.upper())
    agencies = queries.reporting_agencies(found).order_by(F("systems").desc(nulls_last=True), "name")
    rows = [(one, reported(one)) for one in agencies[:FIRST_AGENCIES]]
    systems = queries.for_lists(queries.public_systems().filter(agency__country=found)).order_by("sorted_by", "pk")
    in_region = load_reference().member(found.code) is not None
    return _body(
        request, systems, {"country": found, "rows": rows, "more": agencies.count() > len(rows), "in_region": in_region}
    )


def _body(request: HttpRequest, systems: Any, more: dict[str, Any]) -> HttpResponse:
    page = Paginator(systems, queries.PAGE).get_page(request.GET.get("page"))
    phases = _phases(systems)
    shown = {"here": "agencies", "page": page, "entries": entries_of(request, page), "phases": phases, **more}
    return render(request, "public/body.html", shown)


def _phases(systems: Any) -> list[tuple[Text, int]]:
    counts = dict(systems.order_by().values_list("phase").annotate(Count("pk")))
    words = {**FIELDS["phase"].choices, "": Text("phase not reported")}
    return [(Text("{word:word}", word=word), counts[code]) for code, word in words.items() if counts.get(code)]


@require_safe
@kept
def about(request: HttpRequest) -> HttpResponse:
    return render(
        request, "public/about.html", {"here": "about", "fields": [(one.title, one.fields) for one in GROUPS]}
    )


# ---- addresses that are the same in every language


@require_safe
def any_language(request: HttpRequest, slug: str) -> HttpResponse:
    """The address of a record for good: leads to its page in the reader's language."""
    del request
    return redirect("public:system", slug)


@require_safe
def record_json(request: HttpRequest, slug: str) -> HttpResponse:
    del request
    found = find_public(slug)
    if found.state == State.WITHDRAWN:
        return HttpResponse('{"withdrawn": true}\n', content_type="application/json", status=410)
    return record_response(found)


def _listed(request: HttpRequest) -> Any:
    found = queries.public_systems().select_related("agency__country")
    return queries.narrowed(found, queries.asked_of(request.GET), actions.today()).iterator()


@require_safe
def systems_csv(request: HttpRequest) -> HttpResponseBase:
    return csv_response(_listed(request), "systems")


@require_safe
def systems_json(request: HttpRequest) -> HttpResponseBase:
    return json_response(_listed(request), "systems")


@require_safe
def badge_svg(request: HttpRequest, slug: str) -> HttpResponse:
    """A small picture for other pages: whether the system is registered, and whether it was assessed."""
    del request
    found = find_public(slug)
    publication = assessments.latest_of(found) if found.state == State.PUBLIC else None
    response = HttpResponse(badge(found, publication, spoken()), content_type="image/svg+xml")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=3600"
    return response
