"""Change several files of a folder together: all of them, or none.

The new files are prepared in a folder beside, with their names. Renaming that folder is the one step after which the
change counts: a command that is killed later leaves it, and the next one that looks into the folder carries it out.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.disk.leftovers import CHANGE, name_new, new_held_folder, sweep
from publicvalue.files.disk.write import write_into
from publicvalue.files.untrusted.guards import check_outside
from publicvalue.words.text import Text

NAMES = "names.json"


def change_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, in place of those of the same names: all of them, or none.

    Parameters
    ----------
    folder
        Where; it is made where it is not there yet.
    files
        Path inside the folder -> content.

    Raises
    ------
    EvidenceError
        When a name leads out of the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mend_folder(folder)
    for name in files:
        check_outside(folder, name)
    with new_held_folder(folder, "change") as building:
        write_into(building, {str(number): content for number, content in enumerate(files.values())})
        write_into(building, {NAMES: json.dumps(list(files)).encode()})
        change = folder / f"{CHANGE}{secrets.token_hex(8)}"
        building.rename(change)
        try:
            _carry_out(folder, change)
        except KeyboardInterrupt:
            # The change counts already: it is brought to its end before the command is.
            if change.exists():
                _carry_out(folder, change)
            raise


def mend_folder(folder: Path) -> None:
    """Bring to its end what killed commands began in a folder; call it before the folder is read or changed.

    Raises
    ------
    InputError
        When a finished change cannot be carried out: the folder's files would be of two minds.
    """
    for change in sweep(folder):
        try:
            _carry_out(folder, change)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                [
                    Problem(
                        Place(str(change)),
                        Text(
                            "a change of several files was stopped, and cannot be brought to its end ({error})",
                            error=str(error),
                        ),
                        Text("a folder that can be written"),
                        Text("let this command write into the folder, or remove what this names to forget the change"),
                    )
                ]
            ) from None


def _carry_out(folder: Path, change: Path) -> None:
    names = json.loads((change / NAMES).read_text(encoding="utf-8"))
    for number, name in enumerate(names):
        prepared, target = change / str(number), check_outside(folder, str(name))
        with suppress(FileNotFoundError):
            if prepared.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                prepared.replace(target)
    # Under a name that says that it is done: a removal may be stopped half way.
    done = name_new(folder, "change")
    change.rename(done)
    shutil.rmtree(done, ignore_errors=True)
