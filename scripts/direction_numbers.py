"""Write the direction numbers of Sobol's sequence into the scores, from the table that SciPy brings.

    python scripts/direction_numbers.py

A test holds the module that it writes to SciPy's own points.
"""

import os
import textwrap
from pathlib import Path

import numpy as np
import scipy.stats

COLUMNS = 512
TARGET = Path("src/publicvalue/scores/simulation/direction_numbers.py")
HEAD = '''"""Direction numbers of Sobol's sequence: what `scripts/direction_numbers.py` writes, for {columns} columns.

For each column after the first: the primitive polynomial as a number of its bits, and the first numbers m, as many as
its degree. Source: Joe and Kuo (2008), Constructing Sobol sequences with better two-dimensional projections, SIAM
Journal on Scientific Computing 30, 2635-2654; the table is theirs, as SciPy brings it.
"""

COLUMNS = {columns}

TABLE = """\\
{rows}
"""
'''


def write_table() -> None:
    """Write the module."""
    folder = os.path.dirname(scipy.stats.__file__)
    table = np.load(os.path.join(folder, "_sobol_direction_numbers.npz"))
    rows = []
    for polynomial, first in zip(table["poly"][1:COLUMNS], table["vinit"][1:COLUMNS], strict=True):
        degree = int(polynomial).bit_length() - 1
        rows.append(" ".join(str(number) for number in (polynomial, *first[:degree])))
    text = textwrap.fill("; ".join(rows), 118)
    TARGET.write_text(HEAD.format(columns=COLUMNS, rows=text), encoding="utf-8")


if __name__ == "__main__":
    write_table()
