"""The evidence of a version as a page lists it: what it is, who brought it, what it answers, whether it is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from publicvalue.files.stores.folder import EVIDENCE
from publicvalue.files.untrusted.guards import size_text
from publicvalue.web.audit.writing import known_hash
from publicvalue.web.evidence.form import KIND_NAMES
from publicvalue.web.evidence.models import Addition
from publicvalue.web.evidence.retention import kept_until
from publicvalue.web.evidence.trials import Base, open_base
from publicvalue.web.stores.content import hashes_of, is_brought, is_own
from publicvalue.web.stores.models import Assessment, StoredFile, Version, WrittenOver
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Item:
    """A piece of evidence.

    Parameters
    ----------
    id, title, file
        What it is called.
    facts
        Label -> what is known of it.
    answers
        Ids and titles of the indicators that it answers.
    state
        Where it stands, with a colour.
    there
        Whether its bytes are kept.
    """

    id: str
    title: str
    file: str
    facts: tuple[tuple[str, Any], ...]
    answers: tuple[tuple[str, str], ...]
    state: tuple[Text, str]
    there: bool


def items_of(version: Version, base: Base) -> list[Item]:
    """Return the evidence that people brought, in the order of the settings; behind it what is not used any more."""
    files = {one.name: one for one in StoredFile.objects.filter(version=version).select_related("blob")}
    added = additions_of(version)
    replaced = {one.replaces: one.evidence for one in added.values() if one.replaces}
    entries = [one for one in listed(base.settings, "evidence") if not is_own(str(one.get("id")))]
    used = {str(one.get("file")) for one in entries}
    aside = [one for one in added.values() if one.file in files and one.file not in used]
    # It can be had and destroyed as long as it is kept; the settings say nothing of it.
    entries += [{"id": one.evidence, "title": one.file, "file": one.file} for one in aside]
    known = used | {one.file for one in added.values()}
    unlisted = [name for name in files if is_brought(name) and name not in known]
    entries += [{"id": id_of(name), "title": name, "file": name} for name in unlisted]
    until = kept_until(version)
    return [_with_end(_item(one, base, files, (added, replaced)), files, until) for one in entries]


def id_of(name: str) -> str:
    """Return under what a file is found that no settings name: as its name, and a part of an address."""
    return name.removeprefix(f"{EVIDENCE}/").replace("/", ":")


def name_of(id: str) -> str:
    """Return the name of a file that no settings name; empty where it can be none."""
    name = f"{EVIDENCE}/{id.replace(':', '/')}"
    return name if is_brought(name) else ""


def former_items(version: Version) -> list[tuple[Version, Item]]:
    """Return the evidence of earlier versions whose bytes are there and not in this one, each once, newest first."""
    files = StoredFile.objects.filter(version__assessment=version.assessment, name__startswith="evidence/")
    seen = set(files.filter(version=version).values_list("sha256", flat=True))
    earlier = files.filter(version__number__lt=version.number, blob__erased__isnull=True).exclude(sha256__in=seen)
    holders = Version.objects.filter(pk__in=earlier.values("version")).select_related("assessment__agency", "by")
    found = []
    for one in holders.order_by("-number"):
        hashes = hashes_of(one)
        with open_base(one) as (_, base):
            items = [item for item in items_of(one, base) if item.there and hashes[item.file] not in seen]
        found += [(one, item) for item in items]
        seen |= {hashes[item.file] for item in items}
    return found


def written_over(assessment: Assessment) -> list[WrittenOver]:
    """Return the evidence that somebody brought, that was written over and that is still there, the last first.

    What a version of the assessment holds besides is listed with that version.
    """
    held = StoredFile.objects.filter(version__assessment=assessment, blob__isnull=False)
    found = WrittenOver.objects.filter(version__assessment=assessment, blob__erased__isnull=True)
    rows = found.exclude(blob__in=held.values("blob")).select_related("version", "blob")
    return [one for one in rows if is_brought(one.name)]


def _with_end(item: Item, files: Mapping[str, StoredFile], until: Mapping[str, dt.date]) -> Item:
    """Return an item with the day until which it is kept, where one is stated."""
    day = until.get(files[item.file].sha256) if item.file in files else None
    return replace(item, facts=(*item.facts, (Text("To be kept until"), Text("{day:date}", day=day)))) if day else item


def additions_of(version: Version) -> dict[str, Addition]:
    """Return what was brought to this version and to those before it, by its id: the last of each."""
    found = Addition.objects.filter(version__assessment=version.assessment, version__number__lte=version.number)
    return {one.evidence: one for one in found.select_related("by")}


def listed(settings: Mapping[str, object], part: str) -> list[Mapping[str, Any]]:
    """Return the entries of a part of settings."""
    found = settings.get(part)
    several = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
    return [one for one in several if isinstance(one, Mapping)]


def _item(
    entry: Mapping[str, Any],
    base: Base,
    files: Mapping[str, StoredFile],
    brought: tuple[Mapping[str, Addition], Mapping[str, str]],
) -> Item:
    id, file = str(entry.get("id")), str(entry.get("file"))
    added, replaced = brought
    stored = files.get(file)
    there = bool(stored and not (stored.blob and stored.blob.erased))
    known = {one.id: one.title for one in base.record.files.framework.indicators}
    answers = tuple(
        (name, known.get(name, name))
        for one in listed(base.settings, "answers")
        if one.get("evidence") == id and (name := str(one.get("indicator")))
    )
    state = (Text("in use"), "green")
    if not there:
        state = (Text("not there, or destroyed"), "red")
    elif id in replaced:
        state = (Text("replaced by {id}", id=replaced[id]), "grey")
    elif not answers and not _is_survey(base.settings, id):
        state = (Text("answers nothing"), "grey")
    return Item(id, str(entry.get("title")), file, tuple(_facts(entry, stored, added.get(id))), answers, state, there)


def _is_survey(settings: Mapping[str, object], id: str) -> bool:
    people = settings.get("people")
    parts = people.values() if isinstance(people, Mapping) else ()
    return any(isinstance(one, Mapping) and one.get("evidence") == id for one in parts)


def _facts(entry: Mapping[str, Any], stored: StoredFile | None, added: Addition | None) -> list[tuple[str, Any]]:
    kind = str(entry.get("kind", ""))
    told: list[tuple[str, Any]] = [(Text("Kind"), KIND_NAMES.get(kind, kind))] if kind else []
    if stored:
        told.append((Text("File"), Text("{file}, {size}", file=stored.name, size=size_text(stored.size))))
    told += [
        (label, str(entry.get(name)))
        for name, label in (
            ("source", Text("Source")),
            ("collected", Text("Period")),
            ("licence", Text("Licence")),
            ("note", Text("Note")),
        )
        if entry.get(name)
    ]
    public = entry.get("may_publish")
    seen = Text("Your agency and auditors; with the publication, anybody")
    is_public = public if public is not None else kind not in ("records", "survey", "ratings")
    if not is_public:
        seen = Text("Your agency and auditors. Published are its hash and numbers alone")
    if kind:
        told.append((Text("Who sees the file"), seen))
    if added:
        told.append(
            (Text("Brought by"), Text("{who}, {day:date}", who=str(added.by), day=timezone.localdate(added.at)))
        )
    if stored:
        # Who knows the plain hash of what is withheld could try what a few people may have answered.
        told.append(
            (Text("SHA-256"), stored.sha256)
            if is_public
            else (Text("Named in the audit trail"), known_hash(stored.sha256))
        )
    return told


def kept_files(version: Version) -> list[StoredFile]:
    """Return the files of evidence that the agency has in other assessments, each once, newest assessment first."""
    agency = version.assessment.agency
    own = set(StoredFile.objects.filter(version__assessment=version.assessment).values_list("sha256", flat=True))
    found = StoredFile.objects.filter(
        version__assessment__agency=agency, blob__isnull=False, blob__erased__isnull=True, name__startswith="evidence/"
    ).select_related("version__assessment", "blob")
    once: dict[str, StoredFile] = {}
    for one in found.order_by("-version__made", "name"):
        if one.sha256 not in own and is_brought(one.name):
            once.setdefault(one.sha256, one)
    return list(once.values())
