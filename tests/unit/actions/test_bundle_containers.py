"""A bundle whose zip could show one program other files than another, and signatures of what is not what was signed."""

from __future__ import annotations

import datetime as dt
import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.test_bundles import CASES, made, restated, verify
from publicvalue.actions.publishing.signing import Signer, make_keys, sign, signature_of
from publicvalue.errors import InputError
from publicvalue.files.signatures.keys import read_public_key
from publicvalue.results.manifest import MANIFEST, RESULTS

Members = dict[str, bytes]
FORGED = b"right,score,other\n" + b"yes,1,a\n" * 30


def packed(members: Members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


class Pipe(io.RawIOBase):
    """A stream that nobody can go back in, as programs write who pack on their way."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        self.content += bytes(content)  # type: ignore[call-overload]
        return len(bytes(content))  # type: ignore[call-overload]


def streamed(members: Members) -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            archive.writestr(name, content)
    return pipe.content


def large(members: Members) -> bytes:
    """Pack with the fields of files beyond 4 GB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
    return stream.getvalue()


@pytest.mark.parametrize("pack", [packed, streamed, large])
def test_a_bundle_may_be_packed_again_by_any_program(tmp_path: Path, pack: Callable[[Members], bytes]) -> None:
    (tmp_path / "bundle.zip").write_bytes(pack(made().members))
    code, said = verify(tmp_path / "bundle.zip")
    assert (code, "Reproduced: all" in said) == (0, True), said


def place_of(content: bytes, name: str) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.getinfo(name).header_offset


def put(content: bytes, place: int, form: str, value: int) -> bytes:
    new = struct.pack(form, value)
    return content[:place] + new + content[place + len(new) :]


def with_comment(content: bytes) -> bytes:
    return content[:-2] + struct.pack("<H", 30) + b"\x1b[2JReproduced: all 9 values  \n"[:30]


def with_member_comment(_: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in made().members.items():
            info = zipfile.ZipInfo(name)
            info.comment = b"audited" if name == RESULTS else b""
            archive.writestr(info, content)
    return stream.getvalue()


def with_other_name(_: bytes) -> bytes:
    """Let the evidence bear another name for programs that look at the field of names in other signs."""
    stream = io.BytesIO()
    field = b"\x01" + struct.pack("<L", zlib.crc32(CASES.encode())) + b"evidence/audited.csv"
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in made().members.items():
            info = zipfile.ZipInfo(name)
            if name == CASES:
                info.extra = struct.pack("<HH", 0x7075, len(field)) + field
            archive.writestr(info, content)
    return stream.getvalue()


def before(content: bytes) -> bytes:
    return b"%PDF-1.7 a document that is a bundle too\n" + content


def another_before(content: bytes) -> bytes:
    return packed({**made().members, CASES: FORGED}) + content


def after(content: bytes) -> bytes:
    return content + b"<html>the report</html>"


def another_after(content: bytes) -> bytes:
    return content + packed({**made().members, CASES: FORGED})


def between(content: bytes) -> bytes:
    """Put a file before the directory that is not in it: whoever reads from the beginning sees it."""
    hidden = packed({CASES: FORGED})
    local = hidden[: hidden.index(b"PK\x01\x02")]
    start = struct.unpack("<L", content[-6:-2])[0]
    return put(content[:start] + local + content[start:], len(content) + len(local) - 6, "<L", start + len(local))


def other_local_size(content: bytes) -> bytes:
    return put(content, place_of(content, CASES) + 22, "<L", 10)


def other_local_check(content: bytes) -> bytes:
    return put(content, place_of(content, CASES) + 14, "<L", 7)


def other_local_name(content: bytes) -> bytes:
    start = place_of(content, CASES) + 30
    return content[:start] + CASES.upper().encode() + content[start + len(CASES) :]


def large_size(content: bytes) -> bytes:
    """Say of a file that its size stands in a field that is not there."""
    return put(content, place_of(content, CASES) + 22, "<L", 0xFFFFFFFF)


def fewer(content: bytes) -> bytes:
    """Let the end name one file less than the directory holds."""
    return put(content, len(content) - 12, "<H", len(made().members) - 1)


@pytest.mark.parametrize(
    ("attack", "what"),
    [
        (with_comment, "carries a comment"),
        (with_member_comment, "carries a comment"),
        (with_other_name, "says two things of this file"),
        (before, "bytes that belong to none of its files"),
        (another_before, "bytes that belong to none of its files"),
        (after, "bytes that belong to none of its files"),
        (another_after, "bytes that belong to none of its files"),
        (between, "bytes that belong to none of its files"),
        (other_local_size, "says two things of this file"),
        (other_local_check, "says two things of this file"),
        (other_local_name, "no readable zip"),
        (large_size, "says two things of this file"),
        (fewer, "bytes that belong to none of its files"),
    ],
)
def test_a_zip_that_shows_two_things_is_refused(tmp_path: Path, attack: Callable[[bytes], bytes], what: str) -> None:
    (tmp_path / "bundle.zip").write_bytes(attack(packed(made().members)))
    code, said = verify(tmp_path / "bundle.zip")
    assert (code, "Reproduced" in said, "\x1b" in said) == (2, False, False), said
    assert what in said


NAMED = "evidence/café.csv"


@pytest.mark.parametrize(
    ("names", "what"),
    [
        ((unicodedata.normalize("NFC", NAMED), unicodedata.normalize("NFD", NAMED)), "two members have this name"),
        ((NAMED, NAMED.upper()), "two members have this name"),
        (("evidence/straße.csv", "evidence/STRASSE.csv"), "two members have this name"),
        # Letters of another alphabet, wide ones and signs that take no room: a file that the assessment does not name.
        (("evidence/cаses.csv",), "nothing in the assessment names this file"),
        (("evidence/ｃases.csv",), "nothing in the assessment names this file"),
        (("evidence/cases.csv\u200b",), "a path that leaves it"),
        (("evidence/bundle.zip",), "nothing in the assessment names this file"),
        (("evidence/cases.csv/x",), "this file has the name of a folder"),
        (("evidence/Cases.csv/x",), "this file has the name of a folder"),
    ],
)
def test_names_that_look_like_another_are_refused(tmp_path: Path, names: tuple[str, ...], what: str) -> None:
    more = {name: made().packed for name in names}
    (tmp_path / "bundle.zip").write_bytes(packed(restated({**made().members, **more})))
    code, said = verify(tmp_path / "bundle.zip")
    assert (code, what in said) == (2, True), said


DAY = dt.date(2026, 12, 1)


def signed(folder: Path) -> tuple[Path, Path, Path]:
    """Return a signed bundle, the public key and the private one."""
    private, public, _ = make_keys(folder / "unit")
    (folder / "bundle.zip").write_bytes(made().packed)
    sign(folder / "bundle.zip", Signer(private, "AI Unit", DAY))
    return folder / "bundle.zip", public, private


def said_of(bundle: Path, *keys: Path) -> tuple[int, str]:
    return verify(bundle, *(word for key in keys for word in ("--key", key)))


def test_a_signed_bundle_is_of_who_signed_it(tmp_path: Path) -> None:
    bundle, public, _ = signed(tmp_path)
    code, said = said_of(bundle, public)
    assert (code, "AI Unit" in said) == (0, True), said


@pytest.mark.parametrize("name", [CASES, RESULTS, MANIFEST, "assessment.yaml"])
def test_a_member_that_was_changed_after_signing_is_never_signed(tmp_path: Path, name: str) -> None:
    bundle, public, _ = signed(tmp_path)
    old = made().members[name]
    members = {**made().members, name: old + b"\n"}
    bundle.write_bytes(packed(members))
    assert said_of(bundle, public)[0] in {1, 2}
    # Its forger states the new hash: it may be reproduced then, and it is not what was signed.
    bundle.write_bytes(packed(restated(members) if name != MANIFEST else members))
    code, said = said_of(bundle, public)
    assert code in {1, 2}
    assert "\nReproduced" not in said


def test_a_signature_of_another_bundle_twice_or_beside_another_is_none_of_this(tmp_path: Path) -> None:
    bundle, public, private = signed(tmp_path)
    place = signature_of(bundle)
    right = place.read_bytes()
    place.write_bytes(right + right)
    assert "this is no signature" in said_of(bundle, public)[1]
    lines = right.splitlines(keepends=True)
    place.write_bytes(b"".join([*lines[:5], lines[5], lines[5]]))
    assert "this is no signature" in said_of(bundle, public)[1]
    (tmp_path / "other.csv").write_text("a\n")
    sign(tmp_path / "other.csv", Signer(private, "AI Unit", DAY))
    place.write_bytes(signature_of(tmp_path / "other.csv").read_bytes())
    code, said = said_of(bundle, public)
    assert (code, "\nReproduced" in said) == (1, False), said
    # A file's signature over the manifest's bytes is no signature of a bundle.
    (tmp_path / "manifest.json").write_bytes(made().members[MANIFEST])
    sign(tmp_path / "manifest.json", Signer(private, "AI Unit", DAY))
    place.write_bytes(signature_of(tmp_path / "manifest.json").read_bytes())
    assert said_of(bundle, public)[0] == 1


def test_a_key_that_bears_the_same_name_is_another_key(tmp_path: Path) -> None:
    bundle, public, _ = signed(tmp_path)
    (tmp_path / "stranger").mkdir()
    private, other, _ = make_keys(tmp_path / "stranger" / "unit")
    assert other.name == public.name
    sign(bundle, Signer(private, "AI Unit", DAY))
    code, said = said_of(bundle, public)
    assert (code, "\nReproduced" in said) == (1, False), said
    assert said_of(bundle, other)[0] == 0
    # The stranger's signature under the id of the unit's key.
    place, ids = signature_of(bundle), [read_public_key(key).id.encode() for key in (other, public)]
    assert ids[0] in place.read_bytes()
    place.write_bytes(place.read_bytes().replace(*ids))
    code, said = said_of(bundle, public)
    assert (code, "\nReproduced" in said) == (1, False), said


def test_a_zip_that_shows_two_things_is_not_signed_either(tmp_path: Path) -> None:
    private, _, _ = make_keys(tmp_path / "unit")
    (tmp_path / "bundle.zip").write_bytes(another_before(made().packed))
    with pytest.raises(InputError, match="bytes that belong to none of its files"):
        sign(tmp_path / "bundle.zip", Signer(private, "AI Unit", DAY))
    assert not signature_of(tmp_path / "bundle.zip").exists()
