"""The judgement in sentences: each says what was found, and nothing that was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from publicvalue.findings.judgement.claim import DOCUMENTED, shown_outcomes
from publicvalue.findings.judgement.core import NEAR, core_components, core_share, open_questions, unknown_dimensions
from publicvalue.findings.judgement.direction import Premises, dimension_titles, held_back, signs_of
from publicvalue.findings.judgement.evidence_counts import count_evidence
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.left_open import NAMED, say_conditions, say_left_out, say_missing
from publicvalue.findings.judgement.model import (
    NOTHING,
    HarmFinding,
    Judgement,
    OpenQuestion,
    RedLineFinding,
    Said,
)
from publicvalue.findings.judgement.outcomes import Outcome, best_is_bad, outcome_name
from publicvalue.framework.judgement.advice import BEFORE_USE
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.words.text import Text, counted, joined, sentence

Key = tuple[str, str]

GOOD_FOR: Mapping[Key, Text] = MappingProxyType(
    {
        ("creates", "high"): Text("Good enough to go on and to expand."),
        ("creates", "moderate"): Text("Good enough to go on, and to expand step by step while it is measured."),
        ("probably_creates", "high"): Text("Good enough to go on, and to expand step by step while it is measured."),
        ("probably_creates", "moderate"): Text(
            "Good enough to go on; to expand only where what is not shown is measured first."
        ),
        ("probably_creates", "low"): Text("Good enough to go on, not to expand."),
        ("probably_creates", "very_low"): Text("Good enough to go on for now, not to expand and not to rely on."),
    }
)
"""What a good direction is good enough for, by its certainty."""

OTHERWISE: Mapping[str, Text] = MappingProxyType(
    {
        "could_create": Text("Good enough to go on while outcomes are measured, not to expand."),
        "mixed": Text("Not good enough to expand; to go on only while what is bad is mended."),
        "probably_harm": Text("Not good enough to go on without change."),
        "harm": Text("Not good enough to go on as it is."),
        "cannot_say": Text("Not enough to decide on; the missing answers come first."),
    }
)


GOOD = ("creates", "probably_creates", "could_create")
"""Directions that say something good."""


@dataclass(frozen=True)
class Findings:
    """What the sentences are made of."""

    known: Known
    overall: Judgement
    lines: tuple[RedLineFinding, ...]
    harms: tuple[HarmFinding, ...]
    missing: tuple[OpenQuestion, ...]
    outcomes: tuple[Outcome, ...]
    sign: int | None


def say(known: Known, overall: Judgement, found: Premises, sign: int | None) -> Said:
    """Return the judgement in sentences.

    Parameters
    ----------
    known
        What was asked, brought and found.
    overall
        The judgement of public value.
    found
        What is found of public value before its direction.
    sign
        Whether the outcomes that are shown are good: 1, 0 for neither, -1 for bad, None where none is shown.
    """
    missing = open_questions(known, PUBLIC_VALUE)
    return _said(Findings(known, overall, found.lines, found.harms, missing, found.outcomes, sign))


def _said(found: Findings) -> Said:
    known, direction = found.known, sentence(_direction(found))
    first, told = _first(found)
    return Said(
        first=first,
        direction=direction,
        certainty=_certainty(found),
        good_for=_good_for(found),
        harms=tuple(sentence(one.text) for one in found.harms if one not in told),
        conditions=tuple(say_conditions(known, found.lines)),
        not_shown=say_left_out(known, found.outcomes),
        missing=say_missing(found.missing),
    )


def _first(found: Findings) -> tuple[Text, tuple[HarmFinding, ...]]:
    """Return the first sentence, and the harm that it says."""
    if any(one.state == "broken" for one in found.lines):
        return sentence(_with_number_open(found, _stopped(found))), ()
    severe = tuple(one for one in found.harms if one.effect == "harm")
    examined = tuple(one for one in found.harms if one.effect == "examine")
    if severe:
        head = _harmed(found, severe)
    elif examined:
        texts = tuple(one.text for one in examined)
        head = Text("To be examined before it goes further: {texts:parts}", texts=texts)
    else:
        money = tuple(one for one in found.harms if one.effect == "cap")
        head = _with_money(found, money)
        return sentence(_with_open_lines(found, head)), money
    return sentence(_with_open_lines(found, head)), severe or examined


def _with_money(found: Findings, caps: Sequence[HarmFinding]) -> Text:
    """Return the direction with what holds back one dimension: the first sentence says that a system does not pay."""
    said = _direction(found)
    if not caps:
        return said
    texts = tuple(one.text for one in caps)
    if found.overall.direction.id in GOOD:
        return Text("{said}; but {texts:parts}", said=said, texts=texts)
    return Text("{said}; {texts:parts}", said=said, texts=texts)


def _stopped(found: Findings) -> Text:
    """Say the facts that break red lines."""
    facts = tuple(one.fact for one in found.lines if one.state == "broken")
    phase = found.known.assessment.system.phase
    if phase in BEFORE_USE:
        return Text("Should not start as it is: {facts:parts}", facts=facts)
    if phase == "retired":
        return Text("Should not have gone on: {facts:parts}", facts=facts)
    return Text("Should not go on as it is: {facts:parts}", facts=facts)


def _harmed(found: Findings, severe: Sequence[HarmFinding]) -> Text:
    """Say severe harm; of a retired system, of the time when it was in use."""
    texts = tuple(one.text for one in severe)
    measured = all(one.strength >= found.known.rules.outcomes.creates for one in severe)
    if found.known.assessment.system.phase == "retired":
        if measured:
            return Text("While it was in use harm was measured: {texts:parts}", texts=texts)
        return Text("While it was in use harm was reported: {texts:parts}", texts=texts)
    if measured:
        return Text("Harm is measured: {texts:parts}", texts=texts)
    return Text("Harm is reported: {texts:parts}", texts=texts)


def _with_open_lines(found: Findings, head: Text) -> Text:
    """Return a sentence that names the red lines which nobody answered, and those that nobody proved."""
    asked = [one for one in found.lines if one.state != "not_applicable"]
    open_lines = [_lower(one.title) for one in asked if one.state == "unanswered"]
    claimed = tuple(_lower(one.title) for one in asked if one.state == "claimed")
    if open_lines and len(open_lines) == len(asked):
        return counted(
            len(asked),
            "{head}; its red line is not answered yet",
            "{head}; none of the {number} red lines is answered yet",
            head=head,
        )
    if open_lines:
        head = Text("{head}; not answered of the red lines: {titles:and}", head=head, titles=tuple(open_lines))
    if claimed and len(claimed) == len(asked):
        return counted(
            len(asked),
            "{head}; its red line is answered without a proof",
            "{head}; all {number} red lines are answered without a proof",
            head=head,
        )
    if claimed:
        head = Text("{head}; answered without a proof: {titles:and}", head=head, titles=claimed)
    return head


def _with_number_open(found: Findings, head: Text) -> Text:
    """Return a sentence that says what decides, and names the red lines that nobody answered where they are few."""
    open_lines = tuple(_lower(one.title) for one in found.lines if one.state == "unanswered")
    if len(open_lines) > NAMED:
        return Text("{head}; {number} further red lines are not answered", head=head, number=len(open_lines))
    if open_lines:
        return Text("{head}; not answered of the red lines: {titles:and}", head=head, titles=open_lines)
    return head


def _lower(title: str) -> Text:
    return Text("{title:lower}", title=title)


def _direction(found: Findings) -> Text:
    """Return the direction as a sentence without its full stop; of a retired system, of the time when it was in use."""
    said = _present(found)
    ended = found.known.assessment.system.phase == "retired"
    if ended and found.overall.direction.id == "could_create" and found.overall.claim.id != "shown":
        return Text("It was retired before anybody was shown to be better off")
    if ended and found.overall.direction.id not in ("could_create", "cannot_say"):
        return Text("While it was in use: {said:lower}", said=said)
    return said


def _present(found: Findings) -> Text:
    judged, known = found.overall, found.known
    shares = {term.id: core_share(known, term.id) for term in known.framework.dimensions}
    gains, losses = signs_of(known, shares, known.sheet, held_back(found.lines, found.harms))
    match judged.direction.id:
        case "creates" | "probably_creates":
            return _with_unknown(found, _creates(found, gains))
        case "could_create":
            return _could(found)
        case "mixed":
            return _mixed(found, gains, losses)
        case "cannot_say":
            return _cannot_say(found)
    return _bad(found, losses)


def _creates(found: Findings, gains: Sequence[str]) -> Text:
    names = dimension_titles(found.known, gains)
    pilot = found.known.assessment.system.phase == "pilot"
    title = Text(found.overall.direction.title)
    if pilot and names:
        return Text("{title} in the pilot; good on the {names:and} side", title=title, names=names)
    if pilot:
        return Text("{title} in the pilot", title=title)
    return Text("{title}; good on the {names:and} side", title=title, names=names) if names else title


def _with_unknown(found: Findings, said: Text) -> Text:
    """Return a direction that names the dimensions of which nothing can be said."""
    unknown = dimension_titles(found.known, unknown_dimensions(found.known))
    return Text("{said}; not known: {names:and}", said=said, names=unknown) if unknown else said


def _could(found: Findings) -> Text:
    title = Text(found.overall.direction.title)
    claim = found.overall.claim.id
    kinds = {found.known.kind(id) for id in found.known.numbers}
    if claim == "promised" and kinds == {"forecast"}:
        return Text("{title}, if the forecasts hold", title=title)
    documented = any(one.strength >= DOCUMENTED for one in found.known.numbers.values())
    if claim == "promised" and documented:
        return Text("{title}, if it works in use as it does on paper", title=title)
    if claim == "promised":
        return Text("{title}, if what is claimed of it proves true", title=title)
    if claim == "shown":
        return Text("{title}, if its red lines hold", title=title)
    if _outputs_only(found):
        return Text("{title}, if what it produces makes somebody better off: outputs, no outcomes", title=title)
    return Text("{title}, if it works as it does on paper: nobody is yet shown to be better off", title=title)


def _outputs_only(found: Findings) -> bool:
    """Return whether outputs are known, and conditions are not."""
    known = found.known
    stages = {known.stage(id) for id in known.numbers}
    return bool(stages) and stages <= set(known.rules.outcomes.outputs)


def _mixed(found: Findings, gains: Sequence[str], losses: Sequence[str]) -> Text:
    title = Text(found.overall.direction.title)
    if found.overall.core_share < found.known.rules.core.some - NEAR:
        return Text("{title}: what is known asks for examination, and little else is known", title=title)
    good, bad = dimension_titles(found.known, gains), dimension_titles(found.known, losses)
    if good and bad:
        return Text("{title}: good on the {good:and} side, bad on the {bad:and} side", title=title, good=good, bad=bad)
    if bad and found.sign == 1:
        return Text(
            "{title}: bad on the {bad:and} side, but the outcomes that are shown are good", title=title, bad=bad
        )
    if bad:
        return Text("{title}: bad on the {bad:and} side; the rest is not clearly so", title=title, bad=bad)
    but = _but(found)
    if good and but:
        return Text("{title}: good on the {good:and} side, but {but}", title=title, good=good, but=but)
    if good:
        return Text("{title}: good on the {good:and} side; the rest is not clearly so", title=title, good=good)
    if but and found.sign == 1:
        return Text("{title}: {but}", title=title, but=but)
    return Text("{title}: what is known is clearly neither good nor bad", title=title)


def _but(found: Findings) -> Text:
    """Say what speaks against a good side where no side is bad; empty where nothing does."""
    shown = found.overall.claim.id == "shown"
    if shown and (worst := best_is_bad(found.known, found.outcomes)):
        return Text("what is best evidenced is bad: {name}", name=outcome_name(found.known, worst))
    if found.sign is None or found.sign == 1:
        return NOTHING
    if shown:
        return Text("the outcomes that are shown are not")
    return Text("the outcomes that are known so far are not")


def _bad(found: Findings, losses: Sequence[str]) -> Text:
    title, names = Text(found.overall.direction.title), dimension_titles(found.known, losses)
    return Text("{title}; bad on the {names:and} side", title=title, names=names) if names else title


def _cannot_say(found: Findings) -> Text:
    known = found.known
    asked = len(core_components(known, PUBLIC_VALUE))
    title, answered = Text(found.overall.direction.title), asked - len(found.missing)
    said = Text(
        "{title}: {answered} of {asked} core questions are answered", title=title, answered=answered, asked=asked
    )
    if hours := sum(one.hours for one in found.missing):
        said = Text("{said}, and the others take about {hours:number} hours", said=said, hours=hours)
    shown = tuple(outcome_name(known, one) for one in shown_outcomes(known, found.outcomes))
    if shown:
        return Text("{said}; shown so far: {shown:parts}", said=said, shown=shown[:NAMED])
    if _outputs_only(found):
        return Text("{said}; outputs, no outcomes", said=said)
    return said


def _certainty(found: Findings) -> Text:
    """Say the certainty with what the evidence consists of, and then what lowered it."""
    certainty = found.overall.certainty
    level = Text(certainty.level.title)
    counts = count_evidence(found.known)
    said = Text("Certainty {level:lower}: {counts:list}.", level=level, counts=counts)
    if not counts:
        said = Text("Certainty {level:lower}: there is no evidence yet.", level=level)
    reasons = tuple(step.reason for step in certainty.steps)
    return joined(said, Text("Lowered because {reasons:parts}.", reasons=reasons)) if reasons else said


def _good_for(found: Findings) -> Text:
    judged, phase = found.overall, found.known.assessment.system.phase
    direction = judged.direction.id
    if phase == "retired":
        return Text("It is retired: this is what its successor can learn from.")
    if direction in ("harm", "probably_harm") and phase in BEFORE_USE:
        return Text("Not good enough to start as it is.")
    if direction == "mixed" and phase in BEFORE_USE:
        return Text("Not good enough to start; what speaks against it is settled first.")
    if direction == "could_create" and judged.claim.id == "promised":
        if phase == "production":
            return Text("Not enough to decide on; what is claimed has to be documented first.")
        return Text("Good enough to try in a pilot that is measured, not to put into use.")
    if phase == "pilot" and direction == "probably_creates":
        return Text("Good enough to go on with the pilot, not to put into use everywhere.")
    told = GOOD_FOR.get((direction, judged.certainty.level.id)) or OTHERWISE.get(direction)
    return told or GOOD_FOR["probably_creates", "low"]
