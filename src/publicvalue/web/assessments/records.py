"""What a version holds of an appraisal: read without laying out its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from publicvalue.actions.bringing.appraisals import Record, read_appraisal
from publicvalue.files.stores.folder import EVIDENCE
from publicvalue.instruments.appraisal.record import CORE, COSTS, DOCUMENTS, RATINGS, file_of
from publicvalue.web.accounts.models import User
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.opened import open_version


def is_answered_in(name: str) -> bool:
    """Return whether an appraisal reads or writes a file: the settings, a framework, its own tables."""
    own = {file_of(CORE), file_of(COSTS), DOCUMENTS}
    return not name.startswith(f"{EVIDENCE}/") or name in own or name.startswith(f"{EVIDENCE}/{RATINGS}-")


@contextmanager
def open_record(version: Version, by: User | None = None) -> Iterator[Record]:
    """Open what a version holds of an appraisal; InputError where its settings cannot be read."""
    with open_version(version, by, is_answered_in) as store:
        yield read_appraisal(store)
