"""Exports as tools write them and as people pass them on: whole, in parts, moved, labelled, zipped, without rows."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

import made_up_answers as made_up
from publicvalue.actions.assessments import load_assessment
from publicvalue.actions.bringing.answers import AnswerFile, TableTarget, load_form, read_answers
from publicvalue.actions.collecting import bring_evidence
from publicvalue.errors import EvidenceError, Problem
from publicvalue.files.answers.sources import read_submissions
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.stores.folder import FolderStore
from publicvalue.instruments.answers.reading import TidyAnswers, tidy_answers
from publicvalue.instruments.answers.rows import RowRules
from publicvalue.instruments.answers.table import read_answer_table
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.parts.answers import Origin
from publicvalue.instruments.submissions import TextTable
from publicvalue.instruments.tools.json_answers import read_json_answers
from publicvalue.instruments.tools.kobo import is_kobo_table, read_kobo_table

KOBO = {"_id": 1, "_uuid": "u1", "_xform_id_string": "x", "consent": "agreed"}


def ministry(folder: Path, more: str) -> Form:
    """Return the form of a ministry's own file with further questions."""
    path = folder / "ministry.yaml"
    head = 'extension: {id: ministry, version: "1.0", title: M, extends: public-value/1.0, why: test}\n'
    path.write_text(head + more, encoding="utf-8")
    return load_form(str(path), "citizens")


def read(form: Form, path: Path, content: str | bytes, file_format: str = "") -> TidyAnswers:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tidy_answers(form, read_submissions(path, file_format), RowRules())


def read_text(form: Form, content: str) -> TidyAnswers:
    """Read a plain table or an export of Kobo from its text, without a file."""
    header, *body = csv.reader(io.StringIO(content), delimiter=";")
    table = TextTable(tuple(header), tuple(tuple(row) for row in body))
    submissions = read_kobo_table(table, {}) if is_kobo_table(header) else read_answer_table(table)
    return tidy_answers(form, submissions, RowRules())


