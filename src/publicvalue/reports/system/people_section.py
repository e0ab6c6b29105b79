"""What people say beyond single indicators, in sentences, pictures and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from publicvalue.findings.mindsets import IN_LINE, OPTIMISTIC, TOO_LITTLE, TOO_MUCH, Mindset, Reliance
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Diagnostic, NotApplicable
from publicvalue.measures.survey.people.path_result import Lever, TrustPath
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measures.survey.people.readiness import Readiness
from publicvalue.reports.pictures.dots import Dot, DotRow, draw_dots
from publicvalue.reports.pictures.figure import Figure
from publicvalue.reports.pictures.importance import draw_importance
from publicvalue.reports.pictures.path import draw_path
from publicvalue.reports.system import people_tables as tables
from publicvalue.reports.wording import capitalise, join_words, write_quantity, write_range, write_score
from publicvalue.results.model import AssessmentResult

NAMED = 3
"""Constructs that a sentence names at most."""


@dataclass(frozen=True)
class PeoplePart:
    """One part of the section: a heading, what it says, its pictures and tables, its checks.

    Parameters
    ----------
    id
        Anchor on the page.
    title
        Heading.
    sentences
        What is found, or the reason why there is nothing.
    figures
        Pictures with their tables, and tables alone.
    diagnostics
        Checks and caveats.
    notes
        How it was found, and what is left out.
    """

    id: str
    title: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


def describe_people(outcome: AssessmentResult) -> tuple[PeoplePart, ...]:
    """Return the parts for which an assessment asked; none where it asked for nothing."""
    voices = outcome.voices
    parts = []
    if voices.path is not None:
        parts.append(_path_part(voices.path))
    if voices.priorities:
        parts.append(_weights_part(outcome))
    if voices.mindsets or voices.readiness is not None:
        parts.append(_mindsets_part(outcome))
    return tuple(parts)


def _path_part(path: TrustPath | NotApplicable) -> PeoplePart:
    head = ("trust-path", "The path to trust and legitimacy")
    if isinstance(path, NotApplicable):
        return PeoplePart(*head, (f"No path can be estimated. {path.reason}",))
    titles = {one.id: one.title for one in path.constructs}
    maps = [
        Figure(
            f"importance-{place}",
            draw_importance(f"importance-{place}", f"What to improve to raise: {titles[target]}", levers, titles),
            replace(tables.levers_table(path, target), name=f"path-levers-{place}"),
        )
        for place, target in enumerate(path.targets, 1)
        if (levers := [one for one in path.levers if one.target == target])
    ]
    figures = [
        Figure("path", draw_path("path", path), tables.links_table(path)),
        *maps,
        Figure("path-constructs", "", tables.constructs_table(path)),
        Figure("path-pairs", "", tables.pairs_table(path)),
        Figure("path-items", "", tables.items_table(path)),
    ]
    if path.comparison and path.comparison.paths:
        figures.append(Figure("path-comparison", "", tables.comparison_table(path)))
    return PeoplePart(*head, tuple(path_sentences(path)), tuple(figures), path.diagnostics, tuple(path_notes(path)))


def path_sentences(path: TrustPath) -> Iterator[str]:
    """Say what to improve first, what is explained, and what runs against expectation."""
    titles = {one.id: one.title for one in path.constructs}
    for target in path.targets:
        levers = [one for one in path.levers if one.target == target]
        yield _first_lever(titles, target, levers)
    explained = [
        f"{100 * one.r_squared.value:.0f} % of the differences in {one.title[:1].lower()}{one.title[1:]}"
        for one in path.constructs
        if one.id in path.targets and one.r_squared
    ]
    yield f"The constructs before them explain {join_words(explained)}."
    against = [f"{titles[one.source]} → {titles[one.target]}" for one in path.links if one.as_expected is False]
    if against:
        yield f"Against what theory expects: {join_words(against)}."


def path_notes(path: TrustPath) -> Iterator[str]:
    """Say how it was found, what could not take part, and what another model says."""
    yield f"{path.method} It shows what goes together in this survey, not what causes what."
    if path.left_out:
        yield f"Not in the model, because the survey asks too little of it: {join_words(list(path.left_out))}."
    if path.comparison:
        yield _comparison_sentence(path)


def _first_lever(titles: dict[str, str], target: str, levers: list[Lever]) -> str:
    clear = [one for one in levers if one.importance.low > 0]
    if not clear:
        return f"Nothing in the model can be told to raise {titles[target]}: every interval holds 0."
    first = clear[0]
    text = (
        f"To raise {titles[target]}, improve first: {titles[first.construct]}. It stands at "
        f"{first.performance.value:.0f} of 100, and with 10 points more {titles[target]} is "
        f"{10 * first.importance.value:.1f} points higher "
        f"({10 * first.importance.low:.1f} to {10 * first.importance.high:.1f})."
    )
    others = [titles[one.construct] for one in clear[1:NAMED]]
    return f"{text} Next: {join_words(others)}." if others else text


def _comparison_sentence(path: TrustPath) -> str:
    other = path.comparison
    if other is None or other.reason:
        return f"No covariance-based model beside it. {other.reason if other else ''}".strip()
    return (
        f"The same model with common factors (maximum likelihood, without survey weights) fits with CFI "
        f"{other.fit_index:.3f}, TLI {other.tucker_lewis:.3f}, RMSEA {other.error_of_approximation:.3f} "
        f"(chi-square {other.chi_square:.1f}, {other.freedom:.0f} degrees of freedom)."
    )


def _weights_part(outcome: AssessmentResult) -> PeoplePart:
    known = [one for one in outcome.voices.priorities if isinstance(one, Priorities)]
    reasons = [f"Weights that were asked for are missing. {one.reason}" for one in _reasons(outcome.voices.priorities)]
    figures = list(_priority_figures(outcome, known))
    if known:
        figures.append(_under_figure(outcome))
    groups = tables.groups_table(outcome)
    if groups.rows:
        figures.append(Figure("people-weights-groups", "", groups))
    return PeoplePart(
        "peoples-weights",
        "People's own weights",
        (*weights_sentences(outcome), *reasons),
        tuple(figures),
        tuple(replace(check, name=f"{check.name} ({one.who})") for one in known for check in one.diagnostics),
    )


def _reasons(parts: tuple[object, ...]) -> list[NotApplicable]:
    return [one for one in parts if isinstance(one, NotApplicable)]


def weights_sentences(outcome: AssessmentResult) -> Iterator[str]:
    """Say whose weights count, what each set of people weighs most, and where the scores part."""
    known = [one for one in outcome.voices.priorities if isinstance(one, Priorities)]
    counting = [one.who for one in known if one.counts]
    if counting:
        yield f"The scores of this assessment use the weights of {counting[0]}, which vary as their sample allows."
    elif known:
        yield "The scores of this assessment use the framework's weights; those of people stand beside them."
    for one in known:
        top = max(one.parts, key=lambda part: part.share.value)
        low = min(one.parts, key=lambda part: part.share.value)
        yield (
            f"{capitalise(one.who)}, {one.respondents:,} answers, weigh most: {top.title} "
            f"({100 * top.share.value:.0f} %, {write_range(100 * top.share.low, 100 * top.share.high)}); least: "
            f"{low.title} ({100 * low.share.value:.0f} %)."
        )
    values = [(one.who, one.scores[PUBLIC_VALUE]) for one in outcome.voices.under]
    if values and all(score.value is not None for _, score in values):
        words = join_words([f"{write_score(score)} under the weights of {who}" for who, score in values])
        yield f"Public value, over what is evidenced, scores {words}."


def _priority_figures(outcome: AssessmentResult, known: list[Priorities]) -> Iterator[Figure]:
    """Draw those who weighed the same parts in one picture."""
    sets: dict[tuple[str, ...], list[Priorities]] = {}
    for one in known:
        sets.setdefault(tuple(part.node for part in one.parts), []).append(one)
    whole = tables.weights_table(outcome)
    for place, (_, voices) in enumerate(sets.items(), 1):
        rows = []
        for at, part in enumerate(voices[0].parts):
            shares = [one.parts[at].share for one in voices[:4]]
            dots = [Dot(s, 100 * one.value, 100 * one.low, 100 * one.high) for s, one in enumerate(shares)]
            rows.append(DotRow(part.title, tuple(dots)))
        names = [one.who for one in voices[:4]]
        title = f"What {join_words(names)} weigh more and less, in percent of all"
        svg = draw_dots(f"priorities-{place}", title, rows, names, " %")
        who = {one.who for one in voices}
        table = replace(
            whole,
            name=f"people-weights-{place}",
            title=title,
            rows=tuple(row for row in whole.rows if row[0] in who),
        )
        yield Figure(f"priorities-{place}", svg, table)


def _under_figure(outcome: AssessmentResult) -> Figure:
    names = [one.who for one in outcome.voices.under]
    table = tables.under_table(outcome)
    rows = [
        DotRow(capitalise(who), (Dot(0, score.value, score.low, score.high),))
        for who, score in zip(names, (one.scores[PUBLIC_VALUE] for one in outcome.voices.under), strict=True)
        if score.value is not None and score.low is not None and score.high is not None
    ]
    svg = draw_dots("under", "Public value under each set of weights", rows) if rows else ""
    return Figure("under", svg, table)


def _mindsets_part(outcome: AssessmentResult) -> PeoplePart:
    voices = outcome.voices
    found = [one for one in voices.mindsets if isinstance(one, Mindset)]
    sentences = [mindset_sentence(one) for one in found]
    sentences += [one.reason for one in _reasons(voices.mindsets)]
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
        sentences.append(f"No profile of the staff's readiness. {voices.readiness.reason}")
    return PeoplePart("mindsets", "Changing mindsets", tuple(sentences), tuple(figures))


def mindset_sentence(one: Mindset) -> str:
    """Say what people expect, what is measured, and which side they err on."""
    words = {
        OPTIMISTIC: "over-optimistic",
        IN_LINE: "not clearly away from what is measured",
    }.get(one.verdict, "over-sceptical")
    expected, measured = (write_quantity(part.value, one.unit) for part in (one.expected, one.measured))
    gap = write_range(one.gap.low, one.gap.high)
    return (
        f"{capitalise(one.who)} are {words}: asked \u201c{one.text}\u201d they expect {expected}, and {measured} is "
        f"measured (difference {gap}). {_of_100(one.better)} expect better than the measured interval, "
        f"{_of_100(one.worse).lower()} worse."
    )


def _of_100(share: float | None) -> str:
    return "A number too small to show" if share is None else f"{share:.0f} of 100"


def reliance_sentence(one: Reliance) -> str:
    """Say how staff follow advice, and whether that goes with what they expect."""
    followed = f"{write_quantity(one.over.value, 'percent')} ({write_range(one.over.low, one.over.high)})"
    overruled = f"{write_quantity(one.under.value, 'percent')} ({write_range(one.under.low, one.under.high)})"
    text = f"They followed {followed} of the advice that was wrong, and overruled {overruled} of what was right"
    conduct = {TOO_MUCH: ": they rely on it too much", TOO_LITTLE: ": they rely on it too little"}.get(one.conduct, "")
    ends = {
        True: " What they think and what they do point the same way.",
        False: " What they think and what they do point in different directions.",
        None: "",
    }
    return f"{capitalise(one.who)}: {text[:1].lower()}{text[1:]}{conduct}.{ends[one.agree]}"


def _reliance_figure(outcome: AssessmentResult) -> Figure:
    rows = [
        DotRow(name, (Dot(0, part.value, part.low, part.high),))
        for one in outcome.voices.reliance[:1]
        for name, part in (("Wrong advice followed", one.over), ("Right advice overruled", one.under))
    ]
    svg = draw_dots("reliance", "How staff follow advice", rows, unit=" %")
    return Figure("reliance", svg, tables.reliance_table(outcome))


def readiness_sentence(readiness: Readiness) -> str:
    """Say which competency most and fewest of the staff reach."""
    reached = [one for one in readiness.traits if one.reached]
    if not reached:
        return f"The staff's profile rests on {readiness.respondents:,} answers."
    low = min(reached, key=lambda one: one.reached.value if one.reached else 0)
    share = low.reached.value if low.reached else 0
    return (
        f"Of {readiness.respondents:,} staff, fewest reach the level that their role asks in: {low.title} "
        f"({share:.0f} of 100)."
    )


def _mindset_figure(outcome: AssessmentResult, found: list[Mindset]) -> Figure:
    same = len({one.unit for one in found}) == 1
    rows = [
        DotRow(
            f"{capitalise(one.who)}",
            tuple(
                Dot(place, part.value, part.low, part.high) for place, part in enumerate((one.expected, one.measured))
            ),
        )
        for one in found
    ]
    unit = " %" if found[0].unit == "percent" else ""
    svg = draw_dots("mindsets-chart", "Expected beside measured", rows, ("expected", "measured"), unit) if same else ""
    return Figure("mindsets-chart", svg, tables.mindsets_table(outcome))


def _readiness_figure(outcome: AssessmentResult, readiness: Readiness) -> Figure:
    links = outcome.framework.instruments.links
    hinders = {one.id: {link.sign for link in links if link.start == one.id} == {"-"} for one in readiness.traits}
    rows = [
        DotRow(
            one.title + (" (less is better)" if hinders[one.id] else ""),
            (Dot(0, one.level.value, one.level.low, one.level.high),),
        )
        for one in readiness.traits
    ]
    svg = draw_dots("readiness", "The staff's competencies and attitudes, 0 to 100", rows)
    return Figure("readiness", svg, tables.readiness_table(readiness))
