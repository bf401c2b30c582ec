"""The area as an app, for its tables."""

from __future__ import annotations

from django.apps import AppConfig


class AccreditationOnSite(AppConfig):
    """Accreditations of researchers, and the course of checkers."""

    name = "alder.web.accreditation"
    label = "accreditation"
