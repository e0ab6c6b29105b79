"""The application as servers call it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publicvalue.web.settings.project")

application = get_wsgi_application()
