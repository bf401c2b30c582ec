"""The area as an app, for its tables."""

from __future__ import annotations

from django.apps import AppConfig


class OutputDesk(AppConfig):
    """Outputs under review, and incidents."""

    name = "alder.web.output_desk"
    label = "output_desk"
