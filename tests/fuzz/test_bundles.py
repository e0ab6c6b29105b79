"""A bundle that was changed in any way is refused, is not reproduced, or says nothing other than it did."""

from __future__ import annotations

import json
import re
import tempfile
import warnings
import zipfile
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from fuzz.odd_values import CELLS, VALUES, as_json, damaged, damages, json_spoils, spoil
from fuzz.runs import fuzzed, run_and_hold
from publicvalue.actions.assessments import run_with_draws
from publicvalue.actions.collecting import Loaded
from publicvalue.actions.publishing import verification
from publicvalue.actions.work import Work
from publicvalue.files.frameworks import FrameworkFiles, load_unpacked_framework
from publicvalue.files.stores import bundle
from publicvalue.results.draws import Assessed
from publicvalue.results.manifest import MANIFEST, RESULTS, hash_bytes
from publicvalue.results.reproduction import SAME, differing_values, relative_difference
from two_files import SETTINGS

CASES, FRAMEWORK = "evidence/cases.csv", "framework/base/"
LEFT = ("software", "format", "language", "country_context", "rendered", "withheld_beside_earlier")
"""What a manifest may say otherwise although the numbers are reproduced: all of it is told or compared by itself."""
LOADED: dict[object, FrameworkFiles] = {}
RUN: dict[object, Assessed] = {}
OUTCOMES = {0: "reproduced", 1: "not reproduced", 2: "refused", 4: "not run again"}


@dataclass(frozen=True)
class Made:
    """A bundle that is right: where, its members, and how it is packed."""

    folder: Path
    members: dict[str, bytes]
    packed: bytes = field(repr=False)


@cache
def made() -> Made:
    folder = Path(tempfile.mkdtemp()) / "permits"
    (folder / "evidence").mkdir(parents=True)
    (folder / "assessment.yaml").write_text(SETTINGS)
    (folder / CASES).write_text("right,score,other\n" + "yes,1,a\nno,0,b\nno,1,c\n" * 10)
    (folder / "evidence" / "secret.csv").write_text("right\nyes\nno\n")
    assert run_and_hold("assess", folder)[0] == 0
    path = folder / "report" / "bundle.zip"
    with zipfile.ZipFile(path) as archive:
        return Made(folder, {name: archive.read(name) for name in archive.namelist()}, path.read_bytes())


@dataclass(frozen=True, repr=False)
class Attack:
    """A changed bundle: what was done, and the members as they are then."""

    what: str
    members: dict[str, bytes] = field(repr=False)
    twice: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(f"Attack({self.what})")

    def write(self, path: Path) -> None:
        with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            warnings.simplefilter("ignore")
            for name, content in (*self.members.items(), *self.twice):
                archive.writestr(name, content)


def restated(members: dict[str, bytes]) -> dict[str, bytes]:
    """Return members whose manifest states their hashes, as whoever forges would see to."""
    manifest = json.loads(members[MANIFEST])
    manifest["files"] = {name: hash_bytes(content) for name, content in members.items() if name != MANIFEST}
    return {**members, MANIFEST: json.dumps(manifest).encode()}


