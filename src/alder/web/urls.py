"""Every address of the site."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from alder.web.health import health, ready

urlpatterns = [
    path("health", health),
    path("ready", ready),
    *(path(f"{prefix.strip('/')}/", include("alder.web.api.urls")) for prefix in settings.ALDER_API_PREFIXES),
]
