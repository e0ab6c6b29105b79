"""Forms on countries, agencies and people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify

from publicvalue.web.accounts.forms import PersonForm
from publicvalue.web.spaces.actions import RESERVED
from publicvalue.web.spaces.models import Agency
from publicvalue.words.text import Text
from publicvalue.workflow.roles import LEVELS, NAMES, Level, Role


class BeginForm(PersonForm):
    """The first administrator, and the first country."""

    code = forms.CharField(
        label=Text("Code of this installation"), help_text=Text("`publicvalue web` shows it when it starts")
    )
    country_code = forms.RegexField(
        "^[A-Z]{3}$",
        label=Text("Code of your country"),
        help_text=Text("Three capital letters (ISO 3166), such as BRB"),
    )
    country_name = forms.CharField(max_length=200, label=Text("Name of your country"))

    field_order = ("code", "country_code", "country_name", "name", "email", "password")


class CountryForm(forms.Form):
    """A further country, and whom to invite as its administrator."""

    country_code = forms.RegexField(
        "^[A-Z]{3}$",
        label=Text("Code of the country"),
        help_text=Text("Three capital letters (ISO 3166), such as BRB"),
    )
    country_name = forms.CharField(max_length=200, label=Text("Name of the country"))
    name = forms.CharField(
        max_length=200, label=Text("Whom do you invite as its administrator?"), help_text=Text("For your own list")
    )


class AnalystForm(forms.Form):
    """Whom to invite as an analyst of the region."""

    name = forms.CharField(max_length=200, label=Text("Whom do you invite?"), help_text=Text("For your own list"))


class AgencyForm(forms.Form):
    """A new agency."""

    name = forms.CharField(max_length=300, label=Text("Name of the agency"))
    slug = forms.SlugField(
        max_length=80,
        required=False,
        label=Text("Short name in addresses"),
        help_text=Text("Small letters, digits and hyphens; left empty, it is made of the name"),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        made = slugify(found.get("name", ""))[:80] or "agency"
        found["slug"] = found.get("slug") or (f"{made}-agency" if made in RESERVED else made)
        return found


class RenameForm(forms.Form):
    """Another name of an agency."""

    name = forms.CharField(max_length=300, label=Text("Name of the agency"))
    reason = forms.CharField(max_length=1000, label=Text("Why?"))


class InviteForm(forms.Form):
    """Whom to invite, in which role and where."""

    name = forms.CharField(max_length=200, label=Text("Whom do you invite?"), help_text=Text("For your own list"))
    role = forms.ChoiceField(label=Text("Role"), widget=forms.RadioSelect)
    agency = forms.ChoiceField(
        label=Text("Agency"), required=False, help_text=Text("Not for roles that are held in the whole country")
    )

    def __init__(self, agencies: Iterable[Agency], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        held = [role for role in Role if LEVELS[role] in {Level.AGENCY, Level.COUNTRY}]
        self.fields["role"].choices = [(role.value, NAMES[role]) for role in held]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", Text("the whole country")),
            *((str(one.pk), one.name) for one in agencies),
        ]
