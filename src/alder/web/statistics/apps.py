"""The part of the site on which people find statistics."""

from django.apps import AppConfig


class Statistics(AppConfig):
    """What publishers write on the pages of releases, beside their data."""

    name = "alder.web.statistics"
    label = "statistics"
