"""What is published of withheld evidence gives no answer away, and an auditor with file and key can check all of it."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import Result

from commands import run
from publicvalue.files.stores.hash_keys import SUFFIX, read_key
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.results.manifest import MANIFEST, hash_bytes

SETTINGS = """\
assessment: {id: permits, title: T, framework: public-value/1.0, period: {from: 2024-01-01, to: 2024-12-31}}
system: {name: Triage, description: Sorts, organisation: Office, country: BRB, phase: production}
settings: {seed: 7, draws: 1000}
evidence:
  - {id: cases, kind: records, title: Cases, file: evidence/cases.csv, source: Case system, may_publish: true}
  - {id: answers, kind: survey, title: Survey, file: evidence/answers.csv, source: Office, may_publish: false}
answers:
  - indicator: administrative.benefit.security_accuracy.balanced_accuracy
    evidence: cases
    columns: {truth: right, prediction: score}
"""
ANSWERS = ("4", "1", "5")
WITHHELD = "evidence/answers.csv"


def written(answers: tuple[str, ...]) -> bytes:
    return ("satisfied\n" + "".join(f"{answer}\n" for answer in answers)).encode()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "permits"
    (folder / "evidence").mkdir(parents=True)
    (folder / "assessment.yaml").write_text(SETTINGS)
    (folder / "evidence" / "cases.csv").write_text("right,score\n" + "yes,1\nno,0\nno,1\n" * 20)
    (folder / WITHHELD).write_bytes(written(ANSWERS))
    assert run("assess", folder).exit_code == 0
    return folder


def published(folder: Path) -> dict[str, bytes]:
    """All bytes that leave: the report, its tables, and what is in the bundle."""
    report = folder / "report"
    found = {str(path.relative_to(report)): path.read_bytes() for path in report.rglob("*") if path.is_file()}
    with zipfile.ZipFile(report / "bundle.zip") as archive:
        return found | {f"bundle/{name}": archive.read(name) for name in archive.namelist()}


def guessed(files: dict[str, bytes]) -> set[tuple[str, ...]]:
    """The attack: hash all answers that three people may have given, and look for each hash in what is published."""
    everything = b"\n".join(files.values())
    return {
        answers
        for answers in itertools.product("12345", repeat=len(ANSWERS))
        if hashlib.sha256(written(answers)).hexdigest().encode() in everything
    }


def test_three_answers_cannot_be_had_from_the_hash(made: Path) -> None:
    files = published(made)
    assert guessed(files) == set()
    # The attack is a real one: the plain hash that manifests held before gives the answers away.
    manifest = json.loads(files["bundle/manifest.json"])
    plain = {**manifest, "withheld": {WITHHELD: hash_bytes(written(ANSWERS))}}
    assert guessed({MANIFEST: json.dumps(plain).encode()}) == {ANSWERS}


def test_the_key_is_kept_beside_the_evidence_and_never_leaves(made: Path) -> None:
    key = read_key(made, WITHHELD)
    assert key is not None
    assert len(key) == 32
    assert not [name for name, content in published(made).items() if key in content or key.hex().encode() in content]
    manifest = json.loads(published(made)["bundle/manifest.json"])
    assert manifest["withheld"] == {WITHHELD: hash_file(made / WITHHELD, key)}
    assert not (made / f"evidence/cases.csv{SUFFIX}").exists()


def test_hashes_are_the_same_on_every_run_and_other_elsewhere(made: Path, tmp_path: Path) -> None:
    before = published(made)["results.json"]
    assert run("assess", made).exit_code == 0
    assert published(made)["results.json"] == before
    other = tmp_path / "other"
    shutil.copytree(made, other, ignore=shutil.ignore_patterns("report", f"*{SUFFIX}"))
    assert run("assess", other).exit_code == 0
    assert published(other)["results.json"] != before


def without_hash(files: dict[str, bytes], mark: bytes) -> dict[str, bytes]:
    """Return report, tables and results without the hash of the file, which the page holds in its own tables too."""

    def unpacked(found: re.Match[bytes]) -> bytes:
        return base64.b64decode(found[1])

    shown = {name: content for name, content in files.items() if name.endswith((".html", ".csv", "results.json"))}
    return {
        name: re.sub(rb";base64,([A-Za-z0-9+/=]+)", unpacked, content).replace(mark, b"")
        for name, content in shown.items()
    }


def test_nothing_that_is_published_tells_how_long_a_withheld_file_is(made: Path, tmp_path: Path) -> None:
    # Who knows that a yes has a letter more than a no could count them, of people too whom no number takes in.
    other = tmp_path / "other"
    shutil.copytree(made, other, ignore=shutil.ignore_patterns("report"))
    (other / WITHHELD).write_bytes(written((*ANSWERS[:2], "5.0")))
    assert run("assess", other).exit_code == 0
    marks = {
        folder: json.loads(published(folder)["results.json"])["fingerprints"]["answers"] for folder in (made, other)
    }
    one, two = (without_hash(published(folder), marks[folder]["sha256"].encode()) for folder in (made, other))
    assert marks[made]["sha256"] != marks[other]["sha256"]
    assert one == two


def brought(made: Path, folder: Path, *, key: bytes | None) -> Result:
    """Verify the bundle elsewhere, with the evidence and a key as an auditor has them."""
    (folder / "given" / "evidence").mkdir(parents=True)
    shutil.copy(made / WITHHELD, folder / "given" / WITHHELD)
    shutil.copy(made / "report" / "bundle.zip", folder / "bundle.zip")
    if key is not None:
        (folder / "given" / f"{WITHHELD}{SUFFIX}").write_bytes(key)
    return run("verify", folder / "bundle.zip", "--evidence", folder / "given")


def test_an_auditor_with_file_and_key_reproduces_the_result(made: Path, tmp_path: Path) -> None:
    found = brought(made, tmp_path, key=(made / f"{WITHHELD}{SUFFIX}").read_bytes())
    assert (found.exit_code, "Reproduced: all " in found.output) == (0, True), found.output


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "a hash under a secret key, and the key is not beside it"),
        (b"0" * 64, "this is not the evidence of the bundle"),
        (b"no key", "this is no key of a hash"),
    ],
    ids=["without", "another", "none"],
)
def test_without_its_key_a_file_is_not_taken_for_the_evidence(
    made: Path, tmp_path: Path, key: bytes | None, said: str
) -> None:
    found = brought(made, tmp_path, key=key)
    assert (found.exit_code, "Reproduced" in found.output) == (2, False)
    assert said in " ".join(found.output.split())
    assert "answers.csv" in found.output


def test_bundles_with_plain_hashes_are_still_verified(made: Path, tmp_path: Path) -> None:
    plain = hash_bytes(written(ANSWERS))
    with zipfile.ZipFile(made / "report" / "bundle.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    keyed = json.loads(members[MANIFEST])["withheld"][WITHHELD]
    results = json.loads(members["results.json"].replace(keyed.encode(), plain.encode()))
    results["fingerprints"]["answers"]["size"] = len(written(ANSWERS))
    members["results.json"] = json.dumps(results).encode()
    manifest = json.loads(members[MANIFEST])
    manifest |= {"format": 2, "withheld": {WITHHELD: plain}}
    manifest["files"]["results.json"] = hash_bytes(members["results.json"])
    (tmp_path / "results.json").write_bytes(members["results.json"])
    assert run("report", tmp_path / "results.json", "--out", tmp_path / "shown").exit_code == 0
    manifest["rendered"] = {name: hash_file(tmp_path / "shown" / name) for name in manifest["rendered"]}
    members[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    found = run("verify", tmp_path / "bundle.zip", "--evidence", made)
    assert "Reproduced: all " in found.output, found.output


def test_bundles_that_tell_the_size_of_a_withheld_file_are_still_verified(made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made / "report" / "bundle.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    results, manifest = json.loads(members["results.json"]), json.loads(members[MANIFEST])
    results["fingerprints"]["answers"]["size"] = len(written(ANSWERS))
    results["version"] = manifest["software"]["version"] = "0.6.0"
    members["results.json"] = json.dumps(results).encode()
    manifest["files"]["results.json"] = hash_bytes(members["results.json"])
    members[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    found = run("verify", tmp_path / "bundle.zip", "--evidence", made)
    assert "Reproduced: all " in found.output, found.output
