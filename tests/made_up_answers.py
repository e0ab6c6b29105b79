"""Made-up respondents, and their answers in the file forms of the tools that collect them. Nobody was asked."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from openpyxl import load_workbook

from publicvalue.files.tables.sheet_files import workbook_bytes
from publicvalue.framework.questions.model import Question, text_in
from publicvalue.instruments.answers.reading import holds
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.forms.workbook import render_workbook

Person = dict[str, str]
"""Column -> code; choose_several as one text of codes joined by spaces under the question's id."""

CONTACT = {"respondent_name": "Ana Pérez", "phone": "5551234567"}
"""Personal data that a form of the agency's own may have asked for; it must never leave the file."""


def make_up_people(form: Form, n: int, rng: np.random.Generator, quality: float = 0.0) -> list[Person]:
    """Return n people whose answers to the items of a construct go together; quality moves all of them."""
    return [_person(form, rng, float(quality + rng.normal())) for _ in range(n)]


def _person(form: Form, rng: np.random.Generator, mood: float) -> Person:
    person: Person = {}
    values: Person = {}
    for question in form.asked:
        if not all(holds(condition, form.instruments, values) for condition in question.relevant):
            continue
        for name, text in dealt(form, question, _answer(form, question, rng, mood), values).items():
            person[name] = text
            values[name] = text
        if question.type == "choose_several":
            chosen = person[question.id].split()
            values |= {f"{question.id}_{code}": str(int(code in chosen)) for code in _answers(form, question)}
    return person


def _answers(form: Form, question: Question) -> tuple[str, ...]:
    return form.instruments.choice_lists[question.choices].answers


def _answer(form: Form, question: Question, rng: np.random.Generator, mood: float) -> Person:
    makers: dict[str, Callable[[], Person]] = {
        "scale": lambda: {question.id: _scale(_answers(form, question), question, rng, mood)},
        "choose_one": lambda: {question.id: str(rng.choice(_answers(form, question)))},
        "choose_several": lambda: {
            question.id: " ".join(sorted(rng.choice(_answers(form, question), size=2, replace=False)))
        },
        "number": lambda: {question.id: str(rng.integers(0, 101))},
        "text": lambda: {question.id: "My name is Ana and I live in Bridgetown"},
        "allocation": lambda: _points(form, question, rng),
        "best_worst": lambda: _best_worst(question, rng),
    }
    if question.use == "consent":
        return {question.id: _answers(form, question)[0]}
    return makers[question.type]()


def _scale(codes: Sequence[str], question: Question, rng: np.random.Generator, mood: float) -> str:
    at = 0.5 + 0.18 * (-mood if question.reversed else mood) + 0.12 * rng.normal()
    return codes[int(np.clip(round(at * (len(codes) - 1)), 0, len(codes) - 1))]


def _points(form: Form, question: Question, rng: np.random.Generator) -> Person:
    shares = rng.multinomial(question.total or 100, rng.dirichlet(np.ones(len(_answers(form, question))) * 3))
    return {f"{question.id}_{code}": str(n) for code, n in zip(_answers(form, question), shares, strict=True)}


def best_worst_of(question: Question, liking: Callable[[str], float]) -> Person:
    """Choose the best and the worst of each task by how much each is liked, asked anew in each task."""
    person: Person = {}
    for n, task in enumerate(question.tasks, start=1):
        ordered = sorted(task, key={code: liking(code) for code in task}.__getitem__)
        person |= {f"{question.id}_{n}_best": ordered[-1], f"{question.id}_{n}_worst": ordered[0]}
    return person


def dealt(form: Form, question: Question, given: Person, person: Mapping[str, str]) -> Person:
    """Return the answers to those tasks alone that a person was dealt; all of them for any other question."""
    if not question.dealt_by:
        return given
    places = form.instruments.task_places(question)
    shown = {n for n, place in enumerate(places, start=1) if place.code == person.get(question.dealt_by)}
    return {name: text for name, text in given.items() if int(name.split("_")[-2]) in shown}


def _best_worst(question: Question, rng: np.random.Generator) -> Person:
    person: Person = {}
    for n, task in enumerate(question.tasks, start=1):
        best, worst = rng.choice(task, size=2, replace=False)
        person |= {f"{question.id}_{n}_best": str(best), f"{question.id}_{n}_worst": str(worst)}
    return person


