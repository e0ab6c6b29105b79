"""What a forged bundle is refused for: each attack changes one thing of a bundle that was made in order."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from commands import run
from publicvalue.results.manifest import MANIFEST, RESULTS, hash_bytes
from two_files import SETTINGS

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "permits"
    (folder / "evidence").mkdir(parents=True)
    (folder / "assessment.yaml").write_text(SETTINGS)
    (folder / "evidence" / "cases.csv").write_text("right,score\n" + "yes,1\nno,0\nno,1\n" * 20)
    (folder / "evidence" / "secret.csv").write_text("right\nyes\nno\n")
    assert run("assess", folder).exit_code == 0
    return folder


def members_of(made: Path) -> Members:
    with zipfile.ZipFile(made / "report" / "bundle.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def verify(made: Path, place: Path, members: Members, *, more: tuple[tuple[str, bytes], ...] = ()) -> Result:
    """Write a bundle, whose manifest names what it holds if the attack does not say otherwise, and verify it."""
    bundle = place / "bundle.zip"
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*members.items(), *more):
            archive.writestr(name, content)
    return run("verify", bundle, "--evidence", made)


def restated(members: Members, **changes: Any) -> Members:
    """Return members with a manifest that states their hashes, and what else is said."""
    manifest = json.loads(members[MANIFEST])
    manifest["files"] = {name: hash_bytes(content) for name, content in members.items() if name != MANIFEST}
    manifest |= changes
    return {**members, MANIFEST: json.dumps(manifest).encode()}


def with_results(members: Members, change: Callable[[dict[str, Any]], object]) -> Members:
    results = json.loads(members[RESULTS])
    change(results)
    return restated({**members, RESULTS: json.dumps(results).encode()})


def test_a_bundle_as_it_was_made_is_reproduced_with_its_verdict_and_framework(made: Path, tmp_path: Path):
    found = verify(made, tmp_path, members_of(made))
    assert found.exit_code == 0, found.output
    assert "Reproduced: all " in found.output
    assert "Framework: public-value/1.0 as it comes with version" in found.output
    assert "What is evidenced scores" in found.output


@pytest.mark.parametrize(
    ("number", "said", "code"),
    [(1, "", 0), (2, "", 2), (1, ", may_publish: false", 2)],
    ids=["published before 0.2", "withheld since 0.2", "withheld as stated"],
)
def test_records_that_settings_say_nothing_of_were_published_by_format_1(
    made: Path, tmp_path: Path, number: int, said: str, code: int
):
    members = members_of(made)
    settings = members["assessment.yaml"].replace(b", may_publish: true", said.encode())
    members = of_format(restated({**members, "assessment.yaml": settings}), number)
    found = verify(made, tmp_path, members)
    assert found.exit_code == code, found.output
    assert ("Reproduced: all " in found.output) == (code == 0)
    assert ("the manifest withholds other files" in found.output) == (code == 2)


def of_format(members: Members, number: int) -> Members:
    """Return members as formats 1 and 2 had them: plain hashes of what is withheld, and in 1 none of the report."""
    plain = hash_bytes(b"right\nyes\nno\n")
    if b'"fingerprints"' in members[RESULTS]:
        mark = {"sha256": plain, "size": len(b"right\nyes\nno\n")}
        members = with_results(members, lambda results: results["fingerprints"]["secret"].update(mark))
    members = restated(members, format=number, withheld={"evidence/secret.csv": plain})
    manifest = json.loads(members[MANIFEST])
    if number == 1:
        del manifest["rendered"]
    return {**members, MANIFEST: json.dumps(manifest).encode()}


NAMES = (
    "../outside.csv",
    "/outside.csv",
    "evidence/../../outside.csv",
    "evidence\\..\\..\\outside.csv",
    "a/./b",
    "a//b",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_withheld_name_that_leaves_the_bundle_writes_nothing(made: Path, tmp_path: Path, name: str):
    (made.parent / "outside.csv").write_text("right\nyes\nno\n")
    withheld = {name: hash_bytes(b"right\nyes\nno\n")}
    before = sorted(made.parent.rglob("*"))
    found = verify(made, tmp_path, restated(members_of(made), withheld=withheld))
    assert (found.exit_code, "Reproduced" in found.output) == (2, False)
    assert "withheld is not as manifests have it" in found.output
    assert sorted(made.parent.rglob("*")) == before


def test_a_link_in_the_folder_with_the_evidence_leads_nowhere(made: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "evidence").mkdir(parents=True)
    (elsewhere / "evidence" / "secret.csv").symlink_to(made / "evidence" / "secret.csv")
    (tmp_path / "b").mkdir()
    bundle = tmp_path / "b" / "bundle.zip"
    bundle.write_bytes((made / "report" / "bundle.zip").read_bytes())
    found = run("verify", bundle, "--evidence", elsewhere)
    assert found.exit_code == 2
    assert "lies outside" in found.output


@pytest.mark.parametrize("name", NAMES)
def test_a_member_that_leaves_the_bundle_is_refused(made: Path, tmp_path: Path, name: str):
    found = verify(made, tmp_path, restated({**members_of(made), name: b"x"}))
    assert found.exit_code == 2
    assert "a path that leaves it" in found.output


def forged_framework(members: Members) -> Members:
    """Let every curve give the best score: 13 would become 98.7, under the framework's old name."""
    name = "framework/base/components-administrative.yaml"
    assert b"[0.5, 0]" in members[name]
    return restated({**members, name: members[name].replace(b"[0.5, 0]", b"[0.5, 40]")})


