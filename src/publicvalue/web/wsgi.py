"""The application as servers call it."""

from __future__ import annotations

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publicvalue.web.settings.project")

application = get_wsgi_application()

# All that pages need is loaded before the first request: nobody waits for it, after a process was replaced either.
import_module(settings.ROOT_URLCONF)
