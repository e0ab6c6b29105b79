"""A file of answers to be read, and what was read of it, as they go from one process to another and back.

A job is pickled by the process that asks. Its result is JSON: what came from a file that nobody vouches for is never
unpickled.
"""

from __future__ import annotations

import io
import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from publicvalue.errors import EvidenceError, Place, Problem, TimeUpError
from publicvalue.files.answers.sources import read_submissions
from publicvalue.files.untrusted.guards import Limits
from publicvalue.instruments.answers.reading import TidyAnswers, tidy_answers
from publicvalue.instruments.answers.row_report import Note
from publicvalue.instruments.answers.rows import DrawnPeople, RowRules
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import TextTable
from publicvalue.words.stored import to_data, words_from

Data = dict[str, Any]


@dataclass(frozen=True)
class ReadingJob:
    """What is to be read, and how: see `AnswerFile` in `actions/bringing/answers.py`."""

    path: Path
    file_format: str
    form: Form
    rules: RowRules
    sample: DrawnPeople | None
    limits: Limits


def frozen(data: Data) -> Mapping[str, Any]:
    """Return a mapping that nobody changes; by this name it is pickled."""
    return MappingProxyType(data)


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        # Frozen mappings are pickled as what they hold.
        return (frozen, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented


def pack_job(job: ReadingJob, paths: list[str]) -> bytes:
    """Return a job as bytes, with the folders where packages lie before it."""
    stream = io.BytesIO()
    stream.write(json.dumps(paths).encode() + b"\n")
    _Pickler(stream).dump(job)
    return stream.getvalue()


def run_job(job: ReadingJob) -> TidyAnswers:
    """Read and tidy answers in this process."""
    submissions = read_submissions(job.path, job.file_format, job.limits)
    return tidy_answers(job.form, submissions, job.rules, job.sample)


def result_of(job: ReadingJob) -> Data:
    """Run a job, and return its answers or its problems as plain data."""
    try:
        return {"answers": pack_answers(run_job(job))}
    except EvidenceError as error:
        return {"problems": [*map(_pack_problem, error.problems)], "time_up": isinstance(error, TimeUpError)}


def answers_of(result: Data) -> TidyAnswers:
    """Return the answers of a result, or raise its problems."""
    if "problems" in result:
        problems = []
        for file, line, row, *said in result["problems"]:
            field, what, expected, do = map(words_from, said)
            problems.append(Problem(Place(file, line, row, field), what, expected, do=do))
        raise (TimeUpError if result["time_up"] else EvidenceError)(problems)
    return unpack_answers(result["answers"])


def _pack_problem(problem: Problem) -> list[Any]:
    place = problem.place
    said = map(to_data, (place.field, problem.what, problem.expected, problem.do))
    return [place.file, place.line, place.row, *said]


def pack_answers(tidy: TidyAnswers) -> Data:
    """Return answers as plain data."""
    return {
        "table": _packed(tidy.table),
        "ratings": _packed(tidy.ratings),
        "repeats": {name: _packed(table) for name, table in tidy.repeats.items()},
        "response": _packed(tidy.response),
        "notes": [_pack_note(note) for note in tidy.notes],
        "counts": dict(tidy.counts),
    }


def _pack_note(note: Note) -> list[Any]:
    return [note.what, note.row, note.column, *map(to_data, (note.old, note.new, note.why))]


def unpack_answers(data: Data) -> TidyAnswers:
    """Return answers from plain data."""
    return TidyAnswers(
        table=_unpacked(data["table"]),
        ratings=_unpacked(data["ratings"]),
        repeats=MappingProxyType({name: _unpacked(table) for name, table in data["repeats"].items()}),
        response=_unpacked(data["response"]),
        notes=tuple(Note(what, row, column, *map(words_from, said)) for what, row, column, *said in data["notes"]),
        counts=MappingProxyType(data["counts"]),
    )


def _packed(table: TextTable) -> Data:
    return {"header": table.header, "rows": table.rows, "numbers": table.numbers}


def _unpacked(data: Mapping[str, Any]) -> TextTable:

    return TextTable(tuple(data["header"]), tuple(tuple(row) for row in data["rows"]), tuple(data["numbers"]))
