"""The entry point of gunicorn. Nothing is served without a key."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncokind.settings")
application = get_wsgi_application()
try:
    _ = settings.SECRET_KEY  # Django raises where it is empty
except ImproperlyConfigured:
    raise SystemExit(
        "OncoKind: no secret key. `python3 run.py` makes one; or name its file: ONCOKIND_SECRET_KEY_FILE."
    ) from None
