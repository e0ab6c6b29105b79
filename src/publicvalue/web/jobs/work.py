"""The kinds of long work. Each writes what it found in one transaction with its end, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from publicvalue.actions.publishing.run import publish_assessment
from publicvalue.actions.work import Work
from publicvalue.files.stores.results_folder import ResultsFolder
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import writing
from publicvalue.web.jobs.models import ASSESS, Job
from publicvalue.web.jobs.watch import StoppedError, Watch
from publicvalue.web.stores.actions import write_results
from publicvalue.web.stores.content import check_not_erased, hashes_of
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.opened import open_version
from publicvalue.words.languages import language_of


@dataclass(frozen=True)
class JobResults(ResultsFolder):
    """Where the results of a job go: into the database, together with the job's end."""

    version: Version
    by: User
    watch: Watch
    read: frozenset[str]
    """Hashes of the files from which they are computed."""

    def check(self, kind: str) -> None:
        """Do nothing: results of a kind are ever replaced by those of the same kind alone."""

    def write(self, kind: str, files: Mapping[str, bytes]) -> None:
        """Write results and end the job, both or none: whoever lost the job to another worker writes nothing."""
        with writing(self.by) as audit:
            # What is written has its entry. A bundle holds evidence: none is made again of what was destroyed.
            audit.write_nothing()
            check_not_erased(self.read, self.name)
            write_results(self.by, self.version, kind, files, self.version.snapshot)
            self.watch.finish()


def assess_version(job: Job, watch: Watch) -> None:
    """Assess a version, and keep its report."""
    version = job.version
    if version is None:
        raise StoppedError
    read = frozenset(hashes_of(version).values())
    with open_version(version, job.by) as store:
        results = JobResults(store.report, version, job.by, watch, read)
        work = Work(progress=watch.step, share=watch.share, language=language_of(job.language))
        publish_assessment(store, results, work)


KINDS: dict[str, Callable[[Job, Watch], None]] = {ASSESS: assess_version}
"""Kind of job -> what does it; applications add theirs when they are ready."""