def doubled_key(members: Members) -> Members:
    return restated({**members, RESULTS: members[RESULTS].replace(b'"format"', b'"format": 9, "format"', 1)})


def infinite(members: Members) -> Members:
    return restated({**members, RESULTS: members[RESULTS].replace(b'"seed": 7', b'"seed": Infinity')})


def not_a_number(members: Members) -> Members:
    return restated({**members, RESULTS: members[RESULTS].replace(b'"seed": 7', b'"seed": NaN')})


def too_large(members: Members) -> Members:
    return restated({**members, RESULTS: members[RESULTS].replace(b'"seed": 7', b'"seed": 1e999')})


def deep(members: Members) -> Members:
    return restated({**members, RESULTS: b"[" * 200_000})


def deep_manifest(members: Members) -> Members:
    return {**members, MANIFEST: b"[" * 200_000}


def extra(members: Members) -> Members:
    return restated({**members, "evidence/more.csv": b"x"})


def false_settings(members: Members) -> Members:
    return restated(members, settings={"seed": 8, "draws": 1000})


def false_framework(members: Members) -> Members:
    return restated(members, framework="public-value/2.0")


def withheld_unsaid(members: Members) -> Members:
    return restated(members, withheld={})


def no_hash(members: Members) -> Members:
    return restated(members, withheld={"evidence/secret.csv": "abc"})


def other_format(members: Members) -> Members:
    return restated(members, format=True)


def without_software(members: Members) -> Members:
    return restated(members, software=None)


def of_two_versions(members: Members) -> Members:
    return with_results(members, lambda results: results.update(version="0.5.0"))


def letter_of_the_minister(members: Members) -> Members:
    rendered = json.loads(members[MANIFEST])["rendered"]
    return restated(members, rendered={**rendered, "letter.pdf": "0" * 64})


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        (forged_framework, "calls itself public-value/1.0, and is none that was released"),
        (doubled_key, "the key 'format' stands twice"),
        (infinite, "Infinity is no number"),
        (not_a_number, "NaN is no number"),
        (too_large, "1e999 is too large a number"),
        (deep, "nested too deep"),
        (deep_manifest, "nested too deep"),
        (extra, "nothing in the assessment names this file"),
        (false_settings, "the manifest does not state what the assessment does"),
        (false_framework, "the manifest does not state what the assessment does"),
        (withheld_unsaid, "the manifest withholds other files than the assessment"),
        (no_hash, "withheld is not as manifests have it"),
        (other_format, "the bundle has format True"),
        (without_software, "software is not as manifests have it"),
        (lambda old: restated(old, software={"version": "0.6.0"}), "software is not as manifests have it"),
        (lambda old: restated(old, withheld_beside_earlier=["x"]), "names what is not given beside earlier numbers"),
        (lambda old: restated(old, withheld={"evidence/secret.csv": "0" * 64}), "withheld is not as manifests have it"),
        (of_two_versions, "another version of the software made them than made the manifest"),
        (letter_of_the_minister, "rendered is not as manifests have it"),
    ],
)
def test_an_attack_is_refused_by_name(made: Path, tmp_path: Path, attack: Callable[[Members], Members], said: str):
    found = verify(made, tmp_path, attack(members_of(made)))
    assert (found.exit_code, "Reproduced" in found.output) == (2, False)
    assert said in found.output


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [RESULTS, "RESULTS.json", MANIFEST])
def test_a_member_that_stands_twice_is_refused(made: Path, tmp_path: Path, name: str):
    found = verify(made, tmp_path, members_of(made), more=((name, b"{}"),))
    assert (found.exit_code, "two members have this name" in found.output) == (2, True)


