"""The path to trust and legitimacy: a path model over the framework's constructs, from one survey.

What
    Constructs with two items or more in the survey, and the framework's links between them, as a partial least squares
    path model. Reversed items are turned first.
Left out
    Constructs with fewer than two items in the survey, or without a link to any other; respondents with a gap (rule
    `complete`), unless another rule is asked for.
Interval
    95 % percentile bootstrap over respondents, or over clusters within strata where the survey has them; survey weights
    count in every estimate. A finite population is not corrected for.
Conditions
    Ten respondents for each link into one construct, and 50 in all; more respondents than items. Below 150 respondents
    the intervals are somewhat too narrow, which is said.
Reading
    A survey at one time shows what goes together, not what causes what: the arrows' directions are the framework's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.errors import method_error
from publicvalue.evidence.people.model import PathAsked
from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.measures.survey.constructs.moments import Floats, keep_complete
from publicvalue.measures.survey.constructs.path_bootstrap import (
    Bootstrap,
    PathSettings,
    bootstrap_paths,
    observed_scale,
)
from publicvalue.measures.survey.constructs.path_spec import Construct, PathSpec
from publicvalue.measures.survey.people.answers import PeopleAnswers, Reader, read_questions, read_scale, scale_ends
from publicvalue.measures.survey.people.path_checks import check_path
from publicvalue.measures.survey.people.path_comparison import compare_models
from publicvalue.measures.survey.people.path_result import TrustPath
from publicvalue.measures.survey.people.path_tables import (
    describe_constructs,
    describe_items,
    describe_levers,
    describe_links,
    describe_pairs,
)
from publicvalue.words.text import Text

FOR_EACH_LINK = 10
LEAST = 50


@dataclass(frozen=True)
class Chosen:
    """What of the framework's constructs a survey can tell.

    Parameters
    ----------
    spec
        Constructs and links.
    questions
        Item -> its question.
    left_out
        Constructs that cannot take part -> reason.
    """

    spec: PathSpec
    questions: Mapping[str, Question]
    left_out: Mapping[str, str]


def path_reader(instruments: Instruments) -> Reader:
    """Return the reader of all items of constructs."""
    return read_questions("path", instruments, [question for question in instruments.questions if question.construct])


def find_path(framework: Framework, asked: PathAsked, answers: PeopleAnswers, rng: np.random.Generator) -> TrustPath:
    """Estimate the path to trust.

    Parameters
    ----------
    framework
        Its constructs, their questions and links.
    asked
        The survey and how the path is estimated.
    answers
        The survey's answers.
    rng
        Source of randomness.

    Raises
    ------
    EvidenceError
        When cells are no answers.
    MethodError
        When the conditions above do not hold, with the reason.
    """
    instruments = framework.instruments
    chosen = choose_constructs(instruments, answers)
    spec = chosen.spec
    targets = choose_targets(framework, spec, asked.targets)
    values = np.column_stack([read_scale(answers, instruments, chosen.questions[item]) for item in spec.items])
    some = np.asarray(~np.isnan(values).all(axis=1))
    used = keep_complete(values) if asked.missing == "complete" else some
    _check_size(spec, int(used.sum()))
    settings = PathSettings(
        consistent=asked.consistent,
        missing=asked.missing,  # type: ignore[arg-type] # the shape of the assessment allows no other
        replicates=asked.replicates,
        scale=_scale(instruments, chosen, values),
    )
    sample = answers.sample.keep(used)
    found = bootstrap_paths(spec, values[used], sample, settings, rng)
    titles = {construct.id: construct.texts["en"] for construct in instruments.constructs}
    return TrustPath(
        evidence=asked.survey.evidence,
        respondents=found.respondents,
        asked=len(values),
        replicates=found.replicates,
        method=_method(asked, found),
        constructs=describe_constructs(instruments, found),
        links=describe_links(instruments, found),
        # Of all who answered, as in the tables of the indicators: the few left out could be had by subtraction.
        items=describe_items(chosen.questions, found, values[some], answers.sample.keep(some)),
        pairs=describe_pairs(found),
        levers=describe_levers(found, targets),
        left_out={titles[id]: reason for id, reason in chosen.left_out.items()},
        diagnostics=check_path(found, sample, len(values), asked.missing),
        comparison=compare_models(spec, values[used]) if asked.compare else None,
    )


def choose_constructs(instruments: Instruments, answers: PeopleAnswers) -> Chosen:
    """Choose the constructs that a survey can tell, and the links between them.

    Raises
    ------
    MethodError
        When the survey has no two linked constructs with two items or more.
    EvidenceError
        When an answer is none of its question's.
    """
    questions: dict[str, Question] = {}
    left_out: dict[str, str] = {}
    kept: list[Construct] = []
    for construct in instruments.constructs:
        items = [question for question in instruments.items(construct.id) if _told(question, instruments, answers)]
        if len(items) < 2:
            left_out[construct.id] = (
                Text("one item of it is in the survey, and two are needed")
                if items
                else Text("no item of it is in the survey, and two are needed")
            )
            continue
        questions |= {item.id: item for item in items}
        kept.append(Construct(construct.id, tuple(item.id for item in items), construct.mode))
    ids = {construct.id for construct in kept}
    links = tuple((link.start, link.end) for link in instruments.links if {link.start, link.end} <= ids)
    linked = {id for link in links for id in link}
    left_out |= dict.fromkeys(ids - linked, Text("no link to another construct in the survey"))
    if not links:
        few = tuple(
            Text("{name} has one ({one})", name=construct.id, one=one)
            for construct in instruments.constructs
            if (one := _only(instruments, construct.id, answers))
        )
        what = Text("the survey has no two linked constructs with two items or more")
        if few:
            what = Text("{what}; {few:list}", what=what, few=few)
        raise method_error(what, Text("answers to the items of two constructs that the framework links"))
    return Chosen(PathSpec(tuple(c for c in kept if c.id in linked), links), questions, left_out)


def _told(question: Question, instruments: Instruments, answers: PeopleAnswers) -> bool:
    """Whether a question was answered by as many as may be shown."""
    if not answers.has(question, instruments):
        return False
    return int((~np.isnan(read_scale(answers, instruments, question))).sum()) >= LEAST_CASES


def _only(instruments: Instruments, construct: str, answers: PeopleAnswers) -> str:
    """Return the one item of a construct that the survey has; empty where it has none or several."""
    items = [question.id for question in instruments.items(construct) if answers.has(question, instruments)]
    return items[0] if len(items) == 1 else ""


def choose_targets(framework: Framework, spec: PathSpec, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the constructs that are to be raised: those asked for, else those furthest along the chain.

    These are the constructs of the chain's last stage that two or more others act on; where there are none, the
    constructs that act on no other.

    Raises
    ------
    MethodError
        When nothing in the survey leads to a construct that is asked for.
    """
    reached = {target for _, target in spec.links}
    if odd := [id for id in asked if id not in reached]:
        known = ", ".join(id for id in spec.ids if id in reached)
        raise method_error(
            Text("nothing in the survey leads to '{odd}'", odd=odd[0]),
            Text("one of: {known}", known=known),
            Text("correct the targets"),
        )
    if asked:
        return tuple(asked)
    stages = {construct.id: construct.stage for construct in framework.instruments.constructs}
    sources = {id: sum(target == id for _, target in spec.links) for id in spec.ids}
    last = [id for id in spec.ids if stages[id] == framework.stages[-1].id and sources[id] >= 2]
    starts = {source for source, _ in spec.links}
    return tuple(last) or tuple(id for id in spec.ids if id in reached - starts)


