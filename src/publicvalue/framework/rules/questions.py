"""Rules across a framework's questions: ids that exist, choices that fit their type, constructs that have items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from publicvalue.errors import Place, Problem
from publicvalue.framework.model import Framework
from publicvalue.framework.nodes import parent_of
from publicvalue.framework.questions.model import CHOOSING, ChoiceList, Instruments, Question, QuestionCondition
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text, counted, phrase

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE = re.compile(r"-?[0-9]+|[a-z][a-z0-9_]*")
RESERVED = frozenset({"weight", "stratum", "cluster", "population", "wave", "row", "key", "count", "respondent"})
"""Names of columns that a table of answers has beside its questions."""

GROUPS = {
    "audiences": (
        phrase("two audiences are called {id:quoted}"),
        phrase("{id:quoted} is no id of an audience"),
    ),
    "sections": (
        phrase("two sections are called {id:quoted}"),
        phrase("{id:quoted} is no id of a section"),
    ),
    "questions": (
        phrase("two questions are called {id:quoted}"),
        phrase("{id:quoted} is no id of a question"),
    ),
    "constructs": (
        phrase("two constructs are called {id:quoted}"),
        phrase("{id:quoted} is no id of a construct"),
    ),
    "competencies": (
        phrase("two competencies are called {id:quoted}"),
        phrase("{id:quoted} is no id of a competency"),
    ),
    "staff_roles": (
        phrase("two staff roles are called {id:quoted}"),
        phrase("{id:quoted} is no id of a staff role"),
    ),
}
"""Group of what is named in instruments -> what is said of a name that stands twice, and of one that is no name."""


def find_instrument_problems(framework: Framework) -> list[Problem]:
    """Return every rule that the framework's questions, choices, constructs and links break, each with its place."""
    instruments = framework.instruments
    nodes = [*framework.node_ids(), *(indicator.id for indicator in framework.indicators), *framework.switched_off]
    return [
        *_doubles(instruments),
        *(problem for found in instruments.choice_lists.values() for problem in _choice_list(found, nodes)),
        *(problem for question in instruments.questions for problem in _question(question, framework)),
        *_column_clashes(instruments),
        *_constructs(framework),
        *_links(instruments),
        *_competencies(instruments),
    ]


def _doubles(instruments: Instruments) -> Iterator[Problem]:
    for group, (twice, wrong) in GROUPS.items():
        seen: set[str] = set()
        for thing in getattr(instruments, group):
            if thing.id in seen:
                yield Problem(thing.place, Text(twice, id=thing.id), Text("each id once"), Text("rename one of them"))
            if not NAME.fullmatch(thing.id):
                expected = Text("small letters, digits and _, at most 40")
                yield Problem(thing.place, Text(wrong, id=thing.id), expected, Text("rename it"))
            seen.add(thing.id)


def _choice_list(found: ChoiceList, nodes: Sequence[str]) -> Iterator[Problem]:
    for code, times in Counter(found.codes).items():
        if times > 1:
            what = Text("{list}: the code {code:quoted} stands {times} times", list=found.id, code=code, times=times)
            yield Problem(found.place, what, Text("each code once"), Text("rename all but one of them"))
        if not CODE.fullmatch(code):
            what = Text("{list}: {code:quoted} is no code", list=found.id, code=code)
            expected = Text("a whole number, or small letters, digits and _")
            yield Problem(found.place, what, expected, Text("rename it"))
    if len(found.answers) < 2:
        what = counted(
            len(found.answers),
            "{list} has {number:count} choice that is an answer",
            "{list} has {number:count} choices that are answers",
            list=found.id,
        )
        do = Text("add choices, or take the mark `missing` away")
        yield Problem(found.place, what, Text("at least two"), do)
    for choice in found.choices:
        if choice.node and choice.node not in nodes:
            what = Text("{list}: no node is called {node:quoted}", list=found.id, node=choice.node)
            yield Problem(found.place, what, Text("a node of the framework"), nearest(choice.node, nodes))


def _unknown(id: str, known: Iterable[str], place: Place, what: Text) -> Iterator[Problem]:
    names = list(known)
    if id not in names:
        yield Problem(place, what, one_of(names), nearest(id, names))


