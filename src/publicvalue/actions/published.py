"""What of an assessment's evidence a bundle gives away, and what stays in the folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publicvalue.actions.assessments import AssessmentFolder
from publicvalue.errors import EvidenceError
from publicvalue.evidence.model import OF_PEOPLE
from publicvalue.evidence.naming_columns import naming_columns
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.tables.raw import open_raw
from publicvalue.files.untrusted.guards import Limits


@dataclass(frozen=True)
class Published:
    """What a bundle holds of the evidence.

    Parameters
    ----------
    held, withheld
        Ids of evidence whose bytes are in the bundle, and of what is there by its hash alone.
    naming
        Id of evidence that is held -> its columns whose names say that they may tell who somebody is.
    """

    held: tuple[str, ...]
    withheld: tuple[str, ...]
    naming: dict[str, tuple[str, ...]]


def find_published(loaded: AssessmentFolder, limits: Limits) -> Published:
    """Find what the bundle of an assessment gives away; evidence that can be read is supposed."""
    items = loaded.assessment.evidence
    held = tuple(id for id, item in items.items() if item.may_publish)
    doubtful = [items[id] for id in held if items[id].kind in OF_PEOPLE and not items[id].made_up]
    naming = {}
    if doubtful:
        with open_engine(loaded.folder, limits) as engine:
            for item in doubtful:
                try:
                    named = naming_columns(column.name for column in open_raw(engine, item).columns)
                except EvidenceError:
                    continue
                if named:
                    naming[item.id] = named
    return Published(held, tuple(id for id in items if id not in held), naming)


def describe_published(found: Published) -> Iterator[str]:
    """Yield what to say of it."""
    if found.held:
        yield f"It holds the bytes of: {', '.join(found.held)}."
    if found.withheld:
        yield f"It withholds, and names by hash alone: {', '.join(found.withheld)}. `may_publish: true` puts a file in."
    for id, columns in found.naming.items():
        shown = ", ".join(columns[:5]) + (f" and {len(columns) - 5} more" if len(columns) > 5 else "")
        yield (
            f"! {id} goes into the bundle whole, and columns of it may tell who people are: {shown}."
            " Look before you publish; `may_publish: false` keeps the file in."
        )
