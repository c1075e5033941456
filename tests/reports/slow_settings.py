"""The site's settings, with pictures that wait at a gate."""

from oncokind.settings import *  # noqa: F403
from oncokind.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.reports.slow.SlowConfig"]
