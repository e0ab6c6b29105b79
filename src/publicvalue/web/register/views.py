"""Pages on which an agency keeps its records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from publicvalue.errors import InputError, Place, Problem
from publicvalue.interop.fields import FIELDS, GROUPS, FieldGroup
from publicvalue.interop.record import read_record
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register import actions, forms, queries, rights
from publicvalue.web.register.filters import chips_of, filters_of
from publicvalue.web.register.gates import gates_of, last_gates
from publicvalue.web.register.models import Remark, System
from publicvalue.web.register.records import values_of
from publicvalue.web.register.shown import PHASE_COLOURS, event_of, moment_text, rows_of, words_of
from publicvalue.words.problems import problem_text
from publicvalue.words.text import Text

NO_ERRORS: tuple[str, ...] = ()
STATES = {
    "draft": (Text("draft"), "grey"),
    "public": (Text("public"), "green"),
    "withdrawn": (Text("withdrawn"), "red"),
}


@login_required
def systems(request: HttpRequest) -> HttpResponse:
    """The records of the agencies that a person belongs to."""
    asked = queries.asked_of(request.GET)
    found = queries.narrowed(queries.for_lists(queries.in_reach()), asked, actions.today())
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    # Whoever reads all agencies of a country narrows the list to one as those do who write for several.
    agencies = queries.agencies_with_systems(asked.agency)
    shown = {
        "here": "own",
        "agencies": len(agencies) > 1,
        "page": page,
        "entries": _entries(page),
        "asked": asked,
        "filters": filters_of(asked, agencies, states=True),
        "chips": chips_of(asked, request.GET, {one.slug: one.name for one in agencies}),
        "may_write": bool(rights.agencies_to_write(rights.person(request))),
        "overdue": queries.narrowed(queries.in_reach(), queries.ListChoice(overdue=True), actions.today()).count(),
    }
    return render(request, "register/systems.html", shown)


def _entries(systems: Iterable[System]) -> list[dict[str, Any]]:
    shown = list(systems)
    gates = last_gates(shown)
    return [{**entry_of(one), "gate": gates.get(one.pk)} for one in shown]


def entry_of(system: System) -> dict[str, Any]:
    """Return a system as an entry of a list."""
    phase = FIELDS["phase"].choices.get(system.phase, "")
    return {
        "system": system,
        "phase": Text("{word:word}", word=phase) if phase else Text("phase not reported"),
        "colour": PHASE_COLOURS.get(system.phase, "grey"),
        "topic": Text("{word:word}", word=FIELDS["topic"].choices.get(system.topic, "")) if system.topic else "",
        "used_from": moment_text(system.used_from, system.used_from_is) if system.used_from else "",
        "state": STATES[system.state],
        "overdue": queries.is_overdue(system, actions.today()),
    }


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The first page of a new record; the others follow when it is kept."""
    agencies = rights.agencies_to_write(rights.person(request))
    if not agencies:
        raise PermissionDenied
    group = GROUPS[0]
    values: dict[str, str] = {}
    asked = forms.inputs_of(group, values)
    chosen = agencies[0].slug if len(agencies) == 1 else ""
    agency_errors: tuple[str, ...] = ()
    if request.method == "POST":
        values = forms.answered(group, request.POST)
        chosen = request.POST.get("agency", chosen)
        agency = next((one for one in agencies if one.slug == chosen), None)
        record, problems = read_record(values, actions.today())
        problems = [one for one in problems if one.place.field in {field.id for field in group.fields}]
        if agency and not problems:
            system = actions.register_system(agency, record, actions.Why(rights.person(request)))
            messages.success(
                request, Text("{name} is registered as a draft. Nobody else sees it yet.", name=system.name)
            )
            return redirect("register:edit", system.slug, GROUPS[1].id)
        asked = forms.inputs_of(group, values, problems)
        agency_errors = () if agency else (Text("choose the agency that uses it"),)
    if len(agencies) > 1:
        asked = [_agency_input(agencies, chosen, agency_errors), *asked]
    shown = {"here": "own", "group": group, "inputs": asked, "number": 1, "last": len(GROUPS)}
    return render(request, "register/edit.html", shown, status=422 if any(one.errors for one in asked) else 200)


def _agency_input(agencies: Any, chosen: str, errors: tuple[str, ...]) -> Input:
    options = (
        Option("", Text("choose one"), not chosen),
        *(Option(a.slug, a.name, a.slug == chosen) for a in agencies),
    )
    return Input("agency", Text("Agency that uses it"), "select", chosen, options=options, errors=errors)


def own_system(request: HttpRequest, slug: str) -> System:
    """Return a record within a person's reach; of others there is nothing to be seen, not even that they are there."""
    del request
    return get_object_or_404(System.objects.select_related("agency__country"), slug=slug)


@login_required
def system(request: HttpRequest, slug: str) -> HttpResponse:
    """One record with its pages, as tasks."""
    found = own_system(request, slug)
    values = values_of(found)
    own_rights = rights.rights_of(rights.person(request))
    may_write = own_rights.writes.holds(found.agency)
    tasks = []
    for group in GROUPS:
        state, colour = forms.state_of(group, values)
        address = reverse("register:edit", args=(slug, group.id)) if may_write else ""
        title = Text("{word:word}", word=group.title)
        tasks.append({"title": title, "address": address, "state": state, "colour": colour})
    shown = {
        "here": "own",
        "system": found,
        "tasks": tasks,
        "groups": [(Text("{word:word}", word=group.title), rows_of(group, values)) for group in GROUPS],
        "state": STATES[found.state],
        "may_write": may_write,
        "may_assess": own_rights.assesses.holds(found.agency),
        "may_publish": own_rights.publishes.holds(found.agency),
        "overdue": queries.is_overdue(found, actions.today()),
        "gates": gates_of(found),
        "may_see_case": own_rights.sees_case.holds(found.agency),
        "remarks": Remark.objects.filter(system=found, answered__isnull=True),
        "source": words_of(FIELDS["source"], values) if found.source else "",
    }
    return render(request, "register/system.html", shown)


