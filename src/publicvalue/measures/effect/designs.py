"""What a design of effect states about itself and beside its number, so that the guide can choose between designs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.effect.estimates import EffectSpread
from publicvalue.measures.picture import Picture
from publicvalue.measures.result import Detail, Diagnostic, Measured, NotApplicable, Parts, Result
from publicvalue.words.text import Text, counted

Measure = Callable[[EvidenceTable, Context], Result]


def guarded(measure: Measure) -> Measure:
    """Return the measure with what a library says of its arithmetic turned into a reason.

    A last net: each design tests its data before it computes. Where the arithmetic fails all the same, the design gives
    no number, and neither a warning nor an error of a library reaches the user.
    """

    @wraps(measure)
    def quiet(evidence: EvidenceTable, context: Context) -> Result:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                return measure(evidence, context)
            except (np.linalg.LinAlgError, ArithmeticError):
                return NotApplicable(
                    Text(
                        "The numbers cannot be computed with: the outcome is constant or nearly so in a part of the"
                        " periods or units, or its values lie too far apart."
                    )
                )

    return quiet


@dataclass(frozen=True)
class Design:
    """One way to tell what changed because of the system from what would have changed anyway.

    Parameters
    ----------
    id
        Id of the measure.
    title
        Name for people, to complete "measured by ...".
    reason
        Why its comparison is to be believed, in one sentence.
    strongest
        Strength of evidence that it can reach, 0 to 5.
    can_run
        Why the design cannot be used on an evidence table, None when it can: a look at its columns and options alone.
    measure
        The measure itself. It may still answer that the data do not allow a number.
    """

    id: str
    title: Text
    reason: Text
    strongest: int
    can_run: Callable[[EvidenceTable, Context], Text | None]
    measure: Measure

    def __post_init__(self) -> None:
        """Let nothing that a library says of its arithmetic through."""
        object.__setattr__(self, "measure", guarded(self.measure))


def needs_roles(evidence: EvidenceTable, *roles: str) -> Text | None:
    """Return why a design cannot run without these roles, None when a column plays each."""
    missing = [role for role in roles if not evidence.has(role)]
    return Text("no column for {missing:and}", missing=tuple(missing)) if missing else None


def needs_adoption(evidence: EvidenceTable) -> Text | None:
    """Return why no unit's own adoption can be followed, None when columns tell of it."""
    if not evidence.has("adopted") and not evidence.has("with_system"):
        return Text("no column says which unit adopted the system and when (adopted, or with_system)")
    return needs_roles(evidence, "adopter", "period")


LEAST_STRENGTH = 2
STRENGTH = "strength"
"""Id of the note that says which strength was reached."""

"""Strength that failed checks can lower a comparison to: still more than an assertion."""


def rate_strength(strongest: int, diagnostics: Iterable[Diagnostic]) -> int:
    """Return the strength of evidence after the checks: each that is not passed lowers it by one, at most to 2.

    A check that the data do not allow to be made is given as not passed: what cannot be shown does not count as shown.

    Parameters
    ----------
    strongest
        Strength that the design reaches when all its checks are passed.
    diagnostics
        Checks; those that only inform have no part in it.
    """
    failed = sum(diagnostic.passed is False for diagnostic in diagnostics)
    return min(strongest, max(LEAST_STRENGTH, strongest - failed))


def adopters_check(adopters: int) -> Diagnostic:
    """Check that more than one unit adopted: what else happens to one unit falls together with its adoption.

    The Maryland Scale, too, asks for more than one unit with the system at its fourth level.
    """
    text = counted(
        adopters,
        "One unit adopted: what else happened to it at that time cannot be told from what the system did.",
        "{number:count} units adopted, so that what happened to one of them alone does not decide.",
    )
    return Diagnostic(Text("More than one unit adopted"), adopters > 1, text)


def strength_diagnostic(strongest: int, diagnostics: Iterable[Diagnostic]) -> Diagnostic:
    """Return a note that says which strength was reached, and which checks lowered it."""
    checks = tuple(diagnostics)
    reached = rate_strength(strongest, checks)
    failed = [diagnostic.name for diagnostic in checks if diagnostic.passed is False]
    if not failed:
        text = Text("{reached} of 5: every check that can lower it was passed.", reached=reached)
    else:
        text = Text(
            "{reached} of 5 instead of {strongest}, because a check was not passed: {failed:parts}.",
            reached=reached,
            strongest=strongest,
            failed=tuple(failed),
        )
    return Diagnostic(Text("Strength of evidence"), None, text, STRENGTH)


@dataclass(frozen=True)
class Account:
    """What a design says beside its number.

    Parameters
    ----------
    n
        Cases behind the number.
    method
        How it was computed, in one sentence.
    strongest
        Strength of evidence that is reached when all checks are passed.
    checks
        Checks that can lower the strength, and what informs beside them.
    notes
        How the rows were read, and which were left out.
    details, pictures
        Tables and pictures that come with the number.
    parts
        What each unit, cluster or period adds to its error, where effects on several groups may share them.
    """

    n: float
    method: Text
    strongest: int
    checks: tuple[Diagnostic, ...]
    notes: tuple[Diagnostic, ...] = ()
    details: tuple[Detail, ...] = ()
    pictures: tuple[Picture, ...] = ()
    parts: Parts | None = None


def conclude(spread: EffectSpread, account: Account, unit: str) -> Measured:
    """Return a design's number with its account, its strength rated by the checks."""
    return Measured(
        estimate=spread.estimate,
        low=spread.low,
        high=spread.high,
        draws=spread.draws,
        n=account.n,
        unit=unit,
        method=account.method,
        strength=rate_strength(account.strongest, account.checks),
        diagnostics=(strength_diagnostic(account.strongest, account.checks), *account.checks, *account.notes),
        details=account.details,
        pictures=account.pictures,
        parts=account.parts,
        quantiles=spread.quantiles,
    )
