"""Portfolios: many assessments read one after the other, and all that is written of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from publicvalue.actions.assessments import load_assessment, run_with_draws
from publicvalue.actions.portfolio.weights import find_member_weights
from publicvalue.actions.publishing.handed_out import hand_out
from publicvalue.actions.publishing.ledgers import check_ledgers
from publicvalue.actions.store import Kept, Results
from publicvalue.actions.work import PLAIN, Work
from publicvalue.errors import InputError, Problem, PublicValueError
from publicvalue.framework.model import Framework, Mean
from publicvalue.measures.privacy.ledger import LedgerEntry
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.reports.country.context import CountryContext, context_table
from publicvalue.reports.portfolio.html import render_portfolio_html
from publicvalue.reports.portfolio.results import portfolio_data
from publicvalue.reports.portfolio.tables import portfolio_tables
from publicvalue.reports.table import csv_text
from publicvalue.results.codec import json_bytes
from publicvalue.results.members import find_weights, member_of, weigh_draws
from publicvalue.schema.node import Row
from publicvalue.scores.portfolio.member import By, Member
from publicvalue.scores.portfolio.systems import Choices, Portfolio, form_portfolio
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

NO_CONTEXT: Mapping[str, CountryContext] = MappingProxyType({})
PORTFOLIO = "portfolio"
"""What the folder is called in its mark."""

Reading = Callable[[int, int, str], None]
"""Told which assessment is read, of how many, and its name."""

Drawing = Callable[[int, int], None]
"""Told how many parts of the draws are made, of how many."""


@dataclass(frozen=True)
class Asked:
    """What a portfolio is asked to be.

    Parameters
    ----------
    by, minimum, mean, region, draws
        As in `Choices`.
    seed
        Start of the random numbers; None makes one from the ids of the systems.
    weights
        Rows of a table of weights: level, name, weight.
    weights_of
        The assessment whose people weigh all systems; None for each system's framework.
    handed_out
        The day on which somebody outside gets it, kept in the ledgers of all; empty where nobody does.
    """

    by: By = "country"
    minimum: int = 5
    mean: Mean = "arithmetic"
    region: str = "Region"
    draws: int = 10_000
    seed: int | None = None
    weights: Sequence[Row] = ()
    weights_of: Kept | None = None
    handed_out: str = ""


@dataclass(frozen=True)
class Watchers:
    """Who is told how far a portfolio is."""

    reading: Reading = lambda _place, _all, _name: None
    drawing: Drawing = lambda _done, _all: None


NOBODY = Watchers()


def assess_portfolio(
    assessments: Sequence[Kept],
    asked: Asked,
    results: Results | None = None,
    work: Work = PLAIN,
    watchers: Watchers = NOBODY,
) -> Portfolio:
    """Assess many systems, and form their portfolio.

    Parameters
    ----------
    assessments
        What the systems' assessments are called, and what opens them.
    asked
        What the portfolio is to be.
    results
        Where draws are kept, so that a run that was stopped goes on; None keeps none.
    work
        What each assessment may take.
    watchers
        Who is told how far it is.

    Raises
    ------
    InputError
        With the problems of all assessments, each with its name; or with those of the weights.
    """
    priorities = load_weights(asked.weights_of, work) if asked.weights_of else None
    members = load_members(assessments, work, watchers.reading, priorities, asked.handed_out)
    ids = sorted(member.id for member in members)
    # The same systems give the same numbers, in whichever order they are named.
    seed = zlib.crc32("\n".join(ids).encode()) if asked.seed is None else asked.seed
    choices = Choices(seed, asked.draws, by=asked.by, minimum=asked.minimum, mean=asked.mean, region=asked.region)
    choices = replace(choices, weights=find_member_weights(asked.weights, members))
    if priorities:
        who = Text("{who} ({answers:count} answers)", who=priorities.who, answers=priorities.respondents)
        choices = replace(choices, weighed_by=who)
    return form_portfolio(members, choices, results.keep_draws(PORTFOLIO) if results else None, watchers.drawing)


def load_weights(kept: Kept, work: Work = PLAIN) -> Priorities:
    """Assess a system, and return what its people weigh; InputError where that cannot be had."""
    try:
        with kept.open() as store:
            return find_weights(run_with_draws(load_assessment(store, work), work, "core"))
    except PublicValueError as error:
        raise InputError(_at(kept.name, problem) for problem in error.problems) from None


def load_members(
    assessments: Sequence[Kept],
    work: Work = PLAIN,
    reading: Reading = lambda _place, _all, _name: None,
    priorities: Priorities | None = None,
    handed_out: str = "",
) -> tuple[Member, ...]:
    """Run assessments one after the other, and keep of each what a portfolio needs.

    Parameters
    ----------
    assessments
        What they are called, and what opens them.
    work
        What each may take.
    reading
        Told which is read.
    priorities
        What people weigh: all systems are then scored under these weights.
    handed_out
        The day on which somebody outside gets what is made of them; empty where nobody does.

    Raises
    ------
    InputError
        With the problems of all assessments, each with its name; or when their numbers tell of a few people together.
    """
    members: list[Member] = []
    ledgers: dict[str, tuple[LedgerEntry, ...]] = {}
    problems: list[Problem] = []
    for place, kept in enumerate(assessments, 1):
        reading(place, len(assessments), kept.name)
        try:
            member, ledgers[kept.name] = _load_member(kept, work, priorities)
            members.append(_share_framework(member, members))
        except PublicValueError as error:
            problems.extend(_at(kept.name, problem) for problem in error.problems)
    if problems:
        raise InputError(problems)
    check_ledgers(ledgers)
    if handed_out:
        what = "\n".join([PORTFOLIO, *(one.name for one in assessments)])
        for kept in assessments:
            with kept.open() as store:
                hand_out(store, ledgers[kept.name], what, handed_out)
    return tuple(members)


def _load_member(kept: Kept, work: Work, priorities: Priorities | None) -> tuple[Member, tuple[LedgerEntry, ...]]:
    """Return a system as a portfolio keeps it, and which people its numbers rest on."""
    with kept.open() as store:
        loaded = load_assessment(store, work)
        assessed = run_with_draws(loaded, work, "core")
        own = loaded.framework_files.framework
        draws = weigh_draws(assessed, own, priorities) if priorities else assessed.draws
        return member_of(assessed.result, draws), assessed.ledger


def _share_framework(member: Member, others: Sequence[Member]) -> Member:
    """Hold equal frameworks once: each is larger than all else that is kept of a system."""
    known: Framework | None = next((one.framework for one in others if one.framework == member.framework), None)
    return replace(member, framework=known) if known else member


def _at(name: str, problem: Problem) -> Problem:
    """Return a problem whose place says which of the assessments it is in."""
    file = problem.place.file
    where = file if file.startswith(name) else f"{name}/{file}" if file else name
    return replace(problem, place=replace(problem.place, file=where))


def write_portfolio(
    portfolio: Portfolio,
    results: Results,
    contexts: Mapping[str, CountryContext] = NO_CONTEXT,
    language: Language = ENGLISH,
) -> None:
    """Write page, JSON and tables, with readiness beside the countries of which it is known.

    A former portfolio in the same folder, and kept draws, are replaced.

    Raises
    ------
    InputError
        When the folder holds anything else: nothing else is ever replaced.
    """
    files = {
        "portfolio.html": render_portfolio_html(portfolio, contexts, language).encode(),
        "portfolio.json": json_bytes(portfolio_data(portfolio, contexts)),
    }
    for name, table in portfolio_tables(portfolio).items():
        files[f"tables/{name}.csv"] = csv_text(table, language).encode("utf-8-sig")
    if contexts:
        files["tables/context.csv"] = csv_text(context_table(contexts), language).encode("utf-8-sig")
    results.write(PORTFOLIO, files)
