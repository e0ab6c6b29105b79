"""Bytes that are brought again while an order destroys them are there in the end."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import actions, blobs
from publicvalue.web.stores.models import StoredFile, Version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("emptied")]

CSV = b"decision,paid\n" + b"yes,1\nno,0\n" * 30
NAME = "evidence/decisions.csv"


@pytest.fixture(autouse=True)
def _everywhere() -> Iterator[None]:
    with scopes_disabled():
        yield


def test_bytes_that_are_brought_while_they_are_destroyed_stay(
    author: User, administrator: User, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("The tests' own SQLite has one connection: two people at once are tried on PostgreSQL.")
    one, other = (actions.start(author, agency, name, name, {"a.txt": b"a"}) for name in ("one", "other"))
    actions.change_files(author, one, {NAME: CSV})
    brought: list[Future[None]] = []
    note = blobs.note

    def bring() -> None:
        try:
            with scopes_disabled():
                actions.change_files(author, Version.objects.get(pk=other.pk), {NAME: CSV})
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as others:

        def interrupted(what: str, sha256: str) -> None:
            note(what, sha256)
            if what == blobs.ERASED and not brought:
                brought.append(others.submit(bring))
                with pytest.raises(NotYetError):
                    brought[0].result(timeout=1)

        monkeypatch.setattr(blobs, "note", interrupted)
        actions.erase_evidence(administrator, one, NAME, "on order")
        brought[0].result(timeout=30)
    row = StoredFile.objects.select_related("blob").get(version=other, name=NAME)
    assert row.blob
    assert blobs.checked(row.blob, NAME).read_bytes() == CSV
