"""Start a reader of untrusted files as a program of its own, with little memory and little time.

A file that breaks its reader breaks this process alone, and who started it takes it along when it is killed.
Arguments: bytes of memory, seconds, the number of the process that started it, the program's module, the folder of
the packages that it needs, and its own arguments.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicvalue.words.text import Text


TELL_AT_PARENTS_END = 1
"""PR_SET_PDEATHSIG of Linux."""


def end_with(parent: int) -> None:
    """End this process as soon as the one that started it is gone, however that ended."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - on Linux alone

        # The system sees to it, whatever a library is doing then.
        if ctypes.CDLL(None).prctl(TELL_AT_PARENTS_END, signal.SIGKILL) == 0:
            if os.getppid() != parent:
                os._exit(1)
            return
    if os.name == "posix":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def set_limits(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    # A reader that a limited reader started may have less than it would otherwise, and never more.
    for kind, wanted in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        _, most = resource.getrlimit(kind)
        least = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (least, least))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tell_reason(reason: Text) -> None:
    """Hand a reason over to who started the reader, as the last line of what it writes to standard error."""
    from publicvalue.words.stored import to_data  # noqa: PLC0415 - the packages' folders are known by now

    sys.stderr.write(f"\n{json.dumps(to_data(reason))}\n")


if __name__ == "__main__":
    memory, seconds, started_by, program, packages, *arguments = sys.argv[1:]
    end_with(int(started_by))
    set_limits(int(memory), int(seconds))
    # The packages may lie where an isolated interpreter does not look.
    sys.path += [packages, str(Path(__file__).parents[3])]
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)
