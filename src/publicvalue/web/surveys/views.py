"""The form as people answer it: without an account, page by page, nothing kept of them but what they answered."""

from __future__ import annotations

import secrets

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_scopes import scopes_disabled

from publicvalue.errors import PublicValueError
from publicvalue.framework.questions.model import text_in
from publicvalue.web.accounts.origin import origin_of
from publicvalue.web.assessments.sofar import problems_of
from publicvalue.web.language.spoken import spoken
from publicvalue.web.surveys import actions
from publicvalue.web.surveys.asking import Answering, form_of, steps_of
from publicvalue.web.surveys.models import Survey
from publicvalue.web.surveys.showing import inputs_of
from publicvalue.words.text import Text

AN_HOUR = 120
"""Answers that a form takes in an hour from one network: offices and cafes share one."""
ANSWERED = "answered-"
REMEMBERED = 90 * 24 * 3600
"""Seconds for which a browser knows that it has answered."""


def _found(token: str) -> Survey:
    with scopes_disabled():
        return get_object_or_404(Survey.objects.select_related("version__assessment__agency"), token=token)


@require_safe
def any_language(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to the form in the language of the browser: the address of a QR code is short, and names none."""
    del request
    return redirect("answer", token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show one page of a form after another, and keep what was answered at the end."""
    survey = _found(token)
    with scopes_disabled():
        form = form_of(survey.version, survey.audience)
    shown = {"survey": survey, "agency": survey.version.assessment.agency}
    if not survey.is_open:
        return render(request, "surveys/closed.html", shown, status=410)
    if not survey.shared and request.COOKIES.get(f"{ANSWERED}{survey.pk}"):
        return render(request, "surveys/answered.html", shown)
    answering = Answering(form, steps_of(form, survey.questions), request.POST)
    at, sheet = 0, secrets.token_hex(16)
    if request.method == "POST":
        at, sheet = _place(request, answering), request.POST.get("sheet", "")[:64] or sheet
        answering.read(at)
        if "back" in request.POST:
            at, answering.errors = answering.before(at), {}
        elif not answering.errors:
            after = answering.next_after(at)
            if after is None:
                return _ended(request, survey, answering, sheet)
            at = after
    return _page(request, survey, answering, (at, sheet))


def _place(request: HttpRequest, answering: Answering) -> int:
    given = request.POST.get("at", "")
    return min(int(given), len(answering.steps) - 1) if given.isdecimal() and len(given) < 4 else 0


def _page(
    request: HttpRequest, survey: Survey, answering: Answering, where: tuple[int, str], wrong: tuple[Text, ...] = ()
) -> HttpResponse:
    at, sheet = where
    code, step = spoken().code, answering.steps[at]
    audience = next(one for one in answering.form.instruments.audiences if one.id == survey.audience)
    here = {one.id for one in step.questions}
    carried = [
        field
        for other in answering.steps
        for question in other.questions
        if question.id not in here
        for field in answering.fields(question)
    ]
    questions = inputs_of(answering, at, code)
    shown = {
        "survey": survey,
        "agency": survey.version.assessment.agency,
        "title": text_in(audience.texts, code),
        "intro": text_in(audience.intro, code) if at == 0 else "",
        "section": text_in(step.section.texts, code),
        "at": at,
        "number": at + 1,
        "pages": len(answering.steps),
        "sheet": sheet,
        "carried": carried,
        "questions": questions,
        "flat": [one for _, _, inputs in questions for one in inputs],
        "problems": wrong,
        "last": answering.next_after(at) is None,
    }
    return render(request, "surveys/answer.html", shown, status=422 if answering.errors or wrong else 200)


def _ended(request: HttpRequest, survey: Survey, answering: Answering, sheet: str) -> HttpResponse:
    if answering.refused or request.POST.get("website"):
        # Of those who do not want to take part nothing is kept; programs that fill in every box are thanked alike.
        return redirect("survey_thanks", survey.token)
    at = _place(request, answering)
    if _is_too_much(request, survey):
        wrong = (Text("too many answers came from your network within the hour; try again later"),)
        return _page(request, survey, answering, (at, sheet), wrong)
    asked = [one for step in answering.steps for one in step.questions if one.use == "sample_code"]
    code = next((answering.values.get(one.id, "") for one in asked), "")
    try:
        actions.reply(survey, answering.values, sheet, code)
    except PublicValueError as error:
        return _page(request, survey, answering, (at, sheet), tuple(problems_of(error)))
    response = redirect("survey_thanks", survey.token)
    if not survey.shared:
        # It names the form alone, and nobody: the browser knows that it has answered.
        response.set_cookie(f"{ANSWERED}{survey.pk}", "1", max_age=REMEMBERED, httponly=True, samesite="Lax")
    return response


def _is_too_much(request: HttpRequest, survey: Survey) -> bool:
    # A digest by the installation's key, for an hour: the address itself is written nowhere.
    told = f"{survey.pk} {origin_of(request)} {timezone.now():%Y%m%d%H}"
    key = "answers-" + salted_hmac("answers", told).hexdigest()
    cache.add(key, 0, timeout=3600)
    return bool(cache.incr(key) > AN_HOUR)


@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    survey = _found(token)
    shown = {"survey": survey, "agency": survey.version.assessment.agency}
    return render(request, "surveys/thanks.html", shown)
