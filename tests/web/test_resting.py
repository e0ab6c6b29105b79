"""Marked rows are brought into an installation by every way in, destroyed on order, and then rest nowhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from publicvalue.web.stores.blobs import namers
from web_matrix import OPERATIONS

pytestmark = pytest.mark.one_database

HERE = Path(__file__).parents[1]
TABLE = HERE.parent / "docs" / "explanation" / "where-evidence-rests.md"
WAITING = {"spoilt", "large", "dropped"}
"""Ways of files that are never taken."""
KNOWN = {"evidence_upload.seen", "evidence_upload.trial", "jobs_job.problems", "surveys_reply.answers"}
KNOWN |= {f"data/{one}" for one in ("files", "files (packed)", "evidence-waiting", "published (packed)")}
"""Where marks lie before they are destroyed, beside the file of the database and its journal."""
ORDERED = {
    "stores.StoredFile": "stores.erase_evidence",
    "stores.ResultFile": "stores.erase_evidence",
    "region.CountryVersion": "region.erase_folder",
    "business_case.CaseFile": "business_case.erase_file",
}
"""Kinds of rows that name bytes -> the operation by which these are destroyed on order."""
HOLD_NO_ROWS = {"business_case.CaseReport"}
"""Kinds of rows that name bytes without a row for each person: no order reaches them."""


def test_of_each_kind_of_row_that_names_bytes_it_is_told_how_an_order_reaches_them() -> None:
    assert {model._meta.label for model, _ in namers()} == set(ORDERED) | HOLD_NO_ROWS
    assert not set(ORDERED) & HOLD_NO_ROWS
    assert {one for one in ORDERED.values() if isinstance(OPERATIONS[one], str)} == set(), "people order it"
    assert "| files of business cases, " in TABLE.read_text("utf-8"), "what no order reaches is told"


def test_no_byte_of_evidence_rests_anywhere_once_it_is_destroyed_on_order(tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    own |= {"DATABASE_URL": "", "SECRET_KEY": "k" * 25 + "y" * 25}
    for name, variable in (("data", "PUBLICVALUE_DATA_DIR"), ("tmp", "TMPDIR")):
        (tmp_path / name).mkdir()
        own[variable] = str(tmp_path / name)
    words = [sys.executable, HERE / "web_marks.py"]
    done = subprocess.run(words, env=own, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-3000:]
    told = json.loads(done.stdout)
    before = told["before"]
    assert [way for way, places in before.items() if not places] == [], "each way in leaves something"
    assert {place for places in before.values() for place in places if "sqlite3" not in place} == KNOWN
    left = {when: {way: places for way, places in told[when].items() if places} for when in told}
    public = {"taken": ["data/published (packed)"]}
    assert {way: places for way, places in left["ordered"].items() if way not in WAITING} == public
    assert set(left["ordered"]) == WAITING | {"taken"}, "what nobody took is dropped by those who sent it"
    assert (left["dropped"], left["withdrawn"]) == (public, {})
    written = set(re.findall(r"`(\w[\w-]*)", TABLE.read_text("utf-8")))
    folders = {one.name for one in (tmp_path / "data").iterdir() if one.is_dir()}
    assert folders | {one.split(".")[0] for one in KNOWN if not one.startswith("data/")} <= written
