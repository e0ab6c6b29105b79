"""Events that are parts of one thing that happened: its start and its end, or the same event under two names."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.files.columns.cells import SHOWN
from publicvalue.files.engines.duckdb import Engine, RawTable, Row, text, texts
from publicvalue.words.text import Text, counted, quoted

START = "start"
ENDS = ("complete", "autoskip", "manualskip", "withdraw", "ate_abort", "pi_abort")
ASIDE = ("suspend", "resume")
BEFORE = ("schedule", "assign", "reassign", "unknown")
"""Words of the XES standard, by what they mean for the work on an activity."""
CLOCKS = (("instant", '"start"'), ("local", "start_local"))


def once_a_case(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> str:
    """Return the query for events of which each counts once a case; refuse those of one id that are not one event."""
    found = engine.query(
        f'SELECT "case", event, min(position), max(position), count(*) OVER () FROM ({saved}) WHERE event IS NOT NULL'
        f' GROUP BY "case", event HAVING count(DISTINCT activity) > 1 OR count(DISTINCT instant) > 1'
        f" ORDER BY 3 LIMIT {SHOWN}"
    )
    if found:
        place = Place(raw.file, row=found[0][2], field=mapping.columns["event"])
        raise EvidenceError([unlike_events(place, found)])
    alone = "CASE WHEN event IS NULL THEN position END"
    turn = f'row_number() OVER (PARTITION BY "case", event, {alone} ORDER BY position)'
    return engine.save(f"SELECT * EXCLUDE (event) FROM ({saved}) QUALIFY {turn} = 1")


def unlike_events(place: Place, found: Sequence[Row]) -> Problem:
    shown = (
        Text("{event:quoted} in rows {first} and {last}", event=str(event), first=first, last=last)
        for _, event, first, last, _ in found
    )
    return Problem(
        place,
        counted(
            found[0][4],
            "1 id stands for different events of a case: {ids:list}",
            "{number:count} ids stand for different events of a case: {ids:list}",
            ids=tuple(shown),
        ),
        Text("one activity and one time for each id of an event"),
        Text("correct the ids, or leave `event` out where each row is an event of its own"),
    )


def paired_events(engine: Engine, saved: str, raw: RawTable, mapping: CaseMapping) -> tuple[str, CaseMapping, RawTable]:
    """Return the query for activities with their start and end, and the mapping and notes that go with them."""
    found = engine.query(f"SELECT lower(lifecycle), count(*) FROM ({saved}) GROUP BY 1")
    words: dict[str | None, int] = {word: int(count) for word, count in found}
    check_words(words, raw, mapping)
    columns = {role: title for role, title in mapping.columns.items() if role not in {"lifecycle", "instance"}}
    if not set(words) & {START, *ASIDE, *BEFORE}:
        # Only ends: the log holds no starts, so nothing is known of service and waiting.
        return saved, replace(mapping, columns=MappingProxyType(columns)), raw
    if START in words:
        columns["start"] = columns["time"]
    rows = engine.save(instances_sql(engine, saved, "instance" in mapping.columns, START in words))
    if "instance" in mapping.columns and not engine.query(f"SELECT 1 FROM ({rows}) WHERE paired LIMIT 1"):
        # Ids that no start shares with an end are ids of events: they would make two of each activity.
        rows = engine.save(instances_sql(engine, saved, False, START in words))
    notes = tuple(pairing_notes(engine, rows, words, mapping.columns["lifecycle"]))
    kept = f"SELECT * EXCLUDE (paired) FROM ({rows})"
    return kept, replace(mapping, columns=MappingProxyType(columns)), replace(raw, notes=(*raw.notes, *notes))


def check_words(words: dict[str | None, int], raw: RawTable, mapping: CaseMapping) -> None:
    """Refuse words that say neither start nor end."""
    known = (START, *ENDS, *ASIDE, *BEFORE)
    strange = [word for word in words if word is not None and word not in known]
    if strange:
        title = mapping.columns["lifecycle"]
        do = Text(
            "write the words so; or keep those of the ends alone, by {line} under cases",
            line=f"where: {{'{title}': ...}}",
        )
        what = Text(
            "{file}: column {column:quoted} holds words that say neither start nor end: {words:list}",
            file=raw.file,
            column=title,
            words=quoted(sorted(strange)[: 2 * SHOWN]),
        )
        raise EvidenceError([Problem(mapping.place, what, Text("one of: {names:list}", names=known), do)])


def instances_sql(engine: Engine, saved: str, has_instance: bool, has_start: bool) -> str:
    """Return the query for a row an activity: each end with the earliest start before it that is still open.

    A start without an end is an activity that still goes on, and counts at its start.
    """
    titles = [str(title) for title, *_ in engine.query(f"DESCRIBE {saved}")]
    both = ('"case"', "activity", *(("instance",) if has_instance else ()))
    numbered = engine.save(numbered_sql(saved, ", ".join(both)))
    same = " AND ".join(f"e.{one} IS NOT DISTINCT FROM s.{one}" for one in (*both, "number"))
    cells = [title for title in titles if title not in {"lifecycle", "instance"}]
    moments = ("instant", "local", "position", "case", "activity")
    shown = [f'e."{one}"' if one in moments else f'coalesce(e."{one}", s."{one}") AS "{one}"' for one in cells]
    clocks = [(one, name) for one, name in CLOCKS if has_start and one in titles]
    started = [f"coalesce(s.{one}, e.{one}) AS {name}" for one, name in clocks]
    ends = f"SELECT * FROM ({numbered}) WHERE step = -1"
    starts = f"SELECT * FROM ({numbered}) WHERE step = 1"
    pairs = (
        f"SELECT {', '.join([*shown, *started])}, s.position IS NOT NULL AS paired FROM ({ends}) e"
        f" LEFT JOIN ({starts}) s ON {same} AND NOT e.alone"
    )
    own = ", ".join([*(f'"{one}"' for one in cells), *(f"{one} AS {name}" for one, name in clocks)])
    going = (
        f"SELECT {own}, false AS paired FROM ({starts}) s WHERE NOT EXISTS"
        f" (SELECT 1 FROM ({ends}) e WHERE {same} AND NOT e.alone)"
    )
    known = f'SELECT "case" FROM ({numbered}) WHERE step <> 0'
    # Of a case of which no work has begun yet, what was planned is all that is known.
    planned = (
        f'SELECT {own}, false AS paired FROM ({numbered}) WHERE step = 0 AND number = 1 AND "case" NOT IN ({known})'
    )
    local = ", min(local) AS since_local" if "local" in titles else ""
    aside = f"bool_or(word IN ({texts(ASIDE)})) AS suspended"
    cases = f'SELECT "case", min(instant) AS since{local}, {aside} FROM ({numbered}) GROUP BY 1'
    joined = f"{pairs} UNION ALL BY NAME {going} UNION ALL BY NAME {planned}"
    return f'SELECT * FROM ({joined}) JOIN ({cases}) USING ("case")'


def numbered_sql(saved: str, part: str) -> str:
    """Return the query that numbers starts, and ends that have one, within a case and activity: like goes with like."""
    kind = f"CASE WHEN word = {text(START)} THEN 1 WHEN word IS NULL OR word IN ({texts(ENDS)}) THEN -1 ELSE 0 END"
    steps = f"SELECT *, {kind} AS step FROM (SELECT *, lower(lifecycle) AS word FROM ({saved}))"
    over = f"OVER (PARTITION BY {part} ORDER BY instant, position ROWS"
    levels = f"SELECT *, sum(step) {over} UNBOUNDED PRECEDING) AS level FROM ({steps})"
    floor = f"min(level) {over} BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    # An end below every level so far has no start before it.
    alone = f"SELECT *, step = -1 AND level < least(0, coalesce({floor}, 0)) AS alone FROM ({levels})"
    number = f"row_number() OVER (PARTITION BY {part}, step, alone ORDER BY instant, position)"
    return f"SELECT *, {number} AS number FROM ({alone})"


def pairing_notes(engine: Engine, rows: str, words: dict[str | None, int], title: str) -> list[Text]:
    """Say how many events were put together, and what could not be."""
    paired, alone = engine.query(f"SELECT count(*) FILTER (paired), count(*) FILTER (NOT paired) FROM ({rows})")[0]
    cases = engine.query(f'SELECT count(DISTINCT "case") FILTER (suspended) FROM ({rows})')[0][0]
    notes = []
    if paired:
        notes.append(
            Text(
                "{column}: {pairs:count} starts and ends were taken together as one activity each.",
                column=title,
                pairs=paired,
            )
        )
    if alone and START in words:
        notes.append(
            Text(
                "{column}: {activities:count} activities have no start or no end in the log, and count when they have"
                " one.",
                column=title,
                activities=alone,
            )
        )
    before = sum(count for word, count in words.items() if word in BEFORE)
    if before:
        notes.append(
            Text(
                "{column}: {events:count} events that only plan or assign work are no activities of their own.",
                column=title,
                events=before,
            )
        )
    if cases:
        notes.append(
            Text(
                "{column}: in {cases:count} cases work was suspended, so their service and waiting are not known.",
                column=title,
                cases=cases,
            )
        )
    return notes
