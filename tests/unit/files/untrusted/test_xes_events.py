"""Events of XES logs in columns, held to a plain walk over the tree of the same file."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest
from lxml import etree

from publicvalue.files.untrusted.ocel_items import NotReadError
from publicvalue.files.untrusted.xes_events import DEEPEST, MOST_COLUMNS, TRACE, xes_columns

Rows = list[dict[str, str]]
NAMES = ("concept:name", "time:timestamp", "org:resource", "case:concept:name", "cost")


def rows_in_columns(log: bytes, batch: int = 3) -> tuple[Rows, list[tuple[str | None, int]]]:
    told: list[tuple[str | None, int]] = []
    rows: Rows = []
    for columns in xes_columns(io.BytesIO(log), lambda name, events: told.append((name, events)), batch):
        for cells in zip(*columns.values(), strict=True):
            rows.append({name: cell for name, cell in zip(columns, cells, strict=True) if cell is not None})
    return rows, told


def plainly(log: bytes) -> Rows:
    def values(element: etree._Element) -> dict[str, str]:
        return {
            child.attrib["key"]: child.attrib["value"]
            for child in element
            if child.tag in {"string", "int"} and {"key", "value"} <= set(child.attrib)
        }

    rows = []
    for number, trace in enumerate(etree.fromstring(log).findall("trace"), start=1):
        own = {f"case:{name}": value for name, value in values(trace).items()}
        rows += [{**own, **values(event), TRACE: str(number)} for event in trace.findall("event")]
    return rows


def made_up(rng: np.random.Generator) -> bytes:
    """A log with gaps, names that stand twice, nested values, other elements, and traces of any length."""

    def value(depth: int = 0) -> str:
        key, nested = str(rng.choice(NAMES)), value(1) if depth == 0 and rng.random() < 0.2 else ""
        tag = str(rng.choice(("string", "int", "list")))
        given = (
            f" value={quoteattr(str(rng.integers(9)) + str(rng.choice(('', ' &<é中'))))}" if rng.random() < 0.9 else ""
        )
        return f"<{tag} key={quoteattr(key)}{given}>{nested}</{tag}>"

    def some(most: int) -> str:
        return "".join(value() for _ in range(rng.integers(most)))

    traces = [
        f"<trace>{some(3)}{''.join(f'<event>{some(5)}</event>' for _ in range(rng.integers(4)))}{some(2)}</trace>"
        for _ in range(rng.integers(1, 9))
    ]
    return f"<log><global scope='event'>{some(3)}</global>{''.join(traces)}</log>".encode()


@pytest.mark.parametrize("seed", range(40))
def test_columns_hold_what_a_plain_walk_finds(seed: int) -> None:
    log = made_up(np.random.default_rng(seed))
    rows, told = rows_in_columns(log)
    assert rows == plainly(log)
    assert sum(events for _, events in told) == len(rows)


def test_traces_are_told_with_their_names_and_events() -> None:
    log = b'<log><trace><string key="concept:name" value="a"/><event/><event/></trace><trace/></log>'
    assert rows_in_columns(log) == ([{"case:concept:name": "a", TRACE: "1"}] * 2, [("a", 2), (None, 0)])


def test_an_event_takes_nothing_from_what_stands_beside_it() -> None:
    log = (
        b'<log><trace><event><int key="a" value="1"/></event><list key="l"><int key="a" value="2"/></list>'
        b'<event><list key="l"><int key="a" value="3"/></list></event></trace>'
        b'<global><event><int key="a" value="4"/></event></global></log>'
    )
    assert rows_in_columns(log)[0] == [{"a": "1", TRACE: "1"}, {TRACE: "1"}]


def test_values_with_more_attributes_or_in_another_order_are_read() -> None:
    event = b'<event><int value="1" key="a"/><int key="b" type="x" value="2"/><int key="c"/></event>'
    log = b"<log><trace>" + event + b"</trace></log>"
    assert rows_in_columns(log)[0] == [{"a": "1", "b": "2", TRACE: "1"}]


def test_batches_end_with_a_trace() -> None:
    log = b"<log>" + b"<trace><event/><event/></trace>" * 5 + b"</log>"
    sizes = [len(columns[TRACE]) for columns in xes_columns(io.BytesIO(log), lambda *_: None, 3)]
    assert sizes == [4, 4, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "gb18030", "shift_jis"])
def test_every_encoding_that_is_declared_is_read(encoding: str) -> None:
    word = "許可" if encoding in {"gb18030", "shift_jis"} else "décidé"
    log = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<log><trace><event><string key="a" value="{word}"/></event></trace></log>'
    ).encode(encoding)
    assert rows_in_columns(log)[0] == [{"a": word, TRACE: "1"}]


def test_names_with_a_prefix_are_read() -> None:
    log = b'<x:log xmlns:x="urn:x"><x:trace><x:event><x:string key="a" value="b"/></x:event></x:trace></x:log>'
    assert rows_in_columns(log)[0] == [{"a": "b", TRACE: "1"}]


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (b"<html/>", "its first element is 'html', not 'log'"),
        (b"<log><event/></log>", "an event stands outside every trace, so its case is not known"),
        (
            b'<!DOCTYPE log [<!ENTITY a "b">]><log><trace><event/></trace></log>',
            "it declares a document type, which may hide entities that grow without end",
        ),
        (b'<?xml version="1.0" encoding="klingon"?><log/>', "its encoding 'klingon' is not known"),
        (
            b"<log><trace><event>"
            + b"".join(b'<int key="%d" value="1"/>' % number for number in range(MOST_COLUMNS + 1))
            + b"</event></trace></log>",
            f"it has more than {MOST_COLUMNS:,} attributes",
        ),
        (b"<log>" + b"<a>" * (DEEPEST + 1), "it is nested too deep"),
        (b"<log><trace><event>" + b"<a>" * DEEPEST, "it is nested too deep"),
    ],
)
def test_what_is_no_log_is_refused(log: bytes, reason: str) -> None:
    with pytest.raises(NotReadError) as refused:
        rows_in_columns(log)
    assert refused.value.reason == reason
