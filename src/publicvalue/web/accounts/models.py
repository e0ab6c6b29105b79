"""People who sign in."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from publicvalue.web.language.spoken import spoken
from publicvalue.words.text import Text

ERASED = re.compile(r"erased-\d+@invalid")
"""What stands as the address of a person who was erased: no two accounts have the same."""
NAMELESS = Text("a person who was erased")
"""What such a person is called."""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What people may do stands in their memberships; nothing is decided by the account itself."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    """Code of the language that the person prefers; empty for that of the browser."""
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """What the person is called on pages and in files, in the language that is spoken."""
        return spoken().write(NAMELESS) if self.is_erased else self.name or self.email

    @property
    def is_erased(self) -> bool:
        """Whether it was erased who this was."""
        return not self.name and ERASED.fullmatch(self.email) is not None

    def erase(self) -> None:
        """Forget who this is, and let nobody sign in; the row is not saved."""
        self.email, self.name, self.is_active = f"erased-{self.pk}@invalid", "", False
        self.set_unusable_password()
