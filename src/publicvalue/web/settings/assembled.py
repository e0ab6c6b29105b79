"""Settings of Django for an installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from publicvalue.web.settings.databases import database_of
from publicvalue.web.settings.environment import LOCAL_HOSTS, Environment
from publicvalue.web.settings.security import security_of
from publicvalue.web.settings.signing_in import signing_in_of

WEB = Path(__file__).resolve().parents[1]

OWN = (
    "design",
    "language",
    "accounts",
    "spaces",
    "audit",
    "stores",
    "jobs",
    "register",
    "public",
    "region",
    "business_case",
    "evidence",
    "surveys",
    "assessors",
    "assessments",
    "home",
    "demonstration",
)
"""Applications of the product that may stand, in the order in which their templates are looked for."""

OTHERS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
)

MIDDLEWARE = (
    "publicvalue.web.sent_text.SentHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "publicvalue.web.language.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "publicvalue.web.register.upload_limit.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "publicvalue.web.sent_text.SentTextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "publicvalue.web.accounts.activity.ActivityMiddleware",
    "publicvalue.web.problems.ProblemsMiddleware",
    "publicvalue.web.spaces.middleware.ScopeMiddleware",
)

CONTEXT = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "publicvalue.web.language.context.languages",
    "publicvalue.web.demonstration.context.demonstration",
)


def settings_of(environment: Environment) -> dict[str, Any]:
    """Return every setting of an installation, by its name."""
    return {
        **_application(environment),
        **_files(environment),
        **_languages(environment.zone),
        **security_of(environment),
        **signing_in_of(environment),
    }


def _application(environment: Environment) -> dict[str, Any]:
    hosts = sorted(LOCAL_HOSTS | {environment.host}) if environment.is_local else [environment.host]
    return {
        "SECRET_KEY": environment.key,
        "DEBUG": environment.debug,
        "ALLOWED_HOSTS": hosts,
        "INSTALLED_APPS": [*(f"publicvalue.web.{name}" for name in standing()), *OTHERS],
        "MIDDLEWARE": list(MIDDLEWARE),
        "ROOT_URLCONF": "publicvalue.web.urls",
        "WSGI_APPLICATION": "publicvalue.web.wsgi.application",
        "DATABASES": {"default": database_of(environment)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        # Rate limits count for all processes together, so what counts them is shared.
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}},
        "MESSAGE_STORAGE": "publicvalue.web.language.messages.SpokenStorage",
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": list(CONTEXT)},
            }
        ],
        "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}},
        "PUBLICVALUE_ADDRESS": environment.address,
        "PUBLICVALUE_DEMONSTRATION": environment.demonstration,
        "LOGGING": _logging(),
    }


def standing() -> list[str]:
    """Return the applications of the product that stand, by name."""
    return [name for name in OWN if (WEB / name / "apps.py").is_file()]


def _files(environment: Environment) -> dict[str, Any]:
    return {
        "PUBLICVALUE_DATA": environment.data,
        "PUBLICVALUE_QUOTA": environment.quota * 1024**3,
        "MEDIA_ROOT": environment.data / "files",
        "STATIC_URL": "/static/",
        "STATIC_ROOT": environment.data / "static",
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
        # A form holds text; files that are larger go to the disk while they arrive.
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2_500_000,
        # The table of money has seven a row.
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 5_000,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 1_000_000,
        "FILE_UPLOAD_PERMISSIONS": 0o600,
    }


def _languages(zone: str) -> dict[str, Any]:
    return {
        "USE_I18N": True,
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("en", "English"), ("es", "Español")],
        "USE_TZ": True,
        "TIME_ZONE": zone,
    }


def _logging() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
