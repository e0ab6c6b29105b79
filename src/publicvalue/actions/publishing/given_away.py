"""What of an assessment's evidence a bundle gives away, and what stays in the folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publicvalue.actions.naming import find_naming, write_naming
from publicvalue.errors import EvidenceError
from publicvalue.evidence.model import OF_PEOPLE, Assessment
from publicvalue.files.engines.duckdb import Engine
from publicvalue.files.stores.hash_keys import SUFFIX
from publicvalue.files.tables.raw import open_raw
from publicvalue.words.text import Text


@dataclass(frozen=True)
class GivenAway:
    """What a bundle holds of the evidence.

    Parameters
    ----------
    held, withheld
        Ids of evidence whose bytes are in the bundle, and of what is there by its hash alone.
    naming
        Id of evidence that is held -> its columns whose names or cells say that they may tell who somebody is; with
        what the cells hold, where these say so.
    """

    held: tuple[str, ...]
    withheld: tuple[str, ...]
    naming: dict[str, dict[str, str]]


def find_published(engine: Engine, assessment: Assessment) -> GivenAway:
    """Find what the bundle of an assessment gives away; evidence that can be read is supposed."""
    items = assessment.evidence
    held = tuple(id for id, item in items.items() if item.may_publish)
    naming = {}
    for id in held:
        if items[id].kind in OF_PEOPLE and not items[id].made_up:
            try:
                named = find_naming(engine, open_raw(engine, items[id]))
            except EvidenceError:
                continue
            if named:
                naming[id] = named
    return GivenAway(held, tuple(id for id in items if id not in held), naming)


def describe_published(found: GivenAway) -> Iterator[Text]:
    """Yield what to say of it."""
    if found.held:
        yield Text("It holds the bytes of: {evidence:list}.", evidence=found.held)
    if found.withheld:
        yield Text(
            "It withholds, and names by hash alone: {evidence:list}. `may_publish: true` puts a file in.",
            evidence=found.withheld,
        )
        yield Text(
            "The key of each such hash lies beside its file ({suffix}): keep it, hand it to auditors with the file, and"
            " never publish it.",
            suffix=SUFFIX,
        )
    for id, columns in found.naming.items():
        yield Text(
            "! {evidence} goes into the bundle whole, and columns of it may tell who people are: {columns}."
            " Look before you publish; `may_publish: false` keeps the file in.",
            evidence=id,
            columns=write_naming(columns),
        )
