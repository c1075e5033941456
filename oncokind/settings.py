"""All settings, in one file, safe by default. What differs between machines comes from the environment.

docs/operating.md lists every name. Nothing here is secret: the key is read from a file that `run.py` makes.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("ONCOKIND_DATA") or BASE_DIR / "var")
CONTENT_DIR = Path(os.environ.get("ONCOKIND_CONTENT") or BASE_DIR / "content")
DEBUG = os.environ.get("ONCOKIND_DEBUG") == "1"
TLS = os.environ.get("ONCOKIND_TLS") == "1"
SITE_ORIGIN = os.environ.get("ONCOKIND_SITE", "").rstrip("/")
READ_UNPROTECTED = os.environ.get("ONCOKIND_READ_UNPROTECTED") == "1"

# Without the file the key is empty, and Django refuses to use an empty key: commands run, the web does not start.
SECRET_KEY_FILE = Path(os.environ.get("ONCOKIND_SECRET_KEY_FILE") or DATA_DIR / "secret-key")
SECRET_KEY = SECRET_KEY_FILE.read_text().strip() if SECRET_KEY_FILE.is_file() else ""

ALLOWED_HOSTS = [
    host for host in os.environ.get("ONCOKIND_HOSTS", "localhost,127.0.0.1,[::1]").replace(" ", "").split(",") if host
]

INSTALLED_APPS = ["django.contrib.staticfiles", "guides", "reports"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
if DEBUG and find_spec("guides.live"):
    MIDDLEWARE.append("guides.live.LiveContentMiddleware")
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
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Bytes of a report stay in memory. A paste of 200,000 characters is 2.4 MB at most on the wire (4 bytes each, escaped).
if find_spec("reports.uploads"):
    FILE_UPLOAD_HANDLERS = ["reports.uploads.MemoryUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
DATA_UPLOAD_MAX_NUMBER_FILES = 1

CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = 60 * 60

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
