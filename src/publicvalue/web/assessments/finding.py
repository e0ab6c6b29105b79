"""The version that an address names, if the person who asks may see it."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from publicvalue.web.register.rights import person
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores.models import Assessment, Version
from publicvalue.web.stores.queries import current_version, standing_of, subject_of
from publicvalue.workflow.subjects import Action, Kind


def find_version(
    request: HttpRequest, where: tuple[str, str], action: Action = Action.SEE, kind: Kind = Kind.ANSWER
) -> Version:
    """Return the newest version of an assessment, to which somebody may do something.

    Parameters
    ----------
    request
        Who asks.
    where
        Last parts of the addresses of agency and assessment.
    action, kind
        What is to be done, and to what of it.

    Raises
    ------
    Http404, NotPermittedError
        When there is none within reach, or the tables do not allow it.
    """
    related = Assessment.objects.select_related("agency__country", "system__agency")
    version = current_version(get_object_or_404(related, agency__slug=where[0], slug=where[1]))
    user = person(request)
    check_may_at(user, action, subject_of(version, standing_of(version), user, kind), version.assessment.agency)
    return version