def _question(question: Question, framework: Framework) -> Iterator[Problem]:
    instruments = framework.instruments
    audiences = [audience.id for audience in instruments.audiences]
    for audience in question.asked_of:
        what = Text("{question}: no audience {id:quoted}", question=question.id, id=audience)
        yield from _unknown(audience, audiences, question.place, what)
    sections = [section.id for section in instruments.sections]
    what = Text("{question}: no section {id:quoted}", question=question.id, id=question.section)
    yield from _unknown(question.section, sections, question.place, what)
    if question.id in RESERVED:
        what = Text("{id:quoted} is the name of another column of a table of answers", id=question.id)
        yield Problem(question.place, what, Text("another id"), Text("rename the question"))
    yield from _belonging(question, framework)
    yield from _choices(question, instruments)
    for condition in question.relevant:
        yield from _condition(question, condition, instruments)


def _belonging(question: Question, framework: Framework) -> Iterator[Problem]:
    owners = [name for name in (question.construct, question.indicator) if name]
    if len(owners) > 1 or (question.use != "answer" and owners):
        what = Text("{question} belongs to {owner}", question=question.id, owner=owners[0])
        if len(owners) > 1:
            what = Text(
                "{question} belongs to {first} and to {second}",
                question=question.id,
                first=owners[0],
                second=owners[1],
            )
        expected = Text("one construct or one indicator; none for groups, consent and codes")
        yield Problem(question.place, what, expected, Text("keep one owner"))
    if question.construct:
        known = [construct.id for construct in framework.instruments.constructs]
        what = Text("{question}: no construct {id:quoted}", question=question.id, id=question.construct)
        yield from _unknown(question.construct, known, question.place, what)
    yield from _indicator(question.id, question.indicator, question.place, framework)
    yield from _indicator(question.id, question.expects, question.place, framework)
    if question.expects and not (question.type == "number" and question.unit):
        what = Text("{question} is an expectation", question=question.id)
        expected = Text("a question of type number, with its unit")
        yield Problem(question.place, what, expected, Text("change it"))
    if question.reversed and not question.construct:
        what = Text("{question} is reversed but belongs to no construct", question=question.id)
        do = Text("name the construct, or remove `reversed`")
        yield Problem(question.place, what, Text("a construct"), do)
    yield from _item(question, framework)


def _indicator(owner: str, id: str, place: Place, framework: Framework) -> Iterator[Problem]:
    """Refuse an indicator that the framework does not know; one that it switched off is no fault."""
    indicators = [indicator.id for indicator in framework.indicators]
    known = not id or id in indicators or {id, parent_of(id)} & set(framework.switched_off)
    if not known:
        what = Text("{owner}: no indicator {id:quoted}", owner=owner, id=id)
        yield Problem(place, what, Text("an indicator's id"), nearest(id, indicators))