def _check_size(spec: PathSpec, respondents: int) -> None:
    most = int(spec.arrows.sum(axis=0).max())
    least = max(LEAST, FOR_EACH_LINK * most, len(spec.items) + 1)
    if respondents < least:
        what = Text(
            "{respondents:count} respondents with usable answers are too few for the path to trust",
            respondents=respondents,
        )
        expected = Text(
            "{least} or more ({items} items, at most {most} links into one construct)",
            least=least,
            items=len(spec.items),
            most=most,
        )
        raise method_error(what, expected, Text("ask more people, or use every pair of answers (missing: pairwise)"))


def _scale(instruments: Instruments, chosen: Chosen, values: Floats) -> Floats:
    stated = np.array([scale_ends(instruments, chosen.questions[item]) for item in chosen.spec.items])
    return np.where(np.isfinite(stated), stated, observed_scale(values))


def _method(asked: PathAsked, found: Bootstrap) -> Text:
    kind = Text("consistent partial least squares (PLSc)") if asked.consistent else Text("partial least squares")
    rule = {
        "complete": Text("complete answers"),
        "pairwise": Text("pairwise answers"),
        "mean": Text("gaps filled by means"),
    }
    return Text(
        "Path model by {kind}, path scheme, {rule}; {replicates:count} resamples of {respondents:count} respondents.",
        kind=kind,
        rule=rule[asked.missing],
        replicates=found.replicates,
        respondents=found.respondents,
    )
