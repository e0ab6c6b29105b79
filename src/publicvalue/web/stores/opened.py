"""A version as the actions work with it: laid into a folder of its own for as long as it is open.

DuckDB reads files, and every problem names a place in one; so a version becomes a folder while it is worked with, which
goes away with it. What is written goes to the database first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.conf import settings

from publicvalue.errors import EvidenceError, InputError, NotPermittedError, Place, Problem
from publicvalue.files.disk.changes import change_files as change_folder
from publicvalue.files.disk.draw_files import ChunkFiles, keep_chunks
from publicvalue.files.disk.marked import start_marked_folder
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.disk.unchanged import changed_problem
from publicvalue.files.frameworks import (
    MOST_EXTENSIONS,
    FrameworkFiles,
    load_unpacked_framework,
    shipped_frameworks,
)
from publicvalue.files.stores.folder import REPORT, FolderStore
from publicvalue.files.stores.hash_keys import read_key
from publicvalue.files.stores.results_folder import DRAWS, ResultsFolder
from publicvalue.files.stores.stored import StoredResults
from publicvalue.files.untrusted.guards import check_outside
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.measures.privacy.ledger import Earlier
from publicvalue.results.handed_out import Ledger, Run
from publicvalue.results.manifest import member_name
from publicvalue.scores.portfolio.draws import Plan
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.systems import Keep
from publicvalue.web.accounts.models import User
from publicvalue.web.stores import blobs
from publicvalue.web.stores.actions import change_files, write_results
from publicvalue.web.stores.content import key_of, lay_files
from publicvalue.web.stores.handed_out import earlier_of, keep_told, ledger_of
from publicvalue.web.stores.models import ResultFile, StoredFile, Version
from publicvalue.words.text import Text

CARRIED = "framework"
"""Folder in which a version from a bundle holds its framework."""


class DatabaseStore(FolderStore):
    """A version of an assessment in the database.

    Parameters
    ----------
    version
        The version.
    folder
        Where its files are laid.
    by
        Who works with it; None for who reads alone.
    """

    # Settings come from whoever has an account: none of them asks databases in the name of the server.
    asks_databases = False

    def __init__(self, version: Version, folder: Path, by: User | None = None) -> None:
        super().__init__(folder)
        self._version, self._by, self._snapshot = version, by, version.snapshot

    @property
    def name(self) -> str:
        """Return what people call it: agency, assessment and version."""
        assessment = self._version.assessment
        return f"{assessment.agency.slug}/{assessment.slug}/{self._version.number}"

    @property
    def label(self) -> str:
        """Return the assessment's short name."""
        return self._version.assessment.slug

    def refer_to(self, framework: str) -> str:
        """Return a framework's name as it is: no paths of the server are settings."""
        return framework

    def mend(self) -> None:
        """Do nothing: a transaction is whole or was never there."""

    def load_framework(self, name: str) -> FrameworkFiles:
        """Return a framework that comes with the product, or one that the version holds itself, as bundles do too."""
        if (self.folder / CARRIED / "base").is_dir():
            return self._remember(load_unpacked_framework(self.folder / CARRIED))
        self._check_within(name)
        return super().load_framework(name)

    def _check_within(self, name: str) -> None:
        """Refuse a framework, and one that it extends, that lies elsewhere on the server."""
        at = ""
        for _ in range(MOST_EXTENSIONS):
            if name in shipped_frameworks():
                return
            try:
                path = check_outside(self.folder, str(Path(at) / name))
            except EvidenceError as error:
                raise InputError(error.problems) from None
            if not path.is_file():
                return
            head = read_yaml(path, path.name).get("extension")
            base = head.get("extends") if head else None
            if base is None or not isinstance(base.value, str):
                return
            at, name = str(path.parent.relative_to(self.folder.resolve())), base.value

    def hash_key(self, file: str) -> bytes:
        """Return the key of the hash of a withheld file, which the database keeps with it.

        Raises
        ------
        EvidenceError
            When the file was destroyed, and its key with it.
        """
        name = member_name(file)
        # Versions of 0.3.0 that were brought as a folder hold the key as a file.
        return read_key(self.folder, name) or key_of(self._version, name)

    def earlier(self) -> Earlier:
        """Return what the agency published before."""
        return earlier_of(self._version)

    def keep_run(self, run: Run, key: bytes) -> Ledger:
        """Keep whom the version's numbers rest on, and return what the agency published before."""
        before = ledger_of(self._version)
        keep_told(self._by, self._version, self._snapshot, run, key)
        return before

    def start(self, files: Mapping[str, bytes]) -> None:
        """Write the files of something new; InputError where the version holds anything."""
        if StoredFile.objects.filter(version=self._version).exists():
            what, do = Text("this already exists and is not empty"), Text("begin a new assessment")
            raise InputError([Problem(Place(self.name), what, Text("a new assessment"), do)])
        self.change(files)

    def change(self, files: Mapping[str, bytes]) -> None:
        """Write several files, all or none, with their entry in the audit trail."""
        if self._by is None:
            what, do = Text("this assessment was opened to be read"), Text("open it as somebody who may change it")
            raise NotPermittedError([Problem(Place(self.name), what, Text("somebody who writes"), do)])
        self._version = change_files(self._by, self._version, files)
        self._snapshot = self._version.snapshot
        change_folder(self.folder, files)

    @contextmanager
    def unchanged(self, files: Iterable[str]) -> Iterator[None]:
        """Let work go on; EvidenceError at its end where somebody has changed the version meanwhile."""
        with super().unchanged(files):
            yield
        now = Version.objects.filter(pk=self._version.pk).values_list("snapshot", flat=True).first()
        if now != self._snapshot:
            raise EvidenceError([changed_problem(self.name)])

    def results(self, elsewhere: Path | None = None) -> ResultsFolder:
        """Return where results go: into the database, or a folder elsewhere."""
        return (
            ResultsFolder(elsewhere)
            if elsewhere
            else DatabaseResults(self.report, self._version, self._snapshot, self._by)
        )

    def stored(self) -> StoredResults:
        """Return the results that were kept of the version, and what else lies beside them."""
        for file in ResultFile.objects.filter(version=self._version, kind=REPORT).select_related("blob"):
            blobs.lay(file.blob, file.name, self.report / file.name)
        return super().stored()


