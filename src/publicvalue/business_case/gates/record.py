"""What was decided at the gates, kept beside the business case: decisions, the frozen baseline, refused changes.

A baseline is frozen once, by its hash. From then on another file under its name is refused, and that it was tried stays
on record. So is the calendar that a lot has drawn, by its number and its hash; a new lot takes its place where somebody
answers for it with a reason, and the former one stays on record beside it. The forecasts of a gate are kept with
it, so that what was promised cannot change afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar

from publicvalue.business_case.discounting import flat
from publicvalue.business_case.model import COST_KINDS, Case, Line, Range
from publicvalue.business_case.sampling import value_lines
from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Day, Many, Number, Whole, Written, said
from publicvalue.words.text import Text, phrase

FORMAT = 3
GO_LIVE = "go_live"
"""The gate after which a system is used."""
YEAR = dt.timedelta(365)
MISSING = "missing"
"""Stands for the hash of a baseline that was not there."""


@dataclass(frozen=True)
class Frozen(Shape):
    """A file that was frozen, or tried in its place: its name, its hash, the day."""

    called: ClassVar[str] = phrase("frozen file")

    file: Annotated[Written, said(phrase("its name"))]
    sha256: Annotated[Written, said(phrase("its SHA-256"))]
    day: Annotated[Day, said(phrase("the day"))]


@dataclass(frozen=True)
class Lot(Shape):
    """A calendar that was drawn by lot and frozen, or tried in its place."""

    called: ClassVar[str] = phrase("drawn calendar")

    seed: Annotated[Whole | None, said(phrase("the number with which it was drawn"))]
    sha256: Annotated[Written, said(phrase("SHA-256 of units and their months"))]
    day: Annotated[Day, said(phrase("the day"))]
    why: Annotated[Written, said(phrase("why it was drawn anew"))] = ""
    who: Annotated[Written, said(phrase("who answers for that"))] = ""


@dataclass(frozen=True)
class Promised(Shape):
    """What was forecast of a line when a gate was recorded: units a year, or at once."""

    called: ClassVar[str] = phrase("promise")

    title: Annotated[Written, said(phrase("what for"))]
    kind: Annotated[Written, said(phrase("kind of cost or benefit"))]
    low: Annotated[Number, said(phrase("lowest"))]
    likely: Annotated[Number, said(phrase("most likely"))]
    high: Annotated[Number, said(phrase("highest"))]
    price: Annotated[Number, said(phrase("money a unit"))] = 1.0
    nodes: Annotated[Many[Number], said(phrase("its quantiles"))] = ()
    first: Annotated[Day | None, said(phrase("the day on which it was to begin"))] = None
    last: Annotated[Day | None, said(phrase("the day on which it was to end; none where it flows once"))] = None
    worth: Annotated[Number | None, said(phrase("present money that a unit counts over the whole case"))] = None
    uplift: Annotated[Number, said(phrase("share by which it is raised for optimism"))] = 0.0

    @property
    def forecast(self) -> Range:
        """The forecast."""
        return Range(self.low, self.likely, self.high, tuple(self.nodes))

    @property
    def due(self) -> dt.date | None:
        """The day from which it can be measured: of what flows all year, a year after its first day; None: at once."""
        return self.first + YEAR if self.first and self.last else self.first

    @property
    def is_cost(self) -> bool:
        """Whether money goes out."""
        return self.kind in COST_KINDS


@dataclass(frozen=True)
class Passed(Shape):
    """A gate that was recorded."""

    called: ClassVar[str] = phrase("recorded gate")

    gate: Annotated[Written, said(phrase("its id"))]
    day: Annotated[Day, said(phrase("the day"))]
    decision: Annotated[Written, said(phrase("what was decided"))]
    tier: Annotated[Whole, said(phrase("impact tier"))]
    framework: Annotated[Written, said(phrase("framework of gates"))]
    workbook: Annotated[Written, said(phrase("SHA-256 of the workbook"))]
    promised: Annotated[Many[Promised], said(phrase("what was forecast"))] = ()


@dataclass(frozen=True)
class GateRecord(Shape):
    """All that is on record."""

    called: ClassVar[str] = phrase("record of gates")

    format: Annotated[Whole, said(phrase("format of the file"))] = FORMAT
    baseline: Annotated[Frozen | None, said(phrase("the frozen baseline"))] = None
    gates: Annotated[Many[Passed], said(phrase("recorded gates, in order"))] = ()
    refused: Annotated[Many[Frozen], said(phrase("files that were tried in place of the baseline"))] = field(default=())
    lot: Annotated[Lot | None, said(phrase("the frozen calendar"))] = None
    refused_lots: Annotated[Many[Lot], said(phrase("calendars that were tried in its place"))] = field(default=())
    former_lots: Annotated[Many[Lot], said(phrase("frozen calendars that a new lot replaced"))] = field(default=())

    def is_same(self, lot: Lot | None) -> bool:
        """Tell whether a calendar is the frozen one; any is while none is frozen."""
        return self.lot is None or (lot is not None and (lot.seed, lot.sha256) == (self.lot.seed, self.lot.sha256))

    def is_agreed(self, lot: Lot | None) -> bool:
        """Tell whether somebody answers for another calendar, with a reason that has served no calendar before."""
        used = {one.why for one in (self.lot, *self.former_lots) if one}
        return lot is not None and bool(lot.who and lot.why) and lot.why not in used


def promises_of(case: Case) -> tuple[Promised, ...]:
    """Return what a case forecasts of the proposed option, line by line; what a unit counts is in the case's money."""
    return tuple(
        Promised(
            title=one.line.title,
            kind=one.line.kind,
            low=one.line.amount.low,
            likely=one.line.amount.likely,
            high=one.line.amount.high,
            price=_money(one.line, case),
            nodes=one.line.amount.nodes,
            first=one.line.first,
            last=one.line.last,
            uplift=one.line.uplift,
            worth=_money(one.line, case) * float(one.present(one.line.growth.mean)),
        )
        for one in value_lines(case, flat(case.rate))
        if one.line.option == case.proposed.id
    )


