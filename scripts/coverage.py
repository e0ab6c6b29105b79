"""Prints how often intervals of effects hold the truth, and how often they find an effect where there is none.

    python scripts/coverage.py [SAMPLES [WORLD ...]]

The worlds are those of tests/effect_worlds.py and, of levels, of tests/level_worlds.py; with words, those whose name
holds one of them. A world of an effect is marked where either share lies outside 94 to 96 percent (4 to 6 where there
is no effect) by more than two errors of the simulation; of a level it says how often its check passes, and holds then.
All worlds with 2,000 samples, the default, take about 40 minutes of one processor. The tests do the same with fewer.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SEED = 20260810
EFFECT = 2.0


def main(arguments: list[str]) -> None:
    samples = int(arguments[0]) if arguments else 2000
    print(f"{samples:,} samples; percent of intervals that hold the effect, and that leave out 0 where there is none")
    for line in run_worlds(samples, arguments[1:]):
        print(line, flush=True)


def run_worlds(samples: int, words: list[str]) -> Iterator[str]:
    """Yield a line for each world whose name holds one of the words, or for each world when there are none."""
    sys.path.insert(0, str(ROOT / "tests"))
    from effect_worlds import DESIGNS, outside, share_found, share_held  # noqa: PLC0415 - found beside the tests
    from level_worlds import WORLDS, shares_held  # noqa: PLC0415 - found beside the tests

    for design, worlds in DESIGNS.items():
        for name, world in worlds.items():
            title = f"{design}: {name}"
            if words and not any(word in title for word in words):
                continue
            held = share_held(world, EFFECT, samples, np.random.default_rng(SEED))
            found = share_found(world, 0.0, samples, np.random.default_rng(SEED + 1))
            mark = "  outside" if outside({"held": held, "kept": 1 - found}, samples) else ""
            yield f"{title:66} {100 * held:6.1f} {100 * found:6.1f}{mark}"
    for measure, levels in WORLDS.items():
        for name, level in levels.items():
            title = f"{measure}: {name}"
            if not words or any(word in title for word in words):
                held, passed, then = shares_held(level, samples, np.random.default_rng(SEED))
                yield f"{title:78} {100 * held:6.1f}; check passes in {100 * passed:.1f}, holds {100 * then:.1f}"


if __name__ == "__main__":
    main(sys.argv[1:])
