"""Portfolios: many assessments read one after the other, draws kept while they are made, and all that is written."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from publicvalue import __version__
from publicvalue.actions.assessments import AssessmentFolder, load_assessment, run_with_draws
from publicvalue.actions.bundles import json_bytes, open_bundle
from publicvalue.errors import InputError, Problem, PublicValueError
from publicvalue.files.stores.marked import start_marked_folder, write_marked_folder
from publicvalue.files.stores.write import write_bytes
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits
from publicvalue.framework.model import Framework
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.reports.country.context import CountryContext, context_table
from publicvalue.reports.portfolio.html import render_portfolio_html
from publicvalue.reports.portfolio.members import find_weights, member_of, weigh_draws
from publicvalue.reports.portfolio.results import portfolio_data
from publicvalue.reports.portfolio.tables import portfolio_tables
from publicvalue.reports.table import csv_text
from publicvalue.scores.portfolio.draws import Chunk, Plan
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.systems import Keep, Portfolio
from publicvalue.scores.tree import build_tree

NO_CONTEXT: Mapping[str, CountryContext] = MappingProxyType({})
DRAWS = "draws"
KEY = "key.txt"
PORTFOLIO = "portfolio"
"""What the folder is called in its mark."""

Reading = Callable[[int, int, str], None]
"""Told which assessment is read, of how many, and its path."""


def load_weights(path: Path, limits: Limits = DEFAULT_LIMITS) -> Priorities:
    """Assess a folder or bundle, and return what its people weigh; InputError where that cannot be had."""
    try:
        with _open(path, limits) as loaded:
            return find_weights(run_with_draws(loaded, limits, "core"))
    except PublicValueError as error:
        raise InputError(_at(path, problem) for problem in error.problems) from None


def load_members(
    paths: Sequence[Path],
    limits: Limits = DEFAULT_LIMITS,
    reading: Reading = lambda _place, _all, _path: None,
    priorities: Priorities | None = None,
) -> tuple[Member, ...]:
    """Assess folders and bundles one after the other, and keep of each what a portfolio needs.

    Parameters
    ----------
    paths
        Folders and bundles.
    limits
        Of their files.
    reading
        Told which is read.
    priorities
        What people weigh: all systems are then scored under these weights.

    Raises
    ------
    InputError
        With the problems of all assessments, each at its path.
    """
    members: list[Member] = []
    problems: list[Problem] = []
    for place, path in enumerate(paths, 1):
        reading(place, len(paths), str(path))
        try:
            members.append(_share_framework(_load_member(path, limits, priorities), members))
        except PublicValueError as error:
            problems.extend(_at(path, problem) for problem in error.problems)
    if problems:
        raise InputError(problems)
    return tuple(members)


def _load_member(path: Path, limits: Limits, priorities: Priorities | None) -> Member:
    with _open(path, limits) as loaded:
        assessed = run_with_draws(loaded, limits, "core")
        own = loaded.framework_files.framework
        return member_of(assessed.result, weigh_draws(assessed, own, priorities) if priorities else assessed.draws)


@contextmanager
def _open(path: Path, limits: Limits) -> Iterator[AssessmentFolder]:
    if path.is_file():
        with open_bundle(path, limits=limits) as loaded:
            yield loaded
    else:
        yield load_assessment(path)


def _share_framework(member: Member, others: Sequence[Member]) -> Member:
    """Hold equal frameworks once: each is larger than all else that is kept of a system."""
    known: Framework | None = next((one.framework for one in others if one.framework == member.framework), None)
    return replace(member, framework=known) if known else member


def _at(path: Path, problem: Problem) -> Problem:
    file = problem.place.file
    where = file if file.startswith(str(path)) else str(path / file) if file else str(path)
    return replace(problem, place=replace(problem.place, file=where))


@dataclass(frozen=True)
class ChunkFiles:
    """Chunks of a simulation as files of a folder, one `.npz` each."""

    folder: Path

    def load(self, number: int) -> Chunk | None:
        """Return a chunk; None when there is none that can be read."""
        try:
            with np.load(self._path(number), allow_pickle=False) as held:
                return Chunk(held["scores"], held["ends"], held["groups"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError):
            return None

    def save(self, number: int, chunk: Chunk) -> None:
        buffer = io.BytesIO()
        np.savez(buffer, scores=chunk.scores, ends=chunk.ends, groups=chunk.groups)
        write_bytes(self._path(number), buffer.getvalue())

    def _path(self, number: int) -> Path:
        return self.folder / f"chunk-{number:05d}.npz"


def keep_in(target: Path) -> Keep:
    """Return what keeps draws in the folder for a portfolio; draws of other inputs are removed first."""

    def keep(plan: Plan, members: Sequence[Member]) -> ChunkFiles:
        folder, key = start_marked_folder(target, PORTFOLIO, DRAWS), inputs_key(plan, members)
        held = folder / KEY
        if not held.is_file() or held.read_text(encoding="utf-8") != key:
            for old in folder.glob("chunk-*.npz"):
                old.unlink()
            write_bytes(held, key.encode())
        return ChunkFiles(folder)

    return keep


def inputs_key(plan: Plan, members: Sequence[Member]) -> str:
    """Return a hash of all that the draws depend on: plan, tree, systems, score distributions, software."""
    tree = build_tree(members[0].framework)
    digest = hashlib.sha256(f"{__version__} {plan} {tree.equal_weights}".encode())
    for level in tree.levels:
        digest.update(f"{level.name} {level.means} {level.children} {level.nodes}".encode())
        digest.update(level.sampled.tobytes() if level.sampled is not None else b"")
        digest.update(level.weights.tobytes() + level.starts.astype(np.int64).tobytes())
    if plan.nesting:
        nesting = plan.nesting
        digest.update(f"{nesting.labels} {sorted(nesting.weights.items())} {nesting.mean}".encode())
        digest.update(nesting.systems.tobytes())
    for member in members:
        digest.update(f"system {member.id}".encode())
        for id, knots in sorted(member.known.items()):
            digest.update(id.encode() + knots.tobytes())
    return digest.hexdigest()


def write_portfolio(portfolio: Portfolio, target: Path, contexts: Mapping[str, CountryContext] = NO_CONTEXT) -> Path:
    """Write page, JSON and tables, with readiness beside the countries of which it is known.

    A former portfolio in the same folder, and kept draws, are replaced.

    Raises
    ------
    InputError
        When the folder holds anything else: nothing else is ever replaced.
    """
    files = {
        "portfolio.html": render_portfolio_html(portfolio, contexts).encode(),
        "portfolio.json": json_bytes(portfolio_data(portfolio, contexts)),
    }
    for name, table in portfolio_tables(portfolio).items():
        files[f"tables/{name}.csv"] = csv_text(table).encode("utf-8-sig")
    if contexts:
        files["tables/context.csv"] = csv_text(context_table(contexts)).encode("utf-8-sig")
    write_marked_folder(target, PORTFOLIO, files)
    return target
