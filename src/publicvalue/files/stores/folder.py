"""An assessment kept in a folder: `assessment.yaml`, the evidence, and files of a framework of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.model import Assessment
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.files.disk.changes import change_files, mend_folder
from publicvalue.files.disk.unchanged import State, check_unchanged, state_of, unchanged
from publicvalue.files.disk.write import write_folder
from publicvalue.files.engines.duckdb import Engine, open_engine
from publicvalue.files.engines.watch import Share
from publicvalue.files.frameworks import FrameworkFiles, load_framework
from publicvalue.files.stores.results_folder import ResultsFolder
from publicvalue.files.stores.stored import StoredResults, other_files
from publicvalue.files.tables.databases import fetched_tables
from publicvalue.files.untrusted.bundle_archive import read_manifest
from publicvalue.files.untrusted.guards import Limits, check_file, check_outside, find_file
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.framework.model import Framework
from publicvalue.schema.node import Node
from publicvalue.words.text import Text

FILE = "assessment.yaml"
EVIDENCE = "evidence"
REPORT = "report"
RESULTS = "results.json"
BUNDLE = "bundle.zip"


class FolderStore:
    """A folder that keeps an assessment; it remembers the state of the files that it was loaded from.

    Parameters
    ----------
    folder
        The folder.
    """

    asks_databases = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded: dict[str, tuple[Path, State]] = {}

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

    def read_settings(self, problems: list[Problem]) -> Node:
        """Return the settings, after what a killed command began in the folder was brought to its end."""
        mend_folder(self.folder)
        path = settings_file(self.folder)
        self._loaded = {FILE: (path, state_of(path))}
        return read_yaml(path, FILE, problems)

    def load_framework(self, name: str) -> FrameworkFiles:
        """Return the framework that is called so: one that comes with the product, or a path from the folder."""
        return self._remember(load_framework(name, self.folder))

    def _remember(self, files: FrameworkFiles) -> FrameworkFiles:
        self._loaded |= {name: (path, state_of(path)) for name, path in files.files}
        return files

    def check_stated(self, assessment: Assessment, framework: Framework) -> None:
        """Find nothing: a folder says nothing of its assessment but the settings."""

    def read_definition(self) -> Mapping[str, bytes]:
        """Return settings and framework files, as they were when they were loaded."""
        content = {name: path.read_bytes() for name, (path, _) in self._loaded.items()}
        check_unchanged(self._loaded)
        return content

    def fingerprint(self, file: str, limits: Limits) -> Fingerprint:
        """Return the hash of an evidence file that lies in the folder."""
        path = find_file(self.folder, file)
        check_file(path, file, limits)
        return Fingerprint(hash_file(path), path.stat().st_size)

    def read(self, file: str) -> bytes:
        """Return the bytes of a file that lies in the folder."""
        return find_file(self.folder, file).read_bytes()

    def holds(self, file: str) -> bool:
        """Tell whether something has this name in the folder."""
        return check_outside(self.folder, file).exists()

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


def settings_file(folder: Path) -> Path:
    """Return the path of an assessment's settings; refuse what is no folder, or holds none."""
    path, do = folder / FILE, Text("`publicvalue new {folder}` starts one", folder=str(folder))
    if path.is_file():
        if not path.resolve().is_relative_to(folder.resolve()):
            # What lies there is nobody's settings, and messages would show its lines.
            what, do = Text("this is a link to a file outside the folder"), Text("put the file itself into the folder")
            raise InputError([Problem(Place(str(path)), what, Text("a file in the assessment's folder"), do)])
        return path
    if path.exists():
        what, do = Text("a folder has this name"), Text("move the folder away, and write the file")
        raise InputError([Problem(Place(str(path)), what, Text("a file"), do)])
    if folder.is_file():
        what = Text("this is a file")
        do = Text("name the folder that holds assessment.yaml; `publicvalue verify` takes a bundle")
    elif folder.is_dir():
        what = Text("this folder holds no {file}", file=FILE)
    else:
        what = Text("there is no such folder")
    raise InputError([Problem(Place(str(folder)), what, Text("an assessment's folder"), do)])
