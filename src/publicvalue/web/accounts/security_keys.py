"""The form for a security key, in words of ours."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm

from publicvalue.words.text import Text


class SecurityKeyForm(AddWebAuthnForm):
    """A security key or passkey that somebody adds to their account."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        alone = self.fields["passwordless"]
        alone.label = Text("Sign in with this key alone")
        alone.help_text = Text("No password is asked for then: the device asks for a finger, a face or a PIN")
