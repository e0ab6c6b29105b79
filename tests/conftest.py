"""What all tests share: the data that is not part of the repository, a browser, and how Hypothesis searches."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from long_runs import LONG
from simulations import changed, simulations

ROOT = Path(__file__).resolve().parents[1]
IN_CI = os.environ.get("CI", "").lower() == "true"

# Time limits per example fail at random on a busy machine. CI repeats the same search, so a red run can be repeated.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "house")

# Commands speak the language of the machine; tests compare English.
os.environ["PUBLICVALUE_LANG"] = "en"

# Java spends more on making code quick than a short run gets back.
os.environ.setdefault("PUBLICVALUE_SPARK_OPTIONS", "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1")

# Hundreds of tests start the command: what is compiled of it is kept, also where a machine says otherwise.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A shell lets jobs in its background ignore Ctrl-C, and tests that press it would wait for what never comes.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


FIRST = (
    "web/test_matrix.py",
    "web/test_on_postgresql.py",
    "web/test_injected.py",
    "unit/files/engines/test_spark_events.py",
    "spec/verdicts/test_archetypes.py",
    "web/test_demonstration.py",
    "web/test_serving.py",
    "unit/actions/test_few_people_published.py",
    "published/examples/test_tutorials.py",
    "web/test_backup.py",
    "browser/test_report.py",
    "unit/files/engines/test_spark_start.py",
    "published/examples/test_spanish.py",
    "web/test_wheel.py",
    "unit/actions/test_store_contract.py",
    "unit/files/answers/test_known_margins.py",
    "unit/actions/test_people_assessment.py",
    "properties/rows/test_order_of_rows.py",
    "unit/actions/test_stored_results.py",
    "unit/results/test_codec.py",
    "web/test_writers.py",
)
"""Files that take longest, the longest first: begun last, one would keep a process busy when the others are done.

None of those whose tests empty the database afterwards: they come after all others that use it.
"""

SPARK = (
    "engines/test_spark.py",
    "engines/test_spark_events.py",
    "engines/test_spark_forms.py",
    "engines/test_spark_watch.py",
    "columns/test_alike_texts.py",
)
"""Files whose tests share a Spark: in one process, it starts and grows warm once."""


FEW_CASES = 3
"""So many cases of a test are tried each time, and a fifth where it has more of them than five times as many."""
WHOLE = ("tests/fuzz/", "tests/published/", "tests/repository/", "tests/spec/", "tests/web/test_matrix.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep a file of tests in one process, and those that share a Spark together."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - asked for by it alone

    class FilesTogether(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "spark" if file.endswith(SPARK) else file

    return FilesTogether(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; leave out most of many cases, and simulations of what is as it was.

    Whoever names the file of a simulation runs it.
    """
    simulated = {item.path for item in items} & set(simulations())
    named = {Path(one.split("::")[0]).resolve() for one in config.args}
    if simulated and not LONG and (left := simulated - named - changed()):
        config.hook.pytest_deselected(items=[item for item in items if item.path in left])
        items[:] = [item for item in items if item.path not in left]
    if not LONG and (left_out := beyond_the_sample(items, named)):
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
    places = {ROOT / "tests" / name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def beyond_the_sample(items: list[pytest.Item], named: set[Path]) -> set[pytest.Item]:
    """Return the cases that `make long` tries alone: four fifths of those of a test that has many, always the same.

    Known answers, published numbers, all roles on all pages, what is spoiled at random and what holds of the repository
    are tried each time; so is a file or a folder that is named, other than by PUBLICVALUE_SAMPLE.
    """
    cases: dict[str, list[pytest.Item]] = {}
    whole = named - {ROOT / "tests", ROOT} if "PUBLICVALUE_SAMPLE" not in os.environ else set()
    for item in items:
        name, bracket, _ = item.nodeid.partition("[")
        if bracket and whole.isdisjoint((item.path, *item.path.parents)) and not name.startswith(WHOLE):
            cases.setdefault(name, []).append(item)
    left: set[pytest.Item] = set()
    for found in cases.values():
        found.sort(key=lambda item: zlib.crc32(item.nodeid.encode()))
        left.update(found[max(FEW_CASES, len(found) // 5) :])
    return left


def pytest_collection_finish() -> None:
    """Look for rubbish no more among what stays: a tenth of the time went into going through all tests again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Give up at the end what was kept: libraries tell of what is still there."""
    gc.unfreeze()


def pytest_configure(config: pytest.Config) -> None:
    """Give the processes of a run a folder to share what they assess, as `assessed.py` does, until the run ends."""
    if "PUBLICVALUE_TESTS_SHARED" not in os.environ:
        os.environ["PUBLICVALUE_TESTS_SHARED"] = folder = tempfile.mkdtemp(prefix="publicvalue-tests-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def _give_up(reason: str) -> NoReturn:
    """Skip where something is missing on a developer's machine; fail in CI, where nothing may be missing."""
    if IN_CI:
        pytest.fail(f"{reason} In CI nothing may be missing.", pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def few_series(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let intervals of a change be set by 250 simulated series, where a test asks nothing of how wide they are."""
    from publicvalue.measures.effect.series import level_calibration  # noqa: PLC0415 - few tests need it

    monkeypatch.setattr(level_calibration, "SERIES", 250)


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Find a published data set by its name, `court-risk-scores/figures.csv` say.

    The data are not part of the repository. They are looked for in the folder named by the environment variable
    PUBLICVALUE_DATA, else in `../shared/data` beside the checkout.
    """
    named = os.environ.get("PUBLICVALUE_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        _give_up(f"The data folder {folder} does not exist. Name it in the environment variable PUBLICVALUE_DATA.")

    def find(name: str) -> Path:
        path = folder / name
        if not path.exists():
            _give_up(f"The data folder holds no {name}.")
        return path

    return find


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find the program of an installed Chromium, for `executable_path`."""
    for program in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(program):
            return path
    _give_up("No Chromium is installed (Debian and Ubuntu: apt-get install chromium).")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Start the installed Chromium, without a window. Its sandbox does not work for root, as in containers."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()