def refused(form: Form, path: Path, content: str | bytes) -> tuple[Problem, ...]:
    """Return why a file is refused, and that nothing is written then."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(EvidenceError) as caught:
        read_answers(AnswerFile(path, form), TableTarget(FolderStore(path.parent / "out")))
    assert not (path.parent / "out").exists()
    return caught.value.problems


def rows(tidy: TidyAnswers, *names: str) -> list[tuple[str, ...]]:
    return [tuple(cells.get(name, "") for name in names) for _, cells in tidy.table.numbered()]


def submissions(count: int, start: int = 0) -> list[dict[str, object]]:
    return [{**KOBO, "_id": n, "_uuid": f"u{n}", "a/ease_of_use": str(n % 5 + 1)} for n in range(start, start + count)]


def odata(count: int, start: int = 0) -> list[dict[str, object]]:
    return [{"__id": f"u{n}", "consent": "agreed", "a": {"ease_of_use": "4"}} for n in range(start, start + count)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"count": 2500, "next": "https://kobo.example/?start=3", "results": submissions(3)}, "holds 3 of 2,500"),
        ({"count": 2500, "next": None, "previous": "https://x", "results": submissions(3)}, "holds 3 of 2,500"),
        ({"next": "https://kobo.example/?start=3", "results": submissions(3)}, "a further page follows"),
        ({"next": None, "previous": "https://x", "results": submissions(3)}, "a page came before"),
        ({"value": odata(3), "@odata.count": 10}, "holds 3 of 10"),
        ({"value": odata(3), "@odata.nextLink": "https://odk.example/?%24skiptoken=1"}, "a further page follows"),
        ({"value": odata(3), "odata.nextLink": "x"}, "a further page follows"),
        ({"value": odata(3), "nextLink": "x"}, "a further page follows"),
        ({"data": [{"ease_of_use": "4"}], "meta": {"total": 2}}, "holds 1 of 2"),
        ({"data": [{"ease_of_use": "4"}], "links": {"next": "https://x"}}, "a further page follows"),
        ({"Data": [{"ease_of_use": "4"}], "ResultCount": 12}, "holds 1 of 12"),
        ({"results": [{"ease_of_use": "4"}], "has_more": True}, "a further page follows"),
        ([{"count": 7, "results": submissions(3)}, {"count": 7, "results": submissions(3, 3)}], "holds 6 of 7"),
        ([{"count": 6, "results": submissions(3)}, {"count": 6, "results": submissions(3)}], "holds 3 of 6"),
    ],
)
def test_a_page_is_never_taken_for_the_whole(form: Form, tmp_path: Path, data: object, told: str) -> None:
    (problem,) = refused(form, tmp_path / "a.json", json.dumps(data))
    assert problem.what.startswith("this is a page and not the whole: it holds")
    assert told in problem.what
    assert "all submissions" in problem.expected


@pytest.mark.parametrize(
    "data",
    [
        {"count": 4, "next": None, "previous": None, "results": submissions(4)},
        {"value": odata(4), "@odata.count": 4, "@odata.context": "x"},
        {"value": odata(4)},
        [
            {"count": 4, "next": "x", "results": submissions(2)},
            {"count": 4, "next": None, "results": submissions(2, 2)},
        ],
        [{"value": odata(2), "@odata.nextLink": "x"}, {"value": odata(2, 2)}],
        submissions(4),
        [{"ease_of_use": "4", "items": [{"x": "1"}], "n": n} for n in range(4)],
    ],
)
def test_the_whole_is_taken_also_when_its_pages_are_put_into_one_list(form: Form, tmp_path: Path, data: object) -> None:
    assert len(read(form, tmp_path / "a.json", json.dumps(data)).table.rows) == 4


MOVED = {
    "kobo csv": ("a.csv", "consent;a/ease_of_use;b/ease_of_use;_id;_uuid\nagreed;4;;1;u\nagreed;n/a;2;2;v\n"),
    "odk csv": ("a.csv", "SubmissionDate,consent,a-ease_of_use,b-ease_of_use,KEY\nx,agreed,4,,u\nx,agreed,,2,v\n"),
    "plain csv": ("a.csv", "ease_of_use,new.ease_of_use\n4,\n,2\n"),
    "kobo json": (
        "a.json",
        json.dumps(
            [{**KOBO, "a/ease_of_use": "4"}, {**KOBO, "_uuid": "u2", "b/ease_of_use": "2", "a/ease_of_use": ""}]
        ),
    ),
    "odata": (
        "a.json",
        json.dumps(
            {
                "value": [
                    {"__id": "1", "a": {"ease_of_use": "4"}, "b": {"ease_of_use": None}},
                    {"__id": "2", "a": {"ease_of_use": None}, "b": {"ease_of_use": "2"}},
                ]
            }
        ),
    ),
    "surveyjs": ("a.json", json.dumps([{"a": {"ease_of_use": 4}}, {"b": {"ease_of_use": 2}}])),
}


@pytest.mark.parametrize("kind", MOVED)
def test_a_question_that_moved_to_another_group_keeps_its_answers(form: Form, tmp_path: Path, kind: str) -> None:
    name, content = MOVED[kind]
    tidy = read(form, tmp_path / name, content)
    assert rows(tidy, "ease_of_use") == [("4",), ("2",)]
    assert tidy.counts["cells refused"] == 0


def test_choices_in_columns_that_moved_are_put_together(form: Form) -> None:
    head = "consent;a/channels;a/channels/phone;a/channels/visit;b/channels;b/channels/phone;b/channels/visit;_id;_uuid"
    tidy = read_text(form, f"{head}\nagreed;phone;1;0;;0;0;1;u\nagreed;;;;phone visit;1;1;2;v\n")
    assert rows(tidy, "channels_phone", "channels_visit", "channels_office") == [("1", "0", "0"), ("1", "1", "0")]
    split = "consent;a/channels/phone;a/channels/visit;b/channels/phone;b/channels/visit;_id;_uuid"
    tidy = read_text(form, f"{split}\nagreed;1;0;0;0;1;u\nagreed;;;0;1;2;v\n")
    assert rows(tidy, "channels_phone", "channels_visit") == [("1", "0"), ("0", "1")]


def test_two_different_answers_to_one_question_are_refused_with_their_columns(form: Form) -> None:
    tidy = read_text(form, "a/ease_of_use;b/ease_of_use;a/trust_honest\n4;Agree;1\n4;2;1\n")
    assert rows(tidy, "ease_of_use", "trust_honest") == [("4", "1"), ("", "1")]
    found = [(note.row, note.column, note.why) for note in tidy.notes if note.what == "refused"]
    assert found == [(3, "ease_of_use", "the columns 'a/ease_of_use' and 'b/ease_of_use' hold different answers")]


@pytest.mark.parametrize(
    "header",
    [
        "The service/It was easy to do what I needed to do.",
        "The service.It was easy to do what I needed to do.",
        "The service: It was easy to do what I needed to do.",
        "The service | Contact > It was easy to do what I needed to do.",
        "The service – It was easy to do what I needed to do.",
        "Q3. The service [It was easy to do what I needed to do.]",
        "**It was easy** to do what I needed to do. *",
        "section_service_ease_of_use",
        "service:ease_of_use",
        "service.contact.ease_of_use",
        "Ease_Of_Use",
    ],
)
def test_labels_and_names_with_groups_are_read(form: Form, header: str) -> None:
    tidy = read_text(form, f'"{header}";"other"\n4;x\n2;y\n')
    assert rows(tidy, "ease_of_use") == [("4",), ("2",)]


def test_labels_of_choices_in_columns_are_read(form: Form) -> None:
    question = form.instruments.question("channels")
    text = question.texts["fr"]
    labels = {choice.code: choice.texts["fr"] for choice in form.instruments.choices_of(question)}
    header = [f"Contact/{text}", *(f"Contact/{text}/{label}" for label in labels.values())]
    chosen = ["phone", "visit"]
    cells = [" ".join(labels[code] for code in chosen), *("1" if code in chosen else "0" for code in labels)]
    joined = ";".join(f'"{cell}"' for cell in header) + "\n" + ";".join(f'"{cell}"' for cell in cells) + "\n"
    split = ";".join(f'"{cell}"' for cell in header[1:]) + "\n" + ";".join(cells[1:]) + "\n"
    for content in (joined, split):
        tidy = read_text(form, content)
        assert rows(tidy, "channels_phone", "channels_visit", "channels_office") == [("1", "1", "0")]


def test_points_and_best_and_worst_are_read_by_their_labels(form: Form) -> None:
    points = form.instruments.question("points")
    best = form.instruments.question("matters")
    labels = {choice.code: choice.texts["en"] for choice in form.instruments.choices_of(points)}
    header = [f"{points.texts['en']}/{label}" for label in labels.values()]
    header += [f"{best.texts['en']}/Choice A1 of 11/Matters {end}" for end in ("most", "least")]
    first, second = best.tasks[0][:2]
    names = {choice.code: choice.texts["en"] for choice in form.instruments.choices_of(best)}
    cells = ["40", "30", "20", "10", names[first], names[second]]
    content = "\n".join(";".join(f'"{cell}"' for cell in line) for line in (header, cells)) + "\n"
    tidy = read_text(form, content)
    expected = [("40", "30", "20", "10", first, second)]
    assert rows(tidy, *form.columns(points), "matters_1_best", "matters_1_worst") == expected


def test_a_run_that_read_no_question_is_refused(form: Form, tmp_path: Path) -> None:
    problem, *more = refused(form, tmp_path / "a.csv", "consent,ease_of_use\nagreed,8\nagreed,9\n")
    assert problem.what == "no answer was read: every cell of every question is blank, or cannot be read"
    told = "2 cells were refused: not in the choice list agreement (1, 2, 3, 4, 5, dont_know)"
    assert [(one.place.row, one.place.field, one.what) for one in more] == [(2, "ease_of_use", told)]
    (problem,) = refused(form, tmp_path / "a.csv", "consent,remark\nagreed,x\n")
    assert problem.what.startswith("none of the columns holds a question that was asked (remark")


def zipped(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def archive_members(form: Form) -> dict[str, bytes]:
    """Return the files of an export of ODK Central: submissions, a repeat, a repeat in it, the log, a photo."""
    main = made_up.odk_csv(form, made_up.make_up_people(form, 3, np.random.default_rng(1)))
    visits = b"trust_honest,PARENT_KEY,KEY\r\n5,uuid:000000000002,uuid:000000000002/visits[1]\r\n"
    calls = b"trust_capable,PARENT_KEY,KEY\r\n2,uuid:000000000002/visits[1],uuid:000000000002/visits[1]/calls[1]\r\n"
    log = b"instance ID,event,node,start,end,latitude,longitude,accuracy,old-value,new-value\r\n"
    return {
        "citizens.csv": main,
        "citizens-visits.csv": visits,
        "citizens-visits-calls.csv": calls,
        "citizens - audit.csv": log + b"uuid:000000000001,question,/data/consent,1,2,,,,,\r\n",
        "media/photo.jpg": b"\xff\xd8",
        "media/list.csv": b"a,b\r\n1,2\r\n",
    }


ZIPS = {
    "as Central makes it": lambda members: members,
    "with a folder inside": lambda members: {f"export/{name}": content for name, content in members.items()},
    "with folders deeper inside": lambda members: {f"a/b c/{name}": content for name, content in members.items()},
    "as Windows names folders": lambda members: {f"a\\{name}": content for name, content in members.items()},
    "as a Mac zips it": lambda members: {
        **{f"export/{name}": content for name, content in members.items()},
        "export/.DS_Store": b"\x00\x01",
        "__MACOSX/export/._citizens.csv": b"\x00\x05\x16\x07",
        "__MACOSX/._export": b"\x00\x05",
        "export/._citizens.csv": b"\x00\x05\x16\x07",
        "export/Thumbs.db": b"\x00",
        "export/": b"",
    },
    "with the log alone beside": lambda members: {
        name: content for name, content in members.items() if "visits" not in name and "media" not in name
    },
}


@pytest.mark.parametrize("kind", ZIPS)
def test_archives_are_read_as_they_come(form: Form, tmp_path: Path, kind: str) -> None:
    members = ZIPS[kind](archive_members(form))
    tidy = read(form, tmp_path / "a.zip", zipped(members))
    assert len(tidy.table.rows) == 3
    if any("visits" in name for name in members):
        assert {name.rsplit("-", 1)[-1]: table.rows for name, table in tidy.repeats.items()} == {
            "visits": (("2", "5"),),
            "calls": (("2", "2"),),
        }


def test_one_file_of_another_tool_in_a_zip_is_read(form: Form, tmp_path: Path) -> None:
    people = made_up.make_up_people(form, 3, np.random.default_rng(1))
    for name, content in (
        ("k.csv", made_up.kobo_csv(form, people)),
        ("k.json", made_up.kobo_json(form, people)),
        ("w.xlsx", made_up.filled_workbook(form, people, "es")),
    ):
        tidy = read(form, tmp_path / "a.zip", zipped({f"x/{name}": content, "__MACOSX/x/._" + name: b"\x00"}))
        assert len(tidy.table.rows) == 3


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({"a.csv": b"KEY,FormVersion\nu,1\n", "b.csv": b"KEY,FormVersion\nu,1\n"}, "2 tables hold submissions"),
        ({"a.csv": b"ease_of_use\n4\n", "b.csv": b"ease_of_use\n4\n"}, "the zip holds 2 files that can hold answers"),
        ({"photo.jpg": b"x"}, "the zip holds no file that can hold answers"),
    ],
)
def test_an_archive_of_which_the_answers_are_not_clear_is_refused(
    form: Form, tmp_path: Path, members: dict[str, bytes], what: str
) -> None:
    assert refused(form, tmp_path / "a.zip", zipped(members))[0].what.startswith(what)


def test_a_damaged_member_of_an_archive_is_refused(form: Form, tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": b"consent,ease_of_use\n" + b"agreed,4\n" * 500}))
    content[60:70] = b"\xff" * 10
    assert refused(form, tmp_path / "a.zip", bytes(content))[0].what.startswith("the zip is damaged")


EMPTY = {
    "kobo json": ("a.json", '{"count": 0, "next": null, "results": []}'),
    "json": ("a.json", "[]"),
    "odata": ("a.json", '{"value": [], "@odata.count": 0}'),
    "kobo csv": ("a.csv", '"consent";"a/ease_of_use";"_id";"_uuid"\n'),
    "odk zip": ("a.zip", zipped({"c.csv": b"SubmissionDate,consent,a-ease_of_use,KEY,FormVersion\n"})),
    "plain csv": ("a.csv", "consent,ease_of_use\n"),
    "plain csv of blanks": ("a.csv", "consent,ease_of_use\n,\n , \n"),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_an_export_without_rows_says_so(form: Form, tmp_path: Path, kind: str) -> None:
    (problem,) = refused(form, tmp_path / EMPTY[kind][0], EMPTY[kind][1])
    assert problem.what == "the file holds no submissions: nobody has answered yet, or none was exported"


def test_a_workbook_without_answers_says_so(form: Form, tmp_path: Path) -> None:
    (problem,) = refused(form, tmp_path / "a.xlsx", made_up.filled_workbook(form, [], "en"))
    assert problem.what.startswith("the file holds no submissions")


def test_rows_of_blanks_at_the_end_are_no_submissions(form: Form, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["consent", "ease_of_use", "_id", "_uuid", "_index"])
    book.active.append(["agreed", 4, 1, "u", 1])
    for _ in range(3):
        book.active.append([" ", " ", None, "  ", None])
    book.save(tmp_path / "a.xlsx")
    tidy = tidy_answers(form, read_submissions(tmp_path / "a.xlsx"), RowRules())
    assert tidy.counts["rows taken"] == 1
    assert tidy.counts["rows refused"] == 0


CODES = """\
choice_lists:
  - id: help
    choices:
      - {code: none, text: {en: None}}
      - {code: na, text: {en: NA}}
      - {code: "0", text: {en: "-"}}
      - {code: family, text: {en: Family}}
      - {code: unsure, missing: true, text: {en: N/A}}
