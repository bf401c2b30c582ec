"""The part of the site that works in the background."""

from django.apps import AppConfig


class Work(AppConfig):
    """Workers, and the signs of life that they give."""

    name = "alder.web.work"
    label = "work"
