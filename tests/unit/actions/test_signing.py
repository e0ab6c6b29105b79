"""Signatures: made once, checked by anybody, and refused for anything else."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from house import ROOT
from publicvalue.actions.publishing.signing import Signer, check_signature, hash_signed, make_keys, sign, signature_of
from publicvalue.cli.main import main
from publicvalue.errors import InputError
from publicvalue.files.signatures.keys import read_private_key, read_public_key
from publicvalue.files.signatures.statement import Signature, SignedStatement, read_signature

DAY = dt.date(2026, 11, 30)
EXAMPLE = ROOT / "examples" / "court-risk-scores" / "bundle.zip"


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    private, public, _ = make_keys(tmp_path / "unit")
    return private, public


@pytest.fixture
def signed(tmp_path: Path, keys: tuple[Path, Path]) -> Path:
    bundle = tmp_path / "bundle.zip"
    shutil.copy(EXAMPLE, bundle)
    sign(bundle, Signer(keys[0], "AI Unit", DAY))
    return bundle


def standing(path: Path, *keys: Path) -> str:
    what, sha256 = hash_signed(path)
    return check_signature(path, sha256, what, keys).standing


def test_a_bundle_is_signed_and_checked(signed: Path, keys: tuple[Path, Path]) -> None:
    assert standing(signed, keys[1]) == "signed"
    assert standing(signed) == "unchecked"
    statement = read_signature(signature_of(signed)).statement
    assert (statement.what, statement.by, statement.on) == ("bundle manifest", "AI Unit", DAY)
    assert statement.key == read_public_key(keys[1]).id


def test_the_secret_key_is_its_owners_alone_and_never_replaced(keys: tuple[Path, Path]) -> None:
    assert stat.S_IMODE(keys[0].stat().st_mode) == 0o600
    with pytest.raises(InputError, match="there already") as caught:
        make_keys(keys[0].with_suffix(""))
    assert len(caught.value.problems) == 2


def test_anybody_can_check_it_by_openssl(signed: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("No openssl is installed.")
    found = read_signature(signature_of(signed))
    (tmp_path / "said").write_bytes(b"".join(signature_of(signed).read_bytes().splitlines(keepends=True)[:5]))
    (tmp_path / "by").write_bytes(found.signature)
    command = ["pkeyutl", "-verify", "-pubin", "-inkey", keys[1], "-rawin", "-in", tmp_path / "said"]
    run = subprocess.run([program, *command, "-sigfile", tmp_path / "by"], capture_output=True, text=True, check=False)
    assert "Signature Verified Successfully" in run.stdout, run.stderr


def test_another_bundle_another_key_and_another_name_are_told(
    signed: Path, keys: tuple[Path, Path], tmp_path: Path
) -> None:
    _, stranger, _ = make_keys(tmp_path / "stranger")
    assert standing(signed, stranger) == "other key"
    assert standing(signed, stranger, keys[1]) == "signed"
    place = signature_of(signed)
    place.write_text(place.read_text().replace("AI Unit", "The Cabinet"))
    assert standing(signed, keys[1]) == "false"
    other = tmp_path / "other.zip"
    shutil.copy(ROOT / "examples" / "food-inspections" / "bundle.zip", other)
    sign(other, Signer(keys[0], "AI Unit", DAY))
    shutil.copy(signature_of(other), place)
    assert standing(signed, keys[1]) == "other content"


def test_the_stated_key_decides_not_one_that_fits_the_id(signed: Path, keys: tuple[Path, Path]) -> None:
    found = read_signature(signature_of(signed))
    statement = found.statement
    later = SignedStatement(statement.what, statement.sha256, statement.by, dt.date(2030, 1, 1), statement.key)
    signature_of(signed).write_bytes(Signature(later, found.signature).file())
    assert standing(signed, keys[1]) == "false"


def test_a_register_is_signed_whole(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    register = tmp_path / "register.csv"
    register.write_text("system;score\na;1\n")
    sign(register, Signer(keys[0], "AI Unit", DAY))
    assert standing(register, keys[1]) == "signed"
    register.write_text("system;score\na;2\n")
    assert standing(register, keys[1]) == "other content"


def test_nothing_signed_is_unsigned(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    plain = tmp_path / "plain.csv"
    plain.write_text("a\n")
    assert standing(plain, keys[1]) == "unsigned"
    with pytest.raises(InputError, match="there is no such signature"):
        check_signature(plain, "0" * 64, "file", [], tmp_path / "none.sig")


def test_a_changed_bundle_is_not_signed(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    bundle = tmp_path / "bundle.zip"
    shutil.copy(EXAMPLE, bundle)
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr("evidence/more.csv", "a\n")
    with pytest.raises(InputError):
        sign(bundle, Signer(keys[0], "AI Unit", DAY))
    assert not signature_of(bundle).exists()


def test_a_locked_key_asks_for_its_passphrase(tmp_path: Path) -> None:
    private, _, _ = make_keys(tmp_path / "locked", "correct horse")
    assert read_private_key(private, "correct horse")
    for passphrase, said in (("", "locked by a passphrase"), ("wrong", "not what is needed")):
        with pytest.raises(InputError, match=said):
            read_private_key(private, passphrase)
    open_key, _, _ = make_keys(tmp_path / "open")
    with pytest.raises(InputError, match="has no passphrase"):
        read_private_key(open_key, "some")


@pytest.mark.parametrize("by", ["", "   ", "two\nlines", "esc\x1b[2J", "x" * 201, "\u202edesrever"])
def test_who_signs_is_one_plain_line(tmp_path: Path, keys: tuple[Path, Path], by: str) -> None:
    (tmp_path / "a.csv").write_text("a\n")
    with pytest.raises(InputError, match="cannot stand for who signs"):
        sign(tmp_path / "a.csv", Signer(keys[0], by, DAY))


@settings(max_examples=200)
@given(content=st.binary(max_size=400))
def test_what_is_no_signature_is_refused_in_words(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("signature") / "x.sig"
    path.write_bytes(content)
    with pytest.raises(InputError, match="this is no signature"):
        read_signature(path)


@settings(max_examples=60)
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_one_changed_byte_never_passes(tmp_path_factory: pytest.TempPathFactory, place: int, byte: int) -> None:
    folder = tmp_path_factory.mktemp("changed")
    private, public, _ = make_keys(folder / "unit")
    register = folder / "register.csv"
    register.write_text("a\n")
    target, _ = sign(register, Signer(private, "AI Unit", DAY))
    content = bytearray(target.read_bytes())
    place %= len(content)
    same = content[place] == byte
    content[place] = byte
    target.write_bytes(bytes(content))
    try:
        found = standing(register, public)
    except InputError:
        return
    # The last line feed is no part of it.
    assert found != "signed" or same or place == len(content) - 1


@pytest.mark.parametrize("name", ["unit.key", "unit.pub", "register.csv"])
def test_other_files_are_no_keys(tmp_path: Path, keys: tuple[Path, Path], name: str) -> None:
    (tmp_path / "register.csv").write_text("a\n")
    wrong = read_public_key if name != "unit.pub" else (lambda path: read_private_key(path, ""))
    with pytest.raises(InputError, match="not what is needed"):
        wrong(keys[0].with_name(name))


def test_commands_make_keys_sign_and_verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLICVALUE_KEY_PASSPHRASE", raising=False)
    bundle = tmp_path / "bundle.zip"
    shutil.copy(EXAMPLE, bundle)

    def run(*words: object) -> tuple[int, str]:
        result = CliRunner().invoke(main, [str(word) for word in words])
        return result.exit_code, result.output

    assert run("keys", "new", tmp_path / "unit")[0] == 0
    code, output = run("verify", bundle)
    assert code == 0
    assert "Signature: unsigned: nobody states that this is theirs." in output
    assert run("verify", bundle, "--key", tmp_path / "unit.pub")[0] == 1
    code, output = run("sign", bundle, "--key", tmp_path / "unit.key", "--by", "AI Unit", "--on", "2026-11-30")
    assert code == 0
    assert "signed by AI Unit on 2026-11-30" in output
    code, output = run("verify", bundle, "--key", tmp_path / "unit.pub")
    assert code == 0
    assert "Signature: signed by AI Unit on 2026-11-30" in output
    place = signature_of(bundle)
    place.write_text(place.read_text().replace("2026-11-30", "2026-11-29"))
    code, output = run("verify", bundle, "--key", tmp_path / "unit.pub")
    assert code == 1
    assert "FALSE: it says AI Unit" in output
    assert not re.search("^Reproduced", output, re.MULTILINE)
    assert output.splitlines()[-1].startswith("NOT reproduced as it was published")
