"""Components of pages: `{% question asked %}`, `{% tag state "green" %}`, `{% details title %}...{% enddetails %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publicvalue.web.design.inputs import Input, from_django
from publicvalue.web.language.spoken import spoken
from publicvalue.words.text import Text

register = template.Library()

COLOURS = frozenset({"grey", "green", "teal", "blue", "purple", "red", "orange", "yellow"})


@register.inclusion_tag("design/parts/input.html")
def question(asked: Input | BoundField, *, heading: bool = False) -> dict[str, Any]:
    """Show a question of a form; as the heading of its page where it stands alone."""
    return {"input": from_django(asked) if isinstance(asked, BoundField) else asked, "heading": heading}


@register.inclusion_tag("design/parts/error_summary.html")
def error_summary(asked: BaseForm | Sequence[Input]) -> dict[str, Any]:
    """Show all that is wrong, above the form, each with a way to it."""
    if isinstance(asked, BaseForm):
        inputs = [from_django(asked[name]) for name in asked.fields]
        return {"inputs": [one for one in inputs if one.errors], "others": asked.non_field_errors()}
    return {"inputs": [one for one in asked if one.errors], "others": ()}


@register.simple_tag
def tag(text: str, colour: str = "blue") -> SafeString:
    """Show a state in a few words."""
    if colour not in COLOURS:
        raise ValueError(f"There is no colour {colour} for a tag")
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, spoken().write(text))


@register.simple_block_tag
def details(content: str, summary: str, *, opened: bool = False) -> SafeString:
    """Fold what few need."""
    form = (
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>'
    )
    return format_html(form, SafeString(" open" if opened else ""), spoken().write(summary), SafeString(content))


@register.simple_block_tag
def warning(content: str) -> SafeString:
    """Say what has consequences."""
    form = (
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">{}</span> {}</strong></div>'
    )
    return format_html(form, spoken().write(Text("Warning:")), SafeString(content))


@register.simple_tag
def busy(text: str) -> SafeString:
    """Stand after a button whose work takes long: with JavaScript it says so until the page answers."""
    return format_html('<p class="govuk-body pv-busy" role="status" data-busy="{}"></p>', spoken().write(text))


@register.simple_block_tag
def notification(content: str, *, done: bool = False) -> SafeString:
    """Say what happened, above the heading of the page."""
    form = (
        '<div class="govuk-notification-banner{}" role="{}" aria-label="{}">'
        '<div class="govuk-notification-banner__header"><h2 class="govuk-notification-banner__title">{}</h2></div>'
        '<div class="govuk-notification-banner__content">'
        '<p class="govuk-notification-banner__heading">{}</p></div></div>'
    )
    kind, role = (" govuk-notification-banner--success", "alert") if done else ("", "status")
    title = spoken().write(Text("Done") if done else Text("Important"))
    return format_html(form, kind, role, title, title, SafeString(content))


@register.simple_block_tag
def panel(content: str, title: str) -> SafeString:
    """Say that something long has come to its end."""
    form = (
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">{}</h1>'
        '<div class="govuk-panel__body">{}</div></div>'
    )
    return format_html(form, spoken().write(title), SafeString(content))


@register.inclusion_tag("design/parts/breadcrumbs.html")
def breadcrumbs(*ways: str) -> dict[str, Any]:
    """Show where a page is: addresses and names by turns, and last the page's own name."""
    return {"ways": [(ways[at], ways[at + 1]) for at in range(0, len(ways) - 1, 2)], "here": ways[-1]}


@register.inclusion_tag("design/parts/pagination.html", takes_context=True)
def pagination(context: Mapping[str, Any], page: Page[Any]) -> dict[str, Any]:
    """Show the ways to the other pages of a list; what else the address asks for stays."""
    asked = {name: one for name, one in context["request"].GET.items() if name != "page"}
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "numbers": [(one, address(asked, one) if isinstance(one, int) else "") for one in numbers],
        "previous": address(asked, page.number - 1) if page.has_previous() else "",
        "next": address(asked, page.number + 1) if page.has_next() else "",
    }


def address(asked: Mapping[str, str], page: int) -> str:
    """Return the address of another page of the same list."""
    return "?" + urlencode({**asked, "page": page})


@register.inclusion_tag("design/parts/task_list.html")
def task_list(tasks: Sequence[Mapping[str, str]], name: str = "tasks") -> dict[str, Any]:
    """Show tasks, each with `title`, `address` (empty where it cannot start yet), `hint`, `state` and `colour`."""
    return {"tasks": tasks, "name": name}


@register.inclusion_tag("design/parts/summary_list.html")
def summary_list(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Show answers: each row with `key`, `value`, and an `address` where it can be changed."""
    return {"rows": rows}


@register.inclusion_tag("design/parts/timeline.html")
def timeline(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Show what happened, last first: each with `text`, `at`, `when` in words, and `by` and `why` where known."""
    return {"events": events}
