"""Turn the nodes of framework files into a Framework, or into the list of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import cast

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.fields import Record, find_test, read_shape
from publicvalue.framework.model import (
    Alternatives,
    Component,
    Condition,
    Floor,
    Fold,
    Framework,
    Goalposts,
    Indicator,
    Mean,
    Recommendation,
    Rule,
    Term,
    VerdictRules,
    Weighting,
    goalpost_faults,
    in_order,
)
from publicvalue.framework.questions.parse import parse_instruments
from publicvalue.framework.shapes import FRAMEWORK, TESTS
from publicvalue.schema.node import Node


def parse_framework(node: Node) -> Framework:
    """Build a framework from the nodes of its files, merged into one.

    Raises
    ------
    InputError
        With every problem of shape; the rules across parts are checked by `rules.check_framework`.
    """
    problems: list[Problem] = []
    record = read_shape(node, FRAMEWORK, problems)
    framework = None
    if record is not None:
        framework = _framework(record, problems)
    if problems or framework is None:
        raise InputError(problems)
    return framework


def _framework(record: Record, problems: list[Problem]) -> Framework | None:
    head, verdict = record.record("framework"), record.record("verdict")
    components = parse_components(record.records("components"), problems)
    recommendations = parse_recommendations(record.records("recommendations"), problems)
    rules = _verdict(verdict, problems) if verdict else None
    instruments = parse_instruments(record, problems)
    if head is None or rules is None:
        return None
    return Framework(
        id=head.text("id"),
        version=head.text("version"),
        title=head.text("title"),
        citation=head.text("citation"),
        dimensions=_terms(head, "dimensions"),
        categories=_terms(head, "categories"),
        stages=_terms(head, "stages"),
        strengths=_terms(head, "strengths"),
        components=in_order(components, _terms(head, "dimensions")),
        verdict=rules,
        policies=tuple(Term(p.text("id"), p.text("title"), p.text("statement")) for p in record.records("policies")),
        recommendations=recommendations,
        means=MappingProxyType(parse_means(head.record("means"))),
        weight_spread=head.number("weight_spread", 0),
        anchor_spread=head.number("anchor_spread", 0),
        weights=MappingProxyType(parse_weights(head)),
        place=head.place,
        weight_places=MappingProxyType(place_weights(head)),
        alternatives=parse_alternatives(head.record("alternatives"), Alternatives()),
        instruments=instruments,
    )


def parse_weights(head: Record) -> dict[str, float]:
    """Return node id -> weight from a framework's or an extension's head."""
    return {name: float(cast(float, value)) for name, value in head.map("weights").items() if value is not None}


def place_weights(head: Record) -> dict[str, Place]:
    """Return node id -> the line that gives its weight."""
    weights = head.map("weights")
    return {name: weights.place_of(name) for name in weights}


def parse_means(record: Record | None) -> dict[str, Mean]:
    """Return level -> mean for the levels that are named."""
    return {level: cast(Mean, record.text(level)) for level in record or ()} if record is not None else {}


def parse_alternatives(record: Record | None, base: Alternatives) -> Alternatives:
    """Return the open choices: those that are named replace those of the base."""
    if record is None:
        return base
    means = record.record("means")
    named = {level: cast(tuple[Mean, ...], means.texts(level)) for level in means or ()} if means is not None else {}
    weights = cast(tuple[Weighting, ...], record.texts("weights")) if "weights" in record else base.weights
    return Alternatives(MappingProxyType({**base.means, **named}), weights)


def _terms(record: Record, name: str) -> tuple[Term, ...]:
    return tuple(Term(term.text("id"), term.text("title"), term.text("text")) for term in record.records(name))


def parse_components(records: Sequence[Record], problems: list[Problem]) -> tuple[Component, ...]:
    """Build the components that can be built; add a problem for each that cannot."""
    return tuple(
        Component(
            id=record.text("id"),
            title=record.text("title"),
            stage=record.text("stage"),
            statement=record.text("statement"),
            why=record.text("why"),
            indicators=parse_indicators(record.records("indicators"), problems),
            place=record.place_of("id"),
        )
        for record in records
    )


def parse_indicators(records: Sequence[Record], problems: list[Problem]) -> tuple[Indicator, ...]:
    """Build the indicators that can be built; add a problem for each that cannot."""
    built = [(record, parse_goalposts(record, problems)) for record in records]
    return tuple(
        Indicator(
            id=record.text("id"),
            title=record.text("title"),
            statement=record.text("statement"),
            kind=record.text("kind"),
            measure=record.text("measure"),
            unit=record.text("unit"),
            goalposts=goalposts,
            answered_by=record.texts("answered_by"),
            good_evidence=record.text("good_evidence"),
            options=MappingProxyType(dict(record.map("options"))),
            place=record.place_of("id"),
        )
        for record, goalposts in built
        if goalposts is not None
    )


def parse_goalposts(indicator: Record, problems: list[Problem]) -> Goalposts | None:
    """Build an indicator's goalposts; a curve that turns, or is none, is a problem with its place."""
    record = indicator.record("goalposts")
    if record is None or any(None in cast(tuple[object, ...], a or (None,)) for a in record.list("anchors")):
        return None
    anchors = tuple(tuple(float(cast(float, x)) for x in cast(Sequence[object], a)) for a in record.list("anchors"))
    if faults := goalpost_faults(anchors):
        expected = "pairs [value, score] whose values rise and whose scores only rise or only fall"
        place, name = record.place_of("anchors"), indicator.text("id")
        problems.extend(Problem(place, f"{name}: {fault}", expected, "mend the anchors") for fault in faults)
        return None
    pairs = tuple((anchor[0], anchor[1]) for anchor in anchors)
    return Goalposts(pairs, record.text("basis"), record.text("source"), cast(Fold, record.text("fold", "none")))


