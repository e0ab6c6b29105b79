"""A bundle as it comes from elsewhere: nothing of it is a path, a number or a name until it has been looked at.

Order: the zip's list of members, then the manifest, then each member as it is unpacked. All of it happens within the
limits of evidence, and nothing is written outside the folder that is given.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.untrusted.guards import CHUNK, Limits, check_outside, size_text
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.files.untrusted.strict_json import read_strict_json
from publicvalue.reports.bundle import FORMATS, MANIFEST

MANIFEST_BYTES = 16 * 1024 * 1024
RATIO_FROM = 1024 * 1024
"""Bytes from which it counts how far a member was packed: a few lines may well be one line many times."""
HASH = re.compile(r"[0-9a-f]{64}")
BUNDLE, FRESH = "a bundle (bundle.zip)", "ask its publisher for a fresh copy"
"""What is expected of a bundle, and what to do with one that was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a bundle's manifest says, its shape checked.

    Parameters
    ----------
    files, withheld
        Path in the bundle -> SHA-256: of what it holds, and of evidence that it withholds.
    rendered
        Path beside the bundle -> SHA-256: of the report and tables that were written with it; empty in format 1.
    data
        All of it.
    """

    files: Mapping[str, str]
    withheld: Mapping[str, str]
    rendered: Mapping[str, str]
    data: Mapping[str, object]


def unpack_bundle(bundle: Path, folder: Path, limits: Limits) -> Manifest:
    """Unpack a bundle into a folder, and return its manifest; every member has the hash that stands there.

    Raises
    ------
    InputError
        With all that is wrong with it.
    """
    try:
        with zipfile.ZipFile(bundle) as archive:
            _stop(bundle, _member_problems(archive, folder, limits))
            manifest = _read_manifest(bundle, archive, folder)
            _stop(bundle, _unpacked_problems(archive, folder, manifest))
            return manifest
    except FileNotFoundError:
        raise InputError([Problem(Place(str(bundle)), "the bundle does not exist", "", "check the path")]) from None
    except IsADirectoryError:
        raise InputError([Problem(Place(str(bundle)), "this is a folder", BUNDLE, "name the zip in it")]) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, zlib.error, NotImplementedError, ValueError) as error:
        place = Place(str(bundle))
        raise InputError([Problem(place, f"this is no readable zip ({error})", BUNDLE, FRESH)]) from None
    except RuntimeError:
        place = Place(str(bundle))
        raise InputError([Problem(place, "the zip asks for a password", BUNDLE, FRESH)]) from None


def _stop(bundle: Path, problems: Iterator[tuple[str, str, str, str]]) -> None:
    """Raise InputError with problems as (member, what, expected, what to do)."""
    found = [
        Problem(Place(str(bundle), field=shown(name)), what, expected, do) for name, what, expected, do in problems
    ]
    if found:
        raise InputError(found)


def shown(name: str) -> str:
    """Write a name from a bundle so that it can be shown: nothing in it moves the cursor."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in name)


