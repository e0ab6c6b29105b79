"""What countries brought in folders of their own, as their pages and that of the region take it.

Pages for anybody rest on lists, posts and systems. What single public servants answered, and what their tests found, is
left out of them: two versions of a folder that differ by one person would tell what that person said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from publicvalue.actions.country.profiles import load_own
from publicvalue.actions.country.readiness import CONTEXT, load_readiness
from publicvalue.country.model import CountryCase
from publicvalue.errors import EvidenceError, InputError, Problem
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.stores.folder import COUNTRY, FolderStore
from publicvalue.files.untrusted.folder_archive import read_folder_archive, write_members
from publicvalue.web.region.models import CountryVersion
from publicvalue.web.spaces.models import Country
from publicvalue.web.stores import blobs

KEPT = 64
"""Folders that are kept read, without what single public servants said: an order reaches no memory of a process."""


def read_case(content: bytes, code: str, name: str) -> CountryCase:
    """Read the zip of a country's folder; InputError with every problem of it, or where it is another country's."""
    files = read_folder_archive(content, COUNTRY.file, name)
    with scratch_folder("country-") as folder:
        write_members(folder / "folder", files)
        store = FolderStore(folder / "folder", COUNTRY)
        try:
            return load_own(store, load_readiness(CONTEXT), code)
        except InputError as error:
            raise InputError(_under(name, store.name, error)) from None


def _under(name: str, folder: str, error: InputError) -> list[Problem]:
    """Return problems whose places name the zip, and not where it was unpacked."""
    return [replace(one, place=replace(one.place, file=one.place.file.replace(folder, name))) for one in error.problems]


def version_of(country: Country) -> CountryVersion | None:
    """Return the newest version of a country's folder whose bytes are there; None where there is none."""
    return _there().filter(country=country).select_related("blob", "by").first()


def _there() -> QuerySet[CountryVersion]:
    """Return the versions whose bytes were not destroyed on order, the newest first."""
    return CountryVersion.objects.filter(blob__erased__isnull=True)


def case_of(version: CountryVersion) -> CountryCase | None:
    """Return what a version holds; None where this product cannot read it any more: it stays as brought."""
    return _or_none(partial(_read, version))


def _or_none(read: Callable[[], CountryCase]) -> CountryCase | None:
    try:
        return read()
    except (InputError, EvidenceError):
        return None


def _read(version: CountryVersion) -> CountryCase:
    code = version.country.code
    return read_case(blobs.checked(version.blob, f"{code}.zip").read_bytes(), code, f"{code}.zip")


@lru_cache(KEPT)
def _public_case(version: int, sha256: str) -> CountryCase:
    """Return a version, by its key and the hash of its bytes, as far as anybody may see it."""
    with scopes_disabled():
        found = CountryVersion.objects.select_related("country", "blob").get(pk=version, blob=sha256)
    return without_people(_read(found))


def public_cases() -> dict[str, CountryCase]:
    """Return what each country brought, as far as anybody may see it: code -> case."""
    with scopes_disabled():
        last = {one.country.code: one for one in _there().select_related("country").order_by("number")}
        found = {code: _or_none(partial(_public_case, one.pk, one.blob_id)) for code, one in last.items()}
    return {code: one for code, one in found.items() if one}


def folder_hash(code: str) -> str:
    """Return by what the newest folder of a country that is there is known; empty where there is none."""
    with scopes_disabled():
        found = _there().filter(country__code=code).values_list("blob", flat=True).first()
    return found or ""


def folder_hashes() -> tuple[str, ...]:
    """Return by what the newest folders of all countries that are there are known."""
    with scopes_disabled():
        rows = _there().order_by("number").values_list("country", "blob")
    return tuple(sorted(dict(rows).values()))


def without_people(case: CountryCase) -> CountryCase:
    """Return a case without what single public servants answered and what their tests found."""
    return replace(case, staff=replace(case.staff, asked=(), tested=()))
