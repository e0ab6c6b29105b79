"""Forms for security keys, in words of ours; what no key answers is refused in words, whoever sends it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn import forms as given_forms
from django import forms
from django.core.exceptions import ValidationError

from publicvalue.words.text import Text

NAME = Text("Name")
# The package asks for this form itself, and leaves its label to the name of the field.
given_forms.EditWebAuthnForm.base_fields["name"].label = NAME


class KeyField(forms.JSONField):
    """What a security key answers: JSON, of whatever depth and with whatever numbers somebody may send."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise
        except (ValueError, RecursionError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class SecurityKeyForm(given_forms.AddWebAuthnForm):
    """A security key or passkey that somebody adds to their account."""

    credential = KeyField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["name"].label = NAME
        alone = self.fields["passwordless"]
        alone.label = Text("Sign in with this key alone")
        alone.help_text = Text("No password is asked for then: the device asks for a finger, a face or a PIN")


class SecondFactorForm(given_forms.AuthenticateWebAuthnForm):
    """A key after the password."""

    credential = KeyField(widget=forms.HiddenInput)


class SignInForm(given_forms.LoginWebAuthnForm):
    """A key in place of the password."""

    credential = KeyField(widget=forms.HiddenInput)


class ConfirmForm(given_forms.ReauthenticateWebAuthnForm):
    """A key before what counts."""

    credential = KeyField(widget=forms.HiddenInput)
