"""Bytes on the disk, by their SHA-256: written once and whole, never changed, destroyed on order alone."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.disk.leftovers import new_held_file, sweep
from publicvalue.files.disk.write import write_bytes
from publicvalue.files.untrusted.guards import CHUNK
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.web.audit.writing import writing
from publicvalue.web.stores.erasures import BROUGHT, ERASED, note
from publicvalue.web.stores.forgetting import empty_journal
from publicvalue.web.stores.models import Blob, WrittenOver
from publicvalue.words.text import Text

FOLDER, ARRIVING = "blobs", "arriving"
READ_ONLY = 0o440


def path_of(sha256: str) -> Path:
    """Return where the bytes with a hash lie."""
    return Path(settings.MEDIA_ROOT) / FOLDER / sha256[:2] / sha256[2:]


def keep(content: bytes) -> Blob:
    """Keep bytes, and return what they are known by; on the disk before the database tells of them."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if not path.is_file():
        write_bytes(path, content)
        path.chmod(READ_ONLY)
    return _row(sha256, len(content))


def keep_pieces(pieces: Iterable[bytes]) -> Blob:
    """Keep bytes that come in pieces, such as an upload, without holding them in memory."""
    arriving = Path(settings.MEDIA_ROOT) / ARRIVING
    arriving.mkdir(parents=True, exist_ok=True)
    sweep(arriving)
    digest, size = hashlib.sha256(), 0
    with new_held_file(arriving, "bytes") as (held, descriptor):
        with open(descriptor, "wb", closefd=False) as stream:
            for piece in pieces:
                digest.update(piece)
                size += stream.write(piece)
            stream.flush()
            os.fsync(descriptor)
        path = path_of(digest.hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        held.chmod(READ_ONLY)
        held.replace(path)
    return _row(digest.hexdigest(), size)


def namers() -> Iterator[tuple[type[Model], str]]:
    """Yield every kind of row that names bytes, with its field; one that only tells what was written over is none."""
    for model in apps.get_models():
        for field in model._meta.fields:  # noqa: SLF001 - Django's way to ask a table
            if field.related_model is Blob and model is not WrittenOver:
                yield model, field.name


def unnamed() -> QuerySet[Blob]:
    """Return the bytes that are there and that nothing names."""
    found = Blob.objects.filter(erased__isnull=True)
    for model, field in namers():
        rows = model._base_manager.filter(**{field: OuterRef("pk")})  # noqa: SLF001 - all rows, whosever they are
        found = found.exclude(Exists(rows))
    return found


def mend_blobs() -> int:
    """Destroy the bytes that a killed writer left before the database told of them; returns how many there were.

    Writers take turns, so nobody is between bytes and row meanwhile. Where the database knows nothing of what lies
    there, it is that of another folder: then all of it stays.
    """
    top = Path(settings.MEDIA_ROOT)
    sweep(top / ARRIVING)
    if not _untold(top / FOLDER):
        return 0
    with writing(None) as audit:
        audit.write_nothing()
        left = _untold(top / FOLDER)
        for path in left:
            path.unlink(missing_ok=True)
    return len(left)


def _untold(folder: Path) -> list[Path]:
    told, paths = set(Blob.objects.values_list("pk", flat=True)), list(folder.glob("*/*"))
    left = [path for path in paths if path.parent.name + path.name not in told]
    return left if len(left) < len(paths) else []


def knows_bytes() -> bool:
    """Tell whether the database knows any of the bytes that are there: else it is that of another folder."""
    top = Path(settings.MEDIA_ROOT) / FOLDER
    return any(Blob.objects.filter(pk=path.parent.name + path.name).exists() for path in top.glob("*/*"))


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file piece by piece."""
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _row(sha256: str, size: int) -> Blob:
    blob, _ = Blob.objects.get_or_create(sha256=sha256, defaults={"size": size})
    if blob.erased:
        note(BROUGHT, sha256)
    if blob.erased or blob.idle:
        blob.erased = blob.idle = None
        blob.save(update_fields=["erased", "idle"])
    return blob


def checked(blob: Blob, file: str) -> Path:
    """Return where bytes lie; EvidenceError where they were erased, are missing, or are not what they were."""
    if blob.erased:
        what, do = Text("the bytes of this file were destroyed, on order"), Text("bring other evidence in its place")
        raise EvidenceError([Problem(Place(file), what, Text("a file that is there"), do)])
    path = path_of(blob.sha256)
    if not path.is_file():
        raise _damaged(file, Text("the bytes of this file are missing on the server"))
    if hash_file(path) != blob.sha256:
        raise _damaged(file, Text("the bytes of this file were changed on the server"))
    return path


def lay(blob: Blob, file: str, target: Path) -> None:
    """Copy bytes to a file; EvidenceError as `checked`."""
    path = checked(blob, file)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _damaged(file: str, what: Text) -> EvidenceError:
    do = Text("tell whoever runs the server: the data folder has to be restored from a backup")
    return EvidenceError([Problem(Place(file), what, Text("the bytes as they were brought"), do)])


def erase(blob: Blob) -> None:
    """Destroy bytes, once it is written that they are; the hash stays, so that what rested on them can be told."""
    blob.erased = timezone.now()
    blob.save(update_fields=["erased"])
    transaction.on_commit(partial(_destroy, blob.sha256))


def finish_erasures() -> int:
    """Destroy bytes whose end was written down before the process ended; returns how many there were."""
    erased = Blob.objects.filter(erased__isnull=False).values_list("pk", flat=True)
    return sum(_destroy(sha256) for sha256 in erased if path_of(sha256).exists())


def _destroy(sha256: str) -> bool:
    # In turn: whoever brings the same bytes again finds them whole, or writes them anew.
    with writing(None) as audit:
        audit.write_nothing()
        if not Blob.objects.filter(pk=sha256, erased__isnull=False).exists():
            return False
        note(ERASED, sha256)
        path_of(sha256).unlink(missing_ok=True)
    empty_journal()
    return True