@login_required
def edit(request: HttpRequest, slug: str, group: str) -> HttpResponse:
    """One page of a record."""
    found, page = own_system(request, slug), forms.group_of(group)
    if page is None:
        raise Http404
    rights.rights_of(rights.person(request)).check_write(found.agency)
    values = values_of(found)
    if request.method != "POST":
        return _edit_page(request, found, page, forms.inputs_of(page, values), {})
    sent = forms.answered(page, request.POST)
    record, problems = read_record({**values, **sent}, actions.today())
    own = {field.id for field in page.fields}
    if problems := [one for one in problems if one.place.field in own]:
        return _edit_page(request, found, page, forms.inputs_of(page, sent, problems), {"status": 422})
    version = request.POST.get("version", "")
    try:
        changed = actions.change_system(
            found, record, int(version) if version.isdigit() else 0, actions.Why(rights.person(request))
        )
    except actions.ChangedMeanwhileError as error:
        return _conflict(request, found, page, sent, dict(error.theirs))
    if changed:
        messages.success(request, Text("Your answers are kept."))
    following = forms.next_group(page)
    if request.POST.get("then") == "next" and following:
        return redirect("register:edit", slug, following.id)
    return redirect("register:system", slug)


def _edit_page(
    request: HttpRequest, system: System, group: FieldGroup, inputs: list[Input], more: dict[str, Any]
) -> HttpResponse:
    shown = {
        "here": "own",
        "system": system,
        "group": group,
        "inputs": inputs,
        "number": GROUPS.index(group) + 1,
        "last": len(GROUPS),
        "version": more.get("version", system.version),
        "conflicts": more.get("conflicts", ()),
    }
    return render(request, "register/edit.html", shown, status=more.get("status", 200))


def _conflict(
    request: HttpRequest, system: System, group: FieldGroup, sent: dict[str, str], theirs: dict[str, str]
) -> HttpResponse:
    """Show both: what this person wrote stays in the form, what the other saved stands above it."""
    system.refresh_from_db()
    conflicts = [
        (Text("{word:word}", word=field.label), words_of(field, theirs))
        for field in group.fields
        if theirs.get(field.id, "") != sent.get(field.id, "")
    ]
    more = {"status": 409, "version": system.version, "conflicts": conflicts}
    return _edit_page(request, system, group, forms.inputs_of(group, sent), more)


@login_required
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that changed in a record, and who changed it."""
    found = own_system(request, slug)
    page = Paginator(queries.history_of(found, public=False), queries.PAGE).get_page(request.GET.get("page"))
    events = [event_of(one, named=True) for one in page]
    return render(request, "register/history.html", {"here": "own", "system": found, "page": page, "events": events})


@login_required
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a record to the public."""
    found = own_system(request, slug)
    try:
        actions.publish_system(found, actions.Why(rights.person(request)))
    except InputError as error:
        messages.error(request, "; ".join(problem_text(one, spoken()).splitlines()[0] for one in error.problems))
    else:
        messages.success(request, Text("The record is in the public register now."))
    return redirect("register:system", slug)


@login_required
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a record from the public register, with a reason that readers see."""
    found = own_system(request, slug)
    rights.rights_of(rights.person(request)).check_publish(found.agency)
    errors: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            actions.withdraw_system(found, actions.Why(rights.person(request), request.POST.get("why", "")))
        except InputError as error:
            errors = tuple(one.what for one in error.problems)
        else:
            messages.success(request, Text("The record was withdrawn."))
            return redirect("register:system", slug)
    hint = Text("Readers who come to its address are shown this reason.")
    asked = [Input("why", Text("Why is it withdrawn?"), "textarea", hint=hint, errors=errors)]
    shown = {"here": "own", "system": found, "inputs": asked}
    return render(request, "register/withdraw.html", shown, status=422 if errors else 200)


@login_required
@require_POST
def answer(request: HttpRequest, slug: str, remark: int) -> HttpResponse:
    """Say that a reader's remark was looked at."""
    found = own_system(request, slug)
    actions.answer_remark(
        get_object_or_404(Remark.objects.filter(system=found), pk=remark), actions.Why(rights.person(request))
    )
    messages.success(request, Text("The remark is marked as looked at."))
    return redirect("register:system", slug)


@login_required
def declare(request: HttpRequest) -> HttpResponse:
    """Say that an agency uses no AI systems."""
    agencies = rights.agencies_to_write(rights.person(request))
    if not agencies:
        raise PermissionDenied
    chosen, errors = (agencies[0].slug if len(agencies) == 1 else ""), NO_ERRORS
    if request.method == "POST":
        chosen = request.POST.get("agency", "")
        agency = next((one for one in agencies if one.slug == chosen), None)
        try:
            if agency is None:
                raise InputError([Problem(Place(field="agency"), Text("the agency is missing"), do=Text("choose one"))])
            actions.declare_none(agency, actions.Why(rights.person(request)))
        except InputError as error:
            errors = tuple(one.what for one in error.problems)
        else:
            messages.success(request, Text("The register says that {agency} uses no AI systems.", agency=agency.name))
            return redirect("register:systems")
    shown = {"here": "own", "inputs": [_agency_input(agencies, chosen, errors)]}
    return render(request, "register/declare.html", shown, status=422 if errors else 200)
