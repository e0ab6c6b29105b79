"""Where an assessment is kept, and where its results go: a folder, a bundle, and whatever else keeps these promises.

Nothing here says how. Files have names, as settings write them; an engine reads evidence by these names. So the same
actions run over a folder on a disk, a bundle that came by mail, and rows of a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from publicvalue.errors import Problem
from publicvalue.evidence.model import Assessment
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.files.engines.duckdb import Engine
from publicvalue.files.engines.watch import Share
from publicvalue.files.frameworks import FrameworkFiles
from publicvalue.files.stores.stored import StoredResults
from publicvalue.files.untrusted.guards import Limits
from publicvalue.framework.model import Framework
from publicvalue.measures.privacy.ledger import Earlier
from publicvalue.results.handed_out import Ledger, Run
from publicvalue.schema.node import Node, Row
from publicvalue.scores.portfolio.systems import Keep


class Store(Protocol):
    """What keeps one assessment: settings, framework files, evidence."""

    @property
    def name(self) -> str:
        """What people call it: a path, a bundle's name, an address."""

    @property
    def asks_databases(self) -> bool:
        """Whether its settings may name databases that evidence is fetched from: those of strangers may not."""

    @property
    def lacking(self) -> Mapping[str, Sequence[Problem]]:
        """Evidence that was withheld from it and not brought, by name, with what to do about it."""

    @property
    def label(self) -> str:
        """A short name for what it keeps."""

    def refer_to(self, framework: str) -> str:
        """Return how settings that are kept here name a framework that was named elsewhere."""

    def mend(self) -> None:
        """Bring to its end what was begun here and stopped, before anything is read or changed."""

    def start(self, files: Mapping[str, bytes]) -> None:
        """Write the files of something new, all or none; InputError where something is kept here already."""

    def read_settings(self, problems: list[Problem]) -> Node:
        """Return the settings with the place of each; raises InputError, or adds problems that leave them readable."""

    def load_framework(self, name: str) -> FrameworkFiles:
        """Return the framework that the settings name; raises InputError."""

    def as_written(self, assessment: Assessment) -> Assessment:
        """Return an assessment with what went without saying in the version that wrote it."""

    def check_stated(self, assessment: Assessment, framework: Framework) -> None:
        """Raise InputError where what the store says of the assessment is not what was loaded from it."""

    def read_definition(self) -> Mapping[str, bytes]:
        """Return settings and framework files by name, as they were loaded; EvidenceError where they have changed."""

    def fingerprint(self, file: str, limits: Limits, *, withheld: bool = False) -> Fingerprint:
        """Return the hash of an evidence file; EvidenceError where it is missing or may not be read.

        That of withheld evidence is made under a secret key, which is kept beside it, so that nobody finds a few
        answers by trying.
        """

    def earlier(self) -> Earlier:
        """Return what was handed out before, beside which nobody may be told; InputError where it cannot be read."""

    def keep_run(self, run: Run, key: bytes) -> Ledger:
        """Keep whom the numbers of a run rest on, hashed under a key, and return the ledger as it was before."""

    def read(self, file: str) -> bytes:
        """Return the bytes of a file; EvidenceError where it is missing."""

    def read_rows(self, file: str, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[Row, ...]:
        """Return the rows of a small table; InputError or EvidenceError with all that is wrong with it."""

    def holds(self, file: str) -> bool:
        """Tell whether something has this name."""

    def fetched(self, assessment: Assessment, limits: Limits) -> AbstractContextManager[None]:
        """Fetch evidence from the databases that the settings name, for as long as it is needed."""

    def open_engine(self, limits: Limits, show: Share) -> AbstractContextManager[Engine]:
        """Open an engine that reads the store's evidence and nothing else."""

    def unchanged(self, files: Iterable[str]) -> AbstractContextManager[None]:
        """Let work go on with evidence files; EvidenceError at its end where one has changed."""

    def change(self, files: Mapping[str, bytes]) -> None:
        """Write several files, in place of those of the same names: all of them, or none."""

    def stored(self) -> StoredResults:
        """Return the results that were written of the assessment; InputError where there are none that can be read."""


class Results(Protocol):
    """Where results go."""

    @property
    def name(self) -> str:
        """What people call it."""

    def check(self, kind: str) -> None:
        """Raise InputError where results of this kind may not go there: nothing but former ones is ever replaced."""

    def write(self, kind: str, files: Mapping[str, bytes]) -> None:
        """Write results by name, all or none, in place of former ones of this kind; InputError as `check`."""

    def keep_draws(self, kind: str) -> Keep:
        """Return what keeps draws there while results of this kind are computed, so that a stopped run goes on."""


class Kept(Protocol):
    """One of several assessments, which is opened when its turn comes."""

    @property
    def name(self) -> str:
        """What people call it."""

    def open(self) -> AbstractContextManager[Store]:
        """Open what keeps it, as long as it is worked with."""
