"""An assessment kept in a folder: `assessment.yaml`, the evidence, and files of a framework of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.model import Assessment
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.files.disk.changes import change_files, mend_folder
from publicvalue.files.disk.unchanged import State, check_unchanged, state_of, unchanged
from publicvalue.files.disk.write import write_folder
from publicvalue.files.engines.duckdb import Engine, open_engine
from publicvalue.files.engines.watch import Share
from publicvalue.files.frameworks import FrameworkFiles, load_framework
from publicvalue.files.results_file import load_results
from publicvalue.files.stores.hash_keys import kept_key
from publicvalue.files.stores.ledgers import FILE as LEDGER
from publicvalue.files.stores.ledgers import load_ledger, new_ledger, save_ledger
from publicvalue.files.stores.results_folder import ResultsFolder
from publicvalue.files.stores.stored import StoredResults, other_files
from publicvalue.files.tables.databases import fetched_tables
from publicvalue.files.tables.small import read_rows
from publicvalue.files.untrusted.bundle_archive import read_manifest
from publicvalue.files.untrusted.guards import Limits, check_file, check_outside, find_file
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.framework.model import Framework
from publicvalue.measures.privacy.ledger import Earlier
from publicvalue.results.handed_out import Ledger, Run
from publicvalue.schema.node import Node, Row
from publicvalue.words.text import Text

FILE = "assessment.yaml"
COUNTRY_FILE = "country.yaml"
EVIDENCE = "evidence"
REPORT = "report"
RESULTS = "results.json"
BUNDLE = "bundle.zip"


@dataclass(frozen=True)
class FolderSubject:
    """What a folder is of: the name of its settings, what people call such a folder, the command that starts one."""

    file: str
    called: Text
    command: str


ASSESSMENT = FolderSubject(FILE, Text("an assessment's folder"), "publicvalue new")
COUNTRY = FolderSubject(COUNTRY_FILE, Text("a country's folder"), "publicvalue country new")


class FolderStore:
    """A folder that keeps an assessment; it remembers the state of the files that it was loaded from.

    Parameters
    ----------
    folder
        The folder.
    subject
        What it is of.
    """

    asks_databases = True
    lacking: Mapping[str, Sequence[Problem]] = MappingProxyType({})

    def __init__(self, folder: Path, subject: FolderSubject = ASSESSMENT) -> None:
        self.folder, self.subject = folder, subject
        self._loaded: dict[str, tuple[Path, State]] = {}
        self._is_late = False

    @property
    def name(self) -> str:
        """Return its path."""
        return str(self.folder)

    @property
    def report(self) -> Path:
        """Return the folder of its report."""
        return self.folder / REPORT

    @property
    def bundle(self) -> Path:
        """Return the bundle in its report."""
        return self.report / BUNDLE

    @property
    def label(self) -> str:
        """Return the folder's own name."""
        return self.folder.resolve().name

    def refer_to(self, framework: str) -> str:
        """Return a framework's name, or the path of a file from this folder."""
        return os.path.relpath(framework, self.folder) if Path(framework).exists() else framework

    def mend(self) -> None:
        """Bring to its end what killed commands began in the folder."""
        mend_folder(self.folder)

    def read_settings(self, problems: list[Problem]) -> Node:
        """Return the settings, after what a killed command began in the folder was brought to its end."""
        self.mend()
        path, file = settings_file(self.folder, self.subject), self.subject.file
        self._loaded = {file: (path, state_of(path))}
        return read_yaml(path, file, problems)

    def load_framework(self, name: str) -> FrameworkFiles:
        """Return the framework that is called so: one that comes with the product, or a path from the folder."""
        return self._remember(load_framework(name, self.folder))

    def _remember(self, files: FrameworkFiles) -> FrameworkFiles:
        self._loaded |= {name: (path, state_of(path)) for name, path in files.files}
        return files

    def as_written(self, assessment: Assessment) -> Assessment:
        """Return the assessment as it is: a folder's is of this version."""
        return assessment

    def check_stated(self, assessment: Assessment, framework: Framework) -> None:
        """Find nothing: a folder says nothing of its assessment but the settings."""

    def read_definition(self) -> Mapping[str, bytes]:
        """Return settings and framework files, as they were when they were loaded."""
        content = {name: path.read_bytes() for name, (path, _) in self._loaded.items()}
        check_unchanged(self._loaded)
        return content

    def fingerprint(self, file: str, limits: Limits, *, withheld: bool = False) -> Fingerprint:
        """Return the hash of an evidence file in the folder; under its own key, without its size, where withheld."""
        path = find_file(self.folder, file)
        check_file(path, file, limits)
        key = self.hash_key(file) if withheld else None
        return Fingerprint(hash_file(path, key), 0 if key else path.stat().st_size)

    def hash_key(self, file: str) -> bytes | None:
        """Return the key of the hash of a withheld file, which lies beside it; None where its hash is plain."""
        return kept_key(self.folder, file)

    def earlier(self) -> Earlier:
        """Return what was handed out of the assessment before, by the ledger in the folder."""
        found = load_ledger(self.folder)
        # Asked before a run, as the run writes results of its own.
        self._is_late = found is None and self._has_told()
        return (found or replace(new_ledger(), is_late=self._is_late)).earlier()

    def _has_told(self) -> bool:
        """Whether the folder's own report holds results of people, or what nobody can read any more."""
        path = self.report / RESULTS
        try:
            return path.is_file() and any(
                one.kind == "survey" for one in load_results(path).assessment.evidence.values()
            )
        except InputError:
            return True

    def keep_run(self, run: Run, key: bytes) -> Ledger:
        """Keep whom a run's numbers rest on, and return the ledger as it was before."""
        before = load_ledger(self.folder) or Ledger(key, is_late=self._is_late)
        if run.entries:
            self.save_ledger(before.with_run(run), key)
        return before

    def ledger(self) -> Ledger | None:
        """Return the ledger of the runs of the assessment; None where there is none."""
        return load_ledger(self.folder)

    def save_ledger(self, ledger: Ledger, key: bytes) -> None:
        """Write the ledger; InputError where another one took its place meanwhile."""
        if ledger.key != key:
            what, do = Text("the ledger was exchanged while the assessment ran"), Text("run the command again")
            raise InputError([Problem(Place(LEDGER), what, Text("the ledger as it was"), do)])
        save_ledger(self.folder, ledger)

    def read(self, file: str) -> bytes:
        """Return the bytes of a file that lies in the folder."""
        return find_file(self.folder, file).read_bytes()

    def holds(self, file: str) -> bool:
        """Tell whether something has this name in the folder."""
        return check_outside(self.folder, file).exists()

    def read_rows(self, file: str, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[Row, ...]:
        """Return the rows of a small table that lies in the folder."""
        return read_rows(find_file(self.folder, file), file, required, optional)

    def fetched(self, assessment: Assessment, limits: Limits) -> AbstractContextManager[None]:
        """Fetch tables of databases into the folder."""
        return fetched_tables(self.folder, assessment, limits)

    def open_engine(self, limits: Limits, show: Share) -> AbstractContextManager[Engine]:
        """Open an engine that reads the folder and nothing else."""
        return open_engine(self.folder, limits, show)

    def unchanged(self, files: Iterable[str]) -> AbstractContextManager[None]:
        """Compare the states of files before and after."""
        return unchanged({file: self.folder / file for file in files})

    def change(self, files: Mapping[str, bytes]) -> None:
        """Write several files into the folder, all or none."""
        change_files(self.folder, files)

    def start(self, files: Mapping[str, bytes]) -> None:
        """Write the folder of something new; InputError where the folder holds anything."""
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            what, do = Text("this already exists and is not empty"), Text("name a new folder; nothing is overwritten")
            raise InputError([Problem(Place(self.name), what, Text("a new folder"), do)])
        write_folder(self.folder, files)

    def results(self, elsewhere: Path | None = None) -> ResultsFolder:
        """Return where results go: the folder's own report, or a folder elsewhere that is not among the evidence."""
        place = elsewhere or self.report
        if place.resolve().is_relative_to((self.folder / EVIDENCE).resolve()):
            what, do = Text("the folder for the report lies within the evidence"), Text("choose another folder")
            raise InputError([Problem(Place(str(place)), what, Text("a folder beside the evidence"), do)])
        return ResultsFolder(place)

    def stored(self) -> StoredResults:
        """Return the results in the folder's own report, and what else lies there."""
        report = self.report
        if not self.bundle.is_file() or not (report / RESULTS).is_file():
            what, do = Text("no results were written of this assessment"), Text("`publicvalue assess` writes them")
            raise InputError([Problem(Place(str(report)), what, Text("a folder with a report"), do)])
        manifest = read_manifest(self.bundle)
        return StoredResults.of(manifest, (report / RESULTS).read_bytes(), other_files(report, manifest.rendered))


def settings_file(folder: Path, subject: FolderSubject = ASSESSMENT) -> Path:
    """Return the path of a folder's settings; refuse what is no folder, or holds none."""
    path = folder / subject.file
    do = Text("`{command} {folder}` starts one", command=subject.command, folder=str(folder))
    if path.is_file():
        if not path.resolve().is_relative_to(folder.resolve()):
            # What lies there is nobody's settings, and messages would show its lines.
            what, do = Text("this is a link to a file outside the folder"), Text("put the file itself into the folder")
            raise InputError([Problem(Place(str(path)), what, Text("a file in the folder"), do)])
        return path
    if path.exists():
        what, do = Text("a folder has this name"), Text("move the folder away, and write the file")
        raise InputError([Problem(Place(str(path)), what, Text("a file"), do)])
    if folder.is_file():
        what = Text("this is a file")
        do = Text("name the folder that holds {file}; `publicvalue verify` takes a bundle", file=subject.file)
    elif folder.is_dir():
        what = Text("this folder holds no {file}", file=subject.file)
    else:
        what = Text("there is no such folder")
    raise InputError([Problem(Place(str(folder)), what, subject.called, do)])