def _member_problems(archive: zipfile.ZipFile, folder: Path, limits: Limits) -> Iterator[tuple[str, str, str, str]]:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > limits.zip_members or total > 2 * limits.file_bytes:
        what = f"the bundle unpacks to {len(members):,} files of {size_text(total)}"
        expected = f"at most {limits.zip_members:,} files of {size_text(2 * limits.file_bytes)}"
        yield "", what, expected, "raise --max-file-size if you trust its publisher"
        return
    seen: set[str] = set()
    for member in members:
        name = member.filename
        key = unicodedata.normalize("NFC", name).casefold()
        if key in seen:
            yield name, "two members have this name", "each name once", FRESH
        seen.add(key)
        if not _is_inside(folder, name):
            yield name, f"the bundle holds a path that leaves it: '{shown(name)}'", "paths inside the bundle", FRESH
        if member.is_dir() or stat.S_ISLNK(member.external_attr >> 16):
            yield name, "this member is no file", "files alone", FRESH
        if member.file_size > max(RATIO_FROM, limits.unpacked_ratio * member.compress_size):
            what = f"this member unpacks to more than {limits.unpacked_ratio} times its size"
            yield name, what, "files as assessments have them", FRESH


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
            raise ValueError(f"it has {size_text(member.file_size)}")
        data = read_strict_json(archive.read(member))
    except (KeyError, ValueError) as error:
        what = f"the zip holds no readable {MANIFEST}" + ("" if isinstance(error, KeyError) else f": {error}")
        raise InputError([Problem(place, what, BUNDLE, FRESH)]) from None
    number = data.get("format") if isinstance(data, dict) else "none"
    if not isinstance(data, dict) or isinstance(number, bool) or number not in FORMATS:
        known = " and ".join(str(one) for one in FORMATS)
        what = f"the bundle has format {shown(str(number))}; this version reads formats {known}"
        raise InputError([Problem(place, what, "", "use the version of the software that the manifest names")])
    parts = {name: _hashes(data.get(name, {}), folder) for name in ("files", "withheld", "rendered")}
    wrong = [name for name, hashes in parts.items() if hashes is None]
    if wrong or not isinstance(data.get("software"), dict):
        what = f"{wrong[0] if wrong else 'software'} is not as manifests have it"
        raise InputError([Problem(place, what, "plain paths, each with its SHA-256", FRESH)])
    files, withheld, rendered = (cast("Mapping[str, str]", parts[name]) for name in ("files", "withheld", "rendered"))
    return Manifest(files, withheld, rendered, data)


def _hashes(part: object, folder: Path) -> Mapping[str, str] | None:
    """Return paths with their hashes; None where a path leaves the bundle or a hash is none."""
    if not isinstance(part, dict):
        return None
    right = all(_is_inside(folder, name) and isinstance(one, str) and HASH.fullmatch(one) for name, one in part.items())
    return part if right else None


def _unpacked_problems(
    archive: zipfile.ZipFile, folder: Path, manifest: Manifest
) -> Iterator[tuple[str, str, str, str]]:
    held = {member.filename for member in archive.infolist()} - {MANIFEST}
    for name in sorted(held - manifest.files.keys()):
        yield name, "the manifest does not name this file", "only files of the manifest", FRESH
    for name in sorted(manifest.files.keys() & manifest.withheld.keys()):
        yield name, "the manifest both holds and withholds this file", "one of the two", FRESH
    for name, sha256 in manifest.files.items():
        if name not in held:
            yield name, "this file of the manifest is missing", "", FRESH
        elif _unpack(archive, name, folder / name) != sha256:
            yield name, "the file was changed after the bundle was made", f"SHA-256 {sha256}", FRESH


def _unpack(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    """Unpack a member piece by piece, and return the hash of its bytes."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as packed, target.open("xb") as plain:
        while piece := packed.read(CHUNK):
            digest.update(piece)
            plain.write(piece)
    return digest.hexdigest()


def bring_withheld(bundle: Path, manifest: Manifest, folder: Path, evidence: Path | None) -> None:
    """Copy the evidence that a bundle withholds into its unpacked folder, after checking its hash.

    Raises
    ------
    InputError
        With every file that is missing, lies outside the folder with the evidence, or is another one.
    """
    problems: list[Problem] = []
    for name, sha256 in manifest.withheld.items():
        try:
            source = check_outside(evidence, name) if evidence else None
        except EvidenceError as error:
            problems += error.problems
            continue
        if source is None or not source.is_file():
            do = "pass --evidence FOLDER, the assessment's folder that holds it"
            place = Place(str(bundle), field=name)
            problems.append(Problem(place, "the bundle withholds this evidence", f"SHA-256 {sha256}", do))
        elif hash_file(source) != sha256:
            do = "use the file that the bundle was made from"
            place = Place(str(source))
            problems.append(Problem(place, "this is not the evidence of the bundle", f"SHA-256 {sha256}", do))
        else:
            target = check_outside(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            if hash_file(target) != sha256:
                what, do = "the file was changed while it was read", "run the command again"
                problems.append(Problem(Place(str(source)), what, f"SHA-256 {sha256}", do))
    if problems:
        raise InputError(problems)
