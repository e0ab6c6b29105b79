"""Pages on which an agency opens forms on the web, hands out their links and brings what was answered."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from publicvalue.actions.bringing.instruments import render_instruments
from publicvalue.errors import NotPermittedError, PublicValueError
from publicvalue.framework.questions.model import text_in
from publicvalue.instruments.forms.model import Form
from publicvalue.web.assessments.sofar import problems_of
from publicvalue.web.assessments.views import where_of
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.evidence.trials import open_base
from publicvalue.web.evidence.views import found, may
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register.rights import person
from publicvalue.web.stores.models import Version
from publicvalue.web.surveys import actions
from publicvalue.web.surveys.arriving import arrived
from publicvalue.web.surveys.asking import form_of
from publicvalue.web.surveys.models import Survey
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action

form_page = require_http_methods(["GET", "HEAD", "POST"])
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WEEKS = dt.timedelta(weeks=6)
"""How long a form is open where nobody says otherwise."""


def _audiences(version: Version) -> dict[str, str]:
    """Return the ids of those who can be asked, with what they are called."""
    with open_base(version) as (_, base):
        instruments = base.record.files.framework.instruments
    return {one.id: text_in(one.texts, spoken().code) for one in instruments.audiences}


def _form(version: Version, audience: str) -> Form:
    if audience not in _audiences(version):
        raise Http404
    return form_of(version, audience)


def state_of(survey: Survey) -> tuple[Text, str]:
    """Return how it stands with a form, and the colour of its tag."""
    if survey.destroyed:
        return Text("brought, or over"), "grey"
    return (Text("open"), "green") if survey.is_open else (Text("closed"), "orange")


@login_required
@require_safe
def surveys(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Who can be asked, and the forms that were opened."""
    version = found(request, (agency, slug))
    titles = _audiences(version)
    opened = Survey.objects.filter(version__assessment=version.assessment)
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "audiences": [(id, title, len(form_of(version, id).asked)) for id, title in titles.items()],
        "surveys": [(one, titles.get(one.audience, one.audience), state_of(one)) for one in opened],
        "may_bring": may(request, version, Action.CREATE),
    }
    return render(request, "surveys/list.html", shown)


@login_required
@require_safe
def xlsform(request: HttpRequest, agency: str, slug: str, audience: str) -> HttpResponse:
    """Hand out the form for Kobo, ODK and others."""
    version = found(request, (agency, slug))
    framework = _form(version, audience).framework
    files = render_instruments(framework.name, [audience], ["xlsform"], [])
    name, content = next(iter(files.items()))
    return HttpResponse(content, SHEETS, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@login_required
@form_page
def open_form(request: HttpRequest, agency: str, slug: str, audience: str) -> HttpResponse:
    """Choose the questions, say who asks, and open a form on the web."""
    version = found(request, (agency, slug), Action.CREATE)
    form = _form(version, audience)
    errors: dict[str, tuple[Text, ...]] = {}
    if request.method == "POST":
        opening, errors = _opening(request, form)
        if not errors:
            try:
                survey = actions.open_survey(person(request), version, opening)
            except NotPermittedError:
                raise
            except PublicValueError as error:
                errors = {
                    one.place.field or "": (told,) for one, told in zip(error.problems, problems_of(error), strict=True)
                }
            else:
                return redirect("surveys:survey", agency, slug, survey.pk)
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "title": _audiences(version)[audience],
        "inputs": _inputs(request, errors),
        "sections": _sections(request, form, errors),
        "others": errors.get("audience", ()),
    }
    return render(request, "surveys/open.html", shown, status=422 if errors else 200)


def _opening(request: HttpRequest, form: Form) -> tuple[actions.Opening, dict[str, tuple[Text, ...]]]:
    errors: dict[str, tuple[Text, ...]] = {}
    until, day = None, request.POST.get("until", "").strip()
    if day:
        try:
            until = dt.date.fromisoformat(day)
        except ValueError:
            errors["until"] = (Text("write the day as year-month-day, such as 2026-11-30"),)
    chosen = set(request.POST.getlist("questions"))
    asked = tuple(one.id for one in form.asked if one.id in chosen or one.use == "consent")
    told, shared = request.POST.get("told", ""), bool(request.POST.get("shared"))
    return actions.Opening(form.audience, asked, told, until, shared), errors


