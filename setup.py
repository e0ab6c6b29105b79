"""Lays the examples that a demonstration shows into the wheel; all else of the build stands in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PLACE = Path("publicvalue", "web", "demonstration", "examples")
MADE = ("report", "handed-out.*")
"""What a run leaves in an example's folder."""
COMPUTED = (*MADE, "bundle.zip")
"""Of an example that a demonstration computes anew, its bundle is of no use either."""
LEFT_OUT = {
    "complaints-case": COMPUTED,
    "court-risk-scores": MADE,
    "food-inspections": MADE,
    "licensing-assistant": COMPUTED,
    "tax-administrations": COMPUTED,
}
"""Example -> what of its folder does not go into the wheel."""


class WithExamples(build_py):
    """Copies the examples behind the packages; a checkout that is installed in place has them already."""

    def run(self) -> None:
        """Build the packages, and lay the examples beside them."""
        super().run()
        if self.editable_mode:
            return
        for name, left_out in LEFT_OUT.items():
            source, target = Path("examples", name), Path(self.build_lib, PLACE, name)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns(*left_out), dirs_exist_ok=True)


setup(cmdclass={"build_py": WithExamples})