def paths(form: Form) -> dict[str, tuple[str, ...]]:
    """Return the groups that each column stands in, outermost first, as the XLSForm has them."""
    found: dict[str, tuple[str, ...]] = {}
    for question in form.asked:
        section = () if question.use == "consent" else (f"section_{question.section}",)
        for name in (question.id, *form.columns(question)):
            groups = section
            if question.type == "allocation":
                groups = (*section, question.id)
            elif question.type == "best_worst":
                groups = (*section, question.id, name.rsplit("_", 1)[0])
            found[name] = groups
    return found


def kobo_json(form: Form, people: Sequence[Person]) -> bytes:
    """Write what Kobo's interface gives under `/data/?format=json`."""
    at = paths(form)
    results = []
    for n, person in enumerate(people, start=1):
        uuid = f"00000000-0000-4000-8000-{n:012d}"
        entry: dict[str, object] = {
            "_id": n,
            "formhub/uuid": "f" * 32,
            "__version__": "vMadeUpVersion12345",
            "meta/instanceID": f"uuid:{uuid}",
            "meta/rootUuid": f"uuid:{uuid}",
            "_xform_id_string": "aMadeUpForm",
            "_uuid": uuid,
            "_submission_time": "2026-05-04T10:00:00",
            "_submitted_by": "enumerator_1",
            "_validation_status": {},
            "_attachments": [],
            "_geolocation": [13.1, -59.6],
            "_status": "submitted_via_web",
            **CONTACT,
        }
        entry |= {"/".join((*at[name], name)): text for name, text in person.items()}
        results.append(entry)
    return json.dumps({"count": len(results), "next": None, "previous": None, "results": results}).encode()


def kobo_csv(form: Form, people: Sequence[Person]) -> bytes:
    """Write Kobo's export with names, semicolons, `n/a`, and choices of one question both joined and split."""
    at = paths(form)
    header: list[str] = ["start", "end", *CONTACT]
    for question in form.asked:
        names = (question.id,) if question.type == "choose_several" else form.columns(question)
        header += ["/".join((*at[name], name)) for name in names]
        if question.type == "choose_several":
            header += ["/".join((*at[question.id], question.id, code)) for code in _answers(form, question)]
    own = ["_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by", "__version__", "_index"]
    rows = []
    for n, person in enumerate(people, start=1):
        cells = {"/".join((*at[name], name)): text for name, text in person.items()}
        for question in form.asked:
            if question.type == "choose_several" and question.id in person:
                chosen = person[question.id].split()
                for code in _answers(form, question):
                    cells["/".join((*at[question.id], question.id, code))] = str(int(code in chosen))
        row = ["2026-05-04T10:00:00", "2026-05-04T10:09:00", *CONTACT.values()]
        row += [cells.get(name, "n/a") for name in header[4:]]
        version = "vMadeUpVersion12345"
        rows.append([*row, str(n), f"uuid-{n}", "2026-05-04T10:10:00", "", "enumerator_1", version, str(n)])
    return _csv([[*header, *own], *rows], ";")


def _csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def odk_csv(form: Form, people: Sequence[Person], *, split: bool = False) -> bytes:
    """Write a CSV of ODK Central: groups by dashes, optionally choices split into columns `name/choice`."""
    at = paths(form)
    header = ["SubmissionDate"]
    for question in form.asked:
        several = question.type == "choose_several"
        header += ["-".join((*at[name], name)) for name in ((question.id,) if several else form.columns(question))]
        if several and split:
            header += [f"{'-'.join((*at[question.id], question.id))}/{code}" for code in _answers(form, question)]
    system = ["KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"]
    system += ["ReviewState", "DeviceID", "Edits", "FormVersion"]
    rows = []
    for n, person in enumerate(people, start=1):
        cells = {"-".join((*at[name], name)): text for name, text in person.items()}
        for question in form.asked if split else ():
            if question.type == "choose_several" and question.id in person:
                path, chosen = "-".join((*at[question.id], question.id)), person[question.id].split()
                cells |= {f"{path}/{code}": str(int(code in chosen)) for code in _answers(form, question)}
        own = [f"uuid:{n:012d}", "12", "Ana Pérez", "0", "0", "", "", "collect:device", "0", form.version]
        rows.append(["2026-05-04T10:00:00.000Z", *(cells.get(name, "") for name in header[1:]), *own])
    return _csv([[*header, *system], *rows])