def _inputs(request: HttpRequest, errors: dict[str, tuple[Text, ...]]) -> list[Input]:
    told = Text(
        "People read it first. Such as: the Ministry of Labour asks; the results are published in May; 555 0123."
    )
    day = (timezone.localdate() + WEEKS).isoformat()
    return [
        Input(
            "told",
            Text("Who asks, what for, and whom can people ask about it?"),
            "textarea",
            request.POST.get("told", ""),
            told,
            errors=errors.get("told", ()),
            rows=4,
        ),
        Input(
            "until",
            Text("Last day on which people can answer"),
            value=request.POST.get("until", day),
            hint=Text("Year-month-day. Without one it stays open until somebody closes it."),
            errors=errors.get("until", ()),
            needed=False,
            wide=False,
        ),
        Input(
            "shared",
            Text("Many people answer on one device, such as a tablet at a counter; else each browser answers once"),
            "checkbox",
            request.POST.get("shared", ""),
            needed=False,
        ),
    ]


def _sections(request: HttpRequest, form: Form, errors: dict[str, tuple[Text, ...]]) -> list[Input]:
    code, asked_in = spoken().code, list[Input]()
    chosen = set(request.POST.getlist("questions"))
    for section in form.instruments.sections:
        asked = [one for one in form.asked if one.section == section.id and one.use != "consent"]
        options = tuple(
            Option(one.id, text_in(one.texts, code), request.method != "POST" or one.id in chosen) for one in asked
        )
        if options:
            wrong = errors.get("questions", ()) if not asked_in else ()
            asked_in.append(
                Input("questions", text_in(section.texts, code), "checkboxes", options=options, errors=wrong)
            )
    return asked_in


def _survey(request: HttpRequest, where: tuple[str, str], key: int) -> tuple[Version, Survey]:
    version = found(request, where)
    own = Survey.objects.filter(version__assessment=version.assessment)
    return version, get_object_or_404(own.select_related("version__assessment__agency", "upload"), pk=key)


def _link(request: HttpRequest, survey: Survey) -> str:
    return request.build_absolute_uri(reverse("survey_any_language", args=(survey.token,)))


@login_required
@require_safe
def survey(request: HttpRequest, agency: str, slug: str, key: int) -> HttpResponse:
    """One form: its link, how many have answered, and what comes next."""
    version, one = _survey(request, (agency, slug), key)
    return _shown(request, version, one)


def _shown(request: HttpRequest, version: Version, one: Survey, wrong: tuple[Any, ...] = ()) -> HttpResponse:
    form, link = form_of(one.version, one.audience), _link(request, one)
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "survey": one,
        "title": _audiences(one.version).get(one.audience, one.audience),
        "state": state_of(one),
        "link": link,
        "picture": segno.make(link, error="m").svg_data_uri(scale=4, border=2, light="white"),
        "arrived": None if one.destroyed else arrived(one, form, spoken().code),
        "asked": len(one.questions),
        "may_bring": may(request, version, Action.CREATE),
        "problems": wrong,
    }
    return render(request, "surveys/survey.html", shown, status=422 if wrong else 200)


@login_required
@require_safe
def picture(request: HttpRequest, agency: str, slug: str, key: int) -> HttpResponse:
    """Hand out the QR code for a poster."""
    _, one = _survey(request, (agency, slug), key)
    held = BytesIO()
    segno.make(_link(request, one), error="m").save(held, kind="png", scale=12, border=4)
    named = {"Content-Disposition": f'attachment; filename="{one.audience}.png"'}
    return HttpResponse(held.getvalue(), "image/png", headers=named)


@login_required
@require_POST
def close(request: HttpRequest, agency: str, slug: str, key: int) -> HttpResponse:
    _, one = _survey(request, (agency, slug), key)
    actions.close_survey(person(request), one)
    return redirect("surveys:survey", agency, slug, key)


@login_required
@require_POST
def bring(request: HttpRequest, agency: str, slug: str, key: int) -> HttpResponse:
    """Make a file of the answers, and go on to what becomes of each."""
    version, one = _survey(request, (agency, slug), key)
    try:
        upload = actions.bring_replies(person(request), one, version)
    except NotPermittedError:
        raise
    except PublicValueError as error:
        return _shown(request, version, one, tuple(problems_of(error)))
    return redirect("evidence:answers", agency, slug, upload.pk)