def _money(line: Line, case: Case) -> float:
    rate = case.exchange[line.currency].mean if line.currency in case.exchange else 1.0
    return line.price * rate * (line.redeployed if line.kind == "time" else 1.0)


def with_refusal(record: GateRecord, found: Frozen | None, today: dt.date) -> GateRecord:
    """Return the record with a changed baseline on it; the same where it is unchanged, or was refused before.

    Parameters
    ----------
    record
        What is on record.
    found
        The file that now has the baseline's name; None where there is none.
    today
        The day on which that was seen.
    """
    if record.baseline is None or (found and found.sha256 == record.baseline.sha256):
        return record
    tried = found.sha256 if found else MISSING
    if any(one.sha256 == tried for one in record.refused):
        return record
    return replace(record, refused=(*record.refused, Frozen(record.baseline.file, tried, today)))


def check_baseline(record: GateRecord, found: Frozen | None) -> None:
    """Refuse a baseline that is not what was frozen.

    Raises
    ------
    InputError
        When another file has its name, or none has.
    """
    frozen = record.baseline
    if frozen is None or (found and found.sha256 == frozen.sha256):
        return
    what = Text("the baseline was changed after it was frozen on {day}", day=frozen.day)
    expected = Text("the file whose SHA-256 is {sha256}", sha256=frozen.sha256)
    do = Text("put that file back; what was wrong with it is said beside it, and that it was changed is on record")
    raise InputError([Problem(Place(frozen.file), what, expected, do)])


def is_frozen_before_use(record: GateRecord, found: Frozen | None, gate: str, gates: Sequence[str]) -> bool:
    """Tell whether the baseline was frozen before the system was used.

    Parameters
    ----------
    record
        What is on record.
    found
        The file that now has the baseline's name; None where there is none.
    gate, gates
        Id of the gate at which this is asked, and of all gates in order.
    """
    before = gates[: gates.index(GO_LIVE) + 1]
    live = went_live(record)
    if record.baseline is None:
        return found is not None and gate in before and not live
    if live:
        return record.baseline.day <= live[0].day
    return all(record.baseline.day < one.day for one in record.gates if one.gate not in before)


def went_live(record: GateRecord) -> list[Passed]:
    """Return the recorded gates of go-live at which it was let go, in order."""
    return [one for one in record.gates if one.gate == GO_LIVE and one.decision in ("go", "conditions")]


def record_gate(record: GateRecord, passed: Passed, baseline: Frozen | None, lot: Lot | None = None) -> GateRecord:
    """Return the record with one more gate; baseline and calendar are frozen with the first gate that has them.

    A calendar that was agreed on anew takes the place of the frozen one, which stays among the former ones.
    """
    if record.lot and not record.is_same(lot) and record.is_agreed(lot):
        record = replace(record, lot=lot, former_lots=(*record.former_lots, record.lot))
    return replace(
        record,
        format=FORMAT,
        gates=(*record.gates, passed),
        baseline=record.baseline or baseline,
        lot=record.lot or lot,
    )


def as_data(record: GateRecord) -> dict[str, object]:
    """Return the record as dictionaries, lists, texts and numbers."""

    def frozen(one: Frozen) -> dict[str, object]:
        return {"file": one.file, "sha256": one.sha256, "day": _day(one.day)}

    def lot(one: Lot) -> dict[str, object]:
        told = {"why": one.why, "who": one.who} if one.why else {}
        return {"seed": one.seed, "sha256": one.sha256, "day": _day(one.day), **told}

    return {
        "format": record.format,
        "baseline": frozen(record.baseline) if record.baseline else None,
        "gates": [
            {**vars(one), "day": _day(one.day), "promised": [_promise(promise) for promise in one.promised]}
            for one in record.gates
        ],
        "refused": [frozen(one) for one in record.refused],
        "lot": lot(record.lot) if record.lot else None,
        "refused_lots": [lot(one) for one in record.refused_lots],
        "former_lots": [lot(one) for one in record.former_lots],
    }


def _promise(one: Promised) -> dict[str, object]:
    days = {name: _day(day) if day else None for name, day in (("first", one.first), ("last", one.last))}
    return {**vars(one), "nodes": list(one.nodes), **days}


def _day(day: dt.date) -> str:
    return day.isoformat()


def first_promises(record: GateRecord) -> Sequence[Promised]:
    """Return what was forecast at go-live, or at the last gate before; nothing where no gate is recorded."""
    recorded = went_live(record)[:1] or list(record.gates[-1:])
    return recorded[0].promised if recorded else ()
