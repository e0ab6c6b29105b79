"""Add a file of evidence to an assessment: its kind and its columns are guessed, shown, and then written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from publicvalue.actions.bringing.appraisals import Record
from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.model import Evidence, EvidenceKind
from publicvalue.files.columns.guessing import column_kinds
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.stores.folder import EVIDENCE, FILE
from publicvalue.files.tables.raw import read_raw, readable
from publicvalue.files.untrusted.guards import Limits, refuse
from publicvalue.files.yaml.edits import apply_edits, block_lines
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.framework.model import Indicator
from publicvalue.instruments.appraisal.record import Edit, ListEntry
from publicvalue.measures.definition import Definition, Role, RoleType
from publicvalue.measures.definitions import choose_definition
from publicvalue.schema.node import plain
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text

STAND_INS: tuple[EvidenceKind, ...] = ("appraisal", "forecast", "statistics")


@dataclass(frozen=True)
class SaidOfFile:
    """What a person says of a file that is added; all but the indicator may be left to be guessed.

    Parameters
    ----------
    indicator
        What it answers.
    kind, id, title, source
        Of the evidence.
    columns, options
        Role -> column; option -> value.
    """

    indicator: str
    kind: str = ""
    id: str = ""
    title: str = ""
    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedAddition:
    """What would be written.

    Parameters
    ----------
    lines
        The lines of the settings that are new, for a person to look at.
    guessed
        What was guessed, and from what.
    files
        Name -> content: the settings, and the file where it lies elsewhere.
    """

    lines: tuple[str, ...]
    guessed: tuple[Text, ...]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Fit:
    """A measure with the columns that play its roles, those that were guessed, and the roles that nothing plays."""

    kind: EvidenceKind
    definition: Definition
    columns: Mapping[str, str]
    guessed: tuple[Role, ...]
    open: tuple[Role, ...]


def _ids(record: Record) -> set[object]:
    """Return the ids of the evidence that is there, however the settings are written."""
    settings = plain(parse_yaml(record.text, FILE))
    evidence = settings.get("evidence") if isinstance(settings, Mapping) else ()
    return {one.get("id") for one in evidence if isinstance(one, Mapping)} if isinstance(evidence, Sequence) else set()


def propose_addition(record: Record, folder: Path, path: Path, said: SaidOfFile, limits: Limits) -> PlannedAddition:
    """Return what adding a file to an assessment would write; nothing is written.

    Parameters
    ----------
    record, folder
        What the assessment holds, and where it lies.
    path
        The file.
    said
        What is known of it.
    limits
        What reading it may take.

    Raises
    ------
    InputError
        When there is no such indicator, an id or a name is taken, or a column or an option must be named.
    EvidenceError
        When the file cannot be read.
    """
    indicator = _indicator(record, said)
    name = _name_in(folder, path)
    kinds = _columns(path, name, said, limits)
    fit = find_fit(indicator, kinds, said)
    if problems := [*_open_problems(fit, kinds, name), *_option_problems(fit, said)]:
        raise InputError(problems)
    id = said.id or re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "evidence"
    entry = {
        "id": id,
        "kind": fit.kind,
        "title": said.title or path.stem,
        "file": name,
        "source": said.source or path.name,
    }
    answer: dict[str, object] = {"indicator": indicator.id, "evidence": id}
    named = {role: column for role, column in fit.columns.items() if role != column}
    answer |= ({"columns": named} if named else {}) | ({"options": dict(said.options)} if said.options else {})
    edits = (
        Edit(("evidence", ListEntry({"id": id})), entry),
        Edit(("answers", ListEntry({"indicator": indicator.id, "evidence": id})), answer),
    )
    if id in _ids(record):
        do = Text("name another with --id")
        raise InputError([Problem(Place(FILE), Text("{id:quoted} is there already", id=id), Text("a new id"), do)])
    files = {FILE: apply_edits(record.text, edits, FILE).encode()}
    if not (folder / name).exists():
        files[name] = path.read_bytes()
    lines = tuple(block_lines({"evidence": [entry], "answers": [answer]}))
    return PlannedAddition(lines, tuple(_told(fit, said)), files)


def _indicator(record: Record, said: SaidOfFile) -> Indicator:
    framework = record.files.framework
    known = {one.id: one for one in framework.indicators}
    if said.indicator in known:
        return known[said.indicator]
    what = Text("no indicator is called {indicator:quoted}", indicator=said.indicator)
    do = nearest(said.indicator, list(known), Text("`publicvalue framework show` lists them"))
    raise InputError([Problem(Place(), what, Text("an indicator of the framework"), do)])


def _name_in(folder: Path, path: Path) -> str:
    """Return the name of a file within the folder: where it lies, or under `evidence` where it lies elsewhere."""
    if not path.is_file():
        do = Text("check the path")
        raise refuse(str(path), Text("there is no such file"), Text("a file of evidence"), do)
    if path.resolve().is_relative_to(folder.resolve()):
        return path.resolve().relative_to(folder.resolve()).as_posix()
    name = f"{EVIDENCE}/{path.name}"
    if (folder / name).exists():
        what, do = (
            Text("another file has this name there"),
            Text("rename one of the two, or name the one in the folder"),
        )
        raise InputError([Problem(Place(name), what, Text("a new name"), do)])
    return name


def _columns(path: Path, name: str, said: SaidOfFile, limits: Limits) -> Mapping[str, frozenset[RoleType]]:
    evidence = Evidence(said.id or "new", cast(EvidenceKind, said.kind or "records"), "", name, "")
    with open_engine(path.parent, limits) as engine, readable(name):
        return column_kinds(engine, read_raw(engine, path, evidence))


def find_fit(indicator: Indicator, kinds: Mapping[str, frozenset[RoleType]], said: SaidOfFile) -> Fit:
    """Return what the columns fit best: where all have the names of roles, what uses most; else the indicator's own."""
    own = cast(EvidenceKind, indicator.kind)
    if said.kind:
        possible = (own, *(one for one in STAND_INS if one != "appraisal" or indicator.core))
        if said.kind not in possible:
            what = Text("{kind:quoted} does not answer this indicator", kind=said.kind)
            do = nearest(said.kind, list(possible))
            raise InputError([Problem(Place(), what, one_of(list(possible)), do)])
        return fit_kind(indicator, said.kind, kinds, said)
    mine = fit_kind(indicator, own, kinds, said)
    others = [fit_kind(indicator, one, kinds, said) for one in STAND_INS if one != "appraisal" or indicator.core]
    named = [one for one in (mine, *others) if not one.open and not one.guessed]
    # The first of those that use most columns: the indicator's own where they use as many.
    return max(named, key=lambda one: len(one.columns), default=mine)


