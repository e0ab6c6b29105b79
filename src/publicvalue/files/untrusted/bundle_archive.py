"""A bundle as it comes from elsewhere: nothing of it is a path, a number or a name until it has been looked at.

Order: the zip's list of members, then the manifest, then each member as it is unpacked. All of it happens within the
limits of evidence, and nothing is written outside the folder that is given.
"""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import cast

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.evidence.provenance import KEYED
from publicvalue.files.untrusted.guards import CHUNK, Limits, check_outside, shares_bytes, size_text
from publicvalue.files.untrusted.strict_json import UnclearJsonError, read_strict_json
from publicvalue.files.untrusted.zip_layout import layout_faults
from publicvalue.results.handed_out import BESIDE
from publicvalue.results.manifest import FORMATS, MANIFEST
from publicvalue.words.languages import LANGUAGES
from publicvalue.words.text import Text

MANIFEST_BYTES = 16 * 1024 * 1024
RATIO_FROM = 1024 * 1024
"""Bytes from which it counts how far a member was packed: a few lines may well be one line many times."""
HASH = re.compile(r"[0-9a-f]{64}")
KEYED_HASH = re.compile(rf"{KEYED}[0-9a-f]{{64}}")
HASHES = {"files": HASH, "withheld": KEYED_HASH, "rendered": HASH}
"""How the hashes of each part of a manifest are written."""
LISTED = {
    **dict.fromkeys(("files", "withheld"), re.compile(r".+")),
    "rendered": re.compile(r"report\.html|tables/[\w-]+\.csv"),
}
"""What the paths of each part of a manifest may be: beside a bundle nothing but its report and tables counts."""
PLAIN_UNTIL = 2
"""The last format whose hashes of withheld evidence were plain."""
VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}((a|b|rc|\.dev)\d{1,4})?")
"""How the software's versions are written."""
PACKAGE = re.compile(r"[\w.+-]{1,40}")
"""How the name of a package is written, and its version."""
KNOWN = frozenset(
    {
        "format",
        "software",
        "assessment",
        "framework",
        "settings",
        *HASHES,
        BESIDE,
        "country_context",
        "language",
    }
)
"""What a manifest may state: nothing else is looked at, so nothing else may seem to be vouched for."""
REPORT = "report.html"
"""The page that every format from 2 on states the hash of."""
BUNDLE, FRESH = Text("a bundle (bundle.zip)"), Text("ask its publisher for a fresh copy")
"""What is expected of a bundle, and what to do with one that was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a bundle's manifest says, its shape checked.

    Parameters
    ----------
    files, withheld
        Path in the bundle -> SHA-256: of what it holds, and of evidence that it withholds; of the latter HMAC-SHA-256
        after `hmac-` from format 3 on.
    rendered
        Path beside the bundle -> SHA-256: of the report and tables that were written with it; empty in format 1.
    beside_earlier
        Names of what is not given beside numbers that were handed out before.
    data
        All of it.
    sha256
        Hash of the manifest's own bytes: what is signed.
    """

    files: Mapping[str, str]
    withheld: Mapping[str, str]
    rendered: Mapping[str, str]
    beside_earlier: frozenset[str]
    data: Mapping[str, object]
    sha256: str


@dataclass(frozen=True)
class MemberFault:
    """What is wrong with a member of a bundle; an empty name is the bundle itself."""

    member: str
    what: Text
    expected: Text
    do: Text = FRESH


def unpack_bundle(bundle: Path, folder: Path, limits: Limits) -> Manifest:
    """Unpack a bundle into a folder, and return its manifest; every member has the hash that stands there.

    Raises
    ------
    InputError
        With all that is wrong with it.
    """
    with _opened(bundle) as archive:
        if shares_bytes(archive, bundle.stat().st_size):
            _stop(
                bundle,
                iter([MemberFault("", Text("members of the zip lie over each other"), Text("files one by one"))]),
            )
        _stop(bundle, _member_problems(archive, folder, limits))
        manifest = _read_manifest(bundle, archive, folder)
        _stop(bundle, _unpacked_problems(archive, folder, manifest))
        return manifest


def read_manifest(bundle: Path) -> Manifest:
    """Return the manifest of a bundle that stays packed; raises InputError."""
    with _opened(bundle) as archive:
        return _read_manifest(bundle, archive, bundle.parent)


