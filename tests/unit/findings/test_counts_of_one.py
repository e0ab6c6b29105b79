"""One of several is, and two of several are: sentences that count say so in both forms."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import publicvalue
from publicvalue.findings.judgement.core import answered_text, proved_text
from publicvalue.words.languages import language_of

PACKAGE = Path(publicvalue.__file__).parent
ONE_AND_MANY = re.compile(r"\{\w+(?::\w+)?\} of (?:the )?\{\w+(?::\w+)?\} [a-z ]*\b(?:are|were|have|do)\b")
NO_COUNT = {
    "it takes {size}, and {left} of the {most} of your agency are left": "sizes, such as 3 MB of 5 GB",
    "{unused} of {total} codes are left.": "said of several: another text stands beside it for one",
}
"""What counts nothing, or is said of several alone, and why."""
IN_TEMPLATES = re.compile(r'\{%-?\s*say\s+"([^"]*)"')


@pytest.mark.parametrize(
    ("answered", "english", "spanish"),
    [
        (0, "0 of 26 core questions are answered", "se respondieron 0 de 26 preguntas básicas"),
        (1, "1 of 26 core questions is answered", "se respondió 1 de 26 preguntas básicas"),
        (2, "2 of 26 core questions are answered", "se respondieron 2 de 26 preguntas básicas"),
    ],
)
def test_one_core_question_is_answered_and_two_are(answered: int, english: str, spanish: str) -> None:
    text = answered_text(answered, 26)
    assert (text, language_of("es").write(text)) == (english, spanish)


def test_one_core_question_is_proved_and_two_are() -> None:
    assert proved_text(1, 3) == "1 of 3 core questions is answered by more than a claim"
    assert proved_text(2, 3) == "2 of 3 core questions are answered by more than a claim"
    assert language_of("es").write(proved_text(1, 3)).startswith("1 de 3 preguntas básicas está respondida")


def test_findings_and_pages_count_in_both_forms() -> None:
    found = []
    for room in ("findings", "web"):
        for path in (PACKAGE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                    found += [one.value for one in node.args[:1] if isinstance(one, ast.Constant)]
        for path in (PACKAGE / room).rglob("*.html"):
            found += IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))
    assert len(found) > 500
    assert {one for one in found if ONE_AND_MANY.search(one)} == set(NO_COUNT)
