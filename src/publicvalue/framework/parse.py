"""Turn the nodes of framework files into a Framework, or into the list of everything that is wrong with them."""

from __future__ import annotations

from types import MappingProxyType

from publicvalue.errors import InputError, Problem
from publicvalue.framework.model import Alternatives, Framework, in_order
from publicvalue.framework.shapes import FrameworkFile, weight_places
from publicvalue.schema.node import Node
from publicvalue.schema.reader import read_parts


def parse_framework(node: Node) -> Framework:
    """Build a framework from the nodes of its files, merged into one.

    Raises
    ------
    InputError
        With every problem of shape; the rules across parts are checked by `rules.check_framework`.
    """
    problems: list[Problem] = []
    file = read_parts(node, FrameworkFile, problems)
    problems.extend(file.find_doubles() if file else ())
    if file is None or problems:
        raise InputError(problems)
    return _framework(file)


def _framework(file: FrameworkFile) -> Framework:
    head = file.framework
    return Framework(
        id=head.id,
        version=head.version,
        title=head.title,
        citation=head.citation,
        dimensions=head.dimensions,
        categories=head.categories,
        stages=head.stages,
        strengths=head.strengths,
        components=in_order(file.components, head.dimensions),
        verdict=file.verdict,
        policies=file.policies,
        recommendations=file.recommendations,
        means=MappingProxyType(dict(head.means.by_level())),
        weight_spread=head.weight_spread,
        anchor_spread=head.anchor_spread,
        weights=head.weights,
        place=head.place,
        weight_places=MappingProxyType(weight_places(head)),
        alternatives=head.alternatives.over(Alternatives()),
        instruments=file.instruments(),
        red_lines=file.red_lines,
        harms=file.harms,
        facts=file.facts,
        profiles=file.profiles,
    )