def _verdict(record: Record, problems: list[Problem]) -> VerdictRules:
    return VerdictRules(
        levels=_terms(record, "levels"),
        rules=_rules(record.records("rules"), problems),
        leanings=_rules(record.records("leanings"), problems),
        floors=parse_floors(record.records("floors")),
    )


def _rules(records: Sequence[Record], problems: list[Problem]) -> tuple[Rule, ...]:
    return tuple(Rule(record.text("level"), parse_conditions(record, problems)) for record in records)


def parse_floors(records: Sequence[Record]) -> tuple[Floor, ...]:
    """Build the floors."""
    return tuple(
        Floor(
            component=record.text("component"),
            below=record.number("below", 0),
            probability=record.number("probability", 0),
            caps_at=record.text("caps_at"),
            why=record.text("why"),
            place=record.place,
        )
        for record in records
    )


def parse_recommendations(records: Sequence[Record], problems: list[Problem]) -> tuple[Recommendation, ...]:
    """Build the recommendations; add a problem for each trigger that cannot be read."""
    return tuple(
        Recommendation(
            id=record.text("id"),
            title=record.text("title"),
            action=record.text("action"),
            why=record.text("why"),
            when=parse_conditions(record, problems),
            raises=record.texts("raises"),
            who=record.text("who"),
            effort=record.text("effort"),
            source=record.text("source"),
            place=record.place_of("id"),
        )
        for record in records
    )


def parse_conditions(record: Record, problems: list[Problem]) -> tuple[Condition, ...]:
    """Build the conditions under `when`: each names one node and exactly one test."""
    conditions = []
    for entry in record.records("when"):
        test = find_test(entry, TESTS, f"the condition on '{entry.text('of')}'", problems)
        if not test:
            continue
        conditions.append(
            Condition(
                of=entry.text("of"),
                test=test,
                value=entry.number(test, 0),
                probability=entry.number("probability", 0.5),
                over="all" if entry.text("over") == "all" else "evidenced",
                place=entry.place,
            )
        )
    return tuple(conditions)
