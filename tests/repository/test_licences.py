"""The page of licences names every package that is installed with the product, and every file of others in it."""

from __future__ import annotations

from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import pytest

from house import ROOT, load

SCRIPT = load(ROOT / "scripts" / "licences.py")


def package(**stated: str) -> SimpleNamespace:
    metadata = Message()
    metadata["Name"] = "x"
    for name, value in stated.items():
        for one in value.split("; "):
            metadata[name.replace("_", "-")] = one
    return SimpleNamespace(metadata=metadata)


def test_page_is_what_the_installed_packages_state() -> None:
    try:
        page = SCRIPT.licences_page()
    except SCRIPT.UnknownError as error:
        pytest.skip(f"{error}")
    assert page == SCRIPT.PAGE.read_text(encoding="utf-8"), "run: python scripts/licences.py"


def test_every_locked_package_and_file_of_others_is_on_the_page() -> None:
    page = SCRIPT.PAGE.read_text(encoding="utf-8")
    for file, *_ in SCRIPT.LISTS:
        packages = SCRIPT.locked((ROOT / "requirements" / f"{file}.txt").read_text(encoding="utf-8"))
        assert len(packages) > 20
        assert [name for name, version in packages.items() if f"| {name} | {version} | " not in page] == []
    files = list(SCRIPT.files_of_others(ROOT))
    assert files
    assert [line for line in files if line not in page] == []


@pytest.mark.parametrize(
    ("stated", "licence"),
    [
        ({"License_Expression": "MIT", "License": "something else"}, "MIT"),
        ({"License": "BSD License"}, "BSD License"),
        (
            {"License": "Dual License", "Classifier": "; ".join(f"License :: OSI Approved :: {x}" for x in "AB")},
            "A, B",
        ),
        ({"License": "word " * 40, "Classifier": "License :: OSI Approved :: A"}, "A"),
    ],
)
def test_licence_is_the_most_exact_one_that_is_stated(stated: dict[str, str], licence: str) -> None:
    assert SCRIPT.licence_of(package(**stated)) == licence


def test_a_package_without_a_licence_and_one_that_is_not_installed_are_refused() -> None:
    with pytest.raises(SCRIPT.UnknownError, match="x states no licence"):
        SCRIPT.licence_of(package())
    with pytest.raises(SCRIPT.UnknownError, match="no-such-package is not installed"):
        list(SCRIPT.rows_of({"no-such-package": "1"}))


def test_packages_for_other_systems_are_left_out(tmp_path: Path) -> None:
    listed = tmp_path / "run.txt"
    listed.write_text(
        "a==1 ; sys_platform == 'nowhere' \\\n    --hash=sha256:1\nb==2.0 \\\n    --hash=sha256:2\nc==3\n"
    )
    assert SCRIPT.locked(listed.read_text()) == {"b": "2.0", "c": "3"}
