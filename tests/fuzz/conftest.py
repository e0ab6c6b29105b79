"""Tells what became of all runs after a long search, from every process that ran some."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from fuzz.runs import RUNS, TALLY


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["fuzz"] = {name: dict(counts) for name, counts in TALLY.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for name, counts in getattr(node, "workeroutput", {}).get("fuzz", {}).items():
        TALLY[name] += Counter(counts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if RUNS:
        terminalreporter.section(f"{sum(map(Counter.total, TALLY.values())):,} runs")
        for name, counts in sorted(TALLY.items()):
            said = ", ".join(f"{number:,} {outcome}" for outcome, number in counts.most_common())
            terminalreporter.write_line(f"{counts.total():>6,} {name}: {said}")
