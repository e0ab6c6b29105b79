"""The writes to what a country brought: a new version of its folder, and the end of one on order."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from publicvalue.errors import InputError, Place, Problem
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Hidden, Object, writing
from publicvalue.web.region.folders import read_case
from publicvalue.web.region.models import CountryVersion, FolderRetention
from publicvalue.web.region.retention import kept_until
from publicvalue.web.spaces.models import Country
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores import blobs
from publicvalue.web.stores.actions import erase_bytes
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind, Subject


def bring_folder(by: User, country: Country, content: bytes, name: str) -> CountryVersion:
    """Keep a country's folder as a new version, from which its pages are made; the same bytes again change nothing.

    Parameters
    ----------
    by, country
        Who brings it, and of which country.
    content, name
        The bytes of the zip, and what people call it.

    Raises
    ------
    InputError
        With every problem of the folder; nothing is kept then.
    """
    check_may_at(by, Action.CHANGE, Subject(Kind.COUNTRY), country)
    read_case(content, country.code, name)
    with writing(by) as audit:
        check_may_at(by, Action.CHANGE, Subject(Kind.COUNTRY), country)
        last = CountryVersion.objects.filter(country=country).select_related("blob").first()
        # What was destroyed on order is brought anew, even where the bytes are the same.
        there = last if last and not last.blob.erased else None
        blob = blobs.keep(content)
        if there and there.blob_id == blob.sha256:
            audit.write_nothing()
            return there
        number = last.number + 1 if last else 1
        made = CountryVersion.objects.create(country=country, number=number, blob=blob, by=by)
        before = {"folder": there.number, "sha256": Hidden(there.blob_id)} if there else {}
        after = {"folder": number, "sha256": Hidden(blob.sha256)}
        audit.record(Action.CHANGE, Object(Kind.COUNTRY, country.code, country.pk), before, after)
    return made


def keep_folder_until(by: User, version: CountryVersion, until: dt.date | None) -> None:
    """Say until which day the bytes of a version are kept; without a day, no end is stated.

    Nothing is destroyed by itself: when the day is over the version is listed as due, and somebody destroys it on
    order. Versions of the same bytes have one day.

    Raises
    ------
    InputError
        Where the day is over already, or the bytes were destroyed.
    """
    country = version.country
    with writing(by) as audit:
        check_may_at(by, Action.CHANGE, Subject(Kind.COUNTRY), country)
        version.blob.refresh_from_db()
        if version.blob.erased or (until is not None and until <= timezone.localdate()):
            over = Text("this day is over"), Text("a day to come"), Text("give a later day")
            gone = Text("these bytes were destroyed already"), Text("bytes that are there")
            what, expected, do = (*gone, Text("nothing is left to do")) if version.blob.erased else over
            raise InputError([Problem(Place(field="until"), what, expected, do)])
        before = {"until": kept_until(country).get(version.blob_id)}
        FolderRetention.objects.create(country=country, sha256=version.blob_id, until=until, by=by)
        on = Object(Kind.EVIDENCE, f"{country.code}/folder-{version.number}", country.pk)
        audit.record(Action.RETAIN, on, before, {"until": until})


def erase_folder(by: User, country: Country, version: CountryVersion, why: str) -> None:
    """Destroy the bytes of a version of a country's folder, on order; its row, the hash and the entries stay.

    The country's pages go on with the newest version that is there, or with what is published.

    Raises
    ------
    InputError
        Without a reason, and where the bytes were destroyed already.
    """
    check_may_at(by, Action.ERASE, Subject(Kind.EVIDENCE), country)
    if not why.strip():
        what, do = Text("the reason is missing"), Text("write who ordered it, and why")
        raise InputError([Problem(Place(field="why"), what, Text("a reason"), do)])
    erase_bytes(by, country, lambda: version.blob, {"country": country.code, "folder": version.number}, why)
