"""Addresses of the guides. They are printed on handouts: an address that has been public stays or redirects."""

from __future__ import annotations

from django.urls import path

from guides.views.category import category
from guides.views.glossary import glossary
from guides.views.guide import guide
from guides.views.guide_list import guide_list
from guides.views.home import home
from guides.views.robots import robots
from guides.views.single_page import single_page
from guides.views.sitemap import sitemap

urlpatterns = [
    path("", home, name="home"),
    path("guides/", guide_list, name="guide-list"),
    path("guides/category/<slug:slug>/", category, name="category"),
    path("guides/<slug:slug>/", guide, name="guide"),
    path("glossary/", glossary, name="glossary"),
    path("about/", single_page, {"slug": "about"}, name="about"),
    path("privacy/", single_page, {"slug": "privacy"}, name="privacy"),
    path("disclaimer/", single_page, {"slug": "disclaimer"}, name="disclaimer"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
]
