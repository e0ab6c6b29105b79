"""Every text of a framework that people read, with an id: what a translator is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publicvalue.framework.indicators import Indicator
from publicvalue.framework.model import Framework
from publicvalue.framework.terms import Term, Titled


@dataclass(frozen=True)
class FrameworkText:
    """One text.

    Parameters
    ----------
    id
        Where it stands: the kind of entry, its id and its field, such as `components economic.benefit.costs title`.
    text
        In English.
    """

    id: str
    text: str


def framework_texts(framework: Framework) -> tuple[FrameworkText, ...]:
    """Return the texts of a framework, in its order; those that are empty are left out.

    Questions and constructs have their languages in their own files.
    """
    return tuple(FrameworkText(" ".join(id), text) for *id, text in _texts(framework) if text)


def _texts(framework: Framework) -> Iterator[tuple[str, ...]]:
    yield "framework", "title", framework.title
    yield "framework", "citation", framework.citation
    yield from _terms("dimensions", framework.dimensions)
    yield from _terms("categories", framework.categories)
    # In a sentence a dimension or a category is called by its id: "economic", "benefit".
    yield from (("dimensions", one.id, "word", one.id) for one in framework.dimensions)
    yield from (("categories", one.id, "word", one.id) for one in framework.categories)
    yield from _terms("stages", framework.stages)
    yield from _terms("strengths", framework.strengths)
    # In a sentence a strength is called without its number.
    yield from (("strengths", one.id, "word", one.title.lstrip("0123456789 ")) for one in framework.strengths)
    yield from _terms("policies", framework.policies)
    yield from _terms("directions", framework.verdict.directions)
    yield from _terms("claims", framework.verdict.claims)
    yield from _terms("certainties", framework.verdict.certainties)
    for line in framework.red_lines:
        yield from _fields("red lines", line, ("title", "question", "text", "example"))
        yield from (("red lines", line.id, "exempt", one.why) for one in (line.exempt,) if one)
    yield from (("harms", one.id, "text", one.text) for one in framework.harms)
    for fact in framework.facts:
        yield from _fields("facts", fact, ("title", "question", "text"))
    for profile in framework.profiles:
        yield from _fields("profiles", profile, ("title", "text"))
        yield from (("profiles", profile.id, one.of, one.why) for one in profile.not_applicable)
    for component in framework.components:
        yield from _fields("components", component, ("title", "statement", "why"))
    for indicator in framework.indicators:
        yield from _fields("indicators", indicator, ("title", "statement", "good_evidence"))
        yield from _items(indicator)
        yield from _core(indicator)
    for recommendation in framework.recommendations:
        yield from _fields("recommendations", recommendation, ("title", "action", "why", "first_step", "who", "source"))


def _items(indicator: Indicator) -> Iterator[tuple[str, ...]]:
    """Yield what a checklist or a rating asks of each item."""
    listed = indicator.options.get("items", ())
    if isinstance(listed, Sequence):
        for one in listed:
            yield "items", indicator.id, str(one["id"]), str(one["text"])
            yield "items", indicator.id, f"{one['id']}, otherwise", str(one.get("otherwise", ""))


def _core(indicator: Indicator) -> Iterator[tuple[str, ...]]:
    if core := indicator.core:
        for name in ("question", "guidance", "example", "counted"):
            yield "core questions", indicator.id, name, str(getattr(core, name))
        yield from (("core questions", indicator.id, grade.id, grade.text) for grade in core.grades)


def _terms(kind: str, terms: Iterable[Term]) -> Iterator[tuple[str, ...]]:
    for one in terms:
        yield from _fields(kind, one, ("title", "text"))


def _fields(kind: str, one: Titled | object, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield from ((kind, str(getattr(one, "id", "")), name, str(getattr(one, name))) for name in names)
