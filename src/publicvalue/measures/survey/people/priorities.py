"""What people weigh more and less, from points that they share out or from best-worst choices.

What
    Allocation: the closed mean of log-ratios of everybody's points; of comparisons in pairs, of everybody's weights.
    Best-worst: a conditional logit's probability that
    a part is picked as the best of all. Shares of all parts add up to 1.
Left out
    Respondents who did not answer; best-worst tasks that were not answered. Groups of fewer than 30 respondents are not
    shown, nor groups by which fewer than five people could be had by subtraction.
Interval
    95 % percentile bootstrap over respondents, or over clusters within strata; survey weights count. Of a panel of
    experts Student's t about the mean of the log-ratios, each member alike.
Check
    Allocation: the mean of the shares. Best-worst: (times best - times worst) / times shown. Both need no model.
Sources
    OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6; `measures/priorities` for each method.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem, method_error
from publicvalue.evidence.people.model import WeightsAsked
from publicvalue.framework.questions.model import Choice, Instruments, Question
from publicvalue.measures.privacy.suppression import LEAST_CASES, hide_in_lines
from publicvalue.measures.result import Diagnostic
from publicvalue.measures.survey.constructs.moments import CELLS, Floats
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.measures.survey.people.answers import PeopleAnswers
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.measures.survey.people.path_tables import interval_of
from publicvalue.measures.survey.priorities.best_worst import (
    Tasks,
    best_worst_shares,
    best_worst_values,
    count_pairs,
    count_scores,
)
from publicvalue.measures.survey.priorities.budget import budget_shares, check_budget, log_ratios
from publicvalue.measures.survey.priorities.pairs import pair_columns, read_pairs, say_consistency, weights_of_pairs
from publicvalue.measures.survey.priorities.panel import draw_panel, say_panel
from publicvalue.words.text import Text

Flags = NDArray[np.bool_]
REPLICATES = 2_000
LEAST = 30
PANEL = 3
"""Members from which on a panel of experts is heard: two tell nothing of how far a third would part from them."""


@dataclass(frozen=True)
class Part:
    """One part of the framework that was weighed: its node, its name, its share (0 to 1) and the check's number."""

    node: str
    title: str
    share: Interval
    check: float


@dataclass(frozen=True)
class GroupWeights:
    """The shares that one group gives, and where they differ from those of all others.

    Parameters
    ----------
    question, group
        What divides the respondents, and the group's name.
    respondents
        In the group, with an answer.
    shares
        In the order of the parts.
    away
        Share of the group less that of all others.
    """

    question: str
    group: str
    respondents: int
    shares: tuple[Interval, ...]
    away: tuple[Interval, ...]


@dataclass(frozen=True)
class Priorities:
    """What one set of people weighs more and less.

    Parameters
    ----------
    who, evidence, question, kind
        Who answered which question of which survey; allocation, pairs or best_worst.
    counts
        Whether these weights form the scores.
    respondents
        With an answer.
    parts
        In the order in which they were asked.
    groups
        By the answers to other questions.
    draws
        Shares in each resample, shape (resamples, parts); None in a result that was stored.
    diagnostics
        Checks and caveats.
    """

    who: str
    evidence: str
    question: str
    kind: str
    counts: bool
    respondents: int
    parts: tuple[Part, ...]
    groups: tuple[GroupWeights, ...]
    draws: Floats | None = field(default=None, repr=False, compare=False)
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class _Ballots:
    """Answers in the form in which they add up, one row for each respondent.

    Parameters
    ----------
    rows
        Log-ratios of points, or which pairs were picked.
    shares_given
        Share of the points that each part got; empty for best-worst choices.
    tasks
        None for allocations.
    consistency
        Of comparisons in pairs each person's consistency ratio; empty for points and choices.
    """

    rows: Floats
    shares_given: Floats
    tasks: Tasks | None
    consistency: Floats = field(default_factory=lambda: np.empty(0))

    def keep(self, kept: Flags) -> _Ballots:
        """Return those of the respondents kept."""
        return _Ballots(
            self.rows[kept], self.shares_given[kept] if self.tasks is None else self.shares_given, self.tasks
        )

    def shares(self, weights: Floats) -> Floats:
        """Return shares in each resample, shape (resamples, parts)."""
        if self.tasks is None:
            return budget_shares(self.rows, weights)
        return best_worst_shares(best_worst_values(self.tasks, weights @ self.rows))

    def check(self, weights: Floats) -> Floats:
        """Return each part's number that needs no model, shape (parts,)."""
        if self.tasks is None:
            return np.asarray(weights @ self.shares_given / weights.sum())
        return np.asarray(count_scores(self.tasks, weights[None] @ self.rows)[0])


def _need_enough(answered: int, least: int, name: str) -> None:
    if answered < least:
        what = Text("{answered:count} people answered '{name}'", answered=answered, name=name)
        raise method_error(what, Text("{least} or more", least=least), Text("ask more people"))