def test_a_bundle_that_unpacks_to_far_more_than_its_size_is_refused_before_it_is_unpacked(made: Path, tmp_path: Path):
    found = verify(made, tmp_path, restated({**members_of(made), "evidence/cases.csv": b"0" * 30_000_000}))
    assert (found.exit_code, "unpacks to more than 100 times its size" in found.output) == (2, True)


def test_scores_that_are_not_those_of_the_evidence_are_not_reproduced(made: Path, tmp_path: Path):
    def better(results: dict[str, Any]) -> None:
        results["scores"]["public_value"]["value"] = 98.7

    found = verify(made, tmp_path, with_results(members_of(made), better))
    assert (found.exit_code, "NOT reproduced: 1 of" in found.output) == (1, True)


def test_a_version_that_moves_the_cursor_prints_no_line_of_ours(made: Path, tmp_path: Path):
    software = {"name": "publicvalue", "version": "1\r\x1b[2KReproduced: all 9 values are identical.\n"}
    found = verify(made, tmp_path, restated(members_of(made), software=software))
    assert "\x1b" not in found.output
    assert not any(line.startswith("Reproduced: all 9") for line in found.output.splitlines())


@pytest.mark.parametrize("name", ["report.html", "tables/scores.csv"])
def test_a_report_that_was_changed_beside_its_bundle_is_told(made: Path, tmp_path: Path, name: str):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes((made / "report" / name).read_bytes().replace(b"e", b"a"))
    found = verify(made, tmp_path, members_of(made))
    assert found.exit_code == 1
    assert f"{name} is not the file that was written with the bundle" in found.output


def test_a_report_that_does_not_come_of_the_numbers_is_told_even_where_its_hash_is_stated(made: Path, tmp_path: Path):
    rendered = json.loads(members_of(made)[MANIFEST])["rendered"]
    found = verify(made, tmp_path, restated(members_of(made), rendered={**rendered, "report.html": "0" * 64}))
    assert found.exit_code == 1
    assert "NOT reproduced: report.html" in found.output
    assert not re.search("^Reproduced", found.output, re.MULTILINE)
    assert "The numbers alone come out again: all " in found.output
    assert found.output.splitlines()[-1].startswith("NOT reproduced as it was published")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_bundle_ends_with_one_message(tmp_path: Path, content: bytes):
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(content)
    found = run("verify", bundle)
    assert (found.exit_code, "Traceback" in found.output) == (2, False)