def odk_zip(form: Form, people: Sequence[Person], *, split: bool = False) -> bytes:
    """Write the zip of ODK Central."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("citizens.csv", odk_csv(form, people, split=split))
        archive.writestr("media/photo.csv", b"not a table")
    return stream.getvalue()


def odata(form: Form, people: Sequence[Person]) -> bytes:
    """Write the OData feed of ODK Central: groups are objects, blanks are null."""
    at = paths(form)
    value = []
    for n, person in enumerate(people, start=1):
        entry: dict[str, object] = {
            "__id": f"uuid:{n:012d}",
            "__system": {
                "submissionDate": "2026-05-04T10:00:00.000Z",
                "updatedAt": None,
                "deletedAt": None,
                "submitterName": "Ana Pérez",
                "reviewState": None,
                "deviceId": "collect:device",
                "edits": 0,
                "formVersion": form.version,
            },
            "meta": {"instanceID": f"uuid:{n:012d}", "instanceName": None},
        }
        for question in form.asked:
            names = (question.id,) if question.type == "choose_several" else form.columns(question)
            for name in names:
                group = entry
                for part in at[name]:
                    group = group.setdefault(part, {})  # type: ignore[assignment]
                group[name] = person.get(name)
        value.append(entry)
    context = "https://odk.example.org/v1/projects/1/forms/citizens.svc/$metadata#Submissions"
    return json.dumps({"value": value, "@odata.context": context, "@odata.count": len(value)}).encode()


def surveyjs(form: Form, people: Sequence[Person]) -> bytes:
    """Write SurveyJS results: choices of one question as lists, points as an object, numbers as numbers."""
    results = []
    for n, person in enumerate(people, start=1):
        result: dict[str, object] = {}
        for question in form.asked:
            if question.type == "allocation" and form.columns(question)[0] in person:
                codes = _answers(form, question)
                result[question.id] = {code: int(person[f"{question.id}_{code}"]) for code in codes}
            for name in form.columns(question) if question.type not in ("allocation", "choose_several") else ():
                if name in person:
                    text = person[name]
                    result[name] = int(text) if text.isdigit() else text
            if question.type == "choose_several" and question.id in person:
                result[question.id] = person[question.id].split()
        results.append({"id": n, "data": result})
    return json.dumps(results).encode()


def plain_csv(form: Form, people: Sequence[Person], *, language: str = "") -> bytes:
    """Write a plain table, with codes, or with the texts of choices in a language."""
    names = list(dict.fromkeys(name for person in people for name in person))
    labels = {
        (question.id, choice.code): text_in(choice.texts, language)
        for question in form.asked
        if question.type in ("scale", "choose_one") and language
        for choice in form.instruments.choices_of(question)
    }
    rows = [[labels.get((name, person.get(name, "")), person.get(name, "")) for name in names] for person in people]
    return _csv([names, *rows])


def filled_workbook(form: Form, people: Sequence[Person], language: str) -> bytes:
    """Fill in the workbook for officials, choosing from its lists."""
    book = load_workbook(io.BytesIO(workbook_bytes(render_workbook(form.framework, form.audience, language))))
    page = book["answers"]
    places = {cell.value: cell.column for cell in page[1]}
    for row, person in enumerate(people, start=3):
        for question in form.asked:
            texts = {choice.code: text_in(choice.texts, language) for choice in form.instruments.choices_of(question)}
            if question.type == "choose_several" and question.id in person:
                chosen = person[question.id].split()
                yes_no = {"es": ("Sí", "No"), "nl": ("Ja", "Nee"), "fr": ("Oui", "Non")}.get(language, ("Yes", "No"))
                for code in _answers(form, question):
                    page.cell(row, places[f"{question.id}_{code}"], yes_no[code not in chosen])
                continue
            for name in form.columns(question):
                if name in person:
                    text = texts.get(person[name], person[name])
                    page.cell(row, places[name], float(text) if text.isdigit() else text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
