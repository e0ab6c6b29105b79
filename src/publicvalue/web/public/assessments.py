"""What is known of a system's public value: read from the stored result of its last published assessment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.safestring import SafeString

from publicvalue.errors import InputError
from publicvalue.files.results_file import read_results
from publicvalue.reports.document.blocks import Document, Section
from publicvalue.reports.render.html import render_blocks, render_body, render_opening
from publicvalue.reports.system.advice.response import done_in_short
from publicvalue.reports.system.document import system_document
from publicvalue.reports.system.judgement.headline import find_headline
from publicvalue.reports.system.judgement.opening import TONES, opening_section
from publicvalue.results.model import AssessmentResult
from publicvalue.results.over_time import PublishedResult, latest_of_each_period
from publicvalue.web.public.models import Publication
from publicvalue.web.register.models import System
from publicvalue.words.language import Language
from publicvalue.words.text import Text

UNREADABLE = Text("an assessment is published that this page cannot show")
RESULTS = 64
"""Results that are kept read: reading one takes longer than showing it."""


@dataclass(frozen=True)
class Shown:
    """A published assessment as a page shows it.

    Parameters
    ----------
    publication
        Which version, and when.
    answer
        Its verdict, in a few words.
    tone
        good, bad, or nothing.
    opening
        Its first screen as HTML, in the language of the page.
    done
        What the agency says and does about it, as HTML; empty where it tells neither.
    """

    publication: Publication
    answer: str
    tone: str
    opening: SafeString
    done: SafeString


def latest_of(system: System) -> Publication | None:
    """Return the last published assessment of a system that was not withdrawn."""
    return Publication.objects.filter(system=system, withdrawn__isnull=True).order_by("-number").first()


def editions_of(system: System) -> tuple[PublishedResult, ...]:
    """Return what was published of a system, the last edition of each period, the oldest first; none withdrawn."""
    rows = Publication.objects.filter(system=system, withdrawn__isnull=True)
    read = ((one.number, result_of(one)) for one in rows)
    return latest_of_each_period([PublishedResult(number, result) for number, result in read if result is not None])


def was_withdrawn(system: System) -> Publication | None:
    """Return the assessment that was withdrawn last, where none is left to be shown."""
    return Publication.objects.filter(system=system, withdrawn__isnull=False).order_by("-number").first()


@lru_cache(maxsize=RESULTS)
def _result(publication: int, data: bytes) -> AssessmentResult:
    del publication
    return read_results(data)


def shown(publication: Publication, language: Language, whole: str) -> Shown:
    """Return a published assessment as a page in a language shows it; `whole` is the address of its report."""
    result = result_of(publication)
    if result is None:
        return Shown(publication, UNREADABLE, "", SafeString(""), SafeString(""))
    tone = TONES.get(result.verdict.overall.direction.id, "")
    # What the system is stands above it.
    document = replace(system_document(result), opening=(opening_section(result, about=False),))
    opening = render_opening(document, language, whole)
    done = render_blocks(done_in_short(result), language, "done")
    return Shown(publication, find_headline(result).answer, tone, SafeString(opening), SafeString(done))


def report(publication: Publication, language: Language) -> SafeString | None:
    """Return the whole report of a published assessment as a part of a page; None where it cannot be read."""
    result = result_of(publication)
    return None if result is None else SafeString(render_body(system_document(result), language))


def part_of_page(sections: tuple[Section, ...], language: Language, id: str) -> SafeString:
    """Return sections as a part of a page; `id` begins the names of their files."""
    document = Document(id, "", "", "", notices=(), opening=(), sections=sections)
    return SafeString(render_body(document, language))


def result_of(publication: Publication) -> AssessmentResult | None:
    """Return the stored result; None where this version of the product cannot read it: it stays as published."""
    try:
        return _result(publication.pk, bytes(publication.result))
    except InputError:
        return None
