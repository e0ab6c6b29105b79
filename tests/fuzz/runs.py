"""How spoilt input is run: so many times, each within its time, and held against what must always hold."""

from __future__ import annotations

import faulthandler
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from publicvalue.cli.main import main
from publicvalue.cli.terminal.problems import BAD_INPUT, CANNOT_RUN
from publicvalue.cli.terminal.say import plain
from publicvalue.errors import Problem, PublicValueError

RUNS = int(os.environ.get("PUBLICVALUE_FUZZ_RUNS", "0"))
SEED = int(os.environ.get("PUBLICVALUE_FUZZ_SEED", "20241130"))
LONGEST = 60.0
"""Seconds after which a run counts as one that hangs; one that takes five times as long ends the whole search."""

TALLY: dict[str, Counter[str]] = defaultdict(Counter)
"""Surface -> what became of its runs."""

LIBRARIES = re.compile(
    r"Traceback|(Parser|Binder|Conversion|Catalog|Invalid Input|Out of Range|Invalid|Internal|Key|Value|Type|Attribute)"
    r" ?Error|DuckDB|duckdb|numpy|pandas|pyarrow|ibis|libyaml|Errno|NoneType|object at 0x|Warning:|\x1b|'None'"
)
"""What only a library or Python says, and what steers a terminal."""


def fuzzed(few: int, **drawn: st.SearchStrategy[Any]) -> Callable[[Callable[..., str]], Callable[[], None]]:
    """Run a test on drawn input: a few times among the others, RUNS times for long.

    The test returns what became of the input in a word, which is counted.
    """

    def searched(test: Callable[..., str]) -> Callable[[], None]:
        @seed(SEED)
        @settings(
            max_examples=RUNS or few,
            deadline=None,
            database=None,
            print_blob=False,
            phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if RUNS else ())),
            suppress_health_check=list(HealthCheck),
        )
        @given(**drawn)
        def run(**values: object) -> None:
            with _in_time():
                outcome = test(**values)
            TALLY[test.__name__.removeprefix("test_")][outcome] += 1

        run.__doc__, run.__name__, run.__module__ = test.__doc__, test.__name__, test.__module__
        return run

    return searched


@contextmanager
def _in_time() -> Iterator[None]:
    """Fail what takes too long; what never ends takes the process with it, and says where it stood."""
    if RUNS:
        faulthandler.dump_traceback_later(5 * LONGEST, exit=True)
    began = time.monotonic()
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
    assert time.monotonic() - began < LONGEST, "it hangs"


def run_and_hold(*words: str | Path) -> tuple[int, str]:
    """Run a command, which must do its work or say what is wrong; returns its exit code and what it said."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    said = result.output
    assert result.exit_code in {0, 1, BAD_INPUT, CANNOT_RUN}, said[:2_000]
    hold_words(said)
    assert len(said) < 60_000, f"{len(said):,} characters: {said[:500]}"
    if result.exit_code == BAD_INPUT:
        assert re.search(r"^\d+ problems?\.", said, re.MULTILINE), said[:2_000]
    return result.exit_code, said


def hold_words(said: str) -> None:
    """Fail on the words of a library."""
    # What a file itself calls its fields may be called as a library is.
    found = LIBRARIES.search(re.sub(r"the key '[^']*' stands twice", "", said))
    assert found is None, f"{found!r} in: {said[:2_000]}"


def or_refused(read: Callable[[], Any]) -> tuple[Any, str]:
    """Return what is read and "taken"; or nothing and "refused", which must be said in words. Any other error fails."""
    told: tuple[Problem, ...] = ()
    try:
        return read(), "taken"
    except PublicValueError as error:
        told = error.problems
    assert told
    for one in told:
        assert one.what
        # A name of the file's own stands in the words as it is, and is shown as `say` shows all.
        hold_words(plain(f"{one.what} {one.expected} {one.do}"))
    return None, "refused"
