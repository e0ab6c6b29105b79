"""Every rule of a framework: what exactly is said where it is broken, what was expected, and what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, Literal

import pytest
import yaml

from made_up_questions import GROUPS
from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.questions.model import Instruments
from publicvalue.framework.rules.parts import MeasureTerms, check_framework
from publicvalue.framework.rules.questions import find_instrument_problems
from publicvalue.measures.definitions import measure_terms
from publicvalue.schema.values import CHOICE, Number, said
from publicvalue.words.text import Text
from small_framework import TEXT, indicator, small_framework

SAID = yaml.safe_load((Path(__file__).parent / "rules_said.yaml").read_text("utf-8"))
PLAIN = {"share": MeasureTerms(("records",), ("percent",))}
OPTIONS = {
    "share": MeasureTerms(
        ("records",),
        ("percent",),
        {
            "within": Annotated[Number, said("", ge=0, le=100)],
            "side": Annotated[Literal["left", "right"], CHOICE],
            "of": Annotated[Literal["1", "2"], CHOICE],
        },
        ("within",),
        lambda options: (
            [Problem(Place(field="side"), Text("seven is on the left"), "left")]
            if options.get("within") == 7 and options.get("side") == "right"
            else []
        ),
    )
}
UNIT = "        unit: percent\n"


def said_of(text: str, measures: Any) -> list[str]:
    try:
        check_framework(small_framework(text), measures)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


def changed(text: str, case: dict[str, str]) -> str:
    assert case["for"] in text
    return text.replace(case["for"], case["write"], 1)


def _ids(case: dict[str, str]) -> str:
    return case["write"].strip().replace("\n", " ")


@pytest.mark.parametrize("case", SAID["framework"], ids=_ids)
def test_broken_rule_of_a_framework(case: Any) -> None:
    assert said_of(changed(TEXT, case), PLAIN) == case["said"]


@pytest.mark.parametrize("case", SAID["options"], ids=_ids)
def test_broken_rule_of_options(case: Any) -> None:
    others = TEXT.replace(UNIT, UNIT + "        options: {within: 1}\n")
    text = others.replace("options: {within: 1}", case["write"], 1)
    assert said_of(text, OPTIONS) == case["said"]


@pytest.mark.parametrize("case", SAID["questions"], ids=_ids)
def test_broken_rule_of_questions(case: Any) -> None:
    assert said_of(TEXT + changed(GROUPS, case), measure_terms()) == case["said"]


@pytest.mark.parametrize(("number", "problems"), [(8, 0), (9, 1)])
def test_component_has_at_most_eight_indicators(number: int, problems: int) -> None:
    more = "".join(indicator(f"economic.benefit.costs.{letter}") for letter in "cdefghi"[: number - 2])
    text = TEXT.replace("  - id: economic.risk.harm\n", f"{more}  - id: economic.risk.harm\n", 1)
    found = said_of(text, PLAIN)
    assert (
        found
        == [
            f"small.yaml, line 26, id: economic.benefit.costs has {number} indicators\n"
            "    expected: 1 to 8\n    do: add or take away indicators"
        ][:problems]
    )


def test_component_has_at_least_one_indicator() -> None:
    framework = small_framework()
    one, none = (replace(framework.components[0], indicators=framework.components[0].indicators[:n]) for n in (1, 0))
    check_framework(replace(framework, components=(one, *framework.components[1:])), PLAIN)
    with pytest.raises(InputError) as caught:
        check_framework(replace(framework, components=(none, *framework.components[1:])), PLAIN)
    assert [(problem.what, problem.expected) for problem in caught.value.problems] == [
        ("economic.benefit.costs has 0 indicators", "1 to 8")
    ]


def test_measure_without_options_says_that_it_has_none() -> None:
    text = TEXT.replace(UNIT, f"{UNIT}        options: {{wide: 3}}\n", 1)
    (found,) = said_of(text, PLAIN)
    assert "has no option 'wide'\n    expected: one of: none\n" in found


def weighed(places: dict[str, Place], **weights: float) -> list[str]:
    names = {name.replace("_", "."): weight for name, weight in weights.items()}
    with pytest.raises(InputError) as caught:
        check_framework(replace(small_framework(), weights=names, weight_places=places), PLAIN)
    return [str(problem) for problem in caught.value.problems]


def test_weights_that_are_all_zero_are_named_with_their_first_line() -> None:
    places = {"economic": Place("own.yaml", line=9), "citizen": Place("own.yaml", line=7)}
    assert weighed(places, economic=0.0, citizen=0.0) == [
        "own.yaml, line 7: every dimension has the weight 0: economic, citizen\n"
        "    expected: at least one weight above 0\n    do: give one of them a weight"
    ]
    assert weighed({}, economic_benefit_costs_a=0.0, economic_benefit_costs_b=0.0) == [
        "small.yaml, line 1, weights: every part of 'economic.benefit.costs' has the weight 0: "
        "economic.benefit.costs.a, economic.benefit.costs.b\n    expected: at least one weight above 0\n"
        "    do: give one of them a weight, or give 'economic.benefit.costs' itself the weight 0"
    ]


def test_line_that_is_not_known_stands_before_those_that_are() -> None:
    places = {"economic": Place("own.yaml", line=1), "citizen": Place("own.yaml")}
    (found,) = weighed(places, economic=0.0, citizen=0.0)
    assert found.startswith("own.yaml: every dimension")


def test_weight_of_nothing_is_named_with_its_line() -> None:
    (found,) = weighed({"citizen.x": Place("own.yaml", line=3)}, citizen_x=2.0)
    assert found.startswith("own.yaml, line 3: no node has the id 'citizen.x'")


def test_item_is_one_of_its_indicators() -> None:
    framework = small_framework(TEXT + GROUPS)
    id = framework.indicators[0].id
    rated = replace(
        framework.components[0].indicators[0],
        options={"items": [{"id": "first", "text": "First"}, "no item", {"id": "second", "text": "Second"}]},
    )
    first = replace(framework.components[0], indicators=(rated, *framework.components[0].indicators[1:]))
    asked = replace(framework.instruments.questions[-1], indicator=id)
    for item, told in (("second", 0), ("third", 1), ("", 0)):
        questions = (*framework.instruments.questions[:-1], replace(asked, item=item))
        whole = replace(
            framework,
            components=(first, *framework.components[1:]),
            instruments=replace(framework.instruments, questions=questions),
        )
        found = find_instrument_problems(whole)
        assert [problem.what for problem in found] == [f"which: {id} has no item 'third'"][:told]
        assert [problem.expected for problem in found] == ["one of: first, second"][:told]


def test_indicators_that_are_switched_off_are_known() -> None:
    framework = small_framework(TEXT + GROUPS)
    off = "citizen.benefit.gone"
    questions = (*framework.instruments.questions[:-1], framework.instruments.questions[-1])
    for id, known in ((f"{off}.a", True), (off, True), ("citizen.benefit.other.a", False), ("citizen.gone", False)):
        asked = (*questions[:-1], replace(questions[-1], indicator=id))
        whole = replace(framework, instruments=replace(framework.instruments, questions=asked), switched_off=(off,))
        assert [problem.what for problem in find_instrument_problems(whole)] == (
            [] if known else [f"which: no indicator '{id}'"]
        )


def staffed(**changes: Any) -> list[str]:
    framework = small_framework(TEXT + GROUPS)
    competency = SimpleNamespace(id="reading", question="good", place=Place(), title="", text="")
    role = SimpleNamespace(id="clerk", levels=changes.pop("levels", {"reading": "2"}), place=Place("s.yaml", line=4))
    known: Instruments = replace(
        framework.instruments,
        competencies=(SimpleNamespace(**{**vars(competency), **changes}),),  # type: ignore[arg-type]
        staff_roles=(role,),  # type: ignore[arg-type]
    )
    return [str(problem) for problem in find_instrument_problems(replace(framework, instruments=known))]


def test_staff_roles_ask_levels_that_the_question_has() -> None:
    assert staffed() == []
    assert staffed(levels={"reading": "3"}) == [
        "s.yaml, line 4: clerk: reading has no level '3'\n"
        "    expected: one of: 1, 2\n    do: write one that is expected"
    ]
    (found,) = staffed(levels={"readin": "1"})
    assert found.startswith(
        "s.yaml, line 4: clerk: no competency 'readin'\n    expected: one of: reading\n    do: did you"
    )
    missing = staffed(question="goo")
    assert [one.splitlines()[0] for one in missing] == [
        "reading: no question 'goo'",
        "s.yaml, line 4: clerk: no competency 'reading'",
    ]
