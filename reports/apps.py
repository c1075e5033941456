"""The reports app. At the start it registers the check of what protects the machine from a document."""

from django.apps import AppConfig
from django.core import checks


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.checks import protections  # after the settings are there

        checks.register(protections, checks.Tags.security, deploy=True)
