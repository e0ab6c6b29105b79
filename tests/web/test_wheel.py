"""The wheel alone, outside the checkout: the application starts from it, with pages, styles and both languages."""

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

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the built wheel into a folder of its own; what it stands on comes from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # Built from a copy: a build leaves files beside its source, and takes up those that former ones left.
    source = folder / "source"
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        source.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(source)]
    subprocess.run([*pip, *build], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    into = folder / "installed"
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", into, wheel], check=True, capture_output=True
    )
    return into


def test_the_application_starts_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    own |= {"PYTHONPATH": str(installed), "DATABASE_URL": "", "PYTHONUNBUFFERED": "1"}
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
