"""The area as an app, for its tables."""

from __future__ import annotations

from django.apps import AppConfig


class Applications(AppConfig):
    """Applications for learner-level data, and what was agreed on them."""

    name = "alder.web.applications"
    label = "applications"
