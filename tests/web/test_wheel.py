"""The wheel alone, outside the checkout: the application starts from it, with pages, styles and examples."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from publicvalue.actions.before_go_live.business_cases import WORKBOOK
from publicvalue.files.stores.folder import BUNDLE, FILE
from publicvalue.web.demonstration.loading import PUBLISHED, STORIES
from publicvalue.web.demonstration.records import CASE

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
LARGEST = 6_500_000
"""Bytes of the wheel: 3.1 million without the examples, which may bring 3 more."""

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the built wheel into a folder of its own; what it stands on comes from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # Built from a copy: a build leaves files beside its source, and takes up those that former ones left.
    source = folder / "source"
    for name in ("pyproject.toml", "README.md", "LICENSE", "setup.py"):
        source.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    shutil.copytree(ROOT / "examples", source / "examples", ignore=shutil.ignore_patterns("report", "handed-out.*"))
    # As a run in the folder of an example leaves it.
    (source / "examples" / "food-inspections" / "report").mkdir()
    (source / "examples" / "food-inspections" / "report" / "results.json").write_text("{}")
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(source)]
    subprocess.run([*pip, *build], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    assert wheel.stat().st_size < LARGEST
    into = folder / "installed"
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", into, wheel], check=True, capture_output=True
    )
    return into


def outside(installed: Path) -> dict[str, str]:
    """Return an environment in which the wheel is what is installed."""
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return own | {"PYTHONPATH": str(installed), "DATABASE_URL": "", "PYTHONUNBUFFERED": "1"}


def test_the_wheel_brings_what_a_demonstration_shows_and_no_more(installed: Path, tmp_path: Path) -> None:
    packed, own = installed / "publicvalue" / "web" / "demonstration" / "examples", ROOT / "examples"
    asked = "from publicvalue.web.demonstration import loading; print(loading.EXAMPLES)"
    command = [sys.executable, "-m", "publicvalue", "manage", "--data", tmp_path, "shell", "-v", "0", "-c", asked]
    told = subprocess.run(command, env=outside(installed), cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(told.stdout.strip()) == packed
    stories = {*STORIES, CASE}
    assert {one.name for one in packed.iterdir()} == {name.partition("/")[0] for name in stories}
    files = {one.relative_to(packed) for one in packed.rglob("*") if one.is_file()}
    assert {one for one in files if (packed / one).read_bytes() != (own / one).read_bytes()} == set()
    assert {name for name in stories if not {Path(name, FILE), Path(name, WORKBOOK)} & files} == set()
    # What is shown as its bundle tells has one; what is computed anew has none, nor what a run left.
    bundles = {one.parent.as_posix() for one in files if one.name == BUNDLE}
    assert bundles == {name for name, after in STORIES.items() if after not in PUBLISHED}


def test_the_application_starts_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = outside(installed)
    where = [sys.executable, "-c", "import publicvalue; print(publicvalue.__file__)"]
    told = subprocess.run(where, env=own, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(told.stdout.strip()).is_relative_to(installed), "not the checkout"
    command = [sys.executable, "-m", "publicvalue", "web", "--data", tmp_path / "data", "--port", str(port)]
    running = subprocess.Popen(
        [*command, "--processes", "1"],
        env=own,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        shown, until = "", time.monotonic() + PATIENCE
        while "Ready: " not in shown and time.monotonic() < until and running.poll() is None:
            shown += running.stdout.readline()
        assert "Ready: " in shown, shown
        pages = {language: page_at(f"http://127.0.0.1:{port}/{language}/systems/") for language in ("en", "es")}
        assert ("AI systems" in pages["en"], 'lang="es"' in pages["es"]) == (True, True)
        sheet = re.search(r'href="(/static/[^"]+\.css)"', pages["en"])[1]
        assert "govuk-" in page_at(f"http://127.0.0.1:{port}{sheet}")
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=60)
    assert running.returncode == 0


def page_at(address: str) -> str:
    with urllib.request.build_opener().open(address, timeout=60) as page:
        return page.read().decode()
