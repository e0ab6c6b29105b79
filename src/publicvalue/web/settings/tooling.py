"""Settings for tests and type checkers: nothing is read but the address of a database, and nothing is kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from publicvalue.web.settings.assembled import settings_of
from publicvalue.web.settings.environment import DATABASE, Environment

_DATA = Path(tempfile.gettempdir()) / "publicvalue-tooling"
"""Never made: a test names a folder of its own."""

_DATABASE = os.environ.get(DATABASE) or "sqlite://:memory:"

globals().update(settings_of(Environment(key="t" * 50, data=_DATA, database=_DATABASE)))
# A test signs in a hundred times: the fastest of the ways to keep passwords.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