questions:
  - {id: helped, asked_of: [citizens], section: about_you, type: choose_one, choices: help, text: {en: Who helped?}}
  - {id: helpers, asked_of: [citizens], section: about_you, type: choose_several, choices: help, text: {en: Helpers?}}
"""


def test_codes_are_looked_up_before_blanks(tmp_path: Path) -> None:
    form = ministry(tmp_path, CODES)
    cells = ["none", "None", "na", "NA", "0", "-", "0.0", "", "null", "n/a", "N/A"]
    tidy = read_text(form, "helped;ease_of_use\n" + "".join(f"{cell};4\n" for cell in cells))
    assert [row[0] for row in rows(tidy, "helped")] == ["none", "none", "na", "na", "0", "0", "0", *[""] * 4]
    assert tidy.counts["cells refused"] == 0


def test_codes_of_several_choices_are_looked_up_before_blanks(tmp_path: Path) -> None:
    form = ministry(tmp_path, CODES)
    tidy = read_text(form, "helpers;ease_of_use\nnone;4\nna 0;4\n-;4\n;4\nn/a;4\nunsure;4\nunsure family;4\n")
    found = rows(tidy, "helpers_none", "helpers_na", "helpers_0", "helpers_family")
    chosen = [("1", "0", "0", "0"), ("0", "1", "1", "0"), ("0", "0", "1", "0"), *[("",) * 4] * 3, ("0", "0", "0", "1")]
    assert found == chosen


def test_codes_that_look_blank_stay_answers_where_they_are_counted(tmp_path: Path) -> None:
    form = ministry(tmp_path, CODES)
    head = "assessment: {id: a, title: A, framework: ministry.yaml, period: {from: 2026-01-01, to: 2026-12-31}}\n"
    head += "system: {name: s, description: d, organisation: o, country: BRB, phase: production}\n"
    (tmp_path / "assessment.yaml").write_text(head + "settings: {seed: 1, draws: 1000}\n", encoding="utf-8")
    content = "helped,ease_of_use\n" + "na,4\nna,5\nfamily,2\nnone,1\n" * 9
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    origin = Origin("Somebody", "In May")
    read_answers(AnswerFile(tmp_path / "a.csv", form), TableTarget(FolderStore(tmp_path), add=True, origin=origin))
    settings = tmp_path / "assessment.yaml"
    written = settings.read_text(encoding="utf-8")
    assert '    not_blank:\n      helped: ["na"]\n' in written
    settings.write_text(written + "    where: {helped: na}\n", encoding="utf-8")
    with open_engine(tmp_path) as engine:
        ((brought,),) = bring_evidence(engine, load_assessment(FolderStore(tmp_path))).values()
        assert brought.table.rows.count().execute() == 18


@pytest.mark.parametrize("cell", ["D\u2019accord", "D'accord", "D\u02bcaccord", "d\u2032accord", "D\u00b4accord "])
def test_typographic_marks_match(form: Form, cell: str) -> None:
    assert rows(read_text(form, f"ease_of_use\n{cell}\n"), "ease_of_use") == [("4",)]


@pytest.mark.parametrize("shape", ["NFC", "NFD", "NFKD"])
def test_letters_match_however_they_are_composed(form: Form, shape: str) -> None:
    question = form.instruments.question("contacted")
    yes = {choice.code: choice.texts["es"] for choice in form.instruments.choices_of(question)}["yes"]
    header = unicodedata.normalize(shape, question.texts["es"])  # type: ignore[arg-type] # one of three
    cell = unicodedata.normalize(shape, yes)  # type: ignore[arg-type]
    tidy = read_text(form, f'"{header}";ease_of_use\n{cell};4\n')
    assert rows(tidy, "contacted") == [("yes",)]


def test_spaces_before_french_marks_may_be_narrow_or_missing(form: Form) -> None:
    text = form.instruments.question("contacted").texts["fr"]
    assert text.endswith(" ?")
    for header in (text, text.replace(" ?", "\u202f?"), text.replace(" ?", "?")):
        assert rows(read_text(form, f'"{header}"\nOui\n'), "contacted") == [("yes",)]


def test_the_same_form_twice_counts_once_and_a_later_edit_counts(form: Form, tmp_path: Path) -> None:
    same = {**KOBO, "a/ease_of_use": "4"}
    early = {**KOBO, "_uuid": "u2", "_submission_time": "2026-05-04T10:00:00", "a/ease_of_use": "1"}
    late = {**early, "_uuid": "u3", "meta/rootUuid": "uuid:u2", "a/ease_of_use": "5"}
    late["_submission_time"] = "2026-05-05T10:00:00"
    old = {**KOBO, "_uuid": "u4", "a/ease_of_use": "1"}
    edit = {**KOBO, "_uuid": "u5", "meta/deprecatedID": "uuid:u4", "a/ease_of_use": "3"}
    # Newest first, as some lists are.
    tidy = read(form, tmp_path / "a.json", json.dumps([same, same, late, early, edit, old]))
    assert rows(tidy, "ease_of_use") == [("4",), ("5",), ("3",)]
    found = [(note.row, note.why) for note in tidy.notes if note.what == "refused"]
    assert found == [
        (1, "row 2 is the same form once more"),
        (4, "row 3 is a later edit of the same form"),
        (6, "row 5 is a later edit of the same form"),
    ]


@pytest.mark.parametrize(
    ("state", "taken"), [("Approved", 1), ("Not approved", 0), ("Non approuvé", 0), ("On hold", 1), ("", 1), ("?!", 1)]
)
def test_review_states_of_kobo_tables(form: Form, state: str, taken: int) -> None:
    tidy = read_text(form, f"ease_of_use;_id;_uuid;_validation_status\n4;1;u;{state}\n4;2;v;\n")
    assert tidy.counts["rows taken"] == 1 + taken
    unknown = "1 rows are in a state that is not known in review and were taken"
    assert (unknown in [note.why for note in tidy.notes]) == (state == "?!")


def test_repeats_are_found_by_the_id_of_their_submission(form: Form, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["consent", "ease_of_use", "_id", "_uuid", "_submission_time"])
    book.active.append(["agreed", 4, 11, "u", "x"])
    book.active.append(["agreed", 2, 12, "v", "x"])
    visits = book.create_sheet("visits")
    visits.append(["trust_honest", "_submission__id", "_submission__uuid"])
    visits.append([5, 12, "v"])
    visits.append([1, 11, None])
    book.save(tmp_path / "a.xlsx")
    tidy = tidy_answers(form, read_submissions(tmp_path / "a.xlsx"), RowRules())
    assert sorted(tidy.repeats["visits"].rows) == [("1", "1"), ("2", "5")]


def test_repeats_within_repeats_of_json_are_read(form: Form, tmp_path: Path) -> None:
    calls = [{"__id": "z", "trust_capable": "2"}]
    entry = {"__id": "1", "ease_of_use": "4", "visits": [{"__id": "x", "trust_honest": "5", "calls": calls}]}
    tidy = read(form, tmp_path / "a.json", json.dumps({"value": [entry]}))
    assert {name: table.rows for name, table in tidy.repeats.items()} == {
        "visits": (("1", "5"),),
        "calls": (("1", "2"),),
    }


def test_a_form_of_kobo_called_answers_is_no_workbook_of_ours(form: Form, tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "answers"
    book.active.append(["consent", "ease_of_use", "_id", "_uuid", "_index"])
    book.active.append(["agreed", 4, 1, "u", 1])
    book.save(tmp_path / "a.xlsx")
    assert rows(tidy_answers(form, read_submissions(tmp_path / "a.xlsx"), RowRules()), "ease_of_use") == [("4",)]


def test_only_a_column_of_that_very_name_is_a_weight(form: Form, tmp_path: Path) -> None:
    content = "SubmissionDate,ease_of_use,health-weight,KEY\nx,4,71.5,u\n"
    assert read(form, tmp_path / "a.csv", content).table.header == ("respondent", "ease_of_use")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (
            '[{"ease_of_use": 1, "ease_of_use": 5}]',
            "this is not JSON: the name 'ease_of_use' stands twice in one object",
        ),
        ("[" * 100_000 + "]" * 100_000, "this JSON holds groups in groups, many hundred deep"),
        ('{"a":' * 900 + "1" + "}" * 900, "none of the columns holds a question that was asked"),
        ('[{"x": ' + "[" * 900 + "]" * 900 + "}]", "this JSON holds groups in groups, many hundred deep"),
        ("[" + "9" * 5000 + "]", "this is not JSON: Exceeds the limit"),
        ('"text"', "this is no JSON of SurveyJS"),
        ("null", "this is no JSON of SurveyJS"),
    ],
)
def test_json_that_cannot_be_answers_is_refused(form: Form, tmp_path: Path, content: str, what: str) -> None:
    assert refused(form, tmp_path / "a.json", content)[0].what.startswith(what)


def test_a_number_beyond_all_numbers_is_refused(tmp_path: Path) -> None:
    question = (
        "{id: visits, asked_of: [citizens], section: about_you, type: number, low: 0, unit: count, text: {en: V?}}"
    )
    form = ministry(tmp_path, f"questions:\n  - {question}\n")
    tidy = read_text(form, f"visits;weight\n{'9' * 400};1\n3;1\n4;1e999\n")
    assert rows(tidy, "visits") == [("",), ("3",)]
    assert tidy.counts["cells refused"] == 1
    assert tidy.counts["rows refused"] == 1


DOUBLE = [
    ["consent", "ease_of_use", "Other, please specify", "Other, please specify", "", "ease_of_use", "_id", "_uuid"]
]
DOUBLE += [["agreed", "4", "x", "y", "", "", "1", "u"], ["agreed", "", "x", "", "z", "2", "2", "v"]]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_headers_that_stand_twice_or_are_blank_are_taken(form: Form, tmp_path: Path, name: str) -> None:
    book = Workbook()
    for line in DOUBLE:
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    text = "\n".join(";".join(f'"{cell}"' for cell in line) for line in DOUBLE)
    (tmp_path / "a.csv").write_text(text + "\n", encoding="utf-8")
    assert rows(tidy_answers(form, read_submissions(tmp_path / name), RowRules()), "ease_of_use") == [("4",), ("2",)]


def test_a_second_row_of_headings_is_no_person_and_its_absence_loses_none(form: Form, tmp_path: Path) -> None:
    people = made_up.make_up_people(form, 2, np.random.default_rng(1))
    book = load_workbook(io.BytesIO(made_up.filled_workbook(form, people, "nl")))
    book.save(tmp_path / "a.xlsx")
    assert len(tidy_answers(form, read_submissions(tmp_path / "a.xlsx"), RowRules()).table.rows) == 2
    book["answers"].protection.disable()
    book["answers"].delete_rows(2)
    book.save(tmp_path / "a.xlsx")
    assert len(tidy_answers(form, read_submissions(tmp_path / "a.xlsx"), RowRules()).table.rows) == 2
    text = form.instruments.question("ease_of_use").texts["en"]
    assert rows(read_text(form, f"ease_of_use;who\n{text};Who are you?\n4;x\n"), "ease_of_use") == [("4",)]


def test_sheets_that_people_add_to_an_export_do_not_matter(form: Form, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["consent", "ease_of_use", "_id", "_uuid", "_index"])
    book.active.append(["agreed", 4, 1, "u", 1])
    book.create_sheet("visits").append(["trust_honest", "_parent_index", "_submission__uuid"])
    book["visits"].append([5, 1, "u"])
    book.create_sheet("notes").append([None, "my own notes"])
    book["notes"].append(["x", "y"])
    book.create_sheet("pivot").append(["ease_of_use", "people"])
    book["pivot"].append([4, 1])
    book.save(tmp_path / "a.xlsx")
    tidy = tidy_answers(form, read_submissions(tmp_path / "a.xlsx"), RowRules())
    assert rows(tidy, "ease_of_use") == [("4",)]
    assert set(tidy.repeats) == {"visits"}


def test_a_workbook_whose_sheet_about_itself_is_hidden_is_read(form: Form, tmp_path: Path) -> None:
    people = made_up.make_up_people(form, 2, np.random.default_rng(1))
    book = load_workbook(io.BytesIO(made_up.filled_workbook(form, people, "en")))
    book["about"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert {one.version for one in read_submissions(tmp_path / "a.xlsx")} == {form.version}
    del book["about"]
    book.save(tmp_path / "a.xlsx")
    assert len(tidy_answers(form, read_submissions(tmp_path / "a.xlsx"), RowRules()).table.rows) == 2


@pytest.mark.parametrize("mark", ["\r", "\n", "\r\n", "\v", "\u2028"])
def test_ends_of_lines_in_remarks_and_headings_do_not_matter(form: Form, tmp_path: Path, mark: str) -> None:
    text = f'"consent";"ease{mark}of use";"It was easy to do{mark}what I needed to do.";"_id";"_uuid"\r\n'
    text += f'"agreed";"a{mark}b";"4";"1";"u"\r\n"agreed";"c";"2{mark}";"2";"v"\r\n'
    assert rows(read(form, tmp_path / "a.csv", text), "ease_of_use") == [("4",), ("2",)]
    data = [{**KOBO, "remark": f"a{mark}b", "a/ease_of_use": f"4{mark}"}]
    assert rows(read(form, tmp_path / "a.json", json.dumps(data)), "ease_of_use") == [("4",)]


def test_true_and_false_are_yes_and_no_where_a_question_has_these(form: Form) -> None:
    data = [{"contacted": True, "ease_of_use": 4}, {"contacted": False, "ease_of_use": 4}, {"contacted": "TRUE"}]
    tidy = tidy_answers(form, read_json_answers(data, "a.json"), RowRules())
    assert [row[0] for row in rows(tidy, "contacted")] == ["yes", "no", "yes"]


def test_a_repeat_that_a_feed_only_points_to_is_flagged(form: Form) -> None:
    link = {"visits@odata.navigationLink": "Submissions('u1')/visits"}
    value = [{"__id": f"u{n}", "consent": "agreed", "ease_of_use": "4", **link} for n in range(2)]
    tidy = tidy_answers(form, read_json_answers({"value": value}, "a.json"), RowRules())
    flagged = [note.why for note in tidy.notes if note.what == "flagged"]
    assert flagged == ["the repeat 'visits' is not in the file; save the feed with $expand=* to have it"]
    for one in value:
        one["visits"] = [{"__id": "x", "trust_honest": "5"}]  # type: ignore[assignment]
    tidy = tidy_answers(form, read_json_answers({"value": value}, "a.json"), RowRules())
    assert [note.why for note in tidy.notes if note.what == "flagged"] == []
