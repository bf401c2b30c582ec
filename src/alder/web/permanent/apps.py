"""The part of the site that keeps frozen tables."""

from django.apps import AppConfig


class Permanent(AppConfig):
    """Frozen tables, which outlive the data sets that they were made from."""

    name = "alder.web.permanent"
    label = "permanent"
