"""A frozen table as the database has it."""

from __future__ import annotations

from django.db import models

from alder import wall_clock


class FrozenTable(models.Model):
    """A table with its figures, which never changes but for being taken away.

    It names its data set and version and is not tied to them: it stays whatever becomes of those.
    """

    id = models.CharField(primary_key=True, max_length=16, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    """Of the text: the same table is kept once, however often it is frozen."""
    created = models.DateTimeField(default=wall_clock.now)
    data_set = models.UUIDField()
    version = models.UUIDField()
    query = models.TextField()
    """What the address of the table said after the question mark, to build it again."""
    text = models.BinaryField()
    """The table as `alder.publishing.tables.frozen` writes it, compressed; nothing once it was taken away."""
    taken_away = models.TextField(blank=True, default="")
    """Why its figures may no longer be seen."""

    def __str__(self) -> str:
        return self.id
