"""All settings, in one file, safe by default. What differs between machines comes from the environment.

docs/operating.md lists every name. Nothing here is secret: the key is read from a file that `run.py` makes.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from oncokind import security
from reports.intake import protocol

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("ONCOKIND_DATA") or BASE_DIR / "var")
CONTENT_DIR = Path(os.environ.get("ONCOKIND_CONTENT") or BASE_DIR / "content")
DEBUG = os.environ.get("ONCOKIND_DEBUG") == "1"
TLS = os.environ.get("ONCOKIND_TLS") == "1"
if DEBUG and TLS:
    raise ImproperlyConfigured(
        "ONCOKIND_DEBUG shows the insides of the site: it cannot be on together with ONCOKIND_TLS."
    )
SITE_ORIGIN = os.environ.get("ONCOKIND_SITE", "").rstrip("/")
READ_UNPROTECTED = os.environ.get("ONCOKIND_READ_UNPROTECTED") == "1"
READ_PICTURES = os.environ.get("ONCOKIND_OCR") != "0"
# Minutes without a look at its page, after which a report that waits for its pictures is given up, with file and key.
# No shorter: a phone lies aside with a dark screen meanwhile, and the longest line is read in about so long. No longer:
# while a file waits, this server could open it.
UNASKED_MINUTES = 10

# Without the file the key is empty, and Django refuses to use an empty key: commands run, the web does not start.
SECRET_KEY_FILE = Path(os.environ.get("ONCOKIND_SECRET_KEY_FILE") or DATA_DIR / "secret-key")
SECRET_KEY = SECRET_KEY_FILE.read_text().strip() if SECRET_KEY_FILE.is_file() else ""

ALLOWED_HOSTS = [
    host for host in os.environ.get("ONCOKIND_HOSTS", "localhost,127.0.0.1,[::1]").replace(" ", "").split(",") if host
]

INSTALLED_APPS = ["django.contrib.staticfiles", "django_tasks", "django_tasks_db", "guides", "reports"]
MIDDLEWARE = [
    "oncokind.middleware.HeadersMiddleware",
    "oncokind.middleware.RequestLogMiddleware",
    "oncokind.middleware.RefusalMiddleware",
    "oncokind.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "guides.publishing.PublishedPagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
if DEBUG:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("guides.publishing.PublishedPagesMiddleware"), "guides.live.LiveContentMiddleware"
    )
ROOT_URLCONF = "oncokind.urls"
WSGI_APPLICATION = "oncokind.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "oncokind.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA secure_delete=ON;",
        },
    }
}
if POSTGRES := os.environ.get("ONCOKIND_POSTGRES"):  # host, user and password in PostgreSQL's own names
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": POSTGRES,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                "connect_timeout": 3,
                "options": "-c lock_timeout=20s -c statement_timeout=30s",
                "server_side_binding": True,  # or the server would log a failed statement with the sealed bytes in it
            },
        }
    }
# Pictures wait in the same database (docs/adr/0064). A task is given a report's id and nothing else.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "oncokind.stylesheets.OneSheetStorage"
    }
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Bytes of a report stay in memory; a paste that is too long gets its own sentence from the form.
FILE_UPLOAD_HANDLERS = ["reports.uploads.MemoryUploadHandler"]
REQUEST_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE = protocol.REQUEST_BYTES

# The headers themselves stand in security.py; this is what Django does beside them, and what its checks look at.
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = security.HSTS_SECONDS if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = security.HEADERS["Referrer-Policy"]
X_FRAME_OPTIONS = security.HEADERS["X-Frame-Options"]
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options stands in security.py
    "security.W021",  # preload is the owner's word to give
]

CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = 60 * 60

CSRF_FAILURE_VIEW = "oncokind.errors.csrf_failure"

# A traceback on the screen while developing; in service one JSON line that cannot quote anything.
LOGGING_CONFIG = "logging.config.dictConfig" if DEBUG else "oncokind.logs.configure"
LOGGING = (
    {}
    if DEBUG
    else {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "oncokind.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django_tasks_db": {"level": "ERROR"},  # a warning for each stop that was asked for
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.http.wsgi": {
                "level": "ERROR"
            },  # one warning for each HEAD, about a body that it leaves out itself
            "guides": {"level": "INFO"},
            "oncokind": {"level": "INFO"},
            "reports": {"level": "INFO"},
        },
    }
)

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
