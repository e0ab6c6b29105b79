"""What goes with a person who is erased: whatever tells who they are, wherever an application keeps it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import PersonalValue
from publicvalue.web.spaces.models import Invitation

OWN = (SocialAccount, EmailAddress, Authenticator, UserSession)
"""What an identity provider told, what was asked of mail, keys with their names, and from where somebody signed in."""
ERASING: list[Callable[[User], None]] = []
"""What destroys the rest, while the person still has a name; applications add theirs."""


def erase_values(user: User, key: str) -> None:
    """Erase what the trail's hashes of a person were made of, and all else that tells who they are."""
    invitations = Invitation.objects.filter(used_by=user)
    accounts = [key, *(f"invitation {pk}" for pk in invitations.values_list("pk", flat=True))]
    PersonalValue.objects.filter(account__in=accounts).delete()
    invitations.update(name="")
    for table in OWN:
        table.objects.filter(user=user).delete()
    for erase in ERASING:
        erase(user)
