"""Django's own entry point; `run.py` is the one that sets the machine up first."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncokind.settings")
    execute_from_command_line(sys.argv)
