"""Answers as ODK Central hands them over: the CSV files of its zip, and the JSON of its OData feed.

In CSV names carry their groups by dashes (`section_trust-trust_honest`), and choices of one question may be split into
columns `name/choice`; each repeat has a file of its own whose `PARENT_KEY` names the submission. In OData groups are
objects, and what Central knows of a submission stands under `__system`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.interop.submissions import Cells, Submission, Table, leaves, written

OWN = frozenset(
    {
        "SubmissionDate",
        "KEY",
        "PARENT_KEY",
        "SubmitterID",
        "SubmitterName",
        "AttachmentsPresent",
        "AttachmentsExpected",
        "Status",
        "ReviewState",
        "DeviceID",
        "Edits",
        "FormVersion",
        "meta-instanceID",
        "meta-instanceName",
        "instanceID",
        "instanceName",
    }
)
"""Columns of Central's own: who, when, with which device; never an answer."""

REVIEW_OF = {"": "received", "null": "received", "hasissues": "has_issues"}


def is_odk_table(header: Sequence[str]) -> bool:
    """Whether a header is that of a CSV of ODK Central."""
    return "KEY" in header and ("SubmissionDate" in header or "FormVersion" in header or "PARENT_KEY" in header)


def _review(state: object) -> str:
    name = str(state or "").strip()
    return REVIEW_OF.get(name.casefold(), name.casefold())


def read_odk_tables(tables: Mapping[str, Table], file: str) -> tuple[Submission, ...]:
    """Read the CSV files of one export: the one without `PARENT_KEY` holds the submissions, the others repeats."""
    main = [name for name, table in tables.items() if "PARENT_KEY" not in table.header]
    if len(main) != 1:
        what = f"{len(main)} tables hold submissions ({', '.join(main) or 'none'})"
        do = "export one form with all its repeats, and leave the zip as it is"
        raise EvidenceError([Problem(Place(file), what, "one CSV without the column PARENT_KEY", do)])
    parents = {
        name.rsplit("/", 1)[-1].removesuffix(".csv"): list(_repeated(table))
        for name, table in tables.items()
        if name != main[0]
    }
    return tuple(_row(number, raw, parents) for number, raw in tables[main[0]].numbered())


def _row(number: int, raw: Mapping[str, str], parents: Mapping[str, list[tuple[str, Cells]]]) -> Submission:
    key = raw.get("KEY", "")
    mine = {name: tuple(cells for parent, cells in rows if parent == key) for name, rows in parents.items()}
    return Submission(
        row=number,
        cells=MappingProxyType({name: cell for name, cell in raw.items() if name not in OWN}),
        key=key,
        root=key,
        version=raw.get("FormVersion", ""),
        review=_review(raw.get("ReviewState")),
        repeats=MappingProxyType({name: rows for name, rows in mine.items() if rows}),
    )


def _repeated(table: Table) -> Iterator[tuple[str, Cells]]:
    for _, raw in table.numbered():
        # The parent of a repeat within a repeat is a row of the outer one: uuid:...]/outer[2]; the form comes first.
        yield raw.get("PARENT_KEY", "").split("/", 1)[0], {n: cell for n, cell in raw.items() if n not in OWN}


def is_odata(data: object) -> bool:
    """Whether JSON is an OData feed."""
    return isinstance(data, dict) and isinstance(data.get("value"), list)


def read_odata(data: object, file: str) -> tuple[Submission, ...]:
    """Read the OData feed of a form's submissions (`.../Submissions`, with `$expand=*` for its repeats)."""
    if not isinstance(data, dict) or not is_odata(data):
        expected = "an object with the list `value`, as `.../Submissions` gives it"
        raise EvidenceError(
            [
                Problem(
                    Place(file),
                    "this is no OData of ODK Central",
                    expected,
                    "save the whole answer of Central's OData address, or export CSV",
                )
            ]
        )
    return tuple(_entry(place, one) for place, one in enumerate(data["value"], start=1) if isinstance(one, dict))


def _entry(place: int, entry: Mapping[str, object]) -> Submission:
    found = entry.get("__system")
    system: Mapping[str, object] = found if isinstance(found, dict) else {}
    cells: dict[str, str] = {}
    repeats: dict[str, tuple[Cells, ...]] = {}
    for owner, name, value in leaves({k: v for k, v in entry.items() if not k.startswith("__")}):
        if owner == "meta" or "@odata" in name:
            continue
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            repeats[name] = tuple(
                {inner: written(cell) for _, inner, cell in leaves(one) if not inner.startswith("__")} for one in value
            )
        else:
            cells[name] = written(value)
    key = str(entry.get("__id") or "")
    return Submission(
        row=place,
        cells=MappingProxyType(cells),
        key=key,
        root=key,
        version=str(system.get("formVersion") or ""),
        review=_review(system.get("reviewState")),
        deleted=bool(system.get("deletedAt")),
        repeats=MappingProxyType(repeats),
    )
