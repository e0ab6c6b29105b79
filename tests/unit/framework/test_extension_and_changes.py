"""A ministry's own file, and what it still compares with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from publicvalue.errors import InputError, MethodError
from publicvalue.files.frameworks import load_framework
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.framework.changes import comparable_indicators, find_changes
from publicvalue.framework.extension import extend_framework
from publicvalue.framework.model import Framework
from publicvalue.framework.rules.parts import check_framework
from publicvalue.measures.definitions import measure_terms
from publicvalue.words.languages import language_of
from small_framework import TEXT, indicator, small_framework

OWN = indicator("citizen.benefit.service.own").replace("      ", "  ", 1).replace("\n        ", "\n    ")
EXTENSION = f"""\
extension:
  id: ministry
  version: "2026"
  title: Ministry
  extends: small/1
  why: The cabinet decided so.
  weights: {{citizen: 2}}
  switch_off: [economic.benefit.costs.b]
indicators:
{OWN}"""


def extended(text: str = EXTENSION) -> Framework:
    return extend_framework(small_framework(), parse_yaml(text, "ministry.yaml"))


def test_extension_adds_weighs_and_switches_off() -> None:
    framework = extended()
    assert framework.name == "ministry/2026"
    assert framework.extends == "small/1"
    assert framework.weight("citizen") == 2
    assert framework.weight("economic") == 1
    ids = [indicator.id for indicator in framework.indicators]
    assert "citizen.benefit.service.own" in ids
    assert "economic.benefit.costs.b" not in ids


def test_id_never_changes_its_meaning() -> None:
    with pytest.raises(InputError) as caught:
        extended(EXTENSION.replace("service.own", "service.a"))
    (problem,) = caught.value.problems
    assert problem.what == "'citizen.benefit.service.a' exists in small/1 already, and an id never changes its meaning"


def test_switching_off_what_is_not_there() -> None:
    with pytest.raises(InputError) as caught:
        extended(EXTENSION.replace("costs.b]", "cost.b]"))
    (problem,) = caught.value.problems
    assert (problem.what, problem.do) == (
        "there is no 'economic.benefit.cost.b' to switch off",
        "did you mean 'economic.benefit.costs.b'?",
    )


def test_switching_off_all_indicators_switches_off_their_component_and_its_group(tmp_path: Path) -> None:
    def described(off: str) -> Framework:
        path = tmp_path / "own.yaml"
        head = EXTENSION.split("indicators:", maxsplit=1)[0].replace("small/1", "public-value/1.0")
        path.write_text(head.replace("economic.benefit.costs.b", off), encoding="utf-8")
        return load_framework(str(path)).framework

    base = load_framework("public-value/1.0").framework
    group = [component for component in base.components if component.group == "economic.benefit"]
    one = described(", ".join(indicator.id for indicator in group[0].indicators))
    assert group[0].id in one.switched_off
    assert "economic.benefit" not in one.switched_off
    assert len(one.components) == len(base.components) - 1
    whole = described(", ".join(component.id for component in group))
    assert {"economic.benefit", *(component.id for component in group)} == set(whole.switched_off)
    with pytest.raises(InputError) as caught:
        described(", ".join(component.id for component in base.components if component.dimension == "economic"))
    assert [problem.what for problem in caught.value.problems] == ["the dimension 'economic' has nothing in it"]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            ["economic.benefit.costs.a", "economic.benefit.costs.b"],
            "every part of 'economic.benefit.costs' has the weight 0: economic.benefit.costs.a, "
            "economic.benefit.costs.b",
        ),
        (
            ["economic.benefit", "economic.risk.harm"],
            "every part of 'economic' has the weight 0: economic.benefit.costs, economic.risk.harm",
        ),
        (["economic", "citizen"], "every dimension has the weight 0: economic, citizen"),
    ],
)
def test_weights_of_a_family_that_add_up_to_nothing(parts: list[str], said: str) -> None:
    framework = replace(small_framework(), weights=MappingProxyType(dict.fromkeys(parts, 0.0)))
    with pytest.raises(InputError) as caught:
        check_framework(framework, measure_terms())
    assert [problem.what for problem in caught.value.problems] == [said]


def weighed(lines: str) -> Framework:
    return extended(EXTENSION.replace("  weights: {citizen: 2}\n", f"  weights:\n{lines}"))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "    citizen: 1\n    ecnomic: 2\n    citizen.benefit.servce: 3\n",
            {
                "ministry.yaml, line 9, ecnomic": "no node has the id 'ecnomic'",
                "ministry.yaml, line 10, citizen.benefit.servce": "no node has the id 'citizen.benefit.servce'",
            },
        ),
        (
            "    citizen.benefit.service: 1\n    citizen: 0\n    economic: 0\n",
            {"ministry.yaml, line 9, citizen": "every dimension has the weight 0: economic, citizen"},
        ),
        (
            "    citizen: -1\n    economic: .inf\n    citizen.benefit: .nan\n    ecnomic: 1\n",
            {
                "ministry.yaml, line 8, citizen": "-1 cannot be used",
                "ministry.yaml, line 9, economic": "inf cannot be used",
                "ministry.yaml, line 10, citizen.benefit": "nan cannot be used",
                "ministry.yaml, line 11, ecnomic": "no node has the id 'ecnomic'",
            },
        ),
    ],
)
def test_weights_that_cannot_be_used_are_told_with_their_line(lines: str, said: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        check_framework(weighed(lines), measure_terms())
    assert {str(problem.place): problem.what for problem in caught.value.problems} == said


def test_weights_of_own_components_and_of_what_is_switched_off_are_known() -> None:
    lines = "    citizen.benefit.service.own: 2\n    economic.benefit.costs.b: 3\n"
    check_framework(weighed(lines), measure_terms())


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_framework_with_a_weight_that_is_none_cannot_be_built(weight: float) -> None:
    with pytest.raises(MethodError, match="'citizen' has the weight"):
        replace(small_framework(), weights=MappingProxyType({"citizen": weight}))


def test_own_measure_and_own_list_are_checked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    shipped = EXTENSION.replace("small/1", "public-value/1.0").replace(
        "citizen.benefit.service.", "citizen.benefit.accessibility."
    )
    path.write_text(shipped.replace("costs.b]", "cost.b]").replace("measure: share", "measure: shar"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_framework(str(path))
    assert [problem.what.split(": ")[-1] for problem in caught.value.problems] == [
        "there is no 'economic.benefit.cost.b' to switch off",
        "no measure is called 'shar'",
    ]


def test_base_that_is_not_there_is_shown_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(EXTENSION, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_framework(str(path))
    (problem,) = caught.value.problems
    assert str(problem.place) == "own.yaml, line 5, extends"


def test_changes_say_what_still_compares() -> None:
    changes = find_changes(small_framework(), extended())
    assert [change.describe() for change in changes] == [
        "framework: small/1 → ministry/2026 (still compares)",
        "citizen: weight 1 → 2 (indicator scores still compare; scores above them do not)",
        "economic.benefit.costs.b: no longer asked (indicator scores still compare; scores above them do not)",
        "citizen.benefit.service.own: new indicator (indicator scores still compare; scores above them do not)",
    ]


def test_changed_goalposts_break_the_comparison() -> None:
    other = small_framework(TEXT.replace("[[0, 100], [50, 0]]", "[[0, 100], [60, 0]]"))
    (change,) = find_changes(small_framework(), other)
    assert change.describe() == "economic.risk.harm.a: goalposts 0→100, 50→0 → 0→100, 60→0 (does not compare)"
    assert "economic.risk.harm.a" not in comparable_indicators(small_framework(), other)


def test_changes_are_told_in_spanish() -> None:
    other = small_framework(TEXT.replace("[[0, 100], [50, 0]]", "[[0, 100], [60, 0]]"))
    (change,) = find_changes(small_framework(), other)
    told = "economic.risk.harm.a: umbrales 0→100, 50→0 → 0→100, 60→0 (no es comparable)"
    assert language_of("es").write(change.describe()) == told


def test_framework_does_not_differ_from_itself() -> None:
    assert find_changes(small_framework(), small_framework()) == ()


def test_wording_still_compares() -> None:
    other = small_framework(TEXT.replace("statement: How much?", "statement: How many?", 1))
    (change,) = find_changes(small_framework(), other)
    assert change.effect == "none"


def test_what_does_not_apply_to_a_system_is_no_change_of_the_framework() -> None:
    whole = small_framework()
    first, *rest = whole.components
    narrow = replace(whole, components=tuple(rest))
    gone = {change.node: change.what for change in find_changes(whole, narrow) if change.node.startswith(first.id)}
    assert gone[first.id] == "no longer asked"
    assert find_changes(whole, narrow, {first.id}) == ()
    assert find_changes(narrow, whole, {first.id}) == ()
    part = first.indicators[0].id
    less = replace(whole, components=(replace(first, indicators=first.indicators[1:]), *rest))
    assert find_changes(whole, less, {part}) == ()
    assert [change.node for change in find_changes(whole, less, {first.indicators[1].id})] == [part]
