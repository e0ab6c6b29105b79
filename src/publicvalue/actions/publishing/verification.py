"""Verify results: assess again what they rest on, and compare the numbers, the framework and the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from publicvalue import __version__
from publicvalue.actions.assessments import load_assessment, run_with_draws
from publicvalue.actions.collecting import Loaded
from publicvalue.actions.publishing.released import describe_files, describe_framework
from publicvalue.actions.publishing.report_files import rendered_files
from publicvalue.actions.store import Store
from publicvalue.actions.work import PLAIN, Work
from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.provenance import KEYED
from publicvalue.files.stores.stored import StoredResults
from publicvalue.files.translations import speak_framework
from publicvalue.files.untrusted.bundle_archive import BUNDLE, FRESH, REPORT
from publicvalue.files.untrusted.strict_json import UnclearJsonError, read_strict_json
from publicvalue.measures.privacy.ledger import Earlier
from publicvalue.results.codec import check_format, in_present_format, write_result
from publicvalue.results.handed_out import BESIDE
from publicvalue.results.manifest import RESULTS, hash_bytes
from publicvalue.results.model import AssessmentResult
from publicvalue.results.reproduction import Reproduction, compare_results
from publicvalue.results.third_format import THIRD
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Verified:
    """What a re-run of a bundle gave.

    Parameters
    ----------
    result
        The result of the re-run.
    reproduction
        How its numbers agree with those in the bundle.
    made_by, run_by
        Versions of the software that made the bundle and that re-ran it.
    framework
        Which framework it carries, in words.
    other_files
        Names of files of the report beside the bundle that are not those that were written with it.
    rendered
        Whether report and tables were made again and compared: with the same version and equal numbers alone.
    rendered_otherwise
        Names of those that came out otherwise.
    not_rendered
        What was not made again, and why, where it was not.
    manifest_sha256
        Hash of the bundle's manifest: what is signed.
    """

    result: AssessmentResult
    reproduction: Reproduction
    made_by: str
    run_by: str
    framework: Text
    other_files: tuple[str, ...]
    rendered: bool
    rendered_otherwise: tuple[str, ...]
    not_rendered: Text
    manifest_sha256: str

    @property
    def is_reproduced(self) -> bool:
        """Whether numbers, report and the files beside the bundle are what the bundle says."""
        return not (self.reproduction.differences or self.other_files or self.rendered_otherwise)


@dataclass(frozen=True)
class NotRunAgain:
    """What is known of a bundle that another version made, and this version cannot run again: no number was compared.

    Parameters
    ----------
    made_by, run_by
        Versions of the software that made the bundle and that looked at it.
    files
        How many files have the hash that the manifest states: all of them, as others are refused before.
    framework
        Which framework it carries, in words.
    why
        What stands in the way.
    not_brought
        Names of withheld evidence that nobody brought: it was not held against its hash.
    other_files, manifest_sha256
        As in `Verified`.
    """

    made_by: str
    run_by: str
    files: int
    framework: Text
    why: Sequence[Problem]
    not_brought: tuple[str, ...]
    other_files: tuple[str, ...]
    manifest_sha256: str


def verify_published(store: Store, work: Work = PLAIN) -> Verified | NotRunAgain:
    """Verify what may have been published by another version: run it again, or say all that can be said without.

    Raises
    ------
    InputError, EvidenceError
        As `verify_assessment`. That this version cannot read a bundle of another one is no error: hashes, manifest
        and the form of its results were looked at then, and nothing else.
    """
    stored = store.stored()
    before = _read_results(store, stored)
    try:
        before = _comparable(before, store.name)
        loaded = load_assessment(store, work)
    except InputError as error:
        if stored.made_by == __version__ or not stored.framework:
            raise _lacking(store) or error from None
        return NotRunAgain(
            made_by=stored.made_by,
            run_by=__version__,
            files=stored.files,
            framework=describe_files(stored.framework),
            why=[one for one in error.problems if one.place.file not in store.lacking] or error.problems,
            not_brought=tuple(store.lacking),
            other_files=stored.other_files,
            manifest_sha256=stored.manifest_sha256,
        )
    if lacking := _lacking(store):
        raise lacking
    return _run_again(loaded, stored, before, work)


def _lacking(store: Store) -> InputError | None:
    """Return the error that says which evidence was not brought; None where none lacks."""
    return InputError(chain.from_iterable(store.lacking.values())) if store.lacking else None


def verify_assessment(store: Store, work: Work = PLAIN) -> Verified:
    """Run an assessment again, and compare every number with its stored results, and the report with the manifest.

    Raises
    ------
    InputError, EvidenceError
        When there are no results that can be used, or the framework only calls itself by a released one's name.
    """
    loaded = load_assessment(store, work)
    stored = store.stored()
    before = _comparable(_read_results(store, stored), store.name)
    return _run_again(loaded, stored, before, work)


def _run_again(loaded: Loaded, stored: StoredResults, before: Mapping[str, object], work: Work) -> Verified:
    framework = describe_framework(loaded.framework_files)
    # What was handed out since does not change what this result was.
    loaded = replace(loaded, earlier=Earlier(withheld=stored.beside_earlier))
    assessed = run_with_draws(loaded, work)
    _check_beside(loaded.store.name, stored, assessed.beside_earlier)
    result = assessed.result
    reproduction = compare_results(before, json.loads(write_result(result)))
    comparable = bool(stored.rendered) and stored.made_by == __version__ and reproduction.status == "equal"
    otherwise = _rendered_otherwise(stored, result, loaded) if comparable else ()
    return Verified(
        result=result,
        reproduction=reproduction,
        made_by=stored.made_by,
        run_by=__version__,
        framework=framework,
        other_files=stored.other_files,
        rendered=comparable,
        rendered_otherwise=otherwise,
        not_rendered=_not_rendered(stored, reproduction) if REPORT not in otherwise else Text(""),
        manifest_sha256=stored.manifest_sha256,
    )


def _check_beside(name: str, stored: StoredResults, beside: frozenset[str]) -> None:
    """Refuse a manifest that says of something that it is not given beside earlier numbers, where nothing is."""
    if stored.made_by == __version__ and stored.beside_earlier != beside:
        what = Text("the manifest names what is not given beside earlier numbers, and the assessment has no such thing")
        raise InputError([Problem(Place(name, field=BESIDE), what, BUNDLE, FRESH)])


def _not_rendered(stored: StoredResults, reproduction: Reproduction) -> Text:
    """Say what of the report is not made again, and why: a reader must not take it for what follows of the numbers."""
    if not stored.rendered:
        return Text("report and tables: a bundle of format 1 states nothing of them")
    if stored.made_by != __version__:
        return Text(
            "report and tables: another version of the software made them, and their hashes alone were compared"
        )
    if reproduction.status != "equal":
        return Text("report and tables: the numbers are not the same to the last digit")
    if stored.country_context:
        return Text("report.html: it shows a country's readiness, which is not in the bundle; its hash was compared")
    return Text("")


def _read_results(store: Store, stored: StoredResults) -> Mapping[str, object]:
    try:
        data = read_strict_json(stored.results)
        reason = Text("it holds no results")
        if isinstance(data, dict):
            # Whether a version stands there at all is seen when they are compared.
            if data.get("version", stored.made_by) == stored.made_by:
                return data
            reason = Text("another version of the software made them than made the manifest")
    except UnclearJsonError as error:
        reason = error.reason
    what = Text("the results cannot be read: {reason}", reason=reason)
    raise InputError([Problem(Place(store.name, field=RESULTS), what, BUNDLE, FRESH)])


def _comparable(before: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return stored results as they would be stored today; InputError where this version made none like them."""
    check_format(before, name, (THIRD,))
    return _without_sizes(in_present_format(before, name))


