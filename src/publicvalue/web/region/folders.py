"""What countries brought in folders of their own, as their pages and that of the region take it.

Pages for anybody rest on lists, posts and systems. What single public servants answered, and what their tests found, is
left out of them: two versions of a folder that differ by one person would tell what that person said.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

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
"""Folders that are kept read."""


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
    """Return the newest version of a country's folder; None where none was brought."""
    return CountryVersion.objects.filter(country=country).select_related("blob", "by").first()


def case_of(version: CountryVersion) -> CountryCase | None:
    """Return what a version holds; None where this product cannot read it any more: it stays as brought."""
    try:
        return _case(version.blob_id, version.country.code, version.pk)
    except (InputError, EvidenceError):
        return None


@lru_cache(KEPT)
def _case(sha256: str, code: str, version: int) -> CountryCase:
    with scopes_disabled():
        blob = CountryVersion.objects.get(pk=version).blob
    return read_case(blobs.checked(blob, f"{sha256[:8]}.zip").read_bytes(), code, f"{code}.zip")


def public_cases() -> dict[str, CountryCase]:
    """Return what each country brought, as far as anybody may see it: code -> case."""
    with scopes_disabled():
        rows = CountryVersion.objects.select_related("country", "blob").order_by("number")
        last = {one.country.code: one for one in rows}
        found = {code: case_of(one) for code, one in last.items()}
    return {code: without_people(one) for code, one in found.items() if one}


def folder_hash(code: str) -> str:
    """Return by what the newest folder of a country is known; empty where it brought none."""
    with scopes_disabled():
        found = CountryVersion.objects.filter(country__code=code).values_list("blob", flat=True).first()
    return found or ""


def folder_hashes() -> tuple[str, ...]:
    """Return by what the newest folders of all countries are known."""
    with scopes_disabled():
        rows = CountryVersion.objects.order_by("number").values_list("country", "blob")
    return tuple(sorted(dict(rows).values()))


def without_people(case: CountryCase) -> CountryCase:
    """Return a case without what single public servants answered and what their tests found."""
    return replace(case, staff=replace(case.staff, asked=(), tested=()))
