"""The files of a version: written by name, each with its hash, and known together by one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils import timezone

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.stores.folder import EVIDENCE
from publicvalue.files.stores.hash_keys import SUFFIX, key_name, parse_key, written_key
from publicvalue.instruments.appraisal.record import CORE, COSTS, DOCUMENTS, RATINGS
from publicvalue.web.stores import blobs
from publicvalue.web.stores.models import Blob, StoredFile, Version, WrittenOver
from publicvalue.words.text import Text

IN_ROW = 1_000_000
"""Bytes of settings or a framework's file that a row holds; what is larger is a blob, as evidence is."""

KEY_BYTES = 1_000
"""Bytes that are read of what should be a key."""

Content = bytes | Path
"""Bytes, or where they lie: what may be large is not held in memory."""


def write_files(version: Version, files: Mapping[str, Content]) -> None:
    """Write files into a version, in place of those of the same names.

    A file that holds the key of another's hash is no file of the version: the key is kept with that file.

    Raises
    ------
    InputError
        For a name that is none.
    EvidenceError
        For a key that is none, or one of no file.
    """
    check_names(files)
    named = StoredFile.objects.filter(version=version, name__in=list(files), blob__isnull=False)
    before = {one.name: one.blob for one in named.select_related("blob") if one.blob}
    for name, content in files.items():
        if not name.endswith(SUFFIX):
            _write_file(version, name, content, before.get(name))
    for name, content in files.items():
        if name.endswith(SUFFIX):
            _write_key(version, name, content)


def note_written_over(version: Version, name: str, blob: Blob) -> None:
    """Note that others were written in the place of bytes, so that they can be found until they are destroyed."""
    if not blob.erased:
        defaults = {"at": timezone.now()}
        WrittenOver.objects.update_or_create(version=version, name=name, blob=blob, defaults=defaults)


def _write_file(version: Version, name: str, content: Content, before: Blob | None) -> None:
    kept = _kept(name, content)
    StoredFile.objects.update_or_create(version=version, name=name, defaults=kept)
    if before is not None and before != kept["blob"]:
        note_written_over(version, name, before)
        # What was brought again stands there.
        WrittenOver.objects.filter(version=version, name=name, blob=kept["blob"]).delete()


def _write_key(version: Version, name: str, content: Content) -> None:
    key = parse_key(_few_bytes(content), name)
    if not StoredFile.objects.filter(version=version, name=name.removesuffix(SUFFIX)).update(hash_key=key):
        what, do = Text("this is the key of a file that is not here"), Text("bring the file together with its key")
        raise EvidenceError([Problem(Place(name), what, Text("a key beside its file"), do)])


def _few_bytes(content: Content) -> bytes:
    """Return bytes, of a file as many as a key may have and one more at most."""
    if isinstance(content, bytes):
        return content
    with content.open("rb") as stream:
        return stream.read(KEY_BYTES)


def key_of(version: Version, name: str) -> bytes:
    """Return the key under which a file's hash is made; EvidenceError where it was destroyed with the file."""
    key = StoredFile.objects.filter(version=version, name=name).values_list("hash_key", flat=True).first()
    if not key:
        what, do = Text("the key of the hash of this file was destroyed"), Text("bring other evidence in its place")
        raise EvidenceError([Problem(Place(name), what, Text("a file that is there"), do)])
    return bytes(key)


def keys_of(version: Version) -> dict[str, bytes]:
    """Return the files of the keys of a version's evidence, by name, as they lie beside it in a folder."""
    held = StoredFile.objects.filter(version=version, blob__isnull=False)
    keys = dict(held.exclude(name__endswith=SUFFIX).values_list("name", "hash_key"))
    brought = set(StoredFile.objects.filter(version=version, name__endswith=SUFFIX).values_list("name", flat=True))
    files = {key_name(name): written_key(bytes(key)) for name, key in keys.items() if key}
    return {name: content for name, content in files.items() if name not in brought}


def _kept(name: str, content: Content) -> dict[str, Any]:
    size = content.stat().st_size if isinstance(content, Path) else len(content)
    if name.startswith(f"{EVIDENCE}/") or size > IN_ROW:
        blob = kept_blob(content)
        return {"content": None, "blob": blob, "sha256": blob.sha256, "size": blob.size}
    data = content.read_bytes() if isinstance(content, Path) else content
    return {"content": data, "blob": None, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def check_not_erased(read: Collection[str], name: str) -> None:
    """Raise EvidenceError where bytes, by their hashes, were destroyed on order since somebody read them."""
    if Blob.objects.filter(pk__in=read, erased__isnull=False).exists():
        what, do = Text("evidence was destroyed on order while it was read"), Text("have it computed again without it")
        raise EvidenceError([Problem(Place(name), what, Text("evidence that is there"), do)])


def kept_blob(content: Content) -> Blob:
    """Keep bytes on the disk, and return what they are known by."""
    return blobs.keep_pieces(blobs.pieces_of(content)) if isinstance(content, Path) else blobs.keep(content)


def check_names(files: Mapping[str, object]) -> None:
    """Raise InputError with every name that is no path inside an assessment."""
    wrong = [name for name in files if not _is_name(name)]
    if wrong:
        what, expected = Text("this is no name of a file in an assessment"), Text("a path such as evidence/cases.csv")
        raise InputError(
            Problem(Place(repr(one)[1:-1][:100]), what, expected, Text("give it another name")) for one in wrong
        )


def _is_name(name: str) -> bool:
    path = PurePosixPath(name)
    plain = name.isprintable() and "\\" not in name and ":" not in name and str(path) == name and len(name) <= 400
    return plain and bool(path.parts) and not path.is_absolute() and not {"..", "."} & set(path.parts)


def is_own(id: str) -> bool:
    """Return whether the pages of questions write this evidence themselves."""
    return id in (CORE, COSTS) or id.startswith(f"{RATINGS}-")


def is_brought(name: str) -> bool:
    """Return whether a file of an assessment is evidence that somebody brought, and none that pages write."""
    stem = name.removeprefix(f"{EVIDENCE}/").rsplit(".", 1)[0]
    return name.startswith(f"{EVIDENCE}/") and name != DOCUMENTS and not is_own(stem)


def hashes_of(version: Version) -> dict[str, str]:
    """Return the name of each file with its hash."""
    return dict(StoredFile.objects.filter(version=version).values_list("name", "sha256"))


def snapshot_of(hashes: Mapping[str, str]) -> str:
    """Return one hash over all files, by their names and hashes."""
    told = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(hashes.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def lay_files(version: Version, folder: Path, wanted: Callable[[str], bool] = bool) -> None:
    """Write the files of a version whose names are wanted into a folder; EvidenceError where one was erased or damaged.

    All of them are, where nothing is said.
    """
    for file in StoredFile.objects.filter(version=version).select_related("blob"):
        if not wanted(file.name):
            continue
        target = folder / file.name
        if file.blob is not None:
            blobs.lay(file.blob, file.name, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(bytes(file.content or b""))
