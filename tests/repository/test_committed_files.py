"""No committed file knows the machine it was written on, nor where its packages came from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from house import name, tracked_files

# Written in pieces, so that this file does not find itself.
FOLDERS = "|".join(["wo" + "rk", "ho" + "me", "ro" + "ot", "Us" + "ers", "tmp/bash" + "_jobs"])
ADDRESSES = "|".join(
    ["index" + "-url", "find" + "-links", r"py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npmjs"]
)
LEAK = re.compile(rf"(?<![\w.~-])/(?:{FOLDERS})/|{ADDRESSES}")


def _leaks(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if LEAK.search(line):
            yield f"{path}:{number}: {line.strip()[:120]}"


def test_committed_files_name_no_machine_and_no_index() -> None:
    found = []
    for path in tracked_files():
        data = path.read_bytes()
        if b"\0" not in data[:8192]:
            found += _leaks(name(path), data.decode("utf-8", errors="replace"))
    assert found == []


def test_committed_files_leaks_are_found() -> None:
    machine, index = "x = '/ho" + "me/me/data'", "--extra-index" + "-url file:///x"
    text = f"{machine}\n{index}\nhttps://example.org/ho" + "me/page\nframe" + "work/model\n"
    assert list(_leaks("f", text)) == [f"f:1: {machine}", f"f:2: {index}"]