def find_priorities(
    instruments: Instruments,
    asked: WeightsAsked,
    answers: PeopleAnswers,
    rng: np.random.Generator,
    *,
    panel: bool = False,
) -> Priorities:
    """Return what people weigh more and less.

    Parameters
    ----------
    instruments
        The framework's questions.
    asked
        The survey and the question.
    answers
        The survey's answers.
    rng
        Source of randomness.
    panel
        Whether those who answered are a panel of experts, chosen and not drawn, which shares out points.

    Raises
    ------
    EvidenceError
        When allocations do not add up, or a best is also the worst.
    MethodError
        When the survey lacks the question's columns, or fewer than 30 people answered, 3 of a panel.
    """
    question = instruments.question(asked.question)
    answered, ballots = _ballots(instruments, answers, asked)
    panel = panel and ballots.tasks is None
    _need_enough(int(answered.sum()), PANEL if panel else LEAST, question.id)
    sample = answers.sample.keep(answered)
    draws = draw_panel(ballots.rows, REPLICATES, rng) if panel else _draw(ballots, sample, rng)
    estimates = ballots.shares((np.ones_like(sample.weights) if panel else sample.weights)[None])[0]
    checks = ballots.check(sample.weights)
    choices = [choice for choice in instruments.choices_of(question) if not choice.missing]
    parts = [
        Part(choice.node or choice.code, choice.texts["en"], interval_of(float(share), draws[:, place]), float(check))
        for place, (choice, share, check) in enumerate(zip(choices, estimates, checks, strict=True))
    ]
    kept = {name: column[answered] for name, column in answers.cells.items()}
    return Priorities(
        who=asked.who,
        evidence=asked.survey.evidence,
        question=question.id,
        kind="pairs" if asked.pairs else question.type,
        counts=asked.count,
        respondents=len(sample.weights),
        parts=tuple(parts),
        groups=() if panel else tuple(_groups(instruments, asked.groups, PeopleAnswers(kept, sample), ballots, rng)),
        draws=draws,
        diagnostics=(
            *_checks(len(sample.weights), len(answered), estimates, checks),
            *((say_panel(len(sample.weights)),) if panel else ()),
            *say_consistency(ballots.consistency),
        ),
    )


def _ballots(instruments: Instruments, answers: PeopleAnswers, asked: WeightsAsked) -> tuple[Flags, _Ballots]:
    """Return who answered, and the ballots of those who did; MethodError where a column is missing."""
    columns = columns_of(instruments, asked)
    if not all(name in answers.cells for name in columns):
        raise method_error(
            Text("the survey has no columns for '{name}'", name=asked.question),
            ", ".join(columns),
            Text("name them under columns"),
        )
    if asked.pairs:
        return _read_pairs(instruments, answers, asked)
    return _read(instruments, answers, instruments.question(asked.question))


def columns_of(instruments: Instruments, asked: WeightsAsked) -> tuple[str, ...]:
    """Return the names of the columns that hold the answers, or the comparisons in pairs."""
    question = instruments.question(asked.question)
    if asked.pairs:
        return pair_columns(question.id, instruments.choice_lists[question.choices].answers)
    return question.columns(instruments.choice_lists)


def _read_pairs(instruments: Instruments, answers: PeopleAnswers, asked: WeightsAsked) -> tuple[Flags, _Ballots]:
    """Return who compared, and their weights as ballots."""
    names = columns_of(instruments, asked)
    values = read_pairs([answers.cells[name] for name in names], names)
    answered = np.asarray(~np.isnan(values).all(axis=1))
    parts = len(instruments.choice_lists[instruments.question(asked.question).choices].answers)
    weights, consistency = weights_of_pairs(values[answered], parts)
    return answered, _Ballots(log_ratios(weights), weights, None, consistency)


def _read(instruments: Instruments, answers: PeopleAnswers, question: Question) -> tuple[Flags, _Ballots]:
    """Return who answered, and the ballots of those who did."""
    columns = [answers.cells[name] for name in question.columns(instruments.choice_lists)]
    codes = instruments.choice_lists[question.choices].answers
    if question.type == "allocation":
        points = np.column_stack([_points(question, column) for column in columns])
        answered = np.asarray(~np.isnan(points).all(axis=1))
        try:
            check_budget(points[answered], question.total or 100, codes)
        except EvidenceError as error:
            rows = np.flatnonzero(answered)
            raise EvidenceError(_at_row(problem, rows, question) for problem in error.problems) from None
        given = np.nan_to_num(points[answered])
        return answered, _Ballots(log_ratios(given), given / given.sum(axis=1, keepdims=True), None)
    tasks = Tasks(codes, question.tasks)
    picks = [[cell or "" for cell in row] for row in zip(*columns, strict=True)]
    try:
        pairs = count_pairs(tasks, [row[::2] for row in picks], [row[1::2] for row in picks])
    except EvidenceError as error:
        rows = np.arange(len(picks))
        raise EvidenceError(_at_row(problem, rows, question) for problem in error.problems) from None
    answered = np.asarray(pairs.any(axis=1))
    return answered, _Ballots(pairs[answered], np.empty((0, len(codes))), tasks)


