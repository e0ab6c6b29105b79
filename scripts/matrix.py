"""Verifies the examples' committed bundles on other processors, threads and versions, as far as one machine can.

    python scripts/matrix.py [--versions] [WORD ...]

Processors: the linear algebra (OpenBLAS), NumPy and the C library are each told to use the instructions of older ones.
Threads: one processor, then all. With --versions also in two environments of their own, made in build/matrix: the
oldest versions that pyproject.toml allows, and the newest. With words, only the settings whose name holds one of them.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__

ROOT = Path(__file__).resolve().parents[1]
BUNDLES = sorted(path for path in ROOT.glob("examples/**/bundle.zip") if path.parent.name not in ("report", "out"))
MINUTES = 10


@dataclass(frozen=True)
class Setting:
    """A machine as it could be: variables of the environment, words before the command, and the Python that runs it."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    python: str = sys.executable


def settings() -> Iterator[Setting]:
    """Yield what one machine can stand for without another environment."""
    every = " ".join(__cpu_dispatch__)
    wide = " ".join(name for name in __cpu_dispatch__ if "512" in name or name == "X86_V4")
    yield Setting("as it is")
    yield Setting("OpenBLAS of Haswell", {"OPENBLAS_CORETYPE": "Haswell"})
    yield Setting("OpenBLAS of Nehalem", {"OPENBLAS_CORETYPE": "Nehalem"})
    yield Setting("NumPy without AVX-512", {"NPY_DISABLE_CPU_FEATURES": wide})
    yield Setting("NumPy without AVX2 and wider", {"NPY_DISABLE_CPU_FEATURES": every})
    older = {
        "OPENBLAS_CORETYPE": "Sandybridge",
        "NPY_DISABLE_CPU_FEATURES": every,
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F",
    }
    yield Setting("all of Sandy Bridge, C library too", older)
    if shutil.which("taskset"):
        yield Setting("one processor", before=("taskset", "--cpu-list", "0"))
    yield Setting("one thread of OpenBLAS", {"OPENBLAS_NUM_THREADS": "1"})


def other_versions() -> Iterator[Setting]:
    """Make an environment of the oldest and of the newest allowed versions, and yield them."""
    uv = Path(sys.executable).with_name("uv")
    for name, option in (("oldest", "lowest-direct"), ("newest", "highest")):
        place = ROOT / "build" / "matrix" / name
        if not place.exists():
            subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, place], check=True)
        python = str(place / "bin" / "python")
        install = [uv, "pip", "install", "--quiet", "--python", python, "--resolution", option, f"{ROOT}[effects]"]
        subprocess.run(install, check=True)
        yield Setting(f"{name} versions", python=python)


def verify(setting: Setting, bundle: Path) -> tuple[bool, str]:
    """Verify a bundle under a setting; whether it is reproduced, and what was said of it."""
    command = [*setting.before, setting.python, "-m", "publicvalue", "verify", str(bundle)]
    variables = {**os.environ, **setting.variables}
    ended = subprocess.run(
        command, env=variables, cwd=ROOT / "examples", capture_output=True, text=True, timeout=60 * MINUTES, check=False
    )
    said = [line.strip() for line in (ended.stdout + ended.stderr).splitlines() if line.strip()]
    last = next((line for line in said if "eproduced" in line), said[-1] if said else "nothing was said")
    return ended.returncode == 0, last


def apart_of(said: str) -> float:
    """Return how far values were apart where they agreed within rounding; 0 where all were the same."""
    found = re.search(r"at most ([0-9.]+e[-\u2212]?[0-9]+) apart", said)
    return float(found[1].replace("\u2212", "-")) if found else 0.0


def main(arguments: list[str]) -> int:
    if not BUNDLES:
        print("there is no bundle: `make bundles` writes them")
        return 1
    words = [word for word in arguments if not word.startswith("--")]
    wanted = [*settings(), *(other_versions() if "--versions" in arguments else ())]
    failed, verified, apart = 0, 0, 0.0
    for setting in wanted:
        if words and not any(word in setting.name for word in words):
            continue
        for bundle in BUNDLES:
            held, said = verify(setting, bundle)
            failed, verified, apart = failed + (not held), verified + 1, max(apart, apart_of(said))
            print(f"{'' if held else 'FAILED  '}{setting.name}: {bundle.parent.name}: {said}", flush=True)
    print(f"{verified} verifications, values at most {apart:.1e} apart; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
