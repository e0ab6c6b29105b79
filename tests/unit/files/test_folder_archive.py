"""A zip of a country's folder: what is taken of it, and what is refused before anything is written."""

from __future__ import annotations

import io
import zipfile

import pytest

from publicvalue.errors import InputError
from publicvalue.files.untrusted.folder_archive import MOST_FILES, read_folder_archive


def zipped(*names: str, content: bytes = b"a\n", packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


def told(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_folder_archive(content, "country.yaml", "own.zip")
    return " ".join(f"{one.place}: {one.what}" for one in caught.value.problems)


def test_tables_and_settings_are_taken_from_the_folder_that_holds_these() -> None:
    names = ("own/country.yaml", "own/services.csv", "own/lists/strategy.csv", "other/country.csv", "own/READ-ME.txt")
    beside = ("own/report/country.csv", "__MACOSX/own/services.csv", "own/.services.csv", "own/photo.jpg", "own/")
    found = read_folder_archive(zipped(*names, *beside), "country.yaml", "own.zip")
    assert set(found) == {"country.yaml", "services.csv", "lists/strategy.csv"}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("a.csv", "A.csv"), "holds the name 'a.csv' twice"),
        (("lists/café.csv", "lists/cafe\u0301.csv"), "twice"),
        (("country.yaml",), "holds the name 'country.yaml' twice"),
        (("a.csv", "a.csv/b.csv"), "holds the name 'a.csv' twice"),
        ((f"{'a' * 300}.csv",), "a name in the zip is too long"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_a_disk_does_not_tell_apart_or_does_not_take_are_refused(names: tuple[str, ...], said: str) -> None:
    assert said in told(zipped("country.yaml", *names))


@pytest.mark.parametrize(
    "name", ["../out.csv", "/out.csv", "a/../../out.csv", "C:/out.csv", "a\\..\\out.csv", "a\n.csv"]
)
def test_names_that_leave_the_folder_are_not_taken(name: str) -> None:
    assert set(read_folder_archive(zipped("country.yaml", name), "country.yaml", "own.zip")) == {"country.yaml"}


def test_what_is_too_much_or_no_zip_is_refused() -> None:
    assert told(b"nothing") == "own.zip: the zip is damaged: it cannot be unpacked"
    assert told(zipped("services.csv")) == "own.zip: there is no country.yaml in the zip"
    many = [f"{number}.csv" for number in range(MOST_FILES)]
    assert "the zip has 101 files" in told(zipped("country.yaml", *many))
    assert "the zip has 1 files of 21.0 MB" in told(zipped("country.yaml", content=b"0" * 21 * 1024 * 1024))


def test_what_says_less_than_it_unpacks_to_is_refused() -> None:
    content = zipped("country.yaml", content=b"0" * 1_000_000)
    directory = content.rindex(b"PK\x01\x02")
    lying = bytearray(content)
    lying[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert "damaged" in told(bytes(lying))