@st.composite
def attacks(draw: st.DrawFn) -> Attack:
    members = dict(made().members)
    kind = draw(st.sampled_from(("results", "results", "manifest", "settings", "framework", "cells", "members")))
    if kind in ("results", "manifest"):
        name, changes = (RESULTS if kind == "results" else MANIFEST), draw(json_spoils)
        spoilt = {**members, name: as_json(spoil(json.loads(members[name]), changes)).encode("utf-8", "replace")}
        return Attack(f"{name}: {changes}", restated(spoilt) if kind == "results" else spoilt)
    if kind == "members":
        return draw(_other_members(members))
    if kind == "cells":
        place, cell = draw(st.integers(0, 10_000)), draw(st.sampled_from(CELLS))
        parts = re.split(r"([,\n])", members[CASES].decode())
        parts[2 * (place % ((len(parts) + 1) // 2))] = cell
        return Attack(
            f"cell {place}: {cell!r}", restated({**members, CASES: "".join(parts).encode("utf-8", "replace")})
        )
    names = [one for one in members if one.startswith(FRAMEWORK)] if kind == "framework" else ["assessment.yaml"]
    name, place, value = draw(st.sampled_from(names)), draw(st.integers(0, 10**6)), draw(st.sampled_from(VALUES))
    parts = re.split(r"(?<=[:,\[{ \n-])([\w.%-]+)(?=[,\]} \n])", members[name].decode())
    parts[1 + 2 * (place % (len(parts) // 2))] = value
    changed = "".join(parts).encode("utf-8", "replace")
    return Attack(f"{name}, word {place}: {value!r}", restated({**members, name: changed}))


@st.composite
def _other_members(draw: st.DrawFn, members: dict[str, bytes]) -> Attack:
    """Draw members that are missing, more, doubled, called otherwise or exchanged."""
    name, other = draw(st.sampled_from(sorted(members))), draw(st.sampled_from(sorted(members)))
    way = draw(st.sampled_from(("drop", "add", "twice", "rename", "exchange")))
    odd = draw(
        st.sampled_from(("x", "../x", "/x", "a\\b", "evidence/x.csv", "RESULTS.JSON", "framework/x.yaml", "a//b"))
    )
    is_restated = draw(st.booleans()) and MANIFEST not in (name, other)
    if way == "drop":
        del members[name]
    elif way == "rename":
        members[odd] = members.pop(name)
    elif way == "exchange":
        members[name], members[other] = members[other], members[name]
    elif way == "add":
        members[odd] = b"x"
    twice = ((name, draw(st.sampled_from((b"", b"{}", members[other])))),) if way == "twice" else ()
    return Attack(f"{way} {name} {other} {odd} {is_restated}", restated(members) if is_restated else members, twice)


def verify(path: Path, *words: str | Path) -> tuple[int, str]:
    with pytest.MonkeyPatch.context() as patch:
        # The same framework and the same evidence give the same: only what an attack changed is read and run anew.
        patch.setattr(bundle, "load_unpacked_framework", load_once)
        patch.setattr(verification, "run_with_draws", run_once)
        return run_and_hold("verify", path, "--evidence", made().folder, *words)


def load_once(folder: Path) -> FrameworkFiles:
    content = tuple((path.relative_to(folder), path.read_bytes()) for path in sorted(folder.rglob("*.yaml")))
    if content not in LOADED:
        LOADED[content] = load_unpacked_framework(folder)
    known = LOADED[content]
    return replace(known, files=tuple((name, folder.parent / name) for name, _ in known.files))


def run_once(loaded: Loaded, work: Work) -> Assessed:
    evidence = loaded.store.read(CASES) if loaded.store.holds(CASES) else b""
    content = (*sorted(loaded.store.read_definition().items()), evidence)
    if content not in RUN:
        RUN[content] = run_with_draws(loaded, work)
    return RUN[content]


def hold(code: int, said: str, members: dict[str, bytes]) -> None:
    """Hold that nothing is called reproduced that says anything else than the bundle did."""
    if code:
        # Numbers may come out again where the report does not: even then nothing is called reproduced.
        assert not re.search("^Reproduced", said, re.MULTILINE), said
        assert code != 1 or re.search("^NOT reproduced", said, re.MULTILINE), said
        return
    right = made().members
    assert members.keys() == right.keys()
    assert members[CASES] == right[CASES]
    told, known = json.loads(members[RESULTS]), json.loads(right[RESULTS])
    apart = [one for one in differing_values(known, told) if not one[0].startswith(("version", "software", "format"))]
    assert [one for one in apart if not relative_difference(one[1], one[2]) <= SAME] == []
    assert not apart or "within rounding" in said
    if any(members[name] != right[name] for name in right if name.startswith(FRAMEWORK)):
        assert "as it comes with version" not in said
    manifest, before = json.loads(members[MANIFEST]), json.loads(right[MANIFEST])
    for part in (manifest, before):
        part["files"] = sorted(part["files"])
    assert {name: manifest.get(name) for name in before if name not in LEFT} == {
        name: before[name] for name in before if name not in LEFT
    }
    for name, default in (("rendered", {}), ("language", "en"), ("country_context", False)):
        assert manifest.get(name, default) == before[name] or "NOT made again" in said, name


def test_a_bundle_is_right_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    Attack("none", restated(made().members)).write(path)
    code, said = verify(path)
    assert code == 0, said
    hold(code, said, made().members)


@fuzzed(3, attack=attacks())
def test_a_forged_bundle_is_never_taken_for_the_one_it_was(attack: Attack) -> str:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "bundle.zip"
        attack.write(path)
        code, said = verify(path)
    hold(code, said, attack.members)
    return OUTCOMES[code]


@fuzzed(3, changes=damages)
def test_a_damaged_bundle_is_refused_or_holds_what_it_held(changes: list[tuple[int, int, bytes]]) -> str:
    content = damaged(made().packed, changes)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "bundle.zip"
        path.write_bytes(content)
        code, said = verify(path)
        members: dict[str, bytes] = {}
        if not code:
            with zipfile.ZipFile(path) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
    hold(code, said, members)
    return OUTCOMES[code]
