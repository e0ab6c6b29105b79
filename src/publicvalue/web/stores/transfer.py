"""An assessment comes in as a folder or bundle, and leaves as one: equal, byte for byte."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from publicvalue.actions.assessments import load_assessment
from publicvalue.actions.bringing.appraisals import read_appraisal
from publicvalue.files.disk.leftovers import is_leftover
from publicvalue.files.disk.marked import MARK, read_mark
from publicvalue.files.frameworks import SHIPPED
from publicvalue.files.stores.bundle import BundleStore
from publicvalue.files.stores.folder import REPORT, RESULTS, FolderStore
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores import blobs
from publicvalue.web.stores.actions import start, write_results
from publicvalue.web.stores.content import Content, keys_of, lay_files
from publicvalue.web.stores.models import ResultFile, StoredFile, Version
from publicvalue.web.stores.opened import CARRIED
from publicvalue.web.stores.room import check_room

IN_MEMORY = 8_000_000
"""Bytes of an export that are held in memory; what is larger goes to the disk."""


def bring(by: User, agency: Agency, slug: str, store: FolderStore) -> Version:
    """Make an assessment of a folder or an unpacked bundle.

    Raises
    ------
    InputError, EvidenceError
        With every problem of what is brought, such as that the agency has no room for it; nothing is made then.
    """
    loaded = load_assessment(store)
    # Evidence may have the name of a table of the questions: its pages could not be opened.
    read_appraisal(store)
    files = bundle_files(store) if isinstance(store, BundleStore) else folder_files(store.folder)
    check_room(agency, slug, "", sum(map(_size, files.values())))
    version = start(by, agency, slug, loaded.assessment.title, files)
    if results := report_files(store):
        write_results(by, version, REPORT, results, version.snapshot)
    return version


def _size(content: Content) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content)


def folder_files(folder: Path) -> dict[str, Content]:
    """Return the files of an assessment's folder by name, without its report and what hides."""
    found: dict[str, Content] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or is_leftover(part) for part in parts)
        if path.is_file() and not path.is_symlink() and parts[0] != REPORT and not hidden:
            found["/".join(parts)] = path
    return found


def bundle_files(store: BundleStore) -> dict[str, Content]:
    """Return the files of an unpacked bundle; a framework that is the one of the product is named, and not carried."""
    files = {name: one for name, one in folder_files(store.folder).items() if name != RESULTS}
    carried = {name: path for name, path in files.items() if name.startswith(f"{CARRIED}/")}
    return {name: one for name, one in files.items() if name not in carried} if _is_shipped(carried) else files


def _is_shipped(carried: Mapping[str, Content]) -> bool:
    own = {Path(name).name: hash_file(path) for name, path in carried.items() if isinstance(path, Path)}
    for framework in SHIPPED.glob("*/*/framework.yaml"):
        if own == {path.name: hash_file(path) for path in framework.parent.glob("*.yaml")}:
            return True
    return False


def report_files(store: FolderStore) -> dict[str, Content]:
    """Return the files of the report that was written of an assessment; none where there is none."""
    mark = read_mark(store.report)
    if mark is None or mark.kind != REPORT:
        return {}
    found: dict[str, Content] = {name: store.report / name for name in mark.files if (store.report / name).is_file()}
    return found | {MARK: store.report / MARK}


def lay_out(version: Version, folder: Path) -> None:
    """Write a version as an assessment's folder, with keys and report; EvidenceError where evidence was erased."""
    lay_files(version, folder)
    for name, key in keys_of(version).items():
        (folder / name).write_bytes(key)
    for file in ResultFile.objects.filter(version=version, kind=REPORT).select_related("blob"):
        blobs.lay(file.blob, file.name, folder / REPORT / file.name)


def zipped(version: Version) -> IO[bytes]:
    """Return a version's folder as a zip, from its beginning; EvidenceError as `lay_out`."""
    made = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    top = version.assessment.slug
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in StoredFile.objects.filter(version=version).select_related("blob"):
            if file.blob is None:
                archive.writestr(f"{top}/{file.name}", bytes(file.content or b""))
            else:
                archive.write(blobs.checked(file.blob, file.name), f"{top}/{file.name}")
        for name, key in keys_of(version).items():
            archive.writestr(f"{top}/{name}", key)
    made.seek(0)
    return made
