"""The workers that there are."""

from __future__ import annotations

from django.db import models

from alder import wall_clock


class Worker(models.Model):
    """A process that works in the background, and when it last gave a sign of life."""

    id = models.CharField(max_length=64, primary_key=True)
    started = models.DateTimeField(default=wall_clock.now)
    seen = models.DateTimeField(default=wall_clock.now)

    def __str__(self) -> str:
        return self.id
