"""The report of a gate: what was decided, why, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from publicvalue import __version__
from publicvalue.business_case.gates.decision import CheckedRequirement, Decision, GateDecision, State
from publicvalue.business_case.gates.model import Gates
from publicvalue.business_case.gates.record import MISSING, GateRecord, Lot
from publicvalue.reports.business_case.shown import shown
from publicvalue.reports.document.blocks import (
    Block,
    Document,
    Item,
    Items,
    Paragraph,
    Section,
    Span,
    Tone,
    findings,
    said,
)
from publicvalue.reports.table import Table
from publicvalue.words.text import Text, capital

DECISIONS: Mapping[Decision, Text] = MappingProxyType(
    {
        "go": Text("go"),
        "conditions": Text("go with conditions"),
        "not_yet": Text("not yet"),
        "no": Text("no"),
    }
)
STATES: Mapping[State, Text] = MappingProxyType(
    {
        "met": Text("met"),
        "unproven": Text("yes, and no document proves it"),
        "partly": Text("partly"),
        "not_met": Text("not met"),
        "unknown": Text("unknown"),
    }
)
TONES: Mapping[Decision, Tone] = MappingProxyType({"go": "good", "conditions": "", "not_yet": "bad", "no": "bad"})


def gate_document(
    title: str, gates: Gates, decision: GateDecision, record: GateRecord, more: Sequence[Section] = ()
) -> Document:
    """Return the report of a gate.

    Parameters
    ----------
    title
        Name of the system or its business case.
    gates, decision
        The framework of gates, and what was decided.
    record
        What is on record.
    more
        Sections that stand before the record, such as those of the business case.
    """
    return Document(
        id="gate",
        title=title,
        name=Text("{title}: gate", title=title),
        kicker=Text("Gate · {gate}: {asks}", gate=Text(decision.gate.title), asks=Text(decision.gate.asks)),
        notices=(),
        opening=(_answer(gates, decision),),
        sections=(*_parts(decision), *more, _record(gates, record)),
        foot=said(
            Text("Made with publicvalue {version} under {framework}.", version=__version__, framework=gates.name)
        ),
        form="brief",
    )


def decision_text(decision: GateDecision) -> Text:
    """Say in one sentence what was decided."""
    gate = Text(decision.gate.title)
    left = len(decision.ends) + len(decision.blocks) + len(decision.conditions)
    return Text(
        "{gate}: {decision}. {met} of {all} requirements are met, for a system of impact tier {tier} of 4.",
        gate=gate,
        decision=DECISIONS[decision.decision],
        met=len(decision.met),
        all=len(decision.met) + left,
        tier=decision.tier,
    )


def _answer(gates: Gates, decision: GateDecision) -> Section:
    blocks: tuple[Block, ...] = (
        Paragraph((decision_text(decision),), "answer"),
        *said(*tier_texts(gates, decision)),
    )
    return Section("decision", Text("What is decided?"), blocks, "answer", tone=TONES[decision.decision])


def tier_texts(gates: Gates, decision: GateDecision) -> Iterator[Text]:
    """Yield which impacts nobody answered, and what follows."""
    asked = tuple(Text(one.asks) for one in gates.impacts if one.id in decision.unknown_impacts)
    if asked:
        yield Text("Not answered, and taken as the heaviest: {asked:row}", asked=asked)


def _parts(decision: GateDecision) -> Iterator[Section]:
    parts = (
        ("ends", Text("What ends it"), decision.ends),
        ("blocks", Text("What holds it up"), decision.blocks),
        ("conditions", Text("On which conditions"), decision.conditions),
    )
    for id, heading, checked in parts:
        if checked:
            yield Section(id, heading, (Items(tuple(map(_item, checked)), role="warnings"),))
    if decision.met:
        items = tuple(Item((Text(one.requirement.asks), Span(one.given.document, "known"))) for one in decision.met)
        yield Section("met", Text("What is met"), (Items(items, role="checks"),))


def _item(one: CheckedRequirement) -> Item:
    change = Text("What would change it: {change}", change=Text(one.requirement.change))
    state = Span(Text("{state:capital}:", state=STATES[one.state]), "strong")
    notes = (Span(one.given.note, "known"),) if one.given.note else ()
    return Item((state, Text(one.requirement.asks), *notes, Span(change, "known")))


def _record(gates: Gates, record: GateRecord) -> Section:
    blocks: list[Block] = []
    if record.baseline:
        frozen = Text(
            "The baseline {file} was frozen on {day}; its SHA-256 is {sha256}.",
            file=record.baseline.file,
            day=record.baseline.day,
            sha256=record.baseline.sha256,
        )
        blocks += said(frozen)
    else:
        blocks += said(Text("No baseline is frozen."))
    for one in record.refused:
        text = Text("On {day} another file stood in its place, and was refused.", day=one.day)
        if one.sha256 == MISSING:
            text = Text("On {day} it was not there, and nothing was decided without it.", day=one.day)
        blocks += findings((text,))
    blocks += _lot_blocks(record)
    if record.gates:
        blocks.append(shown(_passed(gates, record)))
    return Section("record", Text("What is on record"), tuple(blocks))


def _lot_blocks(record: GateRecord) -> list[Block]:
    if record.lot is None:
        return []
    drawn = Text(
        "The calendar was drawn by lot with the number {seed}, and frozen on {day}.",
        seed=str(record.lot.seed),
        day=record.lot.day,
    )
    refused = [
        Text("On {day} another calendar was drawn, with the number {seed}, and was refused.", day=one.day, seed=seed)
        if (seed := str(one.seed) if one.seed is not None else "")
        else Text("On {day} no calendar was drawn any more, and nothing was decided without it.", day=one.day)
        for one in record.refused_lots
    ]
    former = [_replaced(old, new) for old, new in pairwise((*record.former_lots, record.lot))]
    return [*said(drawn), *findings((*former, *refused))]


def _replaced(old: Lot, new: Lot) -> Text:
    """Say which calendar a new lot replaced, why, and who answers for it."""
    return Text(
        "On {day} a new lot was agreed on, with the number {seed}. {why:sentence} {who} answers for it. Before, the "
        "calendar was drawn with the number {former}, and frozen on {frozen}.",
        day=new.day,
        seed=str(new.seed),
        why=new.why,
        who=new.who,
        former=str(old.seed),
        frozen=old.day,
    )


def new_lot_section(record: GateRecord, lot: Lot | None) -> tuple[Section, ...]:
    """Return what is said of a new lot that is agreed on and not yet on record: nothing where there is none."""
    if lot is None or record.is_same(lot):
        return ()
    told = Text(
        "The lot is drawn anew, with the number {seed}. {why:sentence} {who} answers for it. It takes the place of the "
        "frozen calendar with the next gate that is put on record, and the former one stays on record.",
        seed=str(lot.seed),
        why=lot.why,
        who=lot.who,
    )
    return (Section("new-lot", Text("A new lot"), findings((told,))),)


def _passed(gates: Gates, record: GateRecord) -> Table:
    titles = {one.id: Text(one.title) for one in gates.gates}
    known: Mapping[str, Text] = {str(key): text for key, text in DECISIONS.items()}
    rows = tuple(
        (
            titles.get(one.gate, one.gate),
            one.day.isoformat(),
            known.get(one.decision, one.decision),
            str(one.tier),
            one.workbook[:12],
        )
        for one in record.gates
    )
    columns = (Text("Gate"), Text("Day"), Text("Decision"), Text("Impact tier"), Text("Workbook, first of SHA-256"))
    return Table("gates", Text("Recorded gates"), columns, rows)


def state_line(one: CheckedRequirement) -> Text:
    """Return one line on a requirement that is not met, for a terminal."""
    return Text(
        "- {state}: {asks} {change}",
        state=capital(STATES[one.state]),
        asks=Text(one.requirement.asks),
        change=Text(one.requirement.change),
    )
