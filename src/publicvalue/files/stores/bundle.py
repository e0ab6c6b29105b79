"""An assessment kept in a bundle: what was published of it, as it came from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.model import Assessment, Evidence
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.frameworks import FrameworkFiles, load_unpacked_framework
from publicvalue.files.stores.folder import FILE, RESULTS, FolderStore
from publicvalue.files.stores.hash_keys import read_key
from publicvalue.files.stores.results_folder import ResultsFolder
from publicvalue.files.stores.stored import StoredResults, other_files
from publicvalue.files.stores.withheld import bring_withheld
from publicvalue.files.untrusted.bundle_archive import FRESH, Manifest, is_keyed, shown, unpack_bundle
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits
from publicvalue.framework.model import Framework
from publicvalue.measures.privacy.ledger import Earlier
from publicvalue.results.handed_out import Ledger, Run
from publicvalue.results.manifest import member_name, stated
from publicvalue.words.text import Text

ZIP = ".zip"
FRAMEWORK = "framework"


class BundleStore(FolderStore):
    """An unpacked bundle, whose hashes are checked; it is read and never written to.

    Parameters
    ----------
    bundle
        The zip.
    folder
        Where it is unpacked.
    manifest
        What it says of itself.
    lacking
        Name of withheld evidence that was not brought -> what to do about it.
    """

    # A bundle comes from elsewhere, and holds what was fetched then.
    asks_databases = False

    def __init__(
        self,
        bundle: Path,
        folder: Path,
        manifest: Manifest,
        lacking: Mapping[str, Sequence[Problem]] = MappingProxyType({}),
    ) -> None:
        super().__init__(folder)
        self._bundle, self._manifest, self.lacking = bundle, manifest, lacking

    @property
    def name(self) -> str:
        """Return the path of the zip."""
        return str(self._bundle)

    def load_framework(self, name: str) -> FrameworkFiles:  # noqa: ARG002 - a bundle carries its own
        """Return the framework that the bundle carries."""
        return self._remember(load_unpacked_framework(self.folder / FRAMEWORK))

    def as_written(self, assessment: Assessment) -> Assessment:
        """Return the assessment with records published where format 1 did so and the settings say nothing."""
        if self._manifest.data["format"] != 1:
            return assessment
        items = {
            id: replace(item, may_publish=True) if item.kind == "records" and _is_unsaid(item) else item
            for id, item in assessment.evidence.items()
        }
        return replace(assessment, evidence=MappingProxyType(items))

    def check_stated(self, assessment: Assessment, framework: Framework) -> None:
        """Refuse a manifest that says other than the assessment, and files that no assessment has."""
        items = assessment.evidence.values()
        published = {member_name(item.file) for item in items if item.may_publish}
        withheld = {member_name(item.file) for item in items if not item.may_publish}
        known = {FILE, RESULTS, *published, *self._loaded}
        said, manifest = stated(assessment, framework.name), self._manifest
        what = Text("the manifest does not state what the assessment does")
        wrong = [(name, what) for name in said if manifest.data.get(name) != said[name]]
        what = Text("nothing in the assessment names this file")
        wrong += [(name, what) for name in sorted(manifest.files.keys() - known)]
        if manifest.withheld.keys() != withheld:
            wrong.append(("withheld", Text("the manifest withholds other files than the assessment")))
        if wrong:
            expected = Text("a bundle as it was made")
            raise InputError(
                Problem(Place(self.name, field=shown(name)), what, expected, FRESH) for name, what in wrong
            )

    def hash_key(self, file: str) -> bytes | None:
        """Return the key that was brought with withheld evidence; None where the manifest names a plain hash."""
        name = member_name(file)
        return read_key(self.folder, name) if is_keyed(self._manifest.withheld.get(name, "")) else None

    def earlier(self) -> Earlier:
        """Return what was not given beside earlier numbers when the bundle was made: these are in no bundle."""
        return Earlier(withheld=self._manifest.beside_earlier)

    def keep_run(self, run: Run, key: bytes) -> Ledger:  # noqa: ARG002 - whatever it is
        """Refuse: a bundle stays as it was made."""
        self._refuse()

    def change(self, files: Mapping[str, bytes]) -> None:  # noqa: ARG002 - whatever they are
        """Refuse: a bundle stays as it was made."""
        self._refuse()

    def start(self, files: Mapping[str, bytes]) -> None:  # noqa: ARG002 - whatever they are
        """Refuse: a bundle stays as it was made."""
        self._refuse()

    def results(self, elsewhere: Path | None = None) -> ResultsFolder:
        """Return where results go: a folder elsewhere alone."""
        return ResultsFolder(elsewhere) if elsewhere else self._refuse()

    def _refuse(self) -> NoReturn:
        what, do = Text("nothing is written into a bundle"), Text("name a folder, or work with the assessment itself")
        raise InputError([Problem(Place(self.name), what, Text("an assessment's folder"), do)])

    @property
    def report(self) -> Path:
        """Return the folder that the bundle lies in."""
        return self._bundle.parent

    @property
    def bundle(self) -> Path:
        """Return the zip."""
        return self._bundle

    def stored(self) -> StoredResults:
        """Return the results in the bundle, and what lies beside it."""
        manifest = self._manifest
        others = other_files(self._bundle.parent, manifest.rendered)
        results = StoredResults.of(manifest, (self.folder / RESULTS).read_bytes(), others)
        framework = {name: sha256 for name, sha256 in manifest.files.items() if name.startswith(f"{FRAMEWORK}/")}
        return replace(results, framework=MappingProxyType(framework), files=len(manifest.files))


def _is_unsaid(item: Evidence) -> bool:
    """Tell whether settings leave open whether a file may be published; one that is not kept never is."""
    return "may_publish" not in item.places and item.keep_file


@contextmanager
def open_bundle(
    bundle: Path, evidence: Path | None = None, limits: Limits = DEFAULT_LIMITS, *, whole: bool = True
) -> Iterator[BundleStore]:
    """Unpack a bundle, and check every hash in it.

    Parameters
    ----------
    bundle
        The zip.
    evidence
        Folder with the evidence that the bundle withholds; else it is looked for where the bundle was written.
    limits
        Largest sizes that are unpacked.
    whole
        Whether withheld evidence must be there; else what is missing is known to the store.

    Raises
    ------
    InputError
        When this is no bundle, a file was changed, or withheld evidence is missing: all such problems at once.
    """
    with scratch_folder("bundle-") as folder:
        manifest = unpack_bundle(bundle, folder, limits)
        lacking = bring_withheld(bundle, manifest, folder, evidence or folder_around(bundle))
        if whole and lacking:
            raise InputError(chain.from_iterable(lacking.values()))
        yield BundleStore(bundle, folder, manifest, lacking)


def folder_around(bundle: Path) -> Path | None:
    """Return the assessment's folder in whose report a bundle lies, as `assess` writes it; None for another place.

    Evidence that the bundle withholds is there, and is held against its hash like any other.
    """
    folder = bundle.resolve().parent.parent
    return folder if (folder / FILE).is_file() else None


@contextmanager
def open_store(
    path: Path, evidence: Path | None = None, limits: Limits = DEFAULT_LIMITS, *, whole: bool = True
) -> Iterator[FolderStore]:
    """Open what lies at a path: a bundle where it is a file, else an assessment's folder; `whole` as `open_bundle`."""
    if path.is_file() or (path.suffix == ZIP and not path.is_dir()):
        with open_bundle(path, evidence, limits, whole=whole) as bundle:
            yield bundle
    else:
        yield FolderStore(path)


@dataclass(frozen=True)
class StoreAt:
    """What lies at a path, opened when its turn comes."""

    path: Path
    limits: Limits = DEFAULT_LIMITS

    @property
    def name(self) -> str:
        """Return the path."""
        return str(self.path)

    def open(self) -> AbstractContextManager[FolderStore]:
        """Open it."""
        return open_store(self.path, limits=self.limits)
