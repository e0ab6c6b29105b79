"""Results as a folder of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publicvalue.files.disk.draw_files import ChunkFiles, keep_chunks
from publicvalue.files.disk.marked import check_target, start_marked_folder, write_marked_folder
from publicvalue.scores.portfolio.draws import Plan
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.systems import Keep

DRAWS = "draws"


@dataclass(frozen=True)
class ResultsFolder:
    """A folder that results are written to."""

    folder: Path

    @property
    def name(self) -> str:
        """Return its path."""
        return str(self.folder)

    def check(self, kind: str) -> None:
        """Refuse a folder that holds anything but former results of this kind."""
        check_target(self.folder, kind)

    def write(self, kind: str, files: Mapping[str, bytes]) -> None:
        """Write results, whole or not at all, in place of former ones; what people put there stays."""
        write_marked_folder(self.folder, kind, files)

    def keep_draws(self, kind: str) -> Keep:
        """Return what keeps draws in the folder until the results are written."""

        def keep(plan: Plan, members: Sequence[Member]) -> ChunkFiles:
            return keep_chunks(start_marked_folder(self.folder, kind, DRAWS), plan, members)

        return keep
