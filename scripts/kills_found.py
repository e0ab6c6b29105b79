"""What stands after server and worker were killed at random, and everything that is wrong with it: for `kills.py`."""

# Settings come before everything that knows Django: it is imported where it is used.
# ruff: noqa: PLC0415

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

WHOLE, ABSENT, LAID, HALF = "whole", "absent", "absent with files laid", "half"
PUBLISHED = frozenset({"published", "corrected"})
Saved = Mapping[str, list[str]]
"""Question -> texts that a page said were kept, in order."""


def check(written: int, told: Any) -> dict[str, Any]:
    """Return everything that is wrong with what stands and was told, and how much there is of it."""
    from django_scopes import scopes_disabled

    from publicvalue.web.audit.models import Entry
    from publicvalue.web.audit.verification import verify_trail
    from publicvalue.web.jobs.models import Job
    from publicvalue.web.public.models import Publication

    with scopes_disabled():
        bodies = [json.loads(one) for one in Entry.objects.order_by("number").values_list("body", flat=True)]
        wrong = [*lost(written, told.saved), *published_by_half(bodies), *done_twice(bodies)]
        wrong += [f"trail: {one.what}" for one in verify_trail().problems]
        wrong += [f"a publication that was {how} is half" for how, what in told.publications if what == HALF]
        return {
            "wrong": wrong,
            "saved": told.number,
            "publications begun": told.publications.total(),
            "publications": {", ".join(how): number for how, number in sorted(told.publications.items())},
            "published": Publication.objects.count(),
            "tasks": dict(Counter(Job.objects.values_list("stage", flat=True))),
            "taken up again": dict(Counter(Job.objects.filter(attempt__gt=1).values_list("stage", flat=True))),
            "entries": len(bodies),
            "refused": dict(told.refused),
        }


def lost(written: int, saved: Saved) -> Iterator[str]:
    """Yield the answers that a page said were kept and that are not there."""
    from publicvalue.web.assessments.models import Edit

    for question, texts in saved.items():
        edits = [one.after.get("fact") for one in Edit.objects.filter(question=question)]
        yield from (f"lost: {question} {text}" for text in texts if text not in edits)
        now = standing_answer(written, question.partition("/")[2]).get("fact")
        if edits and now != edits[-1]:
            yield f"{question} says {now}, and its last change {edits[-1]}"


def published_by_half(bodies: list[dict[str, Any]]) -> Iterator[str]:
    """Yield publications whose files are not those that the trail tells of, or that no version knows."""
    from publicvalue.web.public.models import Publication
    from publicvalue.web.stores.models import Version

    told = told_files(bodies)
    rows = list(Publication.objects.select_related("version", "system"))
    for row in rows:
        if files_of(row) != told.pop(name_of(row), None) or row.version.state not in PUBLISHED:
            yield f"publication {row.number} is not whole"
    yield from (f"the trail tells of publication {name}, and it is not there" for name in told)
    versions = Version.objects.filter(state__in=PUBLISHED).count()
    if versions != len(rows):
        yield f"{versions} versions are published, and {len(rows)} publications are there"


def told_files(bodies: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return the files of each publication that the trail tells of, with their hashes."""
    return {one["key"]: one["after"]["files"] for one in bodies if one["kind"] == "publication"}


def name_of(row: Any) -> str:
    return f"{row.system.slug}/{row.number}"


def files_of(row: Any) -> dict[str, str]:
    """Return the files of a publication that lie at its place, with their hashes."""
    from publicvalue.results.manifest import hash_bytes
    from publicvalue.web.public.files import folder_of

    folder = folder_of(row)
    files = [one for one in folder.rglob("*") if one.is_file()]
    return {one.relative_to(folder).as_posix(): hash_bytes(one.read_bytes()) for one in files}


def standing_publication(version: int, since: float) -> str:
    """Return what stands of the publication of a version that was begun at a time, in seconds since 1970."""
    from django_scopes import scopes_disabled

    from publicvalue.web.audit.models import Entry
    from publicvalue.web.public.models import Publication
    from publicvalue.web.stores.models import Version

    with scopes_disabled():
        row = Publication.objects.select_related("system").filter(version=version).first()
        now = Version.objects.select_related("assessment__system").get(pk=version)
        bodies = [json.loads(one) for one in Entry.objects.filter(kind="publication").values_list("body", flat=True)]
        next_one = Publication(system=now.assessment.system, number=len(told_files(bodies)) + 1)
        if row is None:
            if now.state in PUBLISHED:
                return HALF
            return LAID if is_laid(next_one, since) else ABSENT
        whole = files_of(row) == told_files(bodies).get(name_of(row)) and now.state in PUBLISHED
        return WHOLE if whole else HALF


def is_laid(row: Any, since: float) -> bool:
    """Return whether files were laid at the place of a publication, or gathered beside it, since a time."""
    from publicvalue.web.public.files import folder_of

    places = folder_of(row).parent
    return places.is_dir() and any(one.stat().st_mtime >= since for one in places.iterdir())


def done_twice(bodies: list[dict[str, Any]]) -> Iterator[str]:
    """Yield versions with more results than tasks, and tasks that were taken up more than once."""
    from publicvalue.web.jobs.models import Job

    jobs = list(Job.objects.select_related("version__assessment__agency"))
    places = [(one.version.assessment.agency.slug, one.version.assessment.slug, one.version.number) for one in jobs]
    asked = Counter("/".join(map(str, (*place, "report"))) for place in places)
    results = Counter(one["key"] for one in bodies if one["key"].endswith("/report"))
    yield from (f"{key}: {n} results of {asked[key]} tasks" for key, n in results.items() if n > asked[key])
    yield from (f"task {one.pk} was taken up {one.attempt - 1} times" for one in jobs if one.attempt > 2)


def standing_answer(written: int, id: str) -> dict[str, str]:
    from django.db import connection
    from django_scopes import scopes_disabled

    from publicvalue.instruments.appraisal.values import value_of
    from publicvalue.web.assessments.items import find_question
    from publicvalue.web.assessments.records import open_record
    from publicvalue.web.stores.models import Version

    try:
        with scopes_disabled():
            version = Version.objects.select_related("assessment__agency").get(pk=written)
            with open_record(version) as record:
                question = find_question(record.files.framework, "red_line", id)
                return dict(value_of(record.appraisal, question))
    finally:
        connection.close()
