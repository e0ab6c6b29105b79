"""What the bytes of a text file are, looked at once before anything reads them as rows."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.untrusted.guards import CHUNK, MEBIBYTE, refuse
from publicvalue.words.text import Text

MOST_ROW_BYTES = 2 * MEBIBYTE
"""Longest row, in bytes: the engine leaves out some that are longer than its buffer, and says nothing."""


@dataclass(frozen=True)
class Bytes:
    """What the bytes of a text file are.

    Parameters
    ----------
    encoding
        In which the text is written.
    line_ends_mixed
        Whether lines end in more than one way.
    returns_in_cells
        Whether single carriage returns stand within cells, as most rows end otherwise.
    blank_lines
        Whether there may be lines without anything.
    long_rows
        Whether a row may be longer than the engine takes: quotation marks decide where it ends.
    """

    encoding: str
    line_ends_mixed: bool = False
    returns_in_cells: bool = False
    blank_lines: bool = False
    long_rows: bool = False

    @property
    def plain(self) -> bool:
        """Whether the engine can take the file as it is."""
        return self.encoding in {"utf-8", "utf-8-sig"} and not self.line_ends_mixed


class _Lines:
    """Counts line ends, and bytes since a line and a row ended, chunk by chunk."""

    def __init__(self) -> None:
        self.crlf = self.line_feeds = self.returns = 0
        self.blank = self.long_rows = False
        self._last = b""
        self._in_line = self._in_row = 0
        self._quoted = False

    def add(self, chunk: bytes) -> None:
        # The return that ends a chunk is counted with the line feed that may follow it.
        self.crlf += chunk.count(b"\r\n") + (self._last == b"\r" and chunk[:1] == b"\n")
        self.line_feeds += chunk.count(b"\n")
        self.returns += chunk.count(b"\r")
        self.blank = self.blank or b"\n\n" in chunk or b"\n\r\n" in chunk
        self._last = chunk[-1:]
        self._follow_rows(chunk)

    def is_long(self) -> bool:
        """Whether the line that is being read is longer than a row may be."""
        return self._in_line > MOST_ROW_BYTES

    def _follow_rows(self, chunk: bytes) -> None:
        end = b"\n" if self.line_feeds else b"\r"
        last_end = chunk.rfind(end)
        self._in_line = self._in_line + len(chunk) if last_end < 0 else len(chunk) - last_end - 1
        # A row ends where the number of quotation marks before is even: the last such line end of the chunk is wanted.
        quotes = chunk.count(b'"')
        quoted_after = self._quoted ^ (quotes % 2 == 1)
        behind = quoted_after
        at, upper = last_end, len(chunk)
        while at >= 0:
            behind ^= chunk.count(b'"', at, upper) % 2 == 1
            if not behind:
                break
            upper, at = at, chunk.rfind(end, 0, at)
        self._in_row = self._in_row + len(chunk) if at < 0 else len(chunk) - at - 1
        self._quoted = quoted_after
        self.long_rows = self.long_rows or self._in_row > MOST_ROW_BYTES


def scan_bytes(path: Path, file: str) -> Bytes:
    """Read the file once as bytes, chunk by chunk: a table with one wrong byte at its end is not UTF-8."""
    with path.open("rb") as stream:
        start = stream.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return Bytes("utf-16", line_ends_mixed=True)
        stream.seek(0)
        encoding = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
        decoder = codecs.getincrementaldecoder("utf-8")()
        lines = _Lines()
        while chunk := stream.read(CHUNK):
            if b"\x00" in chunk:
                raise binary(file)
            encoding = encoding if decodes(decoder, chunk) else "cp1252"
            lines.add(chunk)
            if lines.is_long():
                raise long_row(file, Place(file, line=lines.line_feeds + 1))
    others = lines.line_feeds
    singles = lines.returns - lines.crlf
    kinds = (lines.crlf > 0) + (others > lines.crlf) + (singles > 0)
    return Bytes(encoding, kinds > 1, others > singles > 0, lines.blank, lines.long_rows)


def decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def encoding_note(file: str, encoding: str) -> Text:
    name = {"cp1252": "Windows-1252", "utf-16": "UTF-16"}[encoding]
    return Text("{file} is not written in UTF-8; it was read as {encoding}.", file=file, encoding=name)


def binary(file: str) -> EvidenceError:
    return refuse(
        file,
        Text("the file holds zero bytes, as no text file does"),
        Text("text in UTF-8, or in UTF-16 with its byte order mark"),
        Text("export the table again as CSV in UTF-8"),
    )


def long_row(file: str, place: Place | None = None) -> EvidenceError:
    return EvidenceError(
        [
            Problem(
                place or Place(file),
                Text("a row has more than {most} MB", most=MOST_ROW_BYTES // MEBIBYTE),
                Text("rows of at most {most} MB", most=MOST_ROW_BYTES // MEBIBYTE),
                Text(
                    "leave out the column that holds such long texts, close a quotation mark that is open, or save the"
                    " table as Parquet"
                ),
            )
        ]
    )


def rewrite(target: Path, path: Path, file: str, found: Bytes) -> Path:
    """Copy a text file as UTF-8 with one kind of line end; a single return within a cell becomes a blank."""
    single = " " if found.returns_in_cells else "\n"
    kept = ""
    try:
        with (
            path.open(encoding=found.encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="\n") as out,
        ):
            while chunk := source.read(CHUNK):
                text = kept + chunk
                # The return that ends a chunk may belong to the line feed that follows.
                kept = "\r" if text.endswith("\r") else ""
                text = text.removesuffix("\r") if kept else text
                out.write(text.replace("\r\n", "\n").replace("\r", single))
            out.write("\n" if kept else "")
    except UnicodeError as error:
        raise refuse(
            file,
            Text("the file is in no encoding that can be told from its bytes"),
            Text("text in UTF-8, UTF-16 with its byte order mark, or Windows-1252"),
            Text("export the table again as CSV in UTF-8"),
        ) from error
    return target
