"""The scores that were computed last, and the way of each down to files and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from publicvalue.errors import PublicValueError
from publicvalue.files.results_file import read_results
from publicvalue.files.stores.folder import REPORT, RESULTS
from publicvalue.files.translations import speak_framework
from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.system.trace import render_trace, traceable
from publicvalue.reports.wording import capitalise, write_percent, write_score, write_strength
from publicvalue.results.model import AssessmentResult
from publicvalue.web.assessments.apart import check_shown
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.sofar import find_so_far, problems_of
from publicvalue.web.assessments.views import where_of
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register.rights import person
from publicvalue.web.stores import blobs
from publicvalue.web.stores.models import ResultFile, Version
from publicvalue.web.stores.queries import is_outdated
from publicvalue.words.language import Language
from publicvalue.words.text import Text


def result_of(version: Version) -> AssessmentResult | None:
    """Return the result that was computed last; None where there is none, PublicValueError where it cannot be read."""
    row = ResultFile.objects.filter(version=version, kind=REPORT, name=RESULTS).select_related("blob").first()
    return read_results(blobs.checked(row.blob, row.name).read_bytes(), row.name) if row else None


def _spoken(version: Version) -> Language:
    with open_record(version) as record:
        return speak_framework(spoken(), record.files)


@login_required
@require_safe
def scores(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Every score with the way to its explanation, and what one more answer would change."""
    version = find_version(request, (agency, slug))
    language = _spoken(version)
    shown: dict[str, Any] = {"here": "assessments", "version": version, "where": where_of(version)}
    try:
        check_shown(version, person(request))
        result = result_of(version)
        found = find_so_far(version)
    except PublicValueError as error:
        shown["problems"], result = problems_of(error), None
    else:
        shown["following"] = [
            (
                language.write(one.question),
                one.text,
                reverse("assessments:question", args=(agency, slug, "core", one.indicator)),
            )
            for one in found.following
        ]
    if result is not None:
        shown["parts"] = list(_parts(version, result, language.write))
        shown["outdated"] = is_outdated(version, REPORT)
    return render(request, "assessments/scores.html", shown)


def _parts(version: Version, result: AssessmentResult, say: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """Yield the whole and each dimension, with the components and answered indicators below it."""
    framework = result.framework
    yield {
        "title": say(capitalise(node_name(framework, PUBLIC_VALUE))),
        "rows": [_row(version, result, PUBLIC_VALUE, 0, say)],
    }
    for dimension in framework.dimensions:
        rows = [_row(version, result, dimension.id, 0, say)]
        for component in framework.components:
            if component.dimension == dimension.id and result.scores[component.id].value is not None:
                rows.append(_row(version, result, component.id, 1, say))
                answered = [one.id for one in component.indicators if one.id in result.answered]
                rows += [_row(version, result, one, 2, say) for one in answered]
        yield {"title": say(Text(dimension.title)), "rows": rows}


def _row(
    version: Version, result: AssessmentResult, node: str, depth: int, say: Callable[[str], str]
) -> dict[str, Any]:
    score = result.scores[node]
    strength = "" if score.value is None else say(write_strength(result.framework, int(score.strength)))
    return {
        "name": say(node_name(result.framework, node)),
        "score": say(write_score(score)),
        "known": say(write_percent(score.coverage)),
        "strength": strength,
        "depth": depth,
        "address": reverse("assessments:explain", args=(*where_of(version), node)),
    }


@login_required
@require_safe
def explain(request: HttpRequest, agency: str, slug: str, node: str) -> HttpResponse:
    """The way of one score down to indicators, measures, evidence, rows and hashes."""
    version = find_version(request, (agency, slug))
    check_shown(version, person(request))
    result = result_of(version)
    if result is None or node not in traceable(result):
        raise Http404
    language = _spoken(version)
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "title": language.write(node_name(result.framework, node)),
        "trace": render_trace(result, node, language),
        "below": [_row(version, result, one, 0, language.write) for one in _below(result, node)],
    }
    return render(request, "assessments/explain.html", shown)


def _below(result: AssessmentResult, node: str) -> list[str]:
    """Return what a score is formed of, one step further down, as far as there is something to be told of it."""
    framework, told = result.framework, traceable(result)
    if node == PUBLIC_VALUE:
        found = [one.id for one in framework.dimensions]
    elif component := next((one for one in framework.components if one.id == node), None):
        found = [one.id for one in component.indicators if one.id in result.answered]
    else:
        found = [
            one.id for one in framework.components if one.dimension == node and result.scores[one.id].value is not None
        ]
    return [one for one in found if one in told]
