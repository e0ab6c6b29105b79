"""Answers as KoboToolbox hands them over: JSON of its interface, and the CSV or XLSX of its exports.

Names carry their groups (`section_trust/trust_honest`); a blank is left out of the JSON, and
written `n/a` in some exports. Review states are those of validation; `meta/rootUuid` ties an edit to what it replaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.interop.submissions import Cells, Submission, Table, written

REVIEW_OF = {
    "validation_status_approved": "approved",
    "validation_status_not_approved": "rejected",
    "validation_status_on_hold": "on_hold",
    "approved": "approved",
    "not approved": "rejected",
    "on hold": "on_hold",
}
SIGNS = ("_id", "_uuid", "_submission_time")
"""Columns by which an export of Kobo is known."""


def is_kobo_table(header: Sequence[str]) -> bool:
    """Whether a header is that of a Kobo export."""
    return sum(sign in header for sign in SIGNS) >= 2


def read_kobo_json(data: object, file: str) -> tuple[Submission, ...]:
    """Read the list of submissions that Kobo's interface gives, alone or under `results`."""
    found = data.get("results") if isinstance(data, dict) else data
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        expected = "a list of submissions, or an object with `results`"
        raise EvidenceError([Problem(Place(file), "this is no JSON of Kobo", expected, "export the data again")])
    return tuple(_submission(row, one) for row, one in enumerate(found, start=1))


def _submission(row: int, data: Mapping[str, object]) -> Submission:
    cells: dict[str, str] = {}
    repeats: dict[str, tuple[Cells, ...]] = {}
    for path, value in data.items():
        name = path.rsplit("/", 1)[-1]
        if path.startswith(("_", "meta/", "formhub/")):
            continue
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            repeats[name] = tuple({k.rsplit("/", 1)[-1]: written(v) for k, v in one.items()} for one in value)
        else:
            cells[name] = written(value)
    status = data.get("_validation_status")
    uid = str(status.get("uid", "")) if isinstance(status, dict) else ""
    key = str(data.get("_uuid") or data.get("meta/instanceID") or "").removeprefix("uuid:")
    root = str(data.get("meta/rootUuid") or key).removeprefix("uuid:")
    return Submission(
        row=row,
        cells=MappingProxyType(cells),
        key=key,
        root=root,
        version=str(data.get("__version__") or ""),
        review=REVIEW_OF.get(uid, "received"),
        repeats=MappingProxyType(repeats),
    )


def read_kobo_table(table: Table, repeats: Mapping[str, Table]) -> tuple[Submission, ...]:
    """Read a Kobo export: one row for each submission, and its repeats as tables that point to the row's `_index`.

    A repeat within a repeat points to a row of the outer one, which its `_parent_table_name` names.
    """
    inside = {name: list(_repeated(one, repeats)) for name, one in repeats.items()}
    found = []
    for number, raw in table.numbered():
        index = raw.get("_index", "")
        mine = {name: tuple(cells for parent, cells in rows if parent == index) for name, rows in inside.items()}
        key = raw.get("_uuid", "").removeprefix("uuid:")
        found.append(
            Submission(
                row=number,
                cells=MappingProxyType({path: cell for path, cell in raw.items() if not is_own_column(path)}),
                key=key,
                root=(raw.get("meta/rootUuid") or raw.get("rootUuid") or key).removeprefix("uuid:"),
                version=raw.get("__version__", ""),
                review=REVIEW_OF.get(raw.get("_validation_status", "").strip().casefold(), "received"),
                repeats=MappingProxyType({name: rows for name, rows in mine.items() if rows}),
            )
        )
    return tuple(found)


def _repeated(table: Table, repeats: Mapping[str, Table]) -> Iterator[tuple[str, Cells]]:
    for _, raw in table.numbered():
        yield _owner(raw, repeats), {path: cell for path, cell in raw.items() if not is_own_column(path)}


def _owner(raw: Mapping[str, str], repeats: Mapping[str, Table]) -> str:
    """Return the `_index` of the submission that a row of a repeat belongs to; empty where it leads nowhere."""
    for _ in range(len(repeats) + 1):
        outer = repeats.get(raw.get("_parent_table_name", ""))
        if outer is None:
            return raw.get("_parent_index", "")
        index = raw.get("_parent_index", "")
        raw = next((one for _, one in outer.numbered() if one.get("_index") == index), {})
    return ""


def is_own_column(name: str) -> bool:
    """Whether a column is Kobo's own: who, when, where; never an answer."""
    return name.startswith(("_", "meta/", "formhub/")) or name in ("start", "end", "today", "deviceid", "username")
