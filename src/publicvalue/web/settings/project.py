"""The settings of a running installation, from its environment."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from publicvalue.errors import InputError
from publicvalue.web.settings.assembled import settings_of
from publicvalue.web.settings.environment import read_environment

try:
    globals().update(settings_of(read_environment(os.environ)))
except InputError as error:
    raise ImproperlyConfigured(str(error)) from None
