"""Prints how often intervals of effects hold the truth, and how often they find an effect where there is none.

    python scripts/coverage.py [SAMPLES [WORLD ...]]

The worlds are those of tests/effect_worlds.py; with words, those whose name holds one of them. The tests do the same
with fewer samples.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SEED = 20260810
EFFECT = 2.0


def main(arguments: list[str]) -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    from effect_worlds import DESIGNS, share_found, share_held  # noqa: PLC0415 - found beside the tests

    samples = int(arguments[0]) if arguments else 2000
    print(f"{samples:,} samples; percent of intervals that hold the effect, and that leave out 0 where there is none")
    for design, worlds in DESIGNS.items():
        for name, world in worlds.items():
            title = f"{design}: {name}"
            if len(arguments) > 1 and not any(word in title for word in arguments[1:]):
                continue
            held = share_held(world, EFFECT, samples, np.random.default_rng(SEED))
            found = share_found(world, 0.0, samples, np.random.default_rng(SEED + 1))
            print(f"{title:60} {100 * held:6.1f} {100 * found:6.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
