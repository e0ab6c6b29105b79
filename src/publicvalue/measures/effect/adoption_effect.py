"""Effect of adoption, by the strongest design that the evidence allows.

What
    Did it get better because of the system? The mean outcome with the system less the mean to be expected without it.
    The designs are tried in the order of their strength: lots, a threshold, comparison with units that had not adopted
    or with a weighted mix of them, a series followed through adoption, before and after. The first that the columns and
    the data allow gives the number; why those before it could not be used is said beside it. The option `design` of an
    answer names one instead.
Unit
    Percent: of the mean to be expected without the system. Percentage points: difference of two shares. Any other unit:
    the difference in the outcome's own unit. Where the indicator counts better as positive, the option `better` says
    which way the outcome counts.
Left out
    As the page of the design that gave the number says.
Interval
    95 %, as the page of the design says, with its draws. That the design was chosen is not in the interval; the rule of
    choice looks at columns, dates and numbers of units, never at the size of the effect.
Strength
    5 randomised; 4 a comparison group with all checks passed; 3 before and after. Each check that is not passed, or
    that the data do not allow, lowers it by one, at most to 2, and is named. So does the option `self_reported`. With
    one unit that adopts, a synthetic control, a series with a control series and a comparison of that unit with others
    (tried after these two) reach 3 at most.
Sources
    The order follows the Maryland Scientific Methods Scale: L. W. Sherman and others (1998), Preventing Crime, National
    Institute of Justice. The rules of lowering are our judgement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.effect.before_after import measure as before_after
from publicvalue.measures.effect.designs import STRENGTH, Design, rate_strength, strength_diagnostic
from publicvalue.measures.effect.lots import measure as lots
from publicvalue.measures.effect.panel_roles import (
    ADOPTED,
    CLUSTER,
    COVARIATE,
    DRAWN,
    PERIOD,
    STRATUM,
    UNIT,
    WITH_SYSTEM,
    outcome_sets,
)
from publicvalue.measures.effect.series import measure as series
from publicvalue.measures.effect.series.measure import CONTROL, SeriesOptions
from publicvalue.measures.effect.staggered import measure as staggered
from publicvalue.measures.effect.staggered.measure import StaggeredOptions
from publicvalue.measures.effect.synthetic import measure as synthetic
from publicvalue.measures.effect.threshold import measure as threshold
from publicvalue.measures.effect.threshold.cases import ThresholdOptions
from publicvalue.measures.effect.threshold.measure import SCORE
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result
from publicvalue.schema.values import CHOICE, YesNo, said
from publicvalue.words.text import Text, joined, phrase

DESIGNS: tuple[Design, ...] = (
    lots.DESIGN,
    threshold.DESIGN,
    staggered.DESIGN,
    synthetic.DESIGN,
    series.DESIGN,
    before_after.DESIGN,
)
"""Every design, the strongest first: the order in which they are tried."""

TRIED = (*DESIGNS[:-1], staggered.LONE, DESIGNS[-1])
"""The same, and the comparison of one adopter with others before the last resort."""


@dataclass(frozen=True, kw_only=True)
class DesignOptions(StaggeredOptions, SeriesOptions, ThresholdOptions):
    """What the designs take, together, and which of them is asked for."""

    design: Annotated[
        Annotated[
            Literal[
                "randomised_difference",
                "threshold_discontinuity",
                "staggered_adoption",
                "synthetic_control",
                "interrupted_series",
                "before_after",
            ],
            CHOICE,
        ]
        | None,
        said(phrase("name of a design to use instead of the strongest that the evidence allows")),
    ] = None


@dataclass(frozen=True, kw_only=True)
class AdoptionEffectOptions(DesignOptions):
    """What the designs take, together, which of them is asked for, and who states the outcome."""

    self_reported: Annotated[
        YesNo,
        said(
            phrase(
                "true when the units state the outcome, or their adoption, of themselves; lowers the strength by one"
            )
        ),
    ] = False


DEFINITIONS = tuple(
    module.DEFINITION
    for module in (
        lots,
        threshold,
        staggered,
        synthetic,
        series,
        before_after,
    )
)
"""What each design takes by itself."""

OF_OTHERS = ("before", "cluster", "stratum", "control")
"""Columns that only some designs use."""

Asked = tuple[EvidenceTable, Context]
EVIDENCE_WORDS = {
    2: Text("Weak evidence"),
    3: Text("Evidence of medium strength"),
    4: Text("Strong evidence from a comparison"),
    5: Text("Evidence from a randomised comparison"),
}

OPTIONAL = tuple(
    replace(role, required=False)
    for role in (UNIT, PERIOD, ADOPTED, WITH_SYSTEM, DRAWN, CLUSTER, STRATUM, CONTROL, SCORE, COVARIATE)
)


def measure_adoption_effect(evidence: EvidenceTable, context: Context) -> Result:
    """Return the effect by the strongest design that can be used, or why none can."""
    refused: list[tuple[Design, str]] = []
    for design in candidate_designs(context):
        reason: str | None = design.can_run(evidence, context)
        if reason is None:
            result = design.measure(evidence, context)
            if isinstance(result, Measured):
                return _conclude(result, design, refused, (evidence, context))
            reason = result.reason
        if design is not staggered.LONE:
            refused.append((design, reason))
    reasons = tuple(_refusal(design, reason) for design, reason in refused)
    return NotApplicable(Text("No design can be used. {reasons:row}", reasons=reasons))


def candidate_designs(context: Context) -> tuple[Design, ...]:
    """Return the designs to try, the strongest first: all, or the one that the answer names."""
    named = context.given(DesignOptions).design
    return TRIED if named is None else tuple(design for design in TRIED if design.id == named)


def _conclude(result: Measured, design: Design, refused: list[tuple[Design, str]], asked: Asked) -> Measured:
    """Return a design's number with the words, the choice and the strength that the guide gives it."""
    _, context = asked
    own = tuple(diagnostic for diagnostic in result.diagnostics if diagnostic.id != STRENGTH)
    checks = (*_self_report(context), *own)
    strongest = _strongest(result, design, own)
    strength = rate_strength(strongest, checks)
    rated = replace(result, strength=min(result.strength, strength))
    head = (
        _words(rated),
        _choice(design, refused, context),
        *_unused(design, asked),
        strength_diagnostic(strongest, checks),
    )
    return replace(rated, diagnostics=(*head, *checks))


