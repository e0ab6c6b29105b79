"""The zip of an export: as ODK Central makes it, and as people zip its files again."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from publicvalue.files.engines.duckdb import Engine
from publicvalue.files.untrusted.guards import CHUNK, Limits, refuse, shares_bytes, size_text
from publicvalue.words.text import Text

ANSWERS = (".csv", ".tsv", ".txt", ".xlsx", ".json")
"""How the names of files that can hold answers end."""

BESIDE = re.compile(r"(^|/)(__MACOSX|media|attachments|\.[^/]+)(/|$)", re.IGNORECASE)
"""What stands beside the answers: photos, and what systems put into archives of their own accord."""


@dataclass(frozen=True)
class ArchiveMember:
    """A file of an archive: its name there, and where it was unpacked."""

    name: str
    path: Path


def unpack_answers(engine: Engine, path: Path) -> tuple[ArchiveMember, ...]:
    """Unpack the files of an archive that can hold answers, within limits; photos and logs of sound stay packed."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if _holds_answers(one)]
            if shares_bytes(archive, path.stat().st_size):
                raise zipfile.BadZipFile
            _check(members, path, engine.limits, len(archive.infolist()))
            return tuple(ArchiveMember(_name(one), _unpack(engine, archive, one)) for one in members)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, ValueError) as error:
        what = Text("the zip is damaged: it cannot be unpacked")
        raise refuse(path.name, what, Text("a zip that opens"), Text("export it again")) from error
    except RuntimeError as error:
        what, do = Text("the zip cannot be opened without a password"), Text("unpack it, and name the file of answers")
        raise refuse(path.name, what, Text("a zip without a password"), do) from error


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/")


def _holds_answers(member: zipfile.ZipInfo) -> bool:
    name = _name(member)
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in ANSWERS and not name.endswith("/") and not BESIDE.search(name) and member.file_size > 0


def _check(members: list[zipfile.ZipInfo], path: Path, limits: Limits, count: int) -> None:
    """Refuse an archive by what it says that it holds; nothing is unpacked beyond that."""
    total = sum(one.file_size for one in members)
    if count > limits.zip_members:
        what, expected = (
            Text("the zip has {files:count} files", files=count),
            Text("at most {most:count}", most=limits.zip_members),
        )
        do = Text("zip the tables of answers alone")
    elif total > limits.file_bytes:
        what = Text("the tables in the zip unpack to {size}", size=size_text(total))
        expected = Text("at most {most}", most=size_text(limits.file_bytes))
        do = Text("export fewer columns or rows, or raise the limit with --max-file-size")
    else:
        return
    raise refuse(path.name, what, expected, do)


def _unpack(engine: Engine, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Path:
    target = engine.scratch_file(PurePosixPath(_name(member)).suffix.lower())
    with archive.open(member) as source, target.open("wb") as out:
        while chunk := source.read(CHUNK):
            out.write(chunk)
    return target
