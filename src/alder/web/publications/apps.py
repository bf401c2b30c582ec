"""The part of the site that holds publications."""

from django.apps import AppConfig


class Publications(AppConfig):
    """Publications, releases and data sets."""

    name = "alder.web.publications"
    label = "publications"
