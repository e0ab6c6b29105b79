"""Reads the evidence of a prioritisation, case by case or counted by day, and compares its two orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch, fetch_rows
from publicvalue.measures.definition import Context, Role
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.kernels.means import mean_draws, mean_interval
from publicvalue.measures.options import Options
from publicvalue.measures.order.two_orders import (
    Array,
    DailyFinds,
    ScoredCases,
    Statistic,
    cumulative_table,
    daily_finds,
    error_of_cases,
    error_of_days,
    order_cases,
)
from publicvalue.measures.result import Detail, Diagnostic, Measured, NotApplicable
from publicvalue.schema.values import YesNo, said
from publicvalue.words.text import Text, phrase

ENOUGH_FINDS = 30
"""Finds below which a diagnostic warns that the interval is rough; a rule of thumb."""

REPLICATES = 1_000
"""Most bootstrap replicates used for the standard error, which then has an error of about 2 percent itself."""

ROLE_SETS = (
    (
        Role("date", "date", Text("the day on which the case was worked")),
        Role("found", "yes_no", Text("whether the case turned out to be what was looked for")),
        Role("score", "number", Text("the system's score; higher means to be worked earlier")),
    ),
    (
        Role("date", "date", Text("the day")),
        Role("found_as_scheduled", "number", Text("cases found on that day in the order used")),
        Role("found_by_score", "number", Text("cases found on that day in the order of the score, same number worked")),
        Role("inspections", "number", Text("cases worked on that day"), required=False),
    ),
)


@dataclass(frozen=True, kw_only=True)
class HeldOutOptions(Options):
    """Whether the cases were new to the system."""

    held_out: Annotated[
        YesNo, said(phrase("true when the system had not seen these cases while it was built or tuned"))
    ] = False


@dataclass(frozen=True)
class Prioritisation:
    """Evidence of a prioritisation.

    Parameters
    ----------
    finds
        Finds per day under both orders.
    cases
        The cases, or None when only daily counts are known.
    diagnostics
        Checks and notes that come with the evidence.
    """

    finds: DailyFinds
    cases: ScoredCases | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def cases_worked(self) -> float:
        """Cases worked where known, otherwise cases found."""
        return self.finds.found if self.finds.worked is None else float(self.finds.worked.sum())


def read_prioritisation(evidence: EvidenceTable, context: Context) -> Prioritisation | NotApplicable:
    """Read either form of the evidence.

    Parameters
    ----------
    evidence
        Rows with the roles of one of `ROLE_SETS`.
    context
        `held_out` is read from its options.

    Raises
    ------
    EvidenceError
        When daily counts contradict each other.
    """
    case_by_case = evidence.has("score")
    names = ["date", "found", "score"] if case_by_case else ["date", "found_as_scheduled", "found_by_score"]
    usable = usable_rows(evidence, names)
    if not usable.kept:
        return NotApplicable(Text("No row has all of {names:list}: fill these columns.", names=tuple(names)))
    if case_by_case:
        columns = fetch_rows(usable.rows.select(*names))
        dates = columns["date"].astype("datetime64[D]")
        cases = order_cases(dates, columns["found"].astype(np.bool_), columns["score"].astype(np.float64))
        finds = daily_finds(cases)
    else:
        cases, finds = None, _counted(evidence, usable.rows)
    reason = _refusal(finds)
    if reason:
        return NotApplicable(reason)
    return Prioritisation(finds, cases, usable.diagnostics + _checks(finds, cases, context))


def _counted(evidence: EvidenceTable, rows: ir.Table) -> DailyFinds:
    """Add daily counts up by date and check that they can be true."""
    names = [name for name in ("found_as_scheduled", "found_by_score", "inspections") if evidence.has(name)]
    sums = {name: rows[name].sum() for name in names}
    columns = fetch(rows.group_by("date").aggregate(**sums).order_by("date"))
    counts = {name: columns[name].astype(np.float64) for name in names}
    dates = columns["date"].astype("datetime64[D]")
    problems = _count_problems(dates, counts)
    if problems:
        raise EvidenceError(problems)
    worked = counts.get("inspections")
    known = worked is not None and bool(np.isfinite(worked).all())
    return DailyFinds(dates, counts["found_as_scheduled"], counts["found_by_score"], worked if known else None)


def _count_problems(dates: NDArray[np.datetime64], counts: dict[str, Array]) -> list[Problem]:
    """Find daily counts that cannot be true."""
    problems = [
        Problem(
            Place(field=name),
            Text("{day}: {count:g} is negative", day=day, count=count),
            Text("a count of 0 or more"),
            Text("correct the count"),
        )
        for name, values in counts.items()
        for day, count in zip(dates[values < 0], values[values < 0], strict=True)
    ]
    scheduled, by_score = counts["found_as_scheduled"], counts["found_by_score"]
    if not np.isclose(scheduled.sum(), by_score.sum()):
        totals = Text(
            "{scheduled:g} cases found as scheduled and {by_score:g} by score",
            scheduled=scheduled.sum(),
            by_score=by_score.sum(),
        )
        problems.append(
            Problem(
                Place(field="found_by_score"),
                totals,
                Text("the same total"),
                Text("count the same cases in both orders"),
            )
        )
    worked = counts.get("inspections", np.full(len(dates), np.inf))
    for name, found in (("found_as_scheduled", scheduled), ("found_by_score", by_score)):
        for day in dates[found > worked]:
            what = Text("{day}: more cases were found than worked", day=day)
            problems.append(
                Problem(Place(field=name), what, Text("at most the inspections"), Text("correct one of the two"))
            )
    return problems


def _refusal(finds: DailyFinds) -> Text | None:
    """Say why two orders cannot be compared, or nothing."""
    if finds.found < 2:
        return Text(
            "Fewer than two cases were found: give a period with more finds, because nothing can be found earlier."
        )
    if len(finds.dates) < 2:
        return Text("All cases were worked on one day: give a period of at least two days.")
    return None


def _checks(finds: DailyFinds, cases: ScoredCases | None, context: Context) -> tuple[Diagnostic, ...]:
    """Check finds, equal scores and whether the cases were new to the system."""
    checks = [
        Diagnostic(
            Text("Finds enough"),
            finds.found >= ENOUGH_FINDS,
            Text("{found:count} cases were found.", found=finds.found),
        )
    ]
    held_out = context.given(HeldOutOptions).held_out
    seen = (
        Text("The system had not seen these cases.")
        if held_out
        else (
            Text(
                "It is not stated that the system had not seen these cases; a system looks better on cases "
                "it learned from."
            )
        )
    )
    checks.append(Diagnostic(Text("Cases new to the system"), held_out, seen))
    if cases is not None and len(cases.block) < len(cases.day):
        text = Text(
            "{cases:count} cases have {scores:count} different scores; equal scores share their days.",
            cases=len(cases.day),
            scores=len(cases.block),
        )
        checks.append(Diagnostic(Text("Equal scores"), None, text))
    return tuple(checks)


def measured_statistic(
    prioritisation: Prioritisation, statistic: Statistic, context: Context, details: tuple[Detail, ...], method: Text
) -> Measured:
    """Return a statistic of the two orders with its bootstrap error.

    Parameters
    ----------
    prioritisation
        The evidence.
    statistic
        Turns finds per day under both orders into the number wanted, in the context's unit.
    context
        Unit, draws, rng and `held_out`.
    details
        Tables to show before the cumulative table.
    method
        What was computed, to be completed by how the interval was made.
    """
    finds = prioritisation.finds
    estimate = float(statistic(finds.scheduled[None, :], finds.by_score[None, :])[0])
    error, freedom = _error(prioritisation, statistic, context), finds.found - 1
    low, high = mean_interval(estimate, error, freedom)
    return Measured(
        estimate=estimate,
        low=low,
        high=high,
        draws=mean_draws(estimate, error, freedom, context.draws, context.rng),
        n=prioritisation.cases_worked,
        unit=context.unit,
        method=Text("{method} The interval is Student's t with the standard error of a bootstrap.", method=method),
        strength=4 if context.given(HeldOutOptions).held_out else 3,
        diagnostics=prioritisation.diagnostics,
        details=(*details, cumulative_table(finds)),
    )


def _error(prioritisation: Prioritisation, statistic: Statistic, context: Context) -> float:
    """Return the bootstrap standard error from cases where they are known, otherwise from days."""
    replicates = max(2, min(context.draws, REPLICATES))
    if prioritisation.cases is not None:
        return error_of_cases(prioritisation.cases, statistic, replicates, context.rng)
    return error_of_days(prioritisation.finds, statistic, replicates, context.rng)
