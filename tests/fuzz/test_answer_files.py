"""Files of answers that nobody would write: read into answers of the form, or refused in plain words, and never more.

`make fuzz` looks for long.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from fuzz.runs import fuzzed, or_refused
from publicvalue.actions.bringing.answers import load_form, table_bytes
from publicvalue.files.answers.sources import read_submissions
from publicvalue.instruments.answers.reading import TidyAnswers, tidy_answers
from publicvalue.instruments.answers.row_report import summarise_notes
from publicvalue.instruments.answers.rows import RowRules
from publicvalue.instruments.answers.table import read_answer_table
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import Submission, TextTable
from publicvalue.instruments.tools.json_answers import read_json_answers
from publicvalue.instruments.tools.kobo import read_kobo_table
from publicvalue.instruments.tools.odk import read_odk_tables

PRIVATE = "Zanzibar"

IDS = ("ease_of_use", "trust_honest", "contacted", "expected_right", "channels", "channels_phone", "channels/visit")
IDS += ("points", "points_economic", "points/citizen", "matters_1_best", "matters/1/worst", "consent", "sample_code")
OWN = (
    "_id",
    "_uuid",
    "_index",
    "_submission_time",
    "_validation_status",
    "__version__",
    "meta/rootUuid",
    "_parent_index",
)
OWN += ("KEY", "PARENT_KEY", "SubmissionDate", "ReviewState", "FormVersion", "__id", "__system", "weight", "stratum")
ENVELOPE = ("results", "value", "data", "count", "next", "previous", "@odata.nextLink", "@odata.count", "id", "version")
LABELS = ("It was easy to do what I needed to do.", "Do you want to take part?", "¿Desea participar?")
CELLS = ("1", "5", "4.0", "yes", "phone visit", "agreed", "Agree", "D’accord", "NA", "n/a", "-99", "0", "-", "None")
CELLS += ("1,234", "1.234,5", "12,5", "9" * 400, "1e999", "-1e308", "nan", "inf", "true", "x", "u1", "u2", "approved")
CELLS += ("2026-05-04T10:00:00", "rejected", "uuid:u1", "=1+1", "\r", "a\rb\nc", "\x00", "\x1b[31m", "\u202e", PRIVATE)

names = st.sampled_from((*IDS, *OWN, *LABELS)) | st.text(max_size=8)
groups = st.lists(st.sampled_from(("", "section_trust/", "a.", "b: ", "g-", "points/", "..", "x\ty/")), max_size=2)
headers = st.builds(lambda parts, name: "".join(parts) + name, groups, names)
cells = st.sampled_from(CELLS) | st.just("") | st.text(max_size=6) | st.integers(-2, 120).map(str)


@st.composite
def tables(draw: st.DrawFn) -> TextTable:
    header = draw(st.lists(headers, min_size=1, max_size=7, unique=True))
    rows = draw(st.lists(st.tuples(*[cells] * len(header)), max_size=6))
    return TextTable(tuple(header), tuple(rows), marks=draw(st.sampled_from(("", "stated", "separated"))))


values = st.recursive(
    cells | st.none() | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(headers | st.sampled_from(ENVELOPE), inner, max_size=5),
    max_leaves=25,
)
entries = st.dictionaries(headers, values, max_size=6)
pages = st.fixed_dictionaries(
    {"results": st.lists(entries, max_size=4)},
    optional={"count": st.integers(0, 5) | cells, "next": st.none() | cells, "previous": st.none() | cells},
)
feeds = st.fixed_dictionaries(
    {"value": st.lists(entries, max_size=4)},
    optional={"@odata.count": st.integers(0, 5), "nextLink": st.none() | cells},
)
documents = st.lists(entries, max_size=5) | pages | feeds | st.lists(pages, max_size=3) | values


@cache
def form() -> Form:
    return load_form("public-value/1.0", "citizens")


def check(read: Callable[[], tuple[Submission, ...]]) -> str:
    """Hold what comes of submissions against what must be."""
    submissions, outcome = or_refused(read)
    if submissions is None:
        return outcome
    tidy, outcome = or_refused(lambda: tidy_answers(form(), submissions, RowRules()))
    if tidy is not None:
        hold(tidy, len(submissions))
    return outcome


def hold(tidy: TidyAnswers, count: int) -> None:
    allowed = {name: codes_of(name) for name in tidy.table.header}
    for _, row in tidy.table.numbered():
        for name, cell in row.items():
            assert cell == "" or cell in (allowed[name] or {cell}), (name, cell)
    assert any(cell for row in tidy.table.rows for cell in row[1:]) or tidy.repeats
    assert len(tidy.table.rows) == tidy.counts["rows taken"] <= count
    shown = "\n".join(summarise_notes(tidy.notes)) + repr(tidy.ratings) + repr(tidy.repeats)
    columns = [note.why for note in tidy.notes if note.what == "flagged"]
    assert PRIVATE not in shown or any(PRIVATE in why for why in columns)
    for table in (tidy.table, *tidy.repeats.values()):
        again = list(csv.reader(io.StringIO(table_bytes(table).decode("utf-8-sig"), newline="")))
        assert len(again) == len(table.rows) + 1


def codes_of(name: str) -> frozenset[str]:
    """Return all that may stand in a column; empty where any number or text may."""
    for question in form().asked:
        if name in form().columns(question):
            found = form().instruments.choice_lists.get(question.choices)
            if question.type == "choose_several":
                return frozenset({"0", "1"})
            return frozenset(found.answers) if found and question.type != "allocation" else frozenset()
    return frozenset()


@fuzzed(30, table=tables())
def test_tables_are_read_or_refused(table: TextTable) -> str:
    check(lambda: read_kobo_table(table, {"visits": table}))
    check(lambda: read_odk_tables({"a.csv": table}, "a.zip"))
    return check(lambda: read_answer_table(table))


@fuzzed(30, data=documents)
def test_json_is_read_or_refused(data: object) -> str:
    return check(lambda: read_json_answers(data, "a.json"))


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a file as bytes: JSON, text, or a zip of both; some of it damaged."""
    kind = draw(st.sampled_from((".json", ".csv", ".zip")))
    table = draw(tables())
    stream = io.StringIO()
    csv.writer(stream, delimiter=draw(st.sampled_from(",;\t"))).writerows([table.header, *table.rows])
    text = stream.getvalue().encode(draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16"))), "replace")
    data = json.dumps(draw(documents)).encode()
    content = data if kind == ".json" else text
    if kind == ".zip":
        packed = io.BytesIO()
        member = st.sampled_from(
            ("a.csv", "b/a.csv", "__MACOSX/._a.csv", "a - audit.csv", "a.json", "../x.csv", "a.xlsx")
        )
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in draw(st.lists(member, max_size=3, unique=True)):
                archive.writestr(name, data if name.endswith("json") else text)
        content = packed.getvalue()
    if content and draw(st.booleans()):
        place = draw(st.integers(0, len(content) - 1))
        content = content[:place] + draw(st.binary(max_size=4)) + content[place + draw(st.integers(0, 4)) :]
    return kind, content


@fuzzed(8, drawn=contents())
def test_files_are_read_or_refused(drawn: tuple[str, bytes]) -> str:
    kind, content = drawn
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{kind}"
        path.write_bytes(content)
        return check(lambda: read_submissions(path))