def _without_sizes(before: Mapping[str, object]) -> Mapping[str, object]:
    """Leave out the sizes of withheld files, which versions to 0.7.0 told; this one's are compared as stored."""
    marks = before.get("fingerprints")
    if before.get("version") == __version__ or not isinstance(marks, Mapping):
        return before
    keyed = {id: isinstance(one, Mapping) and str(one.get("sha256", "")).startswith(KEYED) for id, one in marks.items()}
    return {**before, "fingerprints": {id: {**one, "size": 0} if keyed[id] else one for id, one in marks.items()}}


def _rendered_otherwise(stored: StoredResults, result: AssessmentResult, loaded: Loaded) -> tuple[str, ...]:
    """Name the files of the report that this version makes otherwise from the same numbers.

    The report alone shows a country's readiness, which is not in the bundle: such a report is not made again. Whether
    one was stated although there is none in it can be told.
    """
    language = speak_framework(language_of(stored.language), loaded.framework_files)
    again = {name: hash_bytes(content) for name, content in rendered_files(result, language=language).items()}
    if stored.country_context and again[REPORT] != stored.rendered[REPORT]:
        again[REPORT] = stored.rendered[REPORT]
    elif stored.country_context:
        again[REPORT] = ""
    return tuple(name for name in sorted({**again, **stored.rendered}) if stored.rendered.get(name) != again.get(name))
