from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.jobs import actions
from publicvalue.web.jobs.models import TAKE_REGISTER, TRY_REGISTER, Job
from publicvalue.web.spaces.permission import check_may_at, may_at
from publicvalue.web.spaces.queries import reach_of
from publicvalue.web.spaces.trail_words import STAGE_NAMES
from publicvalue.words.stored import words_from
from publicvalue.workflow.subjects import Action, Kind, Subject

AGAIN = 3
"""Seconds after which the page of a job that goes on is loaded anew."""


def _job(request: HttpRequest, key: int) -> Job:
    user = cast("User", request.user)
    reach = reach_of(user)
    # Those of a whole country lie in no agency's reach: whoever asked for them finds them.
    found = Q(agency__in=reach.agencies) | Q(agency=None, country__in=reach.countries, by=user)
    with scopes_disabled():
        related = ("agency", "country", "version__assessment__agency", "by")
        job = get_object_or_404(Job.objects.select_related(*related).filter(found), pk=key)
    check_may_at(user, Action.SEE, Subject(Kind.TASK), job.place)
    return job


@login_required
@require_safe
def show_job(request: HttpRequest, key: int) -> HttpResponse:
    job = _job(request, key)
    own = Subject(Kind.TASK, own=job.by_id == request.user.pk)
    shown: dict[str, Any] = {
        "job": job,
        "of_register": job.kind in {TRY_REGISTER, TAKE_REGISTER},
        "stage": STAGE_NAMES[job.stage],
        "step": words_from(job.step) if job.step else "",
        "problems": [told(one) for one in job.problems],
        "may_cancel": not job.has_ended and not job.cancel and may_at(request.user, Action.CANCEL, own, job.place),
    }
    response = render(request, "jobs/job.html", shown)
    if not job.has_ended:
        response["Refresh"] = str(AGAIN)
    return response


def told(problem: Any) -> dict[str, Any]:
    """Return a stored problem for people."""
    file, line, row, field = problem["at"]
    return {
        "file": file,
        "line": line,
        "row": row,
        "field": field,
        **{name: words_from(problem[name]) for name in ("what", "expected", "do")},
    }


@login_required
@require_POST
def cancel_job(request: HttpRequest, key: int) -> HttpResponse:
    actions.cancel(cast("User", request.user), _job(request, key))
    return redirect("job", key=key)