@contextmanager
def _opened(bundle: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip, and say in plain words what is wrong with it."""
    try:
        with bundle.open("rb") as stream, zipfile.ZipFile(bundle) as archive:
            one_by_one = Text("files one by one")
            _stop(bundle, (MemberFault(name, what, one_by_one) for name, what in layout_faults(archive, stream)))
            yield archive
    except FileNotFoundError:
        what, do = Text("the bundle does not exist"), Text("check the path")
        raise InputError([Problem(Place(str(bundle)), what, "", do)]) from None
    except IsADirectoryError:
        what, do = Text("this is a folder"), Text("name the zip in it")
        raise InputError([Problem(Place(str(bundle)), what, BUNDLE, do)]) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, zlib.error, NotImplementedError, ValueError) as error:
        what = Text("this is no readable zip ({error})", error=str(error))
        raise InputError([Problem(Place(str(bundle)), what, BUNDLE, FRESH)]) from None
    except RuntimeError:
        what = Text("the zip asks for a password")
        raise InputError([Problem(Place(str(bundle)), what, BUNDLE, FRESH)]) from None


def _stop(bundle: Path, faults: Iterator[MemberFault]) -> None:
    """Raise InputError with every fault."""
    problems = [Problem(Place(str(bundle), field=shown(one.member)), one.what, one.expected, one.do) for one in faults]
    if problems:
        raise InputError(problems)


def shown(name: str) -> str:
    """Write a name from a bundle so that it can be shown: nothing in it moves the cursor."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in name)


def _member_problems(archive: zipfile.ZipFile, folder: Path, limits: Limits) -> Iterator[MemberFault]:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > limits.zip_members or total > 2 * limits.file_bytes:
        what = Text("the bundle unpacks to {files:count} files of {size}", files=len(members), size=size_text(total))
        most = size_text(2 * limits.file_bytes)
        expected = Text("at most {files:count} files of {size}", files=limits.zip_members, size=most)
        yield MemberFault("", what, expected, Text("raise --max-file-size if you trust its publisher"))
        return
    seen: set[str] = set()
    keys = [unicodedata.normalize("NFC", member.filename).casefold() for member in members]
    folders = {str(folder) for key in keys for folder in PurePosixPath(key).parents}
    for member, key in zip(members, keys, strict=True):
        name = member.filename
        if key in folders:
            yield MemberFault(name, Text("this file has the name of a folder"), Text("each name once"))
        if key in seen:
            yield MemberFault(name, Text("two members have this name"), Text("each name once"))
        seen.add(key)
        if not _is_inside(folder, name):
            what = Text("the bundle holds a path that leaves it: {path:quoted}", path=shown(name))
            yield MemberFault(name, what, Text("paths inside the bundle"))
        if member.is_dir() or stat.S_ISLNK(member.external_attr >> 16):
            yield MemberFault(name, Text("this member is no file"), Text("files alone"))
        if member.file_size > max(RATIO_FROM, limits.unpacked_ratio * member.compress_size):
            what = Text("this member unpacks to more than {ratio} times its size", ratio=limits.unpacked_ratio)
            yield MemberFault(name, what, Text("files as assessments have them"))


def _is_inside(folder: Path, name: str) -> bool:
    """Tell whether a name from elsewhere is one plain path inside a folder."""
    plain = name.isprintable() and "\\" not in name and not name.startswith("/")
    if not plain or any(part in {"", ".", ".."} for part in name.split("/")):
        return False
    try:
        check_outside(folder, name)
    except EvidenceError:
        return False
    return True


def _read_manifest(bundle: Path, archive: zipfile.ZipFile, folder: Path) -> Manifest:
    place = Place(str(bundle), field=MANIFEST)
    try:
        member = archive.getinfo(MANIFEST)
        if member.file_size > MANIFEST_BYTES:
            raise UnclearJsonError(Text("it has {size}", size=size_text(member.file_size)))
        content = archive.read(member)
        data = read_strict_json(content)
    except KeyError:
        what = Text("the zip holds no readable {file}", file=MANIFEST)
        raise InputError([Problem(place, what, BUNDLE, FRESH)]) from None
    except UnclearJsonError as error:
        what = Text("the zip holds no readable {file}: {reason}", file=MANIFEST, reason=error.reason)
        raise InputError([Problem(place, what, BUNDLE, FRESH)]) from None
    number = data.get("format") if isinstance(data, dict) else "none"
    if not isinstance(data, dict) or type(number) is not int or number not in FORMATS:
        what = Text(
            "the bundle has format {format}; this version reads formats {known:and}",
            format=shown(str(number)),
            known=tuple(str(one) for one in FORMATS),
        )
        do = Text("use the version of the software that the manifest names")
        raise InputError([Problem(place, what, "", do)])
    if isinstance(language := data.get("language"), str) and language:
        _check_language(language, place)
    if wrong := _wrong_parts(data, folder):
        what = Text("{part} is not as manifests have it", part=wrong[0])
        raise InputError([Problem(place, what, Text("plain paths, each with its SHA-256"), FRESH)])
    files, withheld, rendered = (cast("Mapping[str, str]", data.get(name, {})) for name in HASHES)
    beside = frozenset(cast("list[str]", data.get(BESIDE, [])))
    return Manifest(files, withheld, rendered, beside, data, hashlib.sha256(content).hexdigest())


def _wrong_parts(data: Mapping[str, object], folder: Path) -> list[str]:
    """Name the parts of a manifest that are not as manifests have them, and those that none has."""
    old = cast("int", data["format"]) <= PLAIN_UNTIL
    forms = {**HASHES, "withheld": HASH} if old else HASHES
    wrong = [name for name, form in forms.items() if not _are_hashes(name, data.get(name, {}), folder, form)]
    if not _is_software(data.get("software")):
        wrong.append("software")
    if not isinstance(data.get("country_context", False), bool):
        wrong.append("country_context")
    if not data.get("language", "en") or not isinstance(data.get("language", ""), str):
        wrong.append("language")
    beside = data.get(BESIDE, [])
    if not isinstance(beside, list) or not all(isinstance(one, str) for one in beside) or len({*beside}) < len(beside):
        wrong.append(BESIDE)
    rendered = data.get("rendered")
    states = rendered is not None if data["format"] == 1 else not (isinstance(rendered, dict) and REPORT in rendered)
    if states:
        wrong.append("rendered")
    return [*wrong, *sorted(shown(name) for name in data.keys() - KNOWN)]


def _check_language(language: str, place: Place) -> None:
    """Refuse a language that nothing can be made again in; bundles of older versions name none: they were English."""
    if language in LANGUAGES:
        return
    named = shown(language)
    what = Text(
        "the bundle's report is in the language {language:quoted}, which this version does not know", language=named
    )
    expected = Text("one of: {languages:list}", languages=LANGUAGES)
    do = Text("install a newer publicvalue, which may know more; if none knows it, ask for a fresh copy of the bundle")
    raise InputError([Problem(place, what, expected, do)])


def _is_software(part: object) -> bool:
    """Whether this says which version of this software made a bundle, and on which packages."""
    if not isinstance(part, dict) or part.keys() != {"name", "version", "packages"} or part["name"] != "publicvalue":
        return False
    packages = part["packages"]
    named = [*packages.items()] if isinstance(packages, dict) and packages else [("", "")]
    forms = [(part["version"], VERSION), *((one, PACKAGE) for pair in named for one in pair)]
    return all(isinstance(one, str) and form.fullmatch(one) for one, form in forms)


def _are_hashes(name: str, part: object, folder: Path, form: re.Pattern[str]) -> bool:
    """Whether this names paths with their hashes; not where a path leaves the bundle or a hash is none."""
    return isinstance(part, dict) and all(
        _is_inside(folder, path) and LISTED[name].fullmatch(path) and isinstance(one, str) and form.fullmatch(one)
        for path, one in part.items()
    )


def _unpacked_problems(archive: zipfile.ZipFile, folder: Path, manifest: Manifest) -> Iterator[MemberFault]:
    held = {member.filename for member in archive.infolist()} - {MANIFEST}
    for name in sorted(held - manifest.files.keys()):
        yield MemberFault(name, Text("the manifest does not name this file"), Text("only files of the manifest"))
    for name in sorted(manifest.files.keys() & manifest.withheld.keys()):
        yield MemberFault(name, Text("the manifest both holds and withholds this file"), Text("one of the two"))
    for name, sha256 in manifest.files.items():
        if name not in held:
            yield MemberFault(name, Text("this file of the manifest is missing"), Text(""))
        elif _unpack(archive, name, folder / name) != sha256:
            yield MemberFault(name, Text("the file was changed after the bundle was made"), hash_text(sha256))


def is_keyed(sha256: str) -> bool:
    """Tell whether a hash was made under a secret key."""
    return sha256.startswith(KEYED)


def hash_text(sha256: str) -> Text:
    """Write a hash that is expected."""
    return Text("SHA-256 {hash}", hash=sha256)


def _unpack(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    """Unpack a member piece by piece, and return the hash of its bytes."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as packed, target.open("xb") as plain:
        while piece := packed.read(CHUNK):
            digest.update(piece)
            plain.write(piece)
    return digest.hexdigest()
