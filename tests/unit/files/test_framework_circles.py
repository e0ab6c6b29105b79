"""A file of a framework may build on others, and not on itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from publicvalue.errors import InputError
from publicvalue.files.frameworks import load_framework


def extension(path: Path, extends: str) -> None:
    path.write_text(f"extension: {{id: a, version: '1', title: t, extends: {extends}, why: w}}\n", encoding="utf-8")


@pytest.mark.parametrize("names", [["one.yaml"], ["one.yaml", "two.yaml"], ["one.yaml", "two.yaml", "three.yaml"]])
def test_a_file_that_extends_itself_is_refused(tmp_path: Path, names: list[str]) -> None:
    for name, following in zip(names, [*names[1:], names[0]], strict=True):
        extension(tmp_path / name, following)
    with pytest.raises(InputError, match="this file extends itself"):
        load_framework("one.yaml", tmp_path)


def test_a_long_row_of_files_is_refused(tmp_path: Path) -> None:
    for number in range(30):
        extension(tmp_path / f"e{number}.yaml", f"e{number + 1}.yaml")
    with pytest.raises(InputError, match="more than 20 files extend one another"):
        load_framework("e0.yaml", tmp_path)


def test_links_that_lead_in_a_circle_are_no_framework(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").symlink_to("one.yaml")
    with pytest.raises(InputError, match="there is no framework"):
        load_framework("one.yaml", tmp_path)
