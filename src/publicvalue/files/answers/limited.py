"""Answers read within the memory and time that they may take: in a process of their own where that could matter."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

from publicvalue.errors import EvidenceError, Place, Problem, TimeUpError
from publicvalue.files.answers.jobs import ReadingJob, answers_of, pack_job, run_job
from publicvalue.files.answers.process import NO_MEMORY
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.untrusted.guards import MEBIBYTE, Limits, refuse, size_text
from publicvalue.files.untrusted.limited_process import ReaderProgram, is_exhausted, last_line, run_limited
from publicvalue.instruments.answers.reading import TidyAnswers
from publicvalue.words.text import Text

WORST = 2_000
"""Bytes of memory for a byte of a file that are never needed: with less memory than that, or little time, the file is
read in a process of its own."""

MOST_HERE = 128 * 1024
"""Bytes of a file, unpacked, that is read in this process, which has no clock: the worst of them takes some seconds."""

SURELY_SECONDS = 60
"""Time in which a file as small as that is always read."""

PROGRAM_BYTES = {".json": 256 * MEBIBYTE}
ENGINE_BYTES = 1536 * MEBIBYTE
"""Addresses that the program takes before it reads anything, by suffix, and with the engine that reads tables, which
keeps far more addresses than memory."""

RESULT = 8
"""Bytes of memory for a byte of the result."""


def read_tidy(job: ReadingJob) -> TidyAnswers:
    """Read and tidy answers.

    Raises
    ------
    EvidenceError
        When they cannot be read, or not within the limits; the limit is told.
    """
    if _is_small(job.path, job.limits):
        return run_job(job)
    with scratch_folder() as scratch:
        result = scratch / "result.json"
        (scratch / "job").write_bytes(pack_job(job, sys.path))
        _run(job, scratch / "job", result)
        if RESULT * result.stat().st_size > job.limits.memory_bytes:
            raise _no_memory(job)
        return answers_of(json.loads(result.read_bytes()))


def _is_small(path: Path, limits: Limits) -> bool:
    """Whether a file cannot take more than it may, whatever it holds; what is no file is small."""
    size = path.stat().st_size if path.is_file() else 0
    if size > MOST_HERE or limits.count_seconds < SURELY_SECONDS:
        return False
    try:
        if path.suffix.lower() in (".zip", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                size += sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        pass
    return size <= MOST_HERE and size * WORST <= limits.memory_bytes


def _run(job: ReadingJob, job_file: Path, result: Path) -> None:
    seconds = job.limits.count_seconds
    reader = ReaderProgram(
        "publicvalue.files.answers.process",
        "publicvalue",
        memory_bytes=job.limits.memory_bytes + PROGRAM_BYTES.get(job.path.suffix.lower(), ENGINE_BYTES),
        # Several threads use more seconds of processors than pass.
        seconds=math.ceil(8 * seconds) + 10,
        wall_seconds=seconds,
    )
    try:
        done = run_limited(reader, str(job_file), str(result))
    except subprocess.TimeoutExpired:
        raise _no_time(job) from None
    if done.returncode == -getattr(signal, "SIGXCPU", 0):
        raise _no_time(job)
    if done.returncode == NO_MEMORY or is_exhausted(done):
        raise _no_memory(job)
    if done.returncode:
        raise RuntimeError(f"the process that reads answers ended with {done.returncode}: {last_line(done)}")


def _no_memory(job: ReadingJob) -> EvidenceError:
    most = size_text(job.limits.memory_bytes)
    return refuse(
        job.path.name,
        Text("file rejected: reading the answers takes more than {size} of memory", size=most),
        Text("answers that are read with {size} of memory", size=most),
        Text("export fewer columns, or the answers in parts; or raise the limit with --max-memory"),
    )


def _no_time(job: ReadingJob) -> EvidenceError:
    minutes = job.limits.count_seconds / 60
    what = Text("file rejected: reading the answers takes longer than {minutes:.3g} minutes", minutes=minutes)
    expected = Text("answers that are read in {minutes:.3g} minutes", minutes=minutes)
    do = Text("export fewer columns, or the answers in parts; or raise the limit with --max-minutes")
    return TimeUpError([Problem(Place(job.path.name), what, expected, do)])
