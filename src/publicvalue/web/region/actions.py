"""The one write to what a country brought: a new version of its folder, with its entry."""

from __future__ import annotations

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Hidden, Object, writing
from publicvalue.web.region.folders import read_case
from publicvalue.web.region.models import CountryVersion
from publicvalue.web.spaces.models import Country
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores import blobs
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
        last = CountryVersion.objects.filter(country=country).select_related("blob").first()
        blob = blobs.keep(content)
        if last and last.blob_id == blob.sha256:
            audit.write_nothing()
            return last
        number = last.number + 1 if last else 1
        made = CountryVersion.objects.create(country=country, number=number, blob=blob, by=by)
        before = {"folder": last.number, "sha256": Hidden(last.blob_id)} if last else {}
        after = {"folder": number, "sha256": Hidden(blob.sha256)}
        audit.record(Action.CHANGE, Object(Kind.COUNTRY, country.code, country.pk), before, after)
    return made
