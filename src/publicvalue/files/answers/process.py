"""Read a file of answers within limits. Run by `limited_start.py` as a program of its own.

Arguments: the job, before which a line says where packages lie, and the file that the result goes to.
"""

from __future__ import annotations

import gc
import json
import pickle
import sys
from pathlib import Path

NO_MEMORY = 5


def main(arguments: list[str]) -> int:
    job_file, result = arguments
    try:
        run(Path(job_file), Path(result))
    except MemoryError:
        return NO_MEMORY
    return 0


def run(job_file: Path, result: Path) -> None:
    # Answers are no cycles, and looking for some among millions takes longer than reading them.
    gc.disable()
    with job_file.open("rb") as stream:
        sys.path += [path for path in json.loads(stream.readline()) if path not in sys.path]
        # Imported here: packages may lie where an isolated interpreter does not look.
        from publicvalue.files.answers.jobs import ReadingJob, result_of  # noqa: PLC0415

        job: ReadingJob = pickle.load(stream)  # noqa: S301 - the process that asks has just written it
    with result.open("w", encoding="utf-8") as out:
        json.dump(result_of(job), out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
