"""The area as an app, for its tables."""

from __future__ import annotations

from django.apps import AppConfig


class Projects(AppConfig):
    """Projects and their workspaces."""

    name = "alder.web.projects"
    label = "projects"
