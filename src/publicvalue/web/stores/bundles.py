"""Bundles that were computed of versions: evidence that may be published lies in them, and goes with them."""

from __future__ import annotations

import hashlib
import zipfile

from publicvalue.files.stores.folder import BUNDLE
from publicvalue.files.untrusted.guards import CHUNK
from publicvalue.web.stores import blobs
from publicvalue.web.stores.models import Blob, ResultFile, StoredFile, WrittenOver


def drop_bundles(sha256: str) -> None:
    """Destroy the bundles that were computed with a file: evidence that may be published lies in them.

    Of a version in which it was written over these are the bundles that hold it, of one that holds it all of them.
    """
    for rows, certain in ((StoredFile.objects, True), (WrittenOver.objects, False)):
        versions = list(rows.filter(blob=sha256).values_list("version", flat=True))
        for table in (ResultFile, WrittenOver):
            for row in table.objects.filter(version__in=versions, name=BUNDLE).select_related("blob"):
                if certain or _packs(row.blob, sha256):
                    row.delete()
                    _erase_unnamed(row.blob)


def _erase_unnamed(blob: Blob) -> None:
    if blobs.unnamed().filter(pk=blob.pk).exists():
        blobs.erase(blob)


def _packs(bundle: Blob, sha256: str) -> bool:
    """Return whether a bundle holds bytes with a hash; also where that can no longer be told."""
    try:
        with zipfile.ZipFile(blobs.path_of(bundle.sha256)) as packed:
            return any(_hash(packed, one) == sha256 for one in packed.infolist())
    except (OSError, zipfile.BadZipFile):
        return True


def _hash(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with packed.open(member) as stream:
        while piece := stream.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()
