"""Answers as ODK Central hands them over: the CSV files of its zip, and the JSON of its OData feed.

In CSV names carry their groups by dashes (`section_trust-trust_honest`), and choices of one question may be split into
columns `name/choice`; each repeat has a file of its own whose `PARENT_KEY` names the submission. In OData groups are
objects, and what Central knows of a submission stands under `__system`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.instruments.submissions import Cells, Path, Submission, TextTable, cells_of, leaves
from publicvalue.words.text import Text

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

REVIEW_OF = {
    **dict.fromkeys(("", "null", "received", "n/a"), "received"),
    **dict.fromkeys(("hasissues", "has_issues", "has issues"), "has_issues"),
    **{state: state for state in ("edited", "approved", "rejected")},
}

LOG_SIGNS = (frozenset({"instance ID", "event", "node"}), frozenset({"event", "node", "start"}))
"""Columns of the log of what a person did in the form, which Central adds to an export."""


def is_odk_table(header: Sequence[str]) -> bool:
    """Whether a header is that of a CSV of ODK Central."""
    return "KEY" in header and ("SubmissionDate" in header or "FormVersion" in header or "PARENT_KEY" in header)


def _review(state: object) -> str:
    return REVIEW_OF.get(str(state or "").strip().casefold(), "unknown")


def is_client_audit(header: Sequence[str]) -> bool:
    """Whether a header is that of Central's log of what people did in the form."""
    return "KEY" not in header and any(signs <= set(header) for signs in LOG_SIGNS)


def read_odk_tables(tables: Mapping[str, TextTable], file: str) -> tuple[Submission, ...]:
    """Read the CSV files of one export: the one without `PARENT_KEY` holds the submissions, the others repeats.

    What people did in the form (`FORM - audit.csv`) is no answer and is left out.

    Raises
    ------
    EvidenceError
        When not exactly one table holds submissions.
    """
    tables = {name: one for name, one in tables.items() if not is_client_audit(one.header)}
    main = [name for name, table in tables.items() if "PARENT_KEY" not in table.header]
    if len(main) != 1:
        what = Text(
            "{number} tables hold submissions ({tables:list})",
            number=len(main),
            tables=tuple(main) or (Text("none"),),
        )
        do = Text("export one form with all its repeats, and put nothing else into the zip")
        raise EvidenceError([Problem(Place(file), what, Text("one CSV without the column PARENT_KEY"), do)])
    parents = {
        name.rsplit("/", 1)[-1].removesuffix(".csv"): _by_owner(table)
        for name, table in tables.items()
        if name != main[0]
    }
    return tuple(_row(number, raw, parents) for number, raw in tables[main[0]].filled())


def _row(number: int, raw: Mapping[str, str], parents: Mapping[str, Mapping[str, list[Cells]]]) -> Submission:
    key = raw.get("KEY", "")
    mine = {name: tuple(rows.get(key, ())) for name, rows in parents.items()}
    return Submission(
        row=number,
        cells=MappingProxyType({name: cell for name, cell in raw.items() if name not in OWN}),
        key=key,
        root=key,
        sent=raw.get("SubmissionDate", ""),
        version=raw.get("FormVersion", ""),
        review=_review(raw.get("ReviewState")),
        deleted=bool(raw.get("DeletedAt", "").strip()),
        repeats=MappingProxyType({name: rows for name, rows in mine.items() if rows}),
    )


def _by_owner(table: TextTable) -> dict[str, list[Cells]]:
    """Return the rows of a repeat by the key of their submission."""
    found: dict[str, list[Cells]] = {}
    for _, raw in table.filled():
        # The parent of a repeat within a repeat is a row of the outer one: uuid:...]/outer[2]; the form comes first.
        owner = raw.get("PARENT_KEY", "").split("/", 1)[0]
        found.setdefault(owner, []).append({n: cell for n, cell in raw.items() if n not in OWN})
    return found


def is_odata(data: object) -> bool:
    """Whether JSON is an OData feed, or a list of its pages."""
    found = data if isinstance(data, list) and data else [data]
    return all(isinstance(one, dict) and isinstance(one.get("value"), list) for one in found)


def read_odata(rows: Sequence[Mapping[str, object]]) -> tuple[Submission, ...]:
    """Read the OData feed of a form's submissions (`.../Submissions`, with `$expand=*` for its repeats)."""
    return tuple(_entry(place, one) for place, one in enumerate(rows, start=1))


def _entry(place: int, entry: Mapping[str, object]) -> Submission:
    found = entry.get("__system")
    system: Mapping[str, object] = found if isinstance(found, dict) else {}
    cells, repeats = cells_of(entry, _is_own_path)
    ends = [path[-1].removesuffix(LINK) for path, _ in leaves(entry) if path[-1].endswith(LINK)]
    key = str(entry.get("__id") or "")
    return Submission(
        row=place,
        cells=MappingProxyType(cells),
        key=key,
        root=key,
        sent=str(system.get("submissionDate") or ""),
        version=str(system.get("formVersion") or ""),
        review=_review(system.get("reviewState")),
        deleted=bool(system.get("deletedAt")),
        repeats=MappingProxyType(repeats),
        elsewhere=tuple(name for name in ends if name not in repeats),
    )


LINK = "@odata.navigationLink"
"""What stands in the place of a repeat where a feed was not asked to hold it."""


def _is_own_path(path: Path) -> bool:
    return path[0] == "meta" or any(name.startswith("__") or "@odata" in name for name in path)
