"""Answers as KoboToolbox hands them over: JSON of its interface, and the CSV or XLSX of its exports.

Names carry their groups (`section_trust/trust_honest`); a blank is left out of the JSON, and
written `n/a` in some exports. Review states are those of validation; `meta/rootUuid` ties an edit to what it replaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from publicvalue.instruments.folded_text import folded
from publicvalue.instruments.submissions import Cells, Submission, TextTable, cells_of

REVIEW_OF = {
    "": "received",
    "validation_status_approved": "approved",
    "validation_status_not_approved": "rejected",
    "validation_status_on_hold": "on_hold",
    **dict.fromkeys(("approved", "aprobado", "approuvé", "goedgekeurd"), "approved"),
    **dict.fromkeys(("not approved", "no aprobado", "non approuvé", "niet goedgekeurd", "rejected"), "rejected"),
    **dict.fromkeys(("on hold", "en espera", "en attente", "in de wacht"), "on_hold"),
    **dict.fromkeys(("n/a", "no status", "none", "null"), "received"),
}
SIGNS = ("_id", "_uuid", "_submission_time")
"""Columns by which an export of Kobo is known."""

JSON_SIGNS = ("_xform_id_string", "formhub/uuid", "_uuid")


def is_kobo_table(header: Sequence[str]) -> bool:
    """Whether a header is that of a Kobo export."""
    return sum(sign in header for sign in SIGNS) >= 2


def is_kobo_repeat(header: Sequence[str]) -> bool:
    """Whether a header is that of a repeat in a Kobo export."""
    return "_parent_index" in header or any(name.startswith("_submission__") for name in header)


def is_kobo(rows: Sequence[Mapping[str, object]]) -> bool:
    """Whether objects are submissions of Kobo's interface."""
    return bool(rows) and any(sign in rows[0] for sign in JSON_SIGNS)


def read_kobo_json(rows: Sequence[Mapping[str, object]]) -> tuple[Submission, ...]:
    """Read the submissions that Kobo's interface gives."""
    return tuple(_submission(row, one) for row, one in enumerate(rows, start=1))


def _submission(row: int, data: Mapping[str, object]) -> Submission:
    cells, repeats = cells_of(data, lambda path: is_own_column(path[0]))
    status = data.get("_validation_status")
    named = status.get("uid") or status.get("label") if isinstance(status, dict) else status
    key = _uuid(data.get("_uuid") or data.get("meta/instanceID"))
    return Submission(
        row=row,
        cells=MappingProxyType(cells),
        key=key,
        root=_uuid(data.get("meta/rootUuid")) or key,
        replaces=_uuid(data.get("meta/deprecatedID")),
        sent=str(data.get("_submission_time") or ""),
        version=str(data.get("__version__") or ""),
        review=_review(named),
        repeats=MappingProxyType(repeats),
    )


def _uuid(text: object) -> str:
    return str(text or "").strip().removeprefix("uuid:")


def _review(state: object) -> str:
    return REVIEW_OF.get(folded(str(state or "")), "unknown")


def read_kobo_table(table: TextTable, repeats: Mapping[str, TextTable]) -> tuple[Submission, ...]:
    """Read a Kobo export: one row for each submission, and its repeats as tables that point to the row's `_index`.

    A repeat within a repeat points to a row of the outer one, which its `_parent_table_name` names. Where rows have no
    `_index`, the id of the submission in a repeat's own columns leads to it.
    """
    inside = {name: _by_owner(one, repeats) for name, one in repeats.items()}
    found = []
    for number, raw in table.filled():
        owners = {f"{sign} {raw[sign]}" for sign in ("_index", "_uuid", "_id") if raw.get(sign)}
        mine = {name: tuple(one for owner in owners for one in rows.get(owner, ())) for name, rows in inside.items()}
        key = _uuid(raw.get("_uuid"))
        found.append(
            Submission(
                row=number,
                cells=MappingProxyType({path: cell for path, cell in raw.items() if not is_own_column(path)}),
                key=key,
                root=_uuid(raw.get("meta/rootUuid") or raw.get("rootUuid")) or key,
                replaces=_uuid(raw.get("meta/deprecatedID") or raw.get("deprecatedID")),
                sent=raw.get("_submission_time", ""),
                version=raw.get("__version__", ""),
                review=_review(raw.get("_validation_status")),
                repeats=MappingProxyType({name: rows for name, rows in mine.items() if rows}),
            )
        )
    return tuple(found)


def _by_owner(table: TextTable, repeats: Mapping[str, TextTable]) -> dict[str, list[Cells]]:
    """Return the rows of a repeat by what names their submission."""
    outer = {name: {raw.get("_index", ""): raw for _, raw in one.filled()} for name, one in repeats.items()}
    found: dict[str, list[Cells]] = {}
    for _, raw in table.filled():
        cells = {path: cell for path, cell in raw.items() if not is_own_column(path)}
        found.setdefault(_owner(raw, outer), []).append(cells)
    return found


def _owner(raw: Mapping[str, str], outer: Mapping[str, Mapping[str, Mapping[str, str]]]) -> str:
    """Return what names the submission that a row of a repeat belongs to; empty where it leads nowhere."""
    for sign in ("_uuid", "_id"):
        if not raw.get("_parent_index") and raw.get(f"_submission_{sign}"):
            return f"{sign} {raw[f'_submission_{sign}']}"
    for _ in range(len(outer) + 1):
        index = raw.get("_parent_index", "")
        above = outer.get(raw.get("_parent_table_name", ""))
        if above is None:
            return f"_index {index}"
        raw = above.get(index, {})
    return ""


OWN = ("start", "end", "today", "deviceid", "username", "simserial", "phonenumber", "subscriberid", "rootUuid")


def is_own_column(name: str) -> bool:
    """Whether a column is Kobo's own: who, when, where; never an answer."""
    return name.startswith(("_", "meta/", "formhub/")) or name in OWN
