"""The addresses of reports. `/reports/` is the upload page."""

from django.urls import path

from reports.views.correction import correct
from reports.views.report import delete, report
from reports.views.upload import upload

urlpatterns = [
    path("reports/", upload, name="report-upload"),
    path("reports/<slug:report_id>/", report, name="report"),
    path("reports/<slug:report_id>/text/", correct, name="report-text"),
    path("reports/<slug:report_id>/delete/", delete, name="report-delete"),
]