@dataclass(frozen=True)
class DatabaseResults(ResultsFolder):
    """Where the results of a version go: rows that name bytes on the disk.

    Parameters
    ----------
    folder
        Where they are laid when they are read.
    version
        The version.
    snapshot
        That of its content when the results were begun.
    by
        Who asked for them.
    """

    version: Version
    snapshot: str
    by: User | None = None

    @property
    def name(self) -> str:
        """Return what people call it."""
        return str(self.version)

    def check(self, kind: str) -> None:
        """Do nothing: results of a kind are ever replaced by those of the same kind alone."""

    def write(self, kind: str, files: Mapping[str, bytes]) -> None:
        """Write results, all or none, in place of former ones of this kind."""
        write_results(self.by, self.version, kind, files, self.snapshot)

    def keep_draws(self, kind: str) -> Keep:
        """Return what keeps draws in the data folder until the results are written."""
        target = Path(settings.PUBLICVALUE_DATA) / DRAWS / str(self.version.pk)

        def keep(plan: Plan, members: list[Member]) -> ChunkFiles:
            return keep_chunks(start_marked_folder(target, kind, DRAWS), plan, members)

        return cast("Keep", keep)


@contextmanager
def open_version(
    version: Version, by: User | None = None, wanted: Callable[[str], bool] = bool
) -> Iterator[DatabaseStore]:
    """Open a version for as long as it is worked with, with the files whose names are wanted.

    Raises
    ------
    EvidenceError
        When evidence that is wanted was erased or damaged.
    """
    with scratch_folder("version-") as folder:
        lay_files(version, folder, wanted)
        yield DatabaseStore(version, folder, by)


@dataclass(frozen=True)
class VersionKept:
    """A version that is opened when its turn comes."""

    version: Version

    @property
    def name(self) -> str:
        """Return what people call it."""
        return str(self.version)

    def open(self) -> AbstractContextManager[DatabaseStore]:
        """Open it."""
        return open_version(self.version)