def _points(question: Question, column: NDArray[np.object_]) -> Floats:
    """Return the points of one part as numbers; NaN where blank."""
    values = np.full(len(column), np.nan)
    for place, cell in enumerate(column):
        if cell is None or cell in question.missing:
            continue
        try:
            values[place] = float(cell)
        except ValueError:
            what = Text("'{cell}' is no number of points", cell=cell)
            problem = Problem(
                Place(row=place + 1, field=question.id), what, Text("a number, or nothing"), Text("correct the cell")
            )
            raise EvidenceError([problem]) from None
    return values


def _at_row(problem: Problem, rows: NDArray[np.intp], question: Question) -> Problem:
    """Point a problem at the row of the survey's answers, counted from 1 under the heading."""
    row = None if problem.place.row is None else int(rows[problem.place.row - 1]) + 1
    return replace(problem, place=Place(row=row, field=question.id))


def _draw(ballots: _Ballots, sample: RespondentSample, rng: np.random.Generator) -> Floats:
    size = max(1, CELLS // len(sample.weights))
    starts = range(0, REPLICATES, size)
    return np.concatenate([ballots.shares(sample.draw(min(size, REPLICATES - start), rng)) for start in starts])


def _draw_both(
    ballots: _Ballots, sample: RespondentSample, parts: tuple[Flags, Flags], rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return the shares that two parts of a sample give in the same resamples: clusters may hold people of both."""
    size = max(1, CELLS // len(sample.weights))
    own, others = [], []
    for start in range(0, REPLICATES, size):
        drawn = sample.draw(min(size, REPLICATES - start), rng)
        # A resample without anybody of a part says nothing of it.
        drawn = drawn[drawn[:, parts[0]].any(axis=1) & drawn[:, parts[1]].any(axis=1)]
        own.append(ballots.keep(parts[0]).shares(drawn[:, parts[0]]))
        others.append(ballots.keep(parts[1]).shares(drawn[:, parts[1]]))
    return np.concatenate(own), np.concatenate(others)


def _groups(
    instruments: Instruments, names: Sequence[str], answers: PeopleAnswers, ballots: _Ballots, rng: np.random.Generator
) -> Iterator[GroupWeights]:
    """Compare each group that may be shown with all others."""
    for name in names:
        question = instruments.question(name)
        column = answers.cells.get(name)
        if column is None:
            continue
        known = compared_people(column)
        for choice in shown_groups(instruments.choices_of(question), column):
            own = np.array([cell == choice.code for cell in column])
            others = known & ~own
            if not (answers.sample.is_spread(own) and answers.sample.is_spread(others)):
                # All of one cluster: the error of what they say cannot be known.
                continue
            both, parts = answers.sample.keep(known), (own[known], others[known])
            mine, rest = _draw_both(ballots.keep(known), both, parts, rng)
            share, other = (ballots.keep(w).shares(answers.sample.weights[w][None])[0] for w in (own, others))
            yield GroupWeights(
                name,
                choice.texts["en"],
                int(own.sum()),
                tuple(interval_of(float(one), mine[:, place]) for place, one in enumerate(share)),
                tuple(
                    interval_of(float(one), mine[:, place] - rest[:, place]) for place, one in enumerate(share - other)
                ),
            )


def compared_people(column: NDArray[np.object_]) -> Flags:
    """Return who is compared by group: those who said where they belong, and fewer than five others with them.

    So few could be had by subtraction if they were left out.
    """
    known = np.array([cell is not None for cell in column], dtype=bool)
    return known if not 0 < (~known).sum() < LEAST_CASES else np.ones(len(known), dtype=bool)


def shown_groups(choices: Sequence[Choice], column: NDArray[np.object_]) -> list[Choice]:
    """Return the groups that may be shown: large enough to compare, and none by which a few people could be found."""
    counts = Counter(column)
    cells = [choice for choice in choices if counts[choice.code]]
    known = sum(counts[choice.code] for choice in cells)
    sizes = [float(counts[choice.code]) for choice in cells]
    vague = [one.missing or not LEAST <= counts[one.code] <= known - LEAST for one in cells]
    if counts[None]:
        sizes, vague = [*sizes, float(counts[None])], [*vague, True]
    away = hide_in_lines(sizes, [np.ones(len(sizes), dtype=bool)], also=np.array(vague))
    return [choice for choice, hidden in zip(cells, away, strict=False) if not hidden]


def _checks(respondents: int, asked: int, shares: Floats, checks: Floats) -> tuple[Diagnostic, ...]:
    text = Text("{respondents:count} of {asked:count} respondents answered.", respondents=respondents, asked=asked)
    along = float(np.corrcoef(np.argsort(np.argsort(shares)), np.argsort(np.argsort(checks)))[0, 1])
    check = Text(
        "The order of the shares and of the plain check go together with a rank correlation of {along:.2f}.",
        along=along,
    )
    return (
        Diagnostic(Text("Respondents"), respondents >= asked / 2, text),
        Diagnostic(Text("Check without a model"), bool(along > 0.8), check),
    )
