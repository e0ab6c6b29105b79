"""What is done only with a reason: the page asks for it, and says what is wrong, or that it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest

from publicvalue.errors import NotPermittedError, PublicValueError
from publicvalue.web.design.inputs import Input
from publicvalue.web.page_words import on_pages
from publicvalue.words.text import Text, joined, sentence

MOST = 2_000
"""Signs of a reason."""
DESTROYED = Text("The bytes are destroyed. The hash and the entries of the audit trail stay.")


def why_destroyed() -> Input:
    """Return what is asked of whoever destroys bytes."""
    return Input("why", Text("Who ordered it, and why?"), "textarea", rows=3)


def done_with_reason(request: HttpRequest, why: Input, act: Callable[[str], object], told: Text) -> Input | None:
    """Do what a reason was sent for, and tell so; return what is still asked, with what is wrong; None once it is done.

    Raises
    ------
    NotPermittedError
        Where `act` is not for this person: that is no fault of the reason.
    """
    if request.method != "POST":
        return why
    reason = request.POST.get(why.name, "")[:MOST]
    try:
        act(reason)
    except NotPermittedError:
        raise
    except PublicValueError as error:
        wrong = (joined(sentence(one.what), sentence(on_pages(one.do)) if one.do else "") for one in error.problems)
        return replace(why, value=reason, errors=tuple(wrong))
    messages.success(request, told)
    return None
