"""Answers of an interface: its pages put together, and a page never taken for the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.words.text import Text

ROWS = ("results", "value", "Data", "data", "submissions", "responses", "items")
"""Names under which interfaces give the list of submissions."""

NEXT = ("next", "nextlink", "next_page", "nextpage", "next_page_url", "next_url", "__next", "nextpagetoken")
PREVIOUS = ("previous", "prev", "previouslink", "prevlink", "previous_page", "prev_page_url", "__prev")
MORE = ("has_more", "hasmore", "more")
COUNT = ("count", "total", "total_count", "totalcount", "totalresults", "resultcount", "total_results", "__count")
"""Names that say what else there is, in small letters and without `@odata.` or `odata.` before them."""

ENVELOPES = ("", "meta", "links", "_links", "pagination", "paging", "page", "page_info", "pageinfo", "d", "response")
"""Objects in which they stand; empty for the answer itself."""

KNOWN = frozenset(
    name.casefold() for name in (*ROWS, *NEXT, *PREVIOUS, *MORE, *COUNT, *ENVELOPES, "context", "limit", "offset")
)


@dataclass(frozen=True)
class AnswerPage:
    """One answer of an interface.

    Parameters
    ----------
    rows
        Its submissions.
    plain
        Whether it holds nothing else but what it says of itself.
    following, former
        Whether it says that pages follow, or came before.
    count
        How many submissions there are in all pages; None when it does not say.
    """

    rows: tuple[Mapping[str, object], ...]
    plain: bool
    following: bool
    former: bool
    count: int | None


def rows_of(data: object, file: str) -> tuple[Mapping[str, object], ...] | None:
    """Return the submissions of an answer or of a list of pages; None where it is no answer of an interface.

    Raises
    ------
    EvidenceError
        When it holds fewer submissions than it says there are, or says that pages are missing.
    """
    pages = _pages(data)
    if not pages:
        return None
    rows = tuple(row for page in pages for row in page.rows)
    counts = [page.count for page in pages if page.count is not None]
    held = _different(rows)
    if counts and held < max(counts):
        raise _part(file, Text("it holds {held:count} of {max:count} submissions", held=held, max=max(counts)))
    if pages[-1].following:
        raise _part(
            file, Text("it holds {rows:count} submissions and says that a further page follows", rows=len(rows))
        )
    if pages[0].former and not counts:
        raise _part(file, Text("it holds {rows:count} submissions and says that a page came before", rows=len(rows)))
    return rows


def _different(rows: Sequence[Mapping[str, object]]) -> int:
    """Return how many submissions there are: a page that stands twice does not make up for one that is missing."""
    ids = [str(row.get("__id") or row.get("_uuid") or "") for row in rows]
    return len(set(ids)) if all(ids) else len(rows)


def _pages(data: object) -> list[AnswerPage]:
    found = data if isinstance(data, list) else [data]
    pages = [_page(one) for one in found]
    complete = [page for page in pages if page is not None and (len(pages) == 1 or page.plain)]
    return complete if len(complete) == len(pages) else []


def _page(data: object) -> AnswerPage | None:
    if not isinstance(data, dict):
        return None
    inner = data.get("d")
    for holder in (data, inner if isinstance(inner, dict) else {}):
        for name in ROWS:
            rows = holder.get(name)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                continue
            # One person's answers hold lists of objects too, beside answers; a page holds nothing else.
            plain = all(_plain(key) in KNOWN for key in holder)
            if plain or name in ROWS[:2]:
                told = _told(data)
                following = any(_says(told, one) for one in (*NEXT, *MORE))
                former = any(_says(told, one) for one in PREVIOUS)
                return AnswerPage(tuple(rows), plain, following, former, _count(told))
    return None


def _plain(name: object) -> str:
    return str(name).casefold().rsplit("odata.", 1)[-1].removeprefix("@")


def _told(data: Mapping[str, object]) -> dict[str, object]:
    """Return what an answer says of itself, by folded name."""
    told: dict[str, object] = {}
    for name in ENVELOPES:
        inner = data if not name else data.get(name)
        for key, value in inner.items() if isinstance(inner, dict) else ():
            plain = _plain(key)
            if not isinstance(value, dict | list) or (plain in NEXT and value):
                told.setdefault(plain, value)
    return told


def _says(told: Mapping[str, object], name: str) -> bool:
    return told.get(name) not in (None, "", False, 0, "null", "None")


def _count(told: Mapping[str, object]) -> int | None:
    numbers = [told[name] for name in COUNT if name in told]
    found = [int(str(one)) for one in numbers if not isinstance(one, bool) and str(one).isascii() and _digits(one)]
    return max(found, default=None)


def _digits(value: object) -> bool:
    return str(value).isdigit() and len(str(value)) <= 15


def _part(file: str, what: str) -> EvidenceError:
    return EvidenceError(
        [
            Problem(
                Place(file),
                Text("this is a page and not the whole: {what}", what=what),
                Text("all submissions in one file"),
                Text(
                    "export CSV, or ask for more in one page (Kobo: limit=30000; ODK: without $top and $skip); of"
                    " several pages, put the answers as they are into one list"
                ),
            )
        ]
    )
