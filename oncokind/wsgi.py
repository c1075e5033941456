"""The entry point of gunicorn. Reading the key here means that nothing is served without one."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncokind.settings")
application = get_wsgi_application()
_ = settings.SECRET_KEY  # Django raises where it is empty
