"""Draws of a portfolio kept in a folder while they are made, so that a long run can go on where it stopped."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from publicvalue import __version__
from publicvalue.files.disk.write import write_bytes
from publicvalue.scores.portfolio.draws import Chunk, Plan
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.tree import build_tree

KEY = "key.txt"


@dataclass(frozen=True)
class ChunkFiles:
    """Chunks of a simulation as files of a folder, one `.npz` each."""

    folder: Path

    def load(self, number: int) -> Chunk | None:
        """Return a chunk; None when there is none that can be read."""
        try:
            with np.load(self._path(number), allow_pickle=False) as held:
                return Chunk(held["scores"], held["ends"], held["groups"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError):
            return None

    def save(self, number: int, chunk: Chunk) -> None:
        buffer = io.BytesIO()
        np.savez(buffer, scores=chunk.scores, ends=chunk.ends, groups=chunk.groups)
        write_bytes(self._path(number), buffer.getvalue())

    def _path(self, number: int) -> Path:
        return self.folder / f"chunk-{number:05d}.npz"


def keep_chunks(folder: Path, plan: Plan, members: Sequence[Member]) -> ChunkFiles:
    """Return what keeps draws in a folder; draws of other inputs are removed first."""
    held, key = folder / KEY, inputs_key(plan, members)
    if not held.is_file() or held.read_text(encoding="utf-8") != key:
        for old in folder.glob("chunk-*.npz"):
            old.unlink()
        write_bytes(held, key.encode())
    return ChunkFiles(folder)


def inputs_key(plan: Plan, members: Sequence[Member]) -> str:
    """Return a hash of all that the draws depend on: plan, tree, systems, score distributions, software."""
    tree = build_tree(members[0].framework)
    digest = hashlib.sha256(f"{__version__} {plan} {tree.equal_weights}".encode())
    for level in tree.levels:
        digest.update(f"{level.name} {level.means} {level.children} {level.nodes}".encode())
        digest.update(level.sampled.tobytes() if level.sampled is not None else b"")
        digest.update(level.weights.tobytes() + level.starts.astype(np.int64).tobytes())
    if plan.nesting:
        nesting = plan.nesting
        digest.update(f"{nesting.labels} {sorted(nesting.weights.items())} {nesting.mean}".encode())
        digest.update(nesting.systems.tobytes())
    for member in members:
        digest.update(f"system {member.id}".encode())
        for id, knots in sorted(member.known.items()):
            digest.update(id.encode() + knots.tobytes())
    return digest.hexdigest()
