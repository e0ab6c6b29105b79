"""Forms whose words are texts, and whose problems are those of the actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from publicvalue.errors import InputError
from publicvalue.web.accounts.models import User
from publicvalue.web.language.spoken import spoken
from publicvalue.words.languages import LANGUAGES, language_of
from publicvalue.words.text import Text, joined, sentence

T = TypeVar("T")


def tried(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Do something with what a form says, and return what came of it; its problems stand at the form's questions."""
    try:
        return act()
    except InputError as error:
        for problem in error.problems:
            field = problem.place.field if problem.place.field in form.fields else None
            form.add_error(field, spoken().write(joined(sentence(problem.what), sentence(problem.do))))
    return None


class PersonForm(forms.Form):
    """Somebody who gets an account."""

    name = forms.CharField(max_length=200, label=Text("Your name"), help_text=Text("As colleagues know you"))
    email = forms.EmailField(max_length=254, label=Text("Email address"), help_text=Text("You sign in with it"))
    password = forms.CharField(
        label=Text("Password"),
        strip=False,
        help_text=Text("At least 12 characters: three or four words are easier to remember than signs"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        known = User(email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, known)
        return password


class ProfileForm(forms.Form):
    """What people say of themselves."""

    name = forms.CharField(max_length=200, label=Text("Your name"))
    language = forms.ChoiceField(
        label=Text("Language"),
        required=False,
        choices=[("", Text("that of the browser")), *((code, language_of(code).name) for code in LANGUAGES)],
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=1000, label=Text("Why?"), widget=forms.Textarea)

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if not reason.strip():
            raise ValidationError(spoken().write(Text("Write why: it stands in the audit trail.")))
        return reason


def cleaned(form: forms.Form, *names: str) -> dict[str, Any]:
    """Return what a form says, of some of its questions."""
    return {name: form.cleaned_data[name] for name in names}