def fit_kind(
    indicator: Indicator, kind: EvidenceKind, kinds: Mapping[str, frozenset[RoleType]], said: SaidOfFile
) -> Fit:
    definition = choose_definition(indicator.measure, indicator.kind, kind)
    sets = definition.role_sets or ((),)
    fits = [_of_set(kind, definition, roles, kinds, said) for roles in sets]
    return min(fits, key=lambda fit: (len(fit.open), len(fit.guessed)))


def _of_set(
    kind: EvidenceKind,
    definition: Definition,
    roles: Sequence[Role],
    kinds: Mapping[str, frozenset[RoleType]],
    said: SaidOfFile,
) -> Fit:
    fit = Fit(kind, definition, dict(said.columns), (), ())
    by_name = [role for role in roles if role.name in kinds and not role.only_named and role.name not in said.columns]
    fit = replace(fit, columns={**fit.columns, **{role.name: role.name for role in by_name}})
    for role in roles:
        if role.name in fit.columns or not role.required:
            continue
        free = _candidates(role, kinds, fit.columns.values())
        if len(free) == 1:
            fit = replace(fit, columns={**fit.columns, role.name: free[0]}, guessed=(*fit.guessed, role))
        else:
            fit = replace(fit, open=(*fit.open, role))
    return fit


def _candidates(role: Role, kinds: Mapping[str, frozenset[RoleType]], taken: object) -> list[str]:
    used = set(cast(Sequence[str], taken))
    free = {name: found for name, found in kinds.items() if name not in used and role.type in found}
    # A column of numbers or days holds names too, but is hardly meant to.
    plain = [name for name, found in free.items() if role.type != "category" or found == {"category"}]
    return plain or list(free)


def _open_problems(fit: Fit, kinds: Mapping[str, frozenset[RoleType]], name: str) -> Iterator[Problem]:
    for played, column in fit.columns.items():
        if column not in kinds:
            what = Text("there is no column {column:quoted} for {role}", column=column, role=played)
            yield Problem(Place(name), what, one_of(list(kinds)), nearest(column, list(kinds)))
    for role in fit.open:
        what = Text("which column is {role} ({meaning})? Several fit, or none", role=role.name, meaning=role.text)
        found = _candidates(role, kinds, fit.columns.values()) or list(kinds)
        do = Text("name it: --column {role}=COLUMN", role=role.name)
        yield Problem(Place(name, field=role.name), what, one_of(found), do)


def _option_problems(fit: Fit, said: SaidOfFile) -> Iterator[Problem]:
    for option in fit.definition.options:
        if option.set_by == "assessment" and option.required and option.name not in said.options:
            what = Text("the option {option} is missing", option=option.name)
            do = Text("state it: --option {option}=VALUE", option=option.name)
            yield Problem(Place(), what, option.text, do)


def _told(fit: Fit, said: SaidOfFile) -> Iterator[Text]:
    if not said.kind:
        yield Text("It is read as {kind:word}.", kind=fit.kind)
    for role in fit.guessed:
        yield Text(
            "The column {column:quoted} is taken for {role} ({meaning}): no other fits.",
            column=fit.columns[role.name],
            role=role.name,
            meaning=role.text,
        )
