"""Whether a zip can be read in one way only: every byte belongs to one file, and both of its headers say the same.

Programs read a zip from its end or from its beginning. Where the two ways differ, one shows other files than the other,
and what was checked is not what somebody sees.

Source: PKWARE (2022), APPNOTE.TXT, .ZIP File Format Specification, version 6.3.10, sections 4.3 and 4.5.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from publicvalue.words.text import Text

LOCAL = struct.Struct("<4s5H3L2H")
END = struct.Struct("<4s4H2LH")
END_64_BYTES = 56 + 20
"""The end of a directory beyond 4 GB, with the place that leads to it."""
STREAMED = 0x8
"""Mark of a file whose sizes stand behind it."""
LARGE = 0xFFFFFFFF
"""Stands for a size that is in the field of large files."""
LARGE_FIELD, OTHER_NAME, OTHER_COMMENT = 0x0001, 0x7075, 0x6375
"""Fields of a header: sizes beyond 4 GB; another name, and another comment, that some programs show."""

Fault = tuple[str, Text]
"""Name of a file in the zip, empty for the zip itself; and what is wrong."""


def layout_faults(archive: zipfile.ZipFile, stream: BinaryIO) -> Iterator[Fault]:
    """Yield what in a zip can be read in two ways.

    Parameters
    ----------
    archive
        The zip as it is read from its end.
    stream
        Its bytes.
    """
    members = sorted(archive.infolist(), key=lambda one: one.header_offset)
    if archive.comment or any(one.comment for one in members):
        yield "", Text("the zip carries a comment, which nothing vouches for")
        return
    place = 0
    for member in members:
        if member.header_offset < place:
            yield member.filename, Text("members of the zip lie over each other")
            return
        if member.header_offset > place:
            yield member.filename, Text("the zip holds bytes that belong to none of its files")
            return
        end = _end_of(member, stream)
        if end is None:
            yield member.filename, Text("the zip says two things of this file")
            return
        place = end
    if not _ends_well(archive, stream, place):
        yield "", Text("the zip holds bytes that belong to none of its files")


def _end_of(member: zipfile.ZipInfo, stream: BinaryIO) -> int | None:
    """Return where a file ends in the zip; None where the header before it says other than the directory."""
    stream.seek(member.header_offset)
    start = stream.read(LOCAL.size)
    if len(start) < LOCAL.size:
        return None
    _, _, flags, method, _, _, crc, packed, plain, name, more = LOCAL.unpack(start)
    fields = dict(_fields(stream.read(name + more)[name:]))
    odd = {OTHER_NAME, OTHER_COMMENT}
    if (flags, method) != (member.flag_bits, member.compress_type) or odd & {*fields, *dict(_fields(member.extra))}:
        return None
    end = member.header_offset + LOCAL.size + name + more + member.compress_size
    stated = (member.CRC, member.file_size, member.compress_size)
    if flags & STREAMED:
        return _end_of_sizes(stream, end, stated)
    if LARGE in (plain, packed) and len(fields.get(LARGE_FIELD, b"")) >= 16:
        plain, packed = struct.unpack("<QQ", fields[LARGE_FIELD][:16])
    return end if (crc, plain, packed) == stated else None


def _fields(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the further fields of a header: number, content."""
    while len(content) >= 4:
        number, length = struct.unpack("<HH", content[:4])
        yield number, content[4 : 4 + length]
        content = content[4 + length :]


def _end_of_sizes(stream: BinaryIO, end: int, stated: tuple[int, int, int]) -> int | None:
    """Return where the sizes behind a file end; None where they are others than the directory states."""
    crc, plain, packed = stated
    stream.seek(end)
    behind = stream.read(24)
    for form in ("<LLL", "<LQQ"):
        try:
            sizes = struct.pack(form, crc, packed, plain)
        except struct.error:
            continue
        for mark in (b"PK\x07\x08", b""):
            if behind.startswith(mark + sizes):
                return end + len(mark + sizes)
    return None


def _ends_well(archive: zipfile.ZipFile, stream: BinaryIO, place: int) -> bool:
    """Whether the directory follows the last file, names every one, and nothing follows it."""
    last = stream.seek(-END.size, 2)
    mark, _, _, _, number, size, _, _ = END.unpack(stream.read(END.size))
    return (
        mark == b"PK\x05\x06"
        and number in (len(archive.infolist()), 0xFFFF)
        and place == archive.start_dir
        and place + size in (last, last - END_64_BYTES)
    )
