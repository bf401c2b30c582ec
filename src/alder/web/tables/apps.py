"""Tables of one's own, and those that were frozen."""

from django.apps import AppConfig


class OwnTables(AppConfig):
    """Frozen tables, which outlive the data sets that they were made from."""

    name = "alder.web.tables"
    label = "permanent"
    """Part of the names of its tables in the database, from when frozen tables were an area of their own."""
