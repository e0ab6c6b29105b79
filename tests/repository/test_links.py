"""Every relative link, and every file of the repository that a document names, exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from house import PACKAGE, ROOT, name

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

# What a path in the text begins with when it is meant from the top of the repository.
TOP = ("src/", "tests/", "docs/", "examples/", "scripts/", "bench/", "requirements/")
# Rooms of the product, which ARCHITECTURE.md names without `src/publicvalue/`.
ROOMS = tuple(f"{room.name}/" for room in PACKAGE.iterdir() if room.is_dir() and room.name != "__pycache__")
MADE_BY_A_RUN = "/report/"


def documents() -> list[Path]:
    return [
        *sorted(ROOT.glob("*.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "examples").rglob("*.md")),
    ]


def anchors(text: str) -> set[str]:
    """The anchors of the headings of a document."""
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(FENCE.sub("", text)))
    return {word.strip().replace(" ", "-") for word in words}


def broken_links(document: Path) -> Iterator[str]:
    """Relative links of a document that lead to no file, or to a heading that the file does not have."""
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        aim = document.parent / file if file else document
        if not aim.exists() or (anchor and anchor not in anchors(aim.read_text(encoding="utf-8"))):
            yield target


def missing_paths(text: str, of_the_product: bool) -> Iterator[str]:
    """Paths in `code` that begin like one of the repository and stand for one file; `<name>` and `...` do not."""
    for word in CODE.findall(FENCE.sub("", text)):
        path = word.split("::")[0]
        if re.search(r"[\s<>*{}…]|\.\.\.", path) or MADE_BY_A_RUN in path:
            continue
        if path.startswith(TOP):
            found = (ROOT / path).exists()
        elif of_the_product and path.startswith(ROOMS):
            found = (PACKAGE / path).exists()
        else:
            continue
        if not found:
            yield word


def test_links_in_documents_lead_somewhere() -> None:
    assert [f"{name(page)}: {link}" for page in documents() for link in broken_links(page)] == []


def test_links_paths_that_documents_name_exist() -> None:
    texts = {page: page.read_text(encoding="utf-8") for page in documents()}
    missing = [(name(page), path) for page, text in texts.items() for path in missing_paths(text, page.parent == ROOT)]
    assert missing == []


def test_links_pages_are_all_reached_from_the_readme() -> None:
    """A page that no other page leads to is not read."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.is_file():
            continue
        reached.add(page)
        links = LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [
            (page.parent / link.split("#")[0]).resolve() for link in links if link.split("#")[0].endswith(".md")
        ]
    assert [name(page) for page in documents() if page not in reached] == []


def test_links_broken_ones_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A b\n[a](no.md) [b](#a-b) [c](#c) [d](https://example.org) [e](page.md#a-b)\n", encoding="utf-8")
    assert list(broken_links(page)) == ["no.md", "#c"]


def test_links_paths_that_do_not_exist_are_found() -> None:
    text = "`src/no.py` `src/<id>.py` `measures/no.py` `README.md`\n```\n`src/no.py`\n```\n"
    assert list(missing_paths(text, of_the_product=False)) == ["src/no.py"]
    assert list(missing_paths(text, of_the_product=True)) == ["src/no.py", "measures/no.py"]
