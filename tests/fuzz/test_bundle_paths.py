"""Every value of every file of a bundle, changed in every way: refused, not reproduced, or it says what it said.

Enumerated where `test_bundles` draws: some of all changes among the other tests, all of them with `make long`.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from fuzz.odd_values import Raw, Tree, as_json, as_written, as_yaml, paths_of
from fuzz.test_bundles import CASES, OUTCOMES, Attack, hold, made, restated, verify
from long_runs import often
from publicvalue.errors import InputError
from publicvalue.files.frameworks import SHIPPED, load_framework
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.framework.extension import extend_framework
from publicvalue.framework.parse import parse_framework
from publicvalue.framework.rules.parts import check_framework
from publicvalue.measures.definitions import measure_terms
from publicvalue.results.codec import in_present_format
from publicvalue.results.manifest import MANIFEST, RESULTS
from publicvalue.results.plain_data import plain
from publicvalue.results.reproduction import compare_results
from publicvalue.schema.node import Node

Change = tuple[str, Tree]
"""What was done, and the tree as it is then."""

PUBLISHERS_WORD = ("software.packages",)
"""What a manifest says that nothing shows, and that nobody can make again: on which packages the numbers came about."""
SAME = {"language absent", "country_context absent"}
"""What a manifest leaves out is so by default, and the report that is made again is held against its hash."""
BY_DEFAULT = ("null", "absent", "type")
"""Ways in which people may write the same: nothing is the default, and one name is a list of one. Another value of the
same kind is another thing, and is told."""
SAID_BY_THE_FILE_ALONE = {f"same: extension.{name} value" for name in ("why", "extends", "switch_off")}
"""What no report says of a ministry's own file: its reason; under which name or path it found what it extends, which
`verify` tells by what lies in the bundle; and that it switches the same off twice."""
EXTENSION = """\
extension:
  id: ministry
  version: "2026"
  title: Ministry
  extends: public-value/1.0
  why: The cabinet decided so.
  weights: {citizen: 2}
  switch_off: [economic.benefit.costs.benefit_cost_ratio]
"""


def changes_of(tree: dict[str, Any], nothing: Tree = None) -> Iterator[Change]:
    """Yield every change of one value: nothing, another kind, another value, absent, twice, and one field more."""
    for more in (nothing, "x", {}, []):
        yield "zz more", {**tree, "zz": more}
    for path in list(paths_of(tree)):
        name = ".".join(map(str, path))
        held = value_at(tree, path)
        for kind, other in instead_of(held, nothing):
            if type(other) is not type(held) or other != held:
                yield f"{name} {kind}", changed(tree, path, put(other))
        yield f"{name} absent", changed(tree, path, drop)
        if isinstance(path[-1], str):
            yield f"{name} twice", changed(tree, path, put_twice)


def instead_of(held: Tree, nothing: Tree) -> Iterator[tuple[str, Tree]]:
    yield "null", nothing
    yield "type", {"a": held} if isinstance(held, list) else [held]
    match held:
        case bool():
            yield from (("type", int(held)), ("value", not held))
        case int() | float():
            yield from (("type", f"{held} x"), ("value", held + 1), ("value", -held or 1))
        case str():
            yield from (("type", 7), ("value", f"{held}x"), ("value", ""), ("value", held.swapcase()))
        case list():
            yield from (("value", []), ("value", [*held, *(held[-1:] or ["x"])]), ("value", held[::-1]))
        case dict():
            yield from (("value", {}), *(("more", {**held, "zz": one}) for one in (nothing, "x", {}, [], "0" * 64)))


def value_at(tree: Tree, path: tuple[Any, ...]) -> Tree:
    for key in path:
        tree = tree[key]  # type: ignore[index]
    return tree


def changed(tree: Tree, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    copy = dict(tree) if isinstance(tree, dict) else list(tree)  # type: ignore[call-overload]
    if len(path) == 1:
        change(copy, path[0])
    else:
        copy[path[0]] = changed(copy[path[0]], path[1:], change)
    return copy


def put(other: Tree) -> Callable[[Any, Any], None]:
    def change(group: Any, key: Any) -> None:
        group[key] = other

    return change


def drop(group: Any, key: Any) -> None:
    del group[key]


def put_twice(group: Any, key: Any) -> None:
    group[Raw(key)] = group[key]


def some(changes: Iterator[Change], every: int) -> Iterator[Change]:
    """Take every so many of them, of each kind some: the step is no multiple of how many changes a value has."""
    return islice(changes, 0, None, every)


def written(node: Node) -> Any:
    """Return what a file says, as it is written: a number without quotes is one."""
    if isinstance(node.value, dict):
        return {key: written(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [written(child) for child in node.value]
    return as_written(node.value)


def verified(members: dict[str, bytes], what: str, *, is_default: bool = False) -> str:
    """Verify a bundle of these members, and hold that nothing else than before is called reproduced."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "bundle.zip"
        Attack(what, members).write(path)
        code, said = verify(path)
    if not code and not what.startswith(PUBLISHERS_WORD):
        assert what in SAME or (is_default and what.endswith(BY_DEFAULT)), said
        hold(code, said, members)
    return OUTCOMES[code]


def test_every_value_of_the_manifest() -> None:
    tally = Counter(
        verified({**made().members, MANIFEST: as_json(tree).encode()}, what)
        for what, tree in some(changes_of(json.loads(made().members[MANIFEST])), often(13, 1))
    )
    assert tally["refused"] > 9 * tally["not reproduced"] > 0, tally


