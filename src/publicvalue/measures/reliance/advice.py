"""Advice, decision and later truth: how often officers follow wrong advice and override right advice.

The words are those of the field: over-reliance is following advice that is wrong, under-reliance is overriding advice
that is right, and reliance is appropriate when right advice is followed and wrong advice overridden (Schemmer, Kuehl,
Benz, Bartos and Satzger, 2023, Appropriate reliance on AI advice, IUI '23, 410-422). Parasuraman and Riley (1997, Human
Factors 39(2), 230-253) call the first misuse and the second disuse.

Cases that one officer decides are alike, so an interval that takes them for independent is too short. Where the
officer of each case is known, the variance of the share is that of a ratio over officers (Cochran 1977, Sampling
Techniques, 3rd edition, section 3.12, with the factor G / (G - 1) for G officers), and the Jeffreys interval rests on
the effective number of cases, made smaller for the few officers as Korn and Graubard (1998, Survey Methodology 24(2),
193-201) do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import ibis.expr.types as ir

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.kernels.clusters import event_diagnostics, read_clusters
from publicvalue.measures.kernels.proportions import Share, measured_share
from publicvalue.measures.picture import Interval, Intervals
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES, hide_cells
from publicvalue.measures.result import Detail, Diagnostic, NotApplicable, Result
from publicvalue.words.text import Text, phrase

RIGHT, FOLLOWED = "advice_right", "followed"
"""Columns of the rows that are read: whether the advice was right, and whether the decision followed it."""

PARTS = (phrase("experience"), phrase("group"))
"""Roles by which reliance is shown in parts."""

NOT_STATED = Text("not stated")

MOST_PARTS = 100
"""Different values of experience or group above which the column cannot be a classification."""
_OPTIONAL = (
    Role(
        "officer", "category", Text("the officer who decided; the interval then allows for officers who differ"), False
    ),
    Role("experience", "category", Text("class of the officer's experience, such as under 2 years"), False),
    Role("group", "category", Text("group of the person whom the case concerns"), False),
    COUNT,
)

ROLE_SETS = (
    (
        Role("advice", "yes_no", Text("what the system advised")),
        Role("decision", "yes_no", Text("what the officer decided")),
        Role("truth", "yes_no", Text("what later turned out to be right")),
        *_OPTIONAL,
    ),
    (
        Role(FOLLOWED, "yes_no", Text("whether the officer's decision followed the advice")),
        Role(RIGHT, "yes_no", Text("whether the advice later turned out to be right")),
        *_OPTIONAL,
    ),
)

Cell = tuple[bool, bool]
"""(advice right, advice followed)."""


@dataclass(frozen=True)
class RelianceShare:
    """One of the three shares.

    Parameters
    ----------
    title, among
        Its name, and the cases that it is a share of, in words.
    base, events
        Cells that make up all cases, and those counted as events.
    """

    title: str
    among: str
    base: frozenset[Cell]
    events: frozenset[Cell]

    def share(self, counts: Mapping[Cell, float]) -> Share:
        """Return the share from counts of cells; cells that do not occur count as none."""
        return Share(
            sum(counts.get(cell, 0.0) for cell in self.events), sum(counts.get(cell, 0.0) for cell in self.base)
        )


OVER = RelianceShare(
    Text("Over-reliance"),
    Text("cases with wrong advice"),
    frozenset({(False, True), (False, False)}),
    frozenset({(False, True)}),
)
UNDER = RelianceShare(
    Text("Under-reliance"),
    Text("cases with right advice"),
    frozenset({(True, True), (True, False)}),
    frozenset({(True, False)}),
)
APPROPRIATE = RelianceShare(
    Text("Appropriate reliance"), Text("all cases"), OVER.base | UNDER.base, frozenset({(True, True), (False, False)})
)

Checks = Callable[[Mapping[Cell, float]], tuple[Diagnostic, ...]]


def measured_reliance(evidence: EvidenceTable, context: Context, reliance: RelianceShare, checks: Checks) -> Result:
    """Return one of the three shares, in percent, with both tables by experience and group.

    Parameters
    ----------
    evidence
        Rows with the columns of one of `ROLE_SETS`.
    context
        For the unit (percent), the draws and the randomness.
    reliance
        Which share.
    checks
        Further diagnostics, from the counts of all cells.
    """
    needed = ["advice", "decision", "truth"] if evidence.has("advice") else [FOLLOWED, RIGHT]
    usable = usable_rows(evidence, needed)
    rows = _judged(usable.rows)
    counts = _count(rows, ())[()] if usable.cases > 0 else {}
    share = reliance.share(counts)
    if share.n <= 0:
        return NotApplicable(
            Text("There are no {among}: give such cases, with what later turned out to be right.", among=reliance.among)
        )
    parts = _parts(rows, evidence)
    if isinstance(parts, NotApplicable):
        return parts
    effective, clustered = _effective(rows, share, reliance) if evidence.has("officer") else (share, ())
    method = _method(reliance, share, officers=evidence.has("officer"))
    found = usable.diagnostics + clustered + checks(counts)
    details = (_counts_detail(counts), *(_parts_detail(name, cells) for name, cells in parts.items()))
    result = replace(measured_share(effective, context, method, found, details), n=share.n)
    result = replace(result, strength=3 if all(check.passed for check in clustered) else 2)
    return replace(result, pictures=(_picture(reliance, share, effective, parts),))


def _method(reliance: RelianceShare, share: Share, *, officers: bool) -> Text:
    found = Text(
        "{title}: {events:count} of {n:count} {among}",
        title=reliance.title,
        events=share.events,
        n=share.n,
        among=reliance.among,
    )
    if officers:
        return Text("{found}, with a Jeffreys interval that allows for officers who differ.", found=found)
    return Text("{found}, with a Jeffreys interval.", found=found)


def _judged(rows: ir.Table) -> ir.Table:
    if RIGHT in rows.columns:
        return rows
    right, followed = rows["advice"] == rows["truth"], rows["decision"] == rows["advice"]
    return rows.mutate(**{RIGHT: right, FOLLOWED: followed})


def _count(rows: ir.Table, by: tuple[str, ...]) -> dict[tuple[str, ...], dict[Cell, float]]:
    """Count cases by cell, within each value of the columns `by`; a blank value is called "not stated"."""
    counted = rows.group_by([*by, RIGHT, FOLLOWED]).aggregate(total=rows[CASES].sum()).order_by([*by, RIGHT, FOLLOWED])
    found: dict[tuple[str, ...], dict[Cell, float]] = {}
    for *values, right, followed, total in zip(*fetch(counted).values(), strict=True):
        key = tuple(NOT_STATED if value is None else str(value) for value in values)
        found.setdefault(key, {})[(bool(right), bool(followed))] = float(total)
    return found


def _parts(rows: ir.Table, evidence: EvidenceTable) -> dict[str, dict[str, dict[Cell, float]]] | NotApplicable:
    parts = {}
    for name in PARTS:
        if evidence.has(name):
            distinct = int(fetch(rows.aggregate(values=rows[name].nunique()))["values"][0])
            if distinct > MOST_PARTS:
                reason = Text(
                    "The column {name} has {distinct:count} different values: give classes, at most {most_parts}.",
                    name=name,
                    distinct=distinct,
                    most_parts=MOST_PARTS,
                )
                return NotApplicable(reason)
            parts[name] = {value[0]: counts for value, counts in _count(rows, (name,)).items()}
    return parts


def _effective(rows: ir.Table, share: Share, reliance: RelianceShare) -> tuple[Share, tuple[Diagnostic, ...]]:
    """Return the share of independent cases that is as uncertain as the share over officers, and what is to be said."""
    base = rows.filter(rows["officer"].notnull())
    if reliance is not APPROPRIATE:
        base = base.filter(~base[RIGHT] if reliance is OVER else base[RIGHT])
    event = base[FOLLOWED] if reliance is OVER else ~base[FOLLOWED]
    if reliance is APPROPRIATE:
        event = base[RIGHT] == base[FOLLOWED]
    officers = read_clusters(base, event.cast("float64"), share.estimate, "officer")
    if officers.number < 2 or officers.cases < share.n:
        text = Text(
            "The officer is blank in some cases, or all are by one officer, so cases were taken as independent."
        )
        return share, (Diagnostic(Text("Officers who differ"), False, text),)
    enough = officers.diagnostics(Text("officers"), Text("Officers enough for the interval"))
    return officers.share(share), (*enough, *event_diagnostics(base, event, officers, "officer"))


def _counts_detail(counts: Mapping[Cell, float]) -> Detail:
    """Show the four counts; none where right or wrong advice are so few cases that they could be told."""
    few = any(0 < reliance.share(counts).n < LEAST_CASES for reliance in (OVER, UNDER))
    rows = tuple(
        (name, *(HIDDEN if few else counts.get((right, followed), 0.0) for followed in (True, False)))
        for name, right in ((Text("right"), True), (Text("wrong"), False))
    )
    return Detail(Text("Cases by advice and decision"), (Text("advice"), Text("followed"), Text("overridden")), rows)


def _parts_detail(name: str, parts: Mapping[str, Mapping[Cell, float]]) -> Detail:
    columns = [_shown_parts(reliance, parts) for reliance in (OVER, UNDER)]
    rows: list[tuple[str | float | None, ...]] = []
    for label in parts:
        cells: list[str | float | None] = [label]
        for shares in columns:
            share = shares[label]
            percent = (100 * share.estimate, *(100 * end for end in share.interval())) if share else (None,) * 3
            cells.extend((share.n if share else None, *percent))
        rows.append(tuple(cells))
    heads = [
        Text("{head} ({reliance:lower})", head=head, reliance=reliance.title)
        for reliance in (OVER, UNDER)
        for head in _HEADS
    ]
    return Detail(Text("Reliance by {name:word}", name=name), (Text("{name:word}", name=name), *heads), tuple(rows))


def _shown_parts(reliance: RelianceShare, parts: Mapping[str, Mapping[Cell, float]]) -> Mapping[str, Share | None]:
    """Return the share of each part; None where it has no cases, is small, or would give a small one away.

    Right and wrong advice together are a part's cases, which other tables may count: they are hidden together.
    """
    cases = {(label, one.title): one.share(counts).n for label, counts in parts.items() for one in (OVER, UNDER)}
    # Where there is no case, there is nobody to be told.
    cases = {key: n for key, n in cases.items() if n > 0}
    hidden = dict(zip(cases, hide_cells(list(cases), list(cases.values())), strict=True))
    among = [one.title for one in (OVER, UNDER) if one.base <= reliance.base]
    shares = {label: reliance.share(counts) for label, counts in parts.items()}
    return {
        label: None if share.n <= 0 or any(hidden.get((label, title)) for title in among) else share
        for label, share in shares.items()
    }


_HEADS = (Text("cases"), Text("percent"), Text("low"), Text("high"))


def _picture(
    reliance: RelianceShare, share: Share, effective: Share, parts: Mapping[str, Mapping[str, Mapping[Cell, float]]]
) -> Intervals:
    low, high = effective.interval()
    points = [Interval(Text("all cases"), 100 * share.estimate, 100 * low, 100 * high, Text("all") if parts else "")]
    for name, by in parts.items():
        for label, part in _shown_parts(reliance, by).items():
            if part is None:
                points.append(Interval(label, None, None, None, Text("{name:word}", name=name)))
                continue
            low, high = part.interval()
            points.append(Interval(label, 100 * part.estimate, 100 * low, 100 * high, Text("{name:word}", name=name)))
    return Intervals(
        Text("{title}, share of {among}", title=reliance.title, among=reliance.among), "percent", tuple(points)
    )
