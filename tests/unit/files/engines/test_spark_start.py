"""The start of Spark, as the command does it: Ctrl-C leaves nothing behind, and what hinders it is said in a line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from long_runs import confirming

pytestmark = [pytest.mark.usefixtures("java"), pytest.mark.skipif(os.name != "posix", reason="Signals of POSIX.")]
PATIENCE = 300
"""Seconds after which the command hangs, on a busy machine too."""
SETTINGS = """\
assessment: {id: permits, title: T, framework: public-value/1.0, period: {from: 2024-01-01, to: 2024-12-31}}
system: {name: Triage, description: Sorts, organisation: Office, country: BRB, phase: production}
settings: {seed: 7, draws: 1000, engine: spark}
evidence:
  - {id: cases, kind: records, title: Cases, file: cases.csv, source: Case system}
answers:
  - {indicator: citizen.benefit.accessibility.completion_gap, evidence: cases, columns: {group: group, event: done}}
"""


LISTENING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " from publicvalue.cli.main import main; main()"
)
"""The command with Ctrl-C at work: a shell that starts a job in the background lets it ignore the signal."""


class Run:
    """The command at work, with a folder for temporary files of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        (folder / "assessment.yaml").write_text(SETTINGS)
        (folder / "cases.csv").write_text("group,done\n" + "a,yes\nb,no\n" * 20)
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-c", LISTENING, "assess", folder, "--out", folder / "report"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(self.temporary), **environment},
            start_new_session=True,
        )

    def ended(self) -> tuple[int, str]:
        try:
            errors = self.process.communicate(timeout=PATIENCE)[1].decode()
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        return self.process.returncode, errors

    def left(self) -> list[str]:
        """Return what the command left: processes that know its folder, and files in it."""
        listed = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True).stdout
        processes = [line for line in listed.splitlines() if str(self.temporary) in line]
        return processes + [path.name for path in self.temporary.iterdir()]

    def wait_for(self, pattern: str) -> None:
        ends = time.monotonic() + PATIENCE
        while not any(path.is_dir() or path.stat().st_size for path in self.temporary.glob(pattern)):
            assert self.process.poll() is None, self.ended()
            assert time.monotonic() < ends
            time.sleep(0.02)


def to_the_command(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)


def to_all(process: subprocess.Popen[bytes]) -> None:
    """Signal all that a terminal has in the foreground, as it does for Ctrl-C."""
    os.killpg(process.pid, signal.SIGINT)


MOMENTS = {
    "before Java": "publicvalue.run-spark-*",
    "while Java loads": "publicvalue.run-spark-*/java.log",
    "while Java answers": "publicvalue.run-spark-*/spark-*",
    "while the session is made": "publicvalue.run-spark-*/blockmgr-*",
}


@pytest.mark.parametrize(
    ("moment", "send"),
    [
        ("before Java", to_all),
        ("while the session is made", to_the_command),
        *confirming(
            ("before Java", to_the_command),
            ("while Java loads", to_all),
            ("while Java answers", to_all),
            ("while Java answers", to_the_command),
            ("while the session is made", to_all),
        ),
    ],
)
def test_ctrl_c_while_spark_starts_leaves_nothing_behind(
    tmp_path: Path, moment: str, send: Callable[[subprocess.Popen[bytes]], None]
):
    run = Run(tmp_path)
    run.wait_for(MOMENTS[moment])
    send(run.process)
    assert run.ended() == (130, "\nStopped. Nothing was written.\n")
    assert run.left() == []
    assert not (tmp_path / "report").exists()


def test_a_run_in_spark_writes_nothing_to_the_terminal_and_leaves_no_process_and_no_file(tmp_path):
    run = Run(tmp_path)
    assert run.ended() == (0, "")
    assert run.left() == []


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        (
            "PUBLICVALUE_SPARK_MASTER",
            "local[x]",
            "org.apache.spark.SparkException: Could not parse Master URL: 'local[x]'",
        ),
        *confirming(("PUBLICVALUE_SPARK_OPTIONS", "spark.driver.memory=9q", "Invalid maximum heap size: -Xmx9q")),
    ],
)
def test_what_hinders_the_start_is_said_in_a_line(tmp_path, variable, value, reason):
    run = Run(tmp_path, **{variable: value})
    assert run.ended() == (
        2,
        f"assessment.yaml, engine: Spark does not start: {reason}\n"
        "    expected: Java, and a master\n"
        "    do: install Java 17 or newer, and look at the environment variables PUBLICVALUE_SPARK_MASTER and"
        " PUBLICVALUE_SPARK_OPTIONS\n"
        "1 problem. Nothing was written.\n",
    )
    assert run.left() == []
