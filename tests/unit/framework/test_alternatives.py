"""Choices of the method that a framework leaves open: read, refused, extended, compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publicvalue.errors import InputError
from publicvalue.files.frameworks import load_framework
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.framework.changes import find_changes
from publicvalue.framework.extension import extend_framework
from publicvalue.framework.model import Alternatives, Framework
from small_framework import TEXT, small_framework

SPREAD = "  anchor_spread: 0.1\n"
OPEN = "  alternatives: {means: {dimension: [arithmetic], public_value: [harmonic, geometric]}, weights: [equal]}\n"
EXTENSION = """\
extension:
  id: ministry
  version: "2026"
  title: Ministry
  extends: small/1
  why: The cabinet decided so.
  weights: {citizen: 2}
  alternatives: {means: {dimension: []}}
"""


def open_framework() -> Framework:
    return small_framework(TEXT.replace(SPREAD, SPREAD + OPEN))


def test_open_means_stand_behind_the_stated_one_and_each_once() -> None:
    framework = open_framework()
    assert framework.open_means("dimension") == ("geometric", "arithmetic")
    assert framework.open_means("component") == ("arithmetic",)
    assert framework.open_means("public_value") == ("geometric", "harmonic")


def test_framework_that_says_nothing_has_every_choice_closed() -> None:
    assert small_framework().alternatives == Alternatives()


def test_all_problems_of_the_open_choices_are_reported_at_once() -> None:
    wrong = "  alternatives: {means: {dimension: [geometrc], levels: [arithmetic]}, weights: [pca], anchors: [x]}\n"
    with pytest.raises(InputError) as caught:
        small_framework(TEXT.replace(SPREAD, SPREAD + wrong))
    found = {(problem.place.field, problem.what) for problem in caught.value.problems}
    assert {field for field, _ in found} == {"dimension", "levels", "weights", "anchors"}
    assert ("dimension", "'geometrc' is not a choice") in found
    assert {problem.place.line for problem in caught.value.problems} == {TEXT[: TEXT.index(SPREAD)].count("\n") + 2}


def test_extension_keeps_what_it_does_not_name_and_closes_with_an_empty_list() -> None:
    extended = extend_framework(open_framework(), parse_yaml(EXTENSION, "ministry.yaml"))
    assert extended.open_means("dimension") == ("geometric",)
    assert extended.open_means("public_value") == ("geometric", "harmonic")
    assert extended.alternatives.weights == ("equal",)


def test_equal_weights_are_a_choice_only_where_weights_differ() -> None:
    framework = open_framework()
    assert not framework.open_weights
    assert replace(framework, weights={"citizen": 2.0}).open_weights
    assert not replace(framework, weights={"citizen": 0.0}).open_weights


def test_difference_names_the_choices_that_opened() -> None:
    old, new = small_framework(), replace(open_framework(), weights={"citizen": 2.0})
    found = [change for change in find_changes(old, new) if "weight 1" not in change.what]
    assert [(change.node, change.what, change.effect) for change in found] == [
        ("dimension", "open means none → arithmetic", "aggregates"),
        ("public_value", "open means none → harmonic", "aggregates"),
        ("framework", "equal weights as a choice: closed → open", "aggregates"),
    ]


def test_shipped_framework_leaves_the_means_above_components_open() -> None:
    framework = load_framework("public-value/1.0").framework
    levels = ("component", "dimension", "public_value")
    both = ("geometric", "arithmetic")
    assert [framework.open_means(level) for level in levels] == [("arithmetic",), both, both]
    assert framework.alternatives.weights == ()


@pytest.mark.parametrize("line", ["means: {category: geometric}", "alternatives: {means: {category: [arithmetic]}}"])
def test_mean_of_categories_in_an_older_extension_is_refused_with_what_to_do(line: str) -> None:
    older = EXTENSION.replace("alternatives: {means: {dimension: []}}", line)
    with pytest.raises(InputError) as caught:
        extend_framework(open_framework(), parse_yaml(older, "ministry.yaml"))
    (problem,) = caught.value.problems
    assert (problem.place.field, problem.place.line) == ("category", 8)
    assert problem.do == (
        "remove the line: components count alike within their dimension, and the mean of `dimension` forms it"
    )


def test_framework_that_averaged_categories_compares_in_its_indicators_alone() -> None:
    new = small_framework()
    old = replace(new, means={**new.means, "category": "geometric"})
    assert [(one.node, one.what, one.effect) for one in find_changes(old, new)] == [
        ("category", "no longer a level of its own", "aggregates")
    ]
    assert [one.what for one in find_changes(new, old)] == ["new level"]
    assert (old.averages_categories, new.averages_categories) == (True, False)