def _item(question: Question, framework: Framework) -> Iterator[Problem]:
    if not question.item:
        return
    found = [indicator for indicator in framework.indicators if indicator.id == question.indicator]
    if not found:
        return
    listed = found[0].options.get("items", ())
    items = [str(item.get("id")) for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    what = Text(
        "{question}: {indicator} has no item {id:quoted}",
        question=question.id,
        indicator=found[0].id,
        id=question.item,
    )
    yield from _unknown(question.item, items, question.place, what)


def _choices(question: Question, instruments: Instruments) -> Iterator[Problem]:
    if (question.type in CHOOSING) != bool(question.choices):
        what = Text(
            "{question}: a question of type {type} takes no choice list", question=question.id, type=question.type
        )
        if question.type in CHOOSING:
            what = Text(
                "{question}: a question of type {type} needs a choice list", question=question.id, type=question.type
            )
        yield Problem(question.place, what, do=Text("add or remove `choices`"))
        return
    found = instruments.choice_lists.get(question.choices)
    if question.choices and found is None:
        what = Text("{question}: no choice list {id:quoted}", question=question.id, id=question.choices)
        yield from _unknown(question.choices, instruments.choice_lists, question.place, what)
        return
    checks: dict[str, Callable[[Question, ChoiceList], Iterator[Problem]]] = {
        "scale": _scale,
        "allocation": _allocation,
        "best_worst": _best_worst,
    }
    if found is not None and question.type in checks:
        yield from checks[question.type](question, found)
    if question.dealt_by:
        yield from _dealt(question, instruments)
    if question.low is not None and question.high is not None and not question.low < question.high:
        what = Text(
            "{question} runs from {low:g} to {high:g}", question=question.id, low=question.low, high=question.high
        )
        yield Problem(question.place, what, Text("low below high"), Text("swap the two, or correct one"))


def _scale(question: Question, found: ChoiceList) -> Iterator[Problem]:
    words = [code for code in found.answers if not re.fullmatch(r"-?[0-9]+", code)]
    if words:
        what = Text(
            "{question}: {code:quoted} on the scale {list} is no number",
            question=question.id,
            code=words[0],
            list=found.id,
        )
        expected = Text("whole numbers as codes, or the mark `missing`")
        yield Problem(question.place, what, expected, Text("write numbers as codes"))
    elif any(int(b) <= int(a) for a, b in pairwise(found.answers)):
        what = Text("{question}: the codes of {list} do not rise", question=question.id, list=found.id)
        do = Text("put the choices in the order of their codes")
        yield Problem(question.place, what, Text("rising numbers"), do)


def _allocation(question: Question, _: ChoiceList) -> Iterator[Problem]:
    if question.total is None:
        what = Text("{question}: how many points are shared out is not said", question=question.id)
        yield Problem(question.place, what, "total: 100", Text("add the line"))


def _best_worst(question: Question, found: ChoiceList) -> Iterator[Problem]:
    shown = Counter(code for task in question.tasks for code in task)
    for code in shown.keys() - set(found.answers):
        what = Text(
            "{question}: a task shows {code:quoted}, which {list} does not hold",
            question=question.id,
            code=code,
            list=found.id,
        )
        yield Problem(question.place, what, do=Text("take it out of the task, or add it to the list"))
    unseen = tuple(code for code in found.answers if code not in shown)
    if unseen:
        what = Text("{question}: no task shows {codes:list}", question=question.id, codes=unseen)
        yield Problem(question.place, what, Text("every choice in at least one task"), Text("add it to a task"))
    if any(len(set(task)) < len(task) for task in question.tasks):
        what = Text("{question}: a task shows a choice twice", question=question.id)
        yield Problem(question.place, what, Text("different choices in each task"), Text("replace one of the two"))


def _dealt(question: Question, instruments: Instruments) -> Iterator[Problem]:
    """Refuse tasks that no earlier question of the same audience deals out into runs of the same size."""
    problems = list(_condition(question, QuestionCondition(question.dealt_by, "is", (), question.place), instruments))
    yield from problems
    if problems:
        return
    other = instruments.question(question.dealt_by)
    runs = len(instruments.choice_lists[other.choices].answers) if other.type == "choose_one" else 0
    if not runs:
        what = Text(
            "{question} is dealt out by {other}, which chooses none of a list", question=question.id, other=other.id
        )
        yield Problem(question.place, what, "choose_one", Text("name a question that chooses one"))
    elif not question.tasks or len(question.tasks) % runs:
        what = Text(
            "{question}: {tasks} tasks cannot be dealt out evenly over {runs} choices of {other}",
            question=question.id,
            tasks=len(question.tasks),
            runs=runs,
            other=other.id,
        )
        do = Text("add tasks or take some away")
        yield Problem(question.place, what, Text("equally many tasks for each choice"), do)


def _condition(question: Question, condition: QuestionCondition, instruments: Instruments) -> Iterator[Problem]:
    others = {other.id: other for other in instruments.questions if other.id != question.id}
    other = others.get(condition.question)
    if other is None:
        what = Text("{question}: no other question {id:quoted}", question=question.id, id=condition.question)
        yield from _unknown(condition.question, others, condition.place, what)
        return
    for audience in question.asked_of:
        asked = [one.id for one in instruments.asked_of(audience)]
        if other.id not in asked:
            what = Text(
                "{question} depends on {other}, which {audience} are not asked",
                question=question.id,
                other=other.id,
                audience=audience,
            )
            expected = Text("a question that the same audience is asked")
            do = Text("drop the condition, or ask the other question of them too")
            yield Problem(condition.place, what, expected, do)
        elif asked.index(other.id) > asked.index(question.id):
            what = Text("{question} depends on {other}, which comes after it", question=question.id, other=other.id)
            do = Text("move the other question before this one")
            yield Problem(condition.place, what, Text("a question that comes before"), do)
    found = instruments.choice_lists.get(other.choices)
    for value in condition.values if found and condition.test in ("is", "is_not") else ():
        if found and value not in found.codes:
            what = Text("{question}: {other} has no choice {id:quoted}", question=question.id, other=other.id, id=value)
            yield from _unknown(value, found.codes, condition.place, what)


def _column_clashes(instruments: Instruments) -> Iterator[Problem]:
    owners: dict[str, str] = {
        construct.id: Text("the construct {id}", id=construct.id) for construct in instruments.constructs
    }
    for question in instruments.questions:
        if question.choices and question.choices not in instruments.choice_lists:
            continue
        for column in question.columns(instruments.choice_lists):
            owner = owners.setdefault(column, question.id)
            if owner != question.id:
                what = Text(
                    "{owner} and {question} both have the column {column:quoted}",
                    owner=owner,
                    question=question.id,
                    column=column,
                )
                yield Problem(question.place, what, Text("ids whose columns differ"), Text("rename one of the two"))


def _constructs(framework: Framework) -> Iterator[Problem]:
    stages = [stage.id for stage in framework.stages]
    for construct in framework.instruments.constructs:
        no_stage = Text("{construct}: no stage {id:quoted}", construct=construct.id, id=construct.stage)
        yield from _unknown(construct.stage, stages, construct.place, no_stage)
        items = framework.instruments.items(construct.id)
        if len(items) < 2:
            what = counted(
                len(items),
                "the construct {construct} has {number:count} question",
                "the construct {construct} has {number:count} questions",
                construct=construct.id,
            )
            do = Text("add a question, or give the one that it has to an indicator")
            yield Problem(construct.place, what, Text("at least two: one alone has no reliability"), do)
        yield from _indicator(construct.id, construct.indicator, construct.place, framework)
        for item in items:
            if item.type not in ("scale", "number"):
                what = Text("{question}: an item of a construct is of type {type}", question=item.id, type=item.type)
                do = Text("change its type, or take it out of the construct")
                yield Problem(item.place, what, "scale, number", do)


def _links(instruments: Instruments) -> Iterator[Problem]:
    known = [construct.id for construct in instruments.constructs]
    for link in instruments.links:
        for end in (link.start, link.end):
            yield from _unknown(end, known, link.place, Text("no construct {id:quoted}", id=end))
    yield from _cycle(instruments)


def _cycle(instruments: Instruments) -> Iterator[Problem]:
    """Refuse links that lead back to where they began: a path model is estimated along one direction."""
    left = list(instruments.links)
    while left:
        ends = {link.end for link in left}
        kept = [link for link in left if link.start in ends]
        if len(kept) == len(left):
            names = tuple(dict.fromkeys(link.start for link in left))
            what = Text("the links between constructs run in a circle ({names:list})", names=names)
            yield Problem(left[0].place, what, Text("one direction"), Text("take one of these links out"))
            return
        left = kept


def _competencies(instruments: Instruments) -> Iterator[Problem]:
    questions = {question.id: question for question in instruments.questions}
    for competency in instruments.competencies:
        what = Text("{competency}: no question {id:quoted}", competency=competency.id, id=competency.question)
        yield from _unknown(competency.question, questions, competency.place, what)
    levels = {
        competency.id: instruments.choice_lists[questions[competency.question].choices].answers
        for competency in instruments.competencies
        if competency.question in questions and questions[competency.question].choices in instruments.choice_lists
    }
    for role in instruments.staff_roles:
        for id, level in role.levels.items():
            if id not in levels:
                what = Text("{role}: no competency {id:quoted}", role=role.id, id=id)
                yield from _unknown(id, levels, role.place, what)
            elif level not in levels[id]:
                what = Text("{role}: {competency} has no level {id:quoted}", role=role.id, competency=id, id=level)
                yield from _unknown(level, levels[id], role.place, what)
