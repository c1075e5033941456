"""Every address of the site: one line an app. A second language is a prefix, from `LANGUAGES` in the settings."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from oncokind import health

urlpatterns = [
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    *i18n_patterns(
        path("", include("guides.urls")),
        path("", include("reports.urls")),
        prefix_default_language=False,
    ),
]
if settings.DEBUG:
    from oncokind.gallery import gallery

    urlpatterns.append(path("dev/gallery/", gallery, name="gallery"))

handler400 = "oncokind.errors.bad_request"
handler403 = "oncokind.errors.forbidden"
handler404 = "oncokind.errors.not_found"
handler500 = "oncokind.errors.server_error"
