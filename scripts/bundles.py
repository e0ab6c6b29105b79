"""Writes the examples' bundles anew: what they gave when they were made, for every later version to be held against.

python scripts/bundles.py
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = (
    "food-inspections",
    "court-risk-scores",
    "tax-administrations",
    "robodebt",
    "breast-screening",
    "college-assistant",
    "licensing-assistant/3-year",
)


def main() -> None:
    command = [sys.executable, "-m", "publicvalue", "assess"]
    for name in EXAMPLES:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "report"
            subprocess.run([*command, ROOT / "examples" / name, "--out", out], check=True, stdout=subprocess.DEVNULL)
            shutil.copyfile(out / "bundle.zip", ROOT / "examples" / name / "bundle.zip")
        print(f"examples/{name}/bundle.zip")


if __name__ == "__main__":
    main()
