"""Write page one and brief of six examples, as people read them, so that a change of words is seen: `make texts`.

python scripts/texts.py
"""

from pathlib import Path

from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.files.stores.folder import FolderStore
from publicvalue.reports.brief.forms import render_brief
from publicvalue.reports.system.terminal import render_summary
from publicvalue.results.model import AssessmentResult
from publicvalue.words.languages import language_of

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "tests" / "published" / "examples" / "texts"
EXAMPLES = (
    "robodebt",
    "breast-screening",
    "court-risk-scores",
    "college-assistant",
    "licensing-assistant/1-one-day",
    "licensing-assistant/3-year",
)
LANGUAGES = ("en", "es")
WIDTH = 100


def text_of(outcome: AssessmentResult, code: str) -> str:
    """Return page one of the report, as a terminal shows it, and the brief."""
    language = language_of(code)
    pages = render_summary(outcome, WIDTH, language), render_brief(outcome, WIDTH, language)
    return f"\n{'=' * WIDTH}\n\n".join(pages)


def file_of(example: str, code: str) -> Path:
    """Return where the text of an example stands."""
    return TEXTS / f"{example.rpartition('/')[2]}.{code}.txt"


def main() -> None:
    TEXTS.mkdir(exist_ok=True)
    for example in EXAMPLES:
        outcome = run_assessment(load_assessment(FolderStore(ROOT / "examples" / example)))
        for code in LANGUAGES:
            file_of(example, code).write_text(text_of(outcome, code), encoding="utf-8")
            print(file_of(example, code).relative_to(ROOT))


if __name__ == "__main__":
    main()
