"""AI capability as a page: who is below the level of their role, what to train first, what coming systems need."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.country.profile import CountryProfile
from publicvalue.country.staff.found import StaffFound
from publicvalue.country.staff.levels import ALL, CellFound
from publicvalue.country.staff.training import Loss, SystemNeed, TrainingLine
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.reports.document.blocks import (
    Block,
    Grid,
    GridColumn,
    Item,
    Items,
    Paragraph,
    Row,
    Rows,
    Section,
    said,
)
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import UNKNOWN
from publicvalue.words.text import Text, joined

LINES = 12
"""Lines of the plan that are printed; the table has them all."""
STATE = {
    "short": Text("short"),
    "reached": Text("reached"),
    "open": Text("cannot be told yet"),
    "enough": Text("enough"),
    "unknown": Text("unknown"),
}
EVERY = Text("all agencies")


def capability_sections(profile: CountryProfile) -> tuple[Section, ...]:
    """Return levels, training plan, needs of coming systems and loss of specialists; nothing where nobody is asked."""
    found = profile.staff
    if found is None:
        return ()
    parts = [Section("capability", Text("AI capability"), tuple(_answer(found)))]
    if found.plan:
        parts.append(Section("training", Text("Training plan: the first line first"), tuple(_plan(found))))
    if found.levels.cells:
        parts.append(Section("levels", Text("Levels by agency and role"), (_levels(found), *_second(found))))
    if found.needs:
        parts.append(Section("pipeline", Text("What coming systems will need"), (_needs(found),)))
    if found.losses:
        parts.append(Section("specialists", Text("Who stays and who leaves"), tuple(_losses(found))))
    return tuple(parts)


def capability_text(found: StaffFound) -> Text:
    """Tell in one or two sentences how capable staff are, for a brief."""
    if not found.levels.cells:
        return Text("No level of public servants is known here: ask and test five people or more of a role.")
    short = [one for one in found.plan if one.cell.state == "short"]
    shown = [one for one in found.levels.cells if one.agency != ALL] or list(found.levels.cells)
    text = Text(
        "Levels lie below what the role asks, beyond chance, in {short} of {all} combinations of agency, role and "
        "competency.",
        short=len(short),
        all=len(shown),
    )
    if not found.plan:
        return text
    return joined(text, Text("First to train: {line}.", line=_line_text(found, found.plan[0])))


def _answer(found: StaffFound) -> Iterator[Block]:
    yield Paragraph((capability_text(found),), "answer")
    if found.levels.few:
        few = Text("{count} combinations have fewer than five people and are not shown.", count=found.levels.few)
        yield from said(few)


def _line_text(found: StaffFound, line: TrainingLine) -> Text:
    cell = line.cell
    return Text(
        "{role:lower} of {agency}, {competency:lower}",
        role=Text(found.asked.role(cell.role).title),
        agency=_agency(cell.agency),
        competency=Text(found.asked.competency(cell.competency).title),
    )


def _agency(agency: str) -> str:
    return agency if agency != ALL else EVERY


def _between(one: Interval | None, percent: bool = False) -> Text:
    if one is None:
        return UNKNOWN
    factor = 100.0 if percent else 1.0
    told = {"value": factor * one.value, "low": factor * one.low, "high": factor * one.high}
    if percent:
        return Text("{value:fixed0} ({low:fixed0} to {high:fixed0})", **told)
    return Text("{value:fixed1} ({low:fixed1} to {high:fixed1})", **told)


def _people(one: Interval | None) -> Text:
    if one is None:
        return UNKNOWN
    return Text("{value:fixed0} ({low:fixed0} to {high:fixed0})", value=one.value, low=one.low, high=one.high)


def _plan(found: StaffFound) -> Iterator[Block]:
    headings = (
        Text("Agency and role"),
        Text("Competency and training"),
        Text("Short by"),
        Text("People it reaches"),
        Text("System that needs it"),
    )
    rows = tuple(Row(_plan_cells(found, one)) for one in found.plan[:LINES])
    title = Text("What to train, for whom, and before which system")
    yield Grid(title, title, tuple(map(GridColumn, headings)), (Rows(rows),), download=plan_table(found))
    if len(found.plan) > LINES:
        yield from said(Text("{count} further lines stand in the table.", count=len(found.plan) - LINES))


def _plan_cells(found: StaffFound, line: TrainingLine) -> tuple[Text | str, ...]:
    cell, asked = line.cell, found.asked
    competency = asked.competency(cell.competency)
    who = Text("{agency}: {role:lower}", agency=_agency(cell.agency), role=Text(asked.role(cell.role).title))
    what = Text("{competency}. {training}", competency=Text(competency.title), training=Text(competency.training))
    gap = _between(cell.gap)
    if cell.state == "open":
        gap = Text("{gap}: cannot be told yet, ask more people", gap=gap)
    due = Text("{system}, {starts}", system=line.system, starts=line.starts) if line.starts else line.system or "–"
    return (who, what, gap, _people(cell.reach), due)


def plan_table(found: StaffFound) -> Table:
    """Return every line of the training plan."""
    rows: list[tuple[Cell, ...]] = []
    for order, line in enumerate(found.plan, 1):
        cell, asked = line.cell, found.asked
        named = (_agency(cell.agency), Text(asked.role(cell.role).title), Text(asked.competency(cell.competency).title))
        gap = (cell.gap.value, cell.gap.low, cell.gap.high, STATE[cell.state])
        reach = (cell.reach.value, cell.reach.low, cell.reach.high) if cell.reach else (None, None, None)
        training = Text(asked.competency(cell.competency).training)
        rows.append((order, *named, training, *gap, *reach, line.system, line.starts))
    columns = (
        Text("order"),
        Text("agency"),
        Text("role"),
        Text("competency"),
        Text("training"),
        Text("gap"),
        Text("gap low"),
        Text("gap high"),
        Text("state"),
        Text("people"),
        Text("people low"),
        Text("people high"),
        Text("system"),
        Text("starts"),
    )
    return Table("training", Text("Training plan"), columns, tuple(rows))


def _levels(found: StaffFound) -> Grid:
    headings = (
        Text("Role and competency"),
        Text("Asked for"),
        Text("By test"),
        Text("By their own word"),
        Text("Below, of 100"),
        Text("State"),
    )
    groups = tuple(
        Rows(
            tuple(Row(_level_cells(found, one)) for one in found.levels.cells if one.agency == agency), _agency(agency)
        )
        for agency in dict.fromkeys(one.agency for one in found.levels.cells)
    )
    title = Text("Mean level with its 95 % interval, beside what the role asks")
    return Grid(title, title, tuple(map(GridColumn, headings)), groups, download=levels_table(found))


def _level_cells(found: StaffFound, cell: CellFound) -> tuple[Text | str, ...]:
    role, competency = found.asked.role(cell.role), found.asked.competency(cell.competency)
    named = Text("{role}: {competency:lower}", role=Text(role.title), competency=Text(competency.title))
    below = _between(cell.below, percent=True)
    return (named, str(cell.target), _between(cell.tested), _between(cell.said), below, STATE[cell.state])


def levels_table(found: StaffFound) -> Table:
    """Return every level that can be shown."""
    rows: list[tuple[Cell, ...]] = []
    for cell in found.levels.cells:
        role, competency = found.asked.role(cell.role), found.asked.competency(cell.competency)
        numbers: list[Cell] = []
        for one in (cell.tested, cell.said, cell.gap, cell.below):
            numbers += [one.value, one.low, one.high] if one else [None] * 3
        named = (_agency(cell.agency), Text(role.title), Text(competency.title), cell.target)
        rows.append((*named, *numbers, cell.answered, cell.people, STATE[cell.state]))
    columns: list[str] = [Text("agency"), Text("role"), Text("competency"), Text("target")]
    for name in (Text("by test"), Text("by their own word"), Text("gap"), Text("share below")):
        columns += [name, Text("{name}, low", name=name), Text("{name}, high", name=name)]
    columns += [Text("answered"), Text("people"), Text("state")]
    return Table("levels", Text("Levels by agency, role and competency"), tuple(columns), tuple(rows))


def _second(found: StaffFound) -> Iterator[Block]:
    """Show the levels once more by UNESCO's domains."""
    if not found.domains:
        return
    roles = [one for one in found.asked.roles if any(one.id in levels for levels in found.domains.values())]
    headings = (Text("Domain"), *(Text(one.title) for one in roles))
    named = {one.id: one.title for one in found.asked.domains}
    rows = tuple(
        Row((Text(named[id]), *(_between(levels.get(one.id)) for one in roles))) for id, levels in found.domains.items()
    )
    title = Text("Second view: mean level by domain of UNESCO's framework for civil servants (2022), all agencies")
    yield Grid(title, title, tuple(map(GridColumn, headings)), (Rows(rows),))