def _unused(design: Design, asked: Asked) -> Iterator[Diagnostic]:
    """Say which columns and options have no part in the design that gave the number."""
    evidence, context = asked
    definition = next(one for one in DEFINITIONS if one.id == design.id)
    roles = {role.name for roles in definition.role_sets for role in roles}
    options = {option.name for option in definition.options} | {"design", "self_reported"}
    # Which columns say who adopted when is said with the choice of the design.
    columns = [name for name in OF_OTHERS if evidence.has(name) and name not in roles]
    named = [
        *(Text("columns {name}", name=name) for name in columns),
        *(Text("the option {name}", name=name) for name in context.given(DesignOptions).given if name not in options),
    ]
    if named:
        text = Text("This design does not use {named:list}: they change nothing in the number.", named=tuple(named))
        yield Diagnostic(Text("Not used by this design"), None, text)


def _strongest(result: Measured, design: Design, own: tuple[Diagnostic, ...]) -> int:
    """Return the strength that could have been reached here: a series without a control reaches less than one with."""
    if rate_strength(design.strongest, own) == result.strength:
        return design.strongest
    return result.strength + sum(check.passed is False for check in own)


def _self_report(context: Context) -> tuple[Diagnostic, ...]:
    """Return the check that an outcome fails which the adopters state of themselves."""
    if not context.given(AdoptionEffectOptions).self_reported:
        return ()
    text = Text(
        "The units state the outcome, or their adoption, of themselves, and nobody has checked what they state."
    )
    return (Diagnostic(Text("Stated by others than the adopters"), False, text),)


def _words(result: Measured) -> Diagnostic:
    """Say in words what the number allows to be said."""
    evidence = EVIDENCE_WORDS[result.strength]
    numbers = Text("{low:signed} to {high:signed}{unit:unit}", low=result.low, high=result.high, unit=result.unit)
    if result.low <= 0 <= result.high:
        text = Text(
            "{evidence} and a wide interval: from {numbers}, a fall and a rise are both compatible with the"
            " data. It cannot be said that the system changed anything, nor that it did not.",
            evidence=evidence,
            numbers=numbers,
        )
    else:
        direction = Text("a rise") if result.low > 0 else Text("a fall")
        text = Text(
            "{evidence}, and an interval that holds no zero: {direction}, of {numbers}.",
            evidence=evidence,
            direction=direction,
            numbers=numbers,
        )
    return Diagnostic(Text("What can be said"), None, text)


def _choice(design: Design, refused: list[tuple[Design, str]], context: Context) -> Diagnostic:
    """Say which design gave the number, and why not a stronger one."""
    named = context.given(DesignOptions).design is not None
    text = joined(
        Text("Measured by {title}: {reason}.", title=design.title, reason=design.reason),
        Text("The assessment names this design.") if named else "",
        *(_refusal(*one) for one in refused),
    )
    return Diagnostic(Text("Design"), None, text)


def _refusal(design: Design, reason: str) -> Text:
    return Text("Not by {title}: {reason:ended}", title=design.title, reason=reason)


DEFINITION = Definition(
    id="adoption_effect",
    version=3,
    title=Text("Effect of adoption"),
    kinds=("records",),
    role_sets=outcome_sets(*OPTIONAL),
    units=(),
    takes=AdoptionEffectOptions,
    compute=measure_adoption_effect,
    no_change=0.0,
)
