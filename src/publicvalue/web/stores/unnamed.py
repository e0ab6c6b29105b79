"""Bytes that nothing names any more: written over in a draft, reports that newer ones replaced. They go after a while.

They stay as long as a file that waits: somebody may be at work with them, and a backup that is being made copies the
database first and the bytes afterwards. They are not noted as destroyed on order: a backup in which something names
them brings them back with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.web.audit.writing import Audit, forget_hash, hidden_hash, writing
from publicvalue.web.stores.actions import of_version
from publicvalue.web.stores.blobs import mend_blobs, unnamed
from publicvalue.web.stores.bundles import drop_bundles
from publicvalue.web.stores.content import is_brought
from publicvalue.web.stores.forgetting import empty_journal, forget_read
from publicvalue.web.stores.handed_out import forget_told
from publicvalue.web.stores.models import Blob, Version, WrittenOver
from publicvalue.web.stores.waiting import STAYS
from publicvalue.workflow.subjects import Action, Kind


def clean_unnamed(stays: dt.timedelta = STAYS) -> int:
    """Destroy bytes that nothing has named for some time, and what is known of their people; return how many."""
    with writing(None) as audit, scopes_disabled():
        audit.write_nothing()
        now = timezone.now()
        unnamed().filter(idle__isnull=True).update(idle=now)
        gone = list(unnamed().filter(idle__lte=now - stays).values_list("pk", flat=True))
        _tell(audit, gone)
        over = WrittenOver.objects.filter(blob__in=gone).values_list("blob", "name")
        for sha256 in {sha256 for sha256, name in over if is_brought(name)}:
            forget_told(sha256)
            forget_read(sha256)
            drop_bundles(sha256)
        for sha256 in gone:
            forget_hash(sha256)
        # Where something names the bytes again, they are found there.
        WrittenOver.objects.filter(blob__in=gone).delete()
        WrittenOver.objects.filter(at__lte=now - stays).exclude(blob__in=unnamed()).delete()
        Blob.objects.filter(pk__in=gone).delete()
    mend_blobs()
    empty_journal()
    return len(gone)


def _tell(audit: Audit, gone: Collection[str]) -> None:
    """Record which bytes are destroyed that were written over in an assessment: one entry a version."""
    rows: dict[Version, dict[str, str]] = {}
    for one in WrittenOver.objects.filter(blob__in=gone).select_related("version__assessment__agency"):
        rows.setdefault(one.version, {})[hidden_hash(one.blob_id)] = one.name
    for version, files in rows.items():
        audit.record(Action.ERASE, of_version(version, Kind.EVIDENCE), {"files": files}, why="written over")