def _needs(found: StaffFound) -> Grid:
    headings = (Text("System"), Text("Starts"), Text("Needs"), Text("Ready now"), Text("State"))
    rows = tuple(Row(_need_cells(found, one)) for one in found.needs)
    title = Text("People at the level of their role whom coming systems need, and who are ready")
    return Grid(title, title, tuple(map(GridColumn, headings)), (Rows(rows),))


def _need_cells(found: StaffFound, one: SystemNeed) -> tuple[Text | str, ...]:
    named = Text("{system} ({agency})", system=one.system.title, agency=one.system.agency)
    role = Text(found.asked.role(one.role).title)
    needs = Text("{count} {role:lower}", count=one.needed, role=role)
    return (named, one.system.starts or UNKNOWN, needs, _people(one.ready), STATE[one.state])


def _losses(found: StaffFound) -> Iterator[Block]:
    yield Items(tuple(Item(tuple(_loss_texts(found, one))) for one in found.losses))


def _loss_texts(found: StaffFound, one: Loss) -> Iterator[Text]:
    role = Text(found.asked.role(one.role).title)
    yield Text("{role}: {people} people are there.", role=role, people=one.people)
    if one.vacant is not None:
        yield Text("Vacant posts: {vacant}.", vacant=one.vacant)
    if one.rate is None or one.left is None:
        yield Text("How many left within a year is not known.")
    else:
        told = {"left": one.left, "low": 100 * one.rate.low, "high": 100 * one.rate.high}
        yield Text("Within a year {left} left (95 %: {low:fixed0} to {high:fixed0} of 100).", **told)
    if one.halving is not None:
        yield Text("At this rate half of them would be gone after {years:fixed1} years.", years=one.halving)
    if one.lone:
        yield Text("One alone in: {agencies:list}.", agencies=one.lone)
