"""Scores of an uncertainty analysis kept while they are made, so that a long one can go on where it stopped."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

import numpy as np

from publicvalue import __version__
from publicvalue.files.disk.write import write_bytes
from publicvalue.scores.tree import Floats

KEY = "key.txt"


@dataclass(frozen=True)
class RunFiles:
    """Scores of parts as files of a folder, one `.npy` each."""

    folder: Path

    def load(self, number: int) -> Floats | None:
        """Return the scores of a part; None when there are none that can be read."""
        try:
            return np.asarray(np.load(self._path(number), allow_pickle=False), dtype=np.float64)
        except (OSError, ValueError, EOFError):
            return None

    def save(self, number: int, scores: Floats) -> None:
        """Keep the scores of a part."""
        buffer = io.BytesIO()
        np.save(buffer, scores)
        write_bytes(self._path(number), buffer.getvalue())

    def _path(self, number: int) -> Path:
        return self.folder / f"runs-{number:05d}.npy"


def keep_runs(folder: Path, *inputs: object) -> RunFiles:
    """Return what keeps parts in a folder; parts of other inputs are removed first.

    Parameters
    ----------
    folder
        Where.
    inputs
        All that the scores depend on: index, data, alternatives (with errors of the data), picks, size of the parts,
        codes. Frozen values, arrays, mappings, sequences, texts and numbers.
    """
    digest = hashlib.sha256(__version__.encode())
    _feed(digest, inputs)
    held, key = folder / KEY, digest.hexdigest()
    if not held.is_file() or held.read_text(encoding="utf-8") != key:
        for old in folder.glob("runs-*.npy"):
            old.unlink()
        write_bytes(held, key.encode())
    return RunFiles(folder)


def _feed(digest: hashlib._Hash, value: object) -> None:
    """Feed a value to a hash, with its type and its parts in order, so that no two inputs read alike."""
    digest.update(f"{type(value).__name__}(".encode())
    if isinstance(value, np.ndarray):
        digest.update(f"{value.dtype}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value):
        for field in fields(value):
            _feed(digest, getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key in value:
            _feed(digest, (key, value[key]))
    elif isinstance(value, tuple | list):
        for part in value:
            _feed(digest, part)
    else:
        digest.update(repr(value).encode())
    digest.update(b")")
