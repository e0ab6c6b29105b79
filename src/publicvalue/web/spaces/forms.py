"""Forms on countries, agencies and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.text import slugify

from publicvalue.web.accounts.forms import PersonForm
from publicvalue.web.language.countries import countries_in, country_name
from publicvalue.web.language.spoken import spoken
from publicvalue.web.spaces.actions import RESERVED
from publicvalue.web.spaces.models import Agency
from publicvalue.words.text import Text
from publicvalue.workflow.roles import LEVELS, Level, Role


def _countries() -> list[tuple[str, str]]:
    return [("", Text("choose one")), *countries_in(spoken().code)]


def _country_name() -> forms.CharField:
    return forms.CharField(
        max_length=200,
        required=False,
        label=Text("How people call it"),
        help_text=Text("Left empty, it is the name in the list"),
    )


class CountryNamed(forms.Form):
    """A form in which a country is chosen by its name."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        code = found.get("country_code", "")
        found["country_name"] = found.get("country_name") or country_name(code, spoken().code)
        return found


class BeginForm(CountryNamed, PersonForm):
    """The first administrator, and the first country."""

    code = forms.CharField(
        label=Text("Code of this installation"), help_text=Text("`publicvalue web` shows it when it starts")
    )
    country_code = forms.ChoiceField(label=Text("Your country"), choices=_countries)
    country_name = _country_name()

    field_order = ("code", "country_code", "country_name", "name", "email", "password")


class CountryForm(CountryNamed):
    """A further country, and whom to invite as its administrator."""

    country_code = forms.ChoiceField(label=Text("The country"), choices=_countries)
    country_name = _country_name()
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


DOES: Mapping[Role, Text] = MappingProxyType(
    {
        Role.CONTRIBUTOR: Text("contributor: answers questions and brings evidence"),
        Role.ASSESSOR: Text("assessor: registers systems, begins assessments, and hands them over for review"),
        Role.REVIEWER: Text("reviewer: reads what was handed over, and asks for changes"),
        Role.APPROVER: Text("approver: approves and publishes what others wrote"),
        Role.AUDITOR: Text("country auditor: reads everything and the audit trail, and changes nothing"),
        Role.ADMINISTRATOR: Text("country administrator: looks after agencies and people"),
        Role.ANALYST: Text("regional analyst: sets what countries published beside each other"),
    }
)
"""What each role is for."""


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
        self.fields["role"].choices = [(role.value, DOES[role]) for role in held]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", Text("the whole country")),
            *((str(one.pk), one.name) for one in agencies),
        ]