def test_every_value_of_the_settings() -> None:
    settings = written(parse_yaml(made().members["assessment.yaml"].decode(), "assessment.yaml"))
    assert isinstance(settings, dict)
    tally = Counter(
        verified(restated({**made().members, "assessment.yaml": as_yaml(tree).encode()}), what, is_default=True)
        for what, tree in some(changes_of(settings, Raw("~")), often(29, 1))
    )
    assert tally["refused"] > 0, tally
    assert tally["not reproduced"] > 0, tally


def test_every_value_of_the_results() -> None:
    """Held against what was found, as `verify` does it, without the evidence that is the same each time."""
    found = json.loads(made().members[RESULTS])
    tally: Counter[str] = Counter()
    for what, tree in some(changes_of(found), often(3_989, 97)):
        if what.endswith("twice"):
            assert verified(restated({**made().members, RESULTS: as_json(tree).encode()}), what) == "refused"
            continue
        try:
            outcome = compare_results(in_present_format(tree), found).status
        except InputError:
            outcome = "refused"
        if what.startswith("version "):
            # A version that is there is held against the manifest's, and not against the one that runs.
            outcome = verified(restated({**made().members, RESULTS: as_json(tree).encode()}), what)
        assert outcome not in {"equal", "rounding", "reproduced"}, what
        tally[outcome] += 1
    assert tally["differs"] > 0, tally


@pytest.mark.parametrize("what", [f"version {kind}" for kind in ("null", "type", "value", "absent")])
def test_the_version_of_the_results(what: str) -> None:
    found = json.loads(made().members[RESULTS])
    trees = [tree for one, tree in changes_of({"version": found["version"]}) if one == what]
    assert trees
    for tree in trees:
        assert isinstance(tree, dict)
        rest = {name: value for name, value in found.items() if name != "version"}
        results = json.dumps({**rest, **tree}).encode()
        assert verified(restated({**made().members, RESULTS: results}), what) in {"refused", "not reproduced"}


def test_every_cell_of_the_evidence() -> None:
    lines = made().members[CASES].decode().splitlines()
    cells = [(row, place) for row, line in enumerate(lines) for place in range(line.count(",") + 1)]
    tally: Counter[tuple[str, str]] = Counter()
    for row, place in cells[:: often(37, 2)]:
        for other in ("", "x", "1.0"):
            parts = lines[row].split(",")
            if parts[place] == other:
                continue
            parts[place] = other
            content = "\n".join([*lines[:row], ",".join(parts), *lines[row + 1 :], ""]).encode()
            what = f"{row} {place} {other}"
            tally["unstated", verified({**made().members, CASES: content}, what)] += 1
            tally["stated", verified(restated({**made().members, CASES: content}), what)] += 1
    assert tally.keys() == {("unstated", "refused"), ("stated", "refused"), ("stated", "not reproduced")}, tally


def own_frameworks(text: str) -> Any:
    """Return the framework that a ministry's own file makes, with everything that stands in results of it."""
    base = load_framework("public-value/1.0").framework
    framework = extend_framework(base, parse_yaml(text, "ministry.yaml"), measure_terms())
    check_framework(framework, measure_terms())
    return plain(framework)


def test_every_value_of_a_ministrys_own_framework() -> None:
    """Results hold the framework whole: what changes nothing of that has no meaning, and all else is a difference."""
    tally: Counter[str] = Counter()
    tree = written(parse_yaml(EXTENSION, "ministry.yaml"))
    assert isinstance(tree, dict)
    tree["extension"]["version"] = "v2026"
    before = own_frameworks(as_yaml(tree))
    for what, other in some(changes_of(tree, Raw("~")), often(7, 1)):
        try:
            same = "by default" if what.endswith(BY_DEFAULT) else f"same: {what}"
            tally["other" if own_frameworks(as_yaml(other)) != before else same] += 1
        except InputError:
            tally["refused"] += 1
    assert {one for one in tally if one.startswith("same")} <= SAID_BY_THE_FILE_ALONE, tally
    assert tally["other"] * tally["refused"] > 0


def test_every_value_of_a_framework_of_ones_own() -> None:
    """Of one that extends none, and has a name of its own: the released one's files, each value changed."""
    trees = {
        path.name: written(parse_yaml(path.read_text(), path.name))
        for path in sorted((SHIPPED / "public-value" / "1.0").glob("*.yaml"))
    }
    nodes = {name: parse_yaml(as_yaml(tree), name) for name, tree in trees.items()}
    before = plain(framework_of(nodes))
    tally: Counter[str] = Counter()
    for name, tree in trees.items():
        for what, other in some(changes_of(tree, Raw("~")), often(1_511, 151)):
            try:
                after = plain(framework_of({**nodes, name: parse_yaml(as_yaml(other), name)}))
                same = "by default" if what.endswith(BY_DEFAULT) else f"same: {name} {what}"
                tally["other" if after != before else same] += 1
            except InputError:
                tally["refused"] += 1
    assert tally.keys() <= {"other", "refused", "by default"}, tally
    assert tally["other"] * tally["refused"] > 0


def framework_of(nodes: dict[str, Node]) -> Any:
    merged: dict[str, Node] = {}
    for node in nodes.values():
        groups = node.value
        assert isinstance(groups, dict)
        for key, child in groups.items():
            held = [*merged[key].items(), *child.items()] if key in merged else None
            merged[key] = replace(child, value=held) if held else child
    place = next(iter(nodes.values())).place
    framework = parse_framework(Node(merged, place))
    check_framework(framework, measure_terms())
    return framework
