"""Every address of the site."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from alder.web.health import health, ready

urlpatterns = [
    # The API first: looking through the others would take longer than answering it does.
    *(path(f"{prefix.strip('/')}/", include("alder.web.api.urls")) for prefix in settings.ALDER_API_PREFIXES),
    path("health", health),
    path("ready", ready),
    path("", include("alder.web.pages.urls")),
    path("", include("alder.web.following.urls")),
    path("", include("alder.web.statistics.urls")),
    path("", include("alder.web.tables.urls")),
    path("", include("alder.web.data_sources.urls")),
    path("", include("alder.web.accounts.urls")),
    path("", include("alder.web.desk.urls")),
    path("", include("alder.web.aims.urls")),
    path("", include("alder.web.methodology.urls")),
    path("", include("alder.web.handbook.urls")),
    path("", include("alder.web.search.urls")),
]
handler400 = "alder.web.errors.not_understood"
handler403 = "alder.web.errors.not_allowed"
handler404 = "alder.web.errors.not_found"
handler500 = "alder.web.errors.our_fault"
