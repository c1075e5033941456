"""The site's addresses and the gallery: the addresses of a developer's machine, for tests of the look."""

from __future__ import annotations

from django.urls import include, path

from oncokind.gallery import gallery

urlpatterns = [
    path("dev/gallery/", gallery, name="gallery"),
    path("", include("guides.urls")),
    path("", include("reports.urls")),
]
