"""A zip of a country's folder as people make it: its settings and tables alone, within small limits.

Nothing is unpacked to the names that stand in it: what is no plain name of a table or of settings is left out before
anything is written.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.untrusted.guards import MEBIBYTE, shares_bytes, size_text
from publicvalue.words.text import Text

MOST_BYTES, MOST_FILES = 20 * MEBIBYTE, 100
"""Of a country's folder, packed and unpacked: its tables are small."""

LONGEST_NAME, SHOWN = 200, 60
"""Bytes of a name that is taken, and signs of one that are shown in a sentence."""

TABLES = (".csv", ".yaml")
"""How the names of files end that are taken; texts to read and reports stay out."""

BESIDE = re.compile(r"(^|/)(__MACOSX|report|\.[^/]+)(/|$)")
"""What stands beside: what systems put into archives of their own accord, and reports that were made of the folder."""

DO = Text("zip the folder that `publicvalue country check` finds no problem in")


def read_folder_archive(content: bytes, settings: str, name: str) -> Mapping[str, bytes]:
    """Return the files of a zipped folder by their names from the folder that holds the settings.

    Parameters
    ----------
    content
        The bytes of the zip.
    settings
        Name of the file of settings.
    name
        What people call the zip.

    Raises
    ------
    InputError
        For what is no zip, is damaged, needs a password, holds too much, or holds no settings.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(archive, name)
            if shares_bytes(archive, len(content)):
                raise zipfile.BadZipFile
            total = sum(one.file_size for one in members.values())
            if len(archive.infolist()) > MOST_FILES or total > MOST_BYTES:
                what = Text("the zip has {files:count} files of {size}", files=len(members), size=size_text(total))
                raise _refused(name, what, _most())
            files = {path: _read(archive, one, name) for path, one in members.items()}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, ValueError):
        raise _refused(name, Text("the zip is damaged: it cannot be unpacked"), Text("a zip that opens")) from None
    except RuntimeError:
        what = Text("the zip cannot be opened without a password")
        raise _refused(name, what, Text("a zip without a password")) from None
    return _from_settings(files, settings, name)


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """Return the members that are taken, by name; names have to be told apart on every disk, and fit on it."""
    taken = [(one.filename.replace("\\", "/"), one) for one in archive.infolist() if _is_taken(one)]
    keys = [unicodedata.normalize("NFC", path).casefold() for path, _ in taken]
    counts, folders = Counter(keys), {str(folder) for key in keys for folder in PurePosixPath(key).parents}
    for key, (path, _) in zip(keys, taken, strict=True):
        if counts[key] > 1 or key in folders:
            what = Text("the zip holds the name {file:quoted} twice", file=path[:SHOWN])
            raise _refused(name, what, Text("each name once, in whatever letters"))
        if any(len(part.encode("utf-8", "replace")) > LONGEST_NAME for part in PurePosixPath(path).parts):
            what = Text("a name in the zip is too long: {file:quoted}", file=path[:SHOWN])
            raise _refused(name, what, Text("names of at most {most} signs", most=LONGEST_NAME))
    return dict(taken)


def _most() -> Text:
    return Text("at most {files:count} files of {size}", files=MOST_FILES, size=size_text(MOST_BYTES))


def _refused(name: str, what: Text, expected: Text) -> InputError:
    return InputError([Problem(Place(name), what, expected, DO)])


def _is_taken(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    return not member.is_dir() and not BESIDE.search(name) and PurePosixPath(name).suffix.lower() in TABLES


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Return a member's bytes; what unpacks to more than it says is damaged."""
    with archive.open(member) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refused(name, Text("a file in the zip unpacks to more than it says"), _most())
    return content


def _from_settings(files: Mapping[str, bytes], settings: str, name: str) -> Mapping[str, bytes]:
    places = sorted((path for path in files if PurePosixPath(path).name == settings), key=len)
    if not places:
        raise _refused(name, Text("there is no {file} in the zip", file=settings), Text("a folder with its settings"))
    top = places[0].removesuffix(settings)
    return {path.removeprefix(top): content for path, content in files.items() if path.startswith(top) and _plain(path)}


def _plain(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return path.isprintable() and ":" not in path and not path.startswith("/") and ".." not in parts


def write_members(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that `read_folder_archive` gave into a folder."""
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