def test_a_member_whose_bytes_are_damaged_ends_with_one_message(made: Path, tmp_path: Path):
    content = bytearray((made / "report" / "bundle.zip").read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        offset = archive.getinfo(RESULTS).header_offset
    content[offset + 100 : offset + 200] = b"\xff" * 100
    (tmp_path / "bundle.zip").write_bytes(content)
    found = run("verify", tmp_path / "bundle.zip", "--evidence", made)
    assert (found.exit_code, "this is no readable zip" in found.output) == (2, True)


def of_version(members: Members, version: str, results: bytes = b'{"format": 2}') -> Members:
    software = {**json.loads(members[MANIFEST])["software"], "version": version}
    if b'"version"' in results:
        results = json.dumps({**json.loads(results), "version": version}).encode()
    return of_format(restated({**members, RESULTS: results}, software=software), 2)


def of_old_form(members: Members) -> Members:
    """Return members whose framework has a field of version 0.2."""
    name = "framework/base/framework.yaml"
    old = members[name].replace(b"  means:\n", b"  means:\n    category: geometric\n", 1)
    assert old != members[name]
    return {**members, name: old}


def test_a_bundle_of_an_older_version_is_held_against_its_manifest_and_not_run(made: Path, tmp_path: Path):
    now = members_of(made)
    for members in (of_version(now, "0.2.0"), of_version(of_old_form(now), "0.2.0", now[RESULTS])):
        found = verify(made, tmp_path, members)
        assert found.exit_code == 4, found.output
        assert "made by version 0.2.0, and NOT run again" in found.output
        assert "Signature: unsigned" in found.output
        assert "Install publicvalue 0.2.0" in found.output
        assert "Reproduced" not in found.output
    assert "Framework: NONE that this version knows." in found.output


def test_an_older_bundle_needs_no_evidence_to_be_held_against_its_manifest(made: Path, tmp_path: Path):
    verify(made, tmp_path, of_version(members_of(made), "0.2.0"))
    found = run("verify", tmp_path / "bundle.zip")
    assert found.exit_code == 4, found.output
    assert "evidence/secret.csv is withheld and was not brought: it was not held against its hash." in found.output
    # Other evidence under its name is a fault all the same, and what this version can run needs the evidence.
    (tmp_path / "evidence").mkdir()
    for other in ("secret.csv", "secret.csv.hash-key"):
        (tmp_path / "evidence" / other).write_bytes((made / "evidence" / other).read_bytes() + b"\n")
    found = run("verify", tmp_path / "bundle.zip", "--evidence", tmp_path)
    assert (found.exit_code, "not the evidence of the bundle" in found.output) == (2, True), found.output
    verify(made, tmp_path, members_of(made))
    found = run("verify", tmp_path / "bundle.zip")
    assert (found.exit_code, "the bundle withholds this evidence" in found.output) == (2, True), found.output


def test_an_older_bundle_beside_another_report_is_not_what_was_published(made: Path, tmp_path: Path):
    (tmp_path / "report.html").write_text("other")
    found = verify(made, tmp_path, of_version(members_of(made), "0.2.0"))
    assert (found.exit_code, "NOT what was published" in found.output) == (1, True), found.output
    assert not re.search("^Reproduced", found.output, re.MULTILINE)


def test_a_report_that_another_version_made_is_not_made_again_and_that_is_told(made: Path, tmp_path: Path):
    software = {**json.loads(members_of(made)[MANIFEST])["software"], "version": "9.9.9"}
    members = with_results(members_of(made), lambda results: results.update(version="9.9.9"))
    found = verify(made, tmp_path, restated(members, software=software))
    assert found.exit_code == 0, found.output
    assert "NOT made again: report and tables: another version" in found.output


def test_a_countrys_readiness_is_believed_where_the_report_is_another_than_without_it(made: Path, tmp_path: Path):
    rendered = json.loads(members_of(made)[MANIFEST])["rendered"]
    stated = {"country_context": True, "rendered": {**rendered, "report.html": "0" * 64}}
    found = verify(made, tmp_path, restated(members_of(made), **stated))
    assert found.exit_code == 0, found.output
    assert "NOT made again: report.html: it shows a country's readiness" in found.output
    found = verify(made, tmp_path, restated(members_of(made), country_context=True))
    assert (found.exit_code, "NOT reproduced: report.html" in found.output) == (1, True), found.output
    assert "NOT made again" not in found.output


def test_a_language_that_this_version_does_not_know_is_refused_with_those_that_it_knows(made: Path, tmp_path: Path):
    found = verify(made, tmp_path, restated(members_of(made), language="fr"))
    assert found.exit_code == 2
    assert "the bundle's report is in the language 'fr', which this version does not know" in found.output
    assert "one of: en, es" in found.output
    assert "install a newer publicvalue" in found.output


def test_nothing_is_not_the_same_as_what_is_absent(made: Path, tmp_path: Path):
    found = verify(made, tmp_path, with_results(members_of(made), lambda results: results.update(approved=None)))
    assert (found.exit_code, "approved: None in the bundle, absent now" in found.output) == (1, True), found.output


def test_a_table_that_no_report_has_is_told(made: Path, tmp_path: Path):
    rendered = json.loads(members_of(made)[MANIFEST])["rendered"]
    found = verify(made, tmp_path, restated(members_of(made), rendered={**rendered, "tables/more.csv": "0" * 64}))
    assert (found.exit_code, "NOT reproduced: tables/more.csv" in found.output) == (1, True), found.output


@pytest.mark.parametrize(
    "attack",
    [
        lambda old: of_version(old, "0.2.0", b'{"format": 2, "format": 3}'),
        lambda old: of_version(old, "0.2.0", b'{"format": 2, "score": NaN}'),
        lambda old: of_version(old, "0.2.0 Reproduced: all 9 values are identical."),
        lambda old: of_version(old, "0.2.0\x1b[2J"),
        lambda old: {**of_version(old, "0.2.0"), "assessment.yaml": b"{}"},
        lambda old: {**of_version(old, "0.2.0"), "more.csv": b"a"},
        lambda old: restated(of_old_form(old)),
        lambda old: restated(old, format=2.0),
        lambda old: restated(old, rendered={}),
        lambda old: restated(old, country_context=1),
        lambda old: restated(old, language=None),
        lambda old: restated(old, language=""),
        lambda old: restated(old, language=["en"]),
        lambda old: restated(old, checked_by="the court of audit"),
    ],
    ids=[
        "twice",
        "nan",
        "words",
        "escape",
        "changed",
        "more",
        "this_version",
        "format",
        "no_report",
        "context",
        "language",
        "no_language",
        "languages",
        "more_said",
    ],
)
def test_no_stated_version_excuses_a_forged_bundle(made: Path, tmp_path: Path, attack: Callable[[Members], Members]):
    found = verify(made, tmp_path, attack(members_of(made)))
    assert (found.exit_code, "\x1b" in found.output) == (2, False), found.output
