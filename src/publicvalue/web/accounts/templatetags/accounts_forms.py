"""A whole form, with all that is wrong with it above: `{% show_form form %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm

register = template.Library()


@register.inclusion_tag("accounts/form_fields.html")
def show_form(form: BaseForm) -> dict[str, Any]:
    """Show the questions of a form."""
    return {"form": form, "questions": list(form)}
