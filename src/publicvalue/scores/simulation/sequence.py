"""Sobol's sequence, scrambled: points that fill a cube of many columns more evenly than chance does.

The one sequence of the product: simulations, drivers and composite indices take it. The points are those of
`scipy.stats.qmc.Sobol`, bit by bit, for the same generator, and a test holds them to it. They are formed here because
loading `scipy.stats` takes a fifth of a whole assessment, and because an assessment needs single columns of several
sequences at a time.
Source: Sobol (1967); Joe and Kuo (2008) for the direction numbers; Matousek (1998), Journal of Complexity 14, 527-556
for the scramble, a random linear one with a digital shift; Antonov and Saleev (1979) for the order by Gray code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.scores.simulation.direction_numbers import COLUMNS, TABLE
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

Bits = NDArray[np.uint32]
BITS = 30
"""Binary digits of a coordinate."""


@dataclass(frozen=True)
class Sequences:
    """Scrambled sequences, independent of each other.

    Parameters
    ----------
    directions
        Scrambled direction numbers, shape (sequences, columns, digits of the number of points).
    shifts
        First points, shape (sequences, columns).
    """

    directions: Bits = field(repr=False)
    shifts: Bits = field(repr=False)

    def points(self, first: int, columns: int, size: int) -> Floats:
        """Return the first points of some columns.

        Parameters
        ----------
        first, columns
            First column, and how many.
        size
            Number of points of each sequence.

        Returns
        -------
        Floats
            Shape (columns, sequences, size), 0 to 1, 1 excluded.
        """
        own = slice(first, first + columns)
        steps = np.empty((columns, len(self.shifts), size), dtype=np.uint32)
        steps[:, :, 0] = self.shifts[:, own].T
        steps[:, :, 1:] = self.directions[:, own].swapaxes(0, 1)[:, :, _changed_digits(size)]
        return np.bitwise_xor.accumulate(steps, axis=2) * 2.0**-BITS


def scramble_sequences(columns: int, sequences: int, size: int, rng: np.random.Generator) -> Sequences:
    """Scramble sequences for some points each.

    Parameters
    ----------
    columns
        Number of columns, at most `COLUMNS`.
    sequences
        Number of sequences.
    size
        Number of points of each, at least 1.
    rng
        Source of randomness.

    Raises
    ------
    MethodError
        When more columns are asked for than the sequence has.
    """
    if columns > COLUMNS:
        raise method_error(
            Text("{columns} columns of a Sobol sequence are asked for", columns=columns),
            Text("at most {most}", most=COLUMNS),
        )
    digits = max(1, (size - 1).bit_length())
    plain = _plain_digits(digits)[:columns]
    parts = [_scramble(plain, own) for own in rng.spawn(sequences)]
    return Sequences(np.stack([one for one, _ in parts]), np.stack([shift for _, shift in parts]))


def _scramble(plain: NDArray[np.float32], rng: np.random.Generator) -> tuple[Bits, Bits]:
    """Draw a shift and lower triangular matrices, and multiply the direction numbers by these."""
    columns = len(plain)
    shift = rng.integers(0, 2, (columns, BITS), dtype=np.uint32) @ (1 << np.arange(BITS, dtype=np.uint32))
    lower = rng.integers(0, 2, (columns, BITS, BITS), dtype=np.uint32).astype(np.float32)
    lower *= np.tril(np.ones((BITS, BITS), dtype=np.float32), -1)
    lower += np.eye(BITS, dtype=np.float32)
    digits = (lower @ plain).astype(np.uint32) & 1
    weights = 1 << np.arange(BITS - 1, -1, -1, dtype=np.uint32)
    return np.einsum("cbd,b->cd", digits, weights), shift


@cache
def _changed_digits(size: int) -> NDArray[np.intp]:
    """Return which digit of the Gray code changes from each point to the next, shape (size - 1,)."""
    steps = np.arange(1, size)
    digits: NDArray[np.intp] = np.log2(steps & -steps).astype(np.intp)
    return digits


@cache
def _plain_digits(digits: int) -> NDArray[np.float32]:
    """Return the binary digits of the direction numbers, the first digit first, shape (COLUMNS, BITS, digits)."""
    numbers = np.ones((COLUMNS, digits), dtype=np.uint32)
    rows = [[int(number) for number in row.split()] for row in TABLE.replace("\n", " ").split(";")]
    for degree in {len(row) - 1 for row in rows}:
        own = [place for place, row in enumerate(rows, start=1) if len(row) - 1 == degree]
        numbers[own] = _recur(np.array([rows[place - 1] for place in own], dtype=np.uint32), digits)
    numbers <<= np.arange(BITS - 1, BITS - 1 - digits, -1, dtype=np.uint32)
    places = np.arange(BITS - 1, -1, -1, dtype=np.uint32)[:, np.newaxis]
    return (numbers[:, np.newaxis, :] >> places & 1).astype(np.float32)


def _recur(rows: Bits, digits: int) -> Bits:
    """Continue the numbers m of polynomials of one degree, shape (polynomials, digits)."""
    polynomial, first = rows[:, 0], rows[:, 1:]
    degree = first.shape[1]
    numbers = np.zeros((len(rows), max(digits, degree)), dtype=np.uint32)
    numbers[:, :degree] = first
    for place in range(degree, digits):
        numbers[:, place] = numbers[:, place - degree]
        for back in range(1, degree + 1):
            bit = polynomial >> np.uint32(degree - back) & np.uint32(1)
            numbers[:, place] ^= (bit * numbers[:, place - back]) << np.uint32(back)
    return numbers[:, :digits]
