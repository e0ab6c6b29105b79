"""Folders of results, marked as the product's own: only such a folder is replaced, and what people put there stays.

The mark names each file with the hash of its bytes, so that a file that somebody added or changed is told from ours.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from publicvalue import __version__
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.leftovers import is_leftover
from publicvalue.files.disk.write import new_folder, write_bytes, write_into
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.words.text import Text, phrase

MARK = ".publicvalue.json"
KINDS = (phrase("report"), phrase("portfolio"), phrase("country report"))
"""What results are called, in the mark and in messages."""
OF_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that programs put into a folder when it is looked at; nobody misses them."""


@dataclass(frozen=True)
class FolderMark:
    """What a folder of results holds of ours.

    Parameters
    ----------
    kind
        What the folder is, in a word of KINDS.
    files
        Path in the folder -> SHA-256 of its bytes.
    working
        Folders in it that hold what is kept between runs, and go when the results are written.
    """

    kind: str
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    working: tuple[str, ...] = ()


def check_target(target: Path, kind: str) -> None:
    """Refuse a place for results unless nothing is there, an empty folder, or a former result of the same kind.

    Raises
    ------
    InputError
        With all that speaks against it.
    """
    problems = list(_problems(target.resolve(), target, kind))
    if problems:
        raise InputError(problems)


def _problems(path: Path, target: Path, kind: str) -> Iterator[Problem]:
    expected = Text("a new or empty folder, or a former {kind:word}", kind=kind)
    do = Text("choose another folder")
    place = Place(str(target))
    parent = next(one for one in (path.parent, *path.parents) if one.exists())
    if not parent.is_dir():
        yield Problem(place, Text("{path} is no folder", path=str(parent)), expected, do)
    elif not os.access(parent, os.W_OK | os.X_OK):
        yield Problem(place, Text("nothing may be written into {path}", path=str(parent)), expected, do)
    if path.exists() and not path.is_dir():
        what = Text("the folder for the {kind:word} is {what}", kind=kind, what=_what(path))
        yield Problem(place, what, expected, do)
    elif path.is_mount():
        what = Text("a disk begins at this folder, which cannot be exchanged for a new one")
        yield Problem(place, what, expected, Text("name a folder in it"))
    elif path.exists() and _held(path):
        yield from _held_problems(path, target, kind)


def _held_problems(path: Path, target: Path, kind: str) -> Iterator[Problem]:
    """Yield what speaks against the place of a folder that holds something."""
    expected = Text("a new or empty folder, or a former {kind:word}", kind=kind)
    place, mark = Place(str(target)), read_mark(path)
    if mark is None:
        what = Text(
            "the folder for the {kind:word} holds what this product did not write there ({names:list})",
            kind=kind,
            names=tuple(_held(path)[:3]),
        )
        do = Text("choose another folder, or empty this one if nothing in it is needed")
        yield Problem(place, what, expected, do)
    elif mark.kind != kind:
        what = Text("the folder for the {kind:word} holds a {other:word}", kind=kind, other=mark.kind)
        yield Problem(place, what, expected, Text("choose another folder"))
    else:
        for name in (one for one in _names(path, mark.working) if not _can_stay(path / one)):
            yield Problem(Place(str(target / name)), _what(path / name), Text("files and folders"), Text("remove it"))
        for name in _changed(path, mark):
            what = Text("the file was changed after it was written")
            keep = Text("move the file to another folder if the change is to stay, else delete it")
            yield Problem(Place(str(target / name)), what, Text("the file as it was written"), keep)


def _what(path: Path) -> Text:
    if path.is_file():
        return Text("a file")
    if path.is_fifo():
        return Text("a pipe")
    return Text("a device") if path.is_char_device() or path.is_block_device() else Text("no folder")


def _can_stay(path: Path) -> bool:
    """Whether something in a folder of results can be kept in the next one: no pipe, and nothing of a device."""
    return path.is_symlink() or path.is_file()


def _held(folder: Path) -> list[str]:
    names = {entry.name for entry in os.scandir(folder)} - OF_SYSTEMS
    return sorted(name for name in names if not is_leftover(name))


def _changed(folder: Path, mark: FolderMark) -> Iterator[str]:
    for name, digest in mark.files.items():
        path = folder / name
        if path.is_file() and hash_file(path) != digest:
            yield name


def read_mark(folder: Path) -> FolderMark | None:
    """Return the mark of a folder; None where there is none that can be read."""
    try:
        data = json.loads((folder / MARK).read_text(encoding="utf-8"))
        files = {str(name): str(digest) for name, digest in data["files"].items()}
        return FolderMark(str(data["kind"]), files, tuple(str(name) for name in data["working"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def mark_bytes(mark: FolderMark) -> bytes:
    """Write a mark as the file that a folder carries."""
    about = "written by publicvalue; a folder with this file is replaced by the next result, other files in it stay"
    data = {"about": about, "version": __version__, "kind": mark.kind}
    return (json.dumps({**data, "files": dict(mark.files), "working": list(mark.working)}, indent=1) + "\n").encode()


def start_marked_folder(target: Path, kind: str, working: str) -> Path:
    """Return a folder for what is kept between runs, in a folder that is marked before the first result is there."""
    check_target(target, kind)
    path = target.resolve()
    mark = (read_mark(path) if path.is_dir() else None) or FolderMark(kind)
    if working not in mark.working:
        path.mkdir(parents=True, exist_ok=True)
        write_bytes(path / MARK, mark_bytes(FolderMark(kind, mark.files, (*mark.working, working))))
    return path / working


def write_marked_folder(target: Path, kind: str, files: Mapping[str, bytes]) -> None:
    """Write results as a folder, whole or not at all, in place of former ones; files that are not ours stay in it.

    Raises
    ------
    InputError
        When something else than a former result of the kind is there.
    """
    check_target(target, kind)
    path = target.resolve()
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    with new_folder(path) as building:
        write_into(building, {**files, MARK: mark_bytes(FolderMark(kind, hashes))})
        former = read_mark(path) if path.is_dir() else None
        if former is not None:
            _keep_others(path, building, former)


def _keep_others(folder: Path, building: Path, former: FolderMark) -> None:
    """Copy into a new folder what is not ours in the former one."""
    ours = {*former.files, MARK}
    for name in _names(folder, former.working):
        path = folder / name
        if name not in ours and path.name not in OF_SYSTEMS and not is_leftover(path.name):
            copy = _free(building / name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy, follow_symlinks=False)


def _names(folder: Path, without: Sequence[str]) -> list[str]:
    """Return the paths of files and links in a folder, and of empty folders' none."""
    found = []
    for top, folders, names in os.walk(folder):
        here = Path(top).relative_to(folder)
        links = [name for name in folders if (Path(top) / name).is_symlink()]
        folders[:] = [name for name in folders if (here / name).as_posix() not in without and name not in links]
        found += [(here / name).as_posix() for name in [*names, *links]]
    return found


def _free(path: Path) -> Path:
    """Return a path that nothing has: a new result may bear a name that a person has given."""
    number = 1
    free = path
    while os.path.lexists(free):
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return free
