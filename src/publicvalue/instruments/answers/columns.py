"""Which column of a file holds which question: names with or without groups, split choices, questions as headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from publicvalue.framework.questions.model import Question, Texts
from publicvalue.instruments.folded_text import clean, folded, path_of
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.forms.words import word

DESIGN_COLUMNS = ("weight", "stratum", "cluster", "population", "wave")
"""Columns of a survey's design that a file may carry beside the questions."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class ColumnMatch:
    """How the columns of a file are understood.

    Parameters
    ----------
    names
        Column of the file -> name that its cells are read under. Several columns may have one name: a question that
        was moved to another group stands in a column for each.
    unknown
        Columns that hold no question; their cells are never read.
    """

    names: Mapping[str, str]
    unknown: tuple[str, ...]


def match_columns(headers: Iterable[str], known: KnownColumns) -> ColumnMatch:
    """Match the columns of a file with the questions asked.

    A column is a question's when it ends with the question's name, or with its text in any language; `name/code` and
    `text/choice` are one choice of several. What stands before is the groups: by `/`, in CSV of ODK by `-`, or by
    another mark that a program puts between groups. A column of the design has no groups.
    """
    names: dict[str, str] = {}
    unknown: list[str] = []
    for header in dict.fromkeys(headers):
        found = known.name_of(header)
        if found:
            names[header] = found
        else:
            unknown.append(header)
    return ColumnMatch(names, tuple(unknown))


HEADINGS = 3
"""Rows at the top of a file among which a further row of headings is looked for."""


def is_heading(row: int, cells: Mapping[str, str], match: ColumnMatch, known: KnownColumns) -> bool:
    """Whether a row holds the texts of the questions: some programs write them under the names."""
    if row > HEADINGS:
        return False
    found = {match.names[column]: text for column, text in cells.items() if column in match.names and clean(text)}
    return bool(found) and all(known.name_of(text) == name for name, text in found.items())


class KnownColumns:
    """All ways in which a column can name a question of a form."""

    def __init__(self, form: Form) -> None:
        self._own: dict[str, str] = {}
        paths: dict[Path, set[str]] = {}
        for question in form.asked:
            names = dict(_names(form, question))
            self._own |= names
            # Groups may be joined by a low dash too, of which names have plenty: these are known by the form's groups.
            self._own |= {f"section_{question.section}_{name}": found for name, found in names.items()}
            for name, found in names.items():
                paths.setdefault(path_of(name), set()).add(found)
            for path, found in _texts(form, question):
                paths.setdefault(path, set()).add(found)
        self._paths = {path: next(iter(found)) for path, found in paths.items() if len(found) == 1}

    def name_of(self, header: str) -> str | None:
        """Return the name under which a column is read, or None where it holds no question."""
        plain = clean(header)
        if plain in DESIGN_COLUMNS:
            return plain
        parts = plain.split("/")
        candidates = ["/".join(parts[-2:]), parts[-1]]
        # ODK joins groups by dashes and splits choices by a slash; ids hold no dash themselves.
        candidates += [f"{parts[-2].rsplit('-', 1)[-1]}/{parts[-1]}"] if len(parts) > 1 else []
        candidates += [parts[-1].rsplit("-", 1)[-1]]
        found = next((self._own[name] for name in candidates if name in self._own), None)
        path = path_of(header)
        ends = (path[start:] for start in range(len(path)))
        return found or next((self._paths[end] for end in ends if end in self._paths), None)


def _names(form: Form, question: Question) -> Iterator[tuple[str, str]]:
    """Yield (name of a column, name that it is read under)."""
    for name in (question.id, *form.columns(question)):
        yield name, name
    if question.type in ("choose_several", "allocation"):
        for code in form.instruments.choice_lists[question.choices].codes:
            yield f"{question.id}/{code}", f"{question.id}_{code}"
    if question.type == "best_worst":
        for n, end in _tasks(question):
            yield f"{question.id}/{n}/{end}", f"{question.id}_{n}_{end}"
            yield f"{question.id}_{n}/{end}", f"{question.id}_{n}_{end}"


def _tasks(question: Question) -> Iterator[tuple[int, str]]:
    return ((n, end) for n in range(1, len(question.tasks) + 1) for end in ("best", "worst"))


def _texts(form: Form, question: Question) -> Iterator[tuple[Path, str]]:
    """Yield (parts of a heading, name that its column is read under): the texts of the form in every language."""
    for text in question.texts.values():
        own = path_of(text)
        yield own, question.id
        if question.type in ("choose_several", "allocation"):
            for choice in form.instruments.choices_of(question):
                name = f"{question.id}_{choice.code}"
                yield from (((*own, *path_of(label)), name) for label in choice.texts.values())
                yield (*own, choice.code), name
    places = form.instruments.task_places(question) if question.tasks else ()
    for n, end in _tasks(question):
        headings = word("task", n=places[n - 1].name, of=places[n - 1].of)
        for language, heading in headings.items():
            end_of_path, name = (*path_of(heading), *path_of(word(end)[language])), f"{question.id}_{n}_{end}"
            yield end_of_path, name
            yield (*path_of(question.texts.get(language, "")), *end_of_path), name


@dataclass(frozen=True)
class Labels:
    """The codes that the texts of a choice list stand for, in every language, folded and as they are written."""

    codes: Mapping[str, str]
    ambiguous: frozenset[str]
    written: Mapping[str, str]

    def code(self, text: str) -> str | None:
        """Return the code of a text; None when it is no text of the list, or stands for two codes."""
        return self.unique.get(_folded(text))

    @cached_property
    def unique(self) -> Mapping[str, str]:
        """Folded texts that stand for one code -> the code."""
        return {text: code for text, code in self.codes.items() if text not in self.ambiguous}


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    """Return a text for comparison; the texts of choices come again in every row."""
    return folded(text)


def labels_of(choices: Iterable[tuple[str, Texts]]) -> Labels:
    """Build the labels of (code, texts) pairs."""
    found: dict[str, set[str]] = {}
    written: dict[str, str] = {}
    for code, texts in choices:
        for text in texts.values():
            found.setdefault(folded(text), set()).add(code)
            written[text] = code
    return Labels(
        {text: next(iter(codes)) for text, codes in found.items()},
        frozenset(text for text, codes in found.items() if len(codes) > 1),
        written,
    )
