"""Rules across the parts of a framework that the judgement rests on: words, red lines, harm, core questions, kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from publicvalue.errors import Place, Problem
from publicvalue.framework.judgement.core_questions import CoreQuestion
from publicvalue.framework.judgement.harms import HarmRule
from publicvalue.framework.judgement.red_lines import RedLine
from publicvalue.framework.judgement.verdict import CERTAINTIES, CLAIMS, DIRECTIONS
from publicvalue.framework.model import Framework, Indicator
from publicvalue.framework.nodes import parent_of
from publicvalue.framework.nouns import ADVICE, DIMENSION, FACT, INDICATOR, NODE, STAGE, find_unknown
from publicvalue.framework.terms import Term
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text

SAYABLE = ("value", "low", "high")
"""What the text of a harm can name."""

STRENGTHS = 6
"""Strengths of evidence: 0 to 5."""


def find_judgement_problems(framework: Framework) -> tuple[Problem, ...]:
    """Return what is wrong with what the judgement rests on."""
    return (
        *_words(framework),
        *_outcomes(framework),
        *(problem for line in framework.red_lines for problem in _red_line(framework, line)),
        *(problem for rule in framework.harms for problem in _harm(framework, rule)),
        *_cores(framework),
        *_kinds(framework),
    )


def _words(framework: Framework) -> Iterator[Problem]:
    rules = framework.verdict
    groups: tuple[tuple[Text, Sequence[Term], Sequence[str]], ...] = (
        (Text("directions"), rules.directions, DIRECTIONS),
        (Text("kinds of claim"), rules.claims, CLAIMS),
        (Text("levels of certainty"), rules.certainties, CERTAINTIES),
    )
    for name, terms, wanted in groups:
        found = tuple(term.id for term in terms)
        if found != tuple(wanted):
            what = Text("the {name} are {found:list}", name=name, found=found)
            do = Text("keep these ids in this order: their titles and texts are yours")
            yield Problem(rules.place, what, Text("{wanted:list}", wanted=tuple(wanted)), do)
    if len(rules.certainty.strengths) != STRENGTHS:
        what = Text("certainty has steps for {number} strengths", number=len(rules.certainty.strengths))
        yield Problem(rules.place, what, Text("six: for strengths 0 to 5"), Text("write six numbers"))


def _outcomes(framework: Framework) -> Iterator[Problem]:
    rules, stages = framework.verdict, [stage.id for stage in framework.stages]
    named = (
        *rules.outcomes.stages,
        *rules.outcomes.outputs,
        *((rules.outcomes.trust,) if rules.outcomes.trust else ()),
    )
    yield from find_unknown(named, stages, rules.place, STAGE)
    for indicator in framework.indicators:
        if indicator.stage:
            yield from find_unknown([indicator.stage], stages, indicator.place, STAGE)


def _red_line(framework: Framework, line: RedLine) -> Iterator[Problem]:
    asked = {indicator.id: indicator for indicator in framework.indicators}
    named = [line.advice, *([line.advice_partly] if line.advice_partly else [])]
    yield from find_unknown(named, [one.id for one in framework.recommendations], line.place, ADVICE)
    yield from find_unknown(line.caps, [one.id for one in framework.dimensions], line.place, DIMENSION)
    yield from find_unknown(line.exempting_facts, [one.id for one in framework.facts], line.place, FACT)
    if line.measured:
        yield from find_unknown(_asked(framework, [line.measured.indicator]), asked, line.place, INDICATOR)
        if line.measured.partly_above > line.measured.above:
            what = Text(
                "{id}: it is partly kept above {partly:g}, and broken above {above:g}",
                id=line.id,
                partly=line.measured.partly_above,
                above=line.measured.above,
            )
            yield Problem(line.place, what, Text("a lower limit for partly"), Text("swap the two"))
    for name in line.items:
        yield from _line_item(framework, asked, line, name)


def _line_item(framework: Framework, asked: Mapping[str, Indicator], line: RedLine, name: str) -> Iterator[Problem]:
    id, _, item = name.partition("/")
    yield from find_unknown(_asked(framework, [id]), asked, line.place, INDICATOR)
    if id in asked and item not in (known := _items(asked[id])):
        what = Text("{line}: {indicator} has no item {item:quoted}", line=line.id, indicator=id, item=item)
        expected = Text("an item of its checklist, as indicator, a slash and the item")
        yield Problem(line.place, what, expected, nearest(item, known))


def _asked(framework: Framework, ids: Iterable[str]) -> list[str]:
    """Return the ids that are not switched off, by themselves or with what they stand in."""
    return [id for id in ids if not any(f"{id}.".startswith(f"{off}.") for off in framework.switched_off)]


def _items(indicator: Indicator) -> list[str]:
    listed = indicator.options.get("items")
    entries = listed if isinstance(listed, Iterable) and not isinstance(listed, str) else ()
    return [str(one["id"]) for one in entries if isinstance(one, Mapping) and "id" in one]


def _harm(framework: Framework, rule: HarmRule) -> Iterator[Problem]:
    asked = [indicator.id for indicator in framework.indicators]
    yield from find_unknown(_asked(framework, [rule.indicator]), asked, rule.place, INDICATOR)
    yield from find_unknown([rule.advice], [one.id for one in framework.recommendations], rule.place, ADVICE)
    if rule.above is None and rule.below is None:
        what = Text("{id}: there is no threshold", id=rule.id)
        yield Problem(
            rule.place, what, Text("`above` or `below`, or both"), Text("write the value beyond which it holds")
        )
    try:
        Text(rule.text, **dict.fromkeys(SAYABLE, "x"))
    except ValueError:
        what = Text("{id}: the text names what a harm does not have", id=rule.id)
        expected = Text("{names:list}, each in braces", names=SAYABLE)
        yield Problem(rule.place, what, expected, Text("name these alone"))


def _cores(framework: Framework) -> Iterator[Problem]:
    asks = any(component.core for component in framework.components)
    for component in framework.components:
        cores = [one for one in component.indicators if one.core]
        if asks and not cores and not any(parent_of(id) == component.id for id in framework.switched_off):
            what = Text("{component} has no core question", component=component.id)
            expected = Text("one, as the others have: what is known of it would not count for the verdict")
            do = Text("give `core` to the indicator that one answer can settle")
            yield Problem(component.place, what, expected, do)
        if len(cores) > 1:
            what = Text("{component} has {number} core questions", component=component.id, number=len(cores))
            do = Text("give `core` to the one indicator that settles most")
            yield Problem(component.place, what, Text("one"), do)
        for indicator in cores:
            if indicator.core:
                yield from _core(indicator, indicator.core)


def _core(indicator: Indicator, core: CoreQuestion) -> Iterator[Problem]:
    if core.form == "grade" and len(core.grades) < 2:
        what = Text("{indicator}: a grade is asked for, and there are no grades", indicator=indicator.id)
        yield Problem(indicator.place, what, Text("two grades or more"), Text("add `grades`"))
    if core.form == "count" and not core.counted:
        what = Text("{indicator}: it is not said what is counted", indicator=indicator.id)
        yield Problem(indicator.place, what, Text("what is counted, and of what"), Text("add `counted`"))
    for grade in core.grades:
        if grade.high < grade.low:
            what = Text(
                "{indicator}: the grade {id:quoted} ends below its beginning", indicator=indicator.id, id=grade.id
            )
            yield Problem(indicator.place, what, Text("low no higher than high"), Text("swap the two"))


def _kinds(framework: Framework) -> Iterator[Problem]:
    facts = [one.id for one in framework.facts]
    parts = [
        *(one.id for one in framework.components),
        *(one.id for one in framework.indicators),
    ]
    for profile in framework.profiles:
        yield from find_unknown(profile.facts, facts, profile.place, FACT)
        for one in profile.not_applicable:
            yield from find_unknown(_asked(framework, [one.of]), parts, _nearer(one.place, profile.place), NODE)
            yield from find_unknown(one.when, facts, _nearer(one.place, profile.place), FACT)


def _nearer(place: Place, other: Place) -> Place:
    return place if place.line else other
