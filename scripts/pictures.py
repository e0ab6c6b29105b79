"""Take the pictures of the guides for each role anew, from the story that the tests tell in a browser.

python scripts/pictures.py [FOLDER]      FOLDER holds pictures that were taken already; else the story is told first
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "docs" / "how-to" / "roles" / "pictures"
STORIES = ("tests/web/test_assessment_story.py", "tests/web/test_evidence_story.py")
WIDTH, TALLEST, COLOURS = 760, 900, 32
CHOSEN = (
    "administrator",
    "analyst",
    "approved",
    "auditor",
    "citizen",
    "contributor",
    "evidence-number",
    "published",
    "question",
    "review-2",
    "reviewer",
    "so-far",
)
"""Names of the pictures that the guides show."""


def tell(folder: Path) -> None:
    """Tell the story, and take a picture of each page that it looks at."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "javascript or evidence", *STORIES]
    environment = os.environ | {"PUBLICVALUE_PICTURES": str(folder)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def small(picture: Image.Image) -> Image.Image:
    """Return the upper part of a page, as small as it can still be read."""
    flat = picture.convert("RGB")
    height = round(flat.height * WIDTH / flat.width)
    flat = flat.resize((WIDTH, height), Image.Resampling.LANCZOS).crop((0, 0, WIDTH, min(height, TALLEST)))
    return flat.quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1]) if sys.argv[1:] else Path(made)
        if not sys.argv[1:]:
            tell(folder)
        PLACE.mkdir(parents=True, exist_ok=True)
        sizes = 0
        for name in CHOSEN:
            target = PLACE / f"{name}.png"
            with Image.open(folder / f"{name}-en.png") as picture:
                small(picture).save(target, optimize=True)
            sizes += target.stat().st_size
    print(f"{len(CHOSEN)} pictures, {sizes // 1024} kB")


if __name__ == "__main__":
    main()
