"""Evidence that a bundle withholds, brought to it by who has it: each file is held against its hash."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from publicvalue.errors import EvidenceError, InputError, Place, Problem
from publicvalue.files.stores.hash_keys import key_name, read_key
from publicvalue.files.untrusted.bundle_archive import Manifest, hash_text, is_keyed
from publicvalue.files.untrusted.guards import check_outside
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.words.text import Text


def bring_withheld(
    bundle: Path, manifest: Manifest, folder: Path, evidence: Path | None
) -> Mapping[str, Sequence[Problem]]:
    """Copy the evidence that a bundle withholds into its unpacked folder, after checking its hash.

    Returns what is missing, by the name of the file: the evidence, or the key of its hash.

    Parameters
    ----------
    bundle, manifest
        The zip, and what it says of itself.
    folder
        Where it is unpacked.
    evidence
        Folder with the evidence, and beside each file the key of its hash; None where nobody has named one.

    Raises
    ------
    InputError
        With every file that lies outside the folder with the evidence or is another one, and then with what is missing.
    """
    missing: dict[str, list[Problem]] = {}
    wrong: list[Problem] = []
    for name, sha256 in manifest.withheld.items():
        try:
            if lacking := _bring(bundle, (name, sha256), folder, evidence):
                missing[name] = lacking
        except EvidenceError as error:
            wrong += error.problems
    if wrong:
        raise InputError([*wrong, *chain.from_iterable(missing.values())])
    return missing


def _bring(bundle: Path, expected: tuple[str, str], folder: Path, evidence: Path | None) -> list[Problem]:
    """Copy one file with its key, and return what is missing; EvidenceError where it is another file."""
    name, sha256 = expected
    source = check_outside(evidence, name) if evidence else None
    if evidence is None or source is None or not source.is_file():
        what = Text("the bundle withholds this evidence")
        do = Text("pass --evidence FOLDER, the assessment's folder that holds it")
        return [Problem(Place(str(bundle), field=name), what, hash_text(sha256), do)]
    key = read_key(evidence, name) if is_keyed(sha256) else None
    if key is None and is_keyed(sha256):
        what = Text("the bundle names this evidence by a hash under a secret key, and the key is not beside it")
        do = Text("ask the agency for the file {file}, and put it beside the evidence", file=key_name(source.name))
        return [Problem(Place(str(source)), what, Text("the key that the agency keeps"), do)]
    if hash_file(source, key) != sha256:
        what, do = Text("this is not the evidence of the bundle"), Text("use the file that the bundle was made from")
        raise EvidenceError([Problem(Place(str(source)), what, hash_text(sha256), do)])
    target = check_outside(folder, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    if key is not None:
        check_outside(folder, key_name(name)).write_text(key.hex())
    if hash_file(target, key) != sha256:
        what, do = Text("the file was changed while it was read"), Text("run the command again")
        raise EvidenceError([Problem(Place(str(source)), what, hash_text(sha256), do)])
    return []
