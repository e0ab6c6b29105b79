"""What people say beyond single indicators, in sentences, pictures and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publicvalue.findings.people.mindsets import TOO_LITTLE, TOO_MUCH, Mindset, Reliance
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.privacy.ledger import UNKNOWN_BEFORE
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable
from publicvalue.measures.survey.people.expectations import IN_LINE, OPTIMISTIC
from publicvalue.measures.survey.people.path_result import TrustPath
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measures.survey.people.readiness import Readiness
from publicvalue.reports.document.blocks import Block, Figure, Folded, Item, Items, Section, findings, said
from publicvalue.reports.pictures.model import Dot, DotRow, Dots
from publicvalue.reports.system.people import tables
from publicvalue.reports.system.people.path import PeopleChapter, path_part
from publicvalue.reports.wording import NOTHING, capitalise, write_score
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, interval, joined, listed, quantity

EXPLAIN_WEIGHTS = Text(
    "Shares add up to 100 % and come with the 95 % interval of their sample. The plain check needs no model: the mean "
    "share of points, or how much oftener a part was picked as best than as worst."
)
EXPLAIN_MINDSETS = Text(
    "Over-optimistic means that people expect better than is measured, over-sceptical that they expect worse, beyond "
    "the error of both."
)


def people_sections(outcome: AssessmentResult) -> tuple[Section, ...]:
    """Return the parts for which an assessment asked; none where it asked for nothing."""
    return tuple(map(_section, describe_people(outcome)))


def _section(part: PeopleChapter) -> Section:
    blocks: list[Block] = [*findings(part.sentences), *said(*part.notes)]
    if part.figures:
        blocks += [*said(*part.explained), *part.figures]
    if part.diagnostics:
        checks = Items(tuple(Item((_check(check),)) for check in part.diagnostics), role="checks")
        blocks.append(Folded(Text("Checks and caveats"), (checks,), of=part.title))
    return Section(part.id, part.title, tuple(blocks), contents=part.title)


def _check(check: Diagnostic) -> Text:
    parts = {"check": check.name, "text": check.text}
    if check.passed is None:
        return Text("{check}: {text}", **parts)
    return Text("{check} (passed): {text}", **parts) if check.passed else Text("{check} (not passed): {text}", **parts)


def describe_people(outcome: AssessmentResult) -> tuple[PeopleChapter, ...]:
    """Return the parts for which an assessment asked; none where it asked for nothing."""
    voices = outcome.voices
    parts = []
    if voices.path is not None:
        parts.append(path_part(voices.path))
    if voices.priorities:
        parts.append(_weights_part(outcome))
    if voices.mindsets or voices.readiness is not None:
        parts.append(_mindsets_part(outcome))
    return tuple(parts)


def _weights_part(outcome: AssessmentResult) -> PeopleChapter:
    known = [one for one in outcome.voices.priorities if isinstance(one, Priorities)]
    reasons = [
        Text("Weights that were asked for are missing. {reason}", reason=one.reason)
        for one in _reasons(outcome.voices.priorities)
    ]
    figures = list(_priority_figures(outcome, known))
    if known:
        figures.append(_under_figure(outcome))
    groups = tables.groups_table(outcome)
    if groups.rows:
        figures.append(Figure("people-weights-groups", None, groups))
    checks = tuple(
        replace(check, name=Text("{check} ({who})", check=check.name, who=one.who))
        for one in known
        for check in one.diagnostics
    )
    return PeopleChapter(
        "peoples-weights",
        Text("People's own weights"),
        (*weights_sentences(outcome), *reasons),
        tuple(figures),
        checks,
        explained=(EXPLAIN_WEIGHTS,),
    )


def _reasons(parts: tuple[object, ...]) -> list[NotApplicable]:
    return [one for one in parts if isinstance(one, NotApplicable)]


def weights_sentences(outcome: AssessmentResult) -> Iterator[Text]:
    """Say whose weights count, what each set of people weighs most, and where the scores part."""
    known = [one for one in outcome.voices.priorities if isinstance(one, Priorities)]
    counting = [one.who for one in known if one.counts]
    if counting:
        yield Text(
            "The scores of this assessment use the weights of {who}, which vary as their sample allows.",
            who=counting[0],
        )
    elif known:
        yield Text("The scores of this assessment use the framework's weights; those of people stand beside them.")
    for one in known:
        yield _weighed(one)
    values = [(one.who, one.scores[PUBLIC_VALUE]) for one in outcome.voices.under]
    if values and all(score.value is not None for _, score in values):
        words = tuple(Text("{score} under the weights of {who}", score=write_score(s), who=who) for who, s in values)
        yield Text("Public value, over what is evidenced, scores {scores:and}.", scores=words)


def _weighed(one: Priorities) -> Text:
    top = max(one.parts, key=lambda part: part.share.value)
    low = min(one.parts, key=lambda part: part.share.value)
    return Text(
        "{who:capital}, {respondents:count} answers, weigh most: {most} ({share:fixed0} %, {interval}); least: {least} "
        "({little:fixed0} %).",
        who=one.who,
        respondents=one.respondents,
        most=top.title,
        share=100 * top.share.value,
        interval=interval(100 * top.share.low, 100 * top.share.high),
        least=low.title,
        little=100 * low.share.value,
    )


def _priority_figures(outcome: AssessmentResult, known: list[Priorities]) -> Iterator[Figure]:
    """Draw those who weighed the same parts in one picture."""
    sets: dict[tuple[str, ...], list[Priorities]] = {}
    for one in known:
        sets.setdefault(tuple(part.node for part in one.parts), []).append(one)
    whole = tables.weights_table(outcome)
    for place, voices in enumerate(sets.values(), 1):
        rows = []
        for at, part in enumerate(voices[0].parts):
            shares = [one.parts[at].share for one in voices[:4]]
            dots = [Dot(s, 100 * one.value, 100 * one.low, 100 * one.high) for s, one in enumerate(shares)]
            rows.append(DotRow(part.title, tuple(dots)))
        names = tuple(one.who for one in voices[:4])
        title = Text("What {who} weigh more and less, in percent of all", who=listed(names))
        who = {one.who for one in voices}
        own = tuple(row for row in whole.rows if row[0] in who)
        table = replace(whole, name=f"people-weights-{place}", title=title, rows=own)
        yield Figure(f"priorities-{place}", Dots(title, tuple(rows), names, "percent"), table)


def _under_figure(outcome: AssessmentResult) -> Figure:
    scores = ((one.who, one.scores[PUBLIC_VALUE]) for one in outcome.voices.under)
    rows = tuple(
        DotRow(capitalise(who), (Dot(0, score.value, score.low, score.high),))
        for who, score in scores
        if score.value is not None and score.low is not None and score.high is not None
    )
    picture = Dots(Text("Public value under each set of weights"), rows) if rows else None
    return Figure("under", picture, tables.under_table(outcome))


def _mindsets_part(outcome: AssessmentResult) -> PeopleChapter:
    voices = outcome.voices
    found = [one for one in voices.mindsets if isinstance(one, Mindset)]
    sentences = [mindset_sentence(one) for one in found]
    sentences += [Text("{reason}", reason=one.reason) for one in _reasons(voices.mindsets)]
    figures = []
    if found:
        figures.append(_mindset_figure(outcome, found))
    if voices.reliance:
        sentences += [reliance_sentence(one) for one in voices.reliance]
        figures.append(_reliance_figure(outcome))
    if isinstance(voices.readiness, Readiness):
        sentences.append(readiness_sentence(voices.readiness))
        figures.append(_readiness_figure(outcome, voices.readiness))
    elif voices.readiness is not None:
        sentences.append(Text("No profile of the staff's readiness. {reason}", reason=voices.readiness.reason))
    title = Text("Changing mindsets")
    notes = tuple(dict.fromkeys(one.text for one in _said_of_people(outcome) if one.id == UNKNOWN_BEFORE))
    return PeopleChapter(
        "mindsets", title, tuple(sentences), tuple(figures), explained=(EXPLAIN_MINDSETS,), notes=notes
    )


def _said_of_people(outcome: AssessmentResult) -> Iterator[Diagnostic]:
    """Yield what stands beside the numbers of people: the parts of this section hold no notes of their own."""
    for one in outcome.answered.values():
        yield from one.result.diagnostics if isinstance(one.result, Measured) else ()
    for voice in (outcome.voices.path, *outcome.voices.priorities):
        yield from voice.diagnostics if isinstance(voice, Priorities | TrustPath) else ()


def mindset_sentence(one: Mindset) -> Text:
    """Say what people expect, what is measured, and which side they err on."""
    words = {
        OPTIMISTIC: Text("over-optimistic"),
        IN_LINE: Text("not clearly away from what is measured"),
    }.get(one.verdict) or Text("over-sceptical")
    return Text(
        "{who:capital} are {verdict}: asked “{question}” they expect {expected}, and {measured} is measured "
        "(difference {gap}). {better} expect better than the measured interval, {worse:lower} worse.",
        who=one.who,
        verdict=words,
        question=one.text,
        expected=quantity(one.expected.value, one.unit),
        measured=quantity(one.measured.value, one.unit),
        gap=interval(one.gap.low, one.gap.high),
        better=_of_100(one.better),
        worse=_of_100(one.worse),
    )


def _of_100(share: float | None) -> Text:
    return Text("A number too small to show") if share is None else Text("{share:fixed0} of 100", share=share)


def reliance_sentence(one: Reliance) -> Text:
    """Say how staff follow advice, and whether that goes with what they expect."""
    told = Text(
        "they followed {over:number} % ({over_interval}) of the advice that was wrong, and overruled {under:number} % "
        "({under_interval}) of what was right",
        over=one.over.value,
        over_interval=interval(one.over.low, one.over.high),
        under=one.under.value,
        under_interval=interval(one.under.low, one.under.high),
    )
    conduct = {
        TOO_MUCH: Text("{told}: they rely on it too much", told=told),
        TOO_LITTLE: Text("{told}: they rely on it too little", told=told),
    }.get(one.conduct, told)
    ends = {
        True: Text("What they think and what they do point the same way."),
        False: Text("What they think and what they do point in different directions."),
        None: NOTHING,
    }
    return joined(Text("{who:capital}: {conduct}.", who=one.who, conduct=conduct), ends[one.agree])


def _reliance_figure(outcome: AssessmentResult) -> Figure:
    rows = tuple(
        DotRow(name, (Dot(0, part.value, part.low, part.high),))
        for one in outcome.voices.reliance[:1]
        for name, part in ((Text("Wrong advice followed"), one.over), (Text("Right advice overruled"), one.under))
    )
    picture = Dots(Text("How staff follow advice"), rows, unit="percent")
    return Figure("reliance", picture, tables.reliance_table(outcome))


def readiness_sentence(readiness: Readiness) -> Text:
    """Say which competency most and fewest of the staff reach."""
    reached = [one for one in readiness.traits if one.reached]
    if not reached:
        return Text("The staff's profile rests on {respondents:count} answers.", respondents=readiness.respondents)
    low = min(reached, key=lambda one: one.reached.value if one.reached else 0)
    return Text(
        "Of {respondents:count} staff, fewest reach the level that their role asks in: {trait} ({share:fixed0} of "
        "100).",
        respondents=readiness.respondents,
        trait=low.title,
        share=low.reached.value if low.reached else 0,
    )


def _mindset_figure(outcome: AssessmentResult, found: list[Mindset]) -> Figure:
    rows = tuple(
        DotRow(
            capitalise(one.who),
            tuple(
                Dot(place, part.value, part.low, part.high) for place, part in enumerate((one.expected, one.measured))
            ),
        )
        for one in found
    )
    unit = "percent" if found[0].unit == "percent" else ""
    picture = Dots(Text("Expected beside measured"), rows, (Text("expected"), Text("measured")), unit)
    # Numbers of different units have no scale in common.
    same = len({one.unit for one in found}) == 1
    return Figure("mindsets-chart", picture if same else None, tables.mindsets_table(outcome))


def _readiness_figure(outcome: AssessmentResult, readiness: Readiness) -> Figure:
    links = outcome.framework.instruments.links
    hinders = {one.id: {link.sign for link in links if link.start == one.id} == {"-"} for one in readiness.traits}
    rows = tuple(
        DotRow(
            Text("{trait} (less is better)", trait=one.title) if hinders[one.id] else one.title,
            (Dot(0, one.level.value, one.level.low, one.level.high),),
        )
        for one in readiness.traits
    )
    picture = Dots(Text("The staff's competencies and attitudes, 0 to 100"), rows)
    return Figure("readiness", picture, tables.readiness_table(readiness))
